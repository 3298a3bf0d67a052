"""Sums and cross-products of floating-point numbers without any rounding, so that they merge to the last bit.

Every finite double is a whole number times a power of two, so that a sum of doubles, or of products of
doubles, is one too. Numbers are cut into slices of few bits: a sum of slices, or of products of slices, stays
below 2**53 and is therefore exact in ordinary arithmetic, at its full speed. Slices are put together as
Python's whole numbers, and rounded once, at the end.
Source: Ozaki, Ogita, Oishi & Rump (2012), Numerical Algorithms 59 (products by slices).
"""

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
Wholes = NDArray[np.object_]
BITS = 52  # a sum of whole numbers below 2**52 is exact
BLOCK = 1 << 16  # rows multiplied at a time, so that slices need little memory
WHOLE = re.compile(r"0|-?[1-9][0-9]{0,3999}", re.ASCII)
WIDEST = 1 << 12  # an exponent beyond what sums and products of doubles can have
LONGEST = 1 << 31
DAMAGED = "The exact numbers are damaged: {}. Make the summary again from its rows."


@dataclass(frozen=True, slots=True, eq=False)
class Exact:
    """Numbers known exactly: whole numbers in units of 2**exponent.

    Made only by this module's functions: the unit is the largest that does for all, so that equal numbers
    have equal units, and 0 where all numbers are 0.
    """

    units: Wholes  # Python's whole numbers, in any shape
    exponent: int

    @classmethod
    def zeros(cls, *shape: int) -> Self:
        """Return zeros.

        >>> Exact.zeros(2).floats().tolist()
        [0.0, 0.0]
        """
        return cls(_wholes(np.zeros(shape)), 0)

    def __add__(self, other: "Exact") -> "Exact":
        """Add number by number, exactly; the shapes must be equal, else ValueError."""
        if self.units.shape != other.units.shape:
            raise ValueError(f"Sums of shapes {self.units.shape} and {other.units.shape} cannot be added.")
        low = min(self.exponent, other.exponent)
        both = self.units * (1 << self.exponent - low) + other.units * (1 << other.exponent - low)
        return _in_largest_unit(both, low)

    def __eq__(self, other: object) -> bool:
        """Say whether all numbers are equal."""
        if not isinstance(other, Exact):
            return NotImplemented
        return self.exponent == other.exponent and np.array_equal(self.units, other.units)

    __hash__ = None  # type: ignore[assignment]

    def fractions(self) -> Wholes:
        """Return the numbers as fractions.

        >>> exact_sums([0.5, 0.25], [0, 0], 1).fractions().tolist()
        [Fraction(3, 4)]
        """
        return np.asarray(self.units * Fraction(2) ** self.exponent, np.object_)

    def floats(self) -> Floats:
        """Return the numbers as doubles, each correctly rounded; ValueError where one is too large.

        >>> exact_sums([1e16, 1.0, -1e16], [0, 0, 0], 1).floats().tolist()
        [1.0]
        """
        above, below = 1 << max(self.exponent, 0), 1 << max(-self.exponent, 0)
        try:
            rounded = [whole * above / below for whole in self.units.ravel().tolist()]
        except OverflowError as fault:
            raise ValueError("A sum is too large for a floating-point number: use a larger unit.") from fault
        return np.array(rounded, np.float64).reshape(self.units.shape)

    def as_json(self) -> dict[str, Any]:
        """Return plain values for a summary's header; big numbers as decimal text.

        >>> exact_sums([0.5], [0], 1).as_json()
        {'exponent': -1, 'shape': [1], 'units': ['1']}
        """
        shape = list(self.units.shape)
        return {
            "exponent": self.exponent,
            "shape": shape,
            "units": [str(one) for one in self.units.ravel().tolist()],
        }

    @classmethod
    def from_json(cls, given: Any) -> Self:
        """Return the numbers that `as_json` gave; ValueError if they are damaged.

        >>> Exact.from_json({"exponent": -1, "shape": [1], "units": ["3"]}).floats().tolist()
        [1.5]
        """
        exponent, shape, texts = _checked(given)
        units = _wholes(np.zeros(len(texts)))
        units[:] = [int(text) for text in texts]
        found = cls(units.reshape(shape), exponent)
        if _in_largest_unit(found.units, exponent).exponent != exponent:
            raise ValueError(DAMAGED.format("the unit is not the largest"))
        return found


def _checked(given: Any) -> tuple[int, list[int], list[str]]:
    """Return exponent, shape and units, once they are seen to be what they should be."""
    if not isinstance(given, Mapping) or set(given) != {"exponent", "shape", "units"}:
        raise ValueError(DAMAGED.format("there must be an exponent, a shape and units"))
    exponent, shape, texts = given["exponent"], given["shape"], given["units"]
    if not _is_whole(exponent) or abs(exponent) > WIDEST:
        raise ValueError(DAMAGED.format(f"the exponent is {exponent!r}"))
    if not isinstance(texts, list) or not all(isinstance(t, str) and WHOLE.fullmatch(t) for t in texts):
        raise ValueError(DAMAGED.format("a unit is no whole number"))
    is_shape = isinstance(shape, list) and 1 <= len(shape) <= 3
    if not is_shape or not all(_is_whole(size) and 0 <= size < LONGEST for size in shape):
        raise ValueError(DAMAGED.format("the shape is no list of one to three sizes"))
    if math.prod(shape) != len(texts):
        raise ValueError(DAMAGED.format(f"{len(texts)} numbers do not have the shape {shape}"))
    return exponent, shape, texts


def _is_whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def exact_sums(
    values: ArrayLike, groups: ArrayLike, n_groups: int, *, weights: ArrayLike | None = None
) -> Exact:
    """Sum values (times weights, where given) by group, without rounding.

    Shapes: `values`, `groups` and `weights` are (n,); the sums are (n_groups,). A group is its number from 0.
    The order of rows cannot matter, and sums of parts add up to the sum of the whole.
    Raises: ValueError if shapes differ, a group is out of range, or a number is not finite.
    Source: see the module.

    >>> whole = exact_sums([0.1, 0.2, 0.3], [0, 1, 1], 2)
    >>> whole == exact_sums([0.3], [1], 2) + exact_sums([0.1, 0.2], [0, 1], 2), whole.floats().tolist()
    (True, [0.1, 0.5])
    """
    given, place = _finite("values", values, 1), np.asarray(groups)
    factor = None if weights is None else _finite("weights", weights, 1)
    if not given.shape == place.shape == (given if factor is None else factor).shape:
        raise ValueError("Values, groups and weights differ in length; give each value one of each.")
    if place.size and (place.dtype.kind not in "iu" or place.min() < 0 or place.max() >= n_groups):
        raise ValueError(f"Groups are whole numbers from 0 to {n_groups - 1}; a value has another.")
    room = BITS - len(given).bit_length()
    left = given[:, None]
    if factor is None:
        pairs = ((low, whole[:, 0]) for low, whole in _slices(left, room))
    else:
        other = list(_slices(factor[:, None], room // 2))
        pairs = (
            (low + more, whole[:, 0] * times[:, 0])
            for low, whole in _slices(left, room // 2)
            for more, times in other
        )
    sums: dict[int, Wholes] = {}
    for low, whole in pairs:
        _collect(sums, int(low[0]), np.bincount(place, weights=whole, minlength=n_groups))
    return _joined(sums, (n_groups,))


def exact_products(left: ArrayLike, right: ArrayLike) -> Exact:
    """Multiply left.T @ right without rounding.

    Shapes: `left` is (n, p) and `right` (n, q); the answer is (p, q).
    Raises: ValueError if the shapes disagree or a number is not finite.
    Source: see the module.

    >>> exact_products([[0.1], [3.0]], [[10.0], [1e-30]]).fractions()[0, 0] == (
    ...     Fraction(0.1) * 10 + 3 * Fraction(1e-30))
    True
    """
    one, other = _finite("left", left, 2), _finite("right", right, 2)
    if len(one) != len(other):
        raise ValueError(f"There are {len(one)} rows on the left and {len(other)} on the right.")
    total = Exact.zeros(one.shape[1], other.shape[1])
    for start in range(0, len(one), BLOCK):
        block = slice(start, start + BLOCK)
        total = total + _block_products(one[block], other[block])
    return total


def _block_products(left: Floats, right: Floats) -> Exact:
    room = (BITS - len(left).bit_length()) // 2
    others = list(_slices(right, room))
    total = Exact.zeros(left.shape[1], right.shape[1])
    for low, whole in _slices(left, room):
        for more, other in others:
            lows = low[:, None] + more[None, :]
            unit = int(lows.min(initial=0))
            found = _wholes(whole.T @ other) * np.power(2, _wholes(lows - unit))
            total = total + _in_largest_unit(found, unit)
    return total


def _slices(values: Floats, bits: int) -> Iterator[tuple[NDArray[np.int64], Floats]]:
    """Cut each column (n, k) into whole numbers below 2**bits, times its 2**low, until nothing is left."""
    rest = values
    low = np.frexp(np.abs(values).max(axis=0, initial=0.0))[1].astype(np.int64)
    while rest.any():
        low = low - bits
        shift = low.astype(np.int32)
        whole = np.trunc(np.ldexp(rest, -shift))
        rest = rest - np.ldexp(whole, shift)
        yield low, whole


def _finite(name: str, values: ArrayLike, n_dimensions: int) -> Floats:
    found = np.asarray(values, np.float64)
    if found.ndim != n_dimensions:
        raise ValueError(f"`{name}` has {found.ndim} dimensions; give it {n_dimensions}.")
    if not np.isfinite(found).all():
        at = int(np.argwhere(~np.isfinite(found))[0][0])
        raise ValueError(f"`{name}`, row {at} is {found[at]}: leave out what is missing or infinite.")
    return found


def _collect(sums: dict[int, Wholes], low: int, found: NDArray[Any]) -> None:
    """Add sums that are whole in doubles to those of the same unit."""
    whole = _wholes(found)
    sums[low] = sums[low] + whole if low in sums else whole


def _joined(sums: Mapping[int, Wholes], shape: tuple[int, ...]) -> Exact:
    """Put sums of several units together."""
    low = min(sums, default=0)
    total = _wholes(np.zeros(shape))
    for exponent, whole in sums.items():
        total = total + whole * (1 << exponent - low)
    return _in_largest_unit(total, low)


def _wholes(values: NDArray[Any]) -> Wholes:
    """Turn whole numbers below 2**63 into Python's, which know no bound."""
    return values.astype(np.int64).astype(np.object_)


def _in_largest_unit(units: Wholes, exponent: int) -> Exact:
    """Choose the largest unit of which all are whole multiples."""
    bits = 0
    for whole in units.ravel().tolist():
        bits |= whole
    if not bits:
        return Exact(units, 0)
    spare = (bits & -bits).bit_length() - 1
    return Exact(units // (1 << spare) if spare else units, exponent + spare)
