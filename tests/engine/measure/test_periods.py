from datetime import date

import pytest

from cairn.engine.measure.periods import read_day, read_period


@pytest.mark.parametrize(
    ("text", "kind", "day"),
    [
        ("2024-03-31", "day", date(2024, 3, 31)),
        ("2024/3/1", "day", date(2024, 3, 1)),
        ("2024-03-31 00:00:00", "day", date(2024, 3, 31)),
        ("2024-03-31T08:30", "day", date(2024, 3, 31)),
        ("2024-03", "month", date(2024, 3, 1)),
        ("03/2024", "month", date(2024, 3, 1)),
        ("2024M03", "month", date(2024, 3, 1)),
        ("Mar 2024", "month", date(2024, 3, 1)),
        ("2024 march", "month", date(2024, 3, 1)),
        ("May-2024", "month", date(2024, 5, 1)),
        ("2024-Q3", "quarter", date(2024, 7, 1)),
        ("q4 2024", "quarter", date(2024, 10, 1)),
        (" 2024 ", "year", date(2024, 1, 1)),
    ],
)
def test_dates_and_periods_are_read(text, kind, day):
    assert read_day(text) == (kind, day)


@pytest.mark.parametrize(
    "text", ["", "03/04/2024", "2024-02-30", "2024-13", "13/2024", "Smarch 2024", "24", "soon"]
)
def test_what_is_no_period_is_refused_with_a_way_to_write_it(text):
    with pytest.raises(ValueError, match="Write it as 2024-03-31, 2024-03, 2024-Q1 or 2024"):
        read_day(text)


@pytest.mark.parametrize(("kind", "key"), [("month", "2024-05"), ("quarter", "2024-Q2"), ("year", "2024")])
def test_a_date_stands_for_the_period_it_lies_in(kind, key):
    period = read_period("2024-05-17", kind)
    assert (period.kind, period.key) == (kind, key)
    assert read_period(key, kind) == period


def test_a_period_of_another_kind_is_refused():
    with pytest.raises(
        ValueError, match=r"'2024' is a year, and the measure is by month\. Give one row per month."
    ):
        read_period("2024", "month")
