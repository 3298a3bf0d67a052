"""Gaps between groups, and whether they close, with intervals."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist
from typing import Literal

from cairn.engine.signal.verdict import Verdict, figure

Direction = Literal["up", "down"]
BEST = "best"
OTHERS = "others"


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
        n, p = self.denominator, self.numerator / self.denominator
        middle = (p + z * z / (2 * n)) / (1 + z * z / n)
        half = z / (1 + z * z / n) * sqrt(p * (1 - p) / n + z * z / (4 * n * n))
        return Figure(p, min(p, max(0.0, middle - half)), max(p, min(1.0, middle + half)))


@dataclass(frozen=True, slots=True)
class Estimate:
    """A mean or rate with its standard error; an error of 0 is a fixed standard."""

    value: float
    error: float = 0.0

    def __post_init__(self) -> None:
        if not self.error >= 0:
            raise ValueError(f"The error is {self.error}: give a number from 0.")

    def figure(self, z: float) -> Figure:
        """Give the value with its interval."""
        return Figure(self.value, self.value - z * self.error, self.value + z * self.error)


Value = Share | Estimate


@dataclass(frozen=True, slots=True)
class Gap:
    """How much worse one group fares than its reference: above 0 is behind, below 0 is ahead."""

    group: str
    reference: str
    behind: Figure


@dataclass(frozen=True, slots=True)
class GapChange:
    """A gap then and now, and how it changed: below 0 it closes."""

    then: Gap
    now: Gap
    change: Figure
    code: str  # closing, widening, cannot_tell, not_behind, overtaken
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

    `values` by group. `reference`: a group's name; "best" for the best-off of the others; "others" for
    all other groups together (shares only); or an Estimate as a fixed standard.
    The interval of the difference joins those of its two sides (for shares: Newcombe's hybrid score).
    Raises: ValueError for a group that is not there, no other group, a direction or level that cannot be, or
    "others" of what are no shares.
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
    return Gap(group, name, behind)


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
    closing, widening: the interval of the change lies wholly below, above 0; cannot_tell: it holds 0;
    not_behind: the group was not behind to begin with; overtaken: it was behind, and no longer is.
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
    words = {
        "closing": "closes", "widening": "widens", "cannot_tell": "may close or widen, nobody can tell",
        "not_behind": "was none to begin with", "overtaken": "is gone",
    }[code]  # fmt: skip
    text = (
        f"The gap between {group} and {first.reference} {words}: {figure(first.behind.value)} then, "
        f"{figure(second.behind.value)} now (a change of {figure(change.value)}, "
        f"between {figure(change.lower)} and {figure(change.upper)})."
    )
    params = (
        ("group", group), ("reference", first.reference), ("then", first.behind.value),
        ("now", second.behind.value), ("change", change.value), ("lower", change.lower),
        ("upper", change.upper),
    )  # fmt: skip
    rule = f"Closes if the {level:.0%} interval of the change lies below 0, widens if above."
    return GapChange(first, second, change, code, rule, Verdict(code, params, text))


def _code(then: Figure, now: Figure, change: Figure) -> str:
    if then.value <= 0:
        return "not_behind"
    if change.lower <= 0 <= change.upper:
        return "cannot_tell"
    if change.lower > 0:
        return "widening"
    return "overtaken" if now.value <= 0 else "closing"


def _difference(one: Figure, other: Figure) -> Figure:
    """Subtract two independent figures; each side of the interval joins the sides that make it so."""
    value = one.value - other.value
    lower = value - sqrt((one.value - one.lower) ** 2 + (other.upper - other.value) ** 2)
    upper = value + sqrt((one.upper - one.value) ** 2 + (other.value - other.lower) ** 2)
    return Figure(value, lower, upper)


def _reference(
    group: str, values: Mapping[str, Value], better: Direction, reference: str | Estimate
) -> tuple[str, Value]:
    if isinstance(reference, Estimate):
        return f"the standard {figure(reference.value)}", reference
    if reference in values and reference != group:
        return reference, values[reference]
    others = {name: value for name, value in sorted(values.items()) if name != group}
    if reference not in (BEST, OTHERS) or not others:
        raise ValueError(f"There is no reference {reference!r} besides {group!r}: name another group.")
    if reference == BEST:
        sign = 1 if better == "up" else -1
        name = max(others, key=lambda one: (sign * others[one].figure(1.0).value, one))
        return name, others[name]
    shares = [value for value in others.values() if isinstance(value, Share)]
    if len(shares) != len(others):
        raise ValueError("All others together can be told for shares only: name a group as the reference.")
    together = Share(sum(one.numerator for one in shares), sum(one.denominator for one in shares))
    return "all others", together
