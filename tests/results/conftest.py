"""Every test begins without anything kept from another."""

import pytest
from django.core.cache import cache


@pytest.fixture(autouse=True)
def nothing_kept():
    """Forget what an earlier test kept."""
    cache.clear()
