"""The three rules: known answers, a slow reference, the rules that allot money, and what must always hold."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cairn.engine.allocation import Shares, by_equal_shares, phragmen
from cairn.engine.allocation.election import Election, Project
from cairn.engine.representation.certificate import claims, is_violated
from cairn.engine.representation.rules import RULES, Tie, choose
from tests.engine.representation import reference

# ballots (bits, one number a voter), statements, size, then Phragmén, Equal Shares completed by Phragmén and
# sequential PAV as abcvoting 2.19.2 gives them; only profiles in which each rule has one answer
KNOWN = """\
04 07 02 06 61 37 41 47|6|3|012|012|012
04 02 04 10 02 01 14 06|4|3|123|123|012
12 12 05 12 00 02 11|4|2|23|23|23
17 03 09 04 24 10 28 09 01|5|4|0134|0134|0234
02 08 10 15 16 05 26 06|5|4|1234|1234|1234
30 19 11 09 24 15 24 20|5|4|0134|0234|0134
25 20 16 22 16 19 26 00|5|2|14|14|14
32 34 09 36 20 20 45 40 38|6|4|1235|2345|2345
29 01 13 00 12|5|4|0234|0234|0234
54 56 10 13 61 27 57|6|4|0134|0134|0345
12 08 08 05 07 07 04 08|4|4|0123|0123|0123
40 08 24 19 18 04 59 44|6|4|1345|1234|1234
02 15 00 00 14 06 03 04|4|3|012|012|012
25 04 38 52 20 39 53 27 62|6|3|245|124|245
18 18 19 01 01 14 20 21 06|5|4|0124|0124|0124
16 10 26 14 04 19 16 02 02|5|3|134|134|124
40 27 17 15 56 31 57|6|4|0345|0345|0345
21 08 46 62 57 46 44 43|6|4|1235|0235|0235
01 45 02 47 32|6|3|015|015|015
19 23 13 28 19 13 16|5|4|0124|0124|0234
10 00 08 00 08 12|5|3|123|123|123
52 11 11 33 25|6|4|0135|0345|0345
05 02 01 15 11 01|4|2|01|01|01
34 40 28 16 02 17 61|6|3|345|345|145
"""

TABLES = st.integers(1, 9).flatmap(
    lambda m: st.lists(st.lists(st.booleans(), min_size=m, max_size=m), min_size=1, max_size=9)
)
WEIGHTS = st.lists(st.integers(0, 4), min_size=9, max_size=9)


def ones(table):
    """Return one vote each."""
    return np.ones(len(table), np.int64)


def chosen(table, weights, size, rule):
    """Return the columns chosen, in order."""
    return [one.column for one in choose(table, weights, size, rule)[0]]


@pytest.mark.parametrize("line", KNOWN.splitlines())
def test_rules_give_the_committees_of_the_peer(line):
    ballots, m, size, *expected = line.split("|")
    table = np.array([[int(ballot) >> c & 1 for c in range(int(m))] for ballot in ballots.split()], bool)
    found = [
        "".join(map(str, sorted(chosen(table, ones(table), int(size), rule))))
        for rule in ("phragmen", "equal-shares", "pav")
    ]
    assert found == expected


@pytest.mark.parametrize("rule", ["phragmen", "pav"])
def test_parties_get_the_seats_of_d_hondt(rule):
    """Both rules divide seats between parties as D'Hondt does; the textbook case of 4, 3, 1 and 0 seats."""
    party = np.repeat(np.arange(4), 8)
    table = np.arange(4)[:, None] == party
    seats = party[chosen(table, np.array([100_000, 80_000, 30_000, 20_000]), 8, rule)]
    assert np.bincount(seats, minlength=4).tolist() == [4, 3, 1, 0]


def test_a_bare_majority_does_not_take_everything():
    table = np.array([[1, 1, 1, 1, 0, 0, 0, 0]] * 51 + [[0, 0, 0, 0, 1, 1, 1, 1]] * 49, bool)
    for rule in RULES:
        assert sum(c < 4 for c in chosen(table, ones(table), 4, rule)) == 2


def test_equal_shares_tell_price_and_completion():
    table = np.array([[1, 1, 0]] * 6 + [[0, 0, 1]] * 2, bool)
    first, second, third = choose(table, ones(table), 3, "equal-shares")[0]
    assert (first.column, first.phase, first.price, first.most) == (
        0,
        "shares",
        Fraction(1, 6),
        Fraction(1, 6),
    )
    assert (second.column, second.phase, second.support) == (1, "shares", 6)
    # the two hold 3/8 each, and need 1/8 more
    assert (third.column, third.phase, third.price, third.most) == (
        2,
        "phragmen",
        Fraction(1, 8),
        Fraction(1, 2),
    )


def test_supporters_who_have_less_pay_what_they_have():
    table = np.array([[1, 0], [1, 1], [0, 1], [0, 1]], bool)
    weights = np.array([3, 1, 1, 1])
    first, second = choose(table, weights, 3, "equal-shares")[0]
    assert (first.price, second.price) == (Fraction(1, 4), Fraction(3, 8))  # 1/4, and twice 3/8


def test_what_is_missing_by_a_hair_cannot_be_bought():
    """Floats would call 1 - 1e-10 enough; fractions do not."""
    table = np.array([[1], [0]], bool)
    assert choose(table, np.array([10**10 - 1, 1]), 1, "equal-shares")[0][0].phase == "phragmen"
    assert choose(table, np.array([10**10, 0]), 1, "equal-shares")[0][0].phase == "shares"


def test_a_tie_goes_to_more_support_then_to_the_lower_column():
    table = np.array([[1, 0, 0], [0, 1, 0], [0, 0, 1]], bool)
    for rule in RULES:
        found, ties = choose(table, ones(table), 2, rule)
        assert [one.column for one in found] == [0, 1]
        assert ties == (Tie((0, 1, 2), 0, "order", 0), Tie((1, 2), 1, "order", 1))


def test_a_tie_is_broken_by_support():
    table = np.array([[1, 1, 0]] * 6 + [[0, 0, 1]] * 3, bool)
    found, ties = choose(table, ones(table), 2, "phragmen")  # both loads are one third
    assert [one.column for one in found] == [0, 1]
    assert ties[-1] == Tie((1, 2), 1, "support", 1)


def test_fewer_are_chosen_only_where_no_more_have_support():
    table = np.array([[1, 0], [1, 0]], bool)
    for rule in RULES:
        assert chosen(table, ones(table), 3, rule) == [0]
        assert chosen(table, np.zeros(2, np.int64), 3, rule) == []
        assert chosen(np.zeros((0, 2), bool), np.zeros(0, np.int64), 3, rule) == []


@settings(deadline=None, max_examples=150, derandomize=True)
@given(TABLES, WEIGHTS, st.integers(1, 6))
def test_rules_agree_with_the_slow_reference(rows, weights, size):
    table, weights = np.array(rows, bool), np.array(weights[: len(rows)])
    for rule in RULES:
        expected = reference.choose(reference.votes_of(table), weights.tolist(), size, rule)
        assert chosen(table, weights, size, rule) == expected


@settings(deadline=None, max_examples=100, derandomize=True)
@given(TABLES, WEIGHTS, st.integers(1, 6))
def test_rules_agree_with_those_that_allot_money(rows, weights, size):
    table, weights = np.array(rows, bool), np.array(weights[: len(rows)])
    election = Election(
        tuple(Project(str(column), 1) for column in range(table.shape[1])),
        size,
        weights,
        np.concatenate([[0], np.cumsum(table.sum(axis=1))]).astype(np.int64),
        np.nonzero(table)[1].astype(np.int64),
        np.ones(int(table.sum()), np.int64),
    )
    assert chosen(table, weights, size, "phragmen") == [int(one) for one in phragmen(election).winners]
    bought = by_equal_shares(election, Shares("cardinality", "phragmen")).purchases
    ours = choose(table, weights, size, "equal-shares")[0]
    assert [(one.column, one.phase) for one in ours] == [(int(one.project), one.phase) for one in bought]
    prices = [
        (one.price, other.price) for one, other in zip(ours, bought, strict=True) if one.phase == "shares"
    ]
    assert all(one == other for one, other in prices)


@settings(deadline=None, max_examples=100, derandomize=True)
@given(TABLES, WEIGHTS, st.integers(1, 6))
def test_equal_shares_never_violate_ejr_plus(rows, weights, size):
    table, weights = np.array(rows, bool), np.array(weights[: len(rows)])
    slate = chosen(table, weights, size, "equal-shares")
    assert not is_violated(claims(table, weights, slate, size))


@settings(deadline=None, max_examples=60, derandomize=True)
@given(TABLES, st.integers(1, 5), st.randoms(use_true_random=False))
def test_the_order_of_voters_changes_nothing(rows, size, chance):
    table = np.array(rows, bool)
    mixed = list(range(len(rows)))
    chance.shuffle(mixed)
    for rule in RULES:
        assert choose(table, ones(table), size, rule) == choose(table[mixed], ones(table), size, rule)


@pytest.mark.parametrize("rule", RULES)
def test_a_large_table_in_blocks_gives_the_answer_of_merged_voters(rule):
    """The same few ballots, repeated beyond one block, or weighed."""
    few = np.random.default_rng(3).random((12, 7)) < 0.5
    many = np.tile(few, (1500, 1))
    weighed = choose(few, np.full(12, 1500), 4, rule)[0]
    assert choose(many, ones(many), 4, rule)[0] == weighed


def test_what_cannot_be_chosen_is_refused():
    table = np.ones((2, 2), bool)
    with pytest.raises(ValueError, match="The rule 'lot' is unknown"):
        choose(table, ones(table), 1, "lot")
    with pytest.raises(ValueError, match="A slate of 0 was asked for"):
        choose(table, ones(table), 0, "pav")
    for weights in (np.ones(3, np.int64), np.array([1, -1])):
        with pytest.raises(ValueError, match="give each voter one, from 0"):
            choose(table, weights, 1, "pav")
    with pytest.raises(ValueError, match="too large to be summed exactly"):
        choose(table, np.full(2, 2**51), 1, "pav")
