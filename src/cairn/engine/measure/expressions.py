"""What a definition may ask of rows: a small closed language, read from data and checked for its types.

Conditions have three answers: true, false, and unknown where an input they need is absent.
"""

from collections.abc import Iterator, Sequence
from collections.abc import Mapping as Dictionary
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any, Literal

InputType = Literal["id", "text", "code", "integer", "number", "date", "flag", "period"]
Path = tuple[str | int, ...]
COMPARISONS = {"is": "=", "is_not": "<>", "at_least": ">=", "at_most": "<=", "above": ">", "below": "<"}
ORDERED = ("number", "day")
DEEPEST = 12  # conditions inside one another


@dataclass(frozen=True, slots=True, kw_only=True)
class Input:
    """One input of a definition: what a row says, of which type.

    Numbers are whole counts of 10 ** -decimals, so that sums are exact.
    """

    name: str
    type: InputType
    required: bool = False
    decimals: int = 0
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    codes: tuple[str, ...] = ()
    meaning: str = ""

    @property
    def family(self) -> str:
        """Say what it compares with: number, day, flag or text."""
        families = {"integer": "number", "number": "number", "date": "day", "period": "day", "flag": "flag"}
        return families.get(self.type, "text")


@dataclass(frozen=True, slots=True)
class InputRef:
    """What a row holds in an input."""

    name: str
    family: str
    decimals: int = 0


@dataclass(frozen=True, slots=True)
class PeriodEdge:
    """The first or the last day of the period that a row is counted in."""

    edge: Literal["start", "end"]
    family: str = "day"
    decimals: int = 0


@dataclass(frozen=True, slots=True)
class Constant:
    """A value written in the definition; a number is in units of 10 ** -decimals."""

    value: str | int | bool | date
    family: str
    decimals: int = 0


Moment = InputRef | PeriodEdge | Constant


@dataclass(frozen=True, slots=True)
class TimeSince:
    """Whole days, months or years from one day to another; below zero where the second is earlier."""

    start: Moment
    end: Moment
    unit: Literal["days", "months", "years"]
    family: str = "number"
    decimals: int = 0


Value = InputRef | PeriodEdge | Constant | TimeSince


@dataclass(frozen=True, slots=True)
class Compare:
    """One value against another."""

    left: Value
    sign: str
    right: Value


@dataclass(frozen=True, slots=True)
class OneOf:
    """A value is among several."""

    left: Value
    options: tuple[Constant, ...]


@dataclass(frozen=True, slots=True)
class Known:
    """A value is there."""

    value: Value


@dataclass(frozen=True, slots=True)
class Not:
    """The opposite; of unknown it is unknown."""

    part: "Condition"


@dataclass(frozen=True, slots=True)
class Joined:
    """All of several (`is_all`), or any of them."""

    is_all: bool
    parts: tuple["Condition", ...]


Condition = Compare | OneOf | Known | Not | Joined


@dataclass(frozen=True, slots=True)
class Part:
    """One aggregate over the rows for which a condition is true."""

    kind: Literal["count", "distinct", "sum", "mean", "quantile"]
    where: Condition | None = None
    key: str = ""  # distinct: the input whose values are told apart
    figure: Value | None = None  # sum, mean, quantile
    at: Decimal = Decimal(0)  # quantile


@dataclass(frozen=True, slots=True)
class Formula:
    """A measure's value: one aggregate, or `per` times one divided by another."""

    numerator: Part
    denominator: Part | None = None
    per: int = 1
    part_of_whole: bool = False


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong in a definition: where, why, and what to write."""

    path: Path
    message: str
    remedy: str

    def __str__(self) -> str:
        return f"{pointer(self.path)}: {self.message} {self.remedy}".rstrip()


def pointer(path: Path) -> str:
    """Write a path as people read it: measure.ratio.numerator or tests[2].rows.

    >>> pointer(("tests", 2, "rows"))
    'tests[2].rows'
    """
    text = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)
    return text.removeprefix(".") or "the definition"


@dataclass(slots=True)
class Reader:
    """Reads expressions against a definition's inputs and collects what is wrong."""

    inputs: Dictionary[str, Input]
    faults: list[Fault] = field(default_factory=list)

    def tell(self, path: Path, message: str, remedy: str) -> None:
        """Note a fault."""
        self.faults.append(Fault(path, message, remedy))

    def ref(self, name: str, path: Path, *, families: Sequence[str] = ()) -> InputRef:
        """Read the name of an input that is of one of some families."""
        found = self.inputs.get(name)
        if found is None:
            self.tell(path, f"There is no input {name!r}.", f"Use one of: {', '.join(self.inputs)}.")
            return InputRef(name, families[0] if families else "text")
        if families and found.family not in families:
            wanted = ", ".join(one.name for one in self.inputs.values() if one.family in families)
            remedy = f"Use one of: {wanted}." if wanted else f"Add an input for it ({' or '.join(families)})."
            self.tell(path, f"{name!r} is a {found.type}, which cannot stand here.", remedy)
            return InputRef(name, families[0])
        return InputRef(name, found.family, found.decimals)

    def moment(self, given: Any, path: Path) -> Moment:
        """Read a day: a date, an input, or an edge of the period."""
        if isinstance(given, str):
            return self.day(given, path)
        if "period" in given:
            return PeriodEdge(given["period"])
        return self.ref(given["input"], (*path, "input"), families=("day",))

    def day(self, text: str, path: Path) -> Constant:
        """Read a date such as 2024-03-31."""
        try:
            return Constant(date.fromisoformat(text), "day")
        except ValueError:
            self.tell(path, f"{text!r} is no day of the calendar.", "Write a date as 2024-03-31.")
            return Constant(date.min, "day")

    def since(self, given: Dictionary[str, Any], path: Path) -> TimeSince:
        """Read a time since."""
        start, end = (self.moment(given[edge], (*path, edge)) for edge in ("from", "to"))
        return TimeSince(start, end, given["in"])

    def figure(self, given: Dictionary[str, Any], path: Path) -> Value:
        """Read what is summed."""
        if "time_since" in given:
            return self.since(given["time_since"], (*path, "time_since"))
        return self.ref(given["input"], (*path, "input"), families=("number",))

    def condition(self, given: Dictionary[str, Any], path: Path, depth: int = 0) -> Condition:
        """Read a condition."""
        if depth > DEEPEST:
            self.tell(path, "The conditions lie too deep inside one another.", "Say it more simply.")
            return Joined(True, ())
        for name in ("all", "any"):
            if name in given:
                parts = (
                    self.condition(one, (*path, name, i), depth + 1) for i, one in enumerate(given[name])
                )
                return Joined(name == "all", tuple(parts))
        if "not" in given:
            return Not(self.condition(given["not"], (*path, "not"), depth + 1))
        if "time_since" in given:
            left: Value = self.since(given["time_since"], (*path, "time_since"))
        else:
            left = self.ref(given["input"], (*path, "input"))
        name = next(name for name in given if name not in ("input", "time_since"))
        return self._comparison(left, name, given[name], (*path, name))

    def _comparison(self, left: Value, name: str, given: Any, path: Path) -> Condition:
        if name == "known":
            return Known(left)
        if name == "in":
            return OneOf(left, tuple(self.constant(left, one, (*path, i)) for i, one in enumerate(given)))
        if name not in ("is", "is_not") and left.family not in ORDERED:
            self.tell(path, f"A {left.family} has no order.", "Compare it with is, is_not or in.")
        return Compare(left, COMPARISONS[name], self.other(left, given, path))

    def other(self, left: Value, given: Any, path: Path) -> Value:
        """Read the right side of a comparison."""
        if isinstance(given, dict):
            if set(given) == {"period"} and given["period"] in ("start", "end") and left.family == "day":
                return PeriodEdge(given["period"])
            if set(given) != {"input"} or not isinstance(given["input"], str):
                self.tell(
                    path,
                    "This is no value.",
                    'Give a literal, {"input": name} or, for a day, {"period": "end"}.',
                )
                return left
            return self.ref(given["input"], (*path, "input"), families=(left.family,))
        return self.constant(left, given, path)

    def constant(self, left: Value, given: Any, path: Path) -> Constant:
        """Read a literal of the family of what it is compared with."""
        if left.family == "flag" and isinstance(given, bool):
            return Constant(given, "flag")
        if left.family == "number" and isinstance(given, int | Decimal) and not isinstance(given, bool):
            return self.scaled(Decimal(given), left.decimals, path)
        if left.family == "day" and isinstance(given, str):
            return self.day(given, path)
        if left.family == "text" and isinstance(given, str):
            self._check_code(left, given, path)
            return Constant(given, "text")
        forms = {"flag": "true or false", "number": "a number", "day": "a date", "text": "text in quotes"}
        self.tell(path, f"{given!r} cannot be compared with a {left.family}.", f"Write {forms[left.family]}.")
        return Constant("", left.family)

    def _check_code(self, left: Value, given: str, path: Path) -> None:
        codes = (
            self.inputs[left.name].codes if isinstance(left, InputRef) and left.name in self.inputs else ()
        )
        if codes and given not in codes:
            self.tell(path, f"{given!r} is none of the input's codes.", f"Use one of: {', '.join(codes)}.")

    def scaled(self, number: Decimal, decimals: int, path: Path) -> Constant:
        """Bring a number to units of the input's last decimal place."""
        units = number.scaleb(decimals)
        if units != units.to_integral_value() or abs(units) >= 10**17:
            remedy = f"Give at most {decimals} decimals and 17 figures, or raise the input's decimals."
            self.tell(path, f"{number} is finer or larger than the input can hold.", remedy)
            return Constant(0, "number", decimals)
        return Constant(int(units), "number", decimals)

    def part(self, given: Dictionary[str, Any], path: Path) -> Part:
        """Read one aggregate."""
        where = self.condition(given["where"], (*path, "where")) if "where" in given else None
        if "distinct" in given:
            key = self.ref(given["distinct"], (*path, "distinct"), families=("text",))
            return Part("distinct", where, key=key.name)
        for kind in ("sum", "mean", "quantile"):
            if kind in given:
                figure = self.figure(given[kind], (*path, kind))
                return Part(kind, where, figure=figure, at=Decimal(given.get("at", 0)))
        return Part("count", where)

    def formula(self, given: Dictionary[str, Any], where: Condition | None, path: Path) -> Formula:
        """Read the measure; `where` holds for all of it, and a part of a whole keeps to the whole's."""
        if "ratio" not in given:
            one = self.part(given, path)
            return Formula(replace(one, where=both(where, one.where)))
        ratio, here = given["ratio"], (*path, "ratio")
        numerator = self.part(ratio["numerator"], (*here, "numerator"))
        denominator = self.part(ratio["denominator"], (*here, "denominator"))
        denominator = replace(denominator, where=both(where, denominator.where))
        whole = bool(ratio.get("part_of_whole", False))
        if whole and (numerator.kind != denominator.kind or numerator.key != denominator.key):
            remedy = "Count the same in both, the part by its own where; or leave part_of_whole out."
            self.tell((*here, "part_of_whole"), "The two parts do not count the same things.", remedy)
        if whole and numerator.figure != denominator.figure:
            remedy = "Sum the same figure, or leave part_of_whole out."
            self.tell((*here, "part_of_whole"), "The two parts sum different figures.", remedy)
        above = denominator.where if whole else where
        return Formula(
            replace(numerator, where=both(above, numerator.where)),
            denominator,
            int(ratio.get("per", 1)),
            whole,
        )


def both(first: Condition | None, second: Condition | None) -> Condition | None:
    """Join two conditions of which either may be absent."""
    if first is None or second is None:
        return first or second
    return Joined(True, (first, second))


def inputs_of(node: Value | Condition | Part | None) -> Iterator[str]:
    """Name the inputs whose absence leaves an expression unknown; not those only asked whether known.

    >>> list(inputs_of(Not(Compare(InputRef("age", "number"), ">", Constant(3, "number")))))
    ['age']
    """
    if isinstance(node, InputRef):
        yield node.name
    elif isinstance(node, Part):
        yield from filter(None, [node.key])
        yield from inputs_of(node.where)
        yield from inputs_of(node.figure)
    else:
        for one in _inside(node):
            yield from inputs_of(one)


def _inside(node: Value | Condition | None) -> tuple[Value | Condition, ...]:
    """List what an expression is made of."""
    if isinstance(node, TimeSince):
        return node.start, node.end
    if isinstance(node, Compare):
        return node.left, node.right
    if isinstance(node, OneOf):
        return (node.left,)
    if isinstance(node, Not):
        return (node.part,)
    return node.parts if isinstance(node, Joined) else ()
