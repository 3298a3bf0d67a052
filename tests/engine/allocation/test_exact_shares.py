"""Exact Equal Shares beside a slow reference, and its ladder to the next change."""

import random
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from cairn.engine.allocation import Conditions, Project, Shares, by_equal_shares, explain
from cairn.engine.allocation.conditions import Gate
from cairn.engine.allocation.election import build_election
from cairn.engine.allocation.exact_shares import next_rise
from cairn.engine.allocation.ties import tie_order
from tests.engine.allocation.elections import Drawn, elections
from tests.engine.allocation.reference import naive_exact_shares

UTILITIES = st.sampled_from(["cost", "cardinality"])


def slowly(drawn, utility, endowment):
    factors = drawn.costs if utility == "cost" else [1] * len(drawn.costs)
    return naive_exact_shares(drawn.costs, drawn.approvals, endowment, len(drawn.ballots), factors)


@settings(max_examples=300, deadline=None)
@given(elections(least_cost=1), UTILITIES)
def test_exact_payment_agrees_with_the_slow_reference(drawn, utility):
    allotment = by_equal_shares(drawn.build(), Shares(utility, payment="exact"))
    winners, payers, _ = slowly(drawn, utility, Fraction(drawn.budget, len(drawn.ballots)))
    assert allotment.winners == drawn.ids(winners)
    prices = [Fraction(drawn.costs[c], len(who)) for c, who in zip(winners, payers, strict=True)]
    assert [p.price for p in allotment.purchases] == prices


@settings(max_examples=150, deadline=None)
@given(elections(least_cost=1), UTILITIES)
def test_the_next_rise_is_the_least_that_changes_the_run(drawn, utility):
    shares = Shares(utility, payment="exact")
    allotment = by_equal_shares(drawn.build(), shares)
    election = drawn.build()
    rise = next_rise(allotment.ledger, tie_order(election), Gate(election, Conditions()))
    endowment = Fraction(drawn.budget, len(drawn.ballots))
    now = slowly(drawn, utility, endowment)[:2]
    if rise is None:
        assert slowly(drawn, utility, endowment + 10**6)[:2] == now
        return
    assert slowly(drawn, utility, endowment + rise)[:2] != now
    for part in (Fraction(1, 3), Fraction(999_999, 1_000_000)):
        assert slowly(drawn, utility, endowment + rise * part)[:2] == now


@settings(max_examples=100, deadline=None)
@given(elections(least_cost=1), UTILITIES)
def test_the_ladder_to_the_next_change_misses_no_outcome_of_a_fine_ladder(drawn, utility):
    jumping = by_equal_shares(drawn.build(), Shares(utility, "add1", step="next", payment="exact"))
    assert jumping.cost <= drawn.budget
    endowment, step = Fraction(drawn.budget, len(drawn.ballots)), Fraction(1, 7)
    last = None
    while endowment <= jumping.endowment:
        last = slowly(drawn, utility, endowment)[0]
        assert sum(drawn.costs[c] for c in last) <= drawn.budget
        endowment += step
    assert last is not None


def test_exact_payment_agrees_on_larger_elections_with_many_equal_purses():
    chance = random.Random(3)
    for _ in range(6):
        costs = [chance.randint(20, 400) for _ in range(15)]
        ballots = [{c: 1 for c in range(15) if chance.random() < 0.25} for _ in range(120)]
        drawn = Drawn(costs, ballots, 1500)
        for utility in ("cost", "cardinality"):
            winners, _, purses = slowly(drawn, utility, Fraction(1500, 120))
            election = drawn.build()
            found = by_equal_shares(election, Shares(utility, payment="exact"))
            assert found.winners == drawn.ids(winners)
            assert sum(purses.values()) == 1500 - found.cost
            (share,) = explain(found, {"all": election.weights})
            assert (share.left, len(share.paid)) == (1500 - found.cost, len(winners))


def test_purses_too_close_for_floats_are_told_apart():
    # after a and b, 1 + 10**11 voters hold 1/3 less or more than others by a hair; c needs exactly them all
    many = 10**11
    drawn = [(((0, 2), (1, 1)), many), (((1, 2), (1, 1)), many + 1)]
    projects = [Project("a", many), Project("b", many), Project("c", 2 * many)]
    election = build_election(projects, dict(drawn), budget=4 * many + 2)
    allotment = by_equal_shares(election, Shares("cardinality", payment="exact"))
    # everybody holds 2 and a hair; c costs less than 1 each, so a and b leave enough
    assert sorted(allotment.winners) == ["a", "b", "c"]
    assert allotment.purchases[0].project == "b"


def test_the_ladder_ends_where_nothing_can_change():
    drawn = Drawn([3, 50], [{0: 1}, {0: 1}], 9)
    allotment = by_equal_shares(drawn.build(), Shares(completion="add1", step="next", payment="exact"))
    assert (allotment.winners, allotment.runs) == (("a",), 1)
    drawn = Drawn([3, 5], [{0: 1}, {1: 1}], 7)
    allotment = by_equal_shares(drawn.build(), Shares(completion="add1", step="next", payment="exact"))
    assert (allotment.winners, allotment.runs, allotment.endowment) == (("a",), 2, Fraction(7, 2))
    assert "raised to the next change" in allotment.rule
