"""One person is placed as the whole sum over places would, in any order of their votes."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cairn.engine.opinion.ideal import placing
from cairn.engine.opinion.ideal.model import fit_ideal_map, probability
from cairn.engine.opinion.ideal.placing import _noise, place, would_agree
from cairn.engine.opinion.ideal.sampler import Spread
from tests.engine.opinion.ideal.planted import placed_slowly, planted


@pytest.fixture(scope="module")
def drawn():
    return fit_ideal_map(planted(n=120, m=25, density=0.6, moderated=[1] * 24 + [-1])[0], dims=1, turns=200)


def test_without_a_vote_the_place_is_what_is_usual(drawn):
    placed = place(drawn, [], [])
    assert placed.mean == pytest.approx(drawn.usual_person.mean)
    assert placed.covariance == pytest.approx(drawn.usual_person.covariance)


@pytest.mark.parametrize("n_votes", [1, 5, 20])
def test_the_place_is_near_the_whole_sum_over_places(drawn, n_votes):
    cols = np.arange(n_votes)
    values = np.where(cols % 3 == 0, -1, 1)
    placed = place(drawn, cols, values)
    mean, covariance = placed_slowly(drawn, cols, values, noise=_noise(drawn, cols, placed))
    width = np.sqrt(np.diag(covariance))
    assert np.abs(placed.mean - mean) / width == pytest.approx([0, 0], abs=0.15)
    assert np.sqrt(np.diag(placed.covariance)) == pytest.approx(width, rel=0.1)


def test_people_on_the_map_are_placed_where_they_stand(drawn):
    votes = drawn.votes
    starts = votes.starts
    placed = np.stack([place(drawn, votes.cols[a:b], votes.values[a:b]).mean for a, b in pairwise(starts)])
    assert np.corrcoef(placed[:, 1], drawn.people[:, 1])[0, 1] > 0.98


def test_who_is_placed_would_agree_as_the_map_says_of_the_same_place(drawn):
    same = Spread(drawn.people[4], drawn.people_covariance[4])
    said = would_agree(drawn, same, [3, 7])
    assert said == pytest.approx(probability(drawn, [4, 4], [3, 7]))
    with pytest.raises(IndexError):
        would_agree(drawn, same, [25])


@settings(deadline=None, max_examples=30, derandomize=True)
@given(st.dictionaries(st.integers(0, 24), st.sampled_from([-1, 0, 1]), max_size=25), st.randoms())
def test_order_passes_and_statements_left_out_change_no_bit(drawn, cast, chance):
    mixed = list(cast.items())
    chance.shuffle(mixed)
    clean = [(col, value) for col, value in sorted(cast.items()) if value and col != 24]
    one, other = (
        place(drawn, [col for col, _ in part], [value for _, value in part]) for part in (mixed, clean)
    )
    assert one.mean.tobytes() == other.mean.tobytes()
    assert one.covariance.tobytes() == other.covariance.tobytes()
    assert (np.linalg.eigvalsh(one.covariance) > 0).all()
    assert (np.diag(one.covariance) <= np.diag(drawn.usual_person.covariance) + 1e-9).all()


def test_a_place_that_has_not_settled_is_still_a_place(drawn, monkeypatch):
    settled = place(drawn, [0, 1], [1, -1])
    monkeypatch.setattr(placing, "ROUNDS", 1)
    assert place(drawn, [0, 1], [1, -1]).mean == pytest.approx(settled.mean, abs=0.1)


@pytest.mark.parametrize(
    ("cols", "values", "words"),
    [
        ([0], [1, 1], "two lists of one length"),
        ([[0]], [[1]], "two lists of one length"),
        ([25], [1], "names statement number 25, but there are 25"),
        ([-1], [1], "names statement number -1"),
        ([0], [2], "A vote is 1 \\(agree\\)"),
        ([3, 3], [1, 1], "stands twice"),
    ],
)
def test_broken_votes_are_refused(drawn, cols, values, words):
    with pytest.raises(ValueError, match=words):
        place(drawn, cols, values)
