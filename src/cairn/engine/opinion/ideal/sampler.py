"""Draw people and statements from what the votes leave possible, turn by turn.

The model: a person has a readiness b and a position u, a statement an appeal c and a direction v, and the
person agrees if c + b + u·v + noise is above zero, with normal noise of variance one. (b, u) and (c, v) are
each normal among people and among statements; their means and covariances are learned with them.

Each turn draws the hidden strength behind every vote, then all statements, then all people, then the two
spreads, each given the rest (a Gibbs sampler; every step is exact).
Source: Albert & Chib (1993), J. Am. Stat. Assoc. 88; for votes, Clinton, Jackman & Rivers (2004), Am. Polit.
Sci. Rev. 98; the spreads as in Salakhutdinov & Mnih (2008), ICML.
"""

from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri

from cairn.engine.opinion.components import leading_pairs, times
from cairn.engine.opinion.ideal.sides import Floats, Sides

WEAK = 2.0  # how many people, or statements, the prior of a spread weighs
TYPICAL = 0.25  # and the variance it expects
FLOOR = -37.0  # a vote so unlikely that the normal tail leaves the range of numbers


@dataclass(slots=True)
class Spread:
    """The mean and covariance of people, or of statements."""

    mean: Floats  # (D,)
    covariance: Floats  # (D, D)


@dataclass(slots=True)
class State:
    """One draw; D = 1 + dims. Columns: people (b, u), statements (c, v)."""

    people: Floats  # (n, D)
    statements: Floats  # (m, D)
    people_mean: Floats  # (n, D) of the normal that `people` was drawn from
    people_covariance: Floats  # (n, D, D)


class Sampler:
    """Turns the crank; what the votes hold is laid out once."""

    def __init__(self, sides: Sides, dims: int, chance: np.random.Generator) -> None:
        """Start from the leading directions of the votes."""
        self.sides, self.chance, self.size = sides, chance, 1 + dims
        self.strength = np.empty(len(sides.rows))
        self.seen = sides.table(np.ones(len(sides.rows)))
        self.pulls = sides.table(self.strength)
        self.pairs = np.triu_indices(self.size)
        self.of_people = Spread(np.zeros(self.size), np.eye(self.size))
        self.of_statements = Spread(np.zeros(self.size), np.eye(self.size))
        statements = _start(sides, self.seen, dims)
        nothing = np.zeros((sides.n_people, self.size))
        self.state = State(nothing, statements, nothing, np.empty(0))
        self._draw_strengths()
        self._draw_people()

    def turn(self) -> State:
        """Draw everything once more, each given the rest."""
        self._draw_strengths()
        self._draw_statements()
        self._draw_people()
        self.of_people = self._spread(self.state.people, self.of_people)
        self.of_statements = self._spread(self.state.statements, self.of_statements)
        return self.state

    def _draw_strengths(self) -> None:
        """Draw how strongly each vote was meant: normal around its score, on the side that was taken."""
        sides, state = self.sides, self.state
        people, statements = np.ascontiguousarray(state.people.T), np.ascontiguousarray(state.statements.T)
        for block in sides.blocks():
            row, col = sides.rows[block], sides.cols[block]
            score = people[0][row] + statements[0][col]
            for person, statement in zip(people[1:], statements[1:], strict=True):
                score += person[row] * statement[col]
            score *= sides.signs[block]
            np.maximum(score, FLOOR, out=score)
            score -= ndtri(self.chance.random(len(score)) * ndtr(score))
            self.strength[block] = score * sides.signs[block]

    def _draw_statements(self) -> None:
        state = self.state
        state.statements = self._draw(self.seen.T, self.pulls.T, state.people, self.of_statements)[0]

    def _draw_people(self) -> None:
        state = self.state
        drawn = self._draw(self.seen, self.pulls, state.statements, self.of_people)
        state.people, state.people_mean, state.people_covariance = drawn

    def _draw(
        self, seen: sp.csr_array, pulls: sp.csr_array, others: Floats, spread: Spread
    ) -> tuple[Floats, Floats, Floats]:
        """Draw one side given the other: a normal regression each, all at once."""
        factors = np.column_stack([np.ones(len(others)), others[:, 1:]])
        inverse = np.linalg.inv(spread.covariance)
        left, right = self.pairs
        sums = times(seen, factors[:, left] * factors[:, right])
        precision = np.empty((len(sums), self.size, self.size))
        precision[:, left, right] = precision[:, right, left] = sums
        precision += inverse
        pull = times(pulls, factors) - times(seen, factors * others[:, :1]) + inverse @ spread.mean
        covariance = np.asarray(np.linalg.inv(precision), np.float64)
        mean: Floats = np.einsum("nij,nj->ni", covariance, pull)
        noise = self.chance.standard_normal(mean.shape)
        root = np.linalg.cholesky(covariance)
        drawn: Floats = mean + np.einsum("nij,nj->ni", root, noise)
        return drawn, mean, covariance

    def _spread(self, drawn: Floats, spread: Spread) -> Spread:
        """Draw mean and covariance given those drawn: normal, and inverse Wishart with a weak prior."""
        n, size = drawn.shape
        root = np.linalg.cholesky(spread.covariance / n)
        mean = drawn.mean(axis=0) + np.einsum("ij,j->i", root, self.chance.standard_normal(size))
        away = drawn - mean
        scale = np.einsum("ni,nj->ij", away, away) + WEAK * TYPICAL * np.eye(size)
        return Spread(mean, inverse_wishart(scale, n + size + WEAK - 1, self.chance))


def inverse_wishart(scale: Floats, freedom: float, chance: np.random.Generator) -> Floats:
    """Draw a covariance from the inverse Wishart distribution.

    Source: Bartlett's decomposition; Smith & Hocking (1972), Applied Statistics 21.

    >>> inverse_wishart(np.eye(1), 1e12, np.random.default_rng(0)).round(9).tolist()
    [[0.0]]
    """
    size = len(scale)
    lower = np.tril(chance.standard_normal((size, size)), -1)
    lower[np.diag_indices(size)] = np.sqrt(chance.chisquare(freedom - np.arange(size)))
    root = np.linalg.cholesky(np.linalg.inv(scale))
    half = np.linalg.inv(np.einsum("ij,jk->ik", root, lower))
    drawn: NDArray[np.float64] = np.einsum("ki,kj->ij", half, half)
    return drawn


def _start(sides: Sides, seen: sp.csr_array, dims: int) -> Floats:
    """Start appeal from the share of agreement, and direction from the principal components."""
    n_seen = np.bincount(sides.cols, minlength=sides.n_statements)
    sum_of_signs = np.bincount(sides.cols, sides.signs, minlength=sides.n_statements)
    mean = sum_of_signs / np.maximum(n_seen, 1)
    away = sides.table(sides.signs - mean[sides.cols])
    vectors = leading_pairs(away, float(away.data @ away.data), n_pairs=dims)[1]
    start = np.zeros((sides.n_statements, 1 + dims))
    start[:, 0] = ndtri((n_seen + sum_of_signs + 1) / (2 * n_seen + 2))
    rounded = np.round(vectors * np.sqrt(sides.n_statements) / 2, 6)  # the last bits go by threads
    start[:, 1 : 1 + vectors.shape[1]] = rounded
    return start
