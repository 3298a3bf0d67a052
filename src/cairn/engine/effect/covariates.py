"""Group-time effects when trends are alike only among units with like covariates; from the units' own rows.

Three ways: by outcome regression (reg), by weights from the chance to adopt (ipw), and doubly robust (dr),
which is right when either of the two is. They need every unit's row: no moments of cohorts are enough for
them.
Source: Sant'Anna & Zhao (2020), Journal of Econometrics 219; Callaway & Sant'Anna (2021), ibid. 225.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from cairn.engine.effect.design import Cells
from cairn.engine.effect.influence import FromUnits
from cairn.engine.effect.panel import Floats, Wholes

Adjust = Literal["dr", "reg", "ipw"]
OVERLAP = 0.995  # a control whose chance to adopt is as large is left out
SURE = 1 - 1e-6  # chances are kept below
LARGEST = 20.0  # coefficient of a covariate in units of its spread: beyond, it alone decides
STEPS = 60  # Newton steps; about ten are usual
SMALLEST_PART = 1e-12  # of the largest, for a matrix to count as invertible


@dataclass(frozen=True, slots=True, eq=False)
class Units:
    """Units: outcomes (n, T), covariates (n, k) without a constant, numbers of cohorts (n,), weights (n,)."""

    outcomes: Floats
    covariates: Floats
    cohort: Wholes
    weights: Floats


@dataclass(frozen=True, slots=True, eq=False)
class _Comparison:
    """One cell: change of outcome (n,), who adopts (n,), weight (n,), covariates with a constant (n, k)."""

    change: Floats
    adopts: Floats
    weight: Floats
    x: Floats
    name: str


def group_time_with_covariates(
    units: Units, cells: Cells, *, adjust: Adjust = "dr", names: list[str]
) -> tuple[Floats, FromUnits]:
    """Estimate each cell, controls weighted or predicted so that their covariates are like the cohort's.

    Shapes: `names` (K,) say which cell, for messages; the answer is (K,) effects, and the influence of units.
    Raises: ValueError where covariates cannot be told apart, or they alone say who adopts (no overlap).
    """
    outcomes, cohort, weights = units.outcomes, units.cohort, units.weights
    values = np.zeros((len(outcomes), len(cells.group)))
    att = np.zeros(len(cells.group))
    x = np.column_stack([np.ones(len(outcomes)), units.covariates])
    for k in np.flatnonzero(~cells.is_fixed):
        adopts = cohort == cells.group[k]
        rows = np.flatnonzero(adopts | cells.pool[k][cohort])
        change = outcomes[rows, cells.time[k]] - outcomes[rows, cells.base[k]]
        comparison = _Comparison(change, adopts[rows].astype(float), weights[rows], x[rows], names[k])
        att[k], values[rows, k] = METHODS[adjust](comparison)
    return att, FromUnits(values, cohort, weights, cells.pool.shape[1])


def _doubly_robust(c: _Comparison) -> tuple[float, Floats]:
    chance, score = _chance(c)
    predicted, fit = _regression(c)
    rest = c.change - predicted
    treated = c.weight * c.adopts
    control = _odds(c, chance)
    effect, by_treated = _mean(treated, rest)
    bias, by_control = _mean(control, rest)
    by_treated -= fit @ (treated @ c.x) / treated.sum()
    by_control += score @ ((control * (rest - bias)) @ c.x) / control.sum()
    by_control -= fit @ (control @ c.x) / control.sum()
    return effect - bias, by_treated - by_control


def _by_regression(c: _Comparison) -> tuple[float, Floats]:
    predicted, fit = _regression(c)
    treated = c.weight * c.adopts
    effect, influence = _mean(treated, c.change - predicted)
    return effect, influence - fit @ (treated @ c.x) / treated.sum()


def _by_weights(c: _Comparison) -> tuple[float, Floats]:
    chance, score = _chance(c)
    control = _odds(c, chance)
    effect, by_treated = _mean(c.weight * c.adopts, c.change)
    other, by_control = _mean(control, c.change)
    by_control += score @ ((control * (c.change - other)) @ c.x) / control.sum()
    return effect - other, by_treated - by_control


METHODS = {"dr": _doubly_robust, "reg": _by_regression, "ipw": _by_weights}


def _mean(weight: Floats, values: Floats) -> tuple[float, Floats]:
    """Return a weighted mean and the influence of each unit on it."""
    mean = weight @ values / weight.sum()
    return float(mean), weight * (values - mean) / weight.sum()


def _odds(c: _Comparison, chance: Floats) -> Floats:
    """Weigh controls by the odds to adopt, so that together they look like the cohort."""
    odds = np.where((c.adopts == 0) & (chance < OVERLAP), c.weight * chance / (1 - chance), 0.0)
    if not odds.sum() > 0:
        raise ValueError(_no_overlap(c))
    return np.asarray(odds)


def _regression(c: _Comparison) -> tuple[Floats, Floats]:
    """Predict the change from covariates among controls; return it, and the influence on the coefficients."""
    weight = c.weight * (1 - c.adopts)
    inverse = _inverse((c.x.T * weight) @ c.x, c)
    coefficients = inverse @ ((c.x.T * weight) @ c.change)
    predicted = c.x @ coefficients
    return predicted, (weight * (c.change - predicted))[:, None] * (c.x @ inverse)


def _chance(c: _Comparison) -> tuple[Floats, Floats]:
    """Fit the chance to adopt by logistic regression; return it, and the influence on the coefficients."""
    middle = c.x[:, 1:].mean(axis=0)
    spread = c.x[:, 1:].std(axis=0)
    if not (spread > SMALLEST_PART * (1 + np.abs(middle))).all():
        raise ValueError(_not_told_apart(c))
    scaled = np.column_stack([c.x[:, 0], (c.x[:, 1:] - middle) / spread])
    coefficients = np.zeros(scaled.shape[1])
    for _ in range(STEPS):
        chance = 1 / (1 + np.exp(-scaled @ coefficients))
        step = _inverse((scaled.T * (c.weight * chance * (1 - chance))) @ scaled, c) @ (
            scaled.T @ (c.weight * (c.adopts - chance))
        )
        coefficients = coefficients + step
        if np.abs(coefficients).max() > LARGEST:
            raise ValueError(_no_overlap(c))
        if np.abs(step).max() <= 1e-12 * (1 + np.abs(coefficients).max()):
            break
    else:
        raise ValueError(_no_overlap(c))
    chance = np.minimum(1 / (1 + np.exp(-scaled @ coefficients)), SURE)
    inverse = _inverse((c.x.T * (c.weight * chance * (1 - chance))) @ c.x, c)
    return chance, (c.weight * (c.adopts - chance))[:, None] * (c.x @ inverse)


def _inverse(matrix: Floats, c: _Comparison) -> NDArray[np.float64]:
    scale = np.sqrt(np.diag(matrix))
    if not (scale > 0).all():
        raise ValueError(_not_told_apart(c))
    values, vectors = np.linalg.eigh(matrix / np.outer(scale, scale))
    if values[0] <= SMALLEST_PART * values[-1]:
        raise ValueError(_not_told_apart(c))
    return np.asarray((vectors / values) @ vectors.T / np.outer(scale, scale))


def _not_told_apart(c: _Comparison) -> str:
    return (
        f"{c.name}: among its units the covariates cannot be told apart (one is constant, repeats another, "
        "or there are too few units). Leave out a covariate."
    )


def _no_overlap(c: _Comparison) -> str:
    return (
        f"{c.name}: the covariates alone say who adopts, so that no control is comparable. Leave out a "
        "covariate, or adjust by regression (reg), which extrapolates."
    )
