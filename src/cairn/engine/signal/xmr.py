"""The XmR chart: limits from the moving range, by the rules of the NHS "Making Data Count"."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from math import fsum

from cairn.engine.signal.readings import Better, Reading, check_options, readings_of

LIMIT = 2.66  # 3 / 1.128, as published
SCREEN = 3.267
LENGTH = 7  # of a shift, and of a trend
SETTLED = 13  # points before limits are more than a trial
LABELS = {
    ("outside", 1): "Above UCL", ("outside", -1): "Below LCL",
    ("trend", 1): "7 Point Trend (Increasing)", ("trend", -1): "7 Point Trend (Decreasing)",
    ("two_of_three", 1): "2 in 3 Above CL", ("two_of_three", -1): "2 in 3 Below CL",
    ("shift", 1): "7 Points Above CL", ("shift", -1): "7 Points Below CL",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Limits:
    """The lines of one phase; without a moving range there are no limits."""

    mean: float
    lower: float | None
    upper: float | None
    is_trial: bool  # from fewer than 13 points


@dataclass(frozen=True, slots=True)
class XmrPoint:
    """One point with its label, its kind and the lines of its phase."""

    date: date
    value: float
    label: str
    kind: str
    rule: str | None  # outside, trend, two_of_three, shift: the first of these that holds
    side: int  # +1 high or rising, -1 low or falling, 0 none
    limits: Limits


@dataclass(frozen=True, slots=True)
class XmrChart:
    """An XmR chart; `variation` speaks of the last point, `assurance` of the last phase and the target."""

    points: tuple[XmrPoint, ...]
    variation: str | None
    assurance: str | None  # pass, fail, inconsistent
    better: Better | None
    target: float | None
    verdict: str


def xmr_chart(  # noqa: PLR0913 - the chart's whole wording, each by its name
    dates: Sequence[date],
    values: Sequence[float],
    *,
    better: Better | None = None,
    target: float | None = None,
    baseline: int | None = None,
    rebase: Iterable[date] = (),
    screen: bool = True,
) -> XmrChart:
    """Draw an XmR chart and label its points.

    Shapes: `dates` and `values` have one entry per point, in any order. Units: `target` as `values`.
    Limits: mean and 2.66 average moving ranges, in each phase; `screen` leaves out moving ranges of 3.267
    averages or more, once; `baseline` takes the first so many points only. They are not clipped at 0 or 1.
    Rules, first that holds: outside the limits; 7 rising or falling; 2 of 3 near a limit on one side; 7 on
    one side of the mean (a point on it breaks). No rule crosses a rebase; gaps in time do not matter.
    Raises: ValueError with place and remedy, as run_chart.
    Source: NHS England, Making Data Count; checked against NHSRplotthedots 0.2.2.

    >>> days = [date(2024, 1, day) for day in range(1, 19)]
    >>> chart = xmr_chart(days, [1, 2, 1, 2, 10, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1])
    >>> limits = chart.points[0].limits
    >>> round(limits.lower, 2), round(limits.mean, 2), round(limits.upper, 2), chart.points[4].label
    (-0.72, 1.94, 4.6, 'Above UCL')
    """
    check_options(better, baseline)
    readings = readings_of(dates, values, None, rebase)
    points: list[XmrPoint] = []
    for _, members in groupby(readings, key=lambda reading: reading.phase):
        points.extend(_phase(list(members), better, baseline, screen))
    variation = _variation(points[-1]) if points else None
    assurance = _assurance(points[-1].limits, target, better) if points else None
    return XmrChart(
        points=tuple(points),
        variation=variation,
        assurance=assurance,
        better=better,
        target=target,
        verdict=_verdict(points, assurance, target),
    )


def _limits(values: Sequence[float], total: int, screen: bool) -> Limits:
    mean = fsum(values) / len(values)
    ranges = [abs(b - a) for a, b in zip(values, values[1:], strict=False)]  # noqa: RUF007 - slices of one list
    if not ranges:
        return Limits(mean, None, None, True)
    average = fsum(ranges) / len(ranges)
    if screen:
        kept = [size for size in ranges if size < SCREEN * average]
        average = fsum(kept) / len(kept) if kept else average
    return Limits(mean, mean - LIMIT * average, mean + LIMIT * average, total < SETTLED)


def _phase(
    members: Sequence[Reading], better: Better | None, baseline: int | None, screen: bool
) -> list[XmrPoint]:
    values = [reading.value for reading in members]
    limits = _limits(values[:baseline], len(values), screen)
    marks = _marks(values, limits)
    points = []
    for place, reading in enumerate(members):
        rule, side = next(((rule, at[place]) for rule, at in marks.items() if at[place]), (None, 0))
        label = LABELS[rule, side] if rule else "Common Cause"
        points.append(XmrPoint(reading.date, reading.value, label, _kind(side, better), rule, side, limits))
    return points


def _marks(values: Sequence[float], limits: Limits) -> dict[str, list[int]]:
    """Mark every point of every rule with its side, in the order in which the rules go before each other."""
    outside = [0] * len(values)
    near = [0] * len(values)
    side = [_sign(value - limits.mean) for value in values]
    if limits.lower is not None and limits.upper is not None:
        reach = (limits.upper - limits.mean) * 2 / 3
        for place, value in enumerate(values):
            outside[place] = (value > limits.upper) - (value < limits.lower)
            if not outside[place]:
                near[place] = (value > limits.mean + reach) - (value < limits.mean - reach)
    return {
        "outside": outside,
        "trend": _trend(values),
        "two_of_three": _two_of_three(side, near),
        "shift": _stretches(side, LENGTH),
    }


def _sign(number: float) -> int:
    return (number > 0) - (number < 0)


def _stretches(signs: Sequence[int], length: int) -> list[int]:
    """Keep the signs of stretches of at least `length` equal ones; the others become 0."""
    kept: list[int] = []
    for sign, group in groupby(signs):
        size = len(list(group))
        kept.extend([sign if size >= length else 0] * size)
    return kept


def _trend(values: Sequence[float]) -> list[int]:
    """Mark runs of points that rise or fall; a point between two runs takes the way of the next step."""
    steps = _stretches([_sign(b - a) for a, b in zip(values, values[1:], strict=False)], LENGTH - 1)  # noqa: RUF007
    after, before = [*steps, 0], [0, *steps]
    return [next_step or last_step for next_step, last_step in zip(after, before, strict=True)][: len(values)]


def _two_of_three(side: Sequence[int], near: Sequence[int]) -> list[int]:
    marked = [0] * len(side)
    for start in range(len(side) - 2):
        window = range(start, start + 3)
        if side[start] and len({side[place] for place in window}) == 1:
            close = [place for place in window if near[place]]
            if len(close) >= 2:
                for place in close:
                    marked[place] = side[start]
    return marked


def _kind(side: int, better: Better | None) -> str:
    if not side:
        return "common_cause"
    if better is None:
        return f"special_cause_neutral_{'high' if side > 0 else 'low'}"
    return f"special_cause_{'improvement' if (side > 0) == (better == 'up') else 'concern'}"


def _variation(last: XmrPoint) -> str:
    kind = last.kind.removeprefix("special_cause_")
    return (
        kind
        if not last.side or kind.startswith("neutral")
        else f"{kind}_{'high' if last.side > 0 else 'low'}"
    )


def _assurance(limits: Limits, target: float | None, better: Better | None) -> str | None:
    """Say whether the limits lie wholly on one side of the target."""
    if target is None or better is None or limits.lower is None or limits.upper is None:
        return None
    if target > limits.upper:
        return "fail" if better == "up" else "pass"
    if target < limits.lower:
        return "pass" if better == "up" else "fail"
    return "inconsistent"


def _verdict(points: Sequence[XmrPoint], assurance: str | None, target: float | None) -> str:
    if not points:
        return "No points yet: nothing to draw."
    last = points[-1]
    if last.rule is None:
        text = "The last point shows ordinary variation."
    else:
        text = f"The last point is a signal: {last.label}."
    if last.limits.is_trial:
        text += f" The limits rest on fewer than {SETTLED} points and are a trial."
    told = {
        "pass": "will be met again and again",
        "fail": "will not be met unless something changes",
        "inconsistent": "will be met at times and missed at times",
    }
    return text if assurance is None else f"{text} The target {target:g} {told[assurance]}."
