"""The published schema and the reader agree on what a rule is."""

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cairn.engine.decision import SCHEMA, parse_choice, parse_rule
from cairn.engine.decision.ballots import KEYS as CHOICES
from cairn.engine.decision.rules import KEYS

VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)
VALUES = st.sampled_from(
    [
        "2/3",
        "55%",
        "0.5",
        "nine",
        "1/2x",
        1,
        True,
        False,
        None,
        3,
        "weight",
        "all",
        "cast",
        "reached",
        "schulze",
    ]
)
SINGLE = st.builds(
    lambda name, keys: {"rule": name, **keys},
    st.sampled_from([*KEYS, *CHOICES, "lot"]),
    st.dictionaries(
        st.sampled_from(sorted(set().union(*KEYS.values(), *CHOICES.values()))), VALUES, max_size=3
    ),
)
PLAIN = st.recursive(
    SINGLE,
    lambda rules: st.one_of(
        st.builds(
            lambda n, r: {"rule": n, "rules": r},
            st.sampled_from(["all_of", "any_of"]),
            st.lists(rules, max_size=2),
        ),
        st.builds(lambda r: {"rule": "opt_out", "at_most": "1/3", "for_the_others": r}, rules),
    ),
    max_leaves=3,
)


def is_read(plain):
    try:
        parse_choice(plain) if plain.get("rule") in CHOICES else parse_rule(plain)
    except ValueError:
        return False
    return True


def test_the_schema_is_one():
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


@settings(max_examples=500, deadline=None, derandomize=True)
@given(PLAIN)
def test_what_the_reader_takes_the_schema_takes(plain):
    if is_read(plain):
        assert VALIDATOR.is_valid(plain)


@pytest.mark.parametrize("name", [*KEYS, *CHOICES])
def test_every_rule_is_in_the_schema_with_its_keys(name):
    defined = SCHEMA["$defs"]["choice" if name in CHOICES else "rule"]["oneOf"]
    (properties,) = [one["properties"] for one in defined if one["properties"]["rule"]["const"] == name]
    assert set(properties) - {"rule"} == {**KEYS, **CHOICES}[name]


@pytest.mark.parametrize(
    "plain",
    [
        {"rule": "threshold"},
        {"rule": "threshold", "share": "two thirds"},
        {"rule": "all_of", "rules": []},
        {"rule": "quorum", "share": "1/2", "colour": "red"},
        {"rule": "fewer_against", "number": 0},
    ],
)
def test_what_the_schema_refuses_the_reader_refuses(plain):
    assert not VALIDATOR.is_valid(plain)
    assert not is_read(plain)
