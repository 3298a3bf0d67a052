"""Greedy: the best supported first, as long as the money lasts. The usual rule, kept for comparison."""

from collections.abc import Iterable, Sequence
from fractions import Fraction
from itertools import groupby

from cairn.engine.allocation.allotment import Allotment, Purchase, finish
from cairn.engine.allocation.election import Election, Utility, worth_of
from cairn.engine.allocation.ties import Tie, TieOrder, tie_order

SCORES: dict[Utility, str] = {"cost": "votes", "cardinality": "votes per cost", "points": "points"}


def greedy(election: Election, *, utility: Utility = "cost", lot: Sequence[str] | None = None) -> Allotment:
    """Allot the budget to the best supported projects, skipping what does not fit.

    By votes under the utility `cost`, by votes per cost under `cardinality`, by points under `points`.
    Without support nothing is funded. Ties go to the lowest cost, then most votes, then lower id (or lot).
    Raises: ValueError for an unknown utility, points that are missing, or a lot that is not complete.
    Source: the greedy rules of Pabulib (pabulib.org/format).
    """
    order = tie_order(election, lot)
    scores = support(election, utility)
    purchases, ties = fill(election, scores, order, range(len(election.projects)), election.budget, 0)
    told = f"Greedy by {SCORES[utility]}; what does not fit is skipped; {order.in_words}"
    return finish(election, told, purchases, ties)


def support(election: Election, utility: Utility) -> list[Fraction]:
    """Return the exact score of every project; a free project with support scores above all others."""
    totals = [int(total) for total in election.totals(worth_of(election, utility))]
    if utility != "cardinality":
        return [Fraction(total) for total in totals]
    most = sum(totals) + 1
    return [
        Fraction(total, project.cost) if project.cost else Fraction(most * bool(total))
        for total, project in zip(totals, election.projects, strict=True)
    ]


def fill(
    election: Election,
    scores: Sequence[Fraction],
    order: TieOrder,
    open_projects: Iterable[int],
    left: int,
    place: int,
) -> tuple[list[Purchase], list[Tie]]:
    """Buy the open projects by falling score as long as each fits into what is left."""
    ranked = sorted((c for c in open_projects if scores[c]), key=lambda c: (-scores[c], order.keys[c]))
    purchases: list[Purchase] = []
    ties: list[Tie] = []
    for _, level in groupby(ranked, key=lambda c: scores[c]):
        rivals = list(level)
        while rivals:
            c = rivals.pop(0)
            if election.projects[c].cost > left:
                continue
            fitting = [d for d in rivals if election.projects[d].cost <= left]
            ties += order.record([c, *fitting], place + len(purchases))
            purchases.append(Purchase(election.projects[c].id, election.projects[c].cost, "votes"))
            left -= election.projects[c].cost
    return purchases, ties
