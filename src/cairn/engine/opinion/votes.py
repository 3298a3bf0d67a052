"""Who voted what on which statement: the one input of every opinion map."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import scipy.sparse as sp
from numpy.typing import ArrayLike, NDArray

Numbers = NDArray[np.integer[Any] | np.floating[Any]]
Index = NDArray[np.int32]
Cells = tuple[Index, Index, NDArray[np.int8]]
AGREE, PASS, DISAGREE = 1, 0, -1
MODERATED_OUT = -1


@dataclass(frozen=True, slots=True)
class Votes:
    """One vote for each pair of participant and statement, in one order whatever order they came in.

    Participants and statements stand in natural order of their ids ("9" before "10"); cells are sorted
    by row, then column, and no pair occurs twice. Votes made from the same facts are equal byte for byte.
    """

    participants: tuple[str, ...]  # those with at least one vote
    statements: tuple[str, ...]  # all, also those nobody has voted on
    rows: NDArray[np.int32]  # (n_votes,) index into participants
    cols: NDArray[np.int32]  # (n_votes,) index into statements
    values: NDArray[np.int8]  # (n_votes,) agree +1, pass 0, disagree -1
    moderated: NDArray[np.int8]  # (n_statements,) out -1, not yet 0, in +1
    is_meta: NDArray[np.bool_]  # (n_statements,) about the conversation itself

    @property
    def starts(self) -> NDArray[np.int32]:
        """Return where each participant's votes start, and at last their number (n_participants + 1,)."""
        people = np.arange(len(self.participants) + 1, dtype=np.int32)  # one type, or all rows are copied
        return np.searchsorted(self.rows, people).astype(np.int32)

    @property
    def is_left_out(self) -> NDArray[np.bool_]:
        """Return which statements do not shape the map: moderated out, or meta."""
        left_out: NDArray[np.bool_] = (self.moderated == MODERATED_OUT) | self.is_meta
        return left_out


def votes_from_cells(
    participants: Sequence[str],
    statements: Sequence[str],
    cells: tuple[ArrayLike, ArrayLike, ArrayLike],
    *,
    times: ArrayLike | None = None,
    moderated: ArrayLike | None = None,
    is_meta: ArrayLike | None = None,
) -> Votes:
    """Make votes from `cells` = (rows, cols, values), in any order.

    Shapes: rows, cols, values and times are (n,); moderated and is_meta are (n_statements,).
    Units: agree +1, pass 0, disagree -1; times in any one unit, larger is later.
    Where times are given the last vote on a statement wins (of two at one time, the lower value);
    without times a pair may not occur twice with different votes. Who cast no vote is left out.
    Raises: ValueError if shapes disagree, an id is repeated, or an index or a vote is out of range.

    >>> votes = votes_from_cells(["10", "9"], ["a"], ([0, 1, 0], [0, 0, 0], [1, -1, 0]), times=[1, 1, 2])
    >>> votes.participants, votes.values.tolist()
    (('9', '10'), [-1, 0])
    """
    row, col, value = checked_cells(cells, (len(participants), len(statements)))
    check_ids("participant", participants)
    check_ids("statement", statements)
    if times is not None:
        last = last_of_each(row, col, value, np.asarray(times))
        row, col, value = row[last], col[last], value[last]
    statement_order = natural_order(statements)
    participant_order = natural_order(participants)
    has_voted = np.zeros(len(participants), np.bool_)
    has_voted[row] = True
    participant_order = participant_order[has_voted[participant_order]]
    row = renumbered(row, participant_order, len(participants))
    col = renumbered(col, statement_order, len(statements))
    rows, cols, values = _sorted_once(row, col, value, (len(participant_order), len(statements)))
    return Votes(
        tuple([participants[i] for i in participant_order.tolist()]),
        tuple([statements[j] for j in statement_order.tolist()]),
        rows,
        cols,
        values,
        flags("moderated", moderated, len(statements))[statement_order],
        flags("is_meta", is_meta, len(statements)).astype(np.bool_)[statement_order],
    )


def votes_from_matrix(
    matrix: ArrayLike,
    *,
    participants: Sequence[str] | None = None,
    statements: Sequence[str] | None = None,
    moderated: ArrayLike | None = None,
    is_meta: ArrayLike | None = None,
) -> Votes:
    """Make votes from a dense matrix (n_participants, n_statements) in which NaN is "not seen".

    Ids are the numbers of rows and columns where none are given.
    Raises: ValueError if the matrix is not two-dimensional, or as `votes_from_cells`.

    >>> votes_from_matrix([[1, float("nan")], [0, -1]]).values.tolist()
    [1, 0, -1]
    """
    dense = np.asarray(matrix, np.float64)
    if dense.ndim != 2:
        raise ValueError(f"A matrix of votes has rows and columns; this one has {dense.ndim} dimension(s).")
    rows, cols = np.nonzero(~np.isnan(dense))
    return votes_from_cells(
        participants if participants is not None else [str(i) for i in range(dense.shape[0])],
        statements if statements is not None else [str(j) for j in range(dense.shape[1])],
        (rows, cols, dense[rows, cols]),
        moderated=moderated,
        is_meta=is_meta,
    )


def natural_order(ids: Sequence[str]) -> NDArray[np.intp]:
    """Return the order that sorts ids as people do, numbers inside them by size.

    >>> natural_order(["p10", "p9", "a"]).tolist()
    [2, 1, 0]
    """
    ids = list(ids)
    joined = "".join(ids)
    if all(ids) and joined.isascii() and joined.isdigit() and max(map(len, ids)) < 19:
        numbers = list(map(int, ids))
        if list(map(str, numbers)) == ids:  # no leading zeros, so equal numbers are equal ids
            return np.argsort(np.array(numbers), kind="stable")
    keys = [(_natural_key(one), one) for one in ids]
    return np.array(sorted(range(len(ids)), key=keys.__getitem__), dtype=np.intp)


def _natural_key(one: str) -> list[tuple[int, int, str]]:
    """Split an id into its texts and numbers; a number stands before a text."""
    parts = re.findall(r"[0-9]+|[^0-9]+", one)
    return [(0, int(part), "") if part[0] in "0123456789" else (1, 0, part) for part in parts]


def checked_cells(cells: tuple[ArrayLike, ArrayLike, ArrayLike], shape: tuple[int, int]) -> Cells:
    """Return rows, columns and votes as small integers, once they are seen to be right."""
    row, col, value = (np.asarray(part) for part in cells)
    if not row.shape == col.shape == value.shape or row.ndim != 1:
        raise ValueError(
            f"Rows, columns and values differ in shape: {row.shape}, {col.shape}, {value.shape}."
        )
    for name, index, size in (("participant", row, shape[0]), ("statement", col, shape[1])):
        if index.size and (index.min() < 0 or index.max() >= size):
            outside = index[(index < 0) | (index >= size)]
            raise ValueError(f"A vote names {name} number {outside[0]}, but there are {size}.")
    is_vote = (value == AGREE) | (value == PASS) | (value == DISAGREE)
    if not is_vote.all():
        at = int(np.flatnonzero(~is_vote)[0])
        raise ValueError(
            f"Vote number {at} is {value[at]}; a vote is 1 (agree), 0 (pass) or -1 (disagree). Correct it."
        )
    return (
        row.astype(np.int32, copy=False),
        col.astype(np.int32, copy=False),
        value.astype(np.int8, copy=False),
    )


def check_ids(kind: str, ids: Sequence[str]) -> None:
    """See that each id is there once and is not empty; ValueError if not."""
    if len(set(ids)) != len(ids):
        seen: set[str] = set()
        twice = next(one for one in ids if one in seen or seen.add(one))  # type: ignore[func-returns-value]
        raise ValueError(f"The {kind} id {twice!r} is there twice; give each {kind} one id.")
    if "" in ids:
        raise ValueError(f"A {kind} has an empty id; give each {kind} one id.")


def flags(name: str, values: ArrayLike | None, size: int) -> NDArray[np.int8]:
    """Return -1, 0 or 1 for each statement, 0 where none are given; ValueError for anything else."""
    if values is None:
        return np.zeros(size, np.int8)
    given = np.asarray(values)
    if given.shape != (size,) or not np.isin(given, (-1, 0, 1)).all():
        raise ValueError(f"`{name}` must hold -1, 0 or 1 for each of the {size} statements.")
    return given.astype(np.int8)


def renumbered(index: Index, order: NDArray[np.intp], size: int) -> Index:
    """Number what an index names by its place in an order; nothing is done where it stands so already."""
    numbers = np.arange(len(order), dtype=np.int32)
    if len(order) == size and (order == numbers).all():
        return index
    place = np.full(size, -1, np.int32)
    place[order] = numbers
    return place[index]


def last_of_each(row: Index, col: Index, value: NDArray[np.int8], times: Numbers) -> NDArray[np.intp]:
    """Return where the latest vote of each pair is, sorted by row and column.

    Of two at one time it is the lower value, so that no order matters.
    """
    if times.shape != row.shape:
        raise ValueError(f"There are {row.size} votes and {times.size} times; give each vote one time.")
    order = np.lexsort((-value, times, col, row))
    row, col = row[order], col[order]
    is_last = np.ones(row.size, np.bool_)
    is_last[:-1] = (row[1:] != row[:-1]) | (col[1:] != col[:-1])
    return order[is_last]


def _sorted_once(row: Index, col: Index, value: NDArray[np.int8], shape: tuple[int, int]) -> Cells:
    """Sort cells by row and column, in time linear in the votes, and drop a vote that is there twice."""
    is_next = (row[1:] > row[:-1]) | ((row[1:] == row[:-1]) & (col[1:] > col[:-1]))
    if is_next.all():
        return row.copy(), col.copy(), value.copy()
    cells = sp.coo_array((value, (row, col)), shape=shape)
    table = cells.tocsr()
    if table.nnz < row.size:  # pairs that occur twice were added up: take them one by one
        return _sorted_unique(row, col, value, shape)
    rows = np.repeat(np.arange(shape[0], dtype=np.int32), np.diff(table.indptr))
    return rows, table.indices, table.data


def _sorted_unique(row: Index, col: Index, value: NDArray[np.int8], shape: tuple[int, int]) -> Cells:
    """Sort by one integer key that carries the vote in its two lowest bits."""
    at = row.astype(np.int64) * shape[1] + col
    key = np.unique((at << 2) | (value.astype(np.int64) + 1))
    cell = key >> 2
    if (cell[1:] == cell[:-1]).any():
        raise ValueError(
            "A participant has two different votes on one statement; give the times: the last one wins."
        )
    row, col = np.divmod(cell, shape[1])
    return row.astype(np.int32), col.astype(np.int32), ((key & 3) - 1).astype(np.int8)
