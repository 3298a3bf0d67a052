from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cairn.engine.disclosure.leaves import Leaves
from cairn.engine.disclosure.shares import release_ratio

TOP, BOTTOM = Fraction(95, 100), Fraction(5, 100)


@pytest.mark.parametrize(
    ("numerator", "denominator", "answer"),
    [
        (198, 200, (0.95, Leaves.AT_LEAST)),  # 1 to 9 others would fit, and none
        (200, 200, (0.95, Leaves.AT_LEAST)),
        (190, 200, (0.95, Leaves.SHOWN)),
        (2, 200, (0.05, Leaves.AT_MOST)),
        (0, 200, (0.05, Leaves.AT_MOST)),
        (59, 60, (None, Leaves.SMALL)),  # fewer than 3 others: the code would say as much
        (1, 60, (None, Leaves.SMALL)),
        (30, 60, (0.5, Leaves.SHOWN)),
        (2, 4, (None, Leaves.SMALL)),
    ],
)
def test_shares_at_the_ends_are_coded(numerator, denominator, answer):
    assert release_ratio(numerator, denominator, threshold=5, top=TOP, bottom=BOTTOM) == answer


@settings(deadline=None)
@given(st.integers(1, 400).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))), st.integers(2, 20))
def test_what_leaves_never_tells_a_small_count(pair, threshold):
    numerator, denominator = pair
    value, how = release_ratio(numerator, denominator, threshold=threshold, top=TOP, bottom=BOTTOM)
    possible = [
        n
        for n in range(denominator + 1)
        if release_ratio(n, denominator, threshold=threshold, top=TOP, bottom=BOTTOM) == (value, how)
    ]
    smallest = min(numerator, denominator - numerator)
    if 0 < smallest < threshold and how is not Leaves.SMALL:
        assert len(possible) >= threshold
