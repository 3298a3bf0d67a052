"""What every group's share bought."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from cairn.engine.allocation.allotment import Allotment
from cairn.engine.allocation.election import Election
from cairn.engine.allocation.ledger import Ledger

Groups = Mapping[str, NDArray[np.int64]]


@dataclass(frozen=True, slots=True)
class Share:
    """What one group of voters held and what it bought, in exact minor units."""

    group: str
    voters: int
    endowment: Fraction
    paid: tuple[tuple[str, Fraction], ...]  # in the order of selection, only what the group paid for
    covered: int = 0  # voters with at least one project funded that they approve

    @property
    def left(self) -> Fraction:
        """Return what the group did not spend."""
        return self.endowment - sum((amount for _, amount in self.paid), Fraction(0))


def explain(allotment: Allotment, groups: Groups) -> list[Share]:
    """Say what each group's share bought; a group is how many of its voters cast each type of ballot.

    Shapes: each group is (n_types,), whole numbers of voters. Units: minor units.
    What was filled in after the shares were spent is nobody's purchase, and does not appear.
    Raises: ValueError if the allotment was not made by Equal Shares.
    """
    if allotment.ledger is None:
        raise ValueError("Only Equal Shares gives every voter a share; allot by that rule to explain shares.")
    ledger = allotment.ledger
    covered = covered_types(ledger.field.election, allotment.winners)
    return [_share(ledger, name, groups[name], covered) for name in sorted(groups)]


def _share(ledger: Ledger, name: str, weights: NDArray[np.int64], covered: NDArray[np.bool_]) -> Share:
    voters = int(weights.sum())
    projects = ledger.field.election.projects
    amounts = [ledger.paid_by(position, weights) for position in range(len(ledger.bought))]
    paid = [(projects[c].id, amount) for c, amount in zip(ledger.bought, amounts, strict=True) if amount]
    return Share(name, voters, ledger.endowment * voters, tuple(paid), int(weights[covered].sum()))


def explain_evenly(election: Election, allotment: Allotment, groups: Groups) -> list[Share]:
    """Say what each group got under any rule: the cost of a project is divided evenly among its supporters.

    The endowment is the group's equal part of the budget, so less than nothing left is what it got beyond.
    Shapes: each group is (n_types,), whole numbers of voters. Units: minor units.
    """
    ids = [project.id for project in election.projects]
    places = [ids.index(winner) for winner in allotment.winners]
    share = Fraction(election.budget, max(election.n_voters, 1))
    covered, votes = covered_types(election, allotment.winners), election.votes
    told = []
    for name in sorted(groups):
        weights = groups[name]
        by_project = election.totals(np.ones_like(election.points), weights)
        paid = [
            (ids[c], Fraction(purchase.cost * int(by_project[c]), int(votes[c])))
            for c, purchase in zip(places, allotment.purchases, strict=True)
            if by_project[c] and purchase.cost
        ]
        voters = int(weights.sum())
        told.append(Share(name, voters, share * voters, tuple(paid), int(weights[covered].sum())))
    return told


def covered_types(election: Election, winners: Sequence[str]) -> NDArray[np.bool_]:
    """Return which ballot types approve at least one of the winners, (n_types,)."""
    chosen = np.isin([project.id for project in election.projects], list(winners))
    covered = np.zeros(len(election.weights), np.bool_)
    covered[election.types[chosen[election.columns]]] = True
    return covered
