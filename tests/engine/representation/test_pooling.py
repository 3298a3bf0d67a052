"""Partial pooling: intervals that cover, few votes that lean on the others, and what is never looked at."""

import numpy as np
import pytest

from cairn.engine.representation.pooling import STRENGTHS, lower_bound, pool


def simulated(strength, sizes, m, seed):
    """Return true shares (3, rows, m) and votes drawn around a share common to all."""
    chance = np.random.default_rng(seed)
    centre = chance.dirichlet([2, 1.5, 0.7], m)
    theta = np.stack([[chance.dirichlet(strength * one) for one in centre] for _ in sizes])
    seen = chance.poisson(np.array(sizes)[:, None], (len(sizes), m))
    votes = np.array(
        [[chance.multinomial(seen[b, j], theta[b, j]) for j in range(m)] for b in range(len(sizes))]
    )
    return np.moveaxis(theta, 2, 0), np.moveaxis(votes, 2, 0)


def pooled(votes):
    """Pool with every cell known."""
    return pool(votes, np.ones(votes.shape[1:], bool), np.zeros((3, votes.shape[2]), int))


@pytest.mark.parametrize("strength", [4, 30])
def test_intervals_cover_what_they_promise(strength):
    """95 % intervals over 7 constituencies of 4 to 300 votes a statement; and closer than the raw shares."""
    theta, votes = simulated(strength, [4, 6, 10, 20, 40, 120, 300], 250, seed=strength)
    found = pooled(votes)
    covered = (found.low <= theta) & (theta <= found.high)
    assert covered[0].mean() == pytest.approx(0.95, abs=0.02)
    assert (covered[0].mean(axis=1) > 0.91).all()  # in the small ones too
    assert found.strength == pytest.approx(strength, rel=0.25)
    seen = np.maximum(votes.sum(axis=0), 1)
    raw = np.where(votes.sum(axis=0) > 0, votes[0] / seen, 0.5)
    assert ((found.share - theta)[0, :4] ** 2).mean() < ((raw - theta[0])[:4] ** 2).mean()


def test_shares_of_three_answers_add_up():
    _, votes = simulated(10, [3, 50], 20, seed=1)
    found = pooled(votes)
    assert np.allclose(found.share.sum(axis=0), 1)
    assert ((found.low <= found.share) & (found.share <= found.high)).all()


def test_few_votes_lean_on_the_others_and_many_do_not():
    votes = np.array([[[90], [95], [92], [2]], [[10], [5], [8], [1]], [[0], [0], [0], [0]]])
    found = pooled(votes)
    assert found.share[0, :, 0] == pytest.approx([0.918] * 4, abs=0.001)  # so alike that they are one
    assert found.high[0, 3, 0] - found.low[0, 3, 0] > found.high[0, 0, 0] - found.low[0, 0, 0]


def test_cells_that_are_not_known_are_not_looked_at():
    _, votes = simulated(8, [30, 30, 6, 5], 12, seed=4)
    known = np.ones(votes.shape[1:], bool)
    known[2:, ::2] = False
    rest = np.where(known, 0, votes).sum(axis=1)
    other = votes.copy()
    other[:, 2, ::2], other[:, 3, ::2] = votes[:, 3, ::2], votes[:, 2, ::2]  # the sum stays
    one, two = pool(votes, known, rest), pool(other, known, rest)
    for name in ("share", "low", "high", "strength"):
        assert np.array_equal(getattr(one, name), getattr(two, name))
    width = one.high - one.low
    assert (width[0, 2, ::2] > width[0, 0, ::2]).all()  # shown with its uncertainty


def test_nothing_known_is_nearly_everything_possible():
    found = pool(np.zeros((3, 1, 1), int), np.zeros((1, 1), bool), np.zeros((3, 1), int))
    assert found.share.round(3).tolist() == [[[0.333]]] * 3
    assert found.low[0, 0, 0] < 0.01
    assert found.high[0, 0, 0] > 0.97
    assert found.strength == 1.0


def test_one_constituency_stands_on_its_own_votes():
    found = pooled(np.array([[[40]], [[10]], [[0]]]))
    assert found.share[0, 0, 0] == pytest.approx(0.79, abs=0.01)


def test_the_strength_stays_within_its_bounds():
    same = np.tile(np.array([[60], [40], [0]])[:, None], (1, 9, 30))
    assert STRENGTHS[1] * 0.9 < pooled(same).strength <= STRENGTHS[1]
    apart = np.zeros((3, 2, 30), int)
    apart[0, 0], apart[1, 1] = 50, 50
    assert STRENGTHS[0] <= pooled(apart).strength < 1


def test_a_lower_bound_rises_with_evidence():
    bounds = [float(lower_bound(np.array(n), np.array(n))) for n in (0, 1, 5, 50)]
    assert bounds == sorted(bounds)
    assert bounds[0] < 0.01
    assert bounds[-1] > 0.96


def test_what_does_not_fit_is_refused():
    known = np.ones((1, 2), bool)
    with pytest.raises(ValueError, match="Shapes disagree"):
        pool(np.zeros((3, 2, 1), int), known, np.zeros((3, 2), int))
    with pytest.raises(ValueError, match="A count is negative"):
        pool(np.full((3, 1, 2), -1), known, np.zeros((3, 2), int))
