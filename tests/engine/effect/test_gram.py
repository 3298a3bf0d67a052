"""Cross-products are exact, to the last bit, whatever the numbers."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cairn.engine.effect import gram
from cairn.engine.effect.gram import exact_gram, tidy
from cairn.engine.exact import Exact

NUMBERS = st.floats(-1e100, 1e100, allow_nan=False).map(lambda value: value + 0.0)


def slow(matrix):
    rows, cols = np.triu_indices(matrix.shape[1])
    return [
        sum(Fraction(float(row[i])) * Fraction(float(row[j])) for row in matrix)
        for i, j in zip(rows, cols, strict=True)
    ]


@given(st.lists(st.tuples(NUMBERS, NUMBERS, NUMBERS), max_size=8))
@settings(deadline=None, max_examples=25)
def test_gram_is_exact_for_any_numbers(rows):
    matrix = np.array(rows, float).reshape(len(rows), 3)
    assert exact_gram(matrix).fractions().tolist() == slow(matrix)


def test_gram_is_exact_for_the_smallest_and_the_largest():
    matrix = np.array([[5e-324, 1.0, 1e100], [2.5e-310, -1 / 3, 7.0]])
    assert exact_gram(matrix).fractions().tolist() == slow(matrix)


def test_gram_of_parts_adds_up_to_the_whole_over_blocks(monkeypatch):
    matrix = np.random.default_rng(1).normal(size=(300, 3)) * [1, 1e6, 1e-3]
    whole = exact_gram(matrix)
    monkeypatch.setattr(gram, "BLOCK", 32)
    monkeypatch.setattr(gram, "ROOM", 64)
    assert exact_gram(matrix) == whole
    assert exact_gram(matrix[:100]) + exact_gram(matrix[100:]) == whole
    monkeypatch.setattr(gram, "SPARSE", 2.0)
    assert exact_gram(matrix) == whole


def test_gram_refuses_what_is_not_finite():
    with pytest.raises(ValueError, match="missing or infinite"):
        exact_gram(np.array([[np.nan]]))


def test_tidy_gives_the_one_form_of_equal_numbers():
    parts = [(np.array([[4, 8]], object), 3), (np.array([[0, 64]], object), 0)]
    assert tidy(parts) == Exact(np.array([[32, 64], [0, 64]], object), 0) + Exact.zeros(2, 2)
    assert tidy([(np.array([0], object), 7)]) == Exact.zeros(1)
