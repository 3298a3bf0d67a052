"""The ideal-point map: known answers, honest intervals, the same bits in any order."""

import dataclasses

import numpy as np
import pytest

from cairn.engine.opinion.ideal.model import (
    MAX_TURNS,
    MIN_TURNS,
    _turns,
    expected_agreement,
    fit_ideal_map,
    probability,
)
from cairn.engine.opinion.votes import votes_from_cells, votes_from_matrix
from tests.engine.opinion.ideal.planted import planted, shuffled

NAN = float("nan")


@pytest.fixture(scope="module")
def known():
    """Return planted positions, and the map fitted to their votes."""
    votes, positions, appeals, directions = planted(n=250, m=50, density=0.4)
    return fit_ideal_map(votes, dims=1), positions, appeals, directions


def test_planted_positions_and_directions_are_found(known):
    drawn, positions, appeals, directions = known
    at = [int(one) for one in drawn.votes.participants]
    assert abs(np.corrcoef(drawn.positions[:, 0], positions[at, 0])[0, 1]) > 0.9
    assert abs(np.corrcoef(drawn.statements[:, 1], directions[:, 0])[0, 1]) > 0.95
    assert np.corrcoef(drawn.statements[:, 0], appeals)[0, 1] > 0.93


def test_intervals_hold_the_truth_as_often_as_they_say(known):
    drawn, positions, _, _ = known
    truth = positions[[int(one) for one in drawn.votes.participants], 0]
    truth = (truth - truth.mean()) / truth.std()
    truth *= np.sign(np.corrcoef(truth, drawn.positions[:, 0])[0, 1])
    is_inside = np.abs(drawn.positions[:, 0] - truth) < 1.96 * drawn.standard_errors[:, 0]
    assert 0.91 <= is_inside.mean() <= 0.99


def test_unseen_votes_come_as_often_as_predicted(known):
    drawn, positions, appeals, directions = known
    chance = np.random.default_rng(9)
    rows, cols = chance.integers(0, len(drawn.people), 20_000), chance.integers(0, 50, 20_000)
    who = np.array([int(one) for one in drawn.votes.participants])[rows]
    agree = appeals[cols] + positions[who, 0] * directions[cols, 0] + chance.normal(size=20_000) > 0
    said = probability(drawn, rows, cols)
    for low in (0.0, 0.2, 0.4, 0.6, 0.8):
        is_here = (said >= low) & (said < low + 0.2)
        assert agree[is_here].mean() == pytest.approx(said[is_here].mean(), abs=0.04)


def test_the_frame_is_fixed(known):
    drawn = known[0]
    weights = drawn.n_statement_sides / drawn.n_statement_sides.sum()
    assert drawn.positions.mean(axis=0) == pytest.approx([0.0], abs=0.01)
    assert weights @ drawn.statements[:, 1:] == pytest.approx([0.0], abs=1e-9)
    heavy = np.abs(drawn.statements[:, 1] * np.sqrt(weights)).argmax()
    assert drawn.statements[heavy, 1] > 0
    assert drawn.share.tolist() == [1.0]


def test_the_same_votes_in_any_order_give_the_same_bits():
    votes = planted(n=40, m=15, dims=2, moderated=[1] * 14 + [-1])[0]
    one = fit_ideal_map(votes, turns=40, seed=3)
    other = fit_ideal_map(shuffled(votes), turns=40, seed=3)
    for name in ("people", "people_covariance", "statements", "statements_covariance", "share"):
        assert getattr(one, name).tobytes() == getattr(other, name).tobytes()
    assert (one.verdict, one.noise) == (other.verdict, other.noise)


def test_seeds_differ_by_less_than_the_standard_error():
    votes = planted(n=80, m=30)[0]
    one, other = (fit_ideal_map(votes, dims=1, seed=seed) for seed in (1, 2))
    apart = np.sqrt(((one.positions - other.positions) ** 2).mean())
    assert 0 < apart < 0.35 * one.standard_errors.mean()
    assert 0 < one.noise < 0.35


def test_passes_and_statements_left_out_change_nothing_but_their_own_rows():
    votes = planted(n=30, m=12)[0]
    more = votes_from_cells(
        votes.participants,
        [*votes.statements, "12", "13"],
        (
            [*votes.rows, 0, 1, 2],
            [*votes.cols, 12, 12, 13],
            [*votes.values, 0, 0, 1],
        ),
        moderated=[1] * 13 + [-1],
    )
    one, other = fit_ideal_map(votes, turns=24), fit_ideal_map(more, turns=24)
    assert other.n_statement_sides[12:].tolist() == [0, 0]
    assert other.n_people_sides.tolist() == one.n_people_sides.tolist()
    share, error = expected_agreement(other)
    assert np.isnan([share[13], error[13]]).all()
    assert np.isfinite([share[12], error[12]]).all()


def test_who_only_passed_stands_at_what_is_usual_and_is_unsure():
    dense = np.where(np.add.outer(np.arange(12), np.arange(8)) % 3 == 0, -1.0, 1.0)
    drawn = fit_ideal_map(votes_from_matrix(np.vstack([dense, np.zeros((1, 8))])), dims=1, turns=400)
    assert drawn.n_people_sides[-1] == 0
    assert drawn.people[-1] == pytest.approx(drawn.usual_person.mean, abs=0.01)
    assert drawn.people_covariance[-1] == pytest.approx(drawn.usual_person.covariance, rel=0.03, abs=0.01)
    assert drawn.standard_errors[-1, 0] > drawn.standard_errors[:-1, 0].max()


def test_uncertainty_falls_with_every_ten_votes():
    drawn = fit_ideal_map(planted(n=300, m=60, density=0.5, seed=8)[0], dims=1, turns=160)
    order = np.argsort(drawn.n_people_sides)
    few, many = order[:60], order[-60:]
    assert drawn.standard_errors[few].mean() > drawn.standard_errors[many].mean()


def test_expected_agreement_is_the_mean_of_probabilities(known):
    drawn = known[0]
    share, error = expected_agreement(drawn)
    n = len(drawn.people)
    assert share[7] == pytest.approx(probability(drawn, np.arange(n), np.full(n, 7)).mean())
    assert ((error > 0) & (error < 0.1)).all()
    appeals, positions, directions = known[2], known[1], known[3]
    chance = np.random.default_rng(0).normal(size=(len(positions), 50))
    truth = (appeals + positions @ directions.T + chance > 0).mean(axis=0)
    assert np.abs(share - truth).mean() < 0.05


@pytest.mark.parametrize("matrix", [[[1]], [[-1, 1]], [[1], [1], [-1]], [[1, 1, 1], [1, 1, 1]]])
def test_the_smallest_conversations_have_a_map(matrix):
    drawn = fit_ideal_map(votes_from_matrix(matrix), dims=2, turns=80)
    assert np.isfinite(drawn.people).all()
    assert (np.linalg.eigvalsh(drawn.people_covariance) > 0).all()
    assert ((drawn.statements[:, 0] > 0) == (np.mean(matrix, axis=0) > 0))[np.mean(matrix, axis=0) != 0].all()


def test_turns_go_by_the_number_of_votes():
    assert (_turns(1), _turns(60_000), _turns(10_000_000)) == (MAX_TURNS, 400, MIN_TURNS)


@pytest.mark.parametrize(
    ("matrix", "options", "words"),
    [
        ([[0, 0]], {}, "No vote on a statement shown takes a side"),
        ([[1]], {"dims": 0}, "0 directions were asked for; ask for 1 to 8"),
        ([[1]], {"dims": 9}, "9 directions were asked for"),
        ([[1]], {"turns": 7}, "7 turns of the sampler were asked for; ask for 8 or more"),
    ],
)
def test_what_cannot_be_fitted_is_said(matrix, options, words):
    with pytest.raises(ValueError, match=words):
        fit_ideal_map(votes_from_matrix(matrix), **options)


def test_probabilities_need_pairs(known):
    with pytest.raises(ValueError, match="two lists of one length"):
        probability(known[0], [0, 1], [0])
    with pytest.raises(IndexError):
        probability(known[0], [0], [50])


def test_the_result_is_frozen_and_says_its_rule(known):
    drawn = known[0]
    with pytest.raises(dataclasses.FrozenInstanceError):
        drawn.dims = 3
    assert "A pass counts as not seen" in drawn.rule
    assert drawn.verdict.startswith("250 people placed from ")
