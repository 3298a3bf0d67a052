"""How much would have to go wrong before the answer changes: trends that part, or bend, after adoption."""

from dataclasses import dataclass

import numpy as np

from cairn.engine.effect.fit import Fit
from cairn.engine.effect.magnitudes import MOST_AFTER, Event, magnitude_breakdown, magnitude_interval
from cairn.engine.effect.panel import Floats
from cairn.engine.effect.smoothness import smooth_interval

TIMES_WORST = (0.0, 0.5, 1.0, 1.5, 2.0)
BENDS = (0.0, 0.5, 1.0, 2.0)  # in standard errors of the effect
MOST_BEFORE = 12  # times before the base that are looked at: the nearest


@dataclass(frozen=True, slots=True)
class Interval:
    """An interval of the effect under a stated violation; an end is None where nothing bounds it."""

    allowed: float
    lower: float | None
    upper: float | None


@dataclass(frozen=True, slots=True)
class Sensitivity:
    """What becomes of the mean effect over event times 0 … `until` when trends are not parallel.

    `magnitudes`: a step after adoption is at most `allowed` times the worst step before it; `breakdown` is
    the largest such number at which "no effect" is still ruled out, at most 10 (0: it never is).
    `smoothness`: the drift changes its slope by at most `allowed` in the outcome's unit per period;
    `breakdown_bend` likewise.
    """

    event_times: tuple[int, ...]
    until: int
    magnitudes: tuple[Interval, ...]
    breakdown: float
    smoothness: tuple[Interval, ...]
    breakdown_bend: float
    level: float


def sensitivity_of(fitted: Fit, *, seed: int = 0) -> Sensitivity | None:
    """Ask how robust an event study with one common base is; None where it has no regular times around it.

    `fitted` must have a universal base: with a varying one, violations before and after are not in one unit.
    The target is the mean over the first six event times at most. A passed test of trends is not needed, and
    is no substitute. Source: Rambachan & Roth (2023), Review of Economic Studies 90.
    """
    found = event_study(fitted)
    if found is None:
        return None
    keys, event = found
    level, n_before = fitted.question.level, len(event.before)
    target = np.full(len(event.after), 1 / len(event.after))
    se = float(np.sqrt(target @ event.covariance[n_before:, n_before:] @ target))
    unit = 2.0 ** np.floor(np.log2(se))  # what is small is so beside the error, whatever the outcome's unit
    event, se = Event(event.before / unit, event.after / unit, event.covariance / unit**2), se / unit
    magnitudes = tuple(
        _interval(one, *magnitude_interval(event, target, times_worst=one, level=level, seed=seed), unit)
        for one in TIMES_WORST
    )
    smoothness = tuple(
        _interval(one * se * unit, *_smooth(event, target, one * se, level), unit) for one in BENDS
    )
    return Sensitivity(
        keys, keys[-1], magnitudes, magnitude_breakdown(event, target, level=level, seed=seed), smoothness,
        _breakdown_bend(event, target, level, 10 * se) * unit, level,
    )  # fmt: skip


def event_study(fitted: Fit) -> tuple[tuple[int, ...], Event] | None:
    """Return the event times around the base that follow one another, and their estimates."""
    parts = fitted.estimates.by_event_time()
    is_after = parts.keys >= 0
    if fitted.question.base != "universal" or not (parts.keys < -1).any() or -1 not in parts.keys:
        return None
    position = {int(key): i for i, key in enumerate(parts.keys)}
    before = [e for e in range(-2, -2 - MOST_BEFORE, -1) if _reaches(position, e, -1)][::-1]
    after = [e for e in range(MOST_AFTER) if _reaches(position, e, 1)]
    if not before or not after or not is_after.any():
        return None
    rows = [position[e] for e in (*before, *after)]
    covariance = parts.influence.covariance()[np.ix_(rows, rows)]
    values: Floats = parts.att[rows]
    if not (np.diag(covariance) > 0).all():
        return None
    split = len(before)
    return (*before, *after), Event(values[:split], values[split:], covariance)


def _reaches(position: dict[int, int], e: int, side: int) -> bool:
    """Say whether every event time from the base to this one is there."""
    return all(one in position for one in range(-1, e + side, side))


def _interval(allowed: float, low: float, high: float, unit: float) -> Interval:
    ends = (float(end * unit) if np.isfinite(end) else None for end in (low, high))
    return Interval(allowed, *ends)


def _smooth(event: Event, target: Floats, bend: float, level: float) -> tuple[float, float]:
    return smooth_interval(event.before, event.after, event.covariance, target, bend=bend, level=level)


def _breakdown_bend(event: Event, target: Floats, level: float, most: float) -> float:
    """Return the largest bend at which no effect is still ruled out, by halving; 0 if it never is."""

    def is_ruled_out(bend: float) -> bool:
        low, high = _smooth(event, target, bend, level)
        return low > 0 or high < 0

    if not is_ruled_out(0.0):
        return 0.0
    low, high = 0.0, most
    while high - low > most * 1e-4:
        middle = (low + high) / 2
        low, high = (middle, high) if is_ruled_out(middle) else (low, middle)
    return low
