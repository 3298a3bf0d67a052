"""Intervals under bending trends: the published ones, and what must always hold."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import brentq, minimize
from scipy.special import ndtr

from cairn.engine.effect.smoothness import _path, smooth_interval
from tests.engine.effect.medicaid import AFTER, BEFORE, COVARIANCE

FIRST = np.array([1.0, 0.0])
PUBLISHED = {
    0.0: (0.0259, 0.0607), 0.01: (0.0132, 0.0787), 0.02: (0.00286, 0.0907), 0.03: (-0.00714, 0.101),
    0.04: (-0.0171, 0.111), 0.05: (-0.0271, 0.121),
}  # fmt: skip


@pytest.mark.parametrize("bend", PUBLISHED)
def test_smooth_interval_equals_the_published_one(bend):
    found = smooth_interval(BEFORE, AFTER, COVARIANCE, FIRST, bend=bend)
    assert found == pytest.approx(PUBLISHED[bend], abs=5e-4)


def shortest(before, after, covariance, target, bend, level=0.95):
    """Search the shortest interval over all linear estimators, without any shortcut."""
    p, q = len(before), len(after)
    dates = np.array([*range(-p, 0), *range(1, q + 1)])
    kinks = range(-p + 1, q)
    hinge = np.array(
        [[max(0, abs(d) - abs(k)) * (np.sign(d) == np.sign(k) or k == 0 < d) for d in dates] for k in kinks]
    )

    def half(v):
        w = np.append(v, target)
        spread = np.sqrt(w @ covariance @ w)
        ratio = bend * np.abs(hinge @ w).sum() / spread
        return spread * brentq(lambda c: ndtr(c - ratio) - ndtr(-c - ratio) - level, ratio, ratio + 3)

    best = np.inf
    for seed in range(2):
        start = np.random.default_rng(seed).normal(size=p) * 0.3
        found = minimize(
            half, start, constraints={"type": "eq", "fun": lambda v: np.append(v, target) @ dates},
            method="SLSQP", options={"maxiter": 500, "ftol": 1e-12},
        )  # fmt: skip
        best = min(best, found.fun)
    return best


@pytest.mark.parametrize("bend", [0.0, 0.004, 0.02])
def test_smooth_interval_is_the_shortest_of_all(bend):
    target = np.array([0.5, 0.5])
    low, high = smooth_interval(BEFORE, AFTER, COVARIANCE, target, bend=bend)
    expected = shortest(BEFORE, AFTER, COVARIANCE, target, bend)
    assert (high - low) / 2 == pytest.approx(expected, rel=2e-3)
    assert (high - low) / 2 <= expected * (1 + 1e-6)


@given(st.integers(1, 5), st.integers(0, 10_000))
@settings(deadline=None, max_examples=30)
def test_the_path_ends_at_the_least_square_and_every_corner_is_optimal(size, seed):
    chance = np.random.default_rng(seed)
    root = chance.normal(size=(size, size + 2))
    square, linear = root @ root.T, chance.normal(size=size)
    corners = _path(square, linear)
    assert np.allclose(corners[-1], -np.linalg.solve(square, linear), atol=1e-8)
    for x in corners:
        pull = square @ x + linear
        size_here = np.abs(pull).max()
        active = np.abs(x) > 1e-9
        assert np.allclose(pull[active], -size_here * np.sign(x[active]), atol=1e-7)


def test_one_time_before_leaves_no_choice_and_none_is_refused():
    low, high = smooth_interval(np.array([0.1]), np.array([1.0]), np.eye(2) * 0.01, np.ones(1), bend=0.05)
    assert (low + high) / 2 == pytest.approx(1.1)
    with pytest.raises(ValueError, match="at least one time before"):
        smooth_interval(np.array([]), np.array([1.0]), np.eye(1), np.ones(1), bend=0.0)
    with pytest.raises(ValueError, match="0 or more"):
        smooth_interval(np.array([0.0]), np.array([1.0]), np.eye(2), np.ones(1), bend=-1.0)


def test_without_chance_the_interval_is_the_worst_bias():
    low, high = smooth_interval(np.zeros(2), np.ones(1), np.zeros((3, 3)), np.ones(1), bend=0.1)
    assert (low, high) == pytest.approx((0.9, 1.1))
