import pytest
from hypothesis import given
from hypothesis import strategies as st

from cairn.engine.measure.cells import Status, UnclearCellError, absence_of, decimals_of, read_number
from cairn.engine.measure.workbook import NumberText


@pytest.mark.parametrize(
    ("cell", "status"),
    [
        ("", Status.MISSING),
        ("  ", Status.MISSING),
        ("Not  Collected", Status.NOT_COLLECTED),
        ("not applicable", Status.NOT_APPLICABLE),
        ("*", Status.SUPPRESSED),
        ("< 10", Status.SUPPRESSED),
        ("≤5", Status.SUPPRESSED),
        ("fewer than 5", Status.SUPPRESSED),
        ("0", None),
        ("Elm", None),
    ],
)
def test_each_absence_is_its_own_and_zero_is_none(cell, status):
    assert absence_of(cell, {}) is status


@pytest.mark.parametrize("cell", ["NA", "n/a", "-", "–", "..", "x"])
def test_a_mark_of_many_meanings_is_asked_about(cell):
    with pytest.raises(UnclearCellError, match="may mean missing, not collected"):
        absence_of(cell, {})
    assert absence_of(cell, {cell.casefold(): Status.NOT_COLLECTED}) is Status.NOT_COLLECTED


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        ("1234", 1234),
        ("1,234", 1234),
        ("1 234 567", 1234567),
        ("1\u202f234,5", None),
        ("1'234.5", 1234.5),
        ("-.5", -0.5),
        ("1e3", 1000),
        ("+7", 7),
        ("5.", 5),
        ("1,23", None),
        ("12,34,567", None),
        ("45a", None),
        ("", None),
    ],
)
def test_numbers_are_read_as_people_write_them(cell, number):
    if number is None:
        with pytest.raises(ValueError, match="is not a number"):
            read_number(cell)
    else:
        assert read_number(cell) == number


def test_a_decimal_comma_is_read_only_when_told():
    assert read_number("1.234,5", decimal_comma=True) == 1234.5
    assert read_number("1\u202f234,5", decimal_comma=True) == 1234.5
    with pytest.raises(ValueError, match="Say in the mapping that the decimal mark is a comma"):
        read_number("3,5")
    with pytest.raises(ValueError, match="Say in the mapping that the decimal mark is a point"):
        read_number("3.5", decimal_comma=True)


def test_a_number_of_the_workbook_keeps_its_point():
    assert read_number(NumberText("1.234"), decimal_comma=True) == 1.234
    assert decimals_of(NumberText("1.234"), decimal_comma=True) == 3
    assert decimals_of("1.234,5 %", decimal_comma=True) == 1


def test_percent_is_read_where_it_belongs():
    assert read_number("12.5 %", percent=True) == 12.5
    with pytest.raises(ValueError, match="is not a number"):
        read_number("12%")


def test_a_number_beyond_all_numbers_is_refused():
    with pytest.raises(ValueError, match="larger than any number"):
        read_number("1e999")


@given(st.text(max_size=30), st.booleans())
def test_any_text_is_a_number_or_refused(cell, decimal_comma):
    try:
        number = read_number(cell, decimal_comma=decimal_comma)
    except ValueError:
        return
    assert number == number  # noqa: PLR0124 - no NaN


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_number_written_out_is_read_back(number):
    assert read_number(repr(number)) == number
