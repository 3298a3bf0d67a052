"""Who declared which constituency, and which of them may be shown apart.

A constituency whose people, or whose votes on one statement, are fewer than `min_size` is never left out and
never shown alone: it stands in one row together with others, so that no total minus the rest gives it away.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cairn.engine.opinion.votes import Votes

MIN_SIZE = 5  # people, or votes on one statement, below which nothing is shown apart
SHOWN, SMALL, PROTECTING = 0, 1, 2
TOGETHER = "Smaller ones together"
Counts = NDArray[np.integer[Any]]


@dataclass(frozen=True, slots=True)
class Membership:
    """The rows of every table by constituency, and whose row is whose.

    Rows stand in the order of their names; the row of those held back together, if any, is the last.
    """

    names: tuple[str, ...]  # (n_rows,)
    labels: NDArray[np.int64]  # (n_participants,) row of each person, -1 for who declared none
    sizes: NDArray[np.int64]  # (n_rows,) people with at least one vote
    together: tuple[str, ...]  # the constituencies in the last row; empty where all stand alone
    includes_undeclared: bool  # the last row holds those who declared none, too
    declared: NDArray[np.int64]  # (n_participants,) number of the declared constituency, -1 for none
    min_size: int

    @property
    def n_undeclared(self) -> int:
        """Count the people in no row."""
        return int((self.labels < 0).sum())


def membership(votes: Votes, declared: Mapping[str, str], *, min_size: int = MIN_SIZE) -> Membership:
    """Sort people into rows by the constituency they declared (`declared`: participant to constituency).

    Who is not in the votes is passed over. Constituencies of fewer than `min_size` people come together in
    one row, with the next smallest (or those who declared none) until it holds two and `min_size` people.
    Raises: ValueError if min_size is not positive.

    >>> from cairn.engine.opinion.votes import votes_from_matrix
    >>> votes = votes_from_matrix([[1]] * 9)
    >>> where = {str(i): "North" if i < 5 else "South" if i < 7 else "East" for i in range(9)}
    >>> (rows := membership(votes, where, min_size=3)).names, rows.sizes.tolist(), rows.together
    (('North', 'Smaller ones together'), [5, 4], ('East', 'South'))
    """
    if min_size < 1:
        raise ValueError(f"min_size is {min_size}; it must be 1 or more.")
    names = sorted({declared[one] for one in votes.participants if one in declared})
    number = {name: at for at, name in enumerate(names)}
    own = np.array([number.get(declared.get(one, ""), -1) for one in votes.participants], np.int64)
    sizes = np.bincount(own + 1, minlength=len(names) + 1)
    sizes = np.append(sizes[1:], sizes[0])  # those who declared none stand last
    is_held = held_back(sizes[:, None], min_size)[:, 0] != SHOWN
    together = tuple(name for name, hidden in zip(names, is_held[:-1], strict=True) if hidden)
    shown = [name for name, hidden in zip(names, is_held[:-1], strict=True) if not hidden]
    row_of = np.full(len(names) + 1, -1, np.int64)
    row_of[np.flatnonzero(~is_held[:-1])] = np.arange(len(shown))
    if together:
        row_of[np.flatnonzero(is_held)] = len(shown)
    labels = row_of[own]
    rows = [*shown, _free_name(names)] if together else shown
    return Membership(
        names=tuple(rows),
        labels=labels,
        sizes=np.bincount(labels + 1, minlength=len(rows) + 1)[1:],
        together=together,
        includes_undeclared=bool(together) and bool(is_held[-1]),
        declared=own,
        min_size=min_size,
    )


def held_back(counts: Counts, min_size: int) -> NDArray[np.int8]:
    """Say how each cell leaves: 0 shown, 1 held back as small, 2 held back to protect a small one.

    Shapes: `counts` is (n_rows, n_columns); the sum of each column is known to everyone. Small is 1 to
    `min_size` - 1; zero is shown. Where a column holds a small cell, the smallest others are held back
    until what is missing is two cells or more that reach `min_size` together; of equal ones, the first row.
    This is `disclosure.release_table` for tables of one column, for all columns at once.

    >>> held_back(np.array([[3, 3], [9, 2], [7, 0], [0, 40]]), 5).tolist()
    [[1, 1], [0, 1], [2, 0], [0, 0]]
    """
    order = np.argsort(np.where(counts > 0, counts, np.iinfo(np.int64).max), axis=0, kind="stable")
    ranked = np.take_along_axis(counts, order, axis=0)
    before = np.cumsum(ranked, axis=0) - ranked  # what is missing if all smaller ones are held back
    place = np.arange(len(counts))[:, None]
    has_small = ((counts > 0) & (counts < min_size)).any(axis=0)
    is_small = (ranked > 0) & (ranked < min_size)
    is_needed = (ranked > 0) & has_small & ((place < 2) | (before < min_size))
    status = np.where(is_small, SMALL, np.where(is_needed, PROTECTING, SHOWN)).astype(np.int8)
    found = np.empty_like(status)
    np.put_along_axis(found, order, status, axis=0)
    return found


def _free_name(names: list[str]) -> str:
    """Name the row of those together so that no constituency has that name."""
    name = TOGETHER
    while name in names:
        name += " (here)"
    return name
