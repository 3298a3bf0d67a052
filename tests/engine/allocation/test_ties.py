"""The order of ties: total, published, and drawn by lot from a public seed."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cairn.engine.allocation import Project, Shares, by_equal_shares, draw_lot, greedy
from cairn.engine.allocation.election import build_election
from cairn.engine.allocation.ties import tie_order

PROJECTS = [Project("a", 4), Project("b", 2), Project("c", 2), Project("d", 2)]
BALLOTS = {((0,), (1,)): 3, ((1,), (1,)): 1, ((2, 3), (1, 1)): 2}


@pytest.mark.parametrize(
    ("by", "published"),
    [
        (("cost", "votes"), ("c", "d", "b", "a")),
        (("votes", "cost"), ("a", "c", "d", "b")),
        (("cost",), ("b", "c", "d", "a")),
        (("votes",), ("a", "c", "d", "b")),
        ((), ("a", "b", "c", "d")),
    ],
)
def test_the_whole_order_is_published(by, published):
    election = build_election(PROJECTS, BALLOTS, budget=9)
    assert tie_order(election, by=by).published == published
    assert greedy(election, ties_by=by).tie_order == published


def test_the_order_is_said_in_words():
    election = build_election(PROJECTS, BALLOTS, budget=9)
    assert tie_order(election).in_words == (
        "ties go to the lowest cost, then the most votes, then the id that comes first."
    )
    assert tie_order(election, lot=("d", "c", "b", "a"), by=()).in_words == "ties go to the lot drawn once."


@pytest.mark.parametrize("by", [("cost", "cost"), ("beauty",)])
def test_an_order_that_does_not_exist_is_refused(by):
    with pytest.raises(ValueError, match="Ties cannot go by"):
        tie_order(build_election(PROJECTS, BALLOTS, budget=9), by=by)


def test_votes_may_decide_before_cost():
    election = build_election(
        [Project("a", 2), Project("b", 4)], {((0,), (1,)): 1, ((1,), (1,)): 2}, budget=9
    )
    # under cardinality both cost 2 a vote
    (tie,) = greedy(election, utility="cardinality", ties_by=("votes", "cost")).ties
    assert (tie.chosen, tie.broken_by) == ("b", "votes")
    (tie,) = greedy(election, utility="cardinality").ties
    assert (tie.chosen, tie.broken_by) == ("a", "cost")


@given(st.sets(st.text(max_size=5), max_size=8), st.text(max_size=5))
def test_a_lot_names_everybody_once_whatever_order_they_come_in(ids, seed):
    drawn = draw_lot(sorted(ids), seed)
    assert drawn == draw_lot(sorted(ids, reverse=True), seed)
    assert set(drawn) == ids
    assert list(drawn) == sorted(ids, key=lambda one: hashlib.sha256(f"{seed}\n{one}".encode()).hexdigest())


def test_the_lot_is_stored_with_the_result():
    election = build_election(PROJECTS, BALLOTS, budget=9)
    lot = draw_lot("abcd", "3 May 2026")
    allotment = by_equal_shares(election, Shares(lot=lot, ties_by=()))
    assert allotment.tie_order == lot
