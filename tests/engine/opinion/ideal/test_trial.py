"""Hidden votes: the published counts, fair losses, bins that add up."""

from itertools import pairwise

import numpy as np
import pytest

from cairn.engine.opinion.ideal.trial import calibration, choose_dims, hide, losses, try_out
from cairn.engine.opinion.votes import votes_from_matrix
from tests.engine.opinion.conversations import read
from tests.engine.opinion.ideal.planted import planted

PUBLISHED = {  # how many votes the reference measurement hid
    "american-assembly.bowling-green": 14_713,
    "brexit-consensus": 453,
    "canadian-electoral-reform": 945,
    "scoop-hivemind.biodiversity": 2_395,
    "ssis.land-bank-farmland.2rumnecbeh.2021-08-01": 2_664,
    "vtaiwan.uberx": 4_088,
}


@pytest.mark.shared
@pytest.mark.parametrize("name", sorted(PUBLISHED))
def test_as_many_votes_are_hidden_as_in_the_published_trial(shared_data, name):
    votes = read(shared_data / "conversations" / name).votes
    assert len(hide(votes).rows) == PUBLISHED[name]


@pytest.mark.shared
def test_a_real_conversation_is_predicted_better_than_by_its_shares(shared_data):
    votes = read(shared_data / "conversations" / "brexit-consensus").votes
    trial = try_out(votes)
    assert trial.n_hidden == 453
    assert trial.log_loss < 0.40 < trial.log_loss_by_statement
    assert trial.gap < 0.06


def test_hidden_votes_and_the_rest_are_the_whole():
    votes = planted(n=60, m=20, moderated=[-1] + [1] * 19)[0]
    hidden = hide(votes, seed=4, least=5)
    signs = np.where(hidden.is_agree, 1, -1)
    together = sorted(
        [
            *zip(hidden.rest.rows, hidden.rest.cols, hidden.rest.values, strict=True),
            *zip(hidden.rows, hidden.cols, signs, strict=True),
        ]
    )
    assert together == sorted(zip(votes.rows, votes.cols, votes.values, strict=True))
    assert 0 not in hidden.cols
    assert hide(votes, seed=4, least=5).cols.tolist() == hidden.cols.tolist()
    assert hide(votes, seed=5, least=5).cols.tolist() != hidden.cols.tolist()


def test_too_few_votes_are_refused():
    with pytest.raises(ValueError, match="Too few votes to hide any"):
        hide(votes_from_matrix([[1, -1]] * 9))


def test_a_loss_is_bounded_even_where_certainty_was_wrong():
    assert losses(np.array([1.0, 0.0]), np.array([False, True])) == pytest.approx([-np.log(1e-6)] * 2)


def test_bins_hold_every_prediction_once():
    said = np.linspace(0, 1, 101)
    bins = calibration(said, said > 0.5)
    assert sum(one.n for one in bins) == 101
    assert all(low.said < high.said for low, high in pairwise(bins))
    assert (bins[0].came, bins[-1].came) == (0.0, 1.0)


def test_the_fewest_directions_that_predict_as_well_are_taken():
    votes = planted(n=150, m=40, density=0.6, steep=2.0)[0]
    choice = choose_dims(votes, (2, 1, 1), seed=1)
    assert [trial.dims for trial in choice.trials] == [1, 2]
    assert choice.dims == 1
    best = choice.trials[0]
    assert best.log_loss < best.log_loss_by_statement
    assert best.verdict.endswith("points on average.")


def test_no_candidate_is_refused():
    with pytest.raises(ValueError, match="No number of directions was given"):
        choose_dims(planted(n=20, m=12)[0], ())
    with pytest.raises(ValueError, match="Too few votes"):
        try_out(votes_from_matrix([[1]]))


def test_votes_without_pattern_are_predicted_no_better():
    chance = np.random.default_rng(0)
    votes = votes_from_matrix(np.where(chance.random((40, 20)) < 0.5, 1.0, -1.0))
    trial = try_out(votes, dims=1)
    assert ("no better" in trial.verdict) == (trial.log_loss >= trial.log_loss_by_statement)
