"""Intervals: with many units normal, with few by Student's t; and bands that hold at once."""

from dataclasses import dataclass

import numpy as np
from scipy.stats import norm, t

from cairn.engine.effect.influence import Influence
from cairn.engine.effect.panel import Floats, Wholes

FEW = 60  # units, below which the normal distribution promises too much
DRAWS = 999


@dataclass(frozen=True, slots=True)
class Estimate:
    """An effect in the outcome's unit; None where nothing can be known (the base of comparison).

    `freedom` is the interval's degrees of freedom; infinite: it is normal.
    """

    att: float
    se: float | None
    lower: float | None
    upper: float | None
    freedom: float = np.inf


def estimates_of(att: Floats, influence: Influence, counts: Wholes, *, level: float) -> tuple[Estimate, ...]:
    """Give each estimate its standard error and interval.

    Shapes: `att` (K,), `counts` (H,) units in each cohort. The standard error is the analytic one. With fewer
    than 60 units the interval is Student's: each cohort's part of the variance is enlarged by n/(n−1), and
    the degrees of freedom are Welch and Satterthwaite's. A cohort of one unit adds nothing to the variance
    of its own effect: see the verdict's gates.
    Source: Satterthwaite (1946), Biometrics Bulletin 2.
    """
    parts = np.maximum(influence.by_cohort(), 0.0)
    se = np.sqrt(parts.sum(axis=0))
    if counts.sum() < FEW:
        half, freedom = small_halves(parts, counts, level=level)
    else:
        half, freedom = norm.ppf((1 + level) / 2) * se, np.full(len(se), np.inf)
    columns = (att.tolist(), se.tolist(), half.tolist(), freedom.tolist())
    return tuple(_estimate(*one) for one in zip(*columns, strict=True))


def small_halves(parts: Floats, counts: Wholes, *, level: float) -> tuple[Floats, Floats]:
    """Return half the width of Student's intervals, and their degrees of freedom.

    Shapes: `parts` (H, K) of variances by cohort, `counts` (H,).
    """
    n = counts[:, None].astype(float)
    has_part = parts > 0
    whole = np.where(has_part, parts * n / np.maximum(n - 1, 1), 0.0)
    variance = whole.sum(axis=0)
    share = whole / np.where(variance > 0, variance, 1.0)
    below = (share**2 / np.maximum(n - 1, 1)).sum(axis=0)
    freedom = np.maximum(1 / np.where(below > 0, below, 1.0), 1.0)
    return np.asarray(t.ppf((1 + level) / 2, freedom) * np.sqrt(variance)), freedom


def _estimate(att: float, se: float, half: float, freedom: float) -> Estimate:
    if se <= 1e-12 * abs(att):  # no unit moves it: the base, or cohorts of one unit
        return Estimate(att, None, None, None)
    return Estimate(att, se, att - half, att + half, freedom)


@dataclass(frozen=True, slots=True)
class Bands:
    """Intervals att ± critical·se that all hold at once with the chance `level`."""

    critical: float
    level: float
    draws: int
    seed: int
    halves: tuple[float, ...]  # (K,) half widths


def bands(covariance: Floats, *, level: float = 0.95, draws: int = DRAWS, seed: int) -> Bands:
    """Find simultaneous bands by the multiplier bootstrap.

    With standard normal multipliers the bootstrapped estimates are, given the data, exactly normal with this
    covariance (K, K): they are drawn from it, so that sites' merged statistics are enough and no row is
    needed. The critical value is a quantile of the largest |deviation|/se. Estimates without error stay
    out.
    Raises: ValueError if draws are fewer than 99.
    Source: Callaway & Sant'Anna (2021), section 4; Montiel Olea & Plagborg-Møller (2019), J. Appl.
    Econometrics 34.

    >>> round(bands(np.eye(1), draws=99_999, seed=1).critical, 1)
    2.0
    """
    if draws < 99:
        raise ValueError(f"{draws} draws are too few: ask for at least 99.")
    se = np.sqrt(np.maximum(np.diag(covariance), 0.0))
    moved = se > 0
    if not moved.any():
        return Bands(float(norm.ppf((1 + level) / 2)), level, draws, seed, (0.0,) * len(se))
    scaled = covariance[np.ix_(moved, moved)] / np.outer(se[moved], se[moved])
    values, vectors = np.linalg.eigh(scaled)
    root = vectors * np.sqrt(np.maximum(values, 0.0))
    drawn = np.random.default_rng(seed).standard_normal((draws, len(values))) @ root.T
    critical = float(np.quantile(np.abs(drawn).max(axis=1), level, method="higher"))
    critical = max(critical, float(norm.ppf((1 + level) / 2)))
    return Bands(critical, level, draws, seed, tuple((critical * se).tolist()))
