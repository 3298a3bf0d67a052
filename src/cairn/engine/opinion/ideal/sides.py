"""The votes that take a side: agree or disagree, on statements that shape the map."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from cairn.engine.opinion.votes import Votes

BLOCK = 1 << 17  # votes looked at together: memory stays small, and that again and again
Floats = NDArray[np.float64]
Index = NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Sides:
    """Votes for or against, sorted by person, then statement."""

    n_people: int
    n_statements: int
    rows: Index  # (n_votes,)
    cols: Index  # (n_votes,)
    signs: NDArray[np.int8]  # (n_votes,) agree +1, disagree -1

    def blocks(self) -> Iterator[slice]:
        """Cut the votes into blocks."""
        return (slice(start, start + BLOCK) for start in range(0, len(self.rows), BLOCK))

    def table(self, values: Floats) -> sp.csr_array:
        """Lay values, one a vote, out as people × statements; the array is shared, not copied."""
        people = np.arange(self.n_people + 1, dtype=np.int32)
        starts = np.searchsorted(self.rows, people).astype(np.int32)
        return sp.csr_array((values, self.cols, starts), shape=(self.n_people, self.n_statements))


def sides_of(votes: Votes) -> Sides:
    """Keep the votes that take a side, on statements neither moderated out nor meta.

    A pass is no evidence for either side, and so is treated as if the statement had not been seen.

    >>> from cairn.engine.opinion.votes import votes_from_matrix
    >>> sides_of(votes_from_matrix([[1, 0], [-1, 1]])).signs.tolist()
    [1, -1, 1]
    """
    is_kept = (votes.values != 0) & ~votes.is_left_out[votes.cols]
    return Sides(
        len(votes.participants),
        len(votes.statements),
        votes.rows[is_kept],
        votes.cols[is_kept],
        votes.values[is_kept],
    )
