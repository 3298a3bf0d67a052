"""Equal Shares on arrays, and what each group's share bought."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings

from cairn.engine.allocation import equal_shares, explain, greedy
from cairn.engine.allocation.election import Project, build_election
from tests.engine.allocation.elections import elections

APPROVALS = np.array([[1, 1, 0], [1, 0, 0], [0, 1, 1], [0, 0, 1]], bool)
COSTS = np.array([50, 80, 40])


def test_equal_shares_on_arrays_tells_what_is_chosen_and_left():
    funding = equal_shares(APPROVALS, COSTS, budget=120)
    assert funding.chosen.tolist() == [True, False, True]
    assert funding.left == 30
    assert funding.allotment.winners == ("2", "0")


def test_ten_columns_keep_their_order():
    funding = equal_shares(np.eye(11, dtype=bool), np.full(11, 3), budget=22 + 3)
    assert funding.chosen.tolist() == [False] * 11
    funding = equal_shares(np.eye(11, dtype=bool), np.full(11, 3), budget=12, completion="utilitarian")
    assert np.flatnonzero(funding.chosen).tolist() == [0, 1, 2, 3]


def test_a_weight_counts_as_that_many_voters():
    weights = np.array([2, 0, 1, 3])
    repeated = equal_shares(np.repeat(APPROVALS, weights, axis=0), COSTS, budget=120)
    weighted = equal_shares(APPROVALS, COSTS, budget=120, weights=weights)
    assert weighted.allotment == repeated.allotment
    assert weighted.weights.tolist() == [2, 0, 1, 3]


def test_points_count_where_they_are_given():
    points = np.array([[3, 1], [0, 2]])
    funding = equal_shares(points, np.array([9, 6]), budget=12, utility="points", completion="add1")
    assert funding.chosen.tolist() == [False, True]


def test_without_voters_nothing_is_funded():
    funding = equal_shares(np.zeros((0, 2), bool), np.array([1, 2]), budget=9, completion="add1")
    assert (funding.chosen.tolist(), funding.left) == ([False, False], 9)


def test_what_a_groups_share_bought_is_told_exactly():
    funding = equal_shares(APPROVALS, COSTS, budget=120)
    north, south = funding.explain(["north", "north", "south", "south"])
    assert (north.group, north.voters, north.endowment, north.paid) == (
        "north",
        2,
        60,
        (("0", Fraction(50)),),
    )
    assert (south.left, south.paid) == (20, (("2", Fraction(40)),))


@settings(max_examples=100, deadline=None)
@given(elections(least_cost=1))
def test_the_groups_paid_the_whole_cost_together(drawn):
    approvals = np.zeros((len(drawn.ballots), len(drawn.costs)), np.int64)
    for i, ballot in enumerate(drawn.ballots):
        for c, points in ballot.items():
            approvals[i, c] = points
    funding = equal_shares(approvals, np.array(drawn.costs), budget=drawn.budget, utility="points")
    shares = funding.explain(["even" if i % 2 else "odd" for i in range(len(drawn.ballots))])
    for purchase in funding.allotment.purchases:
        paid = [amount for share in shares for name, amount in share.paid if name == purchase.project]
        assert sum(paid) == purchase.cost
    assert all(share.left >= 0 for share in shares)


def test_shares_are_explained_only_where_there_were_shares():
    election = build_election([Project("a", 3)], {((0,), (1,)): 1}, budget=4)
    with pytest.raises(ValueError, match="Only Equal Shares"):
        explain(greedy(election), {})


@pytest.mark.parametrize(
    ("approvals", "costs", "options", "message"),
    [
        (np.ones((2, 2), bool), np.array([1]), {}, "n_proposals"),
        (np.ones(2, bool), np.array([1, 2]), {}, "n_proposals"),
        (np.ones((2, 1), bool), np.array([1]), {"weights": [1]}, "weights must be"),
        (np.ones((2, 1), bool), np.array([1]), {"weights": [1, -1]}, "weights must be"),
        (np.ones((2, 1), bool), np.array([1]), {"weights": [0.5, 1]}, "weights must be"),
        (np.full((2, 1), -1), np.array([1]), {}, "points of zero or more"),
        (np.full((2, 1), 0.5), np.array([1]), {}, "points of zero or more"),
        (np.ones((2, 1), bool), np.array([-1]), {}, "negative"),
        (np.ones((2, 1), bool), np.array([1.5]), {}, "costs must be whole"),
    ],
)
def test_arrays_that_disagree_are_refused(approvals, costs, options, message):
    with pytest.raises(ValueError, match=message):
        equal_shares(approvals, costs, budget=10, **options)
