"""The documentation points at what is there, and explains each method with a picture that its code made."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PAGES = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
METHODS = sorted((ROOT / "docs" / "guide" / "methods").glob("*.md"))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_of_a_page_leads_somewhere(page):
    links = re.findall(r"\]\(([^)\s]+)\)", page.read_text(encoding="utf-8"))
    inside = [link.split("#")[0] for link in links if not link.startswith(("http", "mailto:", "#"))]
    assert [link for link in inside if link and not (page.parent / link).exists()] == []


@pytest.mark.parametrize("page", METHODS, ids=lambda page: page.stem)
def test_a_method_is_explained_with_a_picture_that_its_code_made(page):
    text = page.read_text(encoding="utf-8")
    pictures = re.findall(r"!\[[^\]]+\]\(\.\./\.\./pictures/methods/([^)]+)\.svg\)", text)
    assert pictures, "the page has no picture, or the picture no words for who does not see it"
    assert all((ROOT / "docs" / "pictures" / "methods" / f"{name}.py").is_file() for name in pictures)
    assert "when not to use it" in text.lower()
    assert re.search(r"\b(18|19|20)\d\d\b", text), "the page cites nothing"


def test_the_guide_lists_every_page():
    guide = (ROOT / "docs" / "guide" / "README.md").read_text(encoding="utf-8")
    pages = {
        str(page.relative_to(ROOT / "docs" / "guide")) for page in (ROOT / "docs" / "guide").rglob("*.md")
    }
    assert {page for page in pages if f"]({page})" not in guide} == {"README.md"}
