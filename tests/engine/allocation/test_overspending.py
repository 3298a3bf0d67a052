"""Bounded overspending beside a slow reference."""

import random
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from cairn.engine.allocation import Shares, by_equal_shares
from tests.engine.allocation.elections import Drawn, elections
from tests.engine.allocation.reference import naive_bounded


def slowly(drawn, utility):
    factors = drawn.costs if utility == "cost" else [1] * len(drawn.costs)
    return naive_bounded(drawn.costs, drawn.approvals, drawn.budget, len(drawn.ballots), factors)


@settings(max_examples=300, deadline=None)
@given(elections(least_cost=1), st.sampled_from(["cost", "cardinality"]))
def test_bounded_payment_agrees_with_the_slow_reference(drawn, utility):
    allotment = by_equal_shares(drawn.build(), Shares(utility, payment="bounded"))
    winners, purses = slowly(drawn, utility)
    assert allotment.winners == drawn.ids(winners)
    assert allotment.left >= 0
    assert all(purse >= 0 for purse in purses.values())


def test_bounded_payment_agrees_on_larger_elections():
    chance = random.Random(5)
    for _ in range(4):
        costs = [chance.randint(50, 900) for _ in range(14)]
        ballots = [{c: 1 for c in range(14) if chance.random() < 0.2} for _ in range(100)]
        drawn = Drawn(costs, ballots, 2000)
        for utility in ("cost", "cardinality"):
            found = by_equal_shares(drawn.build(), Shares(utility, payment="bounded"))
            assert found.winners == drawn.ids(slowly(drawn, utility)[0])


def test_a_popular_project_is_bought_though_its_supporters_lack_a_little():
    # 90 of 100 want a, which costs 95 of 100; Equal Shares funds the small b of ten voters instead
    drawn = Drawn([95, 4], [{0: 1}] * 90 + [{1: 1}] * 10, 100)
    assert by_equal_shares(drawn.build()).winners == ("b",)
    allotment = by_equal_shares(drawn.build(), Shares(payment="bounded"))
    assert allotment.winners == ("a", "b")
    assert allotment.certificate.priceable is None
    assert allotment.purchases[0].price == Fraction(95, 90)
    assert allotment.rule.startswith("Equal Shares with bounded overspending;")
