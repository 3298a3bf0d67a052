"""The Method of Equal Shares: everyone holds the same part of the budget, and it buys what she supports."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction

from cairn.engine.allocation.allotment import Allotment, Purchase, finish
from cairn.engine.allocation.comparison import compared
from cairn.engine.allocation.conditions import Gate, eligible
from cairn.engine.allocation.election import Election, Utility
from cairn.engine.allocation.exact_shares import ExactLedger, next_rise
from cairn.engine.allocation.greedy import Filling, fill, support
from cairn.engine.allocation.ledger import Field, Ledger
from cairn.engine.allocation.overspending import BoundedLedger
from cairn.engine.allocation.phragmen import Loads, carry
from cairn.engine.allocation.queue import Queue
from cairn.engine.allocation.shares import Payment, Shares, first_share, in_words, step_of
from cairn.engine.allocation.ties import Tie, TieOrder, tie_order

LEDGERS: dict[Payment, type[Ledger]] = {"partial": Ledger, "exact": ExactLedger, "bounded": BoundedLedger}


@dataclass(frozen=True, slots=True)
class Contest:
    """What all runs share: the election as it stands, the order of ties, the options."""

    field: Field
    order: TieOrder
    shares: Shares

    @property
    def election(self) -> Election:
        """Return the election."""
        return self.field.election

    def gate(self) -> Gate:
        """Return a gate that lets everybody in whom the conditions do."""
        return Gate(self.election, self.shares.conditions)


@dataclass(frozen=True, slots=True)
class Run:
    """One run of the rule: what was bought, in order, and who has how much left."""

    ledger: Ledger
    gate: Gate
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
    Raises: ValueError for points that are missing, a lot not complete, or conditions on unknown names.
    Source: Peters, Pierczyński & Skowron (2021), "Proportional Participatory Budgeting with Additive
    Utilities", arXiv:2008.13276; completions as at equalshares.net; exact payment: Kraiczy, Robinson & Elkind
    (2025), arXiv:2502.11797; bounded: Papasotiropoulos et al. (2024), arXiv:2409.15005.
    """
    shares = shares or Shares()
    order = tie_order(election, shares.lot, shares.ties_by)
    contest = Contest(Field(eligible(election, shares.conditions), shares.utility), order, shares)
    run, runs = _ladder(contest, on_run or (lambda number: None))
    free = _free(contest.field)
    bought = free + _purchases(run)
    filled, ties = _completed(contest, run, len(bought))
    ties = [Tie(t.tied, t.chosen, t.broken_by, t.place + len(free)) for t in run.ties] + ties
    told = in_words(election, shares, order)
    allotment = finish(contest.election, told, (bought + filled, ties), order, ledger=run.ledger)
    allotment = replace(allotment, runs=runs)
    return compared(contest.election, allotment, order, shares)


def _free(field: Field) -> list[Purchase]:
    pairs = zip(field.election.projects, field.projects, strict=True)
    return [Purchase(project.id, 0, "free") for project, who in pairs if who.total and not project.cost]


def _everything_fits(contest: Contest) -> bool:
    total = sum(project.cost for project in contest.field.projects if project.total)
    return total <= contest.election.budget and not contest.gate().binds


def _ladder(contest: Contest, on_run: Callable[[int], None]) -> tuple[Run, int]:
    """Run once, or again and again with more for each voter; keep the last run that does not overspend."""
    endowment = first_share(contest.election, contest.shares)
    kept, runs = _run(contest, endowment), 1
    if not contest.shares.climbs or _everything_fits(contest):
        return kept, runs
    while not _ends(kept, contest) and (rise := _rise(kept, contest)):
        endowment, runs = endowment + rise, runs + 1
        on_run(runs)
        tried = _run(contest, endowment)
        if tried.cost > contest.election.budget:
            break
        kept = tried
    return kept, runs


def _rise(run: Run, contest: Contest) -> Fraction | None:
    step = step_of(contest.election, contest.shares)
    return next_rise(run.ledger, contest.order, contest.gate()) if step is None else step


def _ends(run: Run, contest: Contest) -> bool:
    budget = contest.election.budget
    within = budget - run.cost if contest.shares.add1_stop == "exhaustive" else budget
    bought = set(run.ledger.bought)
    return not any(
        p.total and 0 < p.cost <= within and c not in bought and run.gate.lets(c)
        for c, p in enumerate(contest.field.projects)
    )


def _run(contest: Contest, endowment: Fraction) -> Run:
    """Let voters with this endowment buy together until nothing can be afforded."""
    ledger, ties = LEDGERS[contest.shares.payment](contest.field, endowment), list[Tie]()
    projects, gate = contest.field.projects, contest.gate()

    def look(c: int, bound: float, limit: float) -> tuple[float, float] | None:
        factor = projects[c].factor
        if not gate.lets(c) or not ledger.can_pay(c):
            return None
        price, blur = ledger.look(c, bound * factor, limit * factor)
        return price / factor, blur / factor

    def exactly(c: int) -> Fraction:
        return ledger.price(c) / projects[c].factor

    paid = [c for c, project in enumerate(projects) if project.total and project.cost]
    queue = Queue((projects[c].cost / projects[c].total / projects[c].factor * (1 - 1e-12), c) for c in paid)
    while choice := queue.take(look, exactly, contest.order):
        ties += contest.order.record(choice.tied, len(ledger.bought))
        ledger.buy(choice.project, choice.value * projects[choice.project].factor)
        gate.note(choice.project)
    return Run(ledger, gate, ties, sum(projects[c].cost for c in ledger.bought))


def _purchases(run: Run) -> list[Purchase]:
    projects = run.ledger.field.election.projects
    bought = zip(run.ledger.bought, run.ledger.prices(), strict=True)
    return [
        Purchase(projects[c].id, projects[c].cost, "shares", price, projects[c].cost / price)
        for c, price in bought
    ]


def _completed(contest: Contest, run: Run, place: int) -> tuple[list[Purchase], list[Tie]]:
    field, election, shares = contest.field, contest.election, contest.shares
    bought = set(run.ledger.bought)
    rest = [c for c, project in enumerate(field.projects) if project.cost and c not in bought]
    left = election.budget - run.cost
    everything = shares.completion == "add1" and _everything_fits(contest)
    if everything or shares.completion in ("add1u", "utilitarian"):
        utility: Utility = "points" if shares.utility in ("points", "points-cost") else "cost"
        return fill(Filling(election, left, run.gate), support(election, utility), contest.order, rest, place)
    if shares.completion == "phragmen":
        plain = Field(election, "cardinality")
        return carry(Loads(plain, run.ledger), contest.order, rest, left, place, gate=run.gate)
    return [], []
