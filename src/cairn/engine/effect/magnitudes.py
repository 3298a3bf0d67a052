"""Intervals that hold even if trends part: after adoption by at most M̄ times the worst step before it.

Tests by moment inequalities, with the drift after adoption as nuisance: the conditional test, made a hybrid
with the least favourable one, inverted over values of the effect. Vertices of the dual programme are listed
once, so that a test costs one product.
Source: Rambachan & Roth (2023), Review of Economic Studies 90, sections 2.4.1 and 3 (Δ^RM, C-LF); Andrews,
Roth & Pakes (2023), ibid.
"""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from cairn.engine.effect.panel import Floats

MOST_AFTER = 6  # times from adoption on that a target may have: vertices grow as 4 to this power
DRAWS = 4_000  # for the least favourable critical value
FIRST = 0.1  # share of the error that the least favourable test spends
GRID = 401
WIDENINGS = 12
ZERO = 1e-10


@dataclass(frozen=True, slots=True, eq=False)
class _Test:
    """One step before adoption, up or down, as the worst: vertices (V, rows) of the dual, and moments."""

    vertices: Floats
    moments: Floats  # (rows,) at an effect of 0
    slope: Floats  # (rows,) change of the moments per unit of effect, taken off
    covariance: Floats
    limit: float  # least favourable critical value

    def accepts(self, effects: Floats, *, error: float) -> NDArray[np.bool_]:
        """Say which effects the hybrid test does not reject."""
        values = self.vertices @ (self.moments[:, None] - self.slope[:, None] * effects)  # (V, E)
        best = values.argmax(axis=0)
        at = np.arange(len(effects))
        most = values[best, at]
        cross = self.vertices @ self.covariance @ self.vertices.T
        variance = cross[best, best]
        spread = np.sqrt(np.maximum(variance, ZERO**2))
        shared = cross[:, best] / np.maximum(variance, ZERO**2)  # (V, E)
        rest = values - shared * most
        room = 1 - shared
        with np.errstate(divide="ignore", invalid="ignore"):
            bound = rest / room
        low = np.where(room > ZERO, bound, -np.inf).max(axis=0)
        high = np.minimum(np.where(room < -ZERO, bound, np.inf).min(axis=0), self.limit)
        chance = _above(most / spread, low / spread, high / spread)
        inner = (error - FIRST * error) / (1 - FIRST * error)
        return np.asarray((most <= ZERO) | ((most <= self.limit) & (chance >= inner)))


def _above(value: Floats, low: Floats, high: Floats) -> Floats:
    """Return the chance that a standard normal number within bounds is above a value."""
    whole = ndtr(-low) - ndtr(-high)
    part = ndtr(-value) - ndtr(-high)
    return np.asarray(np.where(whole > 0, part / np.where(whole > 0, whole, 1.0), 0.0))


@dataclass(frozen=True, slots=True, eq=False)
class Event:
    """An event study: estimates before (P,) the base and after (Q,) it, their covariance (P+Q, P+Q)."""

    before: Floats
    after: Floats
    covariance: Floats


def magnitude_interval(
    event: Event, target: Floats, *, times_worst: float, level: float = 0.95, seed: int = 0
) -> tuple[float, float]:
    """Return the interval for `target` @ effects if no step after adoption exceeds M̄ times the worst before.

    Shapes: as `smooth_interval`; `target` (Q,) with at most six times. Ends are infinite where nothing is
    rejected. The seed is that of the least favourable critical value.
    Raises: ValueError if there is no time before, too many after, or M̄ is negative.

    >>> event = Event(np.array([0.0, 0.01]), np.array([1.0]), np.eye(3) * 0.01)
    >>> low, high = magnitude_interval(event, np.ones(1), times_worst=1.0)
    >>> 0.4 < low < 0.75 < 1.25 < high < 1.6
    True
    """
    tests = _tests(event, target, times_worst, level, seed)
    size = len(event.before)
    estimate = float(target @ event.after)
    se = float(np.sqrt(target @ event.covariance[size:, size:] @ target))
    step = np.abs(np.diff(np.append(event.before, 0.0))).max()
    reach = 5 * se + 2 * times_worst * step * len(target) + ZERO

    def accepts(effects: Floats) -> NDArray[np.bool_]:
        return np.asarray(np.any([test.accepts(effects, error=1 - level) for test in tests], axis=0))

    return _end(accepts, estimate, -reach), _end(accepts, estimate, reach)


def magnitude_breakdown(
    event: Event, target: Floats, *, level: float = 0.95, most: float = 10.0, seed: int = 0
) -> float:
    """Return the largest M̄ (up to `most`) at which no effect at all is still ruled out; 0 if none.

    Shapes and errors as `magnitude_interval`.
    """

    def is_ruled_out(times_worst: float) -> bool:
        tests = _tests(event, target, times_worst, level, seed)
        return not any(test.accepts(np.zeros(1), error=1 - level)[0] for test in tests)

    if not is_ruled_out(0.0):
        return 0.0
    if is_ruled_out(most):
        return most
    low, high = 0.0, most
    while high - low > 0.005:
        middle = (low + high) / 2
        low, high = (middle, high) if is_ruled_out(middle) else (low, middle)
    return low


def _tests(event: Event, target: Floats, times_worst: float, level: float, seed: int) -> list[_Test]:
    """Make the test of each step before adoption, up and down, as the worst of them."""
    if not len(event.before) or times_worst < 0 or not 1 <= len(event.after) <= MOST_AFTER:
        raise ValueError(
            f"Give at least one time before the base, from 1 to {MOST_AFTER} after it, and an M̄ of 0 or more."
        )
    n_before, n_after = len(event.before), len(event.after)
    steps = np.diff(np.insert(np.eye(n_before + n_after), n_before, 0.0, axis=0), axis=0)  # of the drift
    values = np.concatenate([event.before, event.after])
    effect, nuisance = _turned(steps[n_before:, n_before:], target)
    chance = np.random.default_rng(seed).standard_normal((DRAWS, len(values)))
    chance = chance @ _root(event.covariance).T
    tests = []
    for worst in steps[:n_before]:
        for side in (1.0, -1.0):
            rows = np.vstack([steps[n_before:], -steps[n_before:]]) - times_worst * side * worst
            covariance = rows @ event.covariance @ rows.T
            spread = np.sqrt(np.maximum(np.diag(covariance), ZERO**2))
            vertices = _vertices(spread, np.vstack([nuisance, -nuisance]))
            drawn = (chance @ (vertices @ rows).T).max(axis=1)
            limit = float(np.quantile(drawn, 1 - FIRST * (1 - level)))
            tests.append(_Test(vertices, rows @ values, np.append(effect, -effect), covariance, limit))
    return tests


def _turned(steps: Floats, target: Floats) -> tuple[Floats, Floats]:
    """Split the effects into the one asked for and the others, as the steps' moments see them."""
    axis = int(np.abs(target).argmax())
    turn = np.vstack([target, np.delete(np.eye(len(target)), axis, axis=0)])
    seen = steps @ np.linalg.inv(turn)
    return seen[:, 0], seen[:, 1:]


def _root(covariance: Floats) -> Floats:
    values, vectors = np.linalg.eigh(covariance)
    return np.asarray(vectors * np.sqrt(np.maximum(values, 0.0)))


def _vertices(spread: Floats, nuisance: Floats) -> Floats:
    """List the corners of {γ ≥ 0, γ'nuisance = 0, γ'spread = 1}."""
    rows = np.column_stack([spread / spread.max(), nuisance])
    bases = np.array(list(combinations(range(len(rows)), rows.shape[1])))
    squares = rows[bases].transpose(0, 2, 1)
    right = np.zeros(rows.shape[1])
    right[0] = 1.0
    kept = np.abs(np.linalg.det(squares)) > 1e-9
    found = np.linalg.solve(squares[kept], np.broadcast_to(right[:, None], (int(kept.sum()), len(right), 1)))
    corners = np.zeros((int(kept.sum()), len(rows)))
    np.put_along_axis(corners, bases[kept], found[..., 0], axis=1)
    corners = corners[(corners >= -1e-9).all(axis=1)] / spread.max()
    return np.asarray(np.unique(np.round(np.maximum(corners, 0.0) * spread.max(), 12), axis=0) / spread.max())


def _end(accepts: Callable[[Floats], NDArray[np.bool_]], inside: float, reach: float) -> float:
    """Find the farthest effect that is accepted on one side of the estimate."""
    for _ in range(WIDENINGS):
        grid = inside + np.linspace(0, reach, GRID)
        good = np.flatnonzero(accepts(grid))
        if len(good) and good[-1] == GRID - 1:
            reach *= 2
            continue
        last = int(good[-1]) if len(good) else 0
        near, far = grid[last], grid[last + 1]
        for _ in range(40):
            middle = (near + far) / 2
            near, far = (middle, far) if accepts(np.array([middle]))[0] else (near, middle)
        return float(near)
    return float(np.copysign(np.inf, reach))
