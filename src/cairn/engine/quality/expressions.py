"""Numbers worked out from measures by a rule that is data; what rests on something unknown is unknown."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from statistics import median
from typing import Any

from cairn.engine.quality.frame import Frame
from cairn.engine.quality.numbers import exact

LONGEST = 120  # periods that a rule may look back
DEEPEST = 20  # expressions inside one another
WINDOWS: dict[str, Callable[[Sequence[Fraction]], Fraction]] = {
    "mean": lambda numbers: sum(numbers, Fraction(0)) / len(numbers),
    "median": lambda numbers: Fraction(median(numbers)),
    "sum": lambda numbers: sum(numbers, Fraction(0)),
    "least": min,
    "most": max,
}
PARTS: dict[str, tuple[int, int]] = {  # the number of parts of each: at least, at most
    "add": (1, 50), "subtract": (2, 2), "multiply": (1, 50), "divide": (2, 2), "largest": (1, 50),
    "smallest": (1, 50),
}  # fmt: skip


@dataclass
class Reading:
    """A frame read at one period; it notes what was used and what was not known."""

    frame: Frame
    at: int
    fill: Fraction | None = None  # what to take for a missing value; None: it stays unknown
    used: dict[str, Fraction] = field(default_factory=dict)
    unknown: list[str] = field(default_factory=list)
    suppressed: int = 0  # of the unknown: there, but held back at the source

    def value(self, measure: str, ago: int) -> Fraction | None:
        """Return a measure's value some periods ago, None if it is not known; a suppressed one never is."""
        place = self.at - ago
        found = self.frame.values[measure][place] if place >= 0 else None
        where = (
            self.frame.periods[place] if place >= 0 else f"{span(ago)} before {self.frame.periods[self.at]}"
        )
        if found is None and place >= 0 and where in self.frame.suppressed.get(measure, ()):
            self.unknown.append(f"{measure} ({where}, suppressed)")
            self.suppressed += 1
            return None
        if found is None:
            self.unknown.append(f"{measure} ({where})")
            return self.fill
        self.used[f"{measure} ({where})"] = found
        return found


def span(number: int) -> str:
    """Say a number of periods."""
    return f"{number} period{'' if number == 1 else 's'}"


def problems(expression: object, measures: Sequence[str] | None, where: str, depth: int = 0) -> list[str]:
    """Say what is wrong with an expression: every problem, each with its place.

    `measures`: the names that may be used; None allows any.

    >>> problems({"mean": "housed", "last": 0}, ["housed"], "rule")
    ['rule.last is 0: give a whole number of periods from 1 to 120.']
    """
    if depth > DEEPEST:
        return [f"{where} is more than {DEEPEST} deep: make the rule simpler."]
    if not isinstance(expression, Mapping):
        try:
            exact(expression, where)
        except ValueError as fault:
            return [str(fault)]
        return []
    kinds = [name for name in expression if name in ("measure", *WINDOWS, *PARTS)]
    if len(kinds) != 1:
        names = ", ".join(("measure", *WINDOWS, *PARTS))
        return [f"{where} has {kinds or 'none'} of {names}: give exactly one."]
    kind = kinds[0]
    allowed = {"ago"} if kind == "measure" else {"last", "ago"} if kind in WINDOWS else set()
    found = [
        f"{where}.{name} is not known here: leave it out."
        for name in sorted(map(str, expression))
        if name not in {kind, *allowed}
    ]
    if kind in PARTS:
        return found + _part_problems(expression[kind], kind, measures, f"{where}.{kind}", depth)
    return found + _name_problems(expression, kind, measures, where)


def _part_problems(
    parts: object, kind: str, measures: Sequence[str] | None, where: str, depth: int
) -> list[str]:
    least, most = PARTS[kind]
    if not isinstance(parts, list) or not least <= len(parts) <= most:
        number = f"{least}" if least == most else f"{least} to {most}"
        return [f"{where} needs a list of {number} expressions."]
    return [
        fault
        for place, part in enumerate(parts)
        for fault in problems(part, measures, f"{where}[{place}]", depth + 1)
    ]


def _name_problems(
    expression: Mapping[str, Any], kind: str, measures: Sequence[str] | None, where: str
) -> list[str]:
    found = []
    name = expression[kind]
    if not isinstance(name, str) or not name:
        found.append(f"{where}.{kind} is {name!r}: give the name of a measure.")
    elif measures is not None and name not in measures:
        known = ", ".join(measures) or "none"
        found.append(f"{where}.{kind} names {name!r}, which is not there. The measures are {known}.")
    for option, least in (("last", 1), ("ago", 0)):
        number = expression.get(option, least)
        if isinstance(number, bool) or not isinstance(number, int) or not least <= number <= LONGEST:
            told = f"give a whole number of periods from {least} to {LONGEST}."
            found.append(f"{where}.{option} is {number!r}: {told}")
    if kind in WINDOWS and "last" not in expression:
        found.append(f"{where}.last is missing: say over how many periods.")
    return found


def measures_of(rule: object) -> list[str]:
    """Name every measure of a rule that has no problems, each once and in order.

    >>> measures_of({"compare": [{"measure": "active"}, "<", {"mean": "housed", "last": 6}]})
    ['active', 'housed']
    """
    found: set[str] = set()
    if isinstance(rule, Mapping):
        found |= {rule[name] for name in ("measure", *WINDOWS) if name in rule}
    parts = rule.values() if isinstance(rule, Mapping) else rule if isinstance(rule, list) else ()
    return sorted(found.union(*(measures_of(part) for part in parts)))


def evaluate(expression: Any, reading: Reading) -> Fraction | None:
    """Work out an expression that has no problems; None where something it rests on is not known.

    A number divided by 0 is not known either. A window needs every one of its periods.

    >>> from cairn.engine.quality.frame import frame_of
    >>> frame = frame_of(["a", "b"], {"housed": [30, 20]})
    >>> evaluate({"mean": "housed", "last": 2}, Reading(frame, 1))
    Fraction(25, 1)
    """
    if not isinstance(expression, Mapping):
        return exact(expression, "a number")
    if "measure" in expression:
        return reading.value(expression["measure"], expression.get("ago", 0))
    for kind, work in WINDOWS.items():
        if kind in expression:
            first = expression.get("ago", 0)
            window = range(first, first + expression["last"])
            numbers = [reading.value(expression[kind], ago) for ago in window]
            there = [number for number in numbers if number is not None]
            return work(there) if len(there) == len(numbers) else None
    kind = next(name for name in PARTS if name in expression)
    parts = [evaluate(part, reading) for part in expression[kind]]
    there = [part for part in parts if part is not None]
    if len(there) < len(parts):
        return None
    if kind == "divide" and there[1] == 0:
        reading.unknown.append("a number divided by 0")
        return None
    return _combined(kind, there)


def _combined(kind: str, parts: Sequence[Fraction]) -> Fraction:
    if kind == "add":
        return sum(parts, Fraction(0))
    if kind == "subtract":
        return parts[0] - parts[1]
    if kind == "divide":
        return parts[0] / parts[1]
    if kind == "multiply":
        product = Fraction(1)
        for part in parts:
            product *= part
        return product
    return max(parts) if kind == "largest" else min(parts)


def told(expression: Any) -> str:
    """Say an expression in words.

    >>> told({"largest": [3, {"multiply": ["0.1%", {"measure": "counted"}]}]})
    'the largest of 3 and 0.1% × counted'
    """
    if not isinstance(expression, Mapping):
        return str(expression)
    before = f", {span(expression['ago'])} before" if expression.get("ago") else ""
    if "measure" in expression:
        return f"{expression['measure']}{before}"
    for kind in WINDOWS:
        if kind in expression:
            return f"the {kind} of {expression[kind]} over {span(expression['last'])}{before}"
    kind = next(name for name in PARTS if name in expression)
    parts = [told(part) for part in expression[kind]]
    joiner = {"add": " + ", "subtract": " − ", "multiply": " × ", "divide": " ÷ "}.get(kind, " and ")
    return f"the {kind} of {joiner.join(parts)}" if kind in ("largest", "smallest") else joiner.join(parts)
