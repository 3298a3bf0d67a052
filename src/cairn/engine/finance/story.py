"""A plan in sentences: what it costs, what lacks, what keeps money idle, and what to do next."""

from collections.abc import Mapping, Sequence

from cairn.engine.finance.checks import Check
from cairn.engine.finance.costs import Costs
from cairn.engine.finance.gap import Gap, View, available
from cairn.engine.finance.plan import SIGNED, Plan, Scenario

Gaps = Mapping[View, Gap]


def verdict(plan: Plan, costs: Costs, gaps: Gaps, checks: Sequence[Check]) -> str:
    """Say the gap in a sentence or three."""
    if not costs.total:
        return "The plan costs nothing."
    failing = [one.name for one in checks if not one.holds]
    told = [_gap(plan, costs, gaps), _idle(plan, gaps["weighted"])]
    told += [f"Mend first: {', '.join(failing)}."] if failing else []
    return " ".join(one for one in told if one)


def _gap(plan: Plan, costs: Costs, gaps: Gaps) -> str:
    total, weighted, signed = costs.total, gaps["weighted"].total, gaps["signed"].total
    bare = f"{plan.money(signed)} ({_part(signed, total)})"
    if not plan.commitments:
        return f"The plan costs {plan.money(total)}, and nobody has committed anything to it."
    if not weighted and not signed:
        return f"The plan costs {plan.money(total)} and is covered, even if only what is signed counts."
    if not weighted:
        return (
            f"The plan costs {plan.money(total)} and is covered if commitments are weighted by their "
            f"probability; if only what is signed counts, {bare} is not."
        )
    return (
        f"The plan costs {plan.money(total)}; {plan.money(weighted)} of it is not covered "
        f"({_part(weighted, total)}) if commitments are weighted by their probability, and "
        f"{plan.money(signed)} if only what is signed counts."
    )


def _part(amount: int, total: int) -> str:
    """Return a part in per cent: never none or all of it where it is not."""
    shown = f"{amount / total:.0%}"
    return {"0%": "less than 1%", "100%": "100%" if amount == total else "over 99%"}.get(shown, shown)


def _idle(plan: Plan, weighted: Gap) -> str:
    if weighted.earmarks:
        first = weighted.earmarks[0]
        return (
            f"{plan.money(weighted.idle)} is committed but fits nowhere; freeing {first.commitment} alone "
            f"of its earmark would close {plan.money(first.closes)}."
        )
    if weighted.idle:
        return f"{plan.money(weighted.idle)} is committed beyond what its lines and years need."
    return ""


def next_steps(plan: Plan, scenario: Scenario, gaps: Gaps) -> tuple[str, ...]:
    """Say what would close the gap, from what costs nothing to what needs new money.

    First earmarks that bind, one line for each of the three that close most; then the largest commitment
    that is not signed yet; then what is missing even if all that is named comes, and where most of it is.
    """
    nominal = gaps["nominal"]
    told = [
        f"Ask {source} to free {one.commitment}, which may pay only {', '.join(one.allowed)}: "
        f"alone it closes {plan.money(one.closes)} without new money."
        for one in gaps["weighted"].earmarks[:3]
        for source in [_name(plan, one.source)]
    ]
    told += _to_be_signed(plan, scenario)
    if nominal.total:
        year = max(nominal.by_year().items(), key=lambda pair: pair[1])
        line = max(nominal.by_line().items(), key=lambda pair: pair[1])
        told.append(
            f"Find {plan.money(nominal.total)} more: it is missing even if all that is named comes. Most is "
            f"missing in {year[0]} ({plan.money(year[1])}) and for {line[0]} ({plan.money(line[1])})."
        )
    return tuple(told)


def warnings(plan: Plan, weighted: Gap) -> tuple[str, ...]:
    """Say which lines no money reaches, and for which lines and years sources earmarked more than fits."""
    bare, told = weighted.bare(), list[str]()
    if bare and plan.commitments:
        told.append(f"No money reaches {', '.join(bare)}.")
    where: dict[tuple[str, ...], dict[str, list[str]]] = {}
    for (line, year), sources in weighted.overlaps(plan).items():
        where.setdefault(sources, {}).setdefault(line, []).append(str(year))
    for sources, lines in where.items():
        *others, last = (_name(plan, source) for source in sources)
        named = f"{', '.join(others)} and {last}"
        cells = ", ".join(f"{line} ({', '.join(years)})" for line, years in lines.items())
        told.append(f"{named} earmarked more than fits for {cells}.")
    return tuple(told)


def _to_be_signed(plan: Plan, scenario: Scenario) -> list[str]:
    """Say the largest commitment that is not signed; of equal ones, the first."""
    named = available(plan, "nominal", scenario)
    totals = {
        one.id: sum(amount for (name, _), amount in named.items() if name == one.id)
        for one in plan.commitments
        if one.status not in SIGNED
    }
    if not any(totals.values()):
        return []
    largest = max(totals, key=lambda name: totals[name])
    one = next(one for one in plan.commitments if one.id == largest)
    others = len([amount for amount in totals.values() if amount]) - 1
    more = f" {others} more {'is' if others == 1 else 'are'} not signed either." if others else ""
    return [
        f"Have {largest} of {_name(plan, one.source)} signed: it is {one.status}, and worth "
        f"{plan.money(totals[largest])}.{more}"
    ]


def _name(plan: Plan, source: str) -> str:
    return next((one.name for one in plan.sources if one.id == source), source)
