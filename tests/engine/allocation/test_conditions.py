"""Thresholds, exclusions and limits by category, under every rule."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cairn.engine.allocation import Conditions, Greedy, Project, Shares, by_equal_shares, greedy, phragmen
from cairn.engine.allocation.conditions import eligible
from cairn.engine.allocation.election import build_election
from tests.engine.allocation.elections import elections

RULES = [
    lambda election, asked: greedy(election, Greedy(conditions=asked)),
    lambda election, asked: phragmen(election, conditions=asked),
    lambda election, asked: by_equal_shares(election, Shares(completion="add1u", conditions=asked)),
    lambda election, asked: by_equal_shares(election, Shares(completion="phragmen", conditions=asked)),
    lambda election, asked: by_equal_shares(
        election, Shares(completion="add1", step="next", payment="exact", conditions=asked)
    ),
    lambda election, asked: by_equal_shares(election, Shares(payment="bounded", conditions=asked)),
]


def town():
    projects = [
        Project("bridge", 50, more=(("category", "roads"),)),
        Project("ferry", 30, more=(("category", "roads, water"),)),
        Project("park", 20, more=(("category", ""),)),
        Project("well", 20, more=(("category", "water"),)),
    ]
    ballots = {((0, 1), (1, 1)): 5, ((1, 3), (1, 1)): 2, ((2,), (1,)): 2, ((3,), (1,)): 1}
    return build_election(projects, ballots, budget=110)


@pytest.mark.parametrize("rule", RULES)
def test_at_most_one_of_those_that_exclude_one_another_is_funded(rule):
    allotment = rule(town(), Conditions(exclusive=(("bridge", "ferry"),)))
    assert len({"bridge", "ferry"} & set(allotment.winners)) == 1
    assert "at most one of bridge, ferry is funded" in allotment.rule


@pytest.mark.parametrize("rule", RULES)
def test_a_category_stays_within_its_limit(rule):
    allotment = rule(town(), Conditions(limits={"water": 30}))
    assert sum({"ferry": 30, "well": 20}.get(winner, 0) for winner in allotment.winners) <= 30
    assert "category water has a limit" in allotment.rule


@pytest.mark.parametrize("rule", RULES)
def test_projects_below_the_threshold_take_no_part(rule):
    allotment = rule(town(), Conditions(minimum_votes=3))
    assert set(allotment.winners) <= {"bridge", "ferry", "well"}
    assert "projects with fewer than 3 votes take no part" in allotment.rule


def test_eligibility_weighs_votes_against_cost():
    # park: 2 of 10 votes against 20 of 110, divided by one, is enough; bridge: 5 of 10 against 50 of 110 too
    election = eligible(town(), Conditions(eligibility=Fraction(1)))
    assert election.votes.tolist() == [5, 7, 2, 3]
    election = eligible(town(), Conditions(eligibility=Fraction(9, 10)))
    assert election.votes.tolist() == [0, 7, 0, 3]
    assert election.n_voters == 10
    allotment = by_equal_shares(town(), Shares(conditions=Conditions(eligibility=Fraction(3))))
    assert "divided by 3 take no part" in allotment.rule


def test_conditions_that_drop_nothing_change_nothing():
    election = town()
    assert eligible(election, Conditions(minimum_votes=1)) is election


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({"exclusive": (("bridge", "tunnel"),)}, "not in the election: tunnel"),
        ({"limits": {"sport": 5}}, "No project has the category sport; known are: roads, water"),
    ],
)
def test_unknown_names_are_refused(asked, message):
    with pytest.raises(ValueError, match=message):
        greedy(town(), Greedy(conditions=Conditions(**asked)))


def test_a_limit_without_any_categories_says_so():
    election = build_election([Project("a", 1)], {}, budget=1)
    with pytest.raises(ValueError, match="known are: none"):
        eligible(election, Conditions(limits={"sport": 5}))


@pytest.mark.parametrize(
    "asked", [{"minimum_votes": -1}, {"limits": {"a": -1}}, {"eligibility": Fraction(0)}]
)
def test_conditions_that_make_no_sense_are_refused(asked):
    with pytest.raises(ValueError, match=r"threshold|factor"):
        Conditions(**asked)


@settings(max_examples=100, deadline=None)
@given(elections(), st.sets(st.integers(0, 5), max_size=4), st.sampled_from(range(len(RULES))))
def test_exclusions_hold_in_every_election(drawn, rivals, rule):
    rivals = {chr(97 + c) for c in rivals if c < len(drawn.costs) and drawn.costs[c]}
    allotment = RULES[rule](drawn.build(), Conditions(exclusive=(tuple(sorted(rivals)),)))
    assert len(rivals & set(allotment.winners)) <= 1
    assert allotment.left >= 0
