"""The crosswalk: proposed from headings, kept as text, read strictly with everything wrong at once."""

import json
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cairn.engine.measure.crosswalk import Crosswalk, CrosswalkError, propose, read_crosswalk
from cairn.engine.measure.executable import read_definition
from tests.engine.measure.definitions import STARTING, VETERANS, document, made

DEFINITION = made(document())
VETERAN = read_definition(VETERANS.read_text(encoding="utf-8"))


def test_what_is_kept_is_read_back():
    one = Crosswalk(
        definition="share-of-five",
        columns={"site": "School"},
        fixed={"day": "2024-01-01"},
        codes={"race": {"W": "a"}, "met": {"X": "true"}},
        absences={"n/a": "not_collected"},
        skip={"site": ["HQ"]},
        skip_sheets=["Notes"],
        sheet="*",
        decimal_comma=True,
        dates="day-first",
    )
    read = read_crosswalk(one.as_text(), DEFINITION, file="map.json")
    assert read.as_text() == one.as_text()
    assert read.lacking(DEFINITION) == ["person", "gone", "race", "kind", "score", "size", "met"]


@pytest.mark.parametrize(
    ("kept", "said"),
    [
        ("{", "This is no JSON"),
        ("[]", "no crosswalk of format 1"),
        ("{}", "no crosswalk of format 1"),
        ("[" * 100_000, "no JSON"),
        ({"colums": {}}, "'colums' is not known. Known are: definition, columns,"),
        ({"columns": {"site": 3}}, "columns: Give an object: input to heading."),
        (
            {"columns": {"place": "Site"}},
            "columns: 'place' is no input of share-of-five. Use one of: person, day,",
        ),
        ({"codes": {"race": "a"}}, "codes: Give an object"),
        ({"codes": {"race": {"W": "z"}}}, "said to be 'z'. Use one of: a, b, c-é."),
        ({"codes": {"score": {"W": "z"}}}, "Use one of: none."),
        ({"codes": {"nobody": {"W": "z"}}}, "'nobody' is no input"),
        ({"skip": {"site": "HQ"}}, "skip: Give an object"),
        ({"skip_sheets": [3]}, "skip_sheets: Give a list"),
        ({"absences": {"n/a": "gone"}}, "absences: 'gone' is no status. Use one of present, missing,"),
        ({"dates": "any"}, "dates: Give day-first, month-first,"),
        ({"decimal_comma": "yes"}, "decimal_comma: Give true or false."),
        ({"absences": 3}, "absences: Give an object"),
    ],
)
def test_what_is_wrong_is_told(kept, said):
    text = kept if isinstance(kept, str) else json.dumps({"crosswalk": 1, **kept})
    with pytest.raises(CrosswalkError) as fault:
        read_crosswalk(text, DEFINITION, file="map.json")
    assert said in str(fault.value), str(fault.value)


def test_everything_wrong_is_told_at_once():
    text = json.dumps({"crosswalk": 1, "columns": {"a": "b"}, "fixed": {"c": "d"}})
    with pytest.raises(CrosswalkError) as fault:
        read_crosswalk(text, DEFINITION, file="map.json")
    assert len(str(fault.value).splitlines()) == 2


def test_headings_that_are_named_like_inputs_are_proposed():
    found = propose(["Site", "Score", "Person", "RACE", "", "Colour"], DEFINITION)
    assert found.columns == {"person": "Person", "race": "RACE", "score": "Score", "site": "Site"}
    assert (found.sheet, dict(found.fixed)) == ("", {})


def test_sheets_named_by_year_are_read_as_their_period():
    found = propose(["CoC Number", "CoC Name", "Homeless Veterans, 2022"], VETERAN, sheet="2022")
    assert found.columns == {"area": "CoC Number", "veterans": "Homeless Veterans, {sheet}"}
    assert (found.sheet, found.fixed) == ("*", {"year": "{sheet}"})


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


@settings(max_examples=80, deadline=None)
@given(
    st.sampled_from(["columns", "fixed", "codes", "absences", "skip", "skip_sheets", "sheet", "dates", "x"]),
    json_values,
)
def test_any_crosswalk_is_read_or_refused(name, value):
    text = json.dumps({"crosswalk": 1, name: value})
    with suppress(CrosswalkError):
        read_crosswalk(text, made(document()), file="map.json")


def test_every_starting_definition_finds_its_own_names():
    for path in STARTING:
        definition = read_definition(path.read_text(encoding="utf-8"))
        headings = [name.replace("_", " ").title() for name in definition.inputs]
        assert propose(headings, definition).lacking(definition) == []
