"""Each step of the sampler draws from the distribution that it should."""

import numpy as np
import pytest

from cairn.engine.opinion.ideal.sampler import Sampler, Spread, inverse_wishart
from cairn.engine.opinion.ideal.sides import sides_of
from tests.engine.opinion.ideal.planted import planted


def test_inverse_wishart_has_its_mean_and_spread():
    scale, chance = np.array([[2.0, 0.6], [0.6, 1.0]]), np.random.default_rng(1)
    drawn = np.stack([inverse_wishart(scale, 12.0, chance) for _ in range(20_000)])
    assert drawn.mean(axis=0) == pytest.approx(scale / (12 - 2 - 1), rel=0.02)
    assert drawn[:, 1, 1].var() == pytest.approx(2 * scale[1, 1] ** 2 / ((12 - 3) ** 2 * (12 - 5)), rel=0.1)
    assert (np.linalg.eigvalsh(drawn) > 0).all()


def test_people_are_drawn_by_the_regression_of_each_on_its_own():
    votes = planted(n=12, m=9)[0]
    sides = sides_of(votes)
    sampler = Sampler(sides, 2, np.random.default_rng(5))
    prior = Spread(np.array([0.2, -0.1, 0.4]), np.array([[1.0, 0.3, 0.1], [0.3, 0.8, 0.0], [0.1, 0.0, 0.6]]))
    sampler.of_people = prior
    state = sampler.turn()
    inverse = np.linalg.inv(prior.covariance)
    for person in range(12):
        mine = sides.rows == person
        statements, pulls = state.statements[sides.cols[mine]], sampler.strength[mine]
        design = np.column_stack([np.ones(len(statements)), statements[:, 1:]])
        covariance = np.linalg.inv(design.T @ design + inverse)
        mean = covariance @ (design.T @ (pulls - statements[:, 0]) + inverse @ prior.mean)
        assert state.people_mean[person] == pytest.approx(mean)
        assert state.people_covariance[person] == pytest.approx(covariance)


def test_strengths_lie_on_the_side_that_was_taken():
    sides = sides_of(planted(n=30, m=20)[0])
    sampler = Sampler(sides, 1, np.random.default_rng(0))
    sampler.turn()
    assert (np.sign(sampler.strength) == sides.signs).all()


def test_a_vote_beyond_all_likelihood_stays_a_number():
    sampler = Sampler(sides_of(planted(n=10, m=8)[0]), 1, np.random.default_rng(0))
    sampler.state.statements[:, 0] = 400.0
    state = sampler.turn()
    assert np.isfinite(sampler.strength).all()
    assert np.isfinite(state.people).all()
