"""Intervals that hold even if trends bend: the drift between groups changes its slope by at most M a period.

The shortest interval of fixed length around an estimate that is linear in the event study: the coefficients
on the times before adoption weigh worst bias against variance.
Source: Rambachan & Roth (2023), Review of Economic Studies 90, section 4.1 (Δ^SD); Armstrong & Kolesár
(2018).
"""

from collections.abc import Callable
from itertools import pairwise

import numpy as np
from scipy.optimize import minimize_scalar
from scipy.special import ndtr
from scipy.stats import norm

from cairn.engine.effect.panel import Floats


def smooth_interval(
    before: Floats, after: Floats, covariance: Floats, target: Floats, *, bend: float, level: float = 0.95
) -> tuple[float, float]:
    """Return the interval for `target` @ effects if the slope of the drift changes by at most `bend`.

    Shapes: `before` (P,) estimates from the earliest to the one just before the base; `after` (Q,) from
    adoption on; `covariance` (P+Q, P+Q); `target` (Q,). The base lies between them and is 0.
    Raises: ValueError if there is no time before, or the bend is negative.

    >>> low, high = smooth_interval(np.array([0.0]), np.array([1.0]), np.eye(2) * 0.01, np.ones(1), bend=0.0)
    >>> round(low, 3), round(high, 3)
    (0.723, 1.277)
    """
    if not len(before) or bend < 0:
        raise ValueError("Give at least one time before the base, and a bend of 0 or more.")
    moves = _moves(len(before))  # (P, P): coefficients before = moves @ (kink at 0, kinks before)
    n_before, times = len(before), np.arange(1.0, len(after) + 1)
    start = np.append(moves[:, 0] * (target @ times), target)
    along = np.vstack([moves[:, 1:], np.zeros((len(after), n_before - 1))])
    fixed = float(sum(abs(target[j:] @ (times[j:] - j)) for j in range(len(after))))
    knots = _path(along.T @ covariance @ along, along.T @ covariance @ start)

    def half(kinks: Floats) -> float:
        weights = start + along @ kinks
        spread = float(np.sqrt(np.maximum(weights @ covariance @ weights, 0.0)))
        return _half(bend * (fixed + np.abs(kinks).sum()), spread, level)

    kinks = _best(knots, half)
    centre = float((start + along @ kinks) @ np.concatenate([before, after]))
    width = half(kinks)
    return centre - width, centre + width


def _moves(n: int) -> Floats:
    """Turn worst-case weights of kinks (at 0, 1, … before the base) into coefficients, earliest first."""
    kinks = np.eye(n + 2)[:, :n]
    second = kinks[:-2] - 2 * kinks[1:-1] + kinks[2:]  # coefficient of s periods before, s = 1 … n
    return np.asarray(second[::-1])


def _path(square: Floats, linear: Floats) -> list[Floats]:
    """Return the corners of the path that minimises ½x'Qx + c'x + λ|x|₁ as λ falls to 0, from x = 0.

    Source: Osborne, Presnell & Turlach (2000), IMA Journal of Numerical Analysis 20 (homotopy).
    """
    x, size = np.zeros(len(linear)), float(np.abs(linear).max(initial=0.0))
    corners, sign = [x], np.zeros(len(linear))
    if size > 0:
        first = int(np.abs(linear).argmax())
        sign[first] = -np.sign(linear[first])
    for _ in range(20 * len(linear)):
        active = sign != 0
        part = square[np.ix_(active, active)]
        base = np.linalg.solve(part, -linear[active])
        slope = np.linalg.solve(part, sign[active])
        size, sign = _next_corner(square, linear, (base, slope), size, sign)
        x = np.zeros(len(linear))
        x[active] = base - size * slope
        corners.append(x)
        if size <= 0:
            break
    return corners


def _next_corner(
    square: Floats, linear: Floats, line: tuple[Floats, Floats], size: float, sign: Floats
) -> tuple[float, Floats]:
    """Return the next λ at which a coefficient leaves 0 or comes back to it, and the signs from there on."""
    base, slope = line
    active = np.flatnonzero(sign)
    events: list[tuple[float, int, float]] = [(0.0, -1, 0.0)]
    with np.errstate(divide="ignore", invalid="ignore"):
        events += [(float(at), int(i), 0.0) for at, i in zip(base / slope, active, strict=True)]
        for j in np.flatnonzero(sign == 0):
            pull, turn = linear[j] + square[j, active] @ base, square[j, active] @ slope
            events += [(float(pull / (turn + s)), int(j), -s) for s in (1.0, -1.0)]
    below: list[tuple[float, int, float]] = [
        event for event in events if np.isfinite(event[0]) and 0 <= event[0] < size * (1 - 1e-12)
    ]
    at, which, new = max(below, default=events[0])
    after = sign.copy()
    if which >= 0:
        after[which] = new
    return at, after


def _best(corners: list[Floats], half: Callable[[Floats], float]) -> Floats:
    """Return the point on the path with the shortest interval."""
    best, width = corners[0], half(corners[0])
    for one, other in pairwise(corners):
        found = minimize_scalar(
            lambda share, one=one, other=other: half(one + share * (other - one)), bounds=(0, 1),
            method="bounded", options={"xatol": 1e-10},
        )  # fmt: skip
        for share in (float(found.x), 1.0):
            point = one + share * (other - one)
            if half(point) < width:
                best, width = point, half(point)
    return best


def _half(bias: float, spread: float, level: float) -> float:
    """Return the half width that covers with the chance `level` under the worst bias."""
    if spread <= 0:
        return bias
    ratio = bias / spread
    low, high = ratio + norm.ppf(level) - 1e-9, ratio + norm.ppf((1 + level) / 2)
    for _ in range(60):
        middle = (low + high) / 2
        covered = ndtr(middle - ratio) - ndtr(-middle - ratio)
        low, high = (middle, high) if covered < level else (low, middle)
    return float(spread * high)
