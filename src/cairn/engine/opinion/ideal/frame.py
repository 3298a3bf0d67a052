"""Turn every draw the same way round, so that positions can be averaged and compared.

Positions can be moved, stretched, turned and mirrored without changing any prediction. So the frame is
fixed by rules: people are centred at zero with variance one in each direction; the average vote cast
has no direction (who agrees more readily with anything is told apart, as readiness); the first direction is
the one that divides people most, then the next; and each points to where its heaviest statement lies.
"""

from dataclasses import dataclass

import numpy as np

from cairn.engine.opinion.ideal.sampler import TYPICAL, WEAK, State
from cairn.engine.opinion.ideal.sides import Floats


@dataclass(frozen=True, slots=True)
class Frame:
    """One change of view: people are centred, then turned; statements are turned, then shifted."""

    centre: Floats  # (D,) subtracted from people
    turn_people: Floats  # (D, D)
    turn_statements: Floats  # (D, D)
    shift: Floats  # (D,)

    def people(self, people: Floats) -> Floats:
        """Return people in this view, (n, D)."""
        return turned(self.turn_people, people - self.centre)

    def spreads(self, covariance: Floats) -> Floats:
        """Return the covariances of people in this view, (n, D, D)."""
        return turned_spreads(self.turn_people, covariance)

    def statements(self, statements: Floats) -> Floats:
        """Return statements in this view, (m, D)."""
        return turned(self.turn_statements, statements) + self.shift


def frame_of(state: State, weights: Floats, like: Floats | None) -> Frame:
    """Return the frame of a draw.

    `weights` is (m,), how many votes each statement has. `like` is (m, dims): directions to turn towards
    (orthogonal Procrustes; Schönemann 1966, Psychometrika 31); without it, the principal axes.
    """
    size = state.people.shape[1]
    centre = state.people.mean(axis=0)
    away = state.people[:, 1:] - centre[1:]
    moments = np.einsum("ni,nj->ij", away, away) + WEAK * TYPICAL * np.eye(size - 1)
    stretch = np.linalg.cholesky(moments / (len(away) + WEAK))
    share = weights / weights.sum()
    middle = np.einsum("m,mk->k", share, state.statements[:, 1:])
    directions = np.einsum("ij,mi->mj", stretch, state.statements[:, 1:] - middle)
    if like is None:
        turn = principal_axes(np.einsum("m,mi,mj->ij", share, directions, directions))
    else:
        turn = _towards(np.einsum("m,mi,mj->ij", share, directions, like))
    turn_people, turn_statements = np.eye(size), np.eye(size)
    turn_people[0, 1:] = middle
    turn_people[1:, 1:] = np.einsum("ji,jk->ik", turn, np.linalg.inv(stretch))
    turn_statements[0, 1:] = centre[1:]
    turn_statements[1:, 1:] = np.einsum("ji,kj->ik", turn, stretch)
    shift = np.zeros(size)
    shift[0], shift[1:] = centre[0], -np.einsum("ij,j->i", turn_statements[1:, 1:], middle)
    return Frame(centre, turn_people, turn_statements, shift)


def turned(turn: Floats, points: Floats) -> Floats:
    """Turn points, (n, D). Not a matrix product: its threads would add in another order."""
    answer: Floats = np.einsum("ij,nj->ni", turn, points)
    return answer


def turned_spreads(turn: Floats, covariance: Floats) -> Floats:
    """Turn covariances, (n, D, D)."""
    half = np.einsum("ij,njk->nik", turn, covariance)
    answer: Floats = np.einsum("nik,lk->nil", half, turn)
    return answer


def principal_axes(moments: Floats) -> Floats:
    """Return the axes of a matrix of second moments as columns, the longest first."""
    axes: Floats = np.linalg.eigh(moments)[1][:, ::-1]
    return axes


def _towards(cross: Floats) -> Floats:
    """Return the rotation (or mirroring) that brings directions nearest to others."""
    left, _, right = np.linalg.svd(cross)
    return turned(right.T, left)
