"""Patterns of many series at once, on arrays of series by points."""

import numpy as np
from numpy.typing import NDArray

Flags = NDArray[np.bool_]
Numbers = NDArray[np.float64]
Whole = NDArray[np.int64]


def covered(links: Flags, length: int) -> Flags:
    """Mark every point of every stretch of at least `length` linked points.

    Shapes: `links` and the answer are (series, points); `links[:, j]` says that point j goes on from the one
    before it (its first column is ignored).

    >>> covered(np.array([[False, True, True, False, True]]), 3).tolist()
    [[True, True, True, False, False]]
    """
    marked = np.zeros_like(links)
    windows = links.shape[1] - length + 1
    if windows < 1:
        return marked
    whole = np.ones((links.shape[0], windows), dtype=bool)
    for step in range(1, length):
        whole &= links[:, step : step + windows]
    for step in range(length):
        marked[:, step : step + windows] |= whole
    return marked


def linked(signs: NDArray[np.int8], breaks: Flags | None = None) -> Flags:
    """Say of every point whether it stands on the same side as the one before, which is not the line."""
    links = np.zeros(signs.shape, dtype=bool)
    links[:, 1:] = (signs[:, 1:] == signs[:, :-1]) & (signs[:, 1:] != 0)
    return links if breaks is None else links & ~breaks


def stretches(signs: NDArray[np.int8], length: int) -> NDArray[np.int8]:
    """Keep the signs of stretches of at least `length` equal ones; the others become 0."""
    return np.where(covered(linked(signs), length), signs, 0).astype(np.int8)


def signs_of(values: Numbers, lines: Numbers) -> NDArray[np.int8]:
    """Say on which side of its line each value lies; 0 on it, and 0 where either is missing."""
    return ((values > lines).astype(np.int8) - (values < lines)).astype(np.int8)


def pushed_together(is_there: Flags) -> Whole:
    """Give the places that bring what is there to the left of each row, in its order."""
    return np.argsort(~is_there, axis=1, kind="stable")


def in_place(signs: NDArray[np.int8], order: Whole) -> NDArray[np.int8]:
    """Undo `pushed_together`."""
    back = np.zeros_like(signs)
    np.put_along_axis(back, order, signs, axis=1)
    return back
