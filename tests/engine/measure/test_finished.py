"""Over time and over places as the definition says; a gap is told, never filled in silence."""

from datetime import date

import pytest

from cairn.engine.measure.finished import measure_values
from cairn.engine.measure.running import Duck
from tests.engine.measure.definitions import INPUTS, count, document, made, staged
from tests.engine.measure.reference import Absent

ROW = {name: Absent("missing") for name in INPUTS} | {"kind": "x1"}
SUM = {"measure": {"sum": {"input": "size"}}}
SOME = [
    ROW | {"site": site, "day": date(2024, month, 9), "size": size}
    for site, month, size in [
        ("Elm", 1, 2),
        ("Elm", 2, 3),
        ("Elm", 4, 5),
        ("Oak", 1, 7),
        ("Oak", 4, 0),
        ("Oak", 4, 1),
    ]
]


def told(changes, some=SOME, **options):
    definition = made(count(**changes))
    with staged(definition, some) as connection:
        values = measure_values(Duck(connection), definition, **options)
    return {
        (one.period, one.place): one.value if one.value is not None else one.status.value for one in values
    }


def test_a_period_without_rows_is_missing_and_stays_so():
    assert told(SUM) == {
        ("2024-01", ""): 9,
        ("2024-01", "Elm"): 2,
        ("2024-01", "Oak"): 7,
        ("2024-02", ""): 3,
        ("2024-02", "Elm"): 3,
        ("2024-02", "Oak"): "missing",
        ("2024-03", ""): "missing",
        ("2024-03", "Elm"): "missing",
        ("2024-03", "Oak"): "missing",
        ("2024-04", ""): 6,
        ("2024-04", "Elm"): 5,
        ("2024-04", "Oak"): 1,
    }


def test_no_rows_are_zero_only_where_the_definition_says_so():
    found = told(SUM | {"no_rows": "zero"}, through=date(2024, 5, 31))
    assert (found["2024-02", "Oak"], found["2024-03", ""], found["2024-05", "Elm"]) == (0, 0, 0)
    ratio = document(disaggregate=[], no_rows="zero")
    assert told(ratio)["2024-03", "Elm"] == "not_applicable"


def test_under_hold_a_place_without_a_value_holds_back_the_sum_over_places():
    found = told(SUM | {"missing": "hold"})
    assert (found["2024-02", ""], found["2024-04", ""]) == ("missing", 6)


def test_over_places_by_the_mean_or_not_at_all():
    found = told(SUM | {"over_places": "mean"})
    assert (found["2024-01", ""], found["2024-02", ""], found["2024-03", ""]) == (4.5, 3, "missing")
    held = told(SUM | {"over_places": "mean", "missing": "hold"})
    assert (held["2024-01", ""], held["2024-02", ""]) == (4.5, "missing")
    assert {place for _, place in told(SUM | {"over_places": "none"})} == {"Elm", "Oak"}


def test_a_mean_over_places_without_any_place_is_missing():
    found = told(SUM | {"over_places": "mean"}, [])
    assert found == {}


@pytest.mark.parametrize(
    ("changes", "every", "quarter"),
    [
        (SUM, "quarter", {"": 12, "Elm": 5, "Oak": 7}),
        (SUM | {"over_time": "recompute"}, "quarter", {"": 12, "Elm": 5, "Oak": 7}),
        (
            SUM | {"additivity": "stock", "over_time": "last"},
            "quarter",
            {"": "missing", "Elm": "missing", "Oak": "missing"},
        ),
        (SUM | {"additivity": "stock", "over_time": "mean"}, "quarter", {"": 6, "Elm": 2.5, "Oak": 7}),
        (
            SUM | {"additivity": "stock", "over_time": "mean", "missing": "hold"},
            "quarter",
            {"": "missing", "Elm": "missing", "Oak": "missing"},
        ),
    ],
)
def test_over_time_as_the_definition_says(changes, every, quarter):
    found = told(changes, every=every)
    assert {place: value for (period, place), value in found.items() if period == "2024-Q1"} == quarter


def test_periods_that_cannot_be_joined_are_refused():
    with pytest.raises(ValueError, match="A year cannot be told as quarters"):
        told({"period": {"every": "year", "of": "day"}}, every="quarter")
    with pytest.raises(ValueError, match="not to be joined over time"):
        told({"over_time": "none"}, every="year")
    assert told(SUM, every="month") == told(SUM)


def test_without_places_there_is_one_course():
    plain = count(**SUM)
    plain.pop("place")
    definition = made(plain)
    with staged(definition, SOME) as connection:
        values = measure_values(Duck(connection), definition)
    assert [(one.place, one.value) for one in values] == [("", 9), ("", 3), ("", None), ("", 6)]
