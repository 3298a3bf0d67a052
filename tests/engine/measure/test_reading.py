"""Reading members' rows: every problem with its place, rule and remedy; absences apart; nothing guessed."""

# ruff: noqa: E501  a case stands on one line

from datetime import UTC, date, datetime
from decimal import Decimal

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cairn.engine.measure import reading
from cairn.engine.measure.crosswalk import Crosswalk
from cairn.engine.measure.reading import CellReader, ErrorText, SheetRows, TableReader, cell_text
from cairn.engine.measure.staging import Staging
from cairn.engine.measure.workbook import NumberText
from tests.engine.measure.definitions import INPUTS, count, document, made

LIMITS = {"score": INPUTS["score"] | {"minimum": 0, "maximum": 10}, "size": INPUTS["size"] | {"minimum": 1}}
EXTRA = {
    "year": {"type": "period", "meaning": "year"},
    "must": {"type": "integer", "meaning": "m", "required": True},
}
DEFINITION = made(document(inputs=INPUTS | LIMITS | EXTRA))


def read(name, cell, definition=DEFINITION, **crosswalk):
    return CellReader(definition.inputs[name], definition, Crosswalk(**crosswalk)).read(cell)


@pytest.mark.parametrize(
    ("name", "cell", "value"),
    [
        ("person", " Ana  Ruiz ", "Ana Ruiz"),
        ("person", "C", "C"),
        ("site", "x", "x"),
        ("race", "A", "a"),
        ("race", "c-É", "c-é"),
        ("met", "Yes", True),
        ("met", "0", False),
        ("met", NumberText(1), True),
        ("score", "7.5", 75),
        ("score", "07.50", 75),
        ("score", NumberText("7.499999999999999"), 75),
        ("size", "1,234", 1234),
        ("size", "3e2", 300),
        ("day", "2024-03-31", date(2024, 3, 31)),
        ("day", "2024-03-31 00:00:00", date(2024, 3, 31)),
    ],
)
def test_cells_are_read_exactly(name, cell, value):
    assert read(name, cell) == (value, 0, None)


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("", 3),
        ("missing", 3),
        ("not collected", 2),
        ("Not Applicable", 1),
        ("*", 4),
        ("<5", 4),
        ("suppressed", 4),
    ],
)
def test_kinds_of_absence_stay_apart_and_zero_is_none_of_them(cell, code):
    assert read("score", cell) == (None, code, None)
    assert read("score", "0") == (0, 0, None)


def test_a_member_says_what_its_own_marks_mean():
    assert read("score", "n/a", absences={"N/A": "not_collected"}) == (None, 2, None)
    assert read("score", "-", absences={"-": "present"}) == (0, 0, None)
    assert read("person", "c", absences={"c": "missing"}) == (None, 3, None)
    assert read("race", "White", codes={"race": {"white": "b"}}) == ("b", 0, None)
    assert read("met", "R", codes={"met": {"R": "true", "N": "false"}}) == (True, 0, None)
    assert read("score", "7,5", decimal_comma=True) == (75, 0, None)
    assert read("day", "3/4/2024", dates="day-first").value == date(2024, 4, 3)
    assert read("day", "3/4/2024", dates="month-first").value == date(2024, 3, 4)


@pytest.mark.parametrize(
    ("name", "cell", "rule", "said"),
    [
        ("score", "n/a", "unclear", "Say in the crosswalk's absences which."),
        ("score", "7 o'clock", "number", "not a number"),
        ("score", "7.25", "decimals", "Give at most 1 decimals."),
        ("size", "2.5", "decimals", "Give a whole number."),
        ("score", "11", "range", "11 is outside 0 to 10."),
        ("size", "0", "range", "outside 1 to any"),
        ("size", "9" * 17, "range", "too large to be kept exactly"),
        ("size", NumberText("inf"), "range", "too large"),
        ("race", "z", "code", "Use one of: a, b, c-é; or say in the crosswalk's codes which it is."),
        ("met", "perhaps", "flag", "neither yes nor no"),
        ("day", "03/04/2024", "date", "dates day-first or month-first"),
        ("day", "2024-02-30", "date", "no date"),
        ("day", "2024-03", "date", "is a month, not a day"),
        ("day", "2024-03-31T23:30:00Z", "date", "is a moment; on which day it was depends on the time zone"),
        ("day", "2024-03-31 23:30:00-05:00", "date", "is a moment"),
        ("day", "", "required", "day is missing, and every row needs it."),
        ("must", "*", "required", "must is suppressed"),
        ("person", "x" * 1001, "long", "1,001 characters"),
        ("person", "=1+1", "formula", "is a formula"),
        ("score", ErrorText("#DIV/0!"), "error", "#DIV/0!"),
        ("year", "soon", "period", "no date or period"),
    ],
)
def test_what_cannot_be_read_is_told_by_rule_with_a_remedy(name, cell, rule, said):
    found = read(name, cell)
    assert (found.value, found.fault.rule) == (None, rule)
    assert said in f"{found.fault.message} {found.fault.remedy}"


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("2024/25", date(2024, 9, 1)),
        ("2024-25", date(2024, 9, 1)),
        ("2025-01-31", date(2024, 9, 1)),
        ("2024/26", None),
        ("2024", None),
        ("soon", None),
    ],
)
def test_a_year_that_begins_in_september_is_named_by_both_its_years(cell, value):
    period = {"every": "year", "of": "year", "year_begins": 9}
    found = read("year", cell, made(document(inputs=INPUTS | EXTRA, period=period)))
    assert found.value == value
    assert (found.fault is None) == (value is not None)


def test_a_period_is_read_by_the_definition_s_kind():
    assert read("year", "March 2024").value == date(2024, 3, 1)


def test_a_text_is_read_once_and_memory_is_bounded(monkeypatch):
    monkeypatch.setattr(reading, "REMEMBERED", 2)
    reader = CellReader(DEFINITION.inputs["size"], DEFINITION, Crosswalk())
    assert [reader.read(str(number)).value for number in (1, 2, 3, 1)] == [1, 2, 3, 1]
    assert len(reader.seen) == 2


SMALL = made(count(inputs={name: INPUTS[name] for name in ("day", "site", "size")}, unique=["day", "site"]))
COLUMNS = {"day": "Day", "site": "Site", "size": "Size, {sheet}"}


def batches(*sheets, definition=SMALL, **crosswalk):
    told = []
    found = Crosswalk(**{"columns": COLUMNS, **crosswalk})
    reader = TableReader("a.csv", definition, found, told.append)
    rows = [SheetRows(name, enumerate(some, start=1)) for name, some in sheets]
    return list(reader.batches(rows)), told


HEAD = ["Site", "Day", "Size, x"]


def test_rows_come_in_batches_with_their_numbers(monkeypatch):
    monkeypatch.setattr(reading, "BATCH", 2)
    some = [
        ["Wells of the valley"],
        HEAD,
        ["Elm", "2024-01-01", "3"],
        [],
        ["Oak", "2024-01-02"],
        ["Fir", "2024-01-03", "0"],
    ]
    found, told = batches(("x", some))
    assert told == []
    assert [(one.rows, one.values["size"], one.absent["size"]) for one in found] == [
        ([3], [3], [0]),
        ([5, 6], [None, 0], [3, 0]),
    ]


def test_every_problem_is_told_with_its_place():
    some = [HEAD, ["Elm", "soon", "3"], ["", "2024-01-02", "z"], ["Oak", "2024-01-03", "4"]]
    found, told = batches(("x", some))
    assert list(map(str, told)) == [
        "a.csv, sheet x, row 2, column B (Day): 'soon' is no date or period that can be read. Write it as 2024-03-31,"
        " 2024-03, 2024-Q1 or 2024.",
        "a.csv, sheet x, row 3, column A (Site): site is missing, and every row needs it. Fill it in, or leave the row out.",
        "a.csv, sheet x, row 3, column C (Size, x): 'z' is not a number. Write figures only, without notes or letters.",
    ]
    assert found[0].rows == [4]


def test_totals_footnotes_and_what_is_to_be_skipped_are_left_out_with_a_notice():
    some = [
        HEAD,
        ["Total", "", "9"],
        ["", "Grand total", "9"],
        ["Elm", "2024-01-01", "3"],
        ["* counted in May"],
        ["Closed", "2024-01-01", "1"],
    ]
    found, told = batches(("x", some), ("notes", [["?"]]), skip={"site": ["closed"]}, skip_sheets=["Notes"])
    assert [one.rows for one in found] == [[4]]
    assert [(one.rule, one.row, one.is_error) for one in told] == [
        ("skipped", 2, False),
        ("skipped", 3, False),
        ("note", 5, False),
        ("skipped", 6, False),
        ("sheet-skipped", None, False),
    ]


@pytest.mark.parametrize(
    ("some", "rule", "said"),
    [
        ([["a", "b"]], "headings", "Correct the crosswalk's columns (Day, Site, Size, {sheet})."),
        ([], "headings", "The headings are not here."),
        (
            [["Site", "Day"]],
            "column",
            "There is no column 'Size, x'. Correct the crosswalk; the headings are 'Site', 'Day'.",
        ),
        ([[*HEAD, "day"]], "column", "There are two columns 'Day'."),
    ],
)
def test_a_sheet_without_its_columns_is_told(some, rule, said):
    found, told = batches(("x", some))
    assert (found, [one.rule for one in told]) == ([], [rule])
    assert said in str(told[0])


def test_what_is_the_same_for_all_rows_is_said_once():
    two = {"site": "Site", "size": "Size"}
    some = [["Site", "Size"], ["Elm", "3"], ["Oak", ""]]
    found, told = batches(("2024-01-31", some), ("Notes", some), columns=two, fixed={"day": "{sheet}"})
    assert found[0].values == {"site": ["Elm", "Oak"], "size": [3, None], "day": [date(2024, 1, 31)] * 2}
    assert [str(one) for one in told] == ["a.csv, sheet Notes: Left out: its name is no month."]
    found, told = batches(("x", some), columns=two, fixed={"day": "soon"})
    assert (found, told[0].rule) == ([], "date")
    found, told = batches(("x", [["a"]]), columns={}, fixed={"day": "2024-01-01"})
    assert (found, told[0].rule) == ([], "headings")


def test_what_a_row_says_once_is_not_said_twice():
    some = [HEAD, ["Elm", "2024-01-01", "3"], ["Elm", "2024-01-02", "3"], ["Elm", "2024-01-01", "4"]]
    with duckdb.connect(":memory:") as connection:
        staging = Staging(connection, SMALL)
        found, _ = batches(("x", some), ("y", [[*HEAD[:2], "Size, y"], *some[1:2]]))
        assert staging.fill(found) == 4
        assert [str(one) for one in staging.twice(file="a.csv")] == [
            "a.csv, sheet x, row 4: The same day, site is already in row 2 of sheet x. Keep one of the two.",
            "a.csv, sheet y, row 2: The same day, site is already in row 2 of sheet x. Keep one of the two.",
        ]
        plain = Staging(connection, made(count()))
        assert list(plain.twice(file="a.csv")) == []


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (2.5, "2.5"),
        (Decimal("1.50"), "1.50"),
        (datetime(2024, 1, 2, tzinfo=UTC), "2024-01-02"),
        (False, "false"),
        (b"x", "b'x'"),
        (datetime(2024, 1, 2, 3, 4, tzinfo=UTC), "2024-01-02 03:04:00+00:00"),
    ],
)
def test_what_a_database_gives_becomes_the_text_of_a_cell(value, text):
    assert cell_text(value) == text


cells = st.text(max_size=12) | st.sampled_from(
    ["2024-01-01", "<5", "n/a", "1,5", "=A1", "Elm", "", "1e400", "Total"]
)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(cells, max_size=5), max_size=8))
def test_any_rows_are_read_or_told_and_nothing_else(some):
    found, told = batches(("x", [HEAD, *some]))
    rows = [row for one in found for row in one.rows]
    assert len(rows) == len(set(rows)) <= len(some)
    assert all(one.message for one in told)
    assert not {one.row for one in told if one.is_error} & set(rows)
