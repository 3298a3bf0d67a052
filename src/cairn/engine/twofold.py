"""Numbers held as a pair of doubles, so that exact figures can be divided fast and rounded once.

A pair is the unrounded sum of two doubles, the second below the last bit of the first: about 106 bits. All
of it is arithmetic on whole arrays. What comes out is near the truth within a bound that the caller states;
`rounded` says for which numbers that settles the last bit, so that the few others are computed exactly.
Sources: Dekker (1971), Numerische Mathematik 18 (products of two doubles); Ziv (1991), ACM TOMS 17 (rounding
by a bound).
"""

from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from cairn.engine.exact import LIMB, Exact, carried

Floats = NDArray[np.float64]
SPLIT = float((1 << 27) + 1)
DEEPEST = 8  # limbs, so that no product of two numbers nears the smallest double


@dataclass(frozen=True, slots=True, eq=False)
class Pair:
    """The numbers high + low; the second is at most half a unit in the last place of the first."""

    high: Floats
    low: Floats

    @classmethod
    def of(cls, numbers: Exact) -> tuple[Self, int]:
        """Return exact numbers times 2**−shift, and the shift: their sizes are at most 1.

        Each is right to 100 bits of itself. Raises: ValueError above DEEPEST limbs.
        """
        n = len(numbers.limbs)
        if n > DEEPEST:
            raise ValueError(f"Numbers of {n} limbs are too long for a pair of doubles.")
        below = numbers.limbs[-1] < 0
        limbs = carried(np.where(below, -numbers.limbs, numbers.limbs))
        high = low = np.zeros(numbers.shape)
        for k in range(n - 1, -1, -1):
            high, more = _sum(high, np.ldexp(limbs[k].astype(np.float64), LIMB * (k - n)))
            low = low + more
        high, low = _sum(high, low)
        sign = np.where(below, -1.0, 1.0)
        return cls(high * sign, low * sign), numbers.exponent + LIMB * n

    def __getitem__(self, which: Any) -> "Pair":
        """Return some of the numbers."""
        return Pair(self.high[which], self.low[which])

    def __mul__(self, other: "Pair | Floats") -> "Pair":
        """Multiply by pairs or doubles; right to 100 bits."""
        if not isinstance(other, Pair):
            product, more = _product(self.high, other)
            return Pair(*_sum(product, more + self.low * other))
        product, more = _product(self.high, other.high)
        return Pair(*_sum(product, more + (self.high * other.low + self.low * other.high)))

    def __sub__(self, other: "Pair") -> "Pair":
        """Subtract; right to 2**−100 of the larger of the two, however near they are."""
        high, more = _sum(self.high, -other.high)
        return Pair(*_sum(high, more + (self.low - other.low)))

    def __truediv__(self, divisor: Floats) -> "Pair":
        """Divide by doubles; right to 100 bits."""
        high = self.high / divisor
        product, more = _product(high, divisor)
        return Pair(*_sum(high, ((self.high - product) - more + self.low) / divisor))

    def scaled(self, power: int) -> "Pair":
        """Multiply by 2**power."""
        return Pair(np.ldexp(self.high, power), np.ldexp(self.low, power))

    def rounded(self, bound: Floats) -> tuple[Floats, NDArray[np.bool_]]:
        """Return each number rounded to a double, and whether an error up to the bound leaves it the same.

        >>> half = Pair(np.array([1.0, 1.0]), np.array([2.0**-53, 2.0**-54]))
        >>> half.rounded(np.full(2, 2.0**-100))[1].tolist()
        [False, True]
        """
        up, down = self.high + (self.low + bound), self.high + (self.low - bound)
        return self.high, (up == self.high) & (down == self.high)


def _sum(one: Floats, other: Floats) -> tuple[Floats, Floats]:
    """Return a sum and what rounding took from it, exactly."""
    total = one + other
    back = total - one
    return total, (one - (total - back)) + (other - back)


def _product(one: Floats, other: Floats) -> tuple[Floats, Floats]:
    """Return a product and what rounding took from it, exactly."""
    product = one * other
    (a, b), (c, d) = _halves(one), _halves(other)
    return product, ((a * c - product) + a * d + b * c) + b * d


def _halves(number: Floats) -> tuple[Floats, Floats]:
    """Cut a double into two of 26 bits."""
    large = SPLIT * number
    high = large - (large - number)
    return high, number - high
