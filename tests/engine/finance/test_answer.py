"""A plan as a whole: the example's figures, every check of it, and what breaks each."""

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, settings

from cairn.engine.finance import Loan, Ramp, Tranche, answer, gap, read_plan, starting
from cairn.engine.finance.checks import check
from cairn.engine.finance.plan import (
    Instruments,
    OutcomeContract,
    PlannedRamp,
    PlannedWaterfall,
    Rate,
    Spending,
)
from tests.engine.finance.plans import commitment, line, plan, plans

EXAMPLE = read_plan(starting())


def test_the_example_comes_to_its_known_figures():
    found = answer(EXAMPLE)
    assert found.costs.total == sum(found.costs.by_year().values()) == 800_242_884
    assert found.costs.cells["pay", 2026] == 300 * 12 * 4400 * 125 // 100  # 1.25 cents for each LCU
    assert {view: one.total for view, one in found.gaps.items()} == {
        "weighted": 225_721_774,
        "signed": 440_221_774,
        "nominal": found.gaps["nominal"].total,
    }
    assert found.verdict == (
        "The plan costs USD 8,002,429; USD 2,257,218 of it is not covered (28%) if commitments are weighted "
        "by their probability, and USD 4,402,218 if only what is signed counts. USD 189,789 is committed "
        "but fits nowhere; freeing riverstone-training alone of its earmark would close USD 189,789."
    )
    assert all(one.holds for one in found.checks)
    instalments, element = found.loans["bank-credit"]
    assert sum(one.principal for one in instalments) == 45_000_000
    assert 0 < element < 1
    assert found.outcomes["visits-that-help"].paid == 17_160_000
    assert [one.share for one in found.ramps["people-by-the-state"]] == [Fraction(k, 5) for k in range(1, 6)]
    assert sum(one.cash for one in found.waterfalls["revolving-medicines-fund"]) == 25_700_000
    assert found.sensitivity.chances is None


def test_a_scenario_is_named_in_the_rule():
    assert answer(EXAMPLE, "high").rule.endswith("scenario high, figures at their high end.")
    assert answer(EXAMPLE, "weak-currency").rule.endswith("; scenario weak-currency.")
    assert answer(EXAMPLE, draws=20, seed=4).sensitivity.chances.draws == 20


def test_a_late_source_leaves_its_first_year_bare():
    late, planned = gap(EXAMPLE, "signed", EXAMPLE.scenarios["late-pool"]), gap(EXAMPLE, "signed")
    assert late.by_year()[2026] - planned.by_year()[2026] == planned.by_source(EXAMPLE)["global-pool"] - (
        sum(used for (name, _, year), used in planned.used.items() if name == "pool-grant" and year > 2026)
    )


def test_an_empty_plan_costs_nothing():
    assert answer(plan([line("pay", 0)])).verdict == "The plan costs nothing."


@settings(max_examples=60, deadline=None)
@given(plans())
def test_every_check_holds_of_every_plan_without_spending(drawn):
    for view in ("weighted", "signed", "nominal"):
        broken = {one.name: one.breaks for one in check(drawn, gap(drawn, view)) if not one.holds}
        assert set(broken) <= {"earmarks"}  # an earmark may have no need; that is told
        assert all("nothing is needed" in fault for faults in broken.values() for fault in faults)


@pytest.mark.parametrize(
    ("name", "broken", "says"),
    [
        (
            "within-commitment",
            {"spending": (Spending("k", "pay", 2026, 50),)},
            "k: USD 0.10 was spent beyond",
        ),
        (
            "spending-on-purpose",
            {"spending": (Spending("k", "rent", 2026, 5),)},
            "k was spent on rent in 2026",
        ),
        (
            "exchange-pinned",
            {"exchange": {"LCU": Rate({2026: Fraction(1)}, "", "bank")}},
            "LCU",
        ),
        (
            "ramps",
            {"instruments": Instruments(ramps=(PlannedRamp("r", "of-k", Ramp("flat", reaches_full=True)),))},
            "r: The ramp is said to reach 100 %",
        ),
        (
            "earmarks",
            {"commitments": (commitment("k", {2026: 40}, ["free"]),)},
            "nothing is needed on any line that k",
        ),
    ],
)
def test_what_breaks_a_check_is_named(name, broken, says):
    lines = [line("pay", 30), line("rent", 9, currency="LCU"), line("free", 0)]
    pinned = {"LCU": Rate({2026: Fraction(1)}, "2026-01-01", "bank")}
    asked = plan(lines, [commitment("k", {2026: 40}, ["pay"])], exchange=pinned)
    assert all(one.holds for one in check(asked, gap(asked)))
    asked = replace(asked, **broken)
    found = next(one for one in check(asked, gap(asked)) if one.name == name)
    assert found.breaks[0].startswith(says)


def test_a_gap_that_was_tampered_with_is_found_out():
    asked = plan([line("pay", 30), line("rent", 9)], [commitment("k", {2026: 20}, ["pay"])])
    honest = gap(asked)
    forged = replace(honest, used={("k", "rent", 2026): 99})
    broken = {one.name: one.breaks for one in check(asked, forged) if not one.holds}
    assert broken == {"within-commitment": ("k pays more than it has",), "earmarks": ("k pays rent",)}
    years = replace(honest.costs, years=())
    assert not check(asked, replace(honest, costs=years))[0].holds


def test_instruments_are_checked_too():
    good = Instruments(
        loans={"l": Loan(100, Fraction(1, 10), 3), "none": Loan(0, Fraction(0), 1)},
        contracts=(OutcomeContract("o", (), 10, 2, {}, {}),),
        waterfalls=(PlannedWaterfall("w", (Tranche("t", 1, (5,)),), (9,)),),
    )
    found = answer(plan([line("pay", 30)], instruments=good))
    assert all(one.holds for one in found.checks)
    assert found.loans["none"][1] is None
    assert found.outcomes["o"].paid == 2
    assert found.waterfalls["w"][0].undistributed == 4


def test_failing_checks_are_in_the_verdict():
    asked = plan([line("pay", 30)], [commitment("k", {2026: 4})], spending=(Spending("k", "pay", 2026, 5),))
    assert answer(asked).verdict.endswith("Mend first: within-commitment.")
