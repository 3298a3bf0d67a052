"""Inference for small networks, from the units' own rows: by chance itself, and by the wild bootstrap.

Randomisation: were the same adoption dates dealt to other units, how often would the effect be as large?
Exact whatever the outcomes' distribution, if who adopted when was as good as drawn by lot, and the effect
is the same for all. Wild bootstrap: errors are drawn again with a random sign for each unit, so that its
times keep together. Both need equal weights and no covariates, and use the imputation estimate, whose
weights depend only on cohorts.
Source: Fisher (1935); Imbens & Rubin (2015), chapter 5; Cameron, Gelbach & Miller (2008), Review of
Economics and Statistics 90; Ferman & Pinto (2019), ibid. 101, on what few treated units do to other
methods.
"""

from dataclasses import dataclass
from math import factorial, prod
from typing import cast

import numpy as np
from numpy.typing import NDArray

from cairn.engine.effect.fit import Fit, Question, fit
from cairn.engine.effect.influence import FromMoments
from cairn.engine.effect.moments import moments_of
from cairn.engine.effect.panel import NEVER, Floats, Panel, Wholes
from cairn.engine.effect.summary import PanelSummary

DRAWS = 1_999
ENUMERATED = 5_000  # ways to deal the dates, up to which all are tried
MOST_UNITS = 2_000
FINE = 60  # halvings


@dataclass(frozen=True, slots=True)
class Few:
    """The imputation effect over all units and times from adoption on, with p-values and intervals by chance.

    `ways` is the number of deals of the adoption dates that were tried, `is_exact` whether these are all
    there are. The wild p-value is None with fewer than six units on either side: too few different signs.
    """

    att: float
    randomisation_p: float
    lower: float | None
    upper: float | None
    ways: int
    is_exact: bool
    wild_p: float | None
    draws: int
    seed: int


def few_units(panel: Panel, *, level: float = 0.95, draws: int = DRAWS, seed: int) -> Few | None:
    """Judge the effect by chance alone; None where weights differ, or units are too many to need it.

    The interval holds the constant effects that randomisation does not reject; an end is None where no effect
    is too far to be rejected (fewer ways than 2/(1 − level)).
    Raises: ValueError if draws are fewer than 99; NoComparisonError as `fit`.
    """
    if draws < 99:
        raise ValueError(f"{draws} draws are too few: ask for at least 99.")
    if panel.is_weighted or panel.covariates.shape[1] or len(panel.units) > MOST_UNITS:
        return None
    moments = moments_of(PanelSummary.of_panel(panel))
    fitted = fit(moments, Question(method="imputation"))
    outcomes, cohort = _rows(panel, fitted)
    overall = fitted.estimates.simple()
    slope = cast(FromMoments, overall.influence).slope[:, 0]
    deals, is_exact = _deals(cohort, draws, seed)
    adopted = fitted.moments.cohorts[:, None] <= fitted.moments.times
    value = (outcomes @ slope.T)[np.arange(len(cohort)), deals].sum(axis=1)
    pull = (adopted[cohort] @ slope.T)[np.arange(len(cohort)), deals].sum(axis=1)
    att = float(overall.att[0])
    p = _p(value, pull, att, 0.0, is_exact)
    ends = [_end(value, pull, att, level, is_exact, side) for side in (-1.0, 1.0)]
    wild = _wild(outcomes, cohort, fitted, draws, seed)
    return Few(att, p, ends[0], ends[1], len(deals), is_exact, wild, draws, seed)


def _rows(panel: Panel, fitted: Fit) -> tuple[Floats, Wholes]:
    """Return the outcomes of the units that are compared, and the number of each one's cohort."""
    kept = panel.adopted > panel.times[0]
    late = panel.adopted > panel.times[-1]
    adopted = np.where(late, NEVER, panel.adopted)[kept]
    return panel.outcomes[kept], np.searchsorted(fitted.moments.cohorts, adopted)


def _deals(cohort: Wholes, draws: int, seed: int) -> tuple[Wholes, bool]:
    """Deal the adoption dates anew: all ways if they are few, else random ones; the true one comes first."""
    sizes = np.bincount(cohort)
    ways = factorial(len(cohort)) // prod(factorial(int(size)) for size in sizes)
    if ways <= ENUMERATED:
        return np.array(_all_ways(sizes.tolist(), len(cohort)), np.int64), True
    chance = np.random.default_rng(seed)
    return np.vstack([cohort, [chance.permutation(cohort) for _ in range(draws)]]), False


def _all_ways(sizes: list[int], n: int) -> list[list[int]]:
    if not n:
        return [[]]
    found = []
    for h, size in enumerate(sizes):
        if size:
            rest = [*sizes[:h], size - 1, *sizes[h + 1 :]]
            found += [[h, *one] for one in _all_ways(rest, n - 1)]
    return found


def _p(value: Floats, pull: Floats, att: float, effect: float, is_exact: bool) -> float:
    """Return the share of deals whose effect is as far from the supposed one as the true deal's.

    `value` and `pull` are each deal's estimate from the outcomes, and from one unit of effect in them.
    """
    far = np.abs(value - effect * pull) >= abs(att - effect) * (1 - 1e-9) - 1e-12 * abs(att)
    return float(far.mean() if is_exact else (1 + far[1:].sum()) / len(value))


def _end(value: Floats, pull: Floats, att: float, level: float, is_exact: bool, side: float) -> float | None:
    """Find where randomisation begins to reject, by halving from the estimate outwards."""
    reach = float(np.abs(value).max()) + abs(att) + 1e-300
    for _ in range(20):
        if _p(value, pull, att, att + side * reach, is_exact) <= 1 - level:
            break
        reach *= 2
    else:
        return None
    near, far = 0.0, reach
    for _ in range(FINE):
        middle = (near + far) / 2
        is_kept = _p(value, pull, att, att + side * middle, is_exact) > 1 - level
        near, far = (middle, far) if is_kept else (near, middle)
    return att + side * far


def _wild(outcomes: Floats, cohort: Wholes, fitted: Fit, draws: int, seed: int) -> float | None:
    """Test no effect by signs drawn for each unit's errors under the hypothesis, studentised.

    The errors are what is left of units' and times' levels when nobody's adoption had any effect.
    """
    n_adopting = int((fitted.moments.cohorts[cohort] != NEVER).sum())
    if min(n_adopting, len(cohort) - n_adopting) < 6:
        return None
    overall = fitted.estimates.simple()
    slope = cast(FromMoments, overall.influence).slope[:, 0]
    rest = outcomes - outcomes.mean(axis=1, keepdims=True)
    rest -= rest.mean(axis=0)
    signs = np.random.default_rng(seed + 1).choice([-1.0, 1.0], (draws, len(cohort)))
    signs = np.vstack([np.ones(len(cohort)), signs])
    ratio = _ratios(signs * (rest * slope[cohort]).sum(axis=1), cohort)
    return float((1 + (np.abs(ratio[1:]) >= abs(ratio[0]) * (1 - 1e-9)).sum()) / (draws + 1))


def _ratios(parts: NDArray[np.float64], cohort: Wholes) -> Floats:
    """Return each draw's estimate over its error: parts (draws, units) are what each unit adds to it."""
    centred = parts.copy()
    for h in range(int(cohort.max()) + 1):
        rows = cohort == h
        size = max(int(rows.sum()), 1)
        scale = np.sqrt(size / (size - 1)) if size > 1 else 1.0
        mean = parts[:, rows].mean(axis=1, keepdims=True) if size > 1 else 0.0
        centred[:, rows] = (parts[:, rows] - mean) * scale
    spread = np.sqrt((centred**2).sum(axis=1))
    return np.asarray(parts.sum(axis=1) / np.where(spread > 0, spread, np.inf))
