"""Pairs of doubles are as near the truth as they say."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cairn.engine.exact import Exact, exact_gram
from cairn.engine.twofold import DEEPEST, Pair

NEAR = Fraction(2) ** -99
numbers = st.floats(-1e12, 1e12).filter(lambda number: number == 0 or abs(number) > 1e-12)


def pair(number):
    """Return a number of more than 53 bits as a pair, and exactly."""
    exact = exact_gram(np.array([[number, 1.0], [number, 1.0], [1 / 3, number]]))
    (found, shift), true = Pair.of(exact), exact.fractions().tolist()
    return [(found[k].scaled(shift), true[k]) for k in range(3)]


def value(found):
    return Fraction(float(found.high)) + Fraction(float(found.low))


def near(found, true, size=None):
    assert abs(value(found) - true) <= NEAR * abs(true if size is None else size)
    assert float(found.high) + float(found.low) == float(found.high)


@given(numbers, numbers)
def test_pairs_are_near_what_they_stand_for(one, other):
    for (a, exact_a), (b, exact_b) in zip(pair(one), pair(other), strict=True):
        near(a, exact_a)
        near(a * b, exact_a * exact_b)
        near(a * np.array(3.0), exact_a * 3)
        near(a - b, exact_a - exact_b, size=max(abs(exact_a), abs(exact_b)))
        near(a / np.array(7.0), exact_a / 7)


def test_a_bound_that_reaches_the_next_double_settles_nothing():
    found = Pair(np.array([1.0, 1.0, 0.0]), np.array([2.0**-60, 2.0**-53 - 2.0**-106, 0.0]))
    assert found.rounded(np.array([2.0**-70, 2.0**-100, 2.0**-100]))[1].tolist() == [True, False, False]


def test_numbers_of_too_many_limbs_are_refused():
    limbs = np.ones((DEEPEST + 1, 2), np.int64)
    with pytest.raises(ValueError, match="9 limbs are too long"):
        Pair.of(Exact(limbs, 0))
