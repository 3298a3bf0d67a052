"""Many practices × many measures: what each effect is likely to be, once all have been seen together.

The largest of many estimates is large partly by luck. Each is drawn towards its practice's mean, and that
towards the mean of all, as far as their differences are no more than chance would make.
Source: Efron & Morris (1975), JASA 70; Rubin (1981), J. Educational Statistics 6; Gelman, Hill & Yajima
(2012).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import ndtr, ndtri

from cairn.engine.effect.panel import Floats, Wholes

GRID = 24  # values of each spread that are weighed against one another
FEWEST = 3  # effects
UNLIKELY = 1e-6  # of the likeliest spreads: left out


@dataclass(frozen=True, slots=True, eq=False)
class Pooled:
    """Effects drawn together, in the order given; all in the unit of the estimates.

    Shapes: `mean`, `sd`, `lower`, `upper` (n,); `above` (n,) is the chance that the effect is above 0.
    `practices` (P,) are their numbers, `practice_mean`, `practice_sd`, `practice_lower` and `practice_upper`
    (P,) tell the means over what was measured. `between` and `within` are the spreads of practices about
    the mean of all, and of effects about their practice, each the mean over all values weighed. `kept` (n,)
    says how much of an estimate's distance from its practice's mean is kept.
    """

    mean: Floats
    sd: Floats
    lower: Floats
    upper: Floats
    above: Floats
    kept: Floats
    practices: Wholes
    practice_mean: Floats
    practice_sd: Floats
    practice_lower: Floats
    practice_upper: Floats
    overall: float
    between: float
    within: float
    level: float


def pooled_effects(
    effects: ArrayLike, errors: ArrayLike, practice: ArrayLike, *, level: float = 0.95
) -> Pooled:
    """Draw noisy estimates towards their practice's mean and the mean of all (partial pooling).

    Shapes: all (n,); `errors` are standard errors; `practice` whole numbers. Effects must be comparable:
    the same direction of better, and one unit (for instance each divided by its measure's spread before
    adoption). Model: estimate ~ N(effect, error²), effect ~ N(practice mean, within²), practice mean ~
    N(overall, between²). Both spreads are weighed over a grid, flat in the spread, so that intervals know
    how little is known of them.
    Raises: ValueError for fewer than three effects, shapes that differ, or an error that is not positive.
    Source: see the module; flat spreads as in Gelman (2006), Bayesian Analysis 1.

    >>> found = pooled_effects([0.9, 0.0, 0.1, -0.1], [0.3, 0.3, 0.3, 0.3], [0, 1, 2, 3])
    >>> bool(0 < found.mean[0] < 0.9)
    True
    """
    y, s, number = (np.asarray(one, np.float64) for one in (effects, errors, practice))
    if not (y.ndim == 1 and y.shape == s.shape == number.shape) or len(y) < FEWEST:
        raise ValueError(f"Give one effect, one error and one practice each, for at least {FEWEST} effects.")
    if not (np.isfinite(y).all() and np.isfinite(s).all() and (s > 0).all()):
        raise ValueError("Effects must be numbers, and their errors positive: leave out what is not known.")
    if not 0.5 <= level < 1:
        raise ValueError(f"The level is {level}: give one from 0.5 to below 1.")
    practices, group = np.unique(number.astype(np.int64), return_inverse=True)
    scale = float(np.hypot(y.std(), np.sqrt((s**2).mean())))
    spreads = scale * np.linspace(0, 2, GRID)
    corners = [_posterior(y, s, group, between, within) for between in spreads for within in spreads]
    weight = np.exp(np.array([one.log_chance for one in corners]) - max(one.log_chance for one in corners))
    known = weight > UNLIKELY
    corners = [one for one, is_known in zip(corners, known, strict=True) if is_known]
    spread = np.array([(one.between, one.within) for one in corners])
    weight = weight[known] / weight[known].sum()
    own = _told(weight, [c.mean for c in corners], [c.variance for c in corners], level)
    whole = _told(weight, [c.practice_mean for c in corners], [c.practice_variance for c in corners], level)
    return Pooled(
        own.mean, own.sd, own.lower, own.upper, own.above, weight @ np.array([c.kept for c in corners]),
        practices, whole.mean, whole.sd, whole.lower, whole.upper,
        float(weight @ [c.overall for c in corners]), float(weight @ spread[:, 0]),
        float(weight @ spread[:, 1]), level,
    )  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class _Corner:
    """What is believed if the two spreads are these."""

    between: float
    within: float
    log_chance: float
    overall: float
    mean: Floats
    variance: Floats
    practice_mean: Floats
    practice_variance: Floats
    kept: Floats


def _posterior(y: Floats, s: Floats, group: Wholes, between: float, within: float) -> _Corner:
    """Solve the normal model for given spreads, from effects up to practices up to all, and back."""
    seen = 1 / (s**2 + within**2)  # precision of an estimate about its practice's mean
    weight = np.bincount(group, seen)
    centre = np.bincount(group, seen * y) / weight
    higher = 1 / (1 / weight + between**2)  # precision of a practice's mean about the mean of all
    overall = float(higher @ centre / higher.sum())
    kept_mean = between**2 * higher  # share of a practice's distance from the mean of all
    practice_mean = overall + kept_mean * (centre - overall)
    practice_variance = kept_mean / weight + (1 - kept_mean) ** 2 / higher.sum()
    kept = within**2 * seen
    mean = practice_mean[group] + kept * (y - practice_mean[group])
    variance = kept * s**2 + (1 - kept) ** 2 * practice_variance[group]
    log_chance = 0.5 * (
        np.log(seen).sum() - np.log(weight).sum() + np.log(higher).sum() - np.log(higher.sum())
        - (seen * (y - centre[group]) ** 2).sum() - (higher * (centre - overall) ** 2).sum()
    )  # fmt: skip
    return _Corner(
        between, within, float(log_chance), overall, mean, variance, practice_mean, practice_variance, kept
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Told:
    """Figures (n,) over all corners."""

    mean: Floats
    sd: Floats
    lower: Floats
    upper: Floats
    above: Floats


def _told(weight: Floats, means: list[Floats], variances: list[Floats], level: float) -> _Told:
    """Mix the corners' normal distributions by their weights."""
    every, spread, tail = np.array(means), np.array(variances), (1 - level) / 2
    mean, sds = weight @ every, np.sqrt(spread)
    return _Told(
        mean, np.sqrt(weight @ (spread + (every - mean) ** 2)), _quantile(weight, every, sds, tail),
        _quantile(weight, every, sds, 1 - tail), 1 - weight @ _below(np.zeros(len(mean)), every, sds),
    )  # fmt: skip


def _below(value: Floats, means: Floats, sds: Floats) -> Floats:
    """Return the chance to be below a value, for each corner (C, n)."""
    with np.errstate(divide="ignore", invalid="ignore"):
        score = np.where(sds > 0, (value - means) / sds, np.where(value >= means, np.inf, -np.inf))
    return np.asarray(ndtr(score))


def _quantile(weight: Floats, means: Floats, sds: Floats, share: float) -> Floats:
    """Find the quantile of each effect's mixture over the corners, by halving."""
    reach = abs(float(ndtri(min(share, 1 - share)))) + 1
    low, high = (means - reach * sds).min(axis=0), (means + reach * sds).max(axis=0)
    for _ in range(60):
        middle = (low + high) / 2
        is_low = weight @ _below(middle, means, sds) < share
        low, high = np.where(is_low, middle, low), np.where(is_low, high, middle)
    return np.asarray(high)
