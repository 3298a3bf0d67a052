"""The certificate, held against a checker that knows only ballots, winners and prices."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cairn.engine.allocation import Conditions, Greedy, Project, Shares, by_equal_shares, greedy, phragmen
from cairn.engine.allocation.election import build_election
from tests.engine.allocation.checker import priceable, proportional, proportional_for_every_group
from tests.engine.allocation.elections import Drawn, elections

RULES = {
    "greedy": greedy,
    "top-up": lambda election: greedy(election, Greedy(misfit="top-up")),
    "phragmen": phragmen,
    "shares": by_equal_shares,
    "add1u": lambda election: by_equal_shares(election, Shares(completion="add1u")),
    "exact": lambda election: by_equal_shares(election, Shares(payment="exact")),
    "bounded": lambda election: by_equal_shares(election, Shares(payment="bounded")),
}


def plain(drawn):
    costs = {chr(97 + c): cost for c, cost in enumerate(drawn.costs)}
    return costs, [{chr(97 + c) for c in ballot} for ballot in drawn.ballots]


@settings(max_examples=300, deadline=None)
@given(elections(), st.sampled_from(sorted(RULES)))
def test_the_certificate_agrees_with_an_independent_checker(drawn, rule):
    allotment = RULES[rule](drawn.build())
    costs, ballots = plain(drawn)
    found = allotment.certificate
    assert found.ejr_plus == proportional(costs, ballots, allotment.winners, drawn.budget)
    assert found.covered == sum(bool(set(ballot) & set(allotment.winners)) for ballot in ballots)
    assert found.voters == len(ballots)


@settings(max_examples=100, deadline=None)
@given(elections(least_cost=1), st.sampled_from(["greedy", "shares"]))
def test_the_poorest_supporters_stand_for_every_group(drawn, rule):
    allotment = RULES[rule](drawn.build())
    costs, ballots = plain(drawn)
    every = proportional_for_every_group(costs, ballots, allotment.winners, drawn.budget)
    assert allotment.certificate.ejr_plus == every


@settings(max_examples=150, deadline=None)
@given(elections(least_cost=1), st.sampled_from(["none", "add1"]))
def test_equal_shares_is_priceable_and_the_checker_agrees(drawn, completion):
    allotment = by_equal_shares(drawn.build(), Shares(completion=completion))
    if any(purchase.phase != "shares" for purchase in allotment.purchases):
        assert allotment.certificate.priceable is None
        return
    costs, ballots = plain(drawn)
    purchases = [(purchase.project, purchase.price) for purchase in allotment.purchases]
    assert priceable(costs, ballots, purchases, allotment.endowment)
    assert (allotment.certificate.priceable, allotment.certificate.amount) == (True, allotment.endowment)


@settings(max_examples=150, deadline=None)
@given(elections(least_cost=1))
def test_phragmen_is_priceable_at_its_heaviest_load(drawn):
    allotment = phragmen(drawn.build())
    loads = [Fraction(0)] * len(drawn.ballots)
    for winner in allotment.winners:
        who = [i for i, ballot in enumerate(drawn.ballots) if ord(winner) - 97 in ballot]
        level = (drawn.costs[ord(winner) - 97] + sum(loads[i] for i in who)) / Fraction(len(who))
        for i in who:
            loads[i] = level
    top = max(loads)
    rich = tuple(
        chr(97 + c)
        for c, who in enumerate(drawn.worths)
        if who and chr(97 + c) not in allotment.winners and sum(top - loads[i] for i in who) > drawn.costs[c]
    )
    found = allotment.certificate
    assert (found.amount, found.affordable, found.priceable) == (top, rich, not rich)


def test_a_majority_that_takes_all_is_named():
    drawn = Drawn([10, 10, 4], [{0: 1, 1: 1}] * 3 + [{2: 1}] * 2, 20)
    found = greedy(drawn.build()).certificate
    assert (found.ejr_plus, found.priceable) == (False, None)
    group = found.neglected
    assert (group.project, group.voters, group.deserved, group.got) == ("c", 2, 8, 0)
    assert found.in_words == (
        "Not proportional (EJR+ fails): 2 voters agree on c and were left with less than their part of the "
        "budget. 3 of 5 voters approve a funded project."
    )


def test_a_certificate_says_what_could_still_be_paid():
    projects = [Project("a", 4), Project("b", 4)]
    election = build_election(projects, {((0, 1), (1, 1)): 4}, budget=8)
    found = by_equal_shares(election, Shares(conditions=Conditions(exclusive=(("a", "b"),)))).certificate
    assert (found.priceable, found.affordable) == (True, ())
    election = build_election(projects, {((0, 1), (1, 1)): 4}, budget=12)
    found = by_equal_shares(election, Shares(conditions=Conditions(exclusive=(("a", "b"),)))).certificate
    assert (found.priceable, found.affordable, found.ejr_plus) == (False, ("b",), False)
    assert "The supporters of b could still pay for it (not priceable)." in found.in_words


def test_sums_too_large_for_machine_numbers_stay_exact():
    many = 10**15
    projects = [Project("a", 10**25), Project("b", 10**25)]
    election = build_election(projects, {((0,), (1,)): many + 1, ((1,), (1,)): many}, budget=10**25)
    found = greedy(election).certificate
    assert (found.ejr_plus, found.covered) == (True, many + 1)
    election = build_election(projects, {((0,), (1,)): many + 1, ((1,), (1,)): many}, budget=3 * 10**25)
    assert by_equal_shares(election, Shares(completion="add1")).certificate.ejr_plus


@pytest.mark.parametrize("rule", sorted(RULES))
def test_without_voters_nobody_is_neglected(rule):
    allotment = RULES[rule](build_election([Project("a", 3)], {}, budget=5))
    assert allotment.certificate.in_words == "Nobody voted, so there is nothing to be proportional to."
    assert allotment.certificate.ejr_plus


def test_where_nothing_was_bought_nobody_is_said_to_have_paid():
    allotment = RULES["shares"](build_election([Project("a", 3)], {((0,), (1,)): 1, ((), ()): 1}, budget=5))
    assert allotment.certificate.priceable
    assert "paid" not in allotment.certificate.in_words
