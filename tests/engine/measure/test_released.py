"""What of a summary may leave: values that add up over parts, and nothing where a part holds one back."""

# ruff: noqa: E501  a case stands on one line

from datetime import date

import numpy as np
import pytest

from cairn.engine.measure.cells import Status
from cairn.engine.measure.finished import Value
from cairn.engine.measure.released import MeasureRelease
from cairn.engine.summary import merge_all, pack, unpack
from tests.engine.measure.definitions import count, document, made

ROWS = {"suppression": {"threshold": 5, "counts": "rows"}}
MEAN = {"measure": {"mean": {"input": "score"}}, "additivity": "ratio", "disaggregate": []} | ROWS


def value(numerator, denominator=None, status=Status.PRESENT, place="", **more):
    fields = {"period": "2024-01", "starts_on": date(2024, 1, 1), "group": "", "rows": 50, "value": 1.0}
    is_there = status is Status.PRESENT
    return Value(
        place=place, status=status, numerator=numerator if is_there else None,
        denominator=denominator if is_there else None, **fields | ({} if is_there else {"value": None}) | more,
    )  # fmt: skip


def released(definition, *values, minimum=1):
    return MeasureRelease.of_values(definition, values, minimum=minimum)


def told(*parts):
    return [
        (one.place, one.numerator, one.denominator, one.value, one.status.value)
        for one in merge_all(parts).values()
    ]


@pytest.mark.parametrize(
    ("changes", "one", "other", "whole"),
    [
        (count(), (20, None), (30, None), (50, None, 50.0)),
        (document(disaggregate=[]), (20, 40), (30, 60), (50, 100, 50.0)),
        (document(**MEAN), (20.5, 10), (30.1, 6), (50.6, 16, 3.1625)),
        (count(measure={"sum": {"input": "score"}}, **ROWS), (20.5, None), (0.1, None), (20.6, None, 20.6)),
    ],
)  # fmt: skip
def test_released_parts_add_up_in_any_order_to_one_division_at_the_end(changes, one, other, whole):
    definition = made(changes)
    parts = [released(definition, value(*one)), released(definition, value(*other))]
    assert told(*parts) == told(*reversed(parts)) == [("", *whole, "present")]
    both = parts[0].merge(parts[1])
    assert MeasureRelease.from_bytes(both.to_bytes()) == both
    empty = MeasureRelease.empty(definition=definition, minimum=5)
    assert empty.merge(both) == both


def test_where_a_part_holds_back_the_sum_is_held_back_and_counted():
    definition = made(count())
    whole = released(definition, value(20), value(3, place="Elm")).merge(
        released(definition, value(3), value(9, place="Oak"))
    )
    assert told(whole) == [
        ("", None, None, None, "suppressed"), ("Elm", None, None, None, "suppressed"), ("Oak", 9, None, 9.0, "present"),
    ]  # fmt: skip
    assert (whole.n_withheld, whole.n_cells, whole.minimum) == (2, 3, 5)


@pytest.mark.parametrize(("missing", "status"), [("hold", "missing"), ("leave-out", "present")])
def test_a_part_that_has_nothing_is_told_as_the_definition_says(missing, status):
    definition = made(count(missing=missing))
    parts = [released(definition, value(20)), released(definition, value(None, status=Status.MISSING))]
    assert [one[-1] for one in told(*parts)] == [status]
    assert [one[-1] for one in told(parts[1])] == ["missing"]


def test_a_minimum_is_raised_and_never_lowered():
    definition = made(count())
    part = released(definition, value(20), value(8, place="Elm"), minimum=10)
    assert part.n_withheld == 1
    assert part.for_release(10) is part
    with pytest.raises(ValueError, match="released with a minimum of 10: ask its holder for one of 11"):
        part.for_release(11)
    assert part.merge(released(definition, value(20), minimum=7)).minimum == 7


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        (document(measure={"quantile": {"input": "score"}, "at": 0.5}, additivity="order", **ROWS), "a quantile of several is none"),
        (count(over_places="mean"), "it is a mean of places"),
    ],
)  # fmt: skip
def test_what_does_not_add_up_is_refused(changes, said):
    with pytest.raises(ValueError, match=said):
        MeasureRelease.empty(definition=made(changes), minimum=5)


def test_releases_of_two_definitions_are_not_merged():
    with pytest.raises(ValueError, match="different definitions"):
        released(made(count())).merge(released(made(count(version="2.0.0"))))


def damaged(change_header=(), change_arrays=()):
    header, arrays = unpack(released(made(count()), value(20)).to_bytes(), kind="measure-release", version=1)
    return pack("measure-release", 1, header | dict(change_header), dict(arrays) | dict(change_arrays))


@pytest.mark.parametrize(
    "data",
    [
        damaged({"definition": "{}"}),
        damaged({"minimum": None}),
        damaged({"texts": []}),
        damaged({"texts": ["", "z"]}),
        damaged({}, {"cells": np.array([[0, 0, 0]])}),
        damaged({}, {"cells": np.array([[10**9, 0, 0]])}),
        damaged({}, {"cells": np.zeros((1, 2), dtype=np.int64)}),
        damaged({}, {"sums": np.zeros((2, 5), dtype=np.int64)}),
        damaged({}, {"sums": np.array([[1, 0, -1, 0, 0]])}),
        damaged({}, {"sums": np.array([[1, 0, 1, 0, 9]])}),
        damaged({}, {"more": np.zeros(1)}),
        damaged()[:-1],
    ],
)
def test_damaged_bytes_are_refused(data):
    with pytest.raises(ValueError, match=r"."):
        MeasureRelease.from_bytes(data)
    assert MeasureRelease.from_bytes(damaged()).values()
