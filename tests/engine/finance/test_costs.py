"""Costs by line and year: exact, rounded once, rows and columns to the same total."""

from fractions import Fraction

import pytest
from hypothesis import given, settings

from cairn.engine.finance import cost
from cairn.engine.finance.costs import spreads
from cairn.engine.finance.plan import Rate, Scenario, Spread
from tests.engine.finance.plans import line, plan, plans, sure

PEOPLE = line(
    "people",
    0,
    component="staff",
    currency="LCU",
    unit_cost=Spread(Fraction(90), Fraction(100), Fraction(130)),
    quantity={2026: sure(10), 2027: Spread(Fraction(8), Fraction(20), Fraction(20))},
)
RATE = Rate({2026: Fraction(1, 10), 2027: Fraction(1, 8), 2028: Fraction(1, 8)}, "2026-01-02", "bank")
PLAN = plan(
    [PEOPLE, line("kit", 700)],
    years=(2026, 2027, 2028),
    inflation={"LCU": {2027: Fraction(1, 10), 2028: Fraction(1, 5)}},
    exchange={"LCU": RATE},
)


def test_cost_is_quantity_times_unit_cost_times_inflation_times_exchange():
    found = cost(PLAN)
    assert found.cells == {
        ("people", 2026): 100,
        ("people", 2027): 275,  # 20 × 100 × 1.1 / 8
        ("people", 2028): 0,
        ("kit", 2026): 700,
        ("kit", 2027): 0,
        ("kit", 2028): 0,
    }
    assert (found.by_year(), found.by_line(), found.total) == (
        {2026: 800, 2027: 275, 2028: 0},
        {"people": 375, "kit": 700},
        1075,
    )


@pytest.mark.parametrize(
    ("scenario", "people"),
    [
        (Scenario("low"), [90, 99]),  # 8 × 90 × 1.1 / 8
        (Scenario("high"), [130, 358]),  # 20 × 130 × 1.1 / 8 = 357.5, to the even side
        (Scenario(more_inflation=Fraction(1, 10)), [100, 300]),
        (Scenario(exchange={"LCU": Fraction(4, 5)}), [80, 220]),
        (Scenario(quantity={"people": Fraction(2)}, unit_cost={"staff": Fraction(3)}), [600, 1650]),
        (Scenario(quantity={"people": Fraction(2), "staff": Fraction(9)}), [200, 550]),
    ],
)
def test_a_scenario_stands_in_for_what_the_plan_assumes(scenario, people):
    found = cost(PLAN, scenario)
    assert [found.cells["people", year] for year in (2026, 2027)] == people


def test_a_figure_may_stand_anywhere_between_its_ends():
    found = cost(PLAN, places={("people", "unit_cost"): Fraction(1, 2), ("people", "quantity"): Fraction(0)})
    assert found.cells["people", 2026] == 110
    assert found.cells["people", 2027] == 121  # 8 × 110 × 1.1 / 8
    assert spreads(PLAN) == [("people", "unit_cost"), ("people", "quantity")]


def by_hand(drawn, one, year):
    """Return quantity × unit cost × inflation × exchange rate, step by step."""
    amount = one.quantity[year].base * one.unit_cost.base if year in one.quantity else Fraction(0)
    for passed in range(drawn.price_year + 1, year + 1):
        amount *= 1 + drawn.inflation.get(one.currency, {}).get(passed, 0)
    return amount if one.currency == drawn.currency else amount * drawn.exchange[one.currency].by_year[year]


@settings(max_examples=100, deadline=None)
@given(plans())
def test_rows_and_columns_sum_to_the_same_total(drawn):
    found = cost(drawn)
    assert sum(found.by_year().values()) == sum(found.by_line().values()) == found.total
    for one in drawn.lines:
        for year in drawn.years:
            assert abs(found.cells[one.id, year] - by_hand(drawn, one, year)) <= Fraction(1, 2)


def test_scenarios_low_base_and_high_always_exist():
    assert [PLAN.scenario(name).range for name in ("low", "base", "high")] == ["low", "base", "high"]
    with pytest.raises(ValueError, match="no scenario 'bold'; known are: base, high, low"):
        PLAN.scenario("bold")
