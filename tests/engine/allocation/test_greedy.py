"""Greedy by votes, by votes per cost, and by points."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cairn.engine.allocation import Conditions, Greedy, greedy
from cairn.engine.allocation.election import Project, build_election
from tests.engine.allocation.elections import elections

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


def queue_of_three(budget, **options):
    projects = [Project("first", 5), Project("second", 6), Project("third", 2)]
    ballots = {((0,), (1,)): 9, ((1,), (1,)): 8, ((2,), (1,)): 7}
    return greedy(build_election(projects, ballots, budget=budget), Greedy(**options))


@pytest.mark.parametrize(
    ("budget", "options", "winners", "left"),
    [
        (9, {}, ("first", "third"), 2),
        (9, {"misfit": "stop"}, ("first",), 4),
        (9, {"misfit": "top-up"}, ("first",), 4),  # 4 of 6 is less than 80%
        (10, {"misfit": "top-up"}, ("first", "second"), -1),
        (9, {"misfit": "top-up", "top_up": Fraction(2, 3)}, ("first", "second"), -2),
        (20, {"minimum_score": Fraction(8)}, ("first", "second"), 9),
        (20, {"utility": "cardinality", "minimum_score": Fraction(3, 2)}, ("third", "first"), 13),
    ],
)
def test_what_does_not_fit_is_treated_as_asked(budget, options, winners, left):
    allotment = queue_of_three(budget, **options)
    assert (allotment.winners, allotment.left) == (winners, left)


def test_what_is_topped_up_is_told():
    allotment = queue_of_three(10, misfit="top-up", minimum_score=Fraction(7))
    assert [purchase.phase for purchase in allotment.purchases] == ["votes", "topped up"]
    assert allotment.rule == (
        "Greedy by votes; below a score of 7 nothing is funded; the first that does not fit is funded if 4/5 "
        "of its cost is left; the rest must be added; ties go to the lowest cost, then the most votes, then "
        "the id that comes first."
    )


def test_a_project_shut_out_is_no_misfit():
    projects = [Project("a", 5), Project("b", 6), Project("c", 2)]
    ballots = {((0,), (1,)): 9, ((1,), (1,)): 8, ((2,), (1,)): 7}
    election = build_election(projects, ballots, budget=9)
    asked = Greedy(misfit="stop", conditions=Conditions(exclusive=(("a", "b"),)))
    assert greedy(election, asked).winners == ("a", "c")


@pytest.mark.parametrize(
    "options", [{"misfit": "guess"}, {"top_up": Fraction(0)}, {"minimum_score": Fraction(-1)}]
)
def test_options_that_do_not_exist_are_refused(options):
    with pytest.raises(ValueError, match=r"misfit|part|score"):
        Greedy(**options)
