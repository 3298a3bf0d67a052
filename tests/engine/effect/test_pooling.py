"""Many effects drawn together: known answers, coverage, and what is refused."""

import numpy as np
import pytest
from scipy.integrate import dblquad
from scipy.stats import multivariate_normal

from cairn.engine.effect import pooling
from cairn.engine.effect.pooling import pooled_effects
from tests.engine.effect.many import simulate


def test_pooling_equals_the_integral_it_stands_for(monkeypatch):
    y, s, group = np.array([1.2, 0.3, -0.4, 0.5]), np.array([0.4, 0.3, 0.5, 0.6]), np.array([0, 0, 1, 1])
    monkeypatch.setattr(pooling, "GRID", 60)
    found = pooled_effects(y, s, group)
    scale = np.hypot(y.std(), np.sqrt((s**2).mean()))
    same = group[:, None] == group
    wide = 1e3

    def chance(within, between):
        spread = np.diag(s**2 + within**2) + between**2 * same + wide**2
        return multivariate_normal.pdf(y, np.zeros(4), spread)

    def first(within, between):
        prior = np.eye(4) * within**2 + between**2 * same + wide**2
        return chance(within, between) * (prior @ np.linalg.solve(prior + np.diag(s**2), y))[0]

    limits = (0, 2 * scale, 0, 2 * scale)
    expected = dblquad(first, *limits, epsabs=1e-12)[0] / dblquad(chance, *limits, epsabs=1e-12)[0]
    assert found.mean[0] == pytest.approx(expected, rel=0.02)


def test_equal_estimates_are_one_and_far_ones_stay_apart():
    together = pooled_effects(np.zeros(30), np.ones(30), np.repeat(np.arange(6), 5))
    assert np.allclose(together.mean, 0)
    assert (together.sd < 0.6).all()
    apart = pooled_effects(np.repeat([-100.0, 0.0, 100.0], 4), np.full(12, 0.1), np.repeat([0, 1, 2], 4))
    assert np.allclose(apart.practice_mean, [-100, 0, 100], atol=0.2)
    assert (apart.above[8:] > 0.999).all()
    assert apart.practices.tolist() == [0, 1, 2]
    assert (apart.practice_sd > 0).all()


def test_pooling_is_the_same_for_any_order_and_names_of_practices():
    chance = np.random.default_rng(1)
    y, s, group = chance.normal(size=20), chance.uniform(0.5, 1, 20), np.repeat(np.arange(5), 4)
    order = chance.permutation(20)
    one, other = pooled_effects(y, s, group), pooled_effects(y[order], s[order], (group * 7 - 3)[order])
    assert np.allclose(one.mean[order], other.mean, rtol=1e-9)
    assert np.allclose(one.lower[order], other.lower, rtol=1e-9)
    assert (one.lower < one.mean).all()
    assert (one.kept < 1).all()


def test_pooling_covers_and_does_not_exaggerate():
    found = simulate(15, seed=11)
    assert found["coverage"] > 0.9
    assert found["rmse pooled"] < 0.5 * found["rmse raw"]
    assert found["top raw claims"] > 3 * found["top raw truth"]
    assert found["top pooled claims"] < 1.5 * found["top pooled truth"]


@pytest.mark.parametrize(
    ("effects", "errors", "practice", "level", "message"),
    [
        ([1, 2], [1, 1], [0, 1], 0.95, "at least 3"),
        ([1, 2, 3], [1, 1], [0, 1, 2], 0.95, "one error"),
        ([1, 2, np.nan], [1, 1, 1], [0, 1, 2], 0.95, "must be numbers"),
        ([1, 2, 3], [1, 1, 0], [0, 1, 2], 0.95, "positive"),
        ([1, 2, 3], [1, 1, 1], [0, 1, 2], 1.0, "level"),
    ],
)
def test_what_cannot_be_pooled_is_refused(effects, errors, practice, level, message):
    with pytest.raises(ValueError, match=message):
        pooled_effects(effects, errors, practice, level=level)
