"""Phragmén's sequential rule: what each project costs is carried evenly by those who support it."""

from collections.abc import Iterable, Sequence
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from cairn.engine.allocation.allotment import Allotment, Purchase, finish
from cairn.engine.allocation.certificate import Prices
from cairn.engine.allocation.conditions import Conditions, Gate, eligible
from cairn.engine.allocation.election import Election
from cairn.engine.allocation.ledger import NEAR, Field, Ledger, dot
from cairn.engine.allocation.queue import Queue
from cairn.engine.allocation.ties import Tie, TieOrder, tie_order

NEVER = -1
Carried = tuple[list[int], NDArray[np.int64]]  # supporters by the purchase that set their load; types without


class Loads:
    """What every voter carries: the load of the last purchase she supported, or what she began with."""

    def __init__(self, field: Field, opening: Ledger | None) -> None:
        """Start everybody at nothing, or at minus what is left of her equal share."""
        self.field, self.opening = field, opening
        self.load = np.zeros(len(field.sizes)) if opening is None else -opening.balance
        self.last = np.full(len(field.sizes), NEVER, np.int64)
        self.bought: list[tuple[int, Carried]] = []
        self._levels: list[Fraction] = []
        self._span = 0.0 if opening is None else float(opening.endowment)

    def look(self, c: int, bound: float, limit: float) -> tuple[float, float]:
        """Return about the load that buying a project gives its supporters, and how far off that may be."""
        project = self.field.projects[c]
        level = (project.cost + dot(project.floats[0], self.load[project.types])) / project.total
        return level, NEAR * (abs(level) + self._span)

    def level(self, c: int) -> Fraction:
        """Return that load exactly."""
        self.level_up()
        return self._exact(c, self._carried(c))

    def buy(self, c: int, level: float) -> None:
        """Let the supporters of a project carry it."""
        self.bought.append((c, self._carried(c)))
        types = self.field.projects[c].types
        self.load[types] = level
        self.last[types] = len(self.bought) - 1

    def prices(self) -> Prices:
        """Return the heaviest load as what everybody was given, and what could still be paid from it."""
        self.level_up()
        top = max(self._levels, default=Fraction(0))
        taken = {c for c, _ in self.bought}
        pairs = enumerate(zip(self.field.election.projects, self.field.projects, strict=True))
        light = [one.id for c, (one, who) in pairs if c not in taken and who.total and self.level(c) < top]
        return Prices(top, tuple(light))

    def level_up(self) -> None:
        """Make exact the load that every purchase gave."""
        while len(self._levels) < len(self.bought):
            self._levels.append(self._exact(*self.bought[len(self._levels)]))

    def _carried(self, c: int) -> Carried:
        project = self.field.projects[c]
        last = self.last[project.types]
        counts = np.bincount(last + 1, project.floats[0], minlength=1)[1:]
        return [int(count) for count in counts], project.types[last == NEVER]

    def _exact(self, c: int, carried: Carried) -> Fraction:
        counts, fresh = carried
        project = self.field.projects[c]
        load = sum((self._levels[k] * count for k, count in enumerate(counts) if count), Fraction(0))
        ahead = self.opening.held(fresh) if self.opening else 0
        return (project.cost + load - ahead) / project.total


def phragmen(
    election: Election,
    *,
    lot: Sequence[str] | None = None,
    ties_by: Sequence[str] = ("cost", "votes"),
    conditions: Conditions | None = None,
) -> Allotment:
    """Allot the budget by Phragmén's sequential rule, exactly.

    The next project is the one that raises the heaviest load of its supporters least. The rule stops as
    soon as that project, or one that stands equal to it, no longer fits. Projects dearer than the budget take
    no part. Ties go to the lowest cost, then most votes, then lower id (or the lot).
    Units: minor units. Raises: ValueError if the lot is not complete, or conditions name what is unknown.
    Source: Phragmén (1894); Los, Christoff & Grossi (2022), "Proportional Budget Allocations", IJCAI.
    """
    conditions = conditions or Conditions()
    order = tie_order(election, lot, ties_by)
    election = eligible(election, conditions)
    loads = Loads(Field(election, "cardinality"), None)
    every, gate = range(len(election.projects)), Gate(election, conditions)
    bought = carry(loads, order, every, election.budget, 0, gate=gate)
    told = "Phragmén's sequential rule; it stops at the first project that does not fit"
    rule = f"{told}{conditions.in_words}; {order.in_words}"
    return finish(election, rule, bought, order, prices=loads.prices())


def carry(
    loads: Loads, order: TieOrder, open_projects: Iterable[int], left: int, place: int, *, gate: Gate
) -> tuple[list[Purchase], list[Tie]]:
    """Buy open projects by least load until the next does not fit into what is left."""
    projects = loads.field.election.projects
    field = loads.field.projects

    def look(c: int, bound: float, limit: float) -> tuple[float, float] | None:
        return loads.look(c, bound, limit) if gate.lets(c) else None

    able = [c for c in open_projects if field[c].total and projects[c].cost <= left]
    queue = Queue((-np.inf, c) for c in able)
    purchases: list[Purchase] = []
    ties: list[Tie] = []
    while (choice := queue.take(look, loads.level, order)) and all(
        projects[c].cost <= left for c in choice.tied
    ):
        ties += order.record(choice.tied, place + len(purchases))
        loads.buy(choice.project, choice.value)
        gate.note(choice.project)
        project = projects[choice.project]
        purchases.append(Purchase(project.id, project.cost, "phragmen"))
        left -= project.cost
    return purchases, ties
