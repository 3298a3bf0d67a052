"""Reading the instruments of a plan: ramps, loans, payments for outcomes, waterfalls."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import Any, TypeVar

from cairn.engine.finance.faults import Faults, minor
from cairn.engine.finance.loans import Loan
from cairn.engine.finance.outcomes import Outcome, Tier
from cairn.engine.finance.plan import Instruments, OutcomeContract, Plan, PlannedRamp, PlannedWaterfall
from cairn.engine.finance.ramps import Ramp, shares
from cairn.engine.finance.waterfall import Tranche, distribute

Held = Mapping[str, Any]
Money = Callable[[Fraction | int, str], int]
Made = TypeVar("Made")


def read_instruments(held: Held, plan: Plan, faults: Faults) -> Instruments:
    """Return the instruments that a plan holds; what cannot be is noted with its path."""

    def money(amount: Fraction | int, path: str) -> int:
        return minor(amount, plan, path, faults)

    def each(key: str, make: Callable[[Held, str], Made]) -> list[Made]:
        """Make every one of a kind; what its own class refuses is a fault at its path."""
        faults.once(key, [one["id"] for one in held.get(key, [])])
        made = []
        for k, one in enumerate(held.get(key, [])):
            try:
                made.append(make(one, f"{key}[{k}]"))
            except ValueError as fault:
                faults.add(f"{key}[{k}]", str(fault))
        return made

    ramps = each("ramps", lambda one, path: _ramp(one, path, plan, faults))
    loans = each("loans", lambda one, path: (one["id"], _loan(one, path, money)))
    contracts = each("outcomes", lambda one, path: _contract(one, path, money))
    waterfalls = each("waterfalls", lambda one, path: _waterfall(one, path, money))
    return Instruments(tuple(ramps), dict(loans), tuple(contracts), tuple(waterfalls))


def _ramp(one: Held, path: str, plan: Plan, faults: Faults) -> PlannedRamp:
    faults.known(f"{path}.source", one["source"], [source.id for source in plan.sources], "source")
    for name in one.get("lines", []):
        faults.known(f"{path}.lines", name, [line.id for line in plan.lines], "line")
    ramp = Ramp(
        one["shape"],
        Fraction(one.get("start", 0)),
        Fraction(one.get("growth", 0)),
        one.get("full_by"),
        {int(year): Fraction(share) for year, share in one["steps"].items()} if "steps" in one else None,
        one.get("reaches_full", False),
    )
    shares(ramp, plan.years)  # a claim that fails is a fault of the plan
    lines = frozenset(one["lines"]) if "lines" in one else None
    return PlannedRamp(one["id"], one["source"], ramp, lines)


def _loan(one: Held, path: str, money: Money) -> Loan:
    principal = money(one["principal"], f"{path}.principal")
    profile = one.get("profile", "equal-principal")
    terms = one["periods"], one.get("grace", 0), profile, one.get("per_year", 1)
    return Loan(principal, Fraction(one["rate"]), *terms)


def _contract(one: Held, path: str, money: Money) -> OutcomeContract:
    _once([metric["metric"] for metric in one["metrics"]], "metric")
    outcomes = []
    for k, metric in enumerate(one["metrics"]):
        where = f"{path}.metrics[{k}]"
        if ("price" in metric) == ("tiers" in metric):
            raise ValueError(f"{metric['metric']}: give either a price or tiers, not both.")
        tiers = metric.get("tiers", [{"above": 0, "price": metric.get("price", 0)}])
        outcomes.append(
            Outcome(
                metric["metric"],
                Fraction(metric.get("baseline", 0)),
                tuple(Tier(Fraction(tier["above"]), Fraction(money(tier["price"], where))) for tier in tiers),
                Fraction(metric["target"]) if "target" in metric else None,
            )
        )
    cap, floor = money(one["cap"], f"{path}.cap"), money(one.get("floor", 0), f"{path}.floor")
    if floor > cap:
        raise ValueError("The floor lies above the cap. Lower it.")
    results = {
        kind: {m["metric"]: Fraction(m[kind]) for m in one["metrics"] if kind in m}
        for kind in ("verified", "disputed")
    }
    return OutcomeContract(one["id"], tuple(outcomes), cap, floor, **results)


def _waterfall(one: Held, path: str, money: Money) -> PlannedWaterfall:
    _once([tranche["name"] for tranche in one["tranches"]], "tranche")
    cash = tuple(money(amount, f"{path}.cash[{k}]") for k, amount in enumerate(one["cash"]))
    tranches = tuple(
        Tranche(
            tranche["name"],
            tranche["rank"],
            tuple(money(due, f"{path}.tranches[{k}].due") for due in tranche["due"])
            if "due" in tranche
            else None,
            tranche.get("cumulative", True),
        )
        for k, tranche in enumerate(one["tranches"])
    )
    distribute(tranches, cash)  # dues that do not match the periods are a fault of the plan
    return PlannedWaterfall(one["id"], tranches, cash)


def _once(names: Sequence[str], kind: str) -> None:
    twice = sorted(name for name, times in Counter(names).items() if times > 1)
    if twice:
        raise ValueError(f"The {kind} {', '.join(twice)} is given twice. Give each a name of its own.")
