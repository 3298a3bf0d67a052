"""Hold back small counts in many columns at once, each of whose sums is known to everyone."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

MIN_SIZE = 5  # people, or votes on one statement, below which nothing is shown apart
SHOWN, SMALL, PROTECTING = 0, 1, 2


def held_back(counts: NDArray[np.integer[Any]], min_size: int) -> NDArray[np.int8]:
    """Say how each cell leaves: 0 shown, 1 held back as small, 2 held back to protect a small one.

    Shapes: `counts` is (n_rows, n_columns); the sum of each column is known to everyone. Small is 1 to
    `min_size` - 1; zero is shown. Where a column holds a small cell, the smallest others are held back
    until what is missing is two cells or more that reach `min_size` together; of equal ones, the first row.
    This is `release_table` for tables of one column, for all columns at once.

    >>> held_back(np.array([[3, 3], [9, 2], [7, 0], [0, 40]]), 5).tolist()
    [[1, 1], [0, 1], [2, 0], [0, 0]]
    """
    order = np.argsort(np.where(counts > 0, counts, np.iinfo(np.int64).max), axis=0, kind="stable")
    ranked = np.take_along_axis(counts, order, axis=0)
    before = np.cumsum(ranked, axis=0) - ranked  # what is missing if all smaller ones are held back
    place = np.arange(len(counts))[:, None]
    has_small = ((counts > 0) & (counts < min_size)).any(axis=0)
    is_small = (ranked > 0) & (ranked < min_size)
    is_needed = (ranked > 0) & has_small & ((place < 2) | (before < min_size))
    status = np.where(is_small, SMALL, np.where(is_needed, PROTECTING, SHOWN)).astype(np.int8)
    found = np.empty_like(status)
    np.put_along_axis(found, order, status, axis=0)
    return found
