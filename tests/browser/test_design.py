"""The style page in a real browser: axe, narrow pages, keyboard, right to left, no script."""

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.django_db, pytest.mark.urls("tests.web.urls")]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_axe_finds_nothing(visit, axe, width, scheme):
    page = visit("/design/", width=width, scheme=scheme, bypass_csp=True)
    assert axe(page) == []


@pytest.mark.parametrize("width", [320, 360, 768, 1024, 1280])
def test_nothing_is_wider_than_the_page(visit, width):
    page = visit("/design/", width=width)
    assert page.evaluate("document.documentElement.scrollWidth") == width


def test_first_tab_reaches_the_skip_link(visit):
    page = visit("/account/login/code/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"


def test_error_summary_takes_the_focus(visit):
    page = visit("/design/")
    assert page.evaluate("document.activeElement.className") == "error-summary"


def test_page_without_script_shows_the_same_words(visit):
    words = visit("/design/").inner_text("main")
    assert visit("/design/", script=False).inner_text("main") == words


def test_arabic_page_is_read_from_the_right(visit, settings):
    settings.LANGUAGES = [("en", "English"), ("ar", "Arabic")]
    page = visit("/design/", lang="ar", width=1280)
    assert page.evaluate("document.documentElement.dir") == "rtl"
    assert page.evaluate("document.documentElement.scrollWidth") == 1280
