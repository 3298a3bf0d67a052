"""Rules that data must meet: a left side, an operator, a right side, and what to do about missing values."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from cairn.engine.quality.expressions import Reading, evaluate, measures_of, problems, told
from cairn.engine.quality.frame import Frame
from cairn.engine.quality.milestones import compared
from cairn.engine.quality.numbers import in_words
from cairn.engine.signal.verdict import Verdict

SIGNS = {
    "equal": "=", "not_equal": "!=", "greater": ">", "greater_or_equal": ">=", "less": "<",
    "less_or_equal": "<=",
}  # fmt: skip
PAIRS = {
    "compulsory_pair": "must both be there, or neither",
    "exclusive_pair": "must not both be there",
}
STRATEGIES = ("skip_if_any", "skip_if_all", "never_skip")


@dataclass(frozen=True, slots=True)
class Finding:
    """One rule at one period: ok, violated, or skipped because something is missing."""

    rule: str
    period: str
    status: str  # ok, violated, skipped
    left: Fraction | None
    right: Fraction | None
    missing: tuple[str, ...]
    remedy: str
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Rule:
    """A validation rule that was read and found sound."""

    name: str
    left: Any
    operator: str
    right: Any
    left_missing: str
    right_missing: str
    words: str
    remedy: str
    measures: tuple[str, ...]  # that it names


def rule_of(document: object, *, measures: Sequence[str] | None = None) -> Rule:
    """Read a validation rule: name, left, operator, right; if wished left_missing, right_missing and remedy.

    The sides are expressions as in milestones. A missing value skips the rule (skip_if_any, the default); or
    only if all of its side are missing, else counts as 0 (skip_if_all); or always counts as 0 (never_skip). A
    suppressed value is there, so that a pair is whole with it; but nobody can compare it, and it is never 0.
    Raises: ValueError with every problem, each with its place.
    Source: validation rules as DHIS2 documents them.

    >>> rule_of({"name": "part", "left": {"measure": "present"}, "operator": "less_or_equal",
    ...          "right": {"measure": "enrolled"}}).words
    'present ≤ enrolled'
    """
    if not isinstance(document, Mapping):
        raise ValueError("The rule is no JSON object: give name, left, operator and right.")
    operators = (*SIGNS, *PAIRS)
    named = isinstance(document.get("name"), str) and document["name"]
    found = [] if named else ["name is missing: give the rule a name."]
    if not isinstance(document.get("remedy", ""), str):
        found.append(f"remedy is {document['remedy']!r}: give a text.")
    if document.get("operator") not in operators:
        found.append(f"operator is {document.get('operator')!r}: use one of {', '.join(operators)}.")
    for side in ("left", "right"):
        if side not in document:
            found.append(f"{side} is missing: give an expression.")
        else:
            found += problems(document[side], measures, side)
        strategy = document.get(f"{side}_missing", STRATEGIES[0])
        if strategy not in STRATEGIES:
            found.append(f"{side}_missing is {strategy!r}: use one of {', '.join(STRATEGIES)}.")
    allowed = ("name", "left", "operator", "right", "left_missing", "right_missing", "remedy")
    found += [
        f"{name} is not known here: leave it out." for name in map(str, document) if name not in allowed
    ]
    if found:
        raise ValueError("\n".join(found))
    operator = document["operator"]
    left, right = told(document["left"]), told(document["right"])
    signs = {"!=": "≠", ">=": "≥", "<=": "≤"}
    words = f"{left} and {right} {PAIRS[operator]}" if operator in PAIRS else (
        f"{left} {signs.get(SIGNS[operator], SIGNS[operator])} {right}"
    )  # fmt: skip
    measures = tuple(sorted({*measures_of(document["left"]), *measures_of(document["right"])}))
    usual = f"Correct {_either(measures) or 'the rule'}, or say why it is so."
    return Rule(
        document["name"], document["left"], operator, document["right"],
        document.get("left_missing", STRATEGIES[0]), document.get("right_missing", STRATEGIES[0]), words,
        document.get("remedy") or usual, measures,
    )  # fmt: skip


def _either(names: Sequence[str]) -> str:
    return " or ".join(filter(None, (", ".join(names[:-1]), *names[-1:])))


def check(rules: Sequence[Rule], frame: Frame) -> tuple[Finding, ...]:
    """Check every rule in every period, in the order of the periods and then of the rules.

    Raises: ValueError for a rule that names a measure the frame does not have.

    >>> from cairn.engine.quality.frame import frame_of
    >>> rule = rule_of({"name": "part", "left": {"measure": "present"}, "operator": "less_or_equal",
    ...                 "right": {"measure": "enrolled"}})
    >>> check([rule], frame_of(["May"], {"present": [31], "enrolled": [30]}))[0].verdict.text
    'part is violated in May: present ≤ enrolled, and it is 31 and 30.'
    """
    names = list(frame.values)
    wrong = [
        fault
        for rule in rules
        for side, part in (("left", rule.left), ("right", rule.right))
        for fault in problems(part, names, f"{rule.name}.{side}")
    ]
    if wrong:
        raise ValueError("\n".join(wrong))
    return tuple(_check(rule, frame, place) for place in range(len(frame.periods)) for rule in rules)


def _check(rule: Rule, frame: Frame, place: int) -> Finding:
    if rule.operator in PAIRS:
        return _pair(rule, frame, place)
    left, left_missing = _side(rule.left, rule.left_missing, frame, place)
    right, right_missing = _side(rule.right, rule.right_missing, frame, place)
    missing = tuple(sorted({*left_missing, *right_missing}))
    if left is None or right is None:
        return _finding(rule, frame.periods[place], "skipped", (left, right), missing)
    status = "ok" if compared(left, SIGNS[rule.operator], right) else "violated"
    return _finding(rule, frame.periods[place], status, (left, right), missing)


def _side(expression: Any, strategy: str, frame: Frame, place: int) -> tuple[Fraction | None, Sequence[str]]:
    reading = Reading(frame, place)
    value = evaluate(expression, reading)
    if strategy == "skip_if_any" or (strategy == "skip_if_all" and not reading.used):
        return value, reading.unknown
    filled = Reading(frame, place, Fraction(0))
    return evaluate(expression, filled), filled.unknown


def _pair(rule: Rule, frame: Frame, place: int) -> Finding:
    """Compare only whether the sides are there: a side is if all of its values are, suppressed or not."""
    sides = [(evaluate(side, reading := Reading(frame, place)), reading) for side in (rule.left, rule.right)]
    there = [value is not None or len(read.unknown) == read.suppressed > 0 for value, read in sides]
    broken = all(there) if rule.operator == "exclusive_pair" else any(there) and not all(there)
    missing = tuple(sorted({one for _, read in sides for one in read.unknown}))
    values = (sides[0][0], sides[1][0])
    return _finding(rule, frame.periods[place], "violated" if broken else "ok", values, missing)


def _finding(
    rule: Rule,
    period: str,
    status: str,
    sides: tuple[Fraction | None, Fraction | None],
    missing: tuple[str, ...],
) -> Finding:
    left, right = sides
    if status == "ok":
        text = f"{rule.name} is met in {period}: {rule.words}."
    elif status == "skipped":
        text = f"{rule.name} cannot be checked in {period}: {', '.join(missing)} is not known."
    else:
        now = " and ".join("nothing known" if side is None else in_words(side) for side in sides)
        text = f"{rule.name} is violated in {period}: {rule.words}, and it is {now}."
    params = (("rule", rule.name), ("period", period), ("missing", ", ".join(missing)))
    verdict = Verdict(status, params, text)
    return Finding(rule.name, period, status, left, right, missing, rule.remedy, verdict)
