"""The Method of Equal Shares: everyone holds the same part of the budget, and it buys what she supports."""

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from cairn.engine.allocation.allotment import Allotment, Purchase, finish
from cairn.engine.allocation.election import Election, Utility
from cairn.engine.allocation.greedy import fill, support
from cairn.engine.allocation.ledger import Field, Ledger
from cairn.engine.allocation.phragmen import Loads, carry
from cairn.engine.allocation.queue import Queue
from cairn.engine.allocation.ties import Tie, TieOrder, tie_order

Completion = Literal["none", "add1", "add1u", "utilitarian", "phragmen"]
Add1Stop = Literal["overspend", "exhaustive"]

UTILITIES: dict[Utility, str] = {
    "cost": "a funded project counts by its cost",
    "cardinality": "every funded project counts as one",
    "points": "a funded project counts by the points given to it",
}
STOPS: dict[Add1Stop, str] = {
    "overspend": "until the next step would overspend",
    "exhaustive": "until nothing more fits, or the next step would overspend",
}


@dataclass(frozen=True, slots=True)
class Shares:
    """The options of Equal Shares; `step` is the rise of add1 for each voter, in minor units."""

    utility: Utility = "cost"
    completion: Completion = "none"
    add1_stop: Add1Stop = "overspend"
    step: Fraction | None = None  # one currency unit where none is given
    lot: tuple[str, ...] | None = None

    def __post_init__(self) -> None:
        """Refuse options that do not exist."""
        if self.completion not in ("none", "add1", "add1u", "utilitarian", "phragmen"):
            raise ValueError(
                f"The completion {self.completion!r} is unknown; "
                "choose none, add1, add1u, utilitarian or phragmen."
            )
        if self.add1_stop not in STOPS:
            raise ValueError(f"The stop {self.add1_stop!r} is unknown; choose overspend or exhaustive.")
        if self.step is not None and self.step <= 0:
            raise ValueError("The step must be more than zero.")


@dataclass(slots=True)
class Run:
    """One run of the rule: what was bought, in order, and who has how much left."""

    ledger: Ledger
    ties: list[Tie]
    cost: int


def by_equal_shares(
    election: Election,
    shares: Shares | None = None,
    *,
    on_run: Callable[[int], None] | None = None,
) -> Allotment:
    """Allot the budget by the Method of Equal Shares, exactly.

    Projects that cost nothing and have support are chosen first. Where all supported projects fit the budget
    together, add1 climbs no ladder but funds them all; its ladder also ends when every supported project that
    fits the budget alone is bought. Ties go to the lowest cost, then most votes, then lower id (or the lot).
    `on_run` is told the number of each run of the ladder.
    Units: minor units. Without voters nothing is funded.
    Raises: ValueError for points that are missing, or a lot that is not complete.
    Source: Peters, Pierczyński & Skowron (2021), "Proportional Participatory Budgeting with Additive
    Utilities", arXiv:2008.13276; completions as at equalshares.net.
    """
    shares = shares or Shares()
    order = tie_order(election, shares.lot)
    field = Field(election, shares.utility)
    run, runs = _ladder(field, order, shares, on_run or (lambda number: None))
    free = _free(field)
    bought = free + _purchases(run)
    filled, ties = _completed(run, order, shares, len(bought))
    ties = [Tie(t.tied, t.chosen, t.broken_by, t.place + len(free)) for t in run.ties] + ties
    told = _in_words(election, shares, order)
    return finish(election, told, bought + filled, ties, ledger=run.ledger, runs=runs)


def _in_words(election: Election, shares: Shares, order: TieOrder) -> str:
    units = _step(election, shares) / election.scale
    step = f"{'one' if units == 1 else units} {election.currency or 'currency unit'}"
    ladder = f"every voter's share is raised by {step} at a time, {STOPS[shares.add1_stop]}"
    completion = {
        "none": "what is left stays unspent",
        "add1": ladder,
        "add1u": f"{ladder}; then the best supported that fit are added",
        "utilitarian": "then the best supported that fit are added",
        "phragmen": "then Phragmén's rule goes on from what each voter has left",
    }[shares.completion]
    return f"Method of Equal Shares; {UTILITIES[shares.utility]}; {completion}; {order.in_words}"


def _step(election: Election, shares: Shares) -> Fraction:
    return Fraction(election.scale) if shares.step is None else shares.step


def _free(field: Field) -> list[Purchase]:
    pairs = zip(field.election.projects, field.projects, strict=True)
    return [Purchase(project.id, 0, "free") for project, who in pairs if who.total and not project.cost]


def _everything_fits(field: Field) -> bool:
    return sum(project.cost for project in field.projects if project.total) <= field.election.budget


def _ladder(field: Field, order: TieOrder, shares: Shares, on_run: Callable[[int], None]) -> tuple[Run, int]:
    """Run once, or again and again with more for each voter; keep the last run that does not overspend."""
    election = field.election
    endowment = Fraction(election.budget, max(election.n_voters, 1))
    step = _step(election, shares)
    kept, runs = _run(field, order, endowment), 1
    if not shares.completion.startswith("add1") or _everything_fits(field):
        return kept, runs
    while not _ends(kept, field, shares):
        endowment, runs = endowment + step, runs + 1
        on_run(runs)
        tried = _run(field, order, endowment)
        if tried.cost > election.budget:
            break
        kept = tried
    return kept, runs


def _ends(run: Run, field: Field, shares: Shares) -> bool:
    budget = field.election.budget
    within = budget - run.cost if shares.add1_stop == "exhaustive" else budget
    bought = set(run.ledger.bought)
    return not any(p.total and 0 < p.cost <= within and c not in bought for c, p in enumerate(field.projects))


def _run(field: Field, order: TieOrder, endowment: Fraction) -> Run:
    """Let voters with this endowment buy together until nothing can be afforded."""
    ledger, ties = Ledger(field, endowment), list[Tie]()
    projects = field.projects

    def look(c: int, bound: float, limit: float) -> tuple[float, float] | None:
        factor = projects[c].factor
        if not ledger.can_pay(c):
            return None
        price, blur = ledger.look(c, bound * factor, limit * factor)
        return price / factor, blur / factor

    def exactly(c: int) -> Fraction:
        return ledger.price(c) / projects[c].factor

    paid = [c for c, project in enumerate(projects) if project.total and project.cost]
    queue = Queue((projects[c].cost / projects[c].total / projects[c].factor * (1 - 1e-12), c) for c in paid)
    while choice := queue.take(look, exactly, order):
        ties += order.record(choice.tied, len(ledger.bought))
        ledger.buy(choice.project, choice.value * projects[choice.project].factor)
    return Run(ledger, ties, sum(projects[c].cost for c in ledger.bought))


def _purchases(run: Run) -> list[Purchase]:
    projects = run.ledger.field.election.projects
    bought = zip(run.ledger.bought, run.ledger.prices(), strict=True)
    return [
        Purchase(projects[c].id, projects[c].cost, "shares", price, projects[c].cost / price)
        for c, price in bought
    ]


def _completed(run: Run, order: TieOrder, shares: Shares, place: int) -> tuple[list[Purchase], list[Tie]]:
    field = run.ledger.field
    election = field.election
    bought = set(run.ledger.bought)
    rest = [c for c, project in enumerate(field.projects) if project.cost and c not in bought]
    left = election.budget - run.cost
    everything = shares.completion == "add1" and _everything_fits(field)
    if everything or shares.completion in ("add1u", "utilitarian"):
        utility: Utility = "points" if shares.utility == "points" else "cost"
        return fill(election, support(election, utility), order, rest, left, place)
    if shares.completion == "phragmen":
        plain = Field(election, "cardinality")
        return carry(Loads(plain, run.ledger), order, rest, left, place)
    return [], []
