"""Gaps between groups, and whether they close, with intervals."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import hypot, inf, isfinite, sqrt
from statistics import NormalDist
from typing import Literal

from cairn.engine.signal.verdict import Verdict, figure

Direction = Literal["up", "down"]
BEST = "best"
OTHERS = "others"
AVERAGE = "average"
TOGETHER = {OTHERS: "all others", AVERAGE: "the average"}


@dataclass(frozen=True, slots=True)
class Figure:
    """A group's value with its interval."""

    value: float
    lower: float
    upper: float


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many. Raises: ValueError unless 0 <= numerator <= denominator, and that is above 0."""

    numerator: int
    denominator: int

    def __post_init__(self) -> None:
        if not 0 <= self.numerator <= self.denominator or not self.denominator:
            raise ValueError(f"{self.numerator} of {self.denominator} is no share: correct the counts.")

    def figure(self, z: float) -> Figure:
        """Give the share with Wilson's score interval."""
        n, p = float(self.denominator), self.numerator / self.denominator
        middle = (p + z * z / (2 * n)) / (1 + z * z / n)
        half = z / (1 + z * z / n) * sqrt(p * (1 - p) / n + z * z / (4 * n * n))
        return Figure(p, min(p, max(0.0, middle - half)), max(p, min(1.0, middle + half)))


@dataclass(frozen=True, slots=True)
class Estimate:
    """A mean or rate with its standard error; an error of 0 is a fixed standard, None one nobody knows.

    Raises: ValueError for a value that is no finite number, or an error below 0.
    """

    value: float
    error: float | None = 0.0

    def __post_init__(self) -> None:
        if not isfinite(self.value):
            raise ValueError(f"The value is {self.value}: give a finite number.")
        if self.error is not None and not 0 <= self.error < inf:
            raise ValueError(f"The error is {self.error}: give a number from 0, or None if nobody knows it.")

    def figure(self, z: float) -> Figure:
        """Give the value with its interval, which has no ends where nobody knows the error."""
        half = inf if self.error is None else z * self.error
        return Figure(self.value, self.value - half, self.value + half)


Value = Share | Estimate


@dataclass(frozen=True, slots=True)
class Gap:
    """How much worse one group fares than its reference: above 0 is behind, below 0 is ahead."""

    group: str
    reference: str
    behind: Figure
    code: str  # behind, ahead, cannot_tell, no_interval
    rule: str
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class GapChange:
    """A gap then and now, and how it changed: below 0 it closes."""

    then: Gap
    now: Gap
    change: Figure
    code: str  # closing, widening, opened, overtaken, not_behind, cannot_tell, no_interval
    rule: str
    verdict: Verdict


def gap(
    group: str,
    values: Mapping[str, Value],
    *,
    better: Direction,
    reference: str | Estimate = BEST,
    level: float = 0.95,
) -> Gap:
    """Measure how far a group is behind its reference, with an interval.

    `values` by group; no two groups share people. `reference`: a group's name; "best" for the best-off of the
    others (a tie goes to the first by name); "others" for all other groups together, "average" for all groups
    together with this one (both for shares only); or an Estimate as a fixed standard.
    The interval of the difference joins those of its two sides (for shares: Newcombe's hybrid score). The gap
    to the average is that to the others, times the others' part of everybody, and so is its interval.
    Raises: ValueError for a group that is not there, no other group, a direction or level that cannot be, or
    "others" or "average" of what are no shares.
    Source: Wilson (1927); Newcombe (1998), Statistics in Medicine 17:873-890, method 10; Zou and Donner
    (2008), Statistics in Medicine 27:1693-1702.

    >>> found = gap("a", {"a": Share(56, 70), "b": Share(48, 80)}, better="down")
    >>> round(found.behind.value, 4), round(found.behind.lower, 4), round(found.behind.upper, 4)
    (0.2, 0.0524, 0.3339)
    """
    if better not in ("up", "down"):
        raise ValueError(f"The direction of better is {better!r}: use 'up' or 'down'.")
    if not 0 < level < 1:
        raise ValueError(f"The level is {level}: give a chance between 0 and 1, such as 0.95.")
    if group not in values:
        raise ValueError(
            f"There is no group {group!r}: the groups are {', '.join(sorted(values)) or 'none'}."
        )
    z = NormalDist().inv_cdf((1 + level) / 2)
    name, value = _reference(group, values, better, reference)
    one, other = values[group].figure(z), value.figure(z)
    behind = _difference(other, one) if better == "up" else _difference(one, other)
    if reference == AVERAGE and name == TOGETHER[AVERAGE]:
        behind = _scaled(behind, values[group], value)
    return _gap(group, name, behind, level)


def best_off(values: Mapping[str, Value], *, better: Direction) -> str:
    """Name the group with the best value; a tie goes to the first by name.

    Raises: ValueError without any group.

    >>> best_off({"a": Share(3, 10), "b": Share(6, 10)}, better="up")
    'b'
    """
    sign = -1 if better == "up" else 1
    return min(values, key=lambda one: (sign * values[one].figure(1.0).value, one))


def gap_change(
    group: str,
    then: Mapping[str, Value],
    now: Mapping[str, Value],
    *,
    better: Direction,
    reference: str | Estimate = BEST,
    level: float = 0.95,
) -> GapChange:
    """Say whether a gap closes between two periods.

    As `gap`, at both times against the same reference: the best-off group is that of the first period. The
    people of the two periods are taken as different ones.
    closing, widening: the interval of the change lies wholly below, above 0; overtaken: below, and the group
    is no longer behind; opened: above, and it was not behind at first; not_behind: it was not, and no gap
    opened; cannot_tell: the interval holds 0; no_interval: nobody knows the errors of the values.
    Raises: ValueError as `gap`.

    >>> then = {"a": Share(300, 1000), "b": Share(600, 1000)}
    >>> now = {"a": Share(450, 1000), "b": Share(610, 1000)}
    >>> gap_change("a", then, now, better="up").verdict.text
    'The gap between a and b closes: 0.3 then, 0.16 now (a change of -0.14, between -0.2 and -0.0799).'
    """
    first = gap(group, then, better=better, reference=reference, level=level)
    fixed = first.reference if isinstance(reference, str) and reference == BEST else reference
    second = gap(group, now, better=better, reference=fixed, level=level)
    change = _difference(second.behind, first.behind)
    code = _code(first.behind, second.behind, change)
    rule = f"Closes if the {float(100 * level):g}% interval of the change lies below 0, widens if above."
    return GapChange(first, second, change, code, rule, _verdict(first, second, change, code))


def _gap(group: str, name: str, behind: Figure, level: float) -> Gap:
    code = "behind" if behind.lower > 0 else "ahead" if behind.upper < 0 else "cannot_tell"
    code = code if isfinite(behind.upper) else "no_interval"
    size = figure(abs(behind.value))
    ends = f"between {figure(behind.lower)} and {figure(behind.upper)}"
    text = {
        "behind": f"{group} is behind {name} by {size}, {ends}.",
        "ahead": f"{group} is ahead of {name} by {size}, "
        f"between {figure(-behind.upper)} and {figure(-behind.lower)}.",
        "cannot_tell": f"Whether {group} is behind {name}, nobody can tell: {figure(behind.value)}, {ends}.",
        "no_interval": f"{group} is {'ahead of' if behind.value < 0 else 'behind'} {name} by {size}; "
        "whether by more than chance, nobody can tell.",
    }[code]
    params: tuple[tuple[str, str | float], ...] = (
        ("group", group), ("reference", name), ("behind", behind.value),
    )  # fmt: skip
    if code != "no_interval":
        params += (("lower", behind.lower), ("upper", behind.upper))
    rule = f"Behind if the {float(100 * level):g}% interval of the difference lies above 0, ahead if below."
    return Gap(group, name, behind, code, rule, Verdict(code, params, text))


def _verdict(then: Gap, now: Gap, change: Figure, code: str) -> Verdict:
    about = f"{then.group} and {then.reference}"
    figures = f"{figure(then.behind.value)} then, {figure(now.behind.value)} now"
    ends = f"between {figure(change.lower)} and {figure(change.upper)}"
    if code == "no_interval":
        ends = "with no interval: give what each value is out of, or its error"
    text = {
        "closing": f"The gap between {about} closes",
        "widening": f"The gap between {about} widens",
        "opened": f"A gap between {about} opened",
        "overtaken": f"The gap between {about} is gone",
        "not_behind": f"{then.group} was not behind {then.reference}, and no gap opened",
        "cannot_tell": f"Whether the gap between {about} closes or widens, nobody can tell",
        "no_interval": f"Whether the gap between {about} closes or widens, nobody can tell",
    }[code] + f": {figures} (a change of {figure(change.value)}, {ends})."
    params: tuple[tuple[str, str | float], ...] = (
        ("group", then.group), ("reference", then.reference), ("then", then.behind.value),
        ("now", now.behind.value), ("change", change.value),
    )  # fmt: skip
    if code != "no_interval":
        params += (("lower", change.lower), ("upper", change.upper))
    return Verdict(code, params, text)


def _code(then: Figure, now: Figure, change: Figure) -> str:
    if not isfinite(change.upper):
        return "no_interval"
    if then.value <= 0:
        return "opened" if now.value > 0 and change.lower > 0 else "not_behind"
    if change.lower <= 0 <= change.upper:
        return "cannot_tell"
    if change.lower > 0:
        return "widening"
    return "overtaken" if now.value <= 0 else "closing"


def _difference(one: Figure, other: Figure) -> Figure:
    """Subtract two independent figures; each side of the interval joins the sides that make it so."""
    value = one.value - other.value
    if not isfinite(value):
        raise ValueError(f"{one.value:g} and {other.value:g} are too far apart to compare: correct them.")
    lower = value - hypot(one.value - one.lower, other.upper - other.value)
    upper = value + hypot(one.upper - one.value, other.value - other.lower)
    return Figure(value, lower, upper)


def _reference(
    group: str, values: Mapping[str, Value], better: Direction, reference: str | Estimate
) -> tuple[str, Value]:
    if isinstance(reference, Estimate):
        return f"the standard {figure(reference.value)}", reference
    if reference in values and reference != group:
        return reference, values[reference]
    others = {name: value for name, value in sorted(values.items()) if name != group}
    if reference not in (BEST, *TOGETHER) or not others:
        raise ValueError(f"There is no reference {reference!r} besides {group!r}: name another group.")
    if reference == BEST:
        name = best_off(others, better=better)
        return name, others[name]
    shares = [value for value in others.values() if isinstance(value, Share)]
    if len(shares) != len(others):
        raise ValueError("Groups together can be told for shares only: name a group as the reference.")
    together = Share(sum(one.numerator for one in shares), sum(one.denominator for one in shares))
    return TOGETHER[reference], together


def _scaled(behind: Figure, one: Value, others: Value) -> Figure:
    """Turn the gap to all others into that to everybody: their part of everybody, times the gap."""
    if not isinstance(one, Share) or not isinstance(others, Share):
        raise ValueError("Groups together can be told for shares only: name a group as the reference.")
    part = others.denominator / (one.denominator + others.denominator)
    return Figure(part * behind.value, part * behind.lower, part * behind.upper)
