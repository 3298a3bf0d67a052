"""The ledger where floats cannot tell, and fractions must."""

from fractions import Fraction
from math import inf

import pytest

from cairn.engine.allocation import Shares, by_equal_shares
from cairn.engine.allocation.election import Project, build_election
from cairn.engine.allocation.ledger import Field, Ledger


@pytest.mark.parametrize(
    ("budget", "first", "weights"), [(71, 51, (9, 2)), (87, 14, (6, 14)), (78, 4, (8, 6)), (16, 4, (9, 10))]
)
def test_a_project_that_takes_all_that_is_left_is_bought(budget, first, weights):
    projects = [Project("a", first), Project("b", budget - first), Project("c", 10**6)]
    ballots = {((0, 1), (99, 1)): weights[0], ((1, 2), (1, 1)): weights[1]}
    election = build_election(projects, ballots, budget=budget, has_points=True)
    ledger = Ledger(Field(election, "cardinality"), Fraction(budget, sum(weights)))
    ledger.buy(0, float(ledger.price(0)))
    assert ledger.look(1, (budget - first) / sum(weights), inf)[1] == inf
    allotment = by_equal_shares(election, Shares("points"))
    assert allotment.winners == ("a", "b")
    assert allotment.left == 0


def test_who_paid_all_she_had_has_nothing_left():
    projects = [Project("a", 6), Project("b", 3)]
    election = build_election(projects, {((0,), (1,)): 2, ((0, 1), (1, 1)): 1}, budget=9)
    ledger = Ledger(Field(election, "cost"), Fraction(2))
    assert [ledger.balance_of(t) for t in (0, 1)] == [2, 2]
    ledger.buy(0, 2.0)
    assert [ledger.balance_of(t) for t in (0, 1)] == [0, 0]
    assert ledger.prices() == [2]
    assert not ledger.can_pay(1)
