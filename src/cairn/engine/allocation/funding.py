"""Equal Shares on plain arrays: who approves what, what it costs, and what was funded."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cairn.engine.allocation.allotment import Allotment
from cairn.engine.allocation.election import Ballot, Project, Utility, build_election
from cairn.engine.allocation.equal_shares import by_equal_shares
from cairn.engine.allocation.explanation import Share, explain
from cairn.engine.allocation.shares import Completion, Shares

Approvals = NDArray[np.bool_] | NDArray[np.int64]
STEPS = 1000  # add1 raises the share by a thousandth of itself


@dataclass(frozen=True, slots=True)
class Funding:
    """Which proposals are funded, and how; amounts in minor currency units."""

    chosen: NDArray[np.bool_]  # (n_proposals,)
    left: int  # not spent
    allotment: Allotment  # the rule in words, ties, prices; proposals named by their column
    types: NDArray[np.int64]  # (n_voters,) each voter's type of ballot
    weights: NDArray[np.int64]  # (n_voters,)

    def explain(self, groups: Sequence[str]) -> list[Share]:
        """Say what the share of each group of voters bought; `groups` names the group of each voter."""
        names = np.array(groups)
        size = int(self.types.max(initial=-1)) + 1
        counted = {
            name: np.bincount(self.types[names == name], self.weights[names == name], size).astype(np.int64)
            for name in sorted(set(groups))
        }
        return explain(self.allotment, counted)


def equal_shares(
    approvals: Approvals,
    costs: NDArray[np.int64],
    *,
    budget: int,
    weights: ArrayLike | None = None,
    utility: Utility = "cost",
    completion: Completion = "none",
) -> Funding:
    """Fund proposals by the Method of Equal Shares, exactly.

    Shapes: `approvals` is (n_voters, n_proposals), true or points; `costs` is (n_proposals,); `weights` is
    (n_voters,), whole numbers: a voter of weight 3 counts as three who vote alike.
    Units: costs and budget in minor currency units. Completion add1 raises each share by thousandths.
    Ties go to the lowest cost, then most votes, then the lower column; without voters nothing is funded.
    Raises: ValueError if a cost, a weight or the budget is negative or the shapes disagree.
    Source: Peters, Pierczyński & Skowron (2021), arXiv:2008.13276.

    >>> equal_shares(np.eye(2, dtype=bool), np.array([20, 10]), budget=30).chosen.tolist()
    [False, True]
    >>> equal_shares(np.eye(2, dtype=bool), np.array([20, 10]), budget=30, completion="add1").chosen.tolist()
    [True, True]
    """
    table, counts = _checked(approvals, costs, weights)
    names = [Project(str(column), int(cost)) for column, cost in enumerate(costs)]
    rows = [_ballot(row) for row in table]
    ballots: Counter[Ballot] = Counter()
    for ballot, count in zip(rows, counts.tolist(), strict=True):
        ballots[ballot] += count
    election = build_election(names, ballots, budget=budget, has_points=table.dtype != np.bool_)
    voters = max(election.n_voters, 1)
    step = Fraction(max(budget, 1), STEPS * voters)
    allotment = by_equal_shares(election, Shares(utility, completion, step=step))
    chosen = np.isin(np.arange(len(names)).astype(str), allotment.winners)
    places = {ballot: t for t, ballot in enumerate(sorted(b for b, count in ballots.items() if count))}
    types = np.array([places.get(row, 0) for row in rows], np.int64)
    return Funding(chosen, allotment.left, allotment, types, counts)


def _checked(
    approvals: Approvals, costs: NDArray[np.int64], weights: ArrayLike | None
) -> tuple[Approvals, NDArray[np.int64]]:
    if approvals.ndim != 2 or costs.shape != (approvals.shape[1],):
        raise ValueError(
            f"approvals are {approvals.shape} and costs {costs.shape}; "
            "give (n_voters, n_proposals) and (n_proposals,)."
        )
    counts = np.ones(len(approvals), np.int64) if weights is None else np.asarray(weights)
    if counts.shape != (len(approvals),) or counts.dtype.kind not in "iu" or (counts < 0).any():
        raise ValueError("weights must be one whole number of zero or more for each voter.")
    if costs.dtype.kind not in "iu":
        raise ValueError("costs must be whole minor units; round them first.")
    if approvals.dtype.kind not in "biu" or approvals.min(initial=0) < 0:
        raise ValueError("approvals must be true or false, or whole numbers of points of zero or more.")
    return approvals, counts.astype(np.int64)


def _ballot(row: Approvals) -> Ballot:
    columns = np.flatnonzero(row)
    return tuple(columns.tolist()), tuple(int(points) for points in row[columns])
