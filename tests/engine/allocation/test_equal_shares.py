"""Equal Shares beside a slow reference in fractions, and on elections small enough to follow by hand."""

import random
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cairn.engine.allocation import Shares, by_equal_shares
from cairn.engine.allocation.election import Project, build_election
from tests.engine.allocation.elections import Drawn, elections
from tests.engine.allocation.reference import (
    naive_equal_shares,
    naive_phragmen,
    violates_ejr_plus_up_to_one,
)

UTILITIES = st.sampled_from(["cost", "cardinality", "points"])


def everything_fits(drawn):
    return sum(cost for cost, who in zip(drawn.costs, drawn.worths, strict=True) if who) <= drawn.budget


def slowly(drawn, utility, endowment):
    worths = drawn.worths if utility == "points" else drawn.approvals
    factors = drawn.costs if utility == "cost" else [1] * len(drawn.costs)
    return naive_equal_shares(drawn.costs, worths, endowment, len(drawn.ballots), factors)


def free(drawn):
    return [c for c, cost in enumerate(drawn.costs) if not cost and drawn.worths[c]]


@settings(max_examples=400, deadline=None)
@given(elections(), UTILITIES)
def test_equal_shares_agrees_with_the_slow_reference(drawn, utility):
    allotment = by_equal_shares(drawn.build(), Shares(utility))
    winners, prices, _ = slowly(drawn, utility, Fraction(drawn.budget, len(drawn.ballots)))
    assert allotment.winners == drawn.ids(free(drawn) + winners)
    assert [p.price for p in allotment.purchases if p.phase == "shares"] == prices


@settings(max_examples=150, deadline=None)
@given(elections(), UTILITIES, st.sampled_from(["overspend", "exhaustive"]), st.fractions("1/3", 2))
def test_add1_agrees_with_the_slow_ladder(drawn, utility, stop, step):
    if everything_fits(drawn):
        funded = by_equal_shares(drawn.build(), Shares(utility, "add1", stop, step)).winners
        assert sorted(funded) == list(drawn.ids(c for c, who in enumerate(drawn.worths) if who))
        return
    endowment = Fraction(drawn.budget, len(drawn.ballots))
    kept, _, _ = slowly(drawn, utility, endowment)
    while True:
        left = drawn.budget - sum(drawn.costs[c] for c in kept)
        within = left if stop == "exhaustive" else drawn.budget
        paid = [c for c, cost in enumerate(drawn.costs) if cost and drawn.worths[c] and c not in kept]
        if not any(drawn.costs[c] <= within for c in paid):
            break
        endowment += step
        tried, _, _ = slowly(drawn, utility, endowment)
        if sum(drawn.costs[c] for c in tried) > drawn.budget:
            break
        kept = tried
    found = by_equal_shares(drawn.build(), Shares(utility, "add1", stop, step))
    assert found.winners == drawn.ids(free(drawn) + kept)


@settings(max_examples=200, deadline=None)
@given(elections(), UTILITIES)
def test_phragmen_completion_agrees_with_the_slow_reference(drawn, utility):
    winners, _, purses = slowly(drawn, utility, Fraction(drawn.budget, len(drawn.ballots)))
    left = drawn.budget - sum(drawn.costs[c] for c in winners)
    loads = {i: -purse for i, purse in purses.items()}
    more = naive_phragmen(drawn.costs, drawn.approvals, loads, left, done=winners + free(drawn))
    found = by_equal_shares(drawn.build(), Shares(utility, "phragmen"))
    assert found.winners == drawn.ids(free(drawn) + winners + more)


@settings(max_examples=150, deadline=None)
@given(elections(), UTILITIES, st.sampled_from(["none", "add1", "add1u", "utilitarian", "phragmen"]))
def test_the_budget_is_never_exceeded(drawn, utility, completion):
    allotment = by_equal_shares(drawn.build(), Shares(utility, completion))
    spent = sum(drawn.costs[ord(winner) - 97] for winner in allotment.winners)
    assert (allotment.cost, allotment.left) == (spent, drawn.budget - spent)
    assert allotment.left >= 0
    assert len(set(allotment.winners)) == len(allotment.winners)


@settings(max_examples=100, deadline=None)
@given(elections(), UTILITIES, st.randoms(use_true_random=False))
def test_the_order_of_voters_changes_nothing(drawn, utility, chance):
    shuffled = list(drawn.ballots)
    chance.shuffle(shuffled)
    shares = Shares(utility, "add1u")
    assert by_equal_shares(drawn.build(), shares) == by_equal_shares(drawn.build(shuffled), shares)


@settings(max_examples=200, deadline=None)
@given(elections(least_cost=1))
def test_what_equal_shares_funds_is_proportional_up_to_one_project(drawn):
    winners = [ord(winner) - 97 for winner in by_equal_shares(drawn.build()).winners]
    arguments = (drawn.costs, drawn.worths, winners, drawn.budget, len(drawn.ballots))
    assert violates_ejr_plus_up_to_one(*arguments) is None


@settings(max_examples=200, deadline=None)
@given(elections(least_cost=1))
def test_what_equal_shares_funds_is_priceable(drawn):
    allotment = by_equal_shares(drawn.build())
    _, _, purses = slowly(drawn, "cost", allotment.endowment)
    paid = sum(allotment.endowment - purse for purse in purses.values())
    assert paid == allotment.cost
    assert all(0 <= purse <= allotment.endowment for purse in purses.values())
    for c, who in enumerate(drawn.worths):
        assert chr(97 + c) in allotment.winners or sum(purses[i] for i in who) < drawn.costs[c] or not who


def test_equal_shares_agrees_with_the_slow_reference_on_larger_elections():
    chance = random.Random(7)
    for _ in range(6):
        costs = [chance.randint(200, 5000) for _ in range(20)]
        ballots = [
            {c: chance.randint(1, 4) for c in range(20) if chance.random() < 0.2 + 0.03 * (c % 5)}
            for _ in range(150)
        ]
        drawn = Drawn(costs, ballots, 15000)
        for utility in ("cost", "cardinality", "points"):
            winners, prices, _ = slowly(drawn, utility, Fraction(15000, 150))
            found = by_equal_shares(drawn.build(), Shares(utility))
            assert found.winners == drawn.ids(winners)
            assert [p.price for p in found.purchases] == prices


def test_prices_too_close_for_floats_are_told_apart():
    many = 10**14  # 1/many and 1/(many + 1) are one number in floats
    projects = [Project("few", many), Project("many", many)]
    ballots = {((0,), (1,)): many, ((1,), (1,)): many + 1, ((0, 1), (1, 1)): 1}
    election = build_election(projects, ballots, budget=many)
    assert by_equal_shares(election, Shares(completion="utilitarian")).winners == ("many",)


def test_a_tie_goes_to_the_lowest_cost_then_the_most_votes_then_the_id():
    projects = [Project("a", 4), Project("b", 2), Project("c", 2), Project("d", 9)]
    ballots = {((0,), (1,)): 2, ((1,), (1,)): 2, ((2,), (1,)): 2, ((3,), (1,)): 1}
    first, second = by_equal_shares(build_election(projects, ballots, budget=14)).ties
    assert (first.tied, first.chosen, first.broken_by, first.place) == (("a", "b", "c"), "b", "order", 0)
    assert (second.tied, second.chosen, second.broken_by, second.place) == (("a", "c"), "c", "cost", 1)
    assert second.in_words == "a and c stood equal; c was taken because it costs least."


def test_a_tie_of_equal_cost_goes_to_the_most_votes():
    # three points cost as much here as one point there; under points the votes still count
    projects = [Project("a", 6), Project("b", 6), Project("c", 99)]
    ballots = {((0,), (3,)): 1, ((1,), (1,)): 3, ((2,), (1,)): 1}
    election = build_election(projects, ballots, budget=30, has_points=True)
    (tie,) = by_equal_shares(election, Shares("points")).ties
    assert (tie.chosen, tie.broken_by) == ("b", "votes")


def test_a_lot_replaces_the_id_and_is_told():
    projects = [Project("a", 2), Project("b", 2), Project("c", 9)]
    election = build_election(projects, {((0,), (1,)): 1, ((1,), (1,)): 1, ((2,), (1,)): 1}, budget=6)
    allotment = by_equal_shares(election, Shares(lot=("c", "b", "a")))
    assert allotment.winners == ("b", "a")
    assert allotment.ties[0].broken_by == "lot"
    assert allotment.rule.endswith("then the lot drawn once.")


def test_a_lot_that_leaves_a_project_out_is_refused():
    election = build_election([Project("a", 2)], {((0,), (1,)): 1}, budget=6)
    with pytest.raises(ValueError, match="name every project once"):
        by_equal_shares(election, Shares(lot=("b",)))


def test_add1_funds_everything_that_fits_together():
    projects = [Project("a", 10), Project("b", 5), Project("free", 0), Project("unwanted", 1)]
    election = build_election(projects, {((0,), (1,)): 1, ((1, 2), (1, 1)): 9}, budget=15)
    allotment = by_equal_shares(election, Shares(completion="add1"))
    assert [(p.project, p.phase) for p in allotment.purchases] == [
        ("free", "free"),
        ("b", "shares"),
        ("a", "votes"),
    ]
    assert allotment.runs == 1
    assert by_equal_shares(election).winners == ("free", "b")


def test_without_voters_nothing_is_funded():
    allotment = by_equal_shares(build_election([Project("a", 10)], {}, budget=15))
    assert (allotment.winners, allotment.left) == ((), 15)


def test_a_project_nobody_can_afford_alone_does_not_keep_the_ladder_climbing():
    projects = [Project("a", 3), Project("withdrawn", 10**9)]
    election = build_election(projects, {((0,), (1,)): 1, ((1,), (1,)): 1}, budget=5)
    allotment = by_equal_shares(election, Shares(completion="add1"))
    assert (allotment.winners, allotment.runs, allotment.endowment) == (("a",), 2, Fraction(7, 2))


def test_each_run_of_the_ladder_is_told():
    told = []
    projects = [Project("a", 6), Project("b", 6)]
    election = build_election(projects, {((0,), (1,)): 1, ((1,), (1,)): 1}, budget=8)
    by_equal_shares(election, Shares(completion="add1"), on_run=told.append)
    assert told == [2, 3]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"completion": "magic"}, "completion 'magic' is unknown"),
        ({"add1_stop": "never"}, "stop 'never' is unknown"),
        ({"step": Fraction(0)}, "more than zero"),
        ({"add1_start": "top"}, "add1 start 'top' is unknown; choose share or whole"),
        ({"payment": "later"}, "payment 'later' is unknown"),
        ({"comparison": "taste"}, "comparison 'taste' is unknown"),
        ({"step": "next"}, "known under exact payment only"),
        ({"payment": "exact", "utility": "points"}, "Points need partial payment"),
        ({"payment": "bounded", "completion": "add1u"}, "climbs no ladder"),
    ],
)
def test_unknown_options_are_refused(options, message):
    with pytest.raises(ValueError, match=message):
        Shares(**options)


def test_an_unknown_utility_is_refused():
    election = build_election([Project("a", 2)], {((0,), (1,)): 1}, budget=1)
    with pytest.raises(ValueError, match="utility 'joy' is unknown"):
        by_equal_shares(election, Shares("joy"))
    with pytest.raises(ValueError, match="carry no points"):
        by_equal_shares(election, Shares("points"))


def test_the_rule_is_told_with_all_its_options():
    election = build_election([Project("a", 2)], {((0,), (1,)): 1}, budget=1, currency="EUR", scale=100)
    told = by_equal_shares(election, Shares("cardinality", "add1u", "exhaustive", Fraction(50)))
    assert told.rule == (
        "Method of Equal Shares; every funded project counts as one; every voter's share is raised by "
        "1/2 EUR at a time, until nothing more fits, or the next step would overspend; then the best "
        "supported that fit are added; ties go to the lowest cost, then the most votes, then the id that "
        "comes first."
    )
    assert "raised by one EUR at a time" in by_equal_shares(election, Shares(completion="add1")).rule


def test_a_negative_amount_is_refused():
    with pytest.raises(ValueError, match="negative"):
        build_election([Project("a", -1)], {}, budget=1)
    with pytest.raises(ValueError, match="negative"):
        build_election([], {}, budget=-1)


def test_weights_too_large_for_exact_sums_are_refused():
    with pytest.raises(ValueError, match="too large"):
        build_election([Project("a", 1)], {((0,), (4,)): 2**51}, budget=1)


def test_allotments_are_equal_by_what_they_tell():
    drawn = Drawn([5, 5], [{0: 1}, {1: 1}], 6)
    one, other = by_equal_shares(drawn.build()), by_equal_shares(drawn.build())
    assert one == other
    assert hash(one) == hash(other)
    assert one != by_equal_shares(drawn.build(), Shares("cardinality"))
    assert one != "an allotment"


def test_points_times_cost_count_both():
    drawn = Drawn([4, 9], [{0: 3, 1: 2}, {0: 3, 1: 2}], 10)
    assert by_equal_shares(drawn.build(), Shares("points")).winners == ("a",)
    assert by_equal_shares(drawn.build(), Shares("points-cost")).winners == ("a",)
    drawn = Drawn([4, 9], [{0: 2, 1: 3}, {0: 2, 1: 3}], 10)
    # price per point: 4 / 4 against 9 / 6; price per point and cost: 1 / 4 against 1 / 6
    assert by_equal_shares(drawn.build(), Shares("points")).winners == ("a",)
    assert by_equal_shares(drawn.build(), Shares("points-cost")).winners == ("b",)
    told = by_equal_shares(drawn.build(), Shares("points-cost", "utilitarian")).rule
    assert "by the points given to it times its cost" in told


@settings(max_examples=150, deadline=None)
@given(elections(least_cost=1))
def test_points_times_cost_agree_with_the_slow_reference(drawn):
    winners, prices, _ = naive_equal_shares(
        drawn.costs, drawn.worths, Fraction(drawn.budget, len(drawn.ballots)), len(drawn.ballots), drawn.costs
    )
    allotment = by_equal_shares(drawn.build(), Shares("points-cost"))
    assert allotment.winners == drawn.ids(winners)
    assert [p.price for p in allotment.purchases] == prices


def test_the_ladder_may_begin_at_a_whole_number_of_units():
    projects = [Project("a", 300), Project("b", 300)]
    election = build_election(projects, {((0,), (1,)): 1, ((1,), (1,)): 1}, budget=501, scale=100)
    shares = Shares(completion="add1", add1_start="whole")
    allotment = by_equal_shares(election, shares)
    assert (allotment.endowment, allotment.runs) == (200, 2)
    assert "from a whole number of units, every voter's share" in allotment.rule
    assert by_equal_shares(election, Shares(completion="add1")).endowment == Fraction(501, 2)
    assert by_equal_shares(election, Shares(add1_start="whole")).endowment == Fraction(501, 2)


def test_a_rise_of_one_per_cent_of_the_budget_is_a_step():
    # the same ladder as raising the whole budget by a hundredth at a time
    drawn = Drawn([30, 28, 45], [{0: 1}, {0: 1, 1: 1}, {1: 1}, {2: 1}], 100)
    allotment = by_equal_shares(drawn.build(), Shares(completion="add1", step=Fraction(100, 100 * 4)))
    winners = ()
    for rise in range(1000):
        tried, _, _ = slowly(drawn, "cost", Fraction(100 + rise, 4))
        if sum(drawn.costs[c] for c in tried) > 100:
            break
        winners = tried
    assert allotment.winners == drawn.ids(winners)


def test_a_project_given_no_points_has_no_supporter():
    projects = [Project("a", 2), Project("b", 2)]
    election = build_election(projects, {((0, 1), (0, 3)): 2}, budget=4, has_points=True)
    assert by_equal_shares(election, Shares("points")).winners == ("b",)


def test_points_beyond_any_array_are_refused_in_words():
    with pytest.raises(ValueError, match="too large to be summed exactly; scale them down"):
        build_election([Project("a", 1)], {((0,), (2**70,)): 1}, budget=1, has_points=True)
