"""What the tests of the shared look need: a short way to render a template."""

import pytest
from django.template import engines


@pytest.fixture
def render():
    """Return a function that renders a template's text with what it is given."""

    def rendered(source, **given):
        return engines["django"].from_string(source).render(given)

    return rendered


@pytest.fixture(autouse=True)
def static_files_straight_from_the_packages(settings):
    """Serve style and fonts without collecting them first."""
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    settings.WHITENOISE_AUTOREFRESH = True
