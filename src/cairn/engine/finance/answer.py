"""A plan answered as a whole: costs, the gap seen in three ways, instruments, checks, and a verdict."""

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from cairn.engine.finance.checks import Check, check
from cairn.engine.finance.costs import Costs, cost
from cairn.engine.finance.gap import VIEWS, Gap, View, gap
from cairn.engine.finance.loans import Instalment, Loan, grant_element, schedule
from cairn.engine.finance.outcomes import OutcomePayment, pay
from cairn.engine.finance.plan import Plan, Scenario
from cairn.engine.finance.ramps import CoFinancing, co_finance
from cairn.engine.finance.sensitivity import (
    Bar,
    BreakEven,
    Chances,
    WhatIf,
    break_even,
    simulate,
    tornado,
    what_if,
)
from cairn.engine.finance.story import next_steps, verdict, warnings
from cairn.engine.finance.waterfall import Period, distribute

RULE = (
    "Cost is quantity × unit cost × inflation × exchange rate, rounded once to minor units; money goes as "
    "far as its earmarks and years allow (maximum flow), first priorities first; an earmark binds if lifting "
    "it closes some of the gap"
)


@dataclass(frozen=True, slots=True)
class Sensitivity:
    """What the gap hangs on."""

    tornado: tuple[Bar, ...]
    what_if: tuple[WhatIf, ...]
    break_even: tuple[BreakEven, ...]
    chances: Chances | None


@dataclass(frozen=True, slots=True)
class Answer:
    """What a plan comes to under a scenario; amounts in minor units."""

    plan: Plan
    scenario: str
    rule: str
    costs: Costs
    gaps: dict[View, Gap]
    ramps: dict[str, list[CoFinancing]]
    loans: dict[str, tuple[list[Instalment], Fraction | None]]  # with the grant element
    outcomes: dict[str, OutcomePayment]
    waterfalls: dict[str, list[Period]]
    checks: tuple[Check, ...]
    sensitivity: Sensitivity

    @property
    def verdict(self) -> str:
        """Say the gap in a sentence or three."""
        return verdict(self.plan, self.costs, self.gaps, self.checks)

    @property
    def steps(self) -> tuple[str, ...]:
        """Say what to do next, from what costs nothing to what needs new money."""
        return next_steps(self.plan, self.plan.scenario(self.scenario), self.gaps)

    @property
    def warnings(self) -> tuple[str, ...]:
        """Say which lines no money reaches, and where earmarks of several sources overlap."""
        return warnings(self.plan, self.gaps["weighted"])


def answer(
    plan: Plan,
    scenario: str = "base",
    *,
    seed: int = 0,
    draws: int = 0,
    on_draw: Callable[[int], None] | None = None,
) -> Answer:
    """Return what a plan comes to under one of its scenarios; with `draws`, the chances of the gap too.

    What the gap hangs on is asked at the plan's own assumptions, not at the scenario's.
    Raises: ValueError for a scenario that the plan does not have.
    """
    assumed = plan.scenario(scenario)
    costs = cost(plan, assumed)
    gaps: dict[View, Gap] = {view: gap(plan, view, assumed, costs=costs) for view in VIEWS}
    checks = [one for view in VIEWS for one in check(plan, gaps[view], assumed)]
    chances = simulate(plan, seed=seed, draws=draws, on_draw=on_draw) if draws else None
    return Answer(
        plan=plan,
        scenario=scenario,
        rule=f"{RULE}; {_assumed(scenario, assumed)}.",
        costs=costs,
        gaps=gaps,
        ramps=_ramps(plan, costs),
        loans={name: _loan(loan) for name, loan in plan.instruments.loans.items()},
        outcomes={
            one.id: pay(one.outcomes, one.verified, cap=one.cap, floor=one.floor, disputed=one.disputed)
            for one in plan.instruments.contracts
        },
        waterfalls={one.id: distribute(one.tranches, one.cash) for one in plan.instruments.waterfalls},
        checks=_joined(checks),
        sensitivity=Sensitivity(tuple(tornado(plan)), tuple(what_if(plan)), tuple(break_even(plan)), chances),
    )


def _assumed(name: str, scenario: Scenario) -> str:
    end = "" if scenario.range == "base" else f", figures at their {scenario.range} end"
    return f"scenario {name}{end}"


def _loan(loan: Loan) -> tuple[list[Instalment], Fraction | None]:
    return schedule(loan), grant_element(loan) if loan.principal else None


def _ramps(plan: Plan, costs: Costs) -> dict[str, list[CoFinancing]]:
    """Return what is due on each ramp, beside what its source has signed for the same lines and years."""
    signed = gap(plan, "signed", costs=costs).used
    of = {one.id: one.source for one in plan.commitments}
    told = {}
    for one in plan.instruments.ramps:
        lines = [line for line in costs.lines if one.lines is None or line in one.lines]
        due = {year: sum(costs.cells[line, year] for line in lines) for year in costs.years}
        came = dict.fromkeys(costs.years, 0)
        for (commitment, line, year), amount in signed.items():
            if of[commitment] == one.source and line in lines:
                came[year] += amount
        told[one.id] = co_finance(one.ramp, due, realised=came)
    return told


def _joined(checks: list[Check]) -> tuple[Check, ...]:
    """Return each check once, with what breaks it in any view."""
    told: dict[str, Check] = {}
    for one in checks:
        before = told.get(one.name, one).breaks
        told[one.name] = Check(one.name, one.asks, tuple(dict.fromkeys([*before, *one.breaks])))
    return tuple(told.values())
