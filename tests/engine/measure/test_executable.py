"""Definitions: every fault by path with its remedy, a hash of the content, and nothing of a text becomes SQL."""

# ruff: noqa: E501  a case stands on one line

import json
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from cairn.engine.measure.executable import LARGEST, DefinitionError, canonical, read_definition, schema
from cairn.engine.measure.vectors import check_vectors
from tests.engine.measure.definitions import INPUTS, STARTING, VETERANS, count, document, made

ROWS = {"suppression": {"threshold": 5, "counts": "rows"}}
DEEP = {"input": "met", "is": True}
for _ in range(14):
    DEEP = {"not": DEEP}


@pytest.mark.parametrize("path", [*STARTING, VETERANS], ids=lambda path: path.stem)
def test_every_definition_that_ships_passes_its_own_tests(path):
    definition = read_definition(path.read_text(encoding="utf-8"), file=path.name)
    results = check_vectors(definition)
    assert [(one.about, one.told) for one in results] == [(one.about, ()) for one in results]
    assert definition.name in (path.stem, "veterans-on-one-night")


def test_there_are_twelve_to_start_from():
    assert len(STARTING) == 12


def test_the_schema_is_a_schema():
    Draft202012Validator.check_schema(schema())


def test_the_hash_names_the_content_however_it_is_laid_out():
    one = document()
    turned = json.dumps(dict(reversed(one.items())), indent=4).replace('"at_least": 5', '"at_least": 5.0')
    assert read_definition(turned).content_hash == made(one).content_hash
    assert made(one).canonical() == canonical(one)
    assert made(document(title="Other")).content_hash != made(one).content_hash


def ratio(**parts):
    return {"ratio": {"numerator": {"count": "rows"}, "denominator": {"count": "rows"}, **parts}}


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"id": "No Slug"}, 'id: "No Slug" does not fit. Use small letters, figures and single hyphens.'),
        ({"more": 1}, "the definition: Unknown: more."),
        ({"suppression": {}}, "suppression: Lacking: threshold. Give at least"),
        ({"period": {"every": "month"}}, 'period: This is not one of the forms it may have. Say "every"'),
        ({"measure": {"count": "rows", "sum": {"input": "size"}}}, "measure: This is not one of the forms"),
        ({"measure": {"quantile": {"input": "size"}}}, "measure: This is not one of the forms"),
        (
            {"inputs": INPUTS | {"day": {"type": "date", "meaning": "d", "codes": {"a": "b"}}}},
            "inputs.day: Only an input of type code has codes.",
        ),
        ({"where": {"input": "score", "at_leest": 3}}, "where: Unknown: at_leest."),
        ({"where": {"input": "score", "at_least": 3, "below": 4}}, "where: This is not one of the forms"),
        (
            {"where": {"input": "scores", "known": True}},
            "where.input: There is no input 'scores'. Use one of: person,",
        ),
        (
            {"where": {"input": "score", "at_least": "x"}},
            "where.at_least: 'x' cannot be compared with a number.",
        ),
        ({"where": {"input": "score", "at_least": 1.55}}, "where.at_least: 1.55 is finer or larger than"),
        (
            {"where": {"input": "race", "is": "z"}},
            "where.is: 'z' is none of the input's codes. Use one of: a, b, c-é.",
        ),
        ({"where": {"input": "race", "above": "a"}}, "where.above: A text has no order."),
        (
            {"where": {"input": "met", "is": 1}},
            "where.is: 1 cannot be compared with a flag. Write true or false.",
        ),
        (
            {"where": {"input": "day", "is": "2024-02-30"}},
            "where.is: '2024-02-30' is no day of the calendar.",
        ),
        ({"where": {"input": "day", "is": 3}}, "where.is: 3 cannot be compared with a day. Write a date."),
        ({"where": {"input": "day", "is": {"period": "middle"}}}, "where.is: This is no value."),
        ({"where": {"input": "day", "is": {"input": 3}}}, "where.is: This is no value."),
        (
            {"where": {"input": "day", "is": {"input": "score"}}},
            "where.is.input: 'score' is a number, which cannot",
        ),
        ({"where": {"input": "zzz", "is": "a"}}, "where.input: There is no input 'zzz'."),
        ({"where": DEEP}, "The conditions lie too deep inside one another."),
        (
            {"measure": {"distinct": "score"}},
            "measure.distinct: 'score' is a number, which cannot stand here.",
        ),
        (
            {"measure": {"sum": {"input": "race"}}},
            "measure.sum.input: 'race' is a code, which cannot stand here. Use one",
        ),
        (
            {"measure": ratio(numerator={"distinct": "person"}, part_of_whole=True)},
            "do not count the same things",
        ),
        (
            {
                "measure": ratio(
                    numerator={"sum": {"input": "size"}},
                    denominator={"sum": {"input": "score"}},
                    part_of_whole=True,
                )
            },
            "The two parts sum different figures.",
        ),
        (
            {"period": {"every": "month", "of": "race"}},
            "period.of: 'race' is a code, which cannot stand here.",
        ),
        (
            {"period": {"every": "month", "of": "day", "year_begins": 9}},
            "period.year_begins: Only years begin",
        ),
        (
            {"period": {"every": "month", "spans": {"from": "day", "until": "size", "counted": "any-day"}}},
            "period.spans.until: 'size' is a integer",
        ),
        (
            {"place": "size"},
            "place: 'size' is a integer, which cannot stand here. Use one of: person, site, race, kind.",
        ),
        ({"unique": ["nobody"]}, "unique[0]: There is no input 'nobody'."),
        (
            {"disaggregate": [["site"]]},
            "disaggregate[0]: 'site' is no input with codes. Name inputs of type code (race,",
        ),
        (
            {"inputs": INPUTS | {"size": {"type": "integer", "decimals": 2, "meaning": "s"}}},
            "inputs.size.decimals: Only a number has decimals.",
        ),
        ({"additivity": "additive"}, "additivity: This measure is not additive. Write ratio."),
        (
            {"over_time": "sum"},
            "over_time: 'sum' does not suit a measure that is ratio. Use one of last, mean, none, rec",
        ),
        ({"measure": {"mean": {"input": "size"}}}, "suppression.counts: A mean counts nobody."),
    ],
)
def test_a_fault_is_told_by_its_path_with_a_remedy(changes, said):
    with pytest.raises(DefinitionError) as fault:
        made(document(**changes))
    assert said in str(fault.value), str(fault.value)
    assert all(one.remedy and str(fault.value).startswith("test.json: ") for one in fault.value.faults)


def test_without_a_fitting_input_the_remedy_is_to_add_one():
    bare = {"day": INPUTS["day"], "site": INPUTS["site"]}
    with pytest.raises(
        DefinitionError, match=r"measure\.sum\.input: 'site' is a text.*Add an input for it \(number\)"
    ):
        made(count(inputs=bare, measure={"sum": {"input": "site"}}, additivity="additive"))
    with pytest.raises(DefinitionError, match="none yet"):
        made(count(inputs=bare, disaggregate=[["site"]]))


def test_all_faults_are_told_at_once():
    with pytest.raises(DefinitionError) as fault:
        made(document(id="No", version="1", better="sideways"))
    assert [one.path for one in fault.value.faults] == [("better",), ("id",), ("version",)]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", "Line 1, column 2"),
        ('{"id": 1, "id": 2}', "The key 'id' stands twice"),
        ('{"id": NaN}', "NaN is no JSON number"),
        ('{"id": 1e99}', "too large or too small"),
        ('{"id": ' + "9" * 30 + "}", "is too large"),
        ("[" * 200_000, "nested too deeply"),
        (" " * (LARGEST + 1), "more than 1,000,000 characters"),
        ("[]", "the definition: [] does not fit."),
    ],
)
def test_what_is_no_strict_json_is_refused(text, said):
    with pytest.raises(DefinitionError) as fault:
        read_definition(text, file="x.json")
    assert said in str(fault.value)


def test_nothing_else_is_written_as_canonical_json():
    with pytest.raises(TypeError, match="no plain value"):
        canonical({"a": object()})


plain = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(sorted(document())), plain)
def test_a_damaged_definition_is_refused_or_read_and_nothing_else(part, value):
    with suppress(DefinitionError):
        made(document(**{part: value}))


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=200) | st.binary(max_size=200).map(lambda data: data.decode("latin-1")))
def test_any_text_is_refused_without_a_crash(text):
    with pytest.raises(DefinitionError):
        read_definition(text)


def test_a_day_is_compared_with_the_edge_of_its_period():
    definition = made(document(where={"input": "day", "at_most": {"period": "end"}}))
    assert "period" in canonical(definition.document["where"])
