"""The XmR chart: limits from the moving range, by the rules of the NHS "Making Data Count"."""

from collections.abc import Iterable, Sequence
from datetime import date
from itertools import pairwise
from math import fsum

from cairn.engine.signal.limits import (
    FEWEST,
    SETTLED,
    LimitChart,
    Limits,
    label_points,
    limit_patterns,
    phase_of,
    phases_of,
    signals_of,
)
from cairn.engine.signal.limits_verdict import limit_chart
from cairn.engine.signal.readings import Better, Rebase, check_options, readings_of, rebases_of

LIMIT = 2.66  # 3 / 1.128, as published
SCREEN = 3.267
RULE = (
    "Mean, and limits at 2.66 average moving ranges; moving ranges of 3.267 averages or more are left out "
    "once. First rule that holds: outside a limit, 7 rising or falling, 2 of 3 near a limit, 7 on one side."
)


def xmr_chart(  # noqa: PLR0913 - the chart's whole wording, each by its name
    dates: Sequence[date],
    values: Sequence[float],
    *,
    better: Better | None = None,
    target: float | None = None,
    baseline: int | None = None,
    rebase: Iterable[Rebase] = (),
    screen: bool = True,
) -> LimitChart:
    """Draw an XmR chart and label its points.

    Shapes: `dates` and `values` have one entry per point, in any order. Units: `target` as `values`.
    Limits: mean and 2.66 average moving ranges, in each phase; `screen` leaves out moving ranges of 3.267
    averages or more, once; `baseline` takes the first so many points of each phase only, 12 or more. They are
    not clipped at 0 or 1.
    Rules, first that holds: outside the limits; 7 rising or falling; 2 of 3 near a limit on one side; 7 on
    one side of the mean (a point on it breaks). No rule crosses a rebase; gaps in time do not matter.
    Raises: ValueError with place and remedy, as run_chart.
    Source: NHS England, Making Data Count; Wheeler and Chambers, Understanding Statistical Process Control.

    >>> days = [date(2024, 1, day) for day in range(1, 19)]
    >>> chart = xmr_chart(days, [1, 2, 1, 2, 10, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1])
    >>> limits = chart.points[0].limits
    >>> round(limits.lower, 2), round(limits.mean, 2), round(limits.upper, 2), chart.points[4].label
    (-0.72, 1.94, 4.6, 'Above UCL')
    """
    check_options(better, baseline, fewest=FEWEST)
    rebases = rebases_of(rebase)
    readings = readings_of(dates, values, None, rebases)
    points, phases, signals = [], [], []
    for members in phases_of(readings):
        numbers = [reading.value for reading in members]
        limits = [xmr_limits(numbers[:baseline], len(numbers), screen)] * len(numbers)
        found = limit_patterns(numbers, limits)
        points.extend(label_points(members, limits, found, better))
        signals.extend(signals_of(members, found, better, readings[-1].date))
        phases.append(phase_of(members, baseline, rebases))
    rule = RULE if screen else RULE.replace("; moving ranges of 3.267 averages or more are left out once", "")
    return limit_chart(
        "xmr", rule, points, phases, signals,
        rebases=rebases, better=better, target=target, baseline=baseline,
    )  # fmt: skip


def xmr_limits(values: Sequence[float], total: int, screen: bool) -> Limits:
    """Draw the lines of one phase of `total` points from those of its values that are used.

    >>> xmr_limits([1, 3, 2, 4], 20, True).upper.__round__(3)
    6.933
    """
    mean = fsum(values) / len(values)
    ranges = [abs(b - a) for a, b in pairwise(values)]
    if not ranges:
        return Limits(mean, None, None, None, True)
    average = fsum(ranges) / len(ranges)
    if screen:
        kept = [size for size in ranges if size < SCREEN * average]
        average = fsum(kept) / len(kept) if kept else average
    width = LIMIT * average
    return Limits(mean, mean - width, mean + width, width / 3, total < SETTLED)
