"""What the tests of the shared look need: a short way to render a template."""

import pytest
from django.template import engines


@pytest.fixture
def render():
    """Return a function that renders a template's text with what it is given."""

    def rendered(source, **given):
        return engines["django"].from_string(source).render(given)

    return rendered
