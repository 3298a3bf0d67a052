"""Pictures of pages at 360 and 1280 px, light and dark, to be looked at: never committed.

python -m tests.browser.shots http://127.0.0.1:8000/design/ design --into /tmp/shots [--lang ar]
"""

import argparse
from pathlib import Path

from tests.browser.chromium import chromium_path, launched

WIDTHS = (360, 1280)
SCHEMES = ("light", "dark")


def shoot(page_url: str, name: str, into: Path, *, lang: str = "en", cookies=()) -> list[Path]:
    """Take a full-page picture of a page at each width in each scheme; return the files."""
    path = chromium_path()
    if path is None:
        raise SystemExit("Chromium was not found; install it, or set CAIRN_CHROMIUM to its path.")
    into.mkdir(parents=True, exist_ok=True)
    files = []
    with launched(path) as browser:
        for width in WIDTHS:
            for scheme in SCHEMES:
                look = {"viewport": {"width": width, "height": 900}, "color_scheme": scheme, "locale": lang}
                context = browser.new_context(**look)
                context.add_cookies(list(cookies))
                files.append(into / f"{name}-{width}-{scheme}.png")
                _shot(context.new_page(), page_url, files[-1])
                context.close()
    return files


def _shot(page, page_url: str, file: Path) -> None:
    page.goto(page_url, wait_until="networkidle")
    page.screenshot(path=str(file), full_page=True)
    spare = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    print(file, "" if spare <= 0 else f"WIDER THAN THE PAGE by {spare} px")


def main() -> None:
    """Read the command line and take the pictures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("page_url")
    parser.add_argument("name")
    parser.add_argument("--into", type=Path, default=Path("/tmp/shots"))
    parser.add_argument("--lang", default="en")
    parser.add_argument("--session", help="the value of a signed-in session cookie")
    given = parser.parse_args()
    cookies = [{"name": "session", "value": given.session, "url": given.page_url}] if given.session else []
    shoot(given.page_url, given.name, given.into, lang=given.lang, cookies=cookies)


if __name__ == "__main__":
    main()
