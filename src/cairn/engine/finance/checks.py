"""What must hold of a plan: each check has a name, and says what breaks it."""

from dataclasses import dataclass

from cairn.engine.finance.gap import Gap, available
from cairn.engine.finance.loans import schedule
from cairn.engine.finance.outcomes import pay
from cairn.engine.finance.plan import BASE, Plan, Scenario
from cairn.engine.finance.ramps import shares
from cairn.engine.finance.waterfall import distribute


@dataclass(frozen=True, slots=True)
class Check:
    """One check, what it asks, and whatever breaks it."""

    name: str
    asks: str
    breaks: tuple[str, ...]

    @property
    def holds(self) -> bool:
        """Return whether nothing breaks it."""
        return not self.breaks


def check(plan: Plan, gap: Gap, scenario: Scenario = BASE) -> list[Check]:
    """Return every check of a plan and the gap found in it."""
    asked = {
        "sums": ("rows sum by year and by line to the same total", _sums(gap)),
        "within-commitment": (
            "no source gives or spends more than it committed",
            _within(plan, gap, scenario),
        ),
        "earmarks": (
            "money goes only where its earmark allows, and every earmark has a need",
            _earmarks(plan, gap),
        ),
        "spending-on-purpose": (
            "what was spent was spent on lines that the commitment allows",
            _purpose(plan),
        ),
        "exchange-pinned": ("every currency has a rate with a day and a source", _pinned(plan)),
        "probability": ("weighted amounts never exceed what was named", _weighted(plan, scenario)),
        "ramps": ("a ramp that is said to reach 100 % does", _ramps(plan)),
        "loans": ("repayments sum to the principal", _loans(plan)),
        "outcomes": ("payments for outcomes stay between floor and cap", _outcomes(plan)),
        "waterfalls": ("every minor unit of a waterfall is distributed or left", _waterfalls(plan)),
    }
    return [Check(name, asks, tuple(breaks)) for name, (asks, breaks) in asked.items()]


def _sums(gap: Gap) -> list[str]:
    costs = gap.costs
    by_year, by_line = sum(costs.by_year().values()), sum(costs.by_line().values())
    return [] if by_year == by_line == costs.total else [f"{by_year} by year, {by_line} by line"]


def _within(plan: Plan, gap: Gap, scenario: Scenario) -> list[str]:
    given = available(plan, gap.view, scenario)
    told = []
    for one in plan.commitments:
        named = sum(one.amounts.values())
        used = sum(amount for (name, _, _), amount in gap.used.items() if name == one.id)
        spent = sum(spending.amount for spending in plan.spending if spending.commitment == one.id)
        if used > sum(amount for (name, _), amount in given.items() if name == one.id):
            told.append(f"{one.id} pays more than it has")
        if spent > named:
            told.append(f"{one.id}: {plan.money(spent - named)} was spent beyond what was committed")
    return told


def _earmarks(plan: Plan, gap: Gap) -> list[str]:
    by_id = {one.id: one for one in plan.commitments}
    told = [
        f"{name} pays {line}"
        for name, line, _ in gap.used
        if (lines := by_id[name].lines) is not None and line not in lines
    ]
    needs = gap.costs.by_line()
    told += [
        f"nothing is needed on any line that {one.id} may pay"
        for one in plan.commitments
        if one.lines is not None and not any(needs[line] for line in one.lines)
    ]
    return told


def _purpose(plan: Plan) -> list[str]:
    by_id = {one.id: one for one in plan.commitments}
    return [
        f"{one.commitment} was spent on {one.line} in {one.year}"
        for one in plan.spending
        if (lines := by_id[one.commitment].lines) is not None and one.line not in lines
    ]


def _pinned(plan: Plan) -> list[str]:
    foreign = sorted({line.currency for line in plan.lines} - {plan.currency})
    return [
        name
        for name in foreign
        if not (plan.exchange[name].on and plan.exchange[name].source)
        or not set(plan.years) <= set(plan.exchange[name].by_year)
    ]


def _weighted(plan: Plan, scenario: Scenario) -> list[str]:
    named = available(plan, "nominal", scenario)
    return [
        f"{name} in {year}"
        for (name, year), amount in available(plan, "weighted", scenario).items()
        if amount > named[name, year]
    ]


def _ramps(plan: Plan) -> list[str]:
    told = []
    for one in plan.instruments.ramps:
        try:
            shares(one.ramp, plan.years)
        except ValueError as fault:
            told.append(f"{one.id}: {fault}")
    return told


def _loans(plan: Plan) -> list[str]:
    return [
        name
        for name, loan in plan.instruments.loans.items()
        if sum(one.principal for one in schedule(loan)) != loan.principal
    ]


def _outcomes(plan: Plan) -> list[str]:
    return [
        one.id
        for one in plan.instruments.contracts
        if not one.floor <= pay(one.outcomes, one.verified, cap=one.cap, floor=one.floor).paid <= one.cap
    ]


def _waterfalls(plan: Plan) -> list[str]:
    return [
        f"{one.id}, period {number}"
        for one in plan.instruments.waterfalls
        for number, period in enumerate(distribute(one.tranches, one.cash), start=1)
        if sum(period.paid) + period.undistributed != period.cash
    ]
