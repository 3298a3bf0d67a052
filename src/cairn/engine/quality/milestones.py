"""Milestones as rules that are data: true, false or not known, by a named version of the rule."""

import hashlib
import json
import operator
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from cairn.engine.quality.expressions import DEEPEST, LONGEST, Reading, evaluate, problems, span, told
from cairn.engine.quality.frame import Frame
from cairn.engine.signal.verdict import Verdict, figure

COMPARISONS = {
    "<": "below", "<=": "at most", "=": "exactly", "!=": "other than", ">=": "at least", ">": "above",
}  # fmt: skip
COMPARE: dict[str, Callable[[Fraction, Fraction], bool]] = {
    "<": operator.lt, "<=": operator.le, "=": operator.eq, "!=": operator.ne, ">=": operator.ge,
    ">": operator.gt,
}  # fmt: skip
KINDS = ("compare", "all", "any", "not", "for", "quality")
SCHEMA: dict[str, Any] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "$id": "urn:cairn:milestone:1",
    "title": "A milestone: a rule over measures that is true, false or not known",
    "type": "object",
    "required": ["milestone", "version", "rule"],
    "additionalProperties": False,
    "properties": {
        "milestone": {"type": "string", "minLength": 1},
        "version": {"type": "string", "minLength": 1},
        "title": {"type": "string"},
        "source": {"type": "string"},
        "rule": {"$ref": "#/$defs/rule"},
    },
    "$defs": {
        "rule": {
            "oneOf": [
                {"type": "object", "required": ["compare"], "additionalProperties": False, "properties": {
                    "compare": {"type": "array", "minItems": 3, "maxItems": 3, "prefixItems": [
                        {"$ref": "#/$defs/expression"}, {"enum": list(COMPARISONS)},
                        {"$ref": "#/$defs/expression"},
                    ]}}},
                *({"type": "object", "required": [name], "additionalProperties": False, "properties": {
                    name: {"type": "array", "minItems": 1, "items": {"$ref": "#/$defs/rule"}}}}
                  for name in ("all", "any")),
                {"type": "object", "required": ["not"], "additionalProperties": False,
                 "properties": {"not": {"$ref": "#/$defs/rule"}}},
                {"type": "object", "required": ["for", "rule"], "additionalProperties": False, "properties": {
                    "for": {"type": "integer", "minimum": 1, "maximum": LONGEST},
                    "rule": {"$ref": "#/$defs/rule"}}},
                {"type": "object", "required": ["quality"], "additionalProperties": False,
                 "properties": {"quality": {"type": "integer", "minimum": 1, "maximum": LONGEST}}},
            ]
        },
        "expression": {"type": ["number", "string", "object"]},
    },
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Milestone:
    """A rule that was read and found sound; `content_hash` pins results to its very wording."""

    name: str
    version: str
    rule: Mapping[str, Any]
    content_hash: str
    words: str


@dataclass(frozen=True, slots=True)
class Reached:
    """What a milestone says at one period: True, False, or None where nobody can know."""

    milestone: str
    version: str
    content_hash: str
    period: str
    answer: bool | None
    used: tuple[tuple[str, Fraction], ...]
    unknown: tuple[str, ...]
    rule: str
    verdict: Verdict


def milestone_of(document: object, *, measures: Sequence[str] | None = None) -> Milestone:
    """Read a milestone from its JSON document.

    `measures`: the names it may use; None allows any.
    Raises: ValueError with every problem of the document, each with its place.

    >>> rule = {"compare": [{"measure": "n"}, "<", 3]}
    >>> milestone_of({"milestone": "zero", "version": "1", "rule": rule}).words
    'n is below 3'
    """
    if not isinstance(document, Mapping):
        raise ValueError("The milestone is no JSON object: begin with milestone, version and rule.")
    found = [
        f"{name} is {document.get(name)!r}: give a text."
        for name in ("milestone", "version")
        if not isinstance(document.get(name), str) or not document.get(name)
    ]
    unknown = sorted(str(name) for name in document if name not in SCHEMA["properties"])
    found += [f"{name} is not known here: leave it out." for name in unknown]
    found += _problems(document.get("rule"), measures, "rule", 0)
    if found:
        raise ValueError("\n".join(found))
    text = json.dumps(document, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    digest = hashlib.sha256(text.encode()).hexdigest()
    rule = document["rule"]
    return Milestone(document["milestone"], document["version"], rule, digest, _words(rule))


def reached(milestone: Milestone, frame: Frame, *, at: int = -1) -> Reached:
    """Say whether a milestone holds at one period: by default the last.

    What rests on a missing value, on a period before the first, or on quality that nobody checked is not
    known, unless the rest of the rule decides: false and anything is false, true or anything is true.
    Raises: ValueError for a measure that the frame does not have, or a period outside of it.
    Source: three-valued logic, Kleene (1952), Introduction to Metamathematics, section 64.

    >>> from cairn.engine.quality.frame import frame_of
    >>> rule = {"compare": [{"measure": "n"}, "<", 3]}
    >>> zero = milestone_of({"milestone": "zero", "version": "1", "rule": rule})
    >>> reached(zero, frame_of(["2024-01", "2024-02"], {"n": [5, 2]})).verdict.text
    'zero holds in 2024-02: n is below 3 (n 2).'
    """
    place = at if at >= 0 else len(frame.periods) + at
    if not 0 <= place < len(frame.periods):
        raise ValueError(f"There is no period {at} among {len(frame.periods)}: give one of them.")
    if wrong := _problems(milestone.rule, list(frame.values), "rule", 0):
        raise ValueError("\n".join(wrong))
    reading = Reading(frame, place)
    answer = _holds(milestone.rule, reading)
    used = tuple(sorted(reading.used.items()))
    unknown = tuple(sorted(set(reading.unknown)))
    return Reached(
        milestone.name, milestone.version, milestone.content_hash, frame.periods[place], answer, used,
        unknown, milestone.words, _verdict(milestone, frame.periods[place], answer, used, unknown),
    )  # fmt: skip


def course(milestone: Milestone, frame: Frame) -> tuple[Reached, ...]:
    """Say it for every period of a frame, so that reaching, holding and losing it can be seen."""
    return tuple(reached(milestone, frame, at=place) for place in range(len(frame.periods)))


def _verdict(
    milestone: Milestone,
    period: str,
    answer: bool | None,
    used: Sequence[tuple[str, Fraction]],
    unknown: Sequence[str],
) -> Verdict:
    params = (("milestone", milestone.name), ("version", milestone.version), ("period", period))
    if answer is None:
        missing = ", ".join(unknown)
        text = f"Nobody can say whether {milestone.name} holds in {period}: {missing} is not known."
        return Verdict("unknown", (*params, ("unknown", missing)), text)
    now = [f"{name.removesuffix(f' ({period})')} {figure(float(value))}" for name, value in used]
    seen = f" ({', '.join(now)})" if now else ""
    if answer:
        return Verdict("true", params, f"{milestone.name} holds in {period}: {milestone.words}{seen}.")
    text = f"{milestone.name} does not hold in {period}: it is not so that {milestone.words}{seen}."
    return Verdict("false", params, text)


def _problems(rule: object, measures: Sequence[str] | None, where: str, depth: int) -> list[str]:
    if depth > DEEPEST:
        return [f"{where} is more than {DEEPEST} deep: make the rule simpler."]
    kinds = [name for name in KINDS if isinstance(rule, Mapping) and name in rule]
    if not isinstance(rule, Mapping) or len(kinds) != 1:
        return [f"{where} has {kinds or 'none'} of {', '.join(KINDS)}: give exactly one."]
    kind = kinds[0]
    extra = [str(name) for name in rule if name not in {kind, *(["rule"] if kind == "for" else [])}]
    found = [f"{where}.{name} is not known here: leave it out." for name in sorted(extra)]
    part = rule[kind]
    if kind == "compare":
        return found + _compare_problems(part, measures, f"{where}.compare")
    if kind in ("all", "any"):
        if not isinstance(part, list) or not part:
            return [*found, f"{where}.{kind} needs a list of rules, at least one."]
        inner = [(f"{where}.{kind}[{place}]", one) for place, one in enumerate(part)]
    elif kind == "not":
        inner = [(f"{where}.not", part)]
    else:
        if isinstance(part, bool) or not isinstance(part, int) or not 1 <= part <= LONGEST:
            found.append(f"{where}.{kind} is {part!r}: give a whole number of periods from 1 to {LONGEST}.")
        inner = [(f"{where}.rule", rule.get("rule"))] if kind == "for" else []
    return found + [fault for place, one in inner for fault in _problems(one, measures, place, depth + 1)]


def _compare_problems(part: object, measures: Sequence[str] | None, where: str) -> list[str]:
    if not isinstance(part, list) or len(part) != 3:
        return [f"{where} needs three things: an expression, a comparison, an expression."]
    found = problems(part[0], measures, f"{where}[0]") + problems(part[2], measures, f"{where}[2]")
    if part[1] not in COMPARISONS:
        found.append(f"{where}[1] is {part[1]!r}: use one of {' '.join(COMPARISONS)}.")
    return found


def _holds(rule: Mapping[str, Any], reading: Reading) -> bool | None:
    if "compare" in rule:
        left, sign, right = rule["compare"]
        one, other = evaluate(left, reading), evaluate(right, reading)
        return None if one is None or other is None else compared(one, sign, other)
    if "not" in rule:
        answer = _holds(rule["not"], reading)
        return None if answer is None else not answer
    if "quality" in rule:
        return _and([_quality(reading, ago) for ago in range(rule["quality"])])
    if "for" in rule:
        return _and([_earlier(rule["rule"], reading, ago) for ago in range(rule["for"])])
    if "all" in rule:
        return _and([_holds(one, reading) for one in rule["all"]])
    answers = [_holds(one, reading) for one in rule["any"]]
    return True if True in answers else (None if None in answers else False)


def compared(one: Fraction, sign: str, other: Fraction) -> bool:
    """Compare two exact numbers.

    >>> compared(Fraction(3), "<=", Fraction(3)), compared(Fraction(3), "<", Fraction(3))
    (True, False)
    """
    return COMPARE[sign](one, other)


def _and(answers: Sequence[bool | None]) -> bool | None:
    return False if False in answers else (None if None in answers else True)


def _quality(reading: Reading, ago: int) -> bool | None:
    place = reading.at - ago
    answer = reading.frame.quality[place] if place >= 0 else None
    if answer is None:
        reading.unknown.append(
            f"quality {span(ago)} before" if place < 0 else f"quality ({reading.frame.periods[place]})"
        )
    return answer


def _earlier(rule: Mapping[str, Any], reading: Reading, ago: int) -> bool | None:
    if reading.at - ago < 0:
        reading.unknown.append(f"{span(ago)} before {reading.frame.periods[reading.at]}")
        return None
    then = Reading(reading.frame, reading.at - ago, None, reading.used, reading.unknown)
    return _holds(rule, then)


def _words(rule: Mapping[str, Any]) -> str:
    if "compare" in rule:
        left, sign, right = rule["compare"]
        return f"{told(left)} is {COMPARISONS[sign]} {told(right)}"
    if "not" in rule:
        return f"it is not so that {_words(rule['not'])}"
    if "quality" in rule:
        return f"the data of the last {span(rule['quality'])} are of quality"
    if "for" in rule:
        return f"for {span(rule['for'])} in a row {_words(rule['rule'])}"
    kind, joiner = ("all", "; and ") if "all" in rule else ("any", "; or ")
    return joiner.join(_words(one) for one in rule[kind])
