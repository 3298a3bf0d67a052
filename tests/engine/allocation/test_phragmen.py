"""Phragmén's rule beside a slow reference."""

from hypothesis import given, settings

from cairn.engine.allocation import phragmen
from cairn.engine.allocation.election import Project, build_election
from tests.engine.allocation.elections import elections
from tests.engine.allocation.reference import naive_phragmen


@settings(max_examples=300, deadline=None)
@given(elections())
def test_phragmen_agrees_with_the_slow_reference(drawn):
    loads = dict.fromkeys(range(len(drawn.ballots)), 0)
    bought = naive_phragmen(drawn.costs, drawn.worths, loads, drawn.budget)
    assert phragmen(drawn.build()).winners == drawn.ids(bought)


def test_phragmen_stops_where_a_project_that_stands_equal_does_not_fit():
    projects = [Project("a", 4), Project("b", 2), Project("c", 3)]
    ballots = {((0,), (1,)): 4, ((1,), (1,)): 2, ((2,), (1,)): 3}
    allotment = phragmen(build_election(projects, ballots, budget=4))
    assert [(tie.tied, tie.chosen) for tie in allotment.ties] == [(("a", "b", "c"), "b")]
    assert (allotment.winners, allotment.left) == (("b",), 2)


def test_phragmen_spreads_what_later_projects_cost():
    # by hand: a at load 1/2 for two voters; then b, supported by one of them, would stand at 1/2 + 1
    projects = [Project("a", 1), Project("b", 1), Project("c", 1)]
    ballots = {((0, 1), (1, 1)): 1, ((0,), (1,)): 1, ((2,), (1,)): 1}
    assert phragmen(build_election(projects, ballots, budget=2)).winners == ("a", "c")
