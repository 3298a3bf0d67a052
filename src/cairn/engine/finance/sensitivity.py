"""What the gap hangs on: one figure at a time, all at once by chance, and the point where it closes."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np

from cairn.engine.finance.costs import Places, cost, spreads
from cairn.engine.finance.gap import View, shortfall
from cairn.engine.finance.plan import BASE, Plan, Scenario

FINE = 1000  # a drawn figure lies on one of so many steps between low and high


@dataclass(frozen=True, slots=True)
class Bar:
    """One assumption and the gap at either end of it; minor units."""

    name: str
    low: int
    high: int

    @property
    def swing(self) -> int:
        """Return how far the gap moves between the ends."""
        return abs(self.high - self.low)


def tornado(
    plan: Plan,
    view: View = "weighted",
    *,
    exchange: Fraction = Fraction(1, 5),
    inflation: Fraction = Fraction(1, 100),
) -> list[Bar]:
    """Return the gap at either end of every assumption, all others at their base, the widest first.

    Ranges of lines are those of the plan; every currency moves by the part `exchange`, inflation by
    `inflation` a year.
    """
    bars = []
    for line, part in spreads(plan):
        ends = [_gap_at(plan, view, places={(line, part): end}) for end in (Fraction(0), Fraction(1))]
        bars.append(Bar(f"{part.replace('_', ' ')} of {line}", *ends))
    for currency in sorted(plan.exchange):
        scenarios = [Scenario(exchange={currency: 1 + sign * exchange}) for sign in (-1, 1)]
        bars.append(Bar(f"exchange rate of {currency}", *(_gap_at(plan, view, one) for one in scenarios)))
    if plan.inflation:
        scenarios = [Scenario(more_inflation=sign * inflation) for sign in (-1, 1)]
        bars.append(Bar("inflation", *(_gap_at(plan, view, one) for one in scenarios)))
    return sorted(bars, key=lambda bar: (-bar.swing, bar.name))


def _gap_at(plan: Plan, view: View, scenario: Scenario = BASE, *, places: Places | None = None) -> int:
    return shortfall(plan, view, scenario, costs=cost(plan, scenario, places=places))


@dataclass(frozen=True, slots=True)
class Chances:
    """What the gap may be, over seeded draws; minor units."""

    seed: int
    draws: int
    low: int  # one in twenty draws has less
    middle: int
    high: int  # one in twenty draws has more
    closed: Fraction  # the part of the draws without a gap
    gaps: tuple[int, ...]  # sorted


def simulate(
    plan: Plan, *, seed: int, draws: int = 500, on_draw: Callable[[int], None] | None = None
) -> Chances:
    """Draw every figure with a range from a triangle, and every commitment by its probability.

    The triangle is that of low, base and high. Each commitment comes whole or not at all; figures and
    commitments are drawn apart from one another. The same seed gives the same gaps.
    Raises: ValueError without draws.
    """
    if draws < 1:
        raise ValueError("Draw once at least.")
    chance = np.random.default_rng(seed)
    figures = spreads(plan)
    modes = [_mode(plan, line, part) for line, part in figures]
    gaps = []
    for number in range(1, draws + 1):
        drawn = [round(FINE * chance.triangular(0.0, mode, 1.0)) for mode in modes]
        places: Places = {figure: Fraction(step, FINE) for figure, step in zip(figures, drawn, strict=True)}
        luck = chance.random(len(plan.commitments)).tolist()
        come = tuple(one for one, fell in zip(plan.commitments, luck, strict=True) if fell < one.probability)
        gaps.append(_gap_at(replace(plan, commitments=come), "nominal", places=places))
        if on_draw:
            on_draw(number)
    gaps.sort()
    low, middle, high = (gaps[min(draws - 1, draws * part // 100)] for part in (5, 50, 95))
    return Chances(seed, draws, low, middle, high, Fraction(sum(not one for one in gaps), draws), tuple(gaps))


def _mode(plan: Plan, line: str, part: str) -> float:
    """Return where the base lies between low and high, of the widest range of a figure."""
    own = next(one for one in plan.lines if one.id == line)
    ranges = [own.unit_cost] if part == "unit_cost" else list(own.quantity.values())
    widest = max(ranges, key=lambda one: one.high - one.low)
    return float((widest.base - widest.low) / (widest.high - widest.low))


@dataclass(frozen=True, slots=True)
class BreakEven:
    """By what factor one assumption must change for the gap to close; None if it never does so alone."""

    name: str
    factor: Fraction | None


def break_even(plan: Plan, view: View = "weighted", *, most: int = 10) -> list[BreakEven]:
    """Return the factor, in thousandths, at which each assumption alone closes the gap.

    Tried are all unit costs, all quantities and each exchange rate (downwards, to nothing), and what each
    source gives (upwards, to `most` times).
    """
    components = {line.component for line in plan.lines}
    told = []
    for part in ("unit_cost", "quantity"):

        def cheaper(thousandths: int, part: str = part) -> int:
            factors = dict.fromkeys(components, Fraction(thousandths, 1000))
            scenario = Scenario(unit_cost=factors) if part == "unit_cost" else Scenario(quantity=factors)
            return _gap_at(plan, view, scenario)

        told.append(BreakEven(f"every {part.replace('_', ' ')}", _downwards(cheaper)))
    for currency in sorted(plan.exchange):

        def weaker(thousandths: int, currency: str = currency) -> int:
            return _gap_at(plan, view, Scenario(exchange={currency: Fraction(thousandths, 1000)}))

        told.append(BreakEven(f"exchange rate of {currency}", _downwards(weaker)))
    for source in plan.sources:

        def more(thousandths: int, source: str = source.id) -> int:
            return _gap_at(_times(plan, source, Fraction(thousandths, 1000)), view)

        told.append(BreakEven(f"what {source.id} gives", _upwards(more, most)))
    return told


def _downwards(gap_at: Callable[[int], int]) -> Fraction | None:
    """Return the largest factor from 1/1000 to 1 that leaves no gap."""
    low, high = 0, 1001
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if not gap_at(middle) else (low, middle)
    return Fraction(low, 1000) if low else None


def _upwards(gap_at: Callable[[int], int], most: int) -> Fraction | None:
    """Return the least factor from 1, in thousandths, that leaves no gap."""
    if gap_at(most * 1000):
        return None
    low, high = 999, most * 1000
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if not gap_at(middle) else (middle, high)
    return Fraction(high, 1000)


def _times(plan: Plan, source: str, factor: Fraction) -> Plan:
    def grown(amounts: dict[int, int]) -> dict[int, int]:
        return {year: int(amount * factor) for year, amount in amounts.items()}

    return replace(
        plan,
        commitments=tuple(
            replace(one, amounts=grown(dict(one.amounts))) if one.source == source else one
            for one in plan.commitments
        ),
    )


@dataclass(frozen=True, slots=True)
class WhatIf:
    """What the gap becomes if something happens; minor units."""

    name: str
    gap: int


def what_if(
    plan: Plan, view: View = "weighted", *, years: int = 1, shock: Fraction = Fraction(1, 5)
) -> list[WhatIf]:
    """Return the gap if each source came later by some years, or each currency became dearer.

    A shock of 1/5 makes every cost in that currency dearer by a fifth.
    """
    cases: Sequence[tuple[str, Scenario]] = [
        *(
            (f"{one.id} comes {years} year{'s' * (years > 1)} later", Scenario(delay={one.id: years}))
            for one in plan.sources
        ),
        *(
            (f"{currency} costs {float(shock):.0%} more", Scenario(exchange={currency: 1 + shock}))
            for currency in sorted(plan.exchange)
        ),
    ]
    return [WhatIf(name, shortfall(plan, view, scenario)) for name, scenario in cases]
