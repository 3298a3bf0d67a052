"""However a draw is turned, stretched or moved, it looks the same in its frame and predicts the same."""

import numpy as np
import pytest

from cairn.engine.opinion.ideal.frame import frame_of, turned_spreads
from cairn.engine.opinion.ideal.sampler import State


def drawn(dims=2, n=4000, m=30):
    chance = np.random.default_rng(2)
    people = chance.normal(0.5, 1.5, (n, 1 + dims))
    statements = chance.normal(-0.3, 0.7, (m, 1 + dims)) * np.array([1.0, 3.0, 1.0])[: 1 + dims]
    spread = chance.normal(size=(n, 1 + dims, 1 + dims))
    return State(people, statements, people, np.einsum("nij,nkj->nik", spread, spread))


def scores(people, statements):
    return people[:, :1] + statements[:, 0] + people[:, 1:] @ statements[:, 1:].T


def test_a_frame_changes_no_score():
    state = drawn()
    frame = frame_of(state, np.ones(30), None)
    there = scores(frame.people(state.people), frame.statements(state.statements))
    assert there == pytest.approx(scores(state.people, state.statements))


def test_people_are_centred_and_the_average_vote_has_no_direction():
    state, weights = drawn(), np.arange(1.0, 31.0)
    frame = frame_of(state, weights, None)
    people, statements = frame.people(state.people), frame.statements(state.statements)
    assert people.mean(axis=0) == pytest.approx(np.zeros(3), abs=1e-9)
    assert np.cov(people[:, 1:].T) == pytest.approx(np.eye(2), abs=2e-3)  # a weak prior is in it
    assert weights @ statements[:, 1:] / weights.sum() == pytest.approx(np.zeros(2), abs=1e-9)
    moments = (weights[:, None] * statements[:, 1:]).T @ statements[:, 1:]
    assert moments[0, 1] == pytest.approx(0, abs=1e-7)
    assert moments[0, 0] > moments[1, 1]


def test_covariances_turn_with_the_people():
    state = drawn()
    frame = frame_of(state, np.ones(30), None)
    turn = frame.turn_people
    expected = np.stack([turn @ one @ turn.T for one in state.people_covariance[:5]])
    assert frame.spreads(state.people_covariance)[:5] == pytest.approx(expected)
    assert turned_spreads(turn, state.people_covariance[:5]) == pytest.approx(expected)


@pytest.mark.parametrize("angle", [0.0, 0.7, 2.0, 3.1])
@pytest.mark.parametrize("mirror", [1.0, -1.0])
def test_a_turned_mirrored_stretched_and_moved_draw_has_the_same_positions(angle, mirror):
    state = drawn()
    frame = frame_of(state, np.ones(30), None)
    like = frame.statements(state.statements)[:, 1:]
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle) * mirror, np.cos(angle) * mirror]])
    turn = turn * np.array([2.0, 0.5])
    people, statements = state.people.copy(), state.statements.copy()
    people[:, 1:] = people[:, 1:] @ turn + np.array([3.0, -1.0])
    statements[:, 1:] = statements[:, 1:] @ np.linalg.inv(turn).T
    statements[:, 0] -= statements[:, 1:] @ np.array([3.0, -1.0])
    other = State(people, statements, people, state.people_covariance)
    there = frame_of(other, np.ones(30), like)
    assert there.people(people) == pytest.approx(frame.people(state.people), abs=0.01)
    assert there.statements(statements) == pytest.approx(frame.statements(state.statements), abs=0.01)
