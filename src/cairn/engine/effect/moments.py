"""Means and covariances of cohorts, from their exact sums: what every estimator starts from."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cairn.engine.effect.panel import NEVER, Floats, Wholes
from cairn.engine.effect.summary import PanelSummary
from cairn.engine.exact import Exact
from cairn.engine.twofold import DEEPEST, Pair

Objects = NDArray[np.object_]
TINY = 2.0**-900  # smaller results may be rounded twice


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
    sums = _Sums.of(summary)
    shape = n_cohorts, width
    means, square_means, tilt = (np.zeros(shape) for _ in range(3))
    scatter = np.zeros((*shape, width))
    found = _alike(sums) if sums.are_alike else _weighed(sums)
    for h, (mean, square_mean, tilted, residuals) in enumerate(found):
        means[h], square_means[h], tilt[h] = mean, square_mean, tilted
        scatter[h][sums.upper] = residuals
        scatter[h].T[sums.upper] = residuals
    return Moments(
        np.array(summary.times, np.int64), np.array(summary.cohorts, np.int64),
        np.array(summary.counts, np.int64), sums.weights, _floats(sums.own[:, 0], 1, 2 * sums.unit),
        means[:, 1:], square_means[:, 1:], scatter[:, 1:, 1:], tilt[:, 1:],
    )  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class _Sums:
    """A summary's sums as whole numbers: `totals` in 2**unit, `own` (Σw², Σw²y) in its square."""

    exact_totals: Exact
    exact_products: Exact
    unit: int
    totals: Objects
    own: Objects
    upper: tuple[Wholes, Wholes]

    @classmethod
    def of(cls, summary: PanelSummary) -> "_Sums":
        totals, products, width = summary.totals, summary.products, len(summary.times) + 1
        unit = min(totals.exponent, products.exponent // 2, 0)
        own = Exact(products.limbs[..., :width], products.exponent).wholes()
        return cls(
            totals, products, unit, totals.wholes() << totals.exponent - unit,
            own << products.exponent - 2 * unit, np.triu_indices(width),
        )  # fmt: skip

    @property
    def are_alike(self) -> bool:
        """Say whether all units weigh 1."""
        return np.array_equal(self.own, self.totals << -self.unit)

    @property
    def weights(self) -> Floats:
        """Return Σw of each cohort."""
        return _floats(self.totals[:, 0], 1, self.unit)

    def products(self, h: int, which: Any = slice(None)) -> Objects:
        """Return products of a cohort, all or some."""
        some = Exact(self.exact_products.limbs[:, h, which], self.exact_products.exponent)
        return np.asarray(some.wholes() << self.exact_products.exponent - 2 * self.unit, np.object_)


def _weighed(sums: _Sums) -> Iterator[tuple[Floats, Floats, Floats, Floats]]:
    """Yield for each cohort its means, both ways, its tilt and its residual sums."""
    i, j = sums.upper
    for h, (s, qq) in enumerate(zip(sums.totals, sums.own, strict=True)):
        w, q = s[0], sums.products(h)
        centred = q * (w * w) - w * (s[i] * qq[j] + s[j] * qq[i]) + s[i] * s[j] * q[0]
        tilt = _floats(qq * w - s * q[0], w, 2 * sums.unit)
        yield _floats(s, w, 0), _floats(qq, q[0], 0), tilt, _floats(centred, w * w, 2 * sums.unit)


def _alike(sums: _Sums) -> Iterator[tuple[Floats, Floats, Floats, Floats]]:
    """Yield the same where all units weigh 1: fast, and exactly what pairs of doubles leave in doubt."""
    i, j = sums.upper
    values, is_settled = _settled(sums)
    for h, s in enumerate(sums.totals):
        mean = _floats(s, s[0], 0)
        left = np.flatnonzero(~is_settled[h])
        centred = sums.products(h, left) * s[0] - (s[i[left]] << -sums.unit) * s[j[left]]
        values[h, left] = _floats(centred, s[0], 2 * sums.unit)
        yield mean, mean, np.zeros(len(s)), values[h]


def _settled(sums: _Sums) -> tuple[Floats, NDArray[np.bool_]]:
    """Return residual sums Σ y yᵀ − Σy Σyᵀ / n, rounded once, and which of them are sure to the last bit."""
    i, j = sums.upper
    if max(len(sums.exact_totals.limbs), len(sums.exact_products.limbs)) > DEEPEST:
        none = np.zeros((len(sums.totals), len(i)))
        return none, none > 0
    (total, down), (product, unit) = Pair.of(sums.exact_totals), Pair.of(sums.exact_products)
    n = sums.weights[:, None]
    whole, common = product * n, (total[:, i] * total[:, j]).scaled(2 * down - unit)
    bound = (np.abs(whole.high) + np.abs(common.high)) / n * 2.0**-96
    value, is_settled = ((whole - common) / n).rounded(bound)
    value = np.ldexp(value, unit)
    return value, is_settled & np.isfinite(value) & ((value == 0) | (np.abs(value) > TINY))


def _floats(above: Objects, below: int, exponent: int) -> Floats:
    """Divide whole numbers and round once."""
    down = below << max(-exponent, 0)
    shifted = above << exponent if exponent > 0 else above
    return np.array([number / down for number in shifted.tolist()], np.float64)
