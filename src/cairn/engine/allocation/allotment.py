"""What a rule decided, how, and what every group's share bought."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from cairn.engine.allocation.election import Election
from cairn.engine.allocation.ledger import Ledger
from cairn.engine.allocation.ties import Tie


@dataclass(frozen=True, slots=True)
class Purchase:
    """One chosen project and how it was paid for.

    `price` is what each supporter who could paid (under points: for each point), and `effective_votes`
    how many such supporters the cost amounts to; both are None where no shares were spent on it.
    """

    project: str
    cost: int
    phase: str  # "shares", "free", "votes" or "phragmen"
    price: Fraction | None = None
    effective_votes: Fraction | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Allotment:
    """How a budget was allotted; `cost` and `left` in whole minor units."""

    rule: str
    winners: tuple[str, ...]  # in the order of selection
    cost: int
    left: int
    ties: tuple[Tie, ...] = ()
    purchases: tuple[Purchase, ...] = ()
    warnings: tuple[str, ...] = ()
    endowment: Fraction | None = None  # of each voter, minor units
    runs: int = 1
    ledger: Ledger | None = None

    def __eq__(self, other: object) -> bool:
        """Two allotments are equal if everything a reader is told is."""
        return isinstance(other, Allotment) and self._told == other._told

    def __hash__(self) -> int:
        """Hash what a reader is told."""
        return hash(self._told)

    @property
    def _told(self) -> tuple[object, ...]:
        told = (self.rule, self.winners, self.cost, self.left, self.ties, self.purchases, self.warnings)
        return (*told, self.endowment, self.runs)


@dataclass(frozen=True, slots=True)
class Share:
    """What one group of voters held and what it bought, in exact minor units."""

    group: str
    voters: int
    endowment: Fraction
    paid: tuple[tuple[str, Fraction], ...]  # in the order of selection, only what the group paid for

    @property
    def left(self) -> Fraction:
        """Return what the group did not spend."""
        return self.endowment - sum((amount for _, amount in self.paid), Fraction(0))


def explain(allotment: Allotment, groups: Mapping[str, NDArray[np.int64]]) -> list[Share]:
    """Say what each group's share bought; a group is how many of its voters cast each type of ballot.

    Shapes: each group is (n_types,), whole numbers of voters. Units: minor units.
    What was filled in after the shares were spent is nobody's purchase, and does not appear.
    Raises: ValueError if the allotment was not made by Equal Shares.
    """
    if allotment.ledger is None:
        raise ValueError("Only Equal Shares gives every voter a share; allot by that rule to explain shares.")
    ledger = allotment.ledger
    return [_share(ledger, name, groups[name]) for name in sorted(groups)]


def _share(ledger: Ledger, name: str, weights: NDArray[np.int64]) -> Share:
    voters = int(weights.sum())
    projects = ledger.field.election.projects
    amounts = [_paid(ledger, position, weights) for position in range(len(ledger.bought))]
    paid = [(projects[c].id, amount) for c, amount in zip(ledger.bought, amounts, strict=True) if amount]
    return Share(name, voters, ledger.endowment * voters, tuple(paid))


def _paid(ledger: Ledger, position: int, weights: NDArray[np.int64]) -> Fraction:
    project = ledger.field.projects[ledger.bought[position]]
    gone = ledger.emptied_at[project.types] <= position
    units = int((weights[project.types] * project.worth)[~gone].sum())
    return ledger.prices()[position] * units + ledger.held(project.types[gone], position, weights)


def finish(
    election: Election,
    rule: str,
    purchases: list[Purchase],
    ties: list[Tie],
    *,
    ledger: Ledger | None = None,
    runs: int = 1,
) -> Allotment:
    """Return the allotment that these purchases make."""
    cost = sum(purchase.cost for purchase in purchases)
    return Allotment(
        rule,
        tuple(purchase.project for purchase in purchases),
        cost,
        election.budget - cost,
        tuple(ties),
        tuple(purchases),
        election.warnings,
        ledger.endowment if ledger else None,
        runs,
        ledger,
    )
