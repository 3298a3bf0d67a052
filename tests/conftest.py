"""What every test may ask for: the shared data, and the shared cast of people."""

import importlib.util
import os
from pathlib import Path

import pytest
from django.db import connection

from cairn.record.protection import protect, unprotect
from tests.factories import Cast, make_cast

DATABASE = {"db", "transactional_db", "live_server"}
SHARED = Path(os.environ.get("CAIRN_SHARED", Path(__file__).parents[2] / "shared")) / "data"


def pytest_collection_modifyitems(config, items):
    """On PostgreSQL leave out what touches no database: it is the same test as on SQLite."""
    if connection.vendor == "sqlite":
        return
    without = [item for item in items if not _uses_the_database(item)]
    config.hook.pytest_deselected(items=without)
    items[:] = [item for item in items if _uses_the_database(item)]


def _uses_the_database(item):
    marks = any(item.get_closest_marker(name) for name in ("django_db", "browser"))
    return marks or bool(DATABASE & set(getattr(item, "fixturenames", ())))


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Return the folder of real data with known answers; it stands beside the project, not in it."""
    if not SHARED.is_dir():
        if os.environ.get("CI") == "true":
            pytest.fail(f"The shared data is missing at {SHARED}; in CI it must be there.")
        pytest.skip(f"needs the shared data beside the project (looked in {SHARED})")
    return SHARED


@pytest.fixture(autouse=True)
def extras_where_they_are(request):
    """Skip what is marked `extras` where its modules are absent, saying so; in CI they must be there."""
    mark = request.node.get_closest_marker("extras")
    missing = [name for name in mark.args if importlib.util.find_spec(name) is None] if mark else []
    if missing and os.environ.get("CI") == "true":
        pytest.fail(f"{', '.join(missing)} is not installed; in CI it must be (make extras).")
    if missing:
        pytest.skip(f"needs {', '.join(missing)} (make extras)")


@pytest.fixture
def cast(db) -> Cast:
    """Return a private collective with a steward, a facilitator, two members, an observer and an outsider."""
    return make_cast()


@pytest.fixture
def public_cast(db) -> Cast:
    """Return the same people around a public collective."""
    return make_cast(visibility="public")


@pytest.fixture(autouse=True)
def files_in_a_folder_of_their_own(settings, tmp_path):
    """Keep what tests upload and count out of the project, and apart from one another."""
    settings.MEDIA_ROOT = tmp_path / "files"
    settings.CACHES = {"default": {**settings.CACHES["default"], "LOCATION": tmp_path / "cache"}}


@pytest.fixture(autouse=True)
def static_files_straight_from_the_packages(settings):
    """Serve style and fonts without collecting them first."""
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    settings.WHITENOISE_AUTOREFRESH = True


@pytest.fixture(autouse=True)
def record_can_be_emptied_after_transactions(request):
    """Lift the database's guard of the record where a test's rows are removed one by one afterwards."""
    names = (DATABASE - {"db"}) & set(request.fixturenames)
    mark = request.node.get_closest_marker("django_db")
    if not names and not (mark and mark.kwargs.get("transaction")):
        yield
        return
    request.getfixturevalue("transactional_db")
    protect(connection)
    yield
    unprotect(connection)
