"""Votes stand in one order whatever order they came in, and say what is wrong with them."""

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cairn.engine.opinion.votes import natural_order, votes_from_cells, votes_from_matrix


def parts(votes):
    """Return everything in votes as bytes and tuples."""
    arrays = (votes.rows, votes.cols, votes.values, votes.moderated, votes.is_meta)
    return (votes.participants, votes.statements, *(part.tobytes() for part in arrays))


@given(st.data())
def test_votes_are_equal_in_any_order(data):
    cells = data.draw(
        st.dictionaries(
            st.tuples(st.integers(0, 5), st.integers(0, 4)), st.sampled_from([-1, 0, 1]), min_size=1
        )
    )
    people, statements = [f"p{i * 7 % 12}" for i in range(6)], ["3", "20", "1", "x", "007"]
    lines = [(i, j, vote) for (i, j), vote in cells.items()]
    made = votes_from_cells(people, statements, tuple(zip(*lines, strict=True)), moderated=[-1, 0, 1, 0, 0])
    order = data.draw(st.permutations(range(6)))
    side = data.draw(st.permutations(range(5)))
    moved = [(order.index(i), side.index(j), vote) for i, j, vote in data.draw(st.permutations(lines))]
    again = votes_from_cells(
        [people[i] for i in order],
        [statements[j] for j in side],
        tuple(zip(*moved, strict=True)),
        moderated=[[-1, 0, 1, 0, 0][j] for j in side],
    )
    assert parts(again) == parts(made)


def test_the_last_vote_wins_in_any_order():
    cells, times = ([0, 0, 0, 1], [0, 0, 0, 0], [1, -1, 0, 1]), [5, 9, 7, 1]
    votes = votes_from_cells(["a", "b"], ["s"], cells, times=times)
    assert votes.values.tolist() == [-1, 1]
    backwards = votes_from_cells(["a", "b"], ["s"], tuple(part[::-1] for part in cells), times=times[::-1])
    assert parts(backwards) == parts(votes)


def test_of_two_votes_at_one_time_the_lower_wins():
    for values in ([1, 0], [0, 1]):
        assert votes_from_cells(["a"], ["s"], ([0, 0], [0, 0], values), times=[1, 1]).values.tolist() == [0]


def test_a_vote_given_twice_counts_once():
    assert votes_from_cells(["a"], ["s"], ([0, 0], [0, 0], [1, 1])).values.tolist() == [1]


def test_who_cast_no_vote_is_left_out_and_statements_stay():
    votes = votes_from_cells(["b", "a"], ["t", "s"], ([0], [1], [0]))
    assert (votes.participants, votes.statements) == (("b",), ("s", "t"))


def test_meta_and_moderated_out_statements_are_left_out():
    votes = votes_from_matrix([[1, 1, 1]], moderated=[-1, 0, 1], is_meta=[0, 0, 1])
    assert votes.is_left_out.tolist() == [True, False, True]


def test_a_matrix_takes_the_ids_given():
    votes = votes_from_matrix([[1, np.nan]], participants=["ann"], statements=["b", "a"])
    assert (votes.participants, votes.statements, votes.cols.tolist()) == (("ann",), ("a", "b"), [1])


@pytest.mark.parametrize(
    ("ids", "order"),
    [
        (["10", "9", "2"], [2, 1, 0]),
        (["b2", "b10", "a"], [2, 0, 1]),
        (["01", "1", "0"], [2, 0, 1]),
        (["9" * 30, "8" * 30], [1, 0]),
        (["é", "5"], [1, 0]),
        ([], []),
    ],
)
def test_ids_stand_in_natural_order(ids, order):
    assert natural_order(ids).tolist() == order


@pytest.mark.parametrize(
    ("people", "statements", "cells", "more", "message"),
    [
        (
            ["a"],
            ["s"],
            ([0], [0], [2]),
            {},
            "Vote number 0 is 2; a vote is 1 (agree), 0 (pass) or -1 (disagree).",
        ),
        (["a"], ["s"], ([1], [0], [1]), {}, "A vote names participant number 1, but there are 1."),
        (["a"], ["s"], ([0], [-1], [1]), {}, "A vote names statement number -1, but there are 1."),
        (["a"], ["s"], ([0, 0], [0], [1]), {}, "Rows, columns and values differ in shape"),
        (["a", "a"], ["s"], ([0], [0], [1]), {}, "The participant id 'a' is there twice"),
        (["a"], ["s", ""], ([0], [0], [1]), {}, "A statement has an empty id"),
        (["a"], ["s"], ([0, 0], [0, 0], [1, 0]), {}, "two different votes on one statement"),
        (["a"], ["s"], ([0], [0], [1]), {"times": [1, 2]}, "There are 1 votes and 2 times"),
        (["a"], ["s"], ([0], [0], [1]), {"moderated": [2]}, "`moderated` must hold -1, 0 or 1"),
        (["a"], ["s"], ([0], [0], [1]), {"is_meta": [0, 1]}, "for each of the 1 statements"),
    ],
)
def test_what_is_wrong_is_said(people, statements, cells, more, message):
    with pytest.raises(ValueError, match=re.escape(message)):
        votes_from_cells(people, statements, cells, **more)


def test_a_matrix_has_two_dimensions():
    with pytest.raises(ValueError, match="this one has 1 dimension"):
        votes_from_matrix([1, 0])
