"""A real Chromium for the browser tests and for pictures of pages."""

import os
import shutil
from contextlib import contextmanager
from pathlib import Path

ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def chromium_path() -> str | None:
    """Find Chromium: $CAIRN_CHROMIUM, or the system's own."""
    given = os.environ.get("CAIRN_CHROMIUM")
    found = (
        given or shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    )
    return found if found and Path(found).exists() else None


@contextmanager
def launched(path: str):
    """Start Chromium, and stop it when done."""
    # Playwright's own loop would make Django refuse the database in this thread.
    os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()
