"""What the tests of the shared look need: a short way to render a template."""

import pytest
from django.template import engines
from django.utils import translation


@pytest.fixture
def render():
    """Return a function that renders a template's text with what it is given."""

    def rendered(source, **given):
        return engines["django"].from_string(source).render(given)

    return rendered


@pytest.fixture(autouse=True)
def english_before_and_after():
    """Begin each test in English, and leave no other language behind: a page leaves its reader's active."""
    with translation.override("en"):
        yield
