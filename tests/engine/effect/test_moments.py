"""Means and residual sums of squares come out of exact sums with all their digits."""

import numpy as np
import pytest

from cairn.engine.effect.moments import moments_of
from cairn.engine.effect.panel import panel_of
from cairn.engine.effect.summary import PanelSummary
from tests.engine.effect.panels import made


@pytest.mark.parametrize("weighted", [False, True])
def test_moments_equal_those_of_the_rows(weighted):
    panel = made(weighted=weighted)
    m = moments_of(PanelSummary.of_panel(panel))
    for h, cohort in enumerate(m.cohorts):
        rows = panel.adopted == cohort
        w, y = panel.weights[rows], panel.outcomes[rows]
        mean = w @ y / w.sum()
        r = w[:, None] * (y - mean)
        assert m.counts[h] == rows.sum()
        assert np.allclose([m.weights[h], m.squares[h]], [w.sum(), (w**2).sum()], rtol=1e-15)
        assert np.allclose(m.means[h], mean, rtol=1e-14)
        assert np.allclose(m.square_means[h], w**2 @ y / (w**2).sum(), rtol=1e-14)
        assert np.allclose(m.scatter[h], r.T @ r, rtol=1e-12, atol=1e-13)
        assert np.allclose(m.tilt[h], r.T @ w, atol=1e-13)
    assert m.is_never.tolist() == [False, False, False, True]
    assert m.treated.tolist() == [0, 1, 2]


@pytest.mark.parametrize("scale", [1.0, 2.0**-60, 2.0**40])
def test_a_large_common_level_costs_no_precision(scale):
    outcomes = (np.array([[1e9, 1e9 + 1], [1e9 + 2, 1e9 + 5], [1e9 + 4, 1e9]]) * scale).ravel()
    panel = panel_of([1, 1, 2, 2, 3, 3], [1, 2] * 3, [0] * 6, outcomes)
    m = moments_of(PanelSummary.of_panel(panel))
    assert (m.scatter[0] / scale**2).tolist() == [[8.0, -2.0], [-2.0, 14.0]]
    assert m.kept(np.array([True]), np.array([1])).scatter.tolist() == [[[14.0 * scale**2]]]
