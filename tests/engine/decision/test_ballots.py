"""Choices among options: known elections, ties that stay ties, and a slow reference for Schulze's method."""

from fractions import Fraction
from itertools import pairwise, permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cairn.engine.decision import choose, parse_choice
from cairn.engine.decision.ballots import Vote

APPROVAL = parse_choice({"rule": "approval"})
RANKED = parse_choice({"rule": "ranked"})


def approvals(*ballots):
    return [Vote(f"v{n}", None if one is None else set(one)) for n, one in enumerate(ballots)]


def rankings(**counts):
    """Return votes by their order of letters; a weight stands for so many voters."""
    return [Vote(order, [[one] for one in order], weight) for order, weight in counts.items()]


def test_the_option_that_most_approve_is_chosen():
    choice = choose(APPROVAL, "abc", approvals("ab", "b", "bc"))
    assert (choice.state, choice.winners, choice.tally["b"]) == ("passed", ("b",), 3)
    assert choice.text == "Most approve b: 3 of the 3 who voted."


def test_several_are_chosen_in_the_order_of_their_votes():
    two = parse_choice({"rule": "approval", "winners": 2})
    choice = choose(two, "abc", approvals("ab", "b", "ab", "c"))
    assert (choice.winners, choice.text) == (
        ("b", "a"),
        "Most approve b, a: each by 2 or more of the 4 who voted.",
    )
    assert choose(parse_choice({"rule": "approval", "winners": 3}), "abc", approvals("ab")).winners == (
        "a",
        "b",
        "c",
    )


def test_a_tie_stays_a_tie():
    choice = choose(APPROVAL, "abc", approvals("a", "b"))
    assert (choice.state, choice.winners, choice.tied) == ("tied", (), ("a", "b"))
    assert choice.text == "The votes do not decide between a, b."


def test_a_winner_needs_the_share():
    half = parse_choice({"rule": "approval", "share": "2/3"})
    short = choose(half, "abc", approvals("a", "a", "b", "c"))
    assert (short.state, short.text) == ("failed", "a would be chosen, but less than 2/3 approve.")
    of_all = parse_choice({"rule": "approval", "share": "1/2", "of": "all"})
    assert choose(of_all, "ab", approvals("a", None, None), closed=True).state == "failed"
    assert choose(of_all, "ab", approvals("a", "a", None)).state == "passed"


def test_a_choice_is_open_while_those_who_have_not_voted_can_change_it():
    choice = choose(APPROVAL, "ab", approvals("a", None))
    assert (choice.state, choice.not_reached) == ("open", ("v1",))
    assert choice.text == "1 of 2 have voted, and those who have not can still decide it."
    assert choose(APPROVAL, "ab", approvals("a", None), closed=True).winners == ("a",)
    assert choose(APPROVAL, "ab", approvals("a", "a", None)).winners == ("a",)
    assert choose(RANKED, "ab", [*rankings(ab=3, ba=1), Vote("late", None)]).winners == ("a",)
    assert choose(RANKED, "ab", [*rankings(ab=2, ba=1), Vote("late", None)]).state == "open"


def test_a_quorum_is_of_all_who_may_vote():
    rule = parse_choice({"rule": "approval", "quorum": "1/2"})
    few = approvals("a", None, None)
    assert choose(rule, "ab", few, closed=True).text == "1 of 3 have voted, and at least 1/2 must."
    assert choose(rule, "ab", few).state == "open"
    assert choose(parse_choice({"rule": "ranked", "quorum": "1/2"}), "ab", few, closed=True).state == "failed"


def test_a_choice_says_all_that_it_asks():
    plain = {"rule": "approval", "share": "2/3", "of": "all", "quorum": "1/2"}
    assert parse_choice(plain).wording.text == (
        "the option that most approve, with the approval of at least 2/3 of everyone, once at least 1/2 have "
        "voted"
    )
    assert parse_choice({"rule": "approval", "winners": 2, "share": "60%"}).wording.text == (
        "the 2 options that most approve, with the approval of at least 3/5 of those who voted"
    )


def test_nobody_s_vote_chooses_nothing():
    assert choose(APPROVAL, "ab", []).state == "open"
    assert choose(APPROVAL, "ab", approvals(None), closed=True).text == "Nobody has voted."
    assert choose(RANKED, "ab", [], closed=True).state == "failed"


def test_weights_are_exact():
    third = Fraction(1, 3)
    votes = [Vote("x", {"a"}, third), Vote("y", {"a"}, third), Vote("z", {"b"}, 2 * third)]
    assert choose(APPROVAL, "ab", votes).tied == ("a", "b")


def test_an_option_that_beats_each_other_one_to_one_is_chosen():
    # Tennessee: Memphis 42, Nashville 26, Chattanooga 15, Knoxville 17; Nashville beats each other
    votes = rankings(MNCK=42, NCKM=26, CKNM=15, KCNM=17)
    choice = choose(RANKED, "MNCK", votes)
    assert choice.winners == ("N",)
    assert choice.against_each_other["N", "M"] == 58
    assert choice.text == "N beats every other option one to one, the closest (M) by 58 to 42."


def test_schulze_s_own_example_goes_by_the_strongest_chain():
    votes = rankings(
        ACBED=5, ADECB=5, BEDAC=8, CABED=3, CAEBD=7, CBADE=2, DCEBA=7, EBADC=8
    )  # Schulze (2011), example 1: E > A > C > B > D
    choice = choose(RANKED, "ABCDE", votes)
    assert choice.winners == ("E",)
    assert choice.text.startswith(
        "No option beats every other one to one. By the strongest chain of wins it is E;"
    )


def test_what_a_ballot_does_not_name_stands_below_what_it_names():
    assert choose(RANKED, "abc", [Vote("x", [["b"]])]).winners == ("b",)
    assert choose(RANKED, "abc", [Vote("x", [["a", "b"], ["c"]])]).tied == ("a", "b")


def widest_paths(options, pairs):
    """Return who is best, by trying every chain of options there is."""
    strength = {}
    for one, other in permutations(options, 2):
        between = [option for option in options if option not in (one, other)]
        chains = [chain for size in range(len(between) + 1) for chain in permutations(between, size)]
        widest = 0
        for chain in chains:
            path = [one, *chain, other]
            links = [pairs[a, b] if pairs[a, b] > pairs[b, a] else 0 for a, b in pairwise(path)]
            widest = max(widest, min(links))
        strength[one, other] = widest
    return tuple(
        one
        for one in options
        if all(strength[one, other] >= strength[other, one] for other in options if other != one)
    )


@settings(max_examples=150, deadline=None, derandomize=True)
@given(
    st.lists(st.tuples(st.permutations("abcd"), st.integers(0, 4), st.integers(1, 5)), min_size=1, max_size=7)
)
def test_a_chosen_option_is_best_by_every_chain(drawn):
    votes = [Vote(f"v{n}", [[o] for o in order[: 4 - cut]], w) for n, (order, cut, w) in enumerate(drawn)]
    choice = choose(RANKED, "abcd", votes)
    best = widest_paths("abcd", choice.against_each_other)
    assert (choice.winners or choice.tied) == best


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.lists(st.permutations("abc"), min_size=1, max_size=6), st.randoms(use_true_random=False))
def test_the_order_of_votes_and_options_changes_nothing(orders, chance):
    votes = [Vote(f"v{n}", [[o] for o in order]) for n, order in enumerate(orders)]
    shuffled = [*votes]
    chance.shuffle(shuffled)
    assert choose(RANKED, "cab", shuffled) == choose(RANKED, "abc", votes)


@pytest.mark.parametrize(
    ("options", "votes", "message"),
    [
        ("a", [], "There are 1 options and 1 to be chosen"),
        ("aab", [], "An option is there twice"),
        (["a", ""], [], "or has no name"),
        (
            "ab",
            [Vote("x", {"c"}), Vote("x", {"a"}, -1)],
            "x: there is no option c; choose from a, b. x votes twice",
        ),
        ("ab", [Vote("x", ["a", "a"])], "x names an option twice"),
        ("ab", [Vote("x", {"a"}, 0.5)], "x: the weight is 0.5; give a whole number or a Fraction"),
    ],
)
def test_votes_that_cannot_be_counted_are_refused_all_at_once(options, votes, message):
    with pytest.raises(ValueError, match=message):
        choose(APPROVAL, list(options), votes)


@pytest.mark.parametrize(
    ("plain", "message"),
    [
        ({"rule": "lot"}, "goes by approval or ranked"),
        (7, "goes by approval or ranked"),
        ({"rule": "ranked", "method": "borda"}, "ranked: method must be schulze, not 'borda'"),
        ({"rule": "ranked", "winners": 2}, "ranked has no key 'winners'; its keys are method, quorum"),
        ({"rule": "approval", "winners": 0}, "winners is 0; give a whole number from 1"),
        ({"rule": "approval", "share": "0"}, "give a share of 1 at most, and over 0"),
    ],
)
def test_a_choice_rule_that_says_nothing_is_refused(plain, message):
    with pytest.raises(ValueError, match=message):
        parse_choice(plain)


def test_a_choice_rule_is_told_in_words():
    assert RANKED.wording.text == (
        "the option that beats each other one to one, else by the strongest chain of wins"
    )
