"""The two directions along which people differ most, and where each person and statement stands.

After unseen cells are filled with their statement's mean, and means are subtracted, every unseen cell is
exactly zero. So the principal components of the filled matrix are those of the sparse matrix of
(vote - mean) over seen cells: exact, in time and memory of the votes, with nothing filled in.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from cairn.engine.opinion.votes import Votes

TOLERANCE = 1e-9  # of the residual, against the first eigenvalue
MAX_ROUNDS = 200
EARLY = 8  # rounds in which it never settles, so that looking is a waste
BLOCK = 1 << 16
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Directions:
    """The plane of the map: where its centre is, and its two axes."""

    centre: Floats  # (n_statements,) mean vote; 0 where left out or never seen
    components: Floats  # (2, n_statements) of unit length; all 0 where the votes have no such direction
    share: float  # of the variance that the two directions carry
    is_in_matrix: NDArray[np.bool_]  # (n_statements,) with at least one vote


@dataclass(frozen=True, slots=True)
class Centred:
    """Votes as a sparse matrix of (vote - mean of its statement)."""

    matrix: sp.csr_array  # (n_participants, n_statements) without the cells of statements left out
    centre: Floats  # (n_statements,) the means; 0 where left out or never seen
    is_in_matrix: NDArray[np.bool_]  # (n_statements,) with at least one vote
    is_left_out: NDArray[np.bool_]  # (n_statements,)


def centred(votes: Votes) -> Centred:
    """Subtract from each vote the mean of its statement; statements left out count for nothing."""
    shape = len(votes.participants), len(votes.statements)
    cols, values, starts = votes.cols, votes.values, votes.starts
    seen = np.zeros(shape[1], np.int64)
    for block in _blocks(len(cols)):
        seen += np.bincount(cols[block], minlength=shape[1])
    if votes.is_left_out.any():
        is_kept = ~votes.is_left_out[cols]
        before = np.zeros(len(cols) + 1, np.int32)
        np.cumsum(is_kept, out=before[1:])
        cols, values, starts = cols[is_kept], values[is_kept], before[starts]
    matrix = sp.csr_array((values.astype(np.float64), cols, starts), shape=shape)
    centre = (matrix.T @ np.ones(shape[0])) / np.maximum(seen, 1)
    for block in _blocks(len(cols)):
        matrix.data[block] -= centre[cols[block]]
    return Centred(matrix, centre, seen > 0, votes.is_left_out)


def _blocks(size: int) -> Iterator[slice]:
    """Cut votes into blocks: what is done to one needs little memory, and that again and again."""
    return (slice(start, start + BLOCK) for start in range(0, size, BLOCK))


def find_directions(given: Centred) -> Directions:
    """Find the two principal components, exactly.

    The sign is fixed: the largest loading of each is positive (of equal ones, the first statement's).
    """
    total = float(given.matrix.data @ given.matrix.data)
    values, vectors = leading_pairs(given.matrix, total)
    components = np.zeros((2, len(given.centre)))
    for axis in range(len(values)):
        vector = np.where(
            given.is_in_matrix & ~given.is_left_out, vectors[:, axis], 0.0
        )  # rounding leaves 1e-17
        components[axis] = with_sign(vector)
    share = float(values.sum()) / total if total else 0.0
    return Directions(given.centre, components, share, given.is_in_matrix)


def with_sign(vector: Floats) -> Floats:
    """Turn a direction so that its largest loading is positive; of equal ones, the first."""
    turned: Floats = vector * np.sign(vector[np.argmax(np.abs(vector))])
    return turned


def leading_pairs(
    matrix: sp.csr_array, total: float, *, n_pairs: int = 2, max_rounds: int = MAX_ROUNDS
) -> tuple[Floats, Floats]:
    """Return the largest eigenvalues of XᵀX above rounding, with their vectors as columns.

    Lanczos with full reorthogonalisation from a fixed start. One start cannot see a second vector of
    an equal eigenvalue, so once settled a fresh vector joins, and the answer must hold for three more rounds.
    After `max_rounds` the best so far is given.
    Source: Golub & Van Loan, Matrix Computations (4th ed.), §10.3.
    """
    m = matrix.shape[1]
    chance = np.random.default_rng(0)
    basis, image = np.empty((min(m, max_rounds), m)), np.empty((min(m, max_rounds), m))
    scale, transposed, settled_at = 1e-14 * total, matrix.T, -1
    vector = chance.standard_normal(m)
    vector /= np.linalg.norm(vector)
    values, vectors = np.empty(0), np.empty((m, 0))
    for at in range(len(basis)):
        basis[at] = vector
        image[at] = transposed @ (matrix @ vector)
        if at < EARLY and at + 1 < len(basis):
            is_settled = False
        else:
            values, weights = _inside(basis[: at + 1], image[: at + 1], n_pairs)
            vectors = basis[: at + 1].T @ weights
            residual = np.linalg.norm(image[: at + 1].T @ weights - vectors * values, axis=0).max()
            is_settled = residual <= TOLERANCE * max(values[0], scale)
        if is_settled and settled_at < 0:
            settled_at = at
        elif is_settled and at >= settled_at + 3:
            break
        vector = _beyond(image[at], basis[: at + 1])
        if at == settled_at or np.linalg.norm(vector) <= scale:
            vector = _beyond(chance.standard_normal(m), basis[: at + 1])
        vector /= np.linalg.norm(vector) or 1.0
    is_real = values > scale
    return values[is_real], vectors[:, is_real]


def _inside(basis: Floats, image: Floats, n_pairs: int) -> tuple[Floats, Floats]:
    """Solve the problem inside the space spanned so far; largest first."""
    inside = basis @ image.T
    values, weights = np.linalg.eigh((inside + inside.T) / 2)
    return values[::-1][:n_pairs], weights[:, ::-1][:, :n_pairs]


def _beyond(vector: Floats, basis: Floats) -> Floats:
    """Return the part of a vector that stands upright on a basis; twice, for once leaves rounding errors."""
    for _ in range(2):
        vector = vector - (basis @ vector) @ basis
    return vector


def times(matrix: sp.csr_array, block: Floats) -> Floats:
    """Multiply column by column: for a few columns four times as fast as all at once."""
    product: Floats = np.column_stack([matrix @ np.ascontiguousarray(column) for column in block.T])
    return product


def reach_of(given: Centred) -> Floats:
    """Return how far each participant is stretched, (n_participants,): sqrt(m / votes).

    So few votes do not keep a person at the centre; a statement left out counts as seen by everyone.
    A participant stands at the sum of (vote - mean) along both components, times this.
    """
    seen = np.diff(given.matrix.indptr) + (given.is_left_out & given.is_in_matrix).sum()
    reach: Floats = np.sqrt(given.is_in_matrix.sum() / np.maximum(1, seen))
    return reach


def place_statements(directions: Directions) -> Floats:
    """Return where each statement stands, (n_statements, 2): the place of agreeing with it and no other."""
    reach = np.sqrt(directions.is_in_matrix.sum())
    placed: Floats = reach * (1 - directions.centre) * directions.components
    return placed.T
