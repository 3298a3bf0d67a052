"""Were the groups alike before anybody adopted? A joint test, and what it could have missed."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy.optimize import brentq
from scipy.stats import chi2, ncx2

from cairn.engine.effect.fit import Fit
from cairn.engine.effect.panel import Floats

POWER = 0.8
TESTED = 0.05
ROWS_EACH = 30  # units per comparison that the joint test of all cells needs
SMALLEST_PART = 1e-9


@dataclass(frozen=True, slots=True)
class Pretrend:
    """A joint test that all effects before adoption are 0.

    `over` cells (cohort × time), or event_times where there are too many cells for the units. `slope` is the
    steady drift apart, per unit of time, that this test finds four times in five; `missed` is what such a
    drift would by itself have added to the overall effect: a passed test says no more than that.
    """

    statistic: float
    df: int
    p: float
    over: Literal["cells", "event_times"]
    slope: float
    missed: float


def pretrend_of(fitted: Fit) -> Pretrend | None:
    """Test trends before adoption; None where no cohort has two times before.

    Wald's test, with as many degrees of freedom as the covariance has independent directions. All comparisons
    before adoption are tested if there are thirty units for each of them; else their averages by time since
    adoption.
    Source: Callaway & Sant'Anna (2021); power as in Roth (2022), American Economic Review: Insights 4.
    """
    estimates, rows = fitted.estimates, fitted.before()
    if not len(rows):
        return None
    gap = _gaps(fitted)
    over: Literal["cells", "event_times"] = "cells"
    lists = [rows[i : i + 1] for i in range(len(rows))]
    if ROWS_EACH * len(rows) > fitted.moments.counts.sum():
        over = "event_times"
        event = (estimates.time - estimates.cohort)[rows]
        lists = [rows[event == key] for key in np.unique(event)]
    weights = estimates.shares(lists)
    found = estimates.influence.combined(weights, np.zeros((len(estimates.size), len(lists))))
    root, df = _whitened(found.covariance())
    if not df:
        return None
    statistic = float(((root @ weights @ estimates.att) ** 2).sum())
    strength = float(((root @ weights @ gap) ** 2).sum())
    slope = float(np.sqrt(_shift(df) / max(strength, 1e-300)))
    return Pretrend(
        statistic, df, float(chi2.sf(statistic, df)), over, slope, slope * _mean_gap(fitted, gap)
    )  # fmt: skip


def _gaps(fitted: Fit) -> Floats:
    """Return how far apart in time the two sides of each comparison are: (K,), negative before the base."""
    times, e = fitted.moments.times, fitted.estimates
    at, start = np.searchsorted(times, e.time), np.searchsorted(times, e.cohort)
    is_varying = fitted.question.base == "varying"
    base = np.where((at < start) & is_varying, at - 1, start - 1)
    return np.asarray(e.time - times[base], np.float64)


def _mean_gap(fitted: Fit, gap: Floats) -> float:
    after = fitted.estimates.is_after
    return float(np.average(gap[after], weights=fitted.estimates.size[fitted.estimates.number[after]]))


def _whitened(covariance: Floats) -> tuple[Floats, int]:
    """Return the root of the inverse over the directions that vary, and how many there are."""
    scale = np.sqrt(np.maximum(np.diag(covariance), 0.0))
    scale = np.where(scale > 0, scale, 1.0)
    values, vectors = np.linalg.eigh(covariance / np.outer(scale, scale))
    kept = values > SMALLEST_PART * max(values[-1], 1e-300)
    root = (vectors[:, kept] / np.sqrt(values[kept])).T / scale
    return root, int(kept.sum())


def _shift(df: int) -> float:
    """Return the noncentrality that the test finds with its power."""
    limit = chi2.isf(TESTED, df)
    return float(brentq(lambda shift: ncx2.sf(limit, df, shift) - POWER, 1e-6, 20 + 10 * df))
