"""Place one person from their votes, in a millisecond, on a map that is already there."""

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import log_ndtr, ndtr

from cairn.engine.opinion.ideal.model import IdealMap
from cairn.engine.opinion.ideal.sampler import Spread
from cairn.engine.opinion.ideal.sides import Floats

ROUNDS = 50
SETTLED = 1e-10


def place(drawn: IdealMap, cols: ArrayLike, values: ArrayLike) -> Spread:
    """Return (readiness, position) of somebody with these votes: mean (D,) and covariance (D, D).

    `cols` are statements, `values` agree +1, pass 0, disagree -1; passes and statements left out say nothing.
    The mean is the most probable place and the covariance the curvature there (Laplace); what is not sure of
    the statements widens the noise of a vote. Without a vote the answer is what is usual among these people.
    Raises: ValueError if shapes disagree, a vote or a column is out of range, or a column stands twice.
    Source: Tierney & Kadane (1986), J. Am. Stat. Assoc. 81.
    """
    col, value = _checked(drawn, cols, values)
    is_kept = (value != 0) & ~drawn.votes.is_left_out[col]
    col, sign = col[is_kept], value[is_kept].astype(np.float64)
    placed = drawn.usual_person
    for _ in range(2):  # the second time with the noise that fits the place found
        placed = _climb(drawn, col, sign, _noise(drawn, col, placed))
    return placed


def would_agree(drawn: IdealMap, placed: Spread, cols: ArrayLike) -> Floats:
    """Return the probability that somebody placed here agrees with statements, if they take a side; (k,).

    Raises: IndexError if a column is out of range.
    """
    mean, own, other = scores(drawn, placed, np.asarray(cols, np.intp))
    return np.asarray(ndtr(mean / np.sqrt(1 + own + other)), np.float64)


def scores(drawn: IdealMap, placed: Spread, cols: NDArray[np.intp]) -> tuple[Floats, Floats, Floats]:
    """Return the mean score of statements, and its variance from the person and from the statement; (k,)."""
    statements, spreads = drawn.statements[cols], drawn.statements_covariance[cols]
    mean = placed.mean[0] + statements[:, 0] + np.einsum("nk,k->n", statements[:, 1:], placed.mean[1:])
    statements[:, 0] = 1.0
    own = np.einsum("ni,ij,nj->n", statements, placed.covariance, statements)
    return mean, own, np.einsum("nij,ij->n", spreads, _moments(placed))


def _moments(placed: Spread) -> Floats:
    """Return the second moments of (1, position)."""
    person = np.append(1.0, placed.mean[1:])
    moments = np.einsum("i,j->ij", person, person)
    moments[1:, 1:] += placed.covariance[1:, 1:]
    return np.asarray(moments, np.float64)


def _checked(
    drawn: IdealMap, cols: ArrayLike, values: ArrayLike
) -> tuple[NDArray[np.intp], NDArray[np.int8]]:
    col, value = np.asarray(cols, np.intp), np.asarray(values)
    if col.shape != value.shape or col.ndim != 1:
        raise ValueError(
            f"Columns and votes must be two lists of one length; got {col.shape}, {value.shape}."
        )
    m = len(drawn.statements)
    if ((col < 0) | (col >= m)).any():
        raise ValueError(
            f"A vote names statement number {col[(col < 0) | (col >= m)][0]}, but there are {m}."
        )
    if not np.isin(value, (-1, 0, 1)).all():
        raise ValueError("A vote is 1 (agree), 0 (pass) or -1 (disagree). Correct it.")
    if len(np.unique(col)) < len(col):
        raise ValueError("A statement stands twice among the votes; keep the last vote on each.")
    order = np.argsort(col, kind="stable")  # so that no order matters, to the last bit
    return col[order], value[order].astype(np.int8)


def _noise(drawn: IdealMap, col: NDArray[np.intp], placed: Spread) -> Floats:
    """Return the standard deviation of each vote: one, and what is not known of the statement."""
    spreads = drawn.statements_covariance[col]
    noise: Floats = np.sqrt(1 + np.einsum("nij,ij->n", spreads, _moments(placed)))
    return noise


def _climb(drawn: IdealMap, col: NDArray[np.intp], sign: Floats, noise: Floats) -> Spread:
    """Climb to the most probable place by Newton's method; the hill has one top."""
    usual = drawn.usual_person
    inverse = np.linalg.inv(usual.covariance)
    factors = drawn.statements[col] * (sign / noise)[:, None]
    appeal = factors[:, 0].copy()
    factors[:, 0] = sign / noise
    place = usual.mean
    for _ in range(ROUNDS):
        score = appeal + np.einsum("nk,k->n", factors, place)
        slope = np.exp(-(score**2) / 2 - log_ndtr(score)) / np.sqrt(2 * np.pi)
        bend = slope * (slope + score)
        precision = np.einsum("n,ni,nj->ij", bend, factors, factors) + inverse
        uphill = np.einsum("n,nk->k", slope, factors) - np.einsum("ij,j->i", inverse, place - usual.mean)
        step = np.linalg.solve(precision, uphill)
        place = place + step
        if np.abs(step).max() < SETTLED:
            break
    return Spread(place, np.linalg.inv(precision))
