"""Partial pooling: what a constituency thinks, from its own votes and, where they are few, from the others'.

The shares of agree, disagree and pass in constituency b on statement j are drawn around what the others
said: theta ~ Dirichlet(kappa * pi), votes ~ Multinomial(theta). One strength kappa, the alikeness of
constituencies, is learned from all statements at once (empirical Bayes): the one under which each
constituency's votes were best foretold from the others'. Many own votes outweigh it, few do not. The
centre pi is not known either: it is the others' votes, each constituency weighing as a sample of its own.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize_scalar
from scipy.special import betaincinv, gammaln

Floats = NDArray[np.float64]
Numbers = NDArray[np.int64]
ADDED = 0.5  # Jeffreys: half a vote for each answer, so that nothing is certain before votes come in
STRENGTHS = (0.5, 10_000.0)  # where kappa is looked for
WIDTH = 0.95


@dataclass(frozen=True, slots=True)
class Pooled:
    """Shares (3, n_rows, n_columns): agree, disagree, pass; each with the ends of a 95 % interval."""

    share: Floats
    low: Floats
    high: Floats
    strength: float  # kappa, in votes: how much the others' view weighs


def pool(counts: Numbers, known: NDArray[np.bool_], rest: Numbers) -> Pooled:
    """Estimate the shares of each row on each column, with intervals.

    Shapes: `counts` is (3, n_rows, n_columns), `known` (n_rows, n_columns), `rest` (3, n_columns): votes in
    no known cell. A cell not `known` gets what all votes foretell for a row of which nothing is known; its
    own counts are not looked at, nor are they when the strength is learned.
    Raises: ValueError if shapes disagree or a count is negative.
    Source: Gelman et al., Bayesian Data Analysis (3rd ed., 2013), ch. 5; Minka (2000) on the strength.

    >>> votes = np.array([[[40], [2]], [[10], [0]], [[0], [0]]])
    >>> pooled = pool(votes, np.ones((2, 1), bool), np.zeros((3, 1), int))
    >>> [part[0, :, 0].round(2).tolist() for part in (pooled.low, pooled.share, pooled.high)]
    [[0.68, 0.59], [0.79, 0.8], [0.89, 0.94]]
    """
    _check(counts, known, rest)
    own = np.where(known, counts, 0)
    strength = _learned(own, known, rest)
    first = _prior(own, rest, strength) + own
    total = first.sum(axis=0)
    tail = (1 - WIDTH) / 2
    return Pooled(
        first / total,
        np.asarray(betaincinv(first, total - first, tail)),
        np.asarray(betaincinv(first, total - first, 1 - tail)),
        strength,
    )


def lower_bound(n: Numbers, of: Numbers, level: float = WIDTH) -> Floats:
    """Return the share that is surely passed (one-sided, 95 %), by nobody's votes but one's own.

    The lower end of Jeffreys' interval, Beta(n + 1/2, of - n + 1/2); no votes give almost nothing.
    Source: Brown, Cai & DasGupta (2001), Statistical Science 16(2).

    >>> [round(float(lower_bound(np.array(n), np.array(of))), 3) for n, of in ((0, 0), (5, 5), (80, 100))]
    [0.006, 0.694, 0.728]
    """
    bound: Floats = betaincinv(n + ADDED, of - n + ADDED, 1 - level)
    return bound


def _check(counts: Numbers, known: NDArray[np.bool_], rest: Numbers) -> None:
    n_rows, n_columns = known.shape
    if counts.shape != (3, n_rows, n_columns) or rest.shape != (3, n_columns):
        raise ValueError(f"Shapes disagree: counts {counts.shape}, known {known.shape}, rest {rest.shape}.")
    if np.where(known, counts, 0).min(initial=0) < 0 or rest.min(initial=0) < 0:
        raise ValueError("A count is negative; give the number of votes, 0 or more.")


def _prior(own: Numbers, rest: Numbers, strength: float) -> Floats:
    """Return what the others foretell of each cell, in votes (3, n_rows, n_columns).

    A vote of a large constituency weighs less: its votes are alike, and say less of the next constituency.
    The prior weighs the strength, less where the others themselves are few.
    """
    weighed = own * ((strength + 1) / (strength + own.sum(axis=0)))
    others = (weighed.sum(axis=1) + rest * ((strength + 1) / (strength + rest.sum(axis=0))))[
        :, None
    ] - weighed
    n_others = np.maximum(others, 0).sum(axis=0)
    spread = 1 / (strength + 1) + 1 / (n_others + 2.5)
    around = (np.maximum(others, 0) + ADDED) / (n_others + 3 * ADDED)
    return np.asarray((1 / np.minimum(spread, 0.8) - 1) * around)


def _learned(own: Numbers, known: NDArray[np.bool_], rest: Numbers) -> float:
    """Find the strength under which votes are best foretold from the others' (log-likelihood)."""
    at = known & (own.sum(axis=0) > 0)
    if not at.any():
        return 1.0

    def surprise(log_strength: float) -> float:
        prior, votes = _prior(own, rest, float(np.exp(log_strength)))[:, at], own[:, at]
        kappa, total = prior.sum(axis=0), votes.sum(axis=0)
        told = gammaln(kappa) - gammaln(kappa + total) + (gammaln(prior + votes) - gammaln(prior)).sum(axis=0)
        return -float(told.sum())

    ends = [float(end) for end in np.log(STRENGTHS)]
    return float(np.exp(minimize_scalar(surprise, bounds=ends, method="bounded").x))
