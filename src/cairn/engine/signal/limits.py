"""What charts with limits share: the rules, labels and kinds of the NHS "Making Data Count"."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby, pairwise

from cairn.engine.signal.meaning import RISING, kind_of, meaning_of
from cairn.engine.signal.readings import Better, Reading, Rebase, cause_of
from cairn.engine.signal.rules import Pattern
from cairn.engine.signal.verdict import Verdict

LENGTH = 7  # of a shift, and of a trend
SETTLED = 13  # points before limits are more than a trial
FEWEST = 12  # points of a baseline
RULES = ("outside", "trend", "two_of_three", "shift")  # the first that holds labels the point
LABELS = {
    ("outside", "above"): "Above UCL", ("outside", "below"): "Below LCL",
    ("trend", "rising"): "7 Point Trend (Increasing)", ("trend", "falling"): "7 Point Trend (Decreasing)",
    ("two_of_three", "above"): "2 in 3 Above CL", ("two_of_three", "below"): "2 in 3 Below CL",
    ("shift", "above"): "7 Points Above CL", ("shift", "below"): "7 Points Below CL",
}  # fmt: skip
COMMON = "Common Cause"


@dataclass(frozen=True, slots=True)
class Limits:
    """The lines at one point; without anything to judge the spread by there are no limits."""

    mean: float
    lower: float | None
    upper: float | None
    sigma: float | None  # a third of the way to a limit, before limits are kept within what is possible
    is_trial: bool  # its phase has fewer than 13 points


@dataclass(frozen=True, slots=True)
class LimitPoint:
    """One point with its label, its kind and the lines of its phase."""

    date: date
    value: float
    label: str
    kind: str
    rule: str | None  # outside, trend, two_of_three, shift: the first of these that holds
    side: str | None  # above, below, rising, falling
    limits: Limits
    phase: int  # from 0; a rebase begins the next
    numerator: float | None = None
    denominator: float | None = None


@dataclass(frozen=True, slots=True)
class LimitSignal:
    """What a rule found, and what it means in the direction of better."""

    rule: str
    side: str
    from_: date
    to: date
    points: int
    meaning: str  # improvement, concern, neutral
    is_current: bool  # the last point of the chart belongs to it


@dataclass(frozen=True, slots=True)
class LimitPhase:
    """A stretch between rebases with its own lines."""

    from_: date
    to: date
    points: int
    used: int  # of them, that the lines rest on
    cause: str | None  # why it was begun; None: it is the first


@dataclass(frozen=True, slots=True)
class LimitChart:
    """A chart with limits; `variation` speaks of the last point, `assurance` of its limits and the target.

    `rule` says in a sentence how the lines are drawn; `dispersion` is how far the points of the last phase
    spread against what chance alone gives (charts of counts only).
    """

    chart: str  # xmr, p, pprime, u
    rule: str
    points: tuple[LimitPoint, ...]
    phases: tuple[LimitPhase, ...]
    signals: tuple[LimitSignal, ...]
    rebases: tuple[Rebase, ...]
    variation: str | None
    assurance: str | None  # pass, fail, inconsistent
    dispersion: float | None
    better: Better | None
    target: float | None
    baseline: int | None
    verdict: Verdict


def phases_of(readings: Sequence[Reading]) -> Iterator[list[Reading]]:
    """Split readings in their order into the stretches between rebases."""
    for _, members in groupby(readings, key=lambda reading: reading.phase):
        yield list(members)


def phase_of(members: Sequence[Reading], baseline: int | None, rebases: Sequence[Rebase]) -> LimitPhase:
    """Say from when to when a phase runs, and on how many points its lines rest."""
    used = len(members) if baseline is None else min(baseline, len(members))
    first, last = members[0], members[-1]
    return LimitPhase(first.date, last.date, len(members), used, cause_of(first.phase, rebases))


def limit_patterns(values: Sequence[float], limits: Sequence[Limits]) -> list[Pattern]:
    """Find every pattern of one phase, in the order of the rules and then by place.

    Shapes: one entry of `limits` per value. Every point strictly outside a limit; 7 or more rising or
    falling (a tie breaks); windows of 3 on one side of the mean of which 2 lie between two and three sigma
    from it; 7 or more on one side (a point on the mean breaks).
    """
    sides = [_sign(value, line.mean) for value, line in zip(values, limits, strict=True)]
    outside = [_outside(value, line) for value, line in zip(values, limits, strict=True)]
    near = [0 if out else _near(v, at) for v, at, out in zip(values, limits, outside, strict=True)]
    return [
        *_stretches("outside", outside, 1),
        *_trends(values),
        *_two_of_three(sides, near),
        *_stretches("shift", sides, LENGTH),
    ]


def label_points(
    members: Sequence[Reading],
    limits: Sequence[Limits],
    found: Sequence[Pattern],
    better: Better | None,
    parts: Sequence[tuple[float | None, float | None]] | None = None,
) -> list[LimitPoint]:
    """Label every point of a phase by the first rule that holds for it.

    Where a point ends one trend and begins the next, the next one labels it.
    """
    told: dict[int, Pattern] = {}
    for name in reversed(RULES):
        for pattern in found:
            if pattern.rule == name:
                told.update(dict.fromkeys(pattern.points, pattern))
    points = []
    for place, reading in enumerate(members):
        at = told.get(place)
        rule, side = at.rule if at else None, at.side if at else None
        numerator, denominator = parts[place] if parts else (None, None)
        points.append(
            LimitPoint(
                date=reading.date,
                value=reading.value,
                label=LABELS[rule, side] if rule and side else COMMON,
                kind=kind_of(side, better),
                rule=rule,
                side=side,
                limits=limits[place],
                phase=reading.phase,
                numerator=numerator,
                denominator=denominator,
            )
        )
    return points


def signals_of(
    members: Sequence[Reading], found: Sequence[Pattern], better: Better | None, last: date
) -> list[LimitSignal]:
    """Tell the patterns of a phase as signals; `last` is the day of the chart's last point."""
    return [
        LimitSignal(
            pattern.rule,
            pattern.side,
            members[pattern.points[0]].date,
            members[pattern.points[-1]].date,
            len(pattern.points),
            meaning_of(pattern.side, better),
            members[pattern.points[-1]].date == last,
        )
        for pattern in found
    ]


def variation_of(last: LimitPoint) -> str:
    """Name the variation icon from the last point: what it means, and high or low."""
    kind = last.kind.removeprefix("special_cause_")
    if last.side is None or kind.startswith("neutral"):
        return kind
    return f"{kind}_{'high' if last.side in RISING else 'low'}"


def assurance_of(limits: Limits, target: float | None, better: Better | None) -> str | None:
    """Say whether the limits lie wholly on one side of the target; on a limit is inconsistent."""
    if target is None or better is None or limits.lower is None or limits.upper is None:
        return None
    if target > limits.upper:
        return "fail" if better == "up" else "pass"
    if target < limits.lower:
        return "pass" if better == "up" else "fail"
    return "inconsistent"


def _sign(value: float, line: float) -> int:
    return (value > line) - (value < line)


def _outside(value: float, at: Limits) -> int:
    if at.lower is None or at.upper is None:
        return 0
    return (value > at.upper) - (value < at.lower)


def _near(value: float, at: Limits) -> int:
    """Say on which side a point lies more than two sigma from the mean."""
    if at.sigma is None:
        return 0
    reach = 2 * at.sigma
    return (value > at.mean + reach) - (value < at.mean - reach)


def _runs(signs: Sequence[int], length: int) -> Iterator[tuple[int, range]]:
    """Yield each stretch of at least `length` equal signs that are not 0."""
    start = 0
    for sign, group in groupby(signs):
        stop = start + len(list(group))
        if sign and stop - start >= length:
            yield sign, range(start, stop)
        start = stop


def _stretches(rule: str, signs: Sequence[int], length: int) -> Iterator[Pattern]:
    for sign, places in _runs(signs, length):
        yield Pattern(rule, "above" if sign > 0 else "below", tuple(places))


def _trends(values: Sequence[float]) -> Iterator[Pattern]:
    for sign, steps in _runs([_sign(b, a) for a, b in pairwise(values)], LENGTH - 1):
        yield Pattern("trend", "rising" if sign > 0 else "falling", (*steps, steps.stop))


def _two_of_three(sides: Sequence[int], near: Sequence[int]) -> Iterator[Pattern]:
    """Yield the near points of windows of three on one side; windows that share one are one pattern."""
    stretch: list[int] = []
    for start in range(len(sides) - 2):
        window = range(start, start + 3)
        close = [place for place in window if near[place]]
        if sides[start] and len({sides[place] for place in window}) == 1 and len(close) >= 2:
            if stretch and stretch[-1] < close[0]:
                yield _close_pattern(stretch, sides)
                stretch = []
            stretch.extend(place for place in close if place not in stretch)
    if stretch:
        yield _close_pattern(stretch, sides)


def _close_pattern(stretch: Sequence[int], sides: Sequence[int]) -> Pattern:
    return Pattern("two_of_three", "above" if sides[stretch[0]] > 0 else "below", tuple(stretch))
