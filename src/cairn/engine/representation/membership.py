"""Who declared which constituency, and which of them may be shown apart.

A constituency whose people, or whose votes on one statement, are fewer than `min_size` is never left out and
never shown alone: it stands in one row together with others, so that no total minus the rest gives it away.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cairn.engine.disclosure.columns import MIN_SIZE, SHOWN, held_back
from cairn.engine.opinion.votes import Votes

TOGETHER = "Smaller ones together"


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


def _free_name(names: list[str]) -> str:
    """Name the row of those together so that no constituency has that name."""
    name = TOGETHER
    while name in names:
        name += " (here)"
    return name
