"""Every text for people is in every language, and the compiled catalogues are those of the sources."""

import gettext
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[1] / "src" / "cairn"
CATALOGUES = sorted(SOURCE.glob("**/locale/*/LC_MESSAGES/django.po"))
NESTED = ("data", "movement", "influence", "learning", "investment")


def package_of(catalogue):
    return catalogue.parents[3]


@pytest.fixture(scope="module")
def tools():
    """Look for gettext's programs; in CI they must be there."""
    if not shutil.which("msgfmt") or not shutil.which("xgettext"):
        said = "gettext is not installed"
        pytest.fail(said) if os.environ.get("CI") == "true" else pytest.skip(said)


def entries(text):
    """Return how often each compiled text is said, read by Python's own gettext."""
    with text.open("rb") as file:
        return gettext.GNUTranslations(file)._catalog


@pytest.mark.parametrize("catalogue", CATALOGUES, ids=lambda path: package_of(path).name)
def test_catalogue_is_complete_and_compiled(tools, catalogue, tmp_path):
    package = shutil.copytree(package_of(catalogue), tmp_path / package_of(catalogue).name)
    nested = NESTED if package.name == "activities" else ()
    ignored = [part for name in nested for part in ("--ignore", f"{name}/*")]
    command = [
        sys.executable,
        "-m",
        "django",
        "makemessages",
        "--all",
        "--no-location",
        "--no-obsolete",
        *ignored,
    ]
    subprocess.run(command, cwd=package, check=True, capture_output=True)
    fresh = package / catalogue.relative_to(package_of(catalogue))
    compiled = tmp_path / "fresh.mo"
    said = subprocess.run(
        ["msgfmt", "--statistics", "--check", "-o", str(compiled), str(fresh)],
        capture_output=True,
        text=True,
        check=True,
    )
    assert re.findall(r"\d+ (fuzzy|untranslated)", said.stderr) == [], said.stderr
    committed = entries(catalogue.with_suffix(".mo"))
    committed.pop("", None)
    wanted = entries(compiled)
    wanted.pop("", None)
    assert committed == wanted


def test_every_package_with_pages_has_a_spanish_catalogue():
    with_pages = {folder.parent for folder in SOURCE.glob("**/templates")}
    assert {package_of(catalogue) for catalogue in CATALOGUES} >= with_pages
