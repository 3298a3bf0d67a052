"""What a plan costs: quantity × unit cost × inflation × exchange rate, by line and year."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from cairn.engine.finance.money import whole
from cairn.engine.finance.plan import BASE, Line, Plan, Scenario, Spread

Part = Literal["quantity", "unit_cost"]
Places = Mapping[tuple[str, Part], Fraction]  # of one figure of a line: 0 is its low end, 1 its high end


@dataclass(frozen=True, slots=True)
class Costs:
    """The cost of every line in every year, in whole minor units of the plan's currency."""

    years: tuple[int, ...]
    lines: tuple[str, ...]
    cells: Mapping[tuple[str, int], int]

    def by_year(self) -> dict[int, int]:
        """Return the total of every year."""
        return {year: sum(self.cells[line, year] for line in self.lines) for year in self.years}

    def by_line(self) -> dict[str, int]:
        """Return the total of every line."""
        return {line: sum(self.cells[line, year] for year in self.years) for line in self.lines}

    @property
    def total(self) -> int:
        """Return the total of all lines and years."""
        return sum(self.cells.values())


def cost(plan: Plan, scenario: Scenario = BASE, *, places: Places | None = None) -> Costs:
    """Return what every line costs in every year under a scenario.

    Each cell is computed in exact fractions and rounded once, to whole minor units, so that rows and columns
    sum to the same total. `places` put single figures elsewhere between their low and high ends.
    """
    factors = {
        (currency, year): factor(plan, currency, year, scenario)
        for currency in {line.currency for line in plan.lines}
        for year in plan.years
    }
    cells = {
        (line.id, year): whole(quantity * factors[line.currency, year])
        for line in plan.lines
        for year, quantity in _unpriced(plan, line, scenario, places)
    }
    return Costs(plan.years, tuple(line.id for line in plan.lines), cells)


def _unpriced(
    plan: Plan, line: Line, scenario: Scenario, places: Places | None
) -> Iterator[tuple[int, Fraction]]:
    """Give quantity × unit cost of a line for every year, in prices of the price year."""
    each = _figure(line, "unit_cost", line.unit_cost, scenario, places)
    for year in plan.years:
        many = line.quantity.get(year)
        yield year, Fraction(0) if many is None else each * _figure(line, "quantity", many, scenario, places)


def factor(plan: Plan, currency: str, year: int, scenario: Scenario = BASE) -> Fraction:
    """Return what a price of the price year in a currency comes to in a year, in the plan's currency."""
    grown = prices(plan, currency, year, more=scenario.more_inflation)
    return grown * worth(plan, currency, year, scenario)


def _figure(line: Line, part: Part, spread: Spread, scenario: Scenario, places: Places | None) -> Fraction:
    place = (places or {}).get((line.id, part))
    figure = spread.at(scenario.range) if place is None else spread.low + place * (spread.high - spread.low)
    given: Mapping[str, Fraction] = getattr(scenario, part)
    return figure * given.get(line.id, given.get(line.component, Fraction(1)))


def prices(plan: Plan, currency: str, year: int, *, more: Fraction = Fraction(0)) -> Fraction:
    """Return how much prices in a currency have risen from the price year to a year, as a factor."""
    rates = plan.inflation.get(currency, {})
    factor = Fraction(1)
    for passed in range(plan.price_year + 1, year + 1):
        factor *= 1 + rates.get(passed, Fraction(0)) + more
    return factor


def worth(plan: Plan, currency: str, year: int, scenario: Scenario = BASE) -> Fraction:
    """Return what one minor unit of a currency is worth in those of the plan's currency in a year."""
    if currency == plan.currency:
        return Fraction(1)
    return plan.exchange[currency].by_year[year] * scenario.exchange.get(currency, Fraction(1))


def spreads(plan: Plan) -> list[tuple[str, Part]]:
    """Return every figure that has a range, in the order of the lines."""
    found: list[tuple[str, Part]] = []
    for line in plan.lines:
        if not line.unit_cost.is_sure:
            found.append((line.id, "unit_cost"))
        if any(not one.is_sure for one in line.quantity.values()):
            found.append((line.id, "quantity"))
    return found
