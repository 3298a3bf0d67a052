"""A real browser on a live server: a page, and axe on it."""

import os

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import override_settings

from tests.browser.chromium import chromium_path, launched


@pytest.fixture(scope="session", autouse=True)
def static_files_straight_from_the_packages():
    """Serve style and fonts without collecting them first; the live server starts before any single test."""
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    with override_settings(STORAGES={**settings.STORAGES, "staticfiles": plain}, WHITENOISE_AUTOREFRESH=True):
        yield


@pytest.fixture(scope="session")
def browser():
    """Return one Chromium for all browser tests; without one they skip, and in CI they fail."""
    path = chromium_path()
    if path is None:
        said = "Chromium was not found; install it, or set CAIRN_CHROMIUM to its path."
        pytest.fail(said) if os.environ.get("CI") == "true" else pytest.skip(said)
    with launched(path) as chromium:
        yield chromium


@pytest.fixture
def visit(browser, live_server):
    """Return a function that opens a path of the live server: `visit("/design/", width=360, scheme="dark")`.

    Anything the page's own console calls an error, and any breach of the security policy, fails the test.
    """
    contexts, wrong = [], []

    def opened(path, *, width=1280, scheme="light", lang="en", script=True, bypass_csp=False):
        context = browser.new_context(
            viewport={"width": width, "height": 900},
            color_scheme=scheme,
            locale=lang,
            java_script_enabled=script,
            bypass_csp=bypass_csp,
        )
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: wrong.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.goto(f"{live_server.url}{path}")
        return page

    yield opened
    for context in contexts:
        context.close()
    assert wrong == []


@pytest.fixture
def axe():
    """Return a function that runs axe on a page and gives what it found, in one line each.

    Open the page with `bypass_csp=True`: axe is put into the page, which the policy forbids to others.
    """

    def found(page):
        results = Axe().run(page, options={"resultTypes": ["violations"]})
        return [
            f"{one['id']}: {one['help']} ({', '.join(node['target'][0] for node in one['nodes'][:5])})"
            for one in results.response["violations"]
        ]

    return found
