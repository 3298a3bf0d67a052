"""Who approves which statement, where most people have seen only a few of them.

What somebody has not seen she neither approves nor rejects. So each person counts as several equal parts.
In all of them what she said stands: agree approves; disagree and pass do not. What she has not seen is
approved in as many of her parts as the chance that she would agree foretells; the seed decides in which.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cairn.engine.opinion.statements import tally
from cairn.engine.opinion.votes import AGREE, Votes
from cairn.engine.representation.pooling import pool

Floats = NDArray[np.float64]
UNSEEN = -1
MIN_SEEN = 0.02  # a statement that fewer have seen is no candidate
CONTESTED = (20, 70)  # per cent


@dataclass(frozen=True, slots=True)
class Approvals:
    """The electorate of a slate: everyone in equal parts, the first parts of all first."""

    table: NDArray[np.bool_]  # (n_people * n_parts, n_candidates)
    weights: NDArray[np.int64]  # (n_people * n_parts,) whole numbers
    stated: NDArray[np.int8]  # (n_people, n_candidates) 1 agreed, 0 disagreed or passed, -1 not seen
    statements: NDArray[np.intp]  # (n_candidates,) columns of the votes
    n_parts: int
    is_estimated: bool = False
    seed: int = 0

    @property
    def total(self) -> int:
        """Return the weight of everyone."""
        return int(self.weights.sum())


def chances_to_agree(votes: Votes, labels: NDArray[np.int64], if_side: ArrayLike | None = None) -> Floats:
    """Return the chance that each person would agree with each statement, had she seen it.

    Shapes: `labels` is (n_participants,), the row (group or constituency) of each, -1 for none; `if_side` and
    the result are (n_participants, n_statements). Without `if_side` it is how many of her row agree; rows
    with few votes lean on the others (see `pooling`). With it (her own chance to agree if she takes a side,
    as an ideal-point map gives it), only how many pass comes from the row.
    Raises: ValueError if a chance is outside 0 to 1, or shapes disagree.

    >>> from cairn.engine.opinion.votes import votes_from_matrix
    >>> nan = float("nan")
    >>> votes = votes_from_matrix([[1, 1], [1, nan], [nan, -1], [-1, nan]] * 5)
    >>> chances_to_agree(votes, np.array([0, 0, 1, 1] * 5)).round(1)[1:3].tolist()
    [[1.0, 1.0], [0.0, 0.0]]
    """
    n_rows = int(labels.max(initial=-1)) + 2
    _, inside = tally(votes, labels + 1, n_rows)
    counts = np.stack((inside.agree, inside.disagree, inside.passed))
    nobody = np.zeros((3, counts.shape[2]), np.int64)
    share = pool(counts, np.ones(counts.shape[1:], np.bool_), nobody).share
    if if_side is None:
        return np.asarray(share[0][labels + 1])
    told = np.asarray(if_side, np.float64)
    _check_chances(told, (len(labels), counts.shape[2]))
    return np.asarray(told * (1 - share[2])[labels + 1])


def _check_chances(told: Floats, shape: tuple[int, int]) -> None:
    if told.shape != shape or not ((told >= 0) & (told <= 1)).all():
        raise ValueError("Chances go from 0 to 1, one for each participant and each statement.")


def candidates(
    votes: Votes, *, contested: bool, weights: NDArray[np.int64] | None = None
) -> NDArray[np.intp]:
    """Return the columns that may stand on a slate: shown, seen by at least 2 % of people, and by one.

    With `contested`, only those that 20 to 70 % agree with of those who took a side, by weight.

    >>> from cairn.engine.opinion.votes import votes_from_matrix
    >>> candidates(votes_from_matrix([[1, 1, -1]] * 2 + [[1, -1, 0]] * 2), contested=True).tolist()
    [1]
    """
    m = len(votes.statements)
    seen = np.bincount(votes.cols, minlength=m)
    may_stand = ~votes.is_left_out & (seen >= max(1, MIN_SEEN * len(votes.participants)))
    if contested:
        each = np.ones(len(votes.rows)) if weights is None else weights[votes.rows]
        agree, disagree = (np.bincount(votes.cols, each * (votes.values == vote), m) for vote in (1, -1))
        sides = agree + disagree  # whole numbers: 20 % is compared exactly
        low, high = CONTESTED
        may_stand &= (sides > 0) & (100 * agree >= low * sides) & (100 * agree <= high * sides)
    return np.flatnonzero(may_stand)


def stated_on(votes: Votes, columns: NDArray[np.intp]) -> NDArray[np.int8]:
    """Return what each person said of these statements: 1 agreed, 0 disagreed or passed, -1 not seen."""
    stated = np.full((len(votes.participants), len(votes.statements)), UNSEEN, np.int8)
    stated[votes.rows, votes.cols] = votes.values == AGREE
    return stated[:, columns]


def approvals(
    votes: Votes,
    columns: NDArray[np.intp],
    chances: ArrayLike | None,
    *,
    n_parts: int = 4,
    seed: int = 0,
    weights: NDArray[np.int64] | None = None,
) -> Approvals:
    """Make the electorate that votes on the statements in `columns`.

    Shapes: `chances` is (n_participants, n_statements), from 0 to 1; None: what was not seen is not approved,
    and each person is one part. `weights` is (n_participants,), whole numbers from 0. The seed decides
    which parts approve what was not seen, evenly: of n parts, n times the chance, rounded up or down.
    Raises: ValueError if shapes disagree, a chance is outside 0 to 1, a weight is negative, or no part is
    left.

    >>> from cairn.engine.opinion.votes import votes_from_matrix
    >>> votes = votes_from_matrix([[1, -1], [float("nan"), 1]])
    >>> found = approvals(votes, np.array([0, 1]), np.full((2, 2), 0.5), n_parts=2)
    >>> found.table.sum(axis=0).tolist(), found.stated.tolist()
    ([3, 2], [[1, 0], [-1, 1]])
    """
    stated = stated_on(votes, columns)
    each = np.ones(len(stated), np.int64) if weights is None else weights
    if each.shape != (len(stated),) or each.min(initial=0) < 0:
        raise ValueError(f"Give each of the {len(stated)} people one weight, a whole number from 0.")
    if n_parts < 1:
        raise ValueError(f"{n_parts} parts were asked for; a person has one or more.")
    if chances is None:
        return Approvals(stated == 1, each, stated, columns, 1, seed=seed)
    told = np.asarray(chances, np.float64)
    _check_chances(told, (len(stated), len(votes.statements)))
    told, turn = told[:, columns], np.random.default_rng(seed).random(stated.shape)
    table = np.concatenate(
        [
            np.where(stated == UNSEEN, (turn + part / n_parts) % 1 < told, stated == 1)
            for part in range(n_parts)
        ]
    )
    return Approvals(table, np.tile(each, n_parts), stated, columns, n_parts, is_estimated=True, seed=seed)
