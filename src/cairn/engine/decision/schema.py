"""The rules as a JSON Schema, for editors and other programs; `parse_rule` accepts what it accepts."""

from typing import Any

SHARE = {
    "description": "An exact share: 2/3, 0.55, 55%, or the number 1.",
    "oneOf": [
        {"type": "string", "maxLength": 20, "pattern": r"^\s*[0-9]+(\.[0-9]+|/[0-9]+)?\s*%?\s*$"},
        {"type": "integer", "minimum": 0, "maximum": 1},
    ],
}
BY = {"enum": ["constituents", "weight"], "default": "constituents"}
FLAG = {"type": "boolean"}
COUNT = {"type": "integer", "minimum": 1, "maximum": 1_000_000}
RULE = {"$ref": "#/$defs/rule"}
RULES = {"type": "array", "items": RULE, "minItems": 1}


def _named(name: str, required: tuple[str, ...] = (), **properties: object) -> dict[str, Any]:
    return {
        "title": name.replace("_", " "),
        "type": "object",
        "properties": {"rule": {"const": name}, **properties},
        "required": ["rule", *required],
        "additionalProperties": False,
    }


OVER_CONSTITUENTS = [
    _named("consent_of_all", with_reservation=FLAG),
    _named("threshold", ("share",), share=SHARE, more_than=FLAG, by=BY, with_reservation=FLAG),
    _named(
        "majority",
        share=SHARE,
        more_than=FLAG,
        by=BY,
        of={"enum": ["cast", "reached"], "default": "cast"},
        with_reservation=FLAG,
    ),
    _named("no_standing_objection", among={"enum": ["all", "reached"], "default": "all"}, reasoned=FLAG),
    _named("fewer_against", ("number",), number=COUNT),
    _named("quorum", ("share",), share=SHARE, more_than=FLAG, by=BY),
    _named(
        "double_majority",
        ("constituents", "weight"),
        constituents=SHARE,
        weight=SHARE,
        more_than=FLAG,
        with_reservation=FLAG,
    ),
    _named("sense_check"),
    _named("advice"),
    _named("from_round", ("number",), number=COUNT),
    _named("opt_out", ("at_most", "for_the_others"), at_most=SHARE, by=BY, for_the_others=RULE),
    _named("all_of", ("rules",), rules=RULES),
    _named("any_of", ("rules",), rules=RULES),
]
AMONG_OPTIONS = [
    _named(
        "approval",
        winners=COUNT,
        share=SHARE,
        of={"enum": ["cast", "all"], "default": "cast"},
        quorum=SHARE,
    ),
    _named("ranked", method={"const": "schulze"}, quorum=SHARE),
]
SCHEMA: dict[str, Any] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "$id": "urn:cairn:decision-rule:1",
    "title": "How a collective decides",
    "oneOf": [RULE, {"$ref": "#/$defs/choice"}],
    "$defs": {
        "rule": {"title": "over constituents", "oneOf": OVER_CONSTITUENTS},
        "choice": {"title": "among options", "oneOf": AMONG_OPTIONS},
    },
}
