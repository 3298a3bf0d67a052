"""A measure's summary: one pass, a stream and parts merged are the same bytes, and give the values of the rows."""

# ruff: noqa: E501  a case stands on one line

import json
from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cairn.engine.measure.finished import finish, measure_values
from cairn.engine.measure.merging import MeasureSummary
from cairn.engine.measure.places import Places
from cairn.engine.measure.running import Duck, run_measures
from cairn.engine.summary import merge_all, pack, unpack
from tests.engine.measure.definitions import count, document, documents, made, rows, staged
from tests.engine.measure.test_running import THROUGH

KEY = b"sixteen bytes at least"
SPANS = {"every": "month", "spans": {"from": "day", "until": "gone", "counted": "last-day"}}
ROW = {
    "person": "p",
    "day": date(2024, 1, 5),
    "gone": date(2024, 3, 5),
    "site": "Elm",
    "race": "a",
    "kind": "x1",
    "score": 7,
    "size": 2,
    "met": True,
}


def summary(definition, some, key=KEY, through=THROUGH):
    with staged(definition, some) as connection:
        return MeasureSummary.from_rows(Duck(connection), definition=definition, key=key, through=through)


@settings(max_examples=15, deadline=None)
@given(
    documents(),
    rows,
    st.lists(st.integers(0, 2), min_size=25, max_size=25),
    st.randoms(use_true_random=False),
)
def test_parts_in_any_order_make_the_whole_to_the_last_bit(given_document, some, parts, chance):
    definition = made(given_document)
    whole = summary(definition, some)
    pieces = [
        summary(definition, [row for row, at in zip(some, parts, strict=False) if at == part])
        for part in range(3)
    ]
    chance.shuffle(pieces)
    stream = MeasureSummary.empty(definition=definition, key=KEY, through=THROUGH)
    for piece in pieces:
        stream = stream.merge(piece)
    data = whole.to_bytes()
    assert stream.to_bytes() == data
    assert merge_all(reversed(pieces)).to_bytes() == data
    assert MeasureSummary.from_bytes(data) == whole
    with staged(definition, some) as connection:
        measured = run_measures(Duck(connection), [definition], through=THROUGH)[0]
    assert whole.values() == finish(measured, through=THROUGH)


@pytest.mark.parametrize(
    ("changes", "settings_", "said"),
    [
        ({"period": SPANS, "additivity": "ratio"}, {"key": KEY}, "say through which day"),
        ({}, {"key": b"short"}, "give a secret key of at least 16 bytes"),
    ],
)
def test_what_parts_must_agree_on_is_asked_for(changes, settings_, said):
    with pytest.raises(ValueError, match=said):
        MeasureSummary.empty(definition=made(document(**changes)), **settings_)


@pytest.mark.parametrize(
    ("other", "said"),
    [
        (lambda: summary(made(document(version="1.0.1")), []), "different definitions"),
        (lambda: summary(made(document()), [], through=None), "different last days"),
        (lambda: summary(made(document()), [], key=b"another secret of bytes"), "different keys"),
    ],
)
def test_what_does_not_fit_is_not_merged(other, said):
    with pytest.raises(ValueError, match=said):
        summary(made(document()), []).merge(other())


def test_no_person_is_in_the_bytes_and_sets_never_leave():
    definition = made(document(suppression={"threshold": 2}))
    found = summary(definition, [ROW | {"person": "Amina Okoye"}, ROW | {"person": "Ben Oduya"}, ROW])
    assert b"Amina" not in found.to_bytes()
    out = found.for_release(3)
    assert {one.numerator for one in out.values() if one.value is not None} == {3}
    assert {one.value for one in found.for_release(4).values()} == {None}
    assert (found.for_release(0).minimum, found.for_release(0).n_withheld) == (2, 0)
    assert (found.n_rows, found.n_cells, summary(definition, []).n_rows) == (3, 1, 0)


def test_a_summary_gives_the_values_of_every_place_above():
    definition = made(document())
    places = Places({"Elm": ("County",), "Oak": ("County",), "County": ()})
    some = [ROW, ROW | {"site": "Oak"}, ROW | {"site": "Oak", "person": "q"}]
    whole = summary(definition, some[:1]).merge(summary(definition, some[1:]))
    with staged(definition, some) as connection:
        measured = measure_values(Duck(connection), definition, through=THROUGH, places=places)
    assert whole.values(places=places) == measured
    assert {one.denominator for one in measured if one.place == "County" and one.denominator} == {2}
    assert {one.place for one in whole.for_release(1, places=places).values()} == {"", "County", "Elm", "Oak"}


def test_a_sum_beyond_64_bits_is_refused():
    one = summary(made(count(measure={"sum": {"input": "size"}})), [ROW | {"size": 9 * 10**15}])
    for _ in range(12):
        one = one.merge(one)
    for use in (one.to_bytes, one.values):
        with pytest.raises(ValueError, match="too large to be kept exactly"):
            use()


def damaged(change_header=(), change_arrays=()):
    data = summary(made(document()), [ROW]).to_bytes()
    header, arrays = unpack(data, kind="measure", version=1)
    return pack("measure", 1, header | dict(change_header), dict(arrays) | dict(change_arrays))


@pytest.mark.parametrize(
    "data",
    [
        damaged({"definition": "{}"}),
        damaged({"definition": 3}),
        damaged({"through": "soon"}),
        damaged({"through": 7}),
        damaged({"texts": []}),
        damaged({"texts": ["Elm", "a", "x1", "zzz"]}),
        damaged({}, {"cells/cells": np.full((1, 4), -1)}),
        damaged({}, {"cells/cells": np.zeros((1, 9), dtype=np.int64)}),
        damaged({}, {"cells/sums": np.zeros((2, 2), dtype=np.int64)}),
        damaged({}, {"people:person/sums": np.zeros((1, 1), dtype=np.int64)}),
        damaged({}, {"more": np.zeros(1)}),
        damaged()[:-1],
        b"",
    ],
)
def test_damaged_bytes_are_refused(data):
    with pytest.raises(ValueError, match=r"."):
        MeasureSummary.from_bytes(data)


def test_a_summary_without_an_array_is_refused():
    header, arrays = unpack(summary(made(document()), [ROW]).to_bytes(), kind="measure", version=1)
    arrays.pop("cells/cells")
    with pytest.raises(ValueError, match="does not hold what a measure's does"):
        MeasureSummary.from_bytes(pack("measure", 1, header, arrays))
    assert json.loads(header["definition"])["id"] == "share-of-five"


@pytest.mark.parametrize(
    "measure", [{"quantile": {"input": "score"}, "at": 0.5}, {"mean": {"input": "score"}}]
)
def test_two_sites_with_the_same_rows_merge_as_if_there_were_twice_as_many(measure):
    protect = {"threshold": 1, "counts": "rows"}
    additivity = "order" if "quantile" in measure else "ratio"
    where = {"input": "day", "at_most": {"period": "end"}}
    definition = made(document(measure=measure, additivity=additivity, suppression=protect, where=where))
    one = summary(definition, [ROW, ROW | {"score": 9}], through=date(2024, 1, 31))
    both = one.merge(one)
    assert (
        both.to_bytes()
        == summary(definition, [ROW, ROW | {"score": 9}] * 2, through=date(2024, 1, 31)).to_bytes()
    )
    assert {value.value for value in both.values()} == {8}
    assert MeasureSummary.empty(definition=definition).values() == []


def test_two_sites_with_different_rows_are_both_in_the_whole_and_read_back():
    definition = made(document())
    here, there = summary(definition, [ROW]), summary(definition, [ROW | {"site": "Oak"}])
    both = here.merge(there)
    assert both == summary(definition, [ROW, ROW | {"site": "Oak"}])
    assert MeasureSummary.from_bytes(both.to_bytes()) == both
