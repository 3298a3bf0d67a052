"""Conversations whose positions are known, because they were made from them; and a slow reference."""

import numpy as np
from scipy.special import log_ndtr, ndtr

from cairn.engine.opinion.votes import votes_from_cells


def planted(n=150, m=40, *, dims=1, density=0.5, seed=3, steep=1.0, **flags):
    """Return votes, and the positions, appeals and directions that they were drawn from."""
    chance = np.random.default_rng(seed)
    positions = chance.normal(size=(n, dims))
    appeals, directions = chance.normal(0.3, 0.8, m), chance.normal(0, steep, (m, dims))
    score = appeals + positions @ directions.T
    agree = chance.random((n, m)) < ndtr(score)
    rows, cols = np.nonzero(chance.random((n, m)) < density)
    values = np.where(agree[rows, cols], 1, -1)
    people, statements = [str(i) for i in range(n)], [str(j) for j in range(m)]
    return votes_from_cells(people, statements, (rows, cols, values), **flags), positions, appeals, directions


def shuffled(votes, *, seed=0):
    """Return the same votes, read in another order."""
    order = np.random.default_rng(seed).permutation(len(votes.rows))
    people, statements = votes.participants[::-1], votes.statements[::-1]
    return votes_from_cells(
        people,
        statements,
        (
            len(people) - 1 - votes.rows[order],
            len(statements) - 1 - votes.cols[order],
            votes.values[order],
        ),
        moderated=votes.moderated[::-1],
        is_meta=votes.is_meta[::-1],
    )


def placed_slowly(drawn, cols, values, *, noise, steps=241, reach=5.0):
    """Return mean and covariance of (readiness, position) by summing over a grid (one dimension)."""
    usual = drawn.usual_person
    root = np.linalg.cholesky(usual.covariance)
    ticks = np.linspace(-reach, reach, steps)
    grid = np.array([(x, y) for x in ticks for y in ticks])
    points = usual.mean + grid @ root.T
    weight = -(grid**2).sum(axis=1) / 2
    for col, value, width in zip(cols, values, noise, strict=True):
        appeal, direction = drawn.statements[col]
        weight = weight + log_ndtr(value * (appeal + points[:, 0] + points[:, 1] * direction) / width)
    weight = np.exp(weight - weight.max())
    weight /= weight.sum()
    mean = weight @ points
    return mean, (points - mean).T @ ((points - mean) * weight[:, None])
