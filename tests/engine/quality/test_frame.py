from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cairn.engine.quality.frame import frame_of
from cairn.engine.quality.numbers import exact


@pytest.mark.parametrize(
    ("value", "number"),
    [
        (3, 3), (0.1, Fraction(1, 10)), ("0.1", Fraction(1, 10)), ("15%", Fraction(3, 20)),
        (" 1/3 ", Fraction(1, 3)), (Decimal("2.5"), Fraction(5, 2)), (Fraction(1, 7), Fraction(1, 7)),
        (1e300, 10**300), (1e23, 10**23), (2.0**53 + 2, 2**53 + 2), (-4.0, -4), (3.5, Fraction(7, 2)),
    ],
)  # fmt: skip
def test_numbers_are_taken_exactly_as_written(value, number):
    assert exact(value, "x") == number


@pytest.mark.parametrize(
    "value",
    [True, None, "", "many", "1/0", "1e9", "9" * 50, float("nan"), float("inf"), Decimal("NaN"), [1], b"1"],
)
def test_what_is_no_number_is_refused_with_its_place(value):
    with pytest.raises(ValueError, match=r"x in May is .*, no number: write figures"):
        exact(value, "x in May")


@settings(deadline=None)
@given(st.one_of(st.text(max_size=50), st.floats(), st.decimals(), st.integers()))
def test_whatever_is_given_is_a_number_or_refused(value):
    try:
        number = exact(value, "x")
    except ValueError as fault:
        number = str(fault)
    assert isinstance(number, Fraction) or "no number" in number


def test_missing_values_stay_missing():
    assert frame_of(["1", "2"], {"n": [None, 0]}).values["n"] == (None, 0)


@pytest.mark.parametrize(
    ("periods", "values", "quality", "message"),
    [
        (["1", "1"], {}, None, "The periods 1 are there twice"),
        (["1"], {"n": [1, 2]}, None, "There are 1 periods, and n has another number"),
        (["1"], {"n": [1]}, [], "There are 1 periods, and quality has another number"),
        (["1"], {"n": ["x"]}, None, "n in 1 is 'x', no number"),
    ],
)
def test_tables_that_cannot_be_are_refused(periods, values, quality, message):
    with pytest.raises(ValueError, match=message):
        frame_of(periods, values, quality=quality)
