"""What two statements have in common, counted: enough for the map's directions, and exact after every vote.

For statements j and k, over the people who saw both: how many they are, the sum of their votes on j, and the
sum of the products of their votes. With the means these whole numbers give XᵀX of the centred votes, the
matrix whose leading vectors are the map's components. One vote changes one row and one column of each.
"""

from typing import TypeVar

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from cairn.engine.opinion.components import Floats
from cairn.engine.opinion.votes import Votes

BUSY = 20  # who saw more than one statement in so many is counted in a dense table
BLOCK = 1024  # people counted together there
FIELD = 1 << 12  # two sums over a block in one number that 32 bits hold exactly: each is below half of this
Whole = NDArray[np.int32]
S = TypeVar("S", bound=np.generic)


class Pairs:
    """Counts for all pairs of statements; 12 bytes a pair, and 8 more for XᵀX."""

    def __init__(self, votes: Votes) -> None:
        """Count all votes; in time of the sum over people of their votes squared, or less."""
        self.size = len(votes.statements)
        is_busy = np.diff(votes.starts) * BUSY > self.size
        given = _table(votes, votes.values)
        seen = _table(votes, np.ones(len(votes.cols)))
        light = np.flatnonzero(~is_busy)
        counted = _counted(given[light], seen[light])
        busy = np.flatnonzero(is_busy)
        for start in range(0, len(busy), BLOCK):
            block = busy[start : start + BLOCK]
            counted += _counted_densely(given[block], seen[block])
        self.sums: Whole = counted[0]  # [j, k]: of the votes on j, of those who saw k too
        self.products: Whole = counted[1]  # [j, k]: of the votes on j and k
        self.seen: Whole = counted[2]  # [j, k]: people who saw both

    def add_statement(self) -> None:
        """Make room for one more statement, the last."""
        self.sums, self.products, self.seen = (
            grown(part, self.size) for part in (self.sums, self.products, self.seen)
        )
        self.size += 1

    def change(
        self, at: int, others: tuple[NDArray[np.int32], NDArray[np.int8]], votes: tuple[int | None, int]
    ) -> None:
        """Count one vote on statement `at`; `votes` are what it was (None: not seen) and what it is.

        `others` are the columns and votes of the same person on all other statements.
        """
        cols, values = others
        before, after = votes
        change = after - (before or 0)
        product = change * values.astype(np.int32)
        self.products[at, cols] += product
        self.products[cols, at] += product
        self.sums[at, cols] += change
        self.products[at, at] += after * after - (before or 0) ** 2
        self.sums[at, at] += change
        if before is None:
            self.sums[cols, at] += values
            self.seen[at, cols] += 1
            self.seen[cols, at] += 1
            self.seen[at, at] += 1

    def counts(self) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
        """Return how many agree, disagree and saw, for each statement."""
        size = self.size
        took_side, lean, seen = (
            part.diagonal()[:size].astype(np.int64) for part in (self.products, self.sums, self.seen)
        )
        return (took_side + lean) // 2, (took_side - lean) // 2, seen

    def means(self, is_left_out: NDArray[np.bool_]) -> Floats:
        """Return each statement's mean vote; 0 where left out or never seen."""
        agree, disagree, seen = self.counts()
        return np.where(is_left_out, 0.0, (agree - disagree) / np.maximum(seen, 1))

    def row(self, at: int, is_left_out: NDArray[np.bool_]) -> Floats:
        """Return a row of XᵀX, (n_statements,)."""
        mean, size = self.means(is_left_out), self.size
        if is_left_out[at]:
            return np.zeros(size)
        products, sums, seen = self.products[at, :size], self.sums[at, :size], self.seen[at, :size]
        found = products - mean * sums - mean[at] * self.sums[:size, at] + mean[at] * mean * seen
        return np.where(is_left_out, 0.0, found)

    def matrix(self, is_left_out: NDArray[np.bool_]) -> Floats:
        """Return XᵀX, (n_statements, n_statements)."""
        rows = [self.row(at, is_left_out) for at in range(self.size)]
        return np.array(rows).reshape(self.size, self.size)


def grown(square: NDArray[S], size: int) -> NDArray[S]:
    """Return a square with room for one row and column more; room is made for a quarter more at a time."""
    if size < len(square):
        return square
    room = np.zeros((size + size // 4 + 8,) * 2, square.dtype)
    room[:size, :size] = square[:size, :size]
    return room


def _table(votes: Votes, values: NDArray[np.generic]) -> sp.csr_array:
    """Lay values, one a vote, out as people × statements, in numbers exact for sixteen million people."""
    shape = len(votes.participants), len(votes.statements)
    return sp.csr_array((values.astype(np.float32), votes.cols, votes.starts), shape=shape)


def _counted(given: sp.csr_array, seen: sp.csr_array) -> Whole:
    """Return sums, products and people of all pairs, in time of the votes of each person squared."""
    pairs = ((given, seen), (given, given), (seen, seen))
    return np.array([(one.T @ other).toarray() for one, other in pairs], np.int32)


def _counted_densely(given: sp.csr_array, seen: sp.csr_array) -> Whole:
    """Return the same of at most BLOCK people, in time of the statements squared."""
    votes, is_seen = given.toarray(), seen.toarray()
    both = votes.T @ (votes + np.float32(FIELD) * is_seen)
    sums = np.rint(both / FIELD)
    return np.array((sums, both - sums * FIELD, is_seen.T @ is_seen), np.int32)
