"""Sums and cross-products of floating-point numbers without any rounding, so that they merge to the last bit.

Every finite double is a whole number times a power of two, so that a sum of products of doubles is one too.
Numbers are cut on one grid into slices of SLICE bits: products of slices, summed over a block of rows, stay
below 2**53 and are exact in ordinary arithmetic, at its full speed. What they add up to is kept as long whole
numbers, limb by limb, and rounded once, at the end.
Source: Ozaki, Ogita, Oishi & Rump (2012), Numerical Algorithms 59 (products by slices).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Self, cast

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

Floats = NDArray[np.float64]
Limbs = NDArray[np.int64]
Wholes = NDArray[np.object_]
Slice = Any  # Floats, or a sparse array of the same
LIMB = 32  # bits
MASK = (1 << LIMB) - 1
SLICE = 21  # bits; a slice is at most 2**20 in size, a product 2**40
BLOCK = 1 << 11  # rows: sums stay below 2**52, and slices in the cache
ROOM = 1 << 14  # rows whose sums, of at most 64 pairs of slices a power of two, stay below 2**62
SPARSE = 0.15  # share of numbers that are not 0, below which a slice is kept sparse
WIDEST = 600  # bytes of one number: more than squares and sums of doubles can need
FAST = 1000  # powers of two up to here are doubles


@dataclass(frozen=True, slots=True, eq=False)
class Exact:
    """Numbers known exactly: whole numbers in units of 2**exponent.

    Shapes: `limbs` (n_limbs, …): a whole number is the sum of limb k × 2**(32 k); limbs are from 0 to below
    2**32, but for the last, which has the sign and lies from −2**31 to below 2**31.
    The unit is the largest that does for all, and the limbs are as few as can be, so that equal numbers are
    written alike; the unit is 1 where all numbers are 0.
    """

    limbs: Limbs
    exponent: int

    @classmethod
    def zeros(cls, *shape: int) -> Self:
        """Return zeros.

        >>> Exact.zeros(2).floats().tolist()
        [0.0, 0.0]
        """
        return cls(np.zeros((1, *shape), np.int64), 0)

    @classmethod
    def stacked(cls, parts: Sequence["Exact"]) -> "Exact":
        """Put numbers of equal shape below one another, along a new first axis.

        >>> Exact.stacked([exact_gram(np.array([[3.0]])), exact_gram(np.array([[0.5]]))]).floats().tolist()
        [[9.0], [0.25]]
        """
        limbs, low = _aligned(parts)
        return _tidy(np.stack(limbs, axis=1), low)

    @property
    def shape(self) -> tuple[int, ...]:
        """Return the shape of the numbers."""
        return self.limbs.shape[1:]

    def rows(self, which: Any) -> "Exact":
        """Return some of the numbers, by their places on the first axis."""
        return _tidy(self.limbs[:, which], self.exponent)

    def among(self, places: Sequence[int], n: int) -> "Exact":
        """Return n rows with these numbers in their places, and 0 in the others."""
        limbs = np.zeros((len(self.limbs), n, *self.shape[1:]), np.int64)
        limbs[:, list(places)] = self.limbs
        return Exact(limbs, self.exponent)

    def __add__(self, other: "Exact") -> "Exact":
        """Add number by number, exactly; the shapes must be equal, else ValueError."""
        if self.shape != other.shape:
            raise ValueError(f"Sums of shapes {self.shape} and {other.shape} cannot be added.")
        (one, two), low = _aligned((self, other), room=1)
        return _tidy(carried(one + two), low)

    def __eq__(self, other: object) -> bool:
        """Say whether all numbers are equal."""
        if not isinstance(other, Exact):
            return NotImplemented
        return self.exponent == other.exponent and np.array_equal(self.limbs, other.limbs)

    __hash__ = None  # type: ignore[assignment]

    def wholes(self) -> Wholes:
        """Return the whole numbers, as Python's, which know no bound."""
        text = self.to_array()
        size, data = text.shape[1], text.tobytes()
        found = np.empty(len(text), np.object_)
        found[:] = [
            int.from_bytes(data[at : at + size], "little", signed=True) for at in range(0, len(data), size)
        ]
        return found.reshape(self.shape)

    def fractions(self) -> Wholes:
        """Return the numbers as fractions.

        >>> exact_gram(np.array([[0.5], [0.25]])).fractions().tolist()
        [Fraction(5, 16)]
        """
        return np.asarray(self.wholes() * Fraction(2) ** self.exponent, np.object_)

    def floats(self) -> Floats:
        """Return the numbers as doubles, each correctly rounded; ValueError where one is too large.

        >>> exact_gram(np.array([[1e8, 1e8], [1.0, 1.0], [1e8, -1e8]])).floats().tolist()
        [2e+16, 1.0, 2e+16]
        """
        above, below = 1 << max(self.exponent, 0), 1 << max(-self.exponent, 0)
        try:
            rounded = [whole * above / below for whole in self.wholes().ravel().tolist()]
        except OverflowError as fault:
            raise ValueError("A sum is too large for a floating-point number: use a larger unit.") from fault
        return np.array(rounded, np.float64).reshape(self.shape)

    def to_array(self) -> NDArray[np.uint8]:
        """Return the whole numbers as bytes (n, size), little-endian, two's complement, as few as will do.

        >>> exact_gram(np.array([[20.0]])).to_array().tolist(), exact_gram(np.array([[20.0]])).exponent
        ([[25]], 4)
        """
        flat = self.limbs.reshape(len(self.limbs), -1).T
        text = np.ascontiguousarray(flat.astype("<u4")).view(np.uint8)
        size = text.shape[1]
        while size > 1 and (text[:, size - 1] == _fill(text[:, size - 2])).all():
            size -= 1
        return np.ascontiguousarray(text[:, :size])

    @classmethod
    def from_array(cls, text: NDArray[np.uint8], exponent: int, shape: tuple[int, ...]) -> "Exact":
        """Return the numbers that `to_array` wrote; ValueError where bytes and shape disagree."""
        if text.dtype != np.uint8 or text.ndim != 2 or not 0 < text.shape[1] <= WIDEST:
            raise ValueError(f"Exact numbers are bytes, the same number for each, at most {WIDEST}.")
        n, size = text.shape
        wide = np.empty((n, -(-size // 4) * 4), np.uint8)
        wide[:, :size] = text
        wide[:, size:] = _fill(text[:, -1])[:, None]
        limbs = wide.view("<u4").astype(np.int64).T
        limbs[-1] = wide.view("<i4")[:, -1]
        return _tidy(limbs.reshape(len(limbs), *shape), exponent)


def exact_gram(matrix: Floats) -> Exact:
    """Return the upper triangle, row by row, of matrix.T @ matrix, without rounding.

    Shapes: `matrix` is (n, p); the answer p·(p+1)/2 numbers. The order of rows cannot matter, and the
    products of parts add up to those of the whole. With a column of ones its sums stand in the first row.
    Raises: ValueError if a number is not finite.

    >>> exact_gram(np.array([[0.1, 3.0], [0.2, 1.0]])).floats().tolist()
    [0.05, 0.5, 10.0]
    """
    if not np.isfinite(matrix).all():
        raise ValueError("A number is missing or infinite: leave its unit out.")
    upper = np.ravel_multi_index(np.triu_indices(matrix.shape[1]), (matrix.shape[1],) * 2)
    total = Exact.zeros(len(upper))
    for start in range(0, len(matrix), ROOM):
        total = total + _of_part(matrix[start : start + ROOM], upper)
    return total


def _of_part(part: Floats, upper: NDArray[np.int64]) -> Exact:
    """Cut a part into slices and multiply them block by block, until nothing is left to cut."""
    top = int(np.frexp(np.abs(part).max())[1]) + 1  # so that the first slice is as small as the others
    sums: dict[int, Limbs] = {}
    for start in range(0, len(part), BLOCK):
        slices = _slices(part[start : start + BLOCK], top)
        for i, one in slices:
            for j, other in slices:
                if i <= j:
                    product = _product(one, other)
                    product = product if i == j else product + product.T
                    total = sums.setdefault(i + j, np.zeros(len(upper), np.int64))
                    total += product.ravel().take(upper).astype(np.int64)
    return _joined(sums, 2 * top) if sums else Exact.zeros(len(upper))


def _joined(sums: dict[int, Limbs], top: int) -> Exact:
    """Add sums at several depths, below 2**62 each, in units of 2**(top − SLICE × depth)."""
    lowest, n_levels = max(sums), max(sums) - min(sums) + 4  # three more, until only the sign is carried
    limbs = np.zeros((n_levels * SLICE // LIMB + 2, len(sums[lowest])), np.int64)
    carry = np.zeros_like(sums[lowest])
    for level in range(n_levels):
        carry = carry + sums.get(lowest - level, 0)
        _put(limbs, level * SLICE, carry & ((1 << SLICE) - 1))
        carry = carry >> SLICE
    _put(limbs, n_levels * SLICE, carry)
    return _tidy(limbs, top - SLICE * lowest)


def _put(limbs: Limbs, at: int, bits: Limbs) -> None:
    """Add whole numbers below 2**31 from a bit on; a negative one only at the end, for the sign."""
    limb, shift = divmod(at, LIMB)
    shifted = bits << shift
    limbs[limb] += shifted & MASK
    limbs[limb + 1] += shifted >> LIMB


def _product(one: Slice, other: Slice) -> Floats:
    """Multiply slices; the later of the two may be sparse."""
    if isinstance(other, np.ndarray):
        return np.asarray(cast(Floats, one).T @ other)
    found = other.T @ one
    return np.asarray(found if isinstance(found, np.ndarray) else found.toarray()).T


def _slices(block: Floats, top: int) -> list[tuple[int, Slice]]:
    """Cut into whole numbers, each with its depth: block = sum of slice × 2**(top − SLICE × depth).

    The last slices hold the ends of small numbers only, and are kept sparse.
    """
    cut: list[tuple[int, Slice]] = []
    rest, depth, is_sparse = block, 0, False
    while rest.any():
        depth += 1
        low = top - SLICE * depth
        whole = np.ldexp(rest, -low) if abs(low) > FAST else rest * 2.0**-low
        np.rint(whole, out=whole)
        rest = rest - (np.ldexp(whole, low) if abs(low) > FAST else whole * 2.0**low)
        filled = int(np.count_nonzero(whole))
        is_sparse = is_sparse or filled < SPARSE * whole.size
        if filled:
            cut.append((depth, csr_array(whole) if is_sparse else whole))
    return cut


def _fill(byte: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return the byte that repeats the sign of the byte below it."""
    return np.where(byte >= 0x80, 0xFF, 0).astype(np.uint8)


def _aligned(parts: Sequence[Exact], room: int = 0) -> tuple[list[Limbs], int]:
    """Bring numbers to one unit and one number of limbs, with room for more."""
    low = min(part.exponent for part in parts)
    raised = [_raised(part.limbs, part.exponent - low) for part in parts]
    n = max(len(limbs) for limbs in raised) + room
    return [carried(_lengthened(limbs, n)) for limbs in raised], low


def _lengthened(limbs: Limbs, n: int) -> Limbs:
    more = np.zeros((n - len(limbs), *limbs.shape[1:]), np.int64)
    return np.concatenate([limbs, more])


def carried(limbs: Limbs) -> Limbs:
    """Keep all limbs but the last from 0 to below 2**32; what is above goes to the next."""
    for k in range(len(limbs) - 1):
        limbs[k + 1] += limbs[k] >> LIMB
        limbs[k] &= MASK
    return limbs


def _raised(limbs: Limbs, bits: int) -> Limbs:
    """Multiply by 2**bits."""
    if not bits:
        return limbs
    whole, part = divmod(bits, LIMB)
    found = np.zeros((len(limbs) + whole + 1, *limbs.shape[1:]), np.int64)
    found[whole:-1] = (limbs & ((1 << LIMB - part) - 1)) << part
    found[whole + 1 :] += limbs >> LIMB - part
    return found


def _lowered(limbs: Limbs, bits: int) -> Limbs:
    """Divide by 2**bits, of which all are multiples."""
    whole, part = divmod(bits, LIMB)
    found = limbs[whole:] >> part
    found[:-1] += (limbs[whole + 1 :] & ((1 << part) - 1)) << LIMB - part
    return found


def _tidy(limbs: Limbs, exponent: int) -> Exact:
    """Choose the largest unit of which all are whole multiples, and leave out limbs that say nothing."""
    spare = _spare(limbs)
    if spare is None:
        return Exact.zeros(*limbs.shape[1:])
    limbs = _lowered(limbs, spare)
    while len(limbs) > 1 and (limbs[-1] == -(limbs[-2] >> LIMB - 1)).all():
        limbs = limbs[:-1]
        limbs[-1] -= limbs[-1] >> LIMB - 1 << LIMB
    return Exact(limbs, exponent + spare)


def _spare(limbs: Limbs) -> int | None:
    """Return how many bits are 0 at the low end of all numbers; None where all numbers are 0."""
    for place, limb in enumerate(limbs):
        bits = int(np.bitwise_or.reduce(limb, axis=None)) & MASK
        if bits:
            return place * LIMB + (bits & -bits).bit_length() - 1
    return None
