"""What the gap hangs on: one figure, chance, the point where it closes."""

from dataclasses import replace
from fractions import Fraction

import pytest

from cairn.engine.finance import break_even, gap, read_plan, simulate, starting, tornado, what_if
from cairn.engine.finance.plan import Rate, Spread
from tests.engine.finance.plans import commitment, line, plan, sure

WIDE = Spread(Fraction(80), Fraction(100), Fraction(160))
PEOPLE = line("people", 0, unit_cost=WIDE, quantity={2026: Spread(Fraction(1), Fraction(2), Fraction(2))})
KIT = line("kit", 50, currency="LCU", years=(2026, 2027))
RATE = Rate({2026: Fraction(1), 2027: Fraction(1)}, "2026-01-01", "bank")
GIVEN = [
    commitment("grant", {2026: 120}),
    commitment("hope", {2027: 60}, status="pledged", probability=Fraction(1, 2)),
]
PLAN = plan(
    [PEOPLE, KIT], GIVEN, (2026, 2027), exchange={"LCU": RATE}, inflation={"LCU": {2027: Fraction(0)}}
)


def test_a_tornado_moves_one_figure_at_a_time():
    assert gap(PLAN).total == 150  # 250 − 120 and 50 − 30
    assert [(bar.name, bar.low, bar.high) for bar in tornado(PLAN)] == [
        ("unit cost of people", 110, 270),
        ("quantity of people", 50, 150),
        ("exchange rate of LCU", 130, 170),
        ("inflation", 150, 150),
    ]
    assert tornado(PLAN)[0].swing == 160
    sure_plan = plan([line("kit", 5)])
    assert tornado(sure_plan) == []


def test_the_same_seed_gives_the_same_gaps():
    told = []
    found = simulate(PLAN, seed=7, draws=40, on_draw=told.append)
    assert found == simulate(PLAN, seed=7, draws=40)
    assert found != simulate(PLAN, seed=8, draws=40)
    assert told == list(range(1, 41))
    assert (found.seed, found.draws, len(found.gaps)) == (7, 40, 40)
    assert found.gaps[0] <= found.low <= found.middle <= found.high <= found.gaps[-1]


def test_draws_stay_within_what_the_ranges_and_commitments_allow():
    found = simulate(PLAN, seed=1, draws=200)
    # at best 80 + 50 in 2026 and 60 given in 2027; at worst 320 + 50, and nothing in 2027
    assert found.gaps[0] >= 10
    assert found.gaps[-1] <= 250 + 50
    assert found.closed == 0
    certain = plan([line("pay", 10)], [commitment("k", {2026: 10})])
    assert simulate(certain, seed=1, draws=5).closed == 1


def test_a_pledge_comes_as_often_as_its_probability_says():
    hope = plan(
        [line("pay", 10)], [commitment("k", {2026: 10}, status="pledged", probability=Fraction(1, 4))]
    )
    found = simulate(hope, seed=3, draws=800)
    assert abs(found.closed - Fraction(1, 4)) < Fraction(1, 20)


def test_without_draws_there_are_no_chances():
    with pytest.raises(ValueError, match="Draw once at least"):
        simulate(PLAN, seed=1, draws=0)


def test_break_even_says_which_assumption_alone_closes_the_gap():
    pay = line("pay", 100, currency="LCU")
    asked = plan([pay], [commitment("grant", {2026: 40})], exchange={"LCU": RATE})
    told = {one.name: one.factor for one in break_even(asked)}
    assert told == {
        "every unit cost": Fraction(405, 1000),  # 40.5 is rounded to 40
        "every quantity": Fraction(405, 1000),
        "exchange rate of LCU": Fraction(405, 1000),
        "what of-grant gives": Fraction(5, 2),
    }
    elsewhere = plan(
        [line("pay", 10**6, currency="LCU"), line("rent", 5)],
        [commitment("grant", {2026: 40}, ["rent"])],
        exchange={"LCU": RATE},
    )
    assert {one.factor for one in break_even(elsewhere)} == {None}
    closed = plan([line("pay", 10)], [commitment("grant", {2026: 10})])
    assert [one.factor for one in break_even(closed)] == [1, 1, 1]


def test_a_late_source_and_a_dearer_currency_are_shown():
    told = {one.name: one.gap for one in what_if(PLAN, "nominal")}
    assert told == {
        "of-grant comes 1 year later": 250,
        "of-hope comes 1 year later": 180,
        "LCU costs 20% more": 140 + 0,
    }
    assert "of-hope comes 2 years later" in {one.name for one in what_if(PLAN, years=2)}


def test_the_example_hangs_on_the_exchange_rate_most():
    bars = tornado(read_plan(starting()))
    assert bars[0].name == "exchange rate of LCU"
    assert [bar.swing for bar in bars] == sorted((bar.swing for bar in bars), reverse=True)
    assert sure(1).is_sure
    assert replace(bars[0], low=bars[0].high).swing == 0
