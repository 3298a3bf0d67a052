"""Intervals cover, few units get wider ones, and bands hold at once."""

import numpy as np
import pytest
from scipy.stats import t

from cairn.engine.effect.effects import effects_of
from cairn.engine.effect.intervals import bands, small_halves
from cairn.engine.effect.summary import PanelSummary
from tests.engine.effect.panels import made


def test_two_cohorts_get_welchs_interval():
    chance = np.random.default_rng(1)
    one, other = chance.normal(size=7), 3 * chance.normal(size=12)
    parts = np.array([[one.var() / 7], [other.var() / 12]])
    a, b = one.var(ddof=1) / 7, other.var(ddof=1) / 12
    freedom = (a + b) ** 2 / (a**2 / 6 + b**2 / 11)
    (half,), (found,) = small_halves(parts, np.array([7, 12]), level=0.9)
    assert found == pytest.approx(freedom, rel=1e-12)
    assert half == pytest.approx(t.ppf(0.95, freedom) * np.sqrt(a + b), rel=1e-12)
    assert small_halves(parts * 0, np.array([7, 12]), level=0.9)[0].tolist() == [0.0]


def test_few_units_get_students_interval_and_many_the_normal_one():
    small = effects_of(PanelSummary.of_panel(made(each=6)), checks=False)
    large = effects_of(PanelSummary.of_panel(made(each=20)), checks=False)
    assert (small.interval, large.interval) == ("student", "normal")
    assert (small.simple.upper - small.simple.att) / small.simple.se > 2.1
    assert (large.simple.upper - large.simple.att) / large.simple.se == pytest.approx(1.959964, abs=1e-6)


def test_bands_of_independent_estimates_have_the_critical_value_of_their_largest():
    found = bands(np.diag([1.0, 4.0, 0.0]), level=0.95, draws=40_000, seed=2)
    assert found.critical == pytest.approx(2.236, abs=0.03)  # Šidák: two at once
    assert found.halves == (found.critical, 2 * found.critical, 0.0)
    assert found == bands(np.diag([1.0, 4.0, 0.0]), level=0.95, draws=40_000, seed=2)


def test_bands_of_one_thing_said_twice_are_those_of_one():
    assert bands(np.ones((2, 2)), draws=40_000, seed=3).critical == pytest.approx(1.96, abs=0.03)


def test_bands_need_something_that_moves_and_enough_draws():
    assert bands(np.zeros((2, 2)), seed=1).halves == (0.0, 0.0)
    with pytest.raises(ValueError, match="too few"):
        bands(np.eye(1), draws=98, seed=1)
