"""The gap of a plan by line and year, and the earmarks that keep money from closing it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import pairwise
from typing import Literal

from cairn.engine.finance.costs import Costs, cost
from cairn.engine.finance.flow import Flow, send
from cairn.engine.finance.network import Network
from cairn.engine.finance.plan import BASE, SIGNED, Commitment, Plan, Scenario

View = Literal["weighted", "signed", "nominal"]
VIEWS: dict[View, str] = {
    "weighted": "commitments weighted by their probability",
    "signed": "only what is signed",
    "nominal": "everything named, as if it were sure",
}
Cell = tuple[str, int]  # a line or a commitment, and a year
Pool = tuple[frozenset[str] | None, bool]  # the lines that money may pay, and whether it may wait


@dataclass(frozen=True, slots=True)
class Earmark:
    """A restriction that keeps money from where it is needed; amounts in minor units."""

    commitment: str
    source: str
    allowed: tuple[str, ...]  # the lines that it may pay
    unused: int  # of this commitment
    closes: int  # by how much the gap falls if this one restriction is lifted


@dataclass(frozen=True, slots=True)
class Gap:
    """What a plan needs and gets, by line and year, in whole minor units."""

    view: View
    costs: Costs
    funded: Mapping[Cell, int]
    used: Mapping[tuple[str, str, int], int]  # by commitment, line and year of the line
    unused: Mapping[Cell, int]  # by commitment and year
    earmarks: tuple[Earmark, ...]

    @property
    def cells(self) -> dict[Cell, int]:
        """Return the gap of every line and year."""
        return {cell: need - self.funded[cell] for cell, need in self.costs.cells.items()}

    @property
    def total(self) -> int:
        """Return the whole gap."""
        return sum(self.cells.values())

    @property
    def idle(self) -> int:
        """Return what is committed and fits nowhere."""
        return sum(self.unused.values())

    def by_year(self) -> dict[int, int]:
        """Return the gap of every year."""
        return {year: sum(self.cells[line, year] for line in self.costs.lines) for year in self.costs.years}

    def by_line(self) -> dict[str, int]:
        """Return the gap of every line."""
        return {line: sum(self.cells[line, year] for year in self.costs.years) for line in self.costs.lines}

    def by_component(self, plan: Plan) -> dict[str, int]:
        """Return the gap of every component, in the order of the lines."""
        by_line, told = self.by_line(), dict[str, int]()
        for line in plan.lines:
            told[line.component] = told.get(line.component, 0) + by_line[line.id]
        return told

    def bare(self) -> tuple[str, ...]:
        """Return the lines that cost something and that no money reaches."""
        needs, gaps = self.costs.by_line(), self.by_line()
        return tuple(line for line in self.costs.lines if needs[line] and gaps[line] == needs[line])

    def overlaps(self, plan: Plan) -> dict[Cell, tuple[str, ...]]:
        """Return the lines and years for which several sources earmarked more than fits, and who they are."""
        told = {}
        for line, year in self.costs.cells:
            named = [
                one
                for one in plan.commitments
                if one.lines is not None and line in one.lines and (one.id, year) in self.unused
            ]
            sources = tuple(dict.fromkeys(one.source for one in named))
            if len(sources) > 1 and any(self.unused[one.id, year] for one in named):
                told[line, year] = sources
        return told

    def by_source(self, plan: Plan) -> dict[str, int]:
        """Return what of every source is used."""
        of = {one.id: one.source for one in plan.commitments}
        told = dict.fromkeys((source.id for source in plan.sources), 0)
        for (commitment, _, _), amount in self.used.items():
            told[of[commitment]] += amount
        return told


def gap(plan: Plan, view: View = "weighted", scenario: Scenario = BASE, *, costs: Costs | None = None) -> Gap:
    """Return what of a plan is not covered, with all earmarks kept.

    Money goes from commitments to the lines and years that each may pay, as much as fits (a maximum flow),
    lines of the first priority first. A commitment pays in its year, or later where it carries over.
    An earmark binds if money is left that lifting it would let flow to where it is needed.
    Raises: ValueError for an unknown view.
    """
    if view not in VIEWS:
        raise ValueError(f"The view {view!r} is unknown; choose weighted, signed or nominal.")
    costs = costs or cost(plan, scenario)
    flow = _flow(plan, view, scenario, costs)
    used: dict[tuple[str, str, int], int] = {}
    for (giver, taker), amount in flow.sent.items():
        key = (giver[0], *taker)
        used[key] = used.get(key, 0) + amount
    funded = {cell: need - flow.lack[cell] for cell, need in costs.cells.items()}
    return Gap(view, costs, funded, used, flow.left, _binding(plan, view, scenario, costs, flow))


def shortfall(plan: Plan, view: View, scenario: Scenario = BASE, *, costs: Costs | None = None) -> int:
    """Return the whole gap alone, as `gap` finds it, without asking who pays what and which earmarks bind."""
    costs = costs or cost(plan, scenario)
    supply = available(plan, view, scenario)
    pools, enough = _pools(plan, supply), sum(supply.values())
    network, needs = Network(), dict[tuple[tuple[Pool, ...], int], int]()
    for (line, year), need in costs.cells.items():
        payers = tuple(pool for pool in pools if pool[0] is None or line in pool[0])
        needs[payers, year] = needs.get((payers, year), 0) + need
    for pool, given in pools.items():
        for year, amount in given.items():
            network.join("source", (pool, year), amount)
        if pool[1]:
            for year, later in pairwise(costs.years):
                network.join((pool, year), (pool, later), enough)
    for (payers, year), need in needs.items():
        network.join(("need", payers, year), "sink", need)
        for pool in payers:
            network.join((pool, year), ("need", payers, year), enough)
    return costs.total - network.most("source", "sink")


def _pools(plan: Plan, supply: Mapping[Cell, int]) -> dict[Pool, dict[int, int]]:
    """Return what comes by year, together for all commitments that may pay the same."""
    may = {one.id: (one.lines, one.carry_over) for one in plan.commitments}
    pools: dict[Pool, dict[int, int]] = {}
    for (name, year), amount in supply.items():
        pool = pools.setdefault(may[name], {})
        pool[year] = pool.get(year, 0) + amount
    return pools


def available(plan: Plan, view: View, scenario: Scenario = BASE) -> dict[Cell, int]:
    """Return what every commitment gives in every year of the plan, seen in one way; minor units.

    What a source gives later than planned falls out where it comes in no year of the plan. A weighted amount
    is rounded down, so that it never exceeds what was named.
    """
    given: dict[Cell, int] = {}
    for one in plan.commitments:
        for year, amount in one.amounts.items():
            later = year + scenario.delay.get(one.source, 0)
            if later in plan.years and _counts(one, view):
                chance = one.probability if view == "weighted" else Fraction(1)
                seen = amount * chance
                given[one.id, later] = given.get((one.id, later), 0) + seen.numerator // seen.denominator
    return given


def _counts(one: Commitment, view: View) -> bool:
    return view != "signed" or one.status in SIGNED


def _flow(plan: Plan, view: View, scenario: Scenario, costs: Costs) -> Flow:
    supply = available(plan, view, scenario)
    by_id = {one.id: one for one in plan.commitments}
    allowed = {(name, year): _may_pay(by_id[name], year, costs) for name, year in supply}
    ranks = {line.id: line.priority for line in plan.lines}
    return send(supply, costs.cells, allowed, priority={cell: ranks[cell[0]] for cell in costs.cells})


def _may_pay(one: Commitment, year: int, costs: Costs) -> list[Cell]:
    years = [later for later in costs.years if later == year or (one.carry_over and later > year)]
    lines = [line for line in costs.lines if one.lines is None or line in one.lines]
    return [(line, later) for later in years for line in lines]


def _binding(plan: Plan, view: View, scenario: Scenario, costs: Costs, flow: Flow) -> tuple[Earmark, ...]:
    """Return the restrictions on the givers' side of the cut whose lifting closes some of the gap."""
    lacking = sum(flow.lack.values())
    found = []
    for one in plan.commitments:
        years = [year for year in plan.years if (one.id, year) in flow.stuck]
        if one.lines is None or not years or not lacking:
            continue
        freed = tuple(
            replace(other, lines=None) if other.id == one.id else other for other in plan.commitments
        )
        closes = lacking - shortfall(replace(plan, commitments=freed), view, scenario, costs=costs)
        unused = sum(flow.left[one.id, year] for year in years)
        if closes:
            allowed = tuple(line for line in costs.lines if line in one.lines)
            found.append(Earmark(one.id, one.source, allowed, unused, closes))
    return tuple(sorted(found, key=lambda earmark: (-earmark.closes, earmark.commitment)))
