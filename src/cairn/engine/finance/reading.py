"""Reading a plan from JSON: what the schema allows, made whole and checked for what hangs together."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any

from cairn.engine.finance.faults import Faults, minor
from cairn.engine.finance.instruments import read_instruments
from cairn.engine.finance.plan import (
    SIGNED,
    Commitment,
    Line,
    Plan,
    Rate,
    Scenario,
    Source,
    Spending,
    Spread,
)
from cairn.engine.finance.schema import PlanFault, load

Held = Mapping[str, Any]


def read_plan(text: str | bytes) -> Plan:
    """Read a plan from its JSON text.

    Amounts become whole minor units, rates and quantities exact fractions. Amendments are applied in the
    order of their days, each to what stood before.
    Raises: PlanFault with every fault found, each with its path.
    """
    held = load(text)
    faults = Faults()
    plan = Plan(
        name=held["name"],
        place=held.get("place", ""),
        currency=held["currency"],
        decimals=int(held.get("decimals", 2)),
        price_year=held["price_year"],
        years=tuple(sorted(held["years"])),
        lines=(),
    )
    if plan.price_year > plan.years[0]:
        faults.add("price_year", "it lies after the first year. Give prices of that year or an earlier one.")
    plan = replace(
        plan,
        inflation=_inflation(held.get("inflation", {}), plan),
        exchange=_exchange(held.get("exchange", {}), plan),
    )
    plan = replace(plan, lines=_lines(held, plan, faults))
    plan = replace(plan, sources=tuple(_source(one) for one in held.get("sources", [])))
    faults.once("lines", [line.id for line in plan.lines])
    faults.once("sources", [source.id for source in plan.sources])
    plan = replace(plan, commitments=_commitments(held, plan, faults))
    plan = replace(plan, spending=_spending(held, plan, faults))
    plan = replace(plan, scenarios=_scenarios(held, plan, faults))
    plan = replace(plan, instruments=read_instruments(held, plan, faults))
    if faults.told:
        raise PlanFault(faults.told)
    return plan


def _source(one: Held) -> Source:
    return Source(one["id"], one["name"], one.get("kind", ""), one.get("constituency", ""))


def years_of(held: Mapping[str, Any], plan: Plan, path: str, faults: Faults) -> dict[int, Any]:
    """Return figures by year; a year that the plan does not have is a fault."""
    for year in held:
        if int(year) not in plan.years:
            faults.add(
                f"{path}.{year}", "the plan does not have this year. Add it to years, or leave it out."
            )
    return {int(year): value for year, value in sorted(held.items())}


def _inflation(held: Held, plan: Plan) -> dict[str, dict[int, Fraction]]:
    later = range(plan.price_year + 1, plan.years[-1] + 1)
    return {
        currency: {int(year): Fraction(rate) for year, rate in rates.items()}
        if isinstance(rates, Mapping)
        else {year: Fraction(rates) for year in later}
        for currency, rates in held.items()
    }


def _exchange(held: Held, plan: Plan) -> dict[str, Rate]:
    told = {}
    for currency, one in held.items():
        own = {int(year): Fraction(rate) for year, rate in one.get("by_year", {}).items()}
        by_year = {year: own.get(year, Fraction(one["rate"])) for year in plan.years}
        told[currency] = Rate(by_year, one["on"], one["source"])
    return told


def _spread(held: Any, path: str, faults: Faults, *, times: Fraction = Fraction(1)) -> Spread:
    ends = [held[end] if isinstance(held, Mapping) else held for end in ("low", "base", "high")]
    if not ends[0] <= ends[1] <= ends[2]:
        faults.add(path, "low, base and high do not rise. Put them in order.")
    return Spread(*(Fraction(end) * times for end in ends))


def _lines(held: Held, plan: Plan, faults: Faults) -> tuple[Line, ...]:
    told = []
    for k, one in enumerate(held["lines"]):
        path = f"lines[{k}]"
        currency = one.get("currency", plan.currency)
        if currency != plan.currency:
            faults.known(f"{path}.currency", currency, plan.exchange, "exchange rate for")
        told.append(
            Line(
                id=one["id"],
                name=one["name"],
                component=one.get("component", ""),
                level=one.get("level", ""),
                currency=currency,
                unit_cost=_spread(one["unit_cost"], f"{path}.unit_cost", faults, times=Fraction(plan.scale)),
                quantity=_quantity(one, held.get("drivers", {}), plan, path, faults),
                priority=one.get("priority", 1),
                evidence=one.get("evidence", ""),
            )
        )
    return tuple(told)


def _quantity(one: Held, drivers: Held, plan: Plan, path: str, faults: Faults) -> dict[int, Spread]:
    """Return how many by year: the line's own quantity, or so many for each unit of a driver."""
    if ("driver" in one) == ("quantity" in one):
        faults.add(path, "give either a quantity, or a driver and per. One of them is needed, not both.")
        return {}
    times, where = Fraction(1), f"{path}.quantity"
    figures: Any = one.get("quantity")
    if "driver" in one:
        if not faults.known(f"{path}.driver", one["driver"], drivers, "driver"):
            return {}
        times, figures, where = (
            Fraction(one.get("per", 1)),
            drivers[one["driver"]],
            f"drivers.{one['driver']}",
        )
    by_year = isinstance(figures, Mapping) and "base" not in figures
    named = years_of(figures, plan, where, faults) if by_year else dict.fromkeys(plan.years, figures)
    if "once" in one:
        if one["once"] not in plan.years:
            faults.add(f"{path}.once", "the plan does not have this year. Name one of its years.")
        named = {year: figure for year, figure in named.items() if year == one["once"]}
    return {year: _spread(figure, f"{where}.{year}", faults, times=times) for year, figure in named.items()}


def _commitments(held: Held, plan: Plan, faults: Faults) -> tuple[Commitment, ...]:
    records = [dict(one) for one in held.get("commitments", [])]
    faults.once("commitments", [one["id"] for one in records])
    by_id = {one["id"]: one for one in records}
    amendments = list(enumerate(held.get("amendments", [])))
    for k, later in sorted(amendments, key=lambda pair: (pair[1]["on"], pair[0])):
        if faults.known(f"amendments[{k}].of", later["of"], by_id, "commitment"):
            changed = {key: later[key] for key in ("status", "probability", "amounts") if key in later}
            by_id[later["of"]].update(changed)
    sources = [source.id for source in plan.sources]
    told = []
    for k, one in enumerate(records):
        path = f"commitments[{k}]"
        faults.known(f"{path}.source", one["source"], sources, "source")
        amounts = years_of(one["amounts"], plan, f"{path}.amounts", faults)
        told.append(
            Commitment(
                id=one["id"],
                source=one["source"],
                status=one["status"],
                probability=_probability(one, path, faults),
                amounts={
                    year: minor(amount, plan, f"{path}.amounts.{year}", faults)
                    for year, amount in amounts.items()
                },
                lines=_permitted(one, plan, path, faults),
                carry_over=one.get("carry_over", False),
                instrument=one.get("instrument", "grant"),
            )
        )
    return tuple(told)


def _probability(one: Held, path: str, faults: Faults) -> Fraction:
    if "probability" not in one and (one["status"] not in SIGNED or one["status"] == "conditional"):
        faults.add(f"{path}.probability", f"what is {one['status']} needs one. Give a number from 0 to 1.")
    return Fraction(one.get("probability", 1))


def _permitted(one: Held, plan: Plan, path: str, faults: Faults) -> frozenset[str] | None:
    if "lines" not in one and "components" not in one:
        return None
    lines = [line.id for line in plan.lines]
    components = sorted({line.component for line in plan.lines})
    for name in one.get("lines", []):
        faults.known(f"{path}.lines", name, lines, "line")
    for name in one.get("components", []):
        faults.known(f"{path}.components", name, components, "component")
    named = {line.id for line in plan.lines if line.component in one.get("components", [])}
    return frozenset(named | set(one.get("lines", [])))


def _spending(held: Held, plan: Plan, faults: Faults) -> tuple[Spending, ...]:
    ids, lines = [one.id for one in plan.commitments], [line.id for line in plan.lines]
    told = []
    for k, one in enumerate(held.get("spending", [])):
        path = f"spending[{k}]"
        faults.known(f"{path}.commitment", one["commitment"], ids, "commitment")
        faults.known(f"{path}.line", one["line"], lines, "line")
        if one["year"] not in plan.years:
            faults.add(f"{path}.year", "the plan does not have this year. Add it to years.")
        amount = minor(one["amount"], plan, f"{path}.amount", faults)
        told.append(Spending(one["commitment"], one["line"], one["year"], amount))
    return tuple(told)


def _scenarios(held: Held, plan: Plan, faults: Faults) -> dict[str, Scenario]:
    names = {line.id for line in plan.lines} | {line.component for line in plan.lines}
    known: dict[str, tuple[Sequence[str], str, Callable[[Any], Any]]] = {
        "exchange": (sorted(plan.exchange), "exchange rate for", Fraction),
        "quantity": (sorted(names), "line or component", Fraction),
        "unit_cost": (sorted(names), "line or component", Fraction),
        "delay": ([source.id for source in plan.sources], "source", int),
    }
    told = {}
    for name, one in held.get("scenarios", {}).items():
        given: dict[str, Any] = {"range": one.get("range", "base")}
        given["more_inflation"] = Fraction(one.get("more_inflation", 0))
        for key, (allowed, kind, make) in known.items():
            for inner in one.get(key, {}):
                faults.known(f"scenarios.{name}.{key}", inner, allowed, kind)
            given[key] = {inner: make(value) for inner, value in one.get(key, {}).items()}
        told[name] = Scenario(**given)
    return told
