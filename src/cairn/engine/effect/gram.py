"""Cross-products of one matrix with itself, without any rounding, at the speed of ordinary multiplication.

All numbers are cut on one grid into slices of SLICE bits. Products of slices, summed over a block of rows,
stay below 2**53 and are exact; those of one power of two are added as whole numbers and put together at the
end.
Source: Ozaki, Ogita, Oishi & Rump (2012), Numerical Algorithms 59.
"""

from typing import Any, cast

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from cairn.engine.exact import Exact, Wholes

Floats = NDArray[np.float64]
Slice = Any  # Floats, or a sparse array of the same
WORD = 3  # slices
SPARSE = 0.15  # share of numbers that are not 0, below which a slice is kept sparse
SLICE = 21  # bits; a slice is at most 2**20 in size, a product 2**40
BLOCK = 1 << 11  # rows: sums stay below 2**52, and slices in the cache
ROOM = 1 << 14  # rows whose sums, of at most 64 pairs of slices a power of two, stay below 2**62
FAST = 1000  # powers of two up to here are doubles


def exact_gram(matrix: Floats) -> Exact:
    """Return the upper triangle, row by row, of matrix.T @ matrix, without rounding.

    Shapes: `matrix` is (n, p); the answer p·(p+1)/2 numbers. The order of rows cannot matter.
    Raises: ValueError if a number is not finite.

    >>> exact_gram(np.array([[0.1, 3.0], [0.2, 1.0]])).floats().tolist()
    [0.05, 0.5, 10.0]
    """
    return tidy([gram_units(matrix)])


def tidy(parts: list[tuple[Wholes, int]]) -> Exact:
    """Put whole numbers in units of powers of two below one another, in the largest unit for all.

    Shapes: parts (n, …) or (…,) of equal shape after the first axis; the answer stacks the first axes.

    >>> tidy([(np.array([4, 8], object), 0)]).exponent
    2
    """
    low = min(exponent for _, exponent in parts)
    units: Wholes = np.concatenate(
        [one << exponent - low if exponent > low else one for one, exponent in parts]
    )
    bits = int(np.bitwise_or.reduce(units, axis=None, initial=0))
    spare = max((bits & -bits).bit_length() - 1, 0)
    return Exact(np.asarray(units >> spare, np.object_), low + spare if bits else 0)


def gram_units(matrix: Floats) -> tuple[Wholes, int]:
    """Return the same as whole numbers in some unit 2**exponent; errors as `exact_gram`."""
    if not np.isfinite(matrix).all():
        raise ValueError("A number is missing or infinite: leave its unit out.")
    upper = np.ravel_multi_index(np.triu_indices(matrix.shape[1]), (matrix.shape[1],) * 2)
    every = (_of_part(matrix[start : start + ROOM], upper) for start in range(0, len(matrix), ROOM))
    parts = [part for part in every if part is not None]
    low = min((exponent for _, exponent in parts), default=0)
    total: Wholes = np.zeros(len(upper), np.int64).astype(np.object_)
    for units, exponent in parts:
        total = total + units * (1 << exponent - low)
    return total, low


def _of_part(part: Floats, upper: NDArray[np.int64]) -> tuple[Wholes, int] | None:
    """Cut a part into slices and multiply them block by block, until nothing is left to cut."""
    top = int(np.frexp(np.abs(part).max())[1]) + 1  # so that the first slice is as small as the others
    sums: dict[int, NDArray[np.int64]] = {}
    for start in range(0, len(part), BLOCK):
        slices = _slices(part[start : start + BLOCK], top)
        for i, one in slices:
            for j, other in slices:
                if i <= j:
                    product = _product(one, other)
                    product = product if i == j else product + product.T
                    total = sums.setdefault(i + j, np.zeros(len(upper), np.int64))
                    total += product.ravel().take(upper).astype(np.int64)
    if not sums:
        return None
    return _joined(sums), 2 * top - SLICE * max(sums)


def _joined(sums: dict[int, NDArray[np.int64]]) -> Wholes:
    """Add sums of several powers of two, the lowest first; three levels make a word."""
    lowest, words = max(sums), 0
    carry = np.zeros_like(sums[lowest])
    units: Wholes = carry.astype(np.object_)
    for depth in range(lowest, min(sums) - 1, -WORD):
        word = np.zeros_like(carry)
        for place in range(WORD):
            carry = carry + sums.get(depth - place, 0)
            word |= (carry & ((1 << SLICE) - 1)) << SLICE * place
            carry = carry >> SLICE
        units = units + (word.astype(np.object_) << SLICE * WORD * words)
        words += 1
    return np.asarray(units + (carry.astype(np.object_) << SLICE * WORD * words), np.object_)


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
