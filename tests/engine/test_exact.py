"""Exact numbers and cross-products equal fractions for any double, merge to the last bit, and read safely."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from cairn.engine import exact
from cairn.engine.exact import Exact, exact_gram

NUMBERS = st.floats(-1e150, 1e150, allow_nan=False).map(lambda value: value + 0.0)
WHOLES = st.integers(-(2**90), 2**90)


def slow(matrix):
    rows, cols = np.triu_indices(matrix.shape[1])
    return [
        sum((Fraction(float(row[i])) * Fraction(float(row[j])) for row in matrix), Fraction(0))
        for i, j in zip(rows, cols, strict=True)
    ]


def made(wholes, exponent=0):
    """Return whole numbers as exact ones, by way of their bytes."""
    text = b"".join(int(one).to_bytes(16, "little", signed=True) for one in np.ravel(wholes))
    array = np.frombuffer(text, np.uint8).reshape(-1, 16)
    return Exact.from_array(array, exponent, np.shape(wholes))


@given(st.lists(st.tuples(NUMBERS, NUMBERS, NUMBERS), max_size=8), st.integers(0, 8))
@settings(deadline=None, max_examples=60)
def test_products_are_those_of_fractions_for_every_split(rows, cut):
    matrix = np.array(rows, float).reshape(len(rows), 3)
    whole = exact_gram(matrix)
    assert whole.fractions().tolist() == slow(matrix)
    assert exact_gram(matrix[cut:]) + exact_gram(matrix[:cut]) == whole
    assert exact_gram(matrix[::-1]) == whole


def test_products_are_exact_for_the_smallest_and_the_largest():
    matrix = np.array([[5e-324, 1.0, 1e150], [2.5e-310, -1 / 3, 7.0]])
    assert exact_gram(matrix).fractions().tolist() == slow(matrix)


def test_products_of_parts_add_up_to_the_whole_over_blocks(monkeypatch):
    matrix = np.random.default_rng(1).normal(size=(300, 3)) * [1, 1e6, 1e-3]
    whole = exact_gram(matrix)
    assert whole.fractions().tolist() == slow(matrix)
    monkeypatch.setattr(exact, "BLOCK", 32)
    monkeypatch.setattr(exact, "ROOM", 64)
    assert exact_gram(matrix) == whole
    assert exact_gram(matrix[:100]) + exact_gram(matrix[100:]) == whole
    monkeypatch.setattr(exact, "SPARSE", 2.0)
    assert exact_gram(matrix) == whole


def test_products_of_full_blocks_of_the_largest_slices_do_not_overflow():
    rows = exact.ROOM + exact.BLOCK
    matrix = np.full((rows, 2), 1 - 2.0**-53)
    matrix[:, 1] *= -1
    square = rows * Fraction(1 - 2.0**-53) ** 2
    assert exact_gram(matrix).fractions().tolist() == [square, -square, square]


def test_products_refuse_what_is_not_finite():
    with pytest.raises(ValueError, match="missing or infinite"):
        exact_gram(np.array([[np.nan]]))


@given(st.lists(WHOLES, min_size=2, max_size=2), st.lists(WHOLES, min_size=2, max_size=2),
       st.integers(-80, 80), st.integers(-80, 80))  # fmt: skip
@example([1, 2], [-1, -2], 0, 0)
@example([2**31, 0], [2**31, 0], 0, 0)
@example([-(2**63), 1], [-(2**63), -1], 0, 3)
@settings(deadline=None, max_examples=150)
def test_numbers_add_as_fractions_do_and_equal_ones_are_written_alike(one, other, low, high):
    a, b = made(one, low), made(other, high)
    both = a + b
    expected = [x * Fraction(2) ** low + y * Fraction(2) ** high for x, y in zip(one, other, strict=True)]
    assert both.fractions().tolist() == expected
    assert both.floats().tolist() == [float(number) for number in expected]
    assert b + a == both
    assert a.fractions().tolist() == [x * Fraction(2) ** low for x in one]
    assert made([4 * x for x in one], low - 2) == a
    assert Exact.from_array(both.to_array(), both.exponent, (2,)) == both
    stacked = Exact.stacked([a, b, both])
    assert stacked.fractions().tolist() == [a.fractions().tolist(), b.fractions().tolist(), expected]
    assert Exact.stacked([stacked.rows(1), stacked.rows(0)]) == stacked.rows([1, 0])
    assert stacked.rows([0]).among([2], 4).fractions().tolist()[2] == a.fractions().tolist()


def test_numbers_are_written_in_as_few_bytes_as_will_do():
    assert made([255, -1]).to_array().tolist() == [[255, 0], [255, 255]]
    assert made([-128, 127]).to_array().shape == (2, 1)
    assert made([256, 512]).to_array().tolist() == [[1], [2]]
    assert made([256, 512]).exponent == 8
    assert Exact.zeros(3) == made([0, 0, 0], 17)
    assert Exact.zeros(0, 2).to_array().shape == (0, 1)


def test_floats_are_rounded_once_and_to_the_nearest_even():
    assert made([2**53 + 1, 2**54 + 3]).floats().tolist() == [2.0**53, 2.0**54 + 4]
    assert (made([2**53 + 1]) + made([1], -60)).floats().tolist() == [2.0**53 + 2]
    assert made([1], -1074).floats().tolist() == [5e-324]


def test_a_number_too_large_for_a_double_is_refused():
    with pytest.raises(ValueError, match="too large for a floating-point number: use a larger unit"):
        made([1], 1024).floats()


def test_numbers_of_different_shapes_are_not_added():
    with pytest.raises(ValueError, match=r"shapes \(1,\) and \(2,\) cannot be added"):
        Exact.zeros(1) + Exact.zeros(2)
    assert Exact.zeros(1) != 0


@pytest.mark.parametrize(
    ("text", "shape"),
    [(np.zeros((2, 1), np.int8), (2,)), (np.zeros(2, np.uint8), (2,)), (np.zeros((2, 0), np.uint8), (2,)),
     (np.zeros((2, 601), np.uint8), (2,)), (np.zeros((4, 1), np.uint8), (2,))],
)  # fmt: skip
def test_bytes_that_are_no_numbers_are_refused(text, shape):
    with pytest.raises(ValueError, match=r"the same number for each|reshape"):
        Exact.from_array(text, 0, shape)
