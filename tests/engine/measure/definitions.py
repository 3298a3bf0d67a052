"""Definitions and rows for tests: one document to vary, random ones, and rows in every state of absence."""

import json
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path

import duckdb
from hypothesis import strategies as st

from cairn.engine.measure.crosswalk import Crosswalk
from cairn.engine.measure.executable import read_definition
from cairn.engine.measure.reading import SheetRows, TableReader
from cairn.engine.measure.staging import Staging
from tests.engine.measure.reference import Absent

VETERANS = Path(__file__).parent / "definitions" / "veterans.json"
STARTING = sorted((Path(__file__).parents[3] / "src/cairn/engine/measure/starting").glob("*.json"))
INPUTS = {
    "person": {"type": "id", "meaning": "who"},
    "day": {"type": "date", "meaning": "when", "required": True},
    "gone": {"type": "date", "meaning": "until when"},
    "site": {"type": "text", "meaning": "where", "required": True},
    "race": {"type": "code", "meaning": "race", "codes": {"a": "A", "b": "B", "c-é": "C"}},
    "kind": {"type": "code", "meaning": "kind", "codes": {"x1": "one", "x2": "two"}, "required": True},
    "score": {"type": "number", "decimals": 1, "meaning": "score"},
    "size": {"type": "integer", "meaning": "size"},
    "met": {"type": "flag", "meaning": "met"},
}
TEST = {
    "about": "none",
    "columns": ["day"],
    "rows": [],
    "expect": [{"period": "2024", "value": 1, "status": "present"}],
}


def document(**changes):
    """Give a small valid document: the share of people with a score of at least 5."""
    return {
        "schema": "cairn/measure/1",
        "id": "share-of-five",
        "version": "1.0.0",
        "title": "Share",
        "meaning": "A share.",
        "inputs": INPUTS,
        "period": {"every": "month", "of": "day"},
        "place": "site",
        "measure": {
            "ratio": {
                "numerator": {"distinct": "person", "where": {"input": "score", "at_least": 5}},
                "denominator": {"distinct": "person"},
                "per": 100,
                "part_of_whole": True,
            }
        },
        "disaggregate": [["race"], ["race", "kind"]],
        "additivity": "ratio",
        "over_time": "recompute",
        "over_places": "recompute",
        "missing": "leave-out",
        "better": "up",
        "suppression": {"threshold": 5},
        "tests": [TEST],
    } | changes


def count(**changes):
    """Give a document that counts rows."""
    plain = {"measure": {"count": "rows"}, "additivity": "additive", "over_time": "sum", "over_places": "sum"}
    return document(**plain | {"disaggregate": []} | changes)


def made(given):
    """Read a document as a definition."""
    return read_definition(json.dumps(given), file="test.json")


def text_of(cell):
    if isinstance(cell, Absent):
        return cell.replace("_", " ")
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, Fraction):
        return str(float(cell))
    return str(cell)


def staged(definition, rows, connection=None):
    """Put rows of plain values into a table of DuckDB, through the reader of members' files."""
    connection = connection or duckdb.connect(":memory:", config={"threads": 1})
    told = []
    names = list(definition.inputs)
    reader = TableReader("rows", definition, Crosswalk(columns={name: name for name in names}), told.append)
    cells = [[text_of(row[name]) for name in names] for row in rows]
    Staging(connection, definition).fill(reader.batches([SheetRows("", enumerate([names, *cells], start=1))]))
    assert told == []
    return connection


absences = st.sampled_from(["missing", "not_collected", "not_applicable", "suppressed"]).map(Absent)
days = st.integers(0, 500).map(lambda number: date(2023, 11, 20) + timedelta(days=number))


def often(strategy, share=6):
    """Draw a value, and now and then an absence."""
    return st.one_of(*[strategy] * share, absences)


rows = st.lists(
    st.fixed_dictionaries(
        {
            "person": often(st.sampled_from("pqruvw")),
            "day": days,
            "gone": often(days, 3),
            "site": st.sampled_from(["Elm", "Oak", 'O\'k \\u0041 "y"']),
            "race": often(st.sampled_from(["a", "b", "c-é"])),
            "kind": st.sampled_from(["x1", "x2"]),
            "score": often(st.integers(-20, 120).map(lambda one: Fraction(one, 10))),
            "size": often(st.integers(0, 9)),
            "met": often(st.booleans()),
        }
    ),
    max_size=25,
)
moments = st.sampled_from(
    [{"input": "day"}, {"input": "gone"}, {"period": "start"}, {"period": "end"}, "2024-02-29"]
)
since = st.fixed_dictionaries(
    {"from": moments, "to": moments, "in": st.sampled_from(["days", "months", "years"])}
)
tests_of_numbers = st.one_of(
    st.builds(
        lambda name, value: {name: value},
        st.sampled_from(["at_least", "at_most", "above", "below", "is", "is_not"]),
        st.integers(-3, 12),
    ),
    st.lists(st.integers(0, 12), min_size=1, max_size=3).map(lambda some: {"in": some}),
    st.just({"known": True}),
)
leaves = st.one_of(
    st.builds(lambda one, test: {"input": one, **test}, st.sampled_from(["score", "size"]), tests_of_numbers),
    st.builds(lambda one, test: {"time_since": one, **test}, since, tests_of_numbers),
    st.sampled_from(
        [
            {"input": "race", "is": "c-é"},
            {"input": "site", "is": 'O\'k \\u0041 "y"'},
            {"input": "race", "in": ["a", "b"]},
            {"input": "race", "known": True},
            {"input": "met", "is": True},
            {"input": "kind", "is_not": "x1"},
            {"input": "person", "is": "p"},
            {"input": "gone", "above": {"input": "day"}},
            {"input": "gone", "at_most": {"period": "end"}},
            {"input": "day", "below": "2024-06-15"},
            {"input": "score", "below": {"input": "score"}},
        ]
    ),
)
conditions = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=3).map(lambda some: {"all": some}),
        st.lists(inner, min_size=1, max_size=3).map(lambda some: {"any": some}),
        inner.map(lambda one: {"not": one}),
    ),
    max_leaves=4,
)
figures = st.one_of(
    st.sampled_from([{"input": "score"}, {"input": "size"}]), since.map(lambda one: {"time_since": one})
)


@st.composite
def documents(draw):
    """Draw a definition of any shape the language allows."""

    def where():
        return draw(st.one_of(st.just({}), conditions.map(lambda one: {"where": one})))

    kind = draw(st.sampled_from(["count", "distinct", "sum", "mean", "quantile", "share", "rate"]))
    figure, changes = draw(figures), {}
    if kind in ("share", "rate"):
        whole = draw(st.sampled_from([{"count": "rows"}, {"distinct": "person"}, {"sum": figure}]))
        part = (
            whole
            if kind == "share"
            else draw(st.sampled_from([{"count": "rows"}, {"sum": {"input": "score"}}]))
        )
        measure = {
            "ratio": {
                "numerator": part | where(),
                "denominator": whole | where(),
                "per": draw(st.sampled_from([1, 100])),
            }
        }
        measure["ratio"]["part_of_whole"] = kind == "share"
        changes["additivity"] = "ratio"
    else:
        plain = {"count": "rows", "distinct": "person"}
        measure = {kind: plain.get(kind, figure)} | where()
        changes["additivity"] = {
            "count": "additive",
            "sum": "additive",
            "mean": "ratio",
            "quantile": "order",
        }.get(kind, kind)
        if kind == "quantile":
            measure["at"] = draw(st.sampled_from([0, 0.25, 0.5, 0.9, 1]))
    period = draw(
        st.sampled_from(
            [
                {"every": "month", "of": "day"},
                {"every": "quarter", "of": "gone"},
                {"every": "year", "of": "day", "year_begins": 9},
                {"every": "year", "of": "day"},
                {"every": "month", "spans": {"from": "day", "until": "gone", "counted": "last-day"}},
                {"every": "quarter", "spans": {"from": "day", "until": "gone", "counted": "any-day"}},
            ]
        )
    )
    if "spans" in period and kind in ("count", "sum"):
        changes["additivity"] = "stock"
    changes |= {
        "measure": measure,
        "period": period,
        "missing": draw(st.sampled_from(["leave-out", "not-met", "hold"])),
    }
    changes |= {
        "over_time": "last",
        "over_places": "recompute",
        "suppression": {"threshold": 5, "counts": "rows"},
    }
    found = document(**changes, **where())
    if draw(st.booleans()):
        found.pop("place")
    return found
