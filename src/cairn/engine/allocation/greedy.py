"""Greedy: the best supported first, as long as the money lasts. The usual rule, kept for comparison."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import groupby
from typing import Literal

from cairn.engine.allocation.allotment import Allotment, Purchase, finish
from cairn.engine.allocation.conditions import Conditions, Gate, eligible
from cairn.engine.allocation.election import Election, Utility, worth_of
from cairn.engine.allocation.ties import Tie, TieOrder, tie_order

Misfit = Literal["skip", "stop", "top-up"]

SCORES: dict[Utility, str] = {
    "cost": "votes",
    "cardinality": "votes per cost",
    "points": "points",
    "points-cost": "points",
}
MISFITS: dict[Misfit, str] = {
    "skip": "what does not fit is skipped",
    "stop": "it stops at the first that does not fit",
    "top-up": "the first that does not fit is funded if {part} of its cost is left; the rest must be added",
}


@dataclass(frozen=True, slots=True)
class Greedy:
    """The options of greedy: what scores, and what happens at the first project that does not fit.

    `minimum_score` drops projects with a lower score. `top_up` is the part of the cost that must be left
    (Poznań: 80%) where `misfit` is "top-up".
    """

    utility: Utility = "cost"
    misfit: Misfit = "skip"
    top_up: Fraction = Fraction(4, 5)
    minimum_score: Fraction = Fraction(0)
    conditions: Conditions = field(default_factory=Conditions)

    def __post_init__(self) -> None:
        """Refuse options that do not exist."""
        if self.misfit not in MISFITS:
            raise ValueError(f"The misfit {self.misfit!r} is unknown; choose skip, stop or top-up.")
        if not 0 < self.top_up <= 1:
            raise ValueError("The part that must be left is more than 0 and at most 1; Poznań takes 4/5.")
        if self.minimum_score < 0:
            raise ValueError("The minimum score is negative; give zero or more.")

    @property
    def in_words(self) -> str:
        """Say the options."""
        least = f"; below a score of {self.minimum_score} nothing is funded" if self.minimum_score else ""
        misfit = MISFITS[self.misfit].format(part=self.top_up)
        return f"Greedy by {SCORES[self.utility]}{least}; {misfit}{self.conditions.in_words}"


def greedy(
    election: Election,
    options: Greedy | None = None,
    *,
    utility: Utility = "cost",
    lot: Sequence[str] | None = None,
    ties_by: Sequence[str] = ("cost", "votes"),
) -> Allotment:
    """Allot the budget to the best supported projects; what does not fit is skipped, or as the options say.

    By votes under the utility `cost`, by votes per cost under `cardinality`, by points under `points`.
    Without support nothing is funded. Ties go to the lowest cost, then most votes, then lower id (or lot).
    Raises: ValueError for an unknown utility, points that are missing, a lot that is not complete, or
    conditions on unknown names.
    Source: the greedy rules of Pabulib (pabulib.org/format).
    """
    options = options or Greedy(utility)
    return _allot(election, tie_order(election, lot, ties_by), options)


def greedy_in_order(election: Election, order: TieOrder, *, conditions: Conditions) -> Allotment:
    """Allot by votes with ties broken as in another rule, to compare the two."""
    return _allot(election, order, Greedy(conditions=conditions))


def _allot(election: Election, order: TieOrder, options: Greedy) -> Allotment:
    election = eligible(election, options.conditions)
    scores = [
        one if one >= options.minimum_score else Fraction(0) for one in support(election, options.utility)
    ]
    every, gate = range(len(election.projects)), Gate(election, options.conditions)
    bought = fill(Filling(election, election.budget, gate, options), scores, order, every)
    return finish(election, f"{options.in_words}; {order.in_words}", bought, order)


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


class Filling:
    """What was bought so far by falling score, and what is left."""

    def __init__(self, election: Election, left: int, gate: Gate, options: Greedy | None = None) -> None:
        """Start with nothing bought."""
        self.election, self.left, self.gate, self.options = election, left, gate, options or Greedy()
        self.purchases: list[Purchase] = []
        self.ended = False

    def fits(self, c: int) -> bool:
        """Return whether a project may be bought from what is left."""
        return self.election.projects[c].cost <= self.left and self.gate.lets(c)

    def buy(self, c: int, phase: str) -> None:
        """Buy a project."""
        project = self.election.projects[c]
        self.purchases.append(Purchase(project.id, project.cost, phase))
        self.left -= project.cost
        self.gate.note(c)

    def meet_misfit(self, c: int) -> None:
        """Pass over a project that does not fit, or end at it."""
        if self.options.misfit == "skip" or not self.gate.lets(c):
            return
        self.ended = True
        if (
            self.options.misfit == "top-up"
            and self.left >= self.options.top_up * self.election.projects[c].cost
        ):
            self.buy(c, "topped up")


def fill(
    filling: Filling,
    scores: Sequence[Fraction],
    order: TieOrder,
    open_projects: Iterable[int],
    place: int = 0,
) -> tuple[list[Purchase], list[Tie]]:
    """Buy the open projects by falling score as long as each fits into what is left."""
    ranked = sorted((c for c in open_projects if scores[c]), key=lambda c: (-scores[c], order.keys[c]))
    ties = list[Tie]()
    for _, level in groupby(ranked, key=lambda c: scores[c]):
        rivals = list(level)
        while rivals and not filling.ended:
            c = rivals.pop(0)
            if not filling.fits(c):
                filling.meet_misfit(c)
                continue
            fitting = [d for d in rivals if filling.fits(d)]
            ties += order.record([c, *fitting], place + len(filling.purchases))
            filling.buy(c, "votes")
    return filling.purchases, ties
