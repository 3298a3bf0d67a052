"""How a cell leaves, and the counts it may hold."""

from collections.abc import Iterable
from enum import StrEnum
from math import isfinite

Cell = tuple[str, str]
TOTAL = ""  # the label of a margin: (row, TOTAL), (TOTAL, column), (TOTAL, TOTAL)


class Leaves(StrEnum):
    """How a cell leaves. Readers are told only that it is held back: the reason would say how small it is."""

    SHOWN = "shown"
    ROUNDED = "rounded"
    AT_LEAST = "at_least"  # top coded: more than the value given
    AT_MOST = "at_most"  # bottom coded: less than the value given
    SMALL = "small"  # held back because it is small
    CHANGED = "changed"  # held back because it differs by few from what was shown before
    KEPT = "kept"  # held back because an earlier release held it back
    PROTECTING = "protecting"  # held back because it would give one of those away


HELD = frozenset({Leaves.SMALL, Leaves.CHANGED, Leaves.KEPT, Leaves.PROTECTING})


def is_small(count: int, threshold: int, *, zero_allowed: bool) -> bool:
    """Say whether a count of people may not be seen.

    >>> [is_small(count, 5, zero_allowed=True) for count in (0, 1, 4, 5)]
    [False, True, True, False]
    """
    return count < threshold and (count > 0 or not zero_allowed)


def check_counts(counts: Iterable[tuple[tuple[str, ...], int]]) -> None:
    """Refuse a count that is no whole number from 0; every one that is wrong is named."""
    wrong = [
        f"The cell {cell} is {count!r}: give a whole number from 0, or leave it out."
        for cell, count in counts
        if isinstance(count, bool) or not isfinite(count) or count != int(count) or count < 0
    ]
    if wrong:
        raise ValueError(" ".join(sorted(wrong)))
