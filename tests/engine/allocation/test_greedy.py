"""Greedy by votes, by votes per cost, and by points."""

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.engine.allocation.elections import elections

from cairn.engine.allocation import greedy
from cairn.engine.allocation.election import Project, build_election

PROJECTS = [Project("a", 6), Project("b", 2), Project("c", 5), Project("d", 3), Project("free", 0)]
BALLOTS = {((0, 2), (1, 3)): 3, ((1, 2, 4), (3, 1, 1)): 2, ((3,), (1,)): 2}


def test_greedy_by_votes_skips_what_does_not_fit():
    allotment = greedy(build_election(PROJECTS, BALLOTS, budget=10))
    assert allotment.winners == ("c", "free", "b", "d")
    assert (allotment.cost, allotment.left) == (10, 0)


def test_greedy_by_votes_per_cost_takes_what_is_free_first():
    allotment = greedy(build_election(PROJECTS, BALLOTS, budget=10), utility="cardinality")
    assert allotment.winners == ("free", "b", "c", "d")


def test_greedy_by_points_follows_the_points():
    election = build_election(PROJECTS, BALLOTS, budget=10, has_points=True)
    assert greedy(election, utility="points").winners == ("c", "b", "free", "d")


def test_a_tie_is_told_only_between_projects_that_still_fit():
    allotment = greedy(build_election(PROJECTS, BALLOTS, budget=7))
    assert [(tie.tied, tie.chosen, tie.place) for tie in allotment.ties] == [(("b", "free"), "free", 1)]
    assert allotment.winners == ("c", "free", "b")


@settings(max_examples=100, deadline=None)
@given(elections(), st.sampled_from(["cost", "cardinality", "points"]))
def test_greedy_leaves_out_nothing_that_fits(drawn, utility):
    allotment = greedy(drawn.build(), utility=utility)
    rest = [c for c, who in enumerate(drawn.worths) if who and chr(97 + c) not in allotment.winners]
    assert 0 <= allotment.left == drawn.budget - allotment.cost
    assert all(drawn.costs[c] > allotment.left for c in rest)
