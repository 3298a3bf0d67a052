"""Agreement by constituency: counts, what is held back, and that nothing held back can be found again."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from cairn.engine.opinion.votes import votes_from_matrix
from cairn.engine.representation.agreement import agreement
from cairn.engine.representation.membership import membership

NAN = float("nan")


def found_for(matrix, names, *, min_size=5):
    """Return rows and agreement of people in the named constituencies ("" declared none)."""
    votes = votes_from_matrix(matrix)
    declared = {str(i): name for i, name in enumerate(names) if name}
    rows = membership(votes, declared, min_size=min_size)
    return rows, agreement(votes, rows)


def matrix_of(*columns):
    """Return a matrix of votes by column."""
    return np.array(columns, float).T


def test_counts_of_large_constituencies_are_shown():
    column = [1, 1, 1, -1, 0, 1, -1, -1, -1, -1, 1, 0]
    rows, found = found_for(matrix_of(column, [1] * 12), ["N"] * 5 + ["S"] * 5 + [""] * 2, min_size=2)
    assert rows.names == ("N", "S")
    assert [part[:, 0].tolist() for part in (found.agree, found.disagree, found.passed, found.seen)] == [
        [3, 1],
        [1, 4],
        [1, 0],
        [5, 5],
    ]
    assert found.rest[:, 0].tolist() == [1, 0, 1]
    assert found.is_shown.all()
    assert "fewer than 2 votes are held back" in found.rule


def test_few_votes_are_held_back_with_the_next_fewest():
    column = [1] * 9 + [NAN] * 1 + [1] * 2 + [NAN] * 8 + [-1] * 7
    _, found = found_for(matrix_of(column, [1] * 27), ["N"] * 10 + ["S"] * 10 + ["W"] * 7)
    assert found.status[:, 0].tolist() == [0, 1, 2]
    assert found.seen[:, 0].tolist() == [9, -1, -1]
    assert found.agree[:, 0].tolist() == [9, -1, -1]
    assert found.rest[:, 0].tolist() == [2, 7, 0]
    # an estimate all the same, from everybody's votes, and unsure
    share, width = found.pooled.share[0, :, 0], (found.pooled.high - found.pooled.low)[0, :, 0]
    assert share[1] == share[2]
    assert width[1] > width[0]


def test_a_statement_nobody_of_a_constituency_saw_is_shown_as_zero():
    column = [1] * 6 + [NAN] * 6
    _, found = found_for(matrix_of(column, [1] * 12), ["N"] * 6 + ["S"] * 6)
    assert (found.seen[:, 0].tolist(), found.status[:, 0].tolist()) == ([6, 0], [0, 0])


CELL = st.sampled_from([NAN, NAN, 1.0, 0.0, -1.0])


@settings(deadline=None, max_examples=60, derandomize=True)
@given(st.lists(st.lists(CELL, min_size=3, max_size=3), min_size=30, max_size=30), st.integers(0, 2))
def test_everything_told_follows_from_the_counts_shown(matrix, shift):
    """Exchange the votes of people in cells held back, keeping each total: nothing that is told changes."""
    names = ["A"] * 12 + ["B"] * 7 + ["C"] * 6 + [""] * 5
    matrix = np.array(matrix)
    matrix[:, 0] = 1.0  # everyone has voted
    rows, found = found_for(matrix, names)
    changed = matrix.copy()
    for j in range(3):
        hidden = np.flatnonzero(np.isin(rows.labels, np.flatnonzero(~found.is_shown[:, j])))
        hidden = hidden[~np.isnan(matrix[hidden, j])]
        changed[hidden, j] = np.roll(matrix[hidden, j], shift)
    _, again = found_for(changed, names)
    assert again.status.tolist() == found.status.tolist()
    for one, other in zip(parts(found), parts(again), strict=True):
        assert np.array_equal(one, other)


def parts(found):
    """Return all numbers that are told."""
    pooled = found.pooled
    return (
        found.agree,
        found.disagree,
        found.seen,
        found.rest,
        pooled.share,
        pooled.low,
        pooled.high,
        pooled.strength,
    )


def test_no_constituency_is_no_row():
    rows, found = found_for(matrix_of([1, -1, 0]), [""] * 3)
    assert (rows.names, found.agree.shape, found.pooled.share.shape) == ((), (0, 1), (3, 0, 1))
    assert found.rest[:, 0].tolist() == [1, 1, 1]
