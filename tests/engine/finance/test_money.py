"""Whole minor units: nothing is lost in dividing."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cairn.engine.finance.money import divide


@given(st.integers(-(10**20), 10**20), st.lists(st.fractions(0, 10**6), min_size=1, max_size=9))
def test_the_parts_sum_to_the_total_and_keep_their_proportion(total, weights):
    if not sum(weights):
        weights = [weight + 1 for weight in weights]
    parts = divide(total, weights)
    assert sum(parts) == total
    assert all(
        abs(part - total * weight / sum(weights)) < 1 for part, weight in zip(parts, weights, strict=True)
    )


def test_nothing_is_divided_among_nobody():
    assert divide(0, [0, 0]) == [0, 0]
    assert divide(0, []) == []
    with pytest.raises(ValueError, match="no weight above zero"):
        divide(5, [0, 0])
    with pytest.raises(ValueError, match="negative"):
        divide(5, [2, Fraction(-1, 2)])
