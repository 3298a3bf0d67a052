"""Every definition the language allows gives what a slow reading row by row gives, to the last bit."""

# ruff: noqa: E501  a case stands on one line

import random
from datetime import date

import duckdb
import pytest
from hypothesis import given, settings

from cairn.engine.measure.finished import listed
from cairn.engine.measure.running import Duck, period_starts, run_measures
from tests.engine.measure.definitions import INPUTS, count, document, documents, made, rows, staged
from tests.engine.measure.reference import values

THROUGH = date(2025, 3, 31)


def run(given_document, some, through=THROUGH):
    """Run a document over rows and give its cells as the reference does."""
    definition = made(given_document)
    with staged(definition, some) as connection:
        return cells(run_measures(Duck(connection), [definition], through=through)[0])


def cells(measured):
    return {
        (one.period, one.place, one.group): (one.numerator, one.denominator, one.value, one.status.value)
        for one in listed(measured)
    }


@settings(max_examples=80, deadline=None)
@given(documents(), rows)
def test_any_definition_over_any_rows_equals_the_slow_reading(given_document, some):
    assert run(given_document, some) == values(given_document, some, THROUGH)


@settings(max_examples=6, deadline=None)
@given(documents(), documents(), rows)
def test_several_definitions_at_once_are_as_each_alone_in_any_order_of_rows(one, other, some):
    definitions = [made(one), made(other)]
    shuffled = random.Random(1).sample(some, len(some))
    with staged(definitions[0], shuffled) as connection:
        together = run_measures(Duck(connection), definitions, through=THROUGH)
    assert [cells(one) for one in together] == [values(given, some, THROUGH) for given in (one, other)]


def test_without_a_last_day_spans_go_to_the_last_day_that_rows_name():
    spans = {"every": "month", "spans": {"from": "day", "until": "gone", "counted": "any-day"}}
    given_document = count(period=spans, additivity="stock", over_time="last")
    row = dict.fromkeys(INPUTS, "") | {"site": "Elm", "kind": "x1"}
    some = [
        row | {"day": date(2024, 1, 31), "gone": date(2024, 2, 1)},
        row | {"day": date(2024, 3, 1), "gone": date(2024, 4, 9)},
    ]
    definition = made(given_document)
    for many, periods in ((some, ["2024-01", "2024-02", "2024-03", "2024-04"]), ([], [])):
        with staged(definition, many) as connection:
            found = cells(run_measures(Duck(connection), [definition])[0])
        assert sorted({period for period, _, _ in found}) == periods


@pytest.mark.parametrize(
    ("sql", "said"),
    [
        ("SELECT DATE '2024-01-01' AS day", "no column 'person'"),
        ("SELECT 1 AS person", "needs a id. Give it as STRING or VARCHAR."),
        (
            "SELECT NULL::VARCHAR AS person, NULL::DATE AS day, NULL::DATE AS gone, NULL::VARCHAR AS site,"
            " NULL::VARCHAR AS race, 'x1' AS kind, 1::BIGINT AS score, 1 AS size, TRUE AS met",
            "1 rows have no 'day', which is required.",
        ),
    ],
)
def test_rows_that_do_not_answer_a_definition_are_refused(sql, said):
    with duckdb.connect(":memory:") as connection:
        connection.execute(f"CREATE VIEW source AS {sql}")
        with pytest.raises(ValueError, match=said.replace(".", r"\.")):
            run_measures(Duck(connection), [made(document())])


def test_a_sum_beyond_64_bits_is_refused_not_rounded():
    definition = made(count(measure={"sum": {"input": "size"}}))
    with staged(definition, []) as connection:
        connection.execute(
            "INSERT INTO source BY NAME SELECT DATE '2024-01-01' AS day, 'Elm' AS site, 'x1' AS kind,"
            " 9000000000000000000 AS size FROM range(2)"
        )
        with pytest.raises(ValueError, match="too large to be kept exactly"):
            run_measures(Duck(connection), [definition])


def test_rows_may_come_from_anywhere_without_saying_why_a_value_is_absent():
    definition = made(document(disaggregate=[]))
    with duckdb.connect(":memory:") as connection:
        connection.execute(
            "CREATE VIEW source AS SELECT * FROM (VALUES ('p', DATE '2024-01-05', 60::BIGINT), ('q', DATE '2024-01-05',"
            " NULL)) t(person, day, score), (SELECT NULL::DATE AS gone, 'Elm' AS site, 'a' AS race, 'x1' AS kind,"
            " 1 AS size, TRUE AS met)"
        )
        found = cells(run_measures(Duck(connection), [definition])[0])
    assert found == {("2024-01", place, ""): (1, 1, 100.0, "present") for place in ("", "Elm")}


def test_a_typing_error_in_a_year_does_not_make_periods_without_end():
    with pytest.raises(ValueError, match=r"more than 2,400 periods, from 0204-01-01"):
        list(period_starts(date(204, 1, 1), date(2024, 1, 1), "month", 1))


def test_figures_too_large_for_a_float_are_divided_exactly():
    big = 9 * 10**14
    row = dict.fromkeys(INPUTS, "") | {"day": date(2024, 1, 31), "site": "Elm", "kind": "x1", "size": 3}
    some = [row | {"score": big - 1}, row | {"score": big}, row | {"score": big}]
    ratio = {"ratio": {"numerator": {"sum": {"input": "score"}}, "denominator": {"sum": {"input": "size"}}}}
    changes = {"measure": ratio, "additivity": "ratio", "over_time": "last", "over_places": "recompute"}
    definition = made(count(**changes))
    nobody = [one | {"size": 0} for one in some]
    for many, value in ((some, (3 * big - 1) / 9), (nobody, None)):
        with staged(definition, many) as connection:
            found = cells(run_measures(Duck(connection), [definition])[0])
        assert found["2024-01", "", ""][2] == value
