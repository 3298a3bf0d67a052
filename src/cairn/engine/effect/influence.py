"""How estimates move with each unit: what variances, covariances and aggregates are made of."""

from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

from cairn.engine.effect.moments import Moments
from cairn.engine.effect.panel import Floats, Wholes

NOISE = 1e-14  # of what a variance could be at most: below, it is rounding, and its units move alike


class Influence(Protocol):
    """The influence of units on K estimates; its squares sum to their variances."""

    def combined(self, weights: Any, extra: Floats) -> "Influence":
        """Return that on weights (J, K; may be sparse) @ estimates, plus extra (H, J) × a unit's weight."""
        ...

    def by_cohort(self) -> Floats:
        """Return what each cohort adds to each variance: (H, K)."""
        ...

    def covariance(self) -> Floats:
        """Return the covariances of the estimates: (K, K)."""
        ...


@dataclass(frozen=True, slots=True, eq=False)
class FromMoments:
    """Influence that is linear in a unit's outcomes, so that a cohort's moments are enough.

    Unit i of cohort h has influence slope[h]·r_i + level[h]·w_i on each estimate, where r_i = w_i·(y_i −
    mean).
    Shapes: `slope` (H, K, T), `level` (H, K).
    """

    moments: Moments
    slope: Floats
    level: Floats

    def combined(self, weights: Any, extra: Floats) -> "FromMoments":
        """Return the influence on combinations of the estimates (see Influence)."""
        slope = np.stack([weights @ one for one in self.slope])
        return FromMoments(self.moments, slope, (weights @ self.level.T).T + extra)

    def by_cohort(self) -> Floats:
        """Return what each cohort adds to each variance (see Influence)."""
        m, found = self.moments, np.zeros(self.level.shape)
        for h, (every, level) in enumerate(zip(self.slope, self.level, strict=True)):
            moved = np.flatnonzero(every.any(axis=1))  # most cohorts move few of the estimates
            slope = every[moved]
            own = ((slope @ m.scatter[h]) * slope).sum(axis=1)
            most = (np.abs(slope) @ np.sqrt(np.diag(m.scatter[h]))) ** 2
            found[h, moved] = np.where(own > NOISE * most, own, 0.0) + 2 * level[moved] * (slope @ m.tilt[h])
            found[h] += level**2 * m.squares[h]
        return found

    def covariance(self) -> Floats:
        """Return the covariances of the estimates (see Influence)."""
        m, size = self.moments, self.level.shape[1]
        found = np.zeros((size, size))
        for h, (slope, level) in enumerate(zip(self.slope, self.level, strict=True)):
            tilt = np.outer(slope @ m.tilt[h], level)
            found += slope @ m.scatter[h] @ slope.T + tilt + tilt.T + np.outer(level, level) * m.squares[h]
        return found


@dataclass(frozen=True, slots=True, eq=False)
class FromUnits:
    """Influence held unit by unit: (n_units, K), with each unit's cohort (its number) and weight."""

    values: Floats
    cohort: Wholes
    weights: Floats
    n_cohorts: int

    def combined(self, weights: Any, extra: Floats) -> "FromUnits":
        """Return the influence on combinations of the estimates (see Influence)."""
        values = (weights @ self.values.T).T + extra[self.cohort] * self.weights[:, None]
        return FromUnits(values, self.cohort, self.weights, self.n_cohorts)

    def by_cohort(self) -> Floats:
        """Return what each cohort adds to each variance (see Influence)."""
        found = np.zeros((self.n_cohorts, self.values.shape[1]))
        np.add.at(found, self.cohort, self.values**2)
        return found

    def covariance(self) -> Floats:
        """Return the covariances of the estimates (see Influence)."""
        return self.values.T @ self.values
