"""What a rule decided, and how."""

from dataclasses import dataclass
from fractions import Fraction

from cairn.engine.allocation.certificate import Certificate, Prices, certify, prices_of
from cairn.engine.allocation.election import Election
from cairn.engine.allocation.ledger import Ledger
from cairn.engine.allocation.ties import Tie, TieOrder


@dataclass(frozen=True, slots=True)
class Purchase:
    """One chosen project and how it was paid for.

    `price` is what each supporter who could paid (under points: for each point), and `effective_votes`
    how many such supporters the cost amounts to; both are None where no shares were spent on it.
    """

    project: str
    cost: int
    phase: str  # "shares", "free", "votes", "phragmen", or "topped up" where money must be added
    price: Fraction | None = None
    effective_votes: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Comparison:
    """How many voters are better off under each of two rules, and which was taken."""

    by: str  # "projects" or "covered"
    prefer_shares: int
    prefer_greedy: int

    @property
    def taken(self) -> str:
        """Return the rule that was taken: greedy only if strictly more voters are better off under it."""
        return "greedy" if self.prefer_greedy > self.prefer_shares else "equal-shares"


@dataclass(frozen=True, slots=True, eq=False)
class Allotment:
    """How a budget was allotted; `cost` and `left` in whole minor units.

    `left` is less than zero only where greedy tops up the last project: so much must be added.
    """

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
    tie_order: tuple[str, ...] = ()  # all ids, first to last, as ties were broken
    comparison: Comparison | None = None
    certificate: Certificate | None = None

    def __eq__(self, other: object) -> bool:
        """Two allotments are equal if everything a reader is told is."""
        return isinstance(other, Allotment) and self._told == other._told

    def __hash__(self) -> int:
        """Hash what a reader is told."""
        return hash(self._told)

    @property
    def _told(self) -> tuple[object, ...]:
        told = (self.rule, self.winners, self.cost, self.left, self.ties, self.purchases, self.warnings)
        return (*told, self.endowment, self.runs, self.tie_order, self.comparison, self.certificate)


def finish(
    election: Election,
    rule: str,
    bought: tuple[list[Purchase], list[Tie]],
    order: TieOrder,
    *,
    ledger: Ledger | None = None,
    prices: Prices | None = None,
) -> Allotment:
    """Return the allotment that these purchases make, with its certificate."""
    purchases, ties = bought
    cost = sum(purchase.cost for purchase in purchases)
    ids = {project.id: c for c, project in enumerate(election.projects)}
    winners = [ids[purchase.project] for purchase in purchases]
    if ledger and all(purchase.phase in ("shares", "free") for purchase in purchases):
        prices = prices_of(ledger)
    return Allotment(
        rule,
        tuple(purchase.project for purchase in purchases),
        cost,
        election.budget - cost,
        tuple(ties),
        tuple(purchases),
        election.warnings,
        ledger.endowment if ledger else None,
        ledger=ledger,
        tie_order=order.published,
        certificate=certify(election, winners, prices),
    )
