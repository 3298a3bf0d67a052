"""Means and residual sums of squares come out of exact sums with all their digits."""

from fractions import Fraction
from operator import mul

import numpy as np
import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from cairn.engine.effect.moments import _settled, _Sums, moments_of
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


def exactly(panel):
    """Return the residual sums of all units as fractions, each rounded once."""
    rows = [[Fraction(value) for value in row] for row in panel.outcomes.tolist()]
    n, columns = len(rows), list(zip(*rows, strict=True))
    centred = [[value - sum(column) / n for value in column] for column in columns]
    return [[float(sum(map(mul, one, other))) for other in centred] for one in centred]


outcomes = st.one_of(
    st.floats(-1e6, 1e6, width=64),
    st.integers(-9, 9).map(float),  # ties, and residuals that are exactly 0
    st.sampled_from([2.0**-30, 1e9 + 1, 1e9 + 2**-20, -(2.0**40), 0.1]),
    st.sampled_from([1e-90, 3e-90, 1e60]),  # too far apart for pairs of doubles
)


@given(
    st.integers(1, 5).flatmap(
        lambda n: st.lists(st.tuples(outcomes, outcomes, outcomes), min_size=n, max_size=7)
    )
)
@example([(1e9, 0.1, 0.1), (1e9 + 2**-20, 0.1, 0.1)])
@example([(1e60, 1e-90, 3.0), (-1e60, 3e-90, 3.0)])
@example([(1.0, 1.0 + 2.0**-52, 0.0), (1.0, 1.0, 0.0), (0.0, 0.0, 0.0)])
@settings(max_examples=150)
def test_residual_sums_are_rounded_once(rows):
    n = len(rows)
    units, times = np.repeat(np.arange(n), 3), np.tile([1, 2, 3], n)
    values = np.array(rows).ravel()
    assume(values.any() and np.abs(values).max() >= 1e-80)
    panel = panel_of(units, times, np.zeros(3 * n), values)
    assert moments_of(PanelSummary.of_panel(panel)).scatter[0].tolist() == exactly(panel)


def test_most_residual_sums_are_settled_by_pairs_of_doubles():
    sums = _Sums.of(PanelSummary.of_panel(made()))
    assert sums.are_alike
    assert _settled(sums)[1][:, sums.upper[0] > 0].mean() > 0.99
