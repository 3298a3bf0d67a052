"""Means and covariances of cohorts, from their exact sums: what every estimator starts from."""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cairn.engine.effect.panel import NEVER, Floats, Wholes
from cairn.engine.effect.summary import PanelSummary

Objects = NDArray[np.object_]


@dataclass(frozen=True, slots=True, eq=False)
class Moments:
    """Cohorts by adoption time (NEVER last), over times.

    Shapes: H cohorts, T times. `means` (H, T) are weighted by w, `square_means` (H, T) by w². Of the
    residuals r = w·(y − mean): `scatter` (H, T, T) sums r rᵀ and `tilt` (H, T) sums w·r, which is 0 for
    equal weights; `squares` (H,) sums w².
    """

    times: Wholes
    cohorts: Wholes
    counts: Wholes
    weights: Floats
    squares: Floats
    means: Floats
    square_means: Floats
    scatter: Floats
    tilt: Floats

    def kept(self, cohorts: NDArray[Any], times: NDArray[Any] | slice = slice(None)) -> "Moments":
        """Return some cohorts (by mask or number) at some times."""
        return replace(
            self, times=self.times[times], cohorts=self.cohorts[cohorts], counts=self.counts[cohorts],
            weights=self.weights[cohorts], squares=self.squares[cohorts],
            means=self.means[cohorts][:, times], square_means=self.square_means[cohorts][:, times],
            scatter=self.scatter[cohorts][:, times][:, :, times], tilt=self.tilt[cohorts][:, times],
        )  # fmt: skip

    @property
    def is_never(self) -> NDArray[np.bool_]:
        """Say which cohort never adopts."""
        return np.equal(self.cohorts, NEVER)

    @property
    def treated(self) -> Wholes:
        """Return the numbers of the cohorts that adopt."""
        return np.flatnonzero(~self.is_never)


def moments_of(summary: PanelSummary) -> Moments:
    """Turn exact sums into means and residual sums of squares, each rounded once.

    Residuals are taken about the mean before anything is rounded, so that a large common level costs no
    precision. Shapes: see Moments.

    >>> from cairn.engine.effect.panel import panel_of
    >>> rows = panel_of([1, 1, 2, 2], [1, 2, 1, 2], [0, 0, 0, 0], [1e9, 1e9 + 2, 1e9 + 2, 1e9 + 2])
    >>> moments_of(PanelSummary.of_panel(rows)).scatter[0, 0].tolist()
    [2.0, 0.0]
    """
    width, n_cohorts = len(summary.times) + 1, len(summary.cohorts)
    upper = np.triu_indices(width)
    totals, products = summary.totals.wholes(), summary.products.wholes()
    # bring both to one unit: 2**unit for sums, 2**(2·unit) for products
    unit = min(summary.totals.exponent, summary.products.exponent // 2, 0)
    totals = totals << (summary.totals.exponent - unit)
    products = products << (summary.products.exponent - 2 * unit)
    means, square_means, tilt = (np.zeros((n_cohorts, width)) for _ in range(3))
    scatter = np.zeros((n_cohorts, width, width))
    for h in range(n_cohorts):
        s, q = totals[h], products[h]
        w, qq = s[0], q[:width]  # Σw; Σw², Σw²y
        shifted = s << -unit
        one, other = s[upper[0]], s[upper[1]]
        if np.array_equal(qq, shifted):  # all weights are 1
            centred = q * w - shifted[upper[0]] * other
            below = w
        else:
            centred = q * (w * w) - w * (one * qq[upper[1]] + other * qq[upper[0]]) + one * other * q[0]
            below = w * w
        values = _floats(centred, below, 2 * unit)
        scatter[h][upper] = values
        scatter[h].T[upper] = values
        means[h] = _floats(s, w, 0)
        square_means[h] = _floats(qq, q[0], 0)
        tilt[h] = _floats(qq * w - s * q[0], w, 2 * unit)
    return Moments(
        np.array(summary.times, np.int64), np.array(summary.cohorts, np.int64),
        np.array(summary.counts, np.int64), _floats(totals[:, 0], 1, unit),
        _floats(products[:, 0], 1, 2 * unit), means[:, 1:], square_means[:, 1:], scatter[:, 1:, 1:],
        tilt[:, 1:],
    )  # fmt: skip


def _floats(above: Objects, below: int, exponent: int) -> Floats:
    """Divide whole numbers and round once."""
    down = below << max(-exponent, 0)
    shifted = above << exponent if exponent > 0 else above
    return np.array([number / down for number in shifted.tolist()], np.float64)
