"""Sums and products without rounding: against fractions, however the rows are split and ordered."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cairn.engine.exact import Exact, exact_products, exact_sums

NUMBERS = st.floats(allow_nan=False, allow_infinity=False) | st.integers(-5, 5).map(float)
ROWS = st.lists(st.tuples(NUMBERS, NUMBERS, st.integers(0, 2)), max_size=20)


@given(rows=ROWS, order=st.randoms(use_true_random=False), cut=st.integers(0, 20), weighted=st.booleans())
@settings(max_examples=80, deadline=None)
def test_sums_are_those_of_fractions_for_every_split_and_order(rows, order, cut, weighted):
    def sums(part):
        values, weights, groups = zip(*part, strict=True) if part else ((), (), ())
        groups = np.array(groups, np.int64)
        return exact_sums(values, groups, 3, weights=weights if weighted else None)

    expected = [Fraction(0)] * 3
    for value, weight, group in rows:
        expected[group] += Fraction(value) * (Fraction(weight) if weighted else 1)
    whole = sums(rows)
    assert whole.fractions().tolist() == expected
    mixed = list(rows)
    order.shuffle(mixed)
    merged = sums(mixed[:cut]) + sums(mixed[cut:])
    assert merged == whole
    assert merged.as_json() == whole.as_json()
    assert Exact.from_json(whole.as_json()) == whole


@given(
    rows=st.lists(st.tuples(NUMBERS, NUMBERS, NUMBERS, NUMBERS, NUMBERS), max_size=12), cut=st.integers(0, 12)
)
@settings(max_examples=25, deadline=None)
def test_products_are_those_of_fractions_for_every_split(rows, cut):
    table = np.array(rows, np.float64).reshape(-1, 5)
    left, right = table[:, :2], table[:, 2:]
    whole = exact_products(left, right)
    expected = [
        [sum((Fraction(row[i]) * Fraction(row[2 + j]) for row in rows), Fraction(0)) for j in range(3)]
        for i in range(2)
    ]
    assert whole.fractions().tolist() == expected
    assert exact_products(left[cut:], right[cut:]) + exact_products(left[:cut], right[:cut]) == whole


def test_products_of_many_rows_are_those_of_their_blocks():
    chance = np.random.default_rng(5)
    left, right = chance.normal(size=(66_000, 1)), chance.normal(size=(66_000, 1))
    whole = exact_products(left, right)
    expected = [sum(Fraction(x) * Fraction(y) for x, y in zip(a, right[:, 0], strict=True)) for a in left.T]
    assert whole.fractions()[:, 0].tolist() == expected
    assert whole.floats()[:, 0].tolist() == [float(one) for one in expected]


def test_floats_are_rounded_once_and_to_the_nearest_even():
    halfway = exact_sums([2.0**53, 1.0, 2.0**-60], [0, 0, 0], 1)
    assert halfway.floats().tolist() == [2.0**53 + 2]
    assert exact_sums([2.0**53, 1.0], [0, 0], 1).floats().tolist() == [2.0**53]
    assert exact_sums([5e-324, 5e-324], [0, 0], 1).floats().tolist() == [1e-323]


def test_a_sum_too_large_for_a_double_is_refused():
    with pytest.raises(ValueError, match="too large for a floating-point number: use a larger unit"):
        exact_sums([1.7e308, 1.7e308], [0, 0], 1).floats()


@pytest.mark.parametrize(
    ("values", "groups", "weights", "message"),
    [
        ([1.0], [0, 1], None, "differ in length"),
        ([1.0], [0], [1.0, 2.0], "differ in length"),
        ([1.0], [2], None, "Groups are whole numbers from 0 to 1"),
        ([1.0], [-1], None, "Groups are whole numbers from 0 to 1"),
        ([1.0], [0.5], None, "Groups are whole numbers from 0 to 1"),
        ([1.0, np.nan], [0, 0], None, "`values`, row 1 is nan: leave out what is missing or infinite"),
        ([1.0], [0], [np.inf], "`weights`, row 0 is inf"),
        ([[1.0]], [0], None, "`values` has 2 dimensions; give it 1"),
    ],
)
def test_sums_refuse_what_cannot_be_summed(values, groups, weights, message):
    with pytest.raises(ValueError, match=message):
        exact_sums(values, groups, 2, weights=weights)


def test_products_refuse_what_cannot_be_multiplied():
    with pytest.raises(ValueError, match="2 rows on the left and 1 on the right"):
        exact_products([[1.0], [2.0]], [[1.0]])
    with pytest.raises(ValueError, match="`left`, row 1 is"):
        exact_products([[1.0], [np.nan]], [[1.0], [1.0]])


def test_numbers_of_different_shapes_are_not_added():
    with pytest.raises(ValueError, match=r"shapes \(1,\) and \(2,\) cannot be added"):
        Exact.zeros(1) + Exact.zeros(2)


def test_exact_numbers_equal_only_their_like():
    assert exact_sums([0.5], [0], 1) == exact_sums([0.25, 0.25], [0, 0], 1)
    assert exact_sums([0.5], [0], 1) != exact_sums([0.25], [0], 1)
    assert Exact.zeros(1) != 0


@pytest.mark.parametrize(
    ("changed", "what"),
    [
        (None, "there must be an exponent"),
        ({"more": 1}, "there must be an exponent"),
        ({"exponent": 0.5}, "the exponent is 0.5"),
        ({"exponent": True}, "the exponent is True"),
        ({"exponent": 1 << 20}, "the exponent is"),
        ({"shape": 2}, "the shape is no list"),
        ({"shape": []}, "the shape is no list"),
        ({"shape": [-2]}, "the shape is no list"),
        ({"shape": [1 << 40, 0]}, "the shape is no list"),
        ({"shape": [3]}, "2 numbers do not have the shape"),
        ({"units": "12"}, "a unit is no whole number"),
        ({"units": ["1", "01"]}, "a unit is no whole number"),
        ({"units": ["1", "-0"]}, "a unit is no whole number"),
        ({"units": ["1", "١"]}, "a unit is no whole number"),
        ({"units": ["1", 2]}, "a unit is no whole number"),
        ({"units": ["2", "4"]}, "the unit is not the largest"),
        ({"units": ["0", "0"]}, "the unit is not the largest"),
    ],
)
def test_damaged_exact_numbers_are_refused(changed, what):
    right = {"exponent": -3, "shape": [2], "units": ["1", "-2"]}
    assert Exact.from_json(right).floats().tolist() == [0.125, -0.25]
    with pytest.raises(ValueError, match=what):
        Exact.from_json(right | changed if changed else None)
