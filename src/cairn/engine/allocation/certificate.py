"""A certificate: whether an outcome is proportional, which anyone can check again from the ballots."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from cairn.engine.allocation.election import Election, by_column
from cairn.engine.allocation.ledger import Ledger

LARGE = 2**62  # beyond this the sums are made in Python's whole numbers


@dataclass(frozen=True, slots=True)
class Neglect:
    """Voters who agree on a project, hold enough of the budget for it, and got too little."""

    project: str
    voters: int
    deserved: Fraction  # their part of the budget, minor units
    got: int  # the most that any of them has funded, minor units


@dataclass(frozen=True, slots=True)
class Certificate:
    """What holds of an outcome.

    `ejr_plus`: extended justified representation (EJR+) up to one project, measured by cost: no group that
    agrees on a project left out holds more of the budget than each of its members has funded, that project
    counted in. `neglected` is the worst case found, if there is one. `priceable`: everybody can be given the
    same amount and pay only for what she approves, so that every project is paid exactly and no other could
    be bought from what is left; None where the outcome was not paid for in that way.
    """

    ejr_plus: bool
    neglected: Neglect | None
    priceable: bool | None
    amount: Fraction | None  # what everybody is given, minor units
    affordable: tuple[str, ...]  # left out, though their supporters hold the cost together
    covered: int  # voters with at least one funded project that they approve
    voters: int

    @property
    def in_words(self) -> str:
        """Say what holds, in a sentence or two."""
        if not self.voters:
            return "Nobody voted, so there is nothing to be proportional to."
        return (
            f"{self._ejr} {self._prices}{self.covered:,} of {self.voters:,} voters approve a funded project."
        )

    @property
    def _ejr(self) -> str:
        if self.neglected is None:
            return "Proportional: no group that agrees on a project was left with less than its part (EJR+)."
        group = self.neglected
        return (
            f"Not proportional (EJR+ fails): {group.voters:,} voters agree on {group.project} and were left "
            "with less than their part of the budget."
        )

    @property
    def _prices(self) -> str:
        if self.priceable is None or (self.priceable and not self.covered):
            return ""
        if self.priceable:
            return "Every project was paid by its own supporters from equal shares (priceable). "
        return f"The supporters of {', '.join(self.affordable)} could still pay for it (not priceable). "


class Prices(NamedTuple):
    """What everybody was given, and what is left out though its supporters hold more than its cost."""

    amount: Fraction
    affordable: tuple[str, ...]


def certify(election: Election, winners: Sequence[int], prices: Prices | None) -> Certificate:
    """Return the certificate of an outcome, checked exactly from the ballots; `winners` are columns.

    Source: Brill & Peters (2023), "Robust and Verifiable Proportionality Axioms", arXiv:2302.01989; Peters &
    Skowron (2020), "Proportionality and the Limits of Welfarism", arXiv:1911.11747.
    """
    chosen = np.zeros(len(election.projects), np.bool_)
    chosen[list(winners)] = True
    neglected = _worst(election, chosen, _reached(election, chosen))
    covered = np.zeros(len(election.weights), np.bool_)
    covered[election.types[chosen[election.columns]]] = True
    return Certificate(
        neglected is None,
        neglected,
        None if prices is None else not prices.affordable,
        None if prices is None else prices.amount,
        () if prices is None else prices.affordable,
        int(election.weights[covered].sum()),
        election.n_voters,
    )


def prices_of(ledger: Ledger) -> Prices | None:
    """Return the prices that a ledger holds, or None if it did not pay every project in full."""
    election, bought = ledger.field.election, set(ledger.bought)
    for position, c in enumerate(ledger.bought):
        if ledger.paid_by(position, election.weights) != election.projects[c].cost:
            return None
    left_out = [
        project.id for c, project in enumerate(election.projects) if c not in bought and ledger.hold_more(c)
    ]
    return Prices(ledger.endowment, tuple(left_out))


def _whole(election: Election) -> type:
    """Return the type in which sums over voters and costs are exact."""
    most = max(election.budget, sum(project.cost for project in election.projects))
    return np.int64 if most * max(election.n_voters, 1) < LARGE else object


def _reached(election: Election, chosen: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Return the cost of what each ballot type has funded, (n_types,)."""
    kind = _whole(election)
    costs: NDArray[Any] = np.array([project.cost for project in election.projects], kind)
    reached: NDArray[Any] = np.zeros(len(election.weights), kind)
    kept = chosen[election.columns]
    np.add.at(reached, election.types[kept], costs[election.columns[kept]])
    return reached


def _worst(election: Election, chosen: NDArray[np.bool_], reached: NDArray[np.int64]) -> Neglect | None:
    """Return the group that lacks the most of what it deserves, if any does."""
    n = max(election.n_voters, 1)
    pairs = zip(election.projects, election.votes.tolist(), strict=True)
    large = np.array([election.budget * count > n * project.cost for project, count in pairs], np.bool_)
    looked_at = large & ~chosen
    worst, lack = None, 0
    by_column = _by_column(election, looked_at)
    for c in np.flatnonzero(looked_at).tolist():
        cost = election.projects[c].cost
        types, counts = _poorest(election, by_column[c], reached, cost)
        gaps = election.budget * counts - n * (reached[types] + cost)
        if len(gaps) and gaps.max() > lack:
            k = int(np.argmax(gaps))
            lack = gaps[k]
            deserved = Fraction(election.budget * int(counts[k]), n)
            worst = Neglect(election.projects[c].id, int(counts[k]), deserved, int(reached[types[k]]))
    return worst


def _poorest(
    election: Election, types: NDArray[np.int64], reached: NDArray[np.int64], cost: int
) -> tuple[NDArray[np.int64], NDArray[Any]]:
    """Return the supporters who together deserve more than each has, the poorest first, and their numbers.

    Whoever has more than all the others with her deserve is in no such group; without her they deserve less.
    """
    n, weights = max(election.n_voters, 1), election.weights
    have = reached[types]
    while True:
        poor = n * (have + cost) < election.budget * int(weights[types].sum())
        if poor.all():
            break
        types, have = types[poor], have[poor]
    order = np.argsort(have, kind="stable")
    counts: NDArray[Any] = np.cumsum(weights[types[order]]).astype(reached.dtype)
    return types[order], counts


def _by_column(election: Election, wanted: NDArray[np.bool_]) -> list[NDArray[np.int64]]:
    kept = np.flatnonzero(wanted[election.columns])
    kept = kept[by_column(election.columns[kept], len(election.projects))]
    ends = np.cumsum(np.bincount(election.columns[kept], minlength=len(election.projects)))
    return np.split(election.types[kept], ends[:-1])
