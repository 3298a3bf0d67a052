"""What each group's share bought, under every rule, to the last fraction."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cairn.engine.allocation import (
    Project,
    Shares,
    by_equal_shares,
    explain,
    explain_evenly,
    greedy,
    phragmen,
)
from cairn.engine.allocation.election import build_election
from tests.engine.allocation.elections import elections

PROJECTS = [Project("a", 6), Project("b", 6), Project("free", 0)]
BALLOTS = {((0,), (1,)): 3, ((1,), (1,)): 2, ((2,), (1,)): 1}


def groups_of(election):
    north = np.where(np.arange(len(election.weights)) % 2 == 0, election.weights, 0)
    return {"north": north, "south": election.weights - north}


def test_under_greedy_a_cost_is_divided_evenly_among_supporters():
    election = build_election(PROJECTS, BALLOTS, budget=9)
    allotment = greedy(election)
    told = explain_evenly(election, allotment, {"left": np.array([1, 2, 0]), "right": np.array([2, 0, 1])})
    assert [(one.group, one.voters, one.covered, one.endowment) for one in told] == [
        ("left", 3, 1, Fraction(9, 2)),
        ("right", 3, 3, Fraction(9, 2)),
    ]
    assert [one.paid for one in told] == [(("a", Fraction(2)),), (("a", Fraction(4)),)]
    assert told[1].left == Fraction(1, 2)


def test_the_shares_of_greedy_are_nobodys():
    election = build_election(PROJECTS, BALLOTS, budget=9)
    with pytest.raises(ValueError, match="Only Equal Shares"):
        explain(greedy(election), groups_of(election))


@settings(max_examples=150, deadline=None)
@given(elections(), st.sampled_from(["partial", "exact", "bounded"]))
def test_what_groups_paid_adds_up(drawn, payment):
    election = drawn.build()
    allotment = by_equal_shares(election, Shares(payment=payment))
    (every,) = explain(allotment, {"all": election.weights})
    parts = explain(allotment, groups_of(election))
    paid = [dict(part.paid) for part in parts]
    for name, amount in every.paid:
        assert sum(one.get(name, 0) for one in paid) == amount
    assert sum(part.left for part in parts) == every.left
    assert every.left >= 0
    assert sum(part.covered for part in parts) == every.covered == allotment.certificate.covered
    if payment != "bounded":
        assert sum(amount for _, amount in every.paid) == allotment.cost


@settings(max_examples=80, deadline=None)
@given(elections())
def test_divided_evenly_the_parts_add_up_to_the_cost(drawn):
    election = drawn.build()
    allotment = phragmen(election)
    parts = explain_evenly(election, allotment, groups_of(election))
    assert sum((amount for part in parts for _, amount in part.paid), Fraction(0)) == allotment.cost
    assert sum(part.endowment for part in parts) == drawn.budget
