"""Charts of counts out of counts: P for shares, U for rates, and P' where chance alone is too narrow."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from math import fsum, sqrt

from cairn.engine.signal.limits import (
    FEWEST,
    SETTLED,
    LimitChart,
    LimitPhase,
    LimitPoint,
    Limits,
    LimitSignal,
    label_points,
    limit_patterns,
    phase_of,
    phases_of,
    signals_of,
)
from cairn.engine.signal.limits_verdict import limit_chart
from cairn.engine.signal.readings import Better, Reading, Rebase, check_options, readings_of, rebases_of

D2 = 1.128  # the average range of two points of a normal distribution, in standard deviations
PATTERNS = "First rule that holds: outside a limit, 7 rising or falling, 2 of 3 near a limit, 7 on one side."
RULES = {
    "p": "Share of all in all, and limits at 3 binomial standard deviations, kept within 0 and 1. "
    + PATTERNS,
    "pprime": "Share of all in all, and limits at 3 binomial standard deviations times how far the points "
    "really spread (from their moving range), kept within 0 and 1. " + PATTERNS,
    "u": "Rate of all to all, and limits at 3 Poisson standard deviations, not below 0. " + PATTERNS,
}


@dataclass(frozen=True, slots=True)
class Count:
    """What one point counts, and out of how much."""

    reading: Reading
    numerator: float
    denominator: float


def p_chart(
    dates: Sequence[date], numerators: Sequence[float], denominators: Sequence[float], **options: object
) -> LimitChart:
    """Draw a P chart: the share of those counted, with limits that follow each point's own denominator.

    Shapes: one entry per point in each, in any order. Units: people or cases; `numerators` are whole numbers
    from 0 to the denominator, `target` a share from 0 to 1. Options as `xmr_chart`, without `screen`.
    Limits: p = all numerators over all denominators of the phase, and 3 times sqrt(p (1 - p) / n) at each
    point, kept within 0 and 1. Rules, labels and kinds as `xmr_chart`.
    `dispersion` says how far the points spread against chance; well above 1, use `pprime_chart`.
    Raises: ValueError with place and remedy.
    Source: Shewhart (1931); Montgomery, Introduction to Statistical Quality Control, chapter 7.

    >>> months = [date(2024, month, 1) for month in range(1, 5)]
    >>> chart = p_chart(months, [10, 12, 8, 30], [100, 100, 100, 100])
    >>> [point.label for point in chart.points], chart.points[0].limits.mean
    (['Common Cause', 'Common Cause', 'Common Cause', 'Above UCL'], 0.15)
    """
    return _chart("p", dates, numerators, denominators, **options)  # type: ignore[arg-type]


def pprime_chart(
    dates: Sequence[date], numerators: Sequence[float], denominators: Sequence[float], **options: object
) -> LimitChart:
    """Draw a P' chart: a P chart whose limits allow for more (or less) spread than chance alone gives.

    As `p_chart`; its standard deviations are multiplied by the average moving range of the standardised
    points over 1.128. With very large denominators a P chart calls nearly every point; this one does not.
    Source: Laney (2002), Quality Engineering 14:531-537; Mohammed et al. (2013), BMJ Quality and Safety 22.
    """
    return _chart("pprime", dates, numerators, denominators, **options)  # type: ignore[arg-type]


def u_chart(
    dates: Sequence[date], numerators: Sequence[float], denominators: Sequence[float], **options: object
) -> LimitChart:
    """Draw a U chart: events over an exposure (beds, people, days) that they may outnumber.

    As `p_chart`, with u = all events over all exposure and limits at 3 times sqrt(u / n), not below 0;
    exposures are any positive numbers.
    Source: Montgomery, Introduction to Statistical Quality Control, chapter 7.
    """
    return _chart("u", dates, numerators, denominators, **options)  # type: ignore[arg-type]


CHARTS = {"p": p_chart, "pprime": pprime_chart, "u": u_chart}


def _chart(  # noqa: PLR0913 - the chart's whole wording, each by its name
    chart: str,
    dates: Sequence[date],
    numerators: Sequence[float],
    denominators: Sequence[float],
    *,
    better: Better | None = None,
    target: float | None = None,
    baseline: int | None = None,
    rebase: Iterable[Rebase] = (),
) -> LimitChart:
    check_options(better, baseline, fewest=FEWEST)
    rebases = rebases_of(rebase)
    counts = _counts(chart, dates, numerators, denominators, rebases)
    points: list[LimitPoint] = []
    phases: list[LimitPhase] = []
    signals: list[LimitSignal] = []
    dispersion, rough = None, 0
    for members in phases_of([count.reading for count in counts]):
        here = counts[len(points) : len(points) + len(members)]
        limits, dispersion = rate_limits(chart, here, here[:baseline])
        found = limit_patterns([reading.value for reading in members], limits)
        parts = [(count.numerator, count.denominator) for count in here]
        points.extend(label_points(members, limits, found, better, parts))
        signals.extend(signals_of(members, found, better, counts[-1].reading.date))
        phases.append(phase_of(members, baseline, rebases))
        rough = sum(1 for count in here if count.denominator * limits[0].mean < 5)
    return limit_chart(
        chart, RULES[chart], points, phases, signals,
        rebases=rebases, better=better, target=target, baseline=baseline, dispersion=dispersion, rough=rough,
    )  # fmt: skip


def rate_limits(
    chart: str, counts: Sequence[Count], used: Sequence[Count]
) -> tuple[list[Limits], float | None]:
    """Draw the lines at every point of one phase, and say how far the points used spread against chance."""
    mean = fsum(count.numerator for count in used) / fsum(count.denominator for count in used)
    variance = mean * (1 - mean) if chart != "u" else mean
    dispersion = _dispersion(used, mean, variance)
    highest = float("inf") if chart == "u" else 1.0
    is_trial = len(counts) < SETTLED
    limits = []
    for count in counts:
        sigma = sqrt(variance / count.denominator)
        if chart == "pprime":
            if dispersion is None:
                limits.append(Limits(mean, None, None, None, is_trial))
                continue
            sigma *= dispersion
        lower, upper = max(mean - 3 * sigma, 0.0), min(mean + 3 * sigma, highest)
        limits.append(Limits(mean, lower, upper, sigma, is_trial))
    return limits, dispersion


def _dispersion(used: Sequence[Count], mean: float, variance: float) -> float | None:
    """Measure the spread of the standardised points by their moving range; 1 is chance alone."""
    if len(used) < 2 or variance == 0:
        return None if len(used) < 2 else 0.0
    scores = [(count.reading.value - mean) / sqrt(variance / count.denominator) for count in used]
    return fsum(abs(b - a) for a, b in pairwise(scores)) / (len(scores) - 1) / D2


def _counts(
    chart: str,
    dates: Sequence[date],
    numerators: Sequence[float],
    denominators: Sequence[float],
    rebases: Sequence[Rebase],
) -> list[Count]:
    """Check the counts and put them in the order of their dates."""
    above = readings_of(dates, numerators, None, rebases)
    below = readings_of(dates, denominators, None, rebases)
    counts = []
    for top, bottom in zip(above, below, strict=True):
        _check(chart, top.date, top.value, bottom.value)
        share = Reading(top.date, top.value / bottom.value, True, top.phase)
        counts.append(Count(share, top.value, bottom.value))
    return counts


def _check(chart: str, day: date, top: float, bottom: float) -> None:
    if bottom <= 0:
        raise ValueError(f"The denominator of {day} is {bottom:g}: correct it, or leave the point out.")
    if top < 0 or top != int(top):
        raise ValueError(
            f"The numerator of {day} is {top:g}: this chart counts, so give the whole number that was "
            "counted, not a share or a rate."
        )
    if chart != "u" and top > bottom:
        raise ValueError(
            f"The numerator of {day} is {top:g}, more than its denominator {bottom:g}: correct it, or use "
            "a U chart if events can outnumber what they are counted in."
        )
