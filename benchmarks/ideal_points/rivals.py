"""The two rivals of the ideal-point map, each made to say a probability, and calibrated on votes of its own.

The classical map says a statement's mean, and along its two directions how far a person should stand above
it. The Community-Notes-like factorisation says mu + i_person + i_statement + f_person · f_statement, one
factor, fitted by least squares with the published weights on squared intercepts (0.15) and factors (0.03),
each the mean over people and over statements. Both speak on a scale of their own; so a tenth of the votes
they may see is hidden once more, a logistic curve is fitted to what they say of it, and then each is fitted
to all.
"""

import numpy as np
import scipy.sparse as sp
from scipy.optimize import minimize
from scipy.special import expit

from cairn.engine.opinion.components import centred, find_directions, reach_of, times
from cairn.engine.opinion.ideal.sides import sides_of
from cairn.engine.opinion.ideal.trial import hide

INTERCEPTS, FACTORS = 0.15, 0.03


def shares(votes, rows, cols, seed):
    """Predict by each statement's share of agreement."""
    sides = sides_of(votes)
    n = np.bincount(sides.cols, minlength=sides.n_statements)
    agreed = np.bincount(sides.cols[sides.signs > 0], minlength=sides.n_statements)
    return ((agreed + 1) / (n + 2))[cols]


def classical(votes, rows, cols, seed):
    """Predict by the classical map, calibrated."""
    return _calibrated(_classical_says, votes, rows, cols, seed)


def community_notes(votes, rows, cols, seed):
    """Predict by the factorisation, calibrated."""
    return _calibrated(notes_say, votes, rows, cols, seed)


def _calibrated(say, votes, rows, cols, seed):
    inner = hide(votes, seed=1_000 + seed)
    parts = say(inner.rest, inner.rows, inner.cols, seed)
    curve = _logistic(np.column_stack([np.ones(len(inner.rows)), *parts]), inner.is_agree.astype(float))
    return expit(np.column_stack([np.ones(len(rows)), *say(votes, rows, cols, seed)]) @ curve)


def _classical_says(votes, rows, cols, seed):
    given = centred(votes)
    directions = find_directions(given)
    places = times(given.matrix, directions.components.T) * reach_of(given)[:, None]
    along = np.einsum("nk,kn->n", places[rows], directions.components[:, cols])
    return given.centre[cols], along


def notes_say(votes, rows, cols, seed):
    sides = sides_of(votes)
    n, m, k = sides.n_people, sides.n_statements, len(sides.rows)
    row, col, agreed = sides.rows, sides.cols, (sides.signs > 0).astype(float)
    weight = np.concatenate([[INTERCEPTS], np.full(n, INTERCEPTS / n), np.full(m, INTERCEPTS / m)])
    weight = np.concatenate([weight, np.full(n, FACTORS / n), np.full(m, FACTORS / m)]) * k
    ends = np.cumsum([1, n, m, n, m])

    def loss(all_of_it):
        mean, person, statement, f_person, f_statement = np.split(all_of_it, ends[:-1])
        off = mean + person[row] + statement[col] + f_person[row] * f_statement[col] - agreed
        pull = sp.csr_array((off, (row, col)), shape=(n, m))
        slope = np.concatenate(
            [[off.sum()], pull.sum(axis=1), pull.sum(axis=0), pull @ f_statement, pull.T @ f_person]
        )
        return off @ off + weight @ all_of_it**2, 2 * (slope + weight * all_of_it)

    chance = np.random.default_rng(seed)
    start = np.concatenate([[agreed.mean()], np.zeros(n + m), chance.normal(0, 0.3, n + m)])
    found = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": 300}).x
    mean, person, statement, f_person, f_statement = np.split(found, ends[:-1])
    return (mean + person[rows] + statement[cols] + f_person[rows] * f_statement[cols],)


def _logistic(factors, agreed):
    """Fit a logistic curve, all but unshrunken."""

    def loss(curve):
        score = factors @ curve
        value = (np.logaddexp(0, score) - agreed * score).sum() + 1e-3 * curve @ curve
        return value, factors.T @ (expit(score) - agreed) + 2e-3 * curve

    return minimize(loss, np.zeros(factors.shape[1]), jac=True, method="L-BFGS-B").x
