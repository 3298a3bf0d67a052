"""The electorate of a slate: what was said stands, what was not seen is estimated from chances and a seed."""

import numpy as np
import pytest

from cairn.engine.opinion.votes import votes_from_matrix
from cairn.engine.representation.approvals import approvals, candidates, chances_to_agree

NAN = float("nan")


def votes(rows=60, m=6, seed=2):
    """Return sparse votes of two camps."""
    chance = np.random.default_rng(seed)
    matrix = np.where(chance.random((rows, m)) < 0.5, 1.0, -1.0)
    matrix[chance.random((rows, m)) < 0.2] = 0
    matrix[chance.random((rows, m)) < 0.5] = NAN
    matrix[:, 0] = 1
    return votes_from_matrix(matrix)


def test_what_was_said_stands_in_every_part():
    given = votes()
    found = approvals(given, np.arange(6), np.full((60, 6), 0.5), n_parts=3, seed=5)
    assert (found.table.shape, found.weights.tolist(), found.total) == ((180, 6), [1] * 180, 180)
    is_seen = np.tile(found.stated >= 0, (3, 1))
    assert (found.table[is_seen] == np.tile(found.stated == 1, (3, 1))[is_seen]).all()


def test_a_chance_is_kept_in_the_parts_up_to_rounding():
    given = votes()
    chances = np.random.default_rng(3).random((60, 6))
    found = approvals(given, np.arange(6), chances, n_parts=4)
    approved = found.table.reshape(4, 60, 6).sum(axis=0)
    unseen = found.stated == -1
    assert (np.abs(approved - 4 * chances)[unseen] < 1).all()
    sure = approvals(given, np.arange(6), np.where(chances < 0.5, 0.0, 1.0)).table[:60]
    assert (sure[unseen] == (chances >= 0.5)[unseen]).all()


def test_the_same_seed_gives_the_same_parts_and_another_others():
    chances = np.full((60, 6), 0.4)
    first, again, other = (approvals(votes(), np.arange(6), chances, seed=seed).table for seed in (1, 1, 2))
    assert (first == again).all()
    assert (first != other).any()


def test_without_chances_only_what_was_said_counts():
    found = approvals(votes(), np.array([0, 3]), None, weights=np.arange(60))
    assert (found.n_parts, found.is_estimated, found.total) == (1, False, sum(range(60)))
    assert (found.table == (found.stated == 1)).all()


def test_candidates_are_shown_seen_and_contested():
    matrix = [[1, 1, 1, NAN, 1, 1]] * 6 + [[1, -1, 1, NAN, -1, 1]] * 3 + [[1, 0, NAN, NAN, -1, 0]]
    flags = {"moderated": [0, 0, 0, 0, -1, 0], "is_meta": [0, 0, 0, 0, 0, 1]}
    given = votes_from_matrix(matrix, **flags)
    assert candidates(given, contested=False).tolist() == [0, 1, 2]
    assert candidates(given, contested=True).tolist() == [1]  # six of nine who took a side


def test_the_bounds_of_contested_are_exact():
    given = votes_from_matrix([[1, 1, 1, -1]] * 2 + [[1, 1, -1, -1]] * 5 + [[-1, -1, -1, -1]] * 3)
    assert candidates(given, contested=True).tolist() == [0, 1, 2]  # 70 %, 70 %, 20 %


def test_candidates_go_by_weight():
    given = votes_from_matrix([[1]] * 8 + [[-1]] * 2)
    assert candidates(given, contested=True).tolist() == []
    assert candidates(given, contested=True, weights=np.array([1] * 8 + [4, 4])).tolist() == [0]


def test_what_fewer_than_two_per_cent_saw_is_no_candidate():
    matrix = np.full((100, 2), 1.0)
    matrix[1:, 1] = NAN
    assert candidates(votes_from_matrix(matrix), contested=False).tolist() == [0]


def test_chances_come_from_the_row_and_lean_on_the_others():
    matrix = [[1, 1]] * 20 + [[-1, -1]] * 20 + [[0, NAN]] * 20
    labels = np.repeat([0, 1, -1], 20)
    chances = chances_to_agree(votes_from_matrix(matrix), labels)
    assert chances.shape == (60, 2)
    assert chances[0, 0] > 0.9
    assert chances[20, 0] < 0.1
    assert chances[40, 0] < 0.1  # people in no group are a row of their own: they passed
    assert 0.1 < chances[40, 1] < 0.9  # which nobody of them saw


def test_a_chance_if_one_takes_a_side_is_lowered_by_those_who_pass():
    matrix = [[1]] * 30 + [[0]] * 30
    found = chances_to_agree(votes_from_matrix(matrix), np.zeros(60, int), np.ones((60, 1)))
    assert found[0, 0] == pytest.approx(0.5, abs=0.05)


def test_what_does_not_fit_is_refused():
    given = votes()
    with pytest.raises(ValueError, match="Chances go from 0 to 1"):
        approvals(given, np.arange(6), np.full((60, 6), 1.5))
    with pytest.raises(ValueError, match="one for each participant and each statement"):
        chances_to_agree(given, np.zeros(60, int), np.ones((60, 5)))
    with pytest.raises(ValueError, match="0 parts were asked for"):
        approvals(given, np.arange(6), None, n_parts=0)
    for weights in (np.ones(3, np.int64), np.full(60, -1)):
        with pytest.raises(ValueError, match="Give each of the 60 people one weight"):
            approvals(given, np.arange(6), None, weights=weights)
