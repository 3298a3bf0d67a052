"""Certificates: EJR+ against its definition, what the unseen leaves open, coverage, and the checker."""

from fractions import Fraction
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cairn.engine.representation.approvals import Approvals
from cairn.engine.representation.bridging import Block
from cairn.engine.representation.certificate import (
    Claim,
    Voice,
    certify,
    claims,
    is_violated,
    whatever_unseen,
)
from cairn.engine.representation.rules import RULES, choose
from tests.engine.representation.checker import check
from tests.engine.representation.reference import votes_of

CELLS = st.lists(st.lists(st.sampled_from([-1, 0, 1]), min_size=4, max_size=4), min_size=1, max_size=6)


def electorate(stated, *, n_parts=1, table=None):
    """Return the approvals of people who said so much; by default the unseen is not approved."""
    stated = np.array(stated, np.int8)
    table = stated == 1 if table is None else table
    n = len(table)
    return Approvals(table, np.ones(n, np.int64), stated, np.arange(stated.shape[1]), n_parts)


def voice(name, who, m, held=(), chance=0.0):
    """Return people whose coverage is told."""
    is_held = np.isin(np.arange(m), list(held))
    return Voice(Block(name, "constituency"), np.array(who, bool), is_held, np.full(m, chance))


def test_a_group_left_out_has_a_claim():
    table = np.array([[1, 0, 0]] * 6 + [[0, 1, 0]] * 4 + [[0, 0, 1]] * 2, bool)
    found = claims(table, np.ones(12, np.int64), [0, 2], 2)
    assert found == (
        Claim(1, 1, Fraction(4, 12), Fraction(1, 2)),
        Claim(1, 2, Fraction(4, 12), Fraction(1, 1)),
    )
    assert [claim.ratio for claim in found] == [Fraction(2, 3), Fraction(1, 3)]
    assert not is_violated(found)
    assert is_violated(claims(table, np.ones(12, np.int64), [0, 2], 3))  # four of twelve are due one of three


def test_nothing_left_out_leaves_no_claim():
    assert claims(np.ones((2, 1), bool), np.ones(2, np.int64), [0], 1) == ()
    assert claims(np.ones((2, 1), bool), np.zeros(2, np.int64), [], 1) == ()


@settings(deadline=None, max_examples=60, derandomize=True)
@given(st.lists(st.lists(st.booleans(), min_size=5, max_size=5), min_size=1, max_size=6), st.integers(1, 3))
def test_ejr_plus_is_what_its_definition_says(rows, size):
    """Look at every group of voters, every statement left out, and every level."""
    table = np.array(rows, bool)
    slate = list(range(size))
    due = any(
        all(approvals[c] and approvals[:size].sum() < level for approvals in table[list(group)])
        and len(group) * size >= level * len(table)
        for n in range(1, len(table) + 1)
        for group in combinations(range(len(table)), n)
        for c in range(size, 5)
        for level in range(1, size + 1)
    )
    assert is_violated(claims(table, np.ones(len(table), np.int64), slate, size)) == due


@settings(deadline=None, max_examples=60, derandomize=True)
@given(CELLS, st.integers(1, 2))
def test_what_the_unseen_leaves_open_bounds_every_answer(cells, size):
    """Surely violated: every answer violates it. Holds: none does."""
    stated = np.array(cells, np.int8)
    slate = list(range(size))
    found = whatever_unseen(electorate(stated), slate, size)
    chance = np.random.default_rng(0)
    for _ in range(10):
        table = np.where(stated == -1, chance.random(stated.shape) < 0.5, stated == 1)
        violated = is_violated(claims(table, np.ones(len(table), np.int64), slate, size))
        assert found == "open" or violated == (found == "violated")


def test_every_answer_to_the_unseen_is_told():
    assert whatever_unseen(electorate([[0, 1], [0, 1], [1, 0]]), [0], 1) == "holds"
    assert whatever_unseen(electorate([[0, 1], [0, 1]]), [0], 1) == "violated"
    assert whatever_unseen(electorate([[-1, 1], [0, 1]]), [0], 1) == "open"


def test_coverage_tells_what_was_said_and_what_is_possible():
    stated = [[1, 0, 1], [0, -1, 1], [0, 0, -1], [-1, -1, 0]]
    given_ = electorate(stated)
    blocks = [voice("North", [1, 1, 0, 0], 3), voice("South", [0, 0, 1, 1], 3), voice("None", [0] * 4, 3)]
    found = certify(given_, [0, 1], 2, blocks)
    north, south, none = found.coverage
    assert (north.people, north.covered, north.stated, north.possible, north.mean) == (2, 0.5, 0.5, 1.0, 0.5)
    assert (south.covered, south.stated, south.possible) == (0.0, 0.0, 0.5)
    assert (north.best, north.worst) == (0, 1)
    assert (none.people, none.covered, none.best) == (0, 0.0, None)
    assert found.worst.block.name == "South"
    assert found.overall.covered == 0.25


def test_an_empty_slate_covers_nobody():
    found = certify(electorate([[0, 0]]), [], 1, [])
    assert (found.overall.covered, found.worst, found.largest_claim.share) == (0.0, found.overall, 0)


def test_what_is_held_back_does_not_show_in_the_coverage():
    """Whatever the held-back votes are, the coverage is the same; what was said is not told at all."""
    chance = np.random.default_rng(1)
    told = set()
    for _ in range(5):
        stated = np.column_stack([chance.integers(-1, 2, 8), np.zeros(8, int), [1] * 4 + [0] * 4])
        found = certify(electorate(stated), [0, 1], 2, [voice("Isle", [1] * 8, 3, held=[0], chance=0.5)])
        one = found.coverage[0]
        told.add((one.covered, one.stated, one.possible, one.mean, one.best, one.worst))
    assert len(told) == 1
    assert told.pop()[1:3] == (None, None)


@settings(deadline=None, max_examples=60, derandomize=True)
@given(CELLS, st.lists(st.integers(1, 3), min_size=6, max_size=6), st.integers(1, 4), st.sampled_from(RULES))
def test_the_independent_checker_finds_nothing_wrong(cells, weights, size, rule):
    stated = np.array(cells, np.int8)
    each = np.array(weights[: len(stated)])
    given_ = Approvals(stated == 1, each, stated, np.arange(4), 1)
    assert check(votes_of(given_.table), each.tolist(), told(given_, size, rule)) == []


def told(given_, size, rule):
    """Return a slate's certificate as the checker reads it."""
    found, _ = choose(given_.table, given_.weights, size, rule)
    slate = [one.column for one in found]
    blocks = [voice("half", np.arange(len(given_.stated)) % 2 == 0, 4)]
    certificate = certify(given_, slate, size, blocks)
    return {
        "size": size,
        "slate": slate,
        "shares": rule == "equal-shares",
        "phases": [one.phase for one in found],
        "prices": [one.price for one in found],
        "ejr_plus": certificate.ejr_plus,
        "coverage": {"half": (np.flatnonzero(blocks[0].who).tolist(), certificate.coverage[0].covered)},
    }


@pytest.mark.parametrize(
    ("key", "false", "wrong"),
    [
        ("ejr_plus", False, "EJR+ is met"),
        ("prices", [Fraction(1, 2), Fraction(1, 9)], "statement 0 is not paid for"),
        ("coverage", {"half": ([0, 2], 0.5)}, "half is covered by 1.0"),
        ("slate", [1, 2], "EJR+ is violated"),
    ],
)
def test_the_independent_checker_finds_what_is_wrong(key, false, wrong):
    given_ = electorate([[1, 0, 0, 0]] * 4 + [[0, 1, 0, 0]] * 3 + [[0, 0, 1, 0]])
    right = told(given_, 2, "phragmen")
    assert check(votes_of(given_.table), [1] * 8, right) == []
    assert wrong in check(votes_of(given_.table), [1] * 8, right | {key: false})
