"""What voters have while they buy statements together: fractions, kept once for all who have the same."""

from collections.abc import Callable
from fractions import Fraction
from math import inf

import numpy as np
from numpy.typing import NDArray

Table = NDArray[np.bool_]
Weights = NDArray[np.int64]
BLOCK = 8192  # voters looked at together
NEAR = 1e-9


def support_by_level(
    table: Table, weights: Weights, level: NDArray[np.int64], n_levels: int
) -> NDArray[np.int64]:
    """Return the weight of each statement's supporters at each level, (n_statements, n_levels), exactly.

    Shapes: `table` is (n_voters, n_statements); weights and levels are (n_voters,), levels below `n_levels`.
    Raises: ValueError if the weights are too large to be summed exactly.

    >>> support_by_level(np.array([[True], [True]]), np.array([1, 5]), np.array([0, 2]), 3).tolist()
    [[1, 0, 5]]
    """
    if int(weights.sum()) >= 2**52:
        raise ValueError("Weights are too large to be summed exactly; scale them down.")
    sums = np.zeros((n_levels, table.shape[1]))
    for first in range(0, len(table), BLOCK):
        part = slice(first, first + BLOCK)
        at = np.zeros((n_levels, len(level[part])))
        at[level[part], np.arange(at.shape[1])] = weights[part]
        sums += at @ table[part].astype(np.float64)  # whole numbers below 2**52: exact in any order
    return sums.T.astype(np.int64)


class Purse:
    """What each voter has: one of few values. Everyone begins with the same."""

    def __init__(self, table: Table, weights: Weights, endowment: Fraction) -> None:
        """Give every voter the endowment."""
        self.table, self.weights = table, weights
        self.by_statement = np.ascontiguousarray(table.T)
        self.values = [endowment]
        self.state = np.zeros(len(table), np.int64)  # which of the values each voter has
        self._counts: dict[int, list[int]] = {}

    def held_by_supporters(self) -> NDArray[np.float64]:
        """Return about what the supporters of each statement have together, (n_statements,)."""
        have = np.array([float(value) for value in self.values])[self.state] * self.weights
        sums = np.zeros(self.table.shape[1])
        for first in range(0, len(have), BLOCK):
            part = slice(first, first + BLOCK)
            sums += have[part] @ self.table[part].astype(np.float64)
        return sums

    def counts(self, c: int) -> list[int]:
        """Return the weight of a statement's supporters that has each value."""
        if c not in self._counts:
            who = self.by_statement[c]
            sums = np.bincount(self.state[who], self.weights[who], minlength=len(self.values))
            self._counts[c] = [int(one) for one in sums]
        return self._counts[c]

    def load(self, c: int) -> Fraction:
        """Return the load that every supporter of a statement has once it is theirs (Phragmén), exactly."""
        counts = self.counts(c)
        held = sum((value * n for value, n in zip(self.values, counts, strict=True) if n), Fraction(0))
        return (1 - held) / sum(counts)

    def richest(self, c: int) -> Fraction:
        """Return the most that any one supporter has."""
        return max(value for value, n in zip(self.values, self.counts(c), strict=True) if n)

    def about_price(self, c: int) -> tuple[float, bool]:
        """Return about what each supporter pays at most (infinite: cannot be paid), and if that is sure."""
        counts = np.array(self.counts(c), np.float64)
        values = np.array([float(value) for value in self.values])
        order = np.argsort(values, kind="stable")
        counts, values = counts[order], values[order]
        held = np.cumsum(counts * values)
        if abs(held[-1] - 1) <= NEAR:
            return 0.0, False
        if held[-1] < 1:
            return inf, False
        left = counts[::-1].cumsum()[::-1]  # those who have this value or more
        prices = (1 - held + counts * values) / np.maximum(left, 1e-300)
        return float(prices[np.argmax((prices <= values) & (left > 0))]), True

    def price(self, c: int) -> Fraction | None:
        """Return exactly what each supporter must pay at most; None if it cannot be paid."""
        held = sorted((value, n) for value, n in zip(self.values, self.counts(c), strict=True) if n)
        missing, payers = Fraction(1), sum(n for _, n in held)
        for value, n in held:
            if missing <= value * payers:
                return missing / payers
            missing -= value * n
            payers -= n
        return None

    def settle(self, c: int, left: Callable[[Fraction], Fraction]) -> None:
        """Let the supporters of a statement have what is `left` of what they had."""
        who = self.by_statement[c]
        state = self.state.copy()
        state[who] += len(self.values)
        values = [*self.values, *(left(value) for value in self.values)]
        present, state = np.unique(state, return_inverse=True)
        kept = [values[t] for t in present.tolist()]
        self.values = sorted(set(kept))
        place = {value: at for at, value in enumerate(self.values)}
        self.state = np.array([place[value] for value in kept], np.int64)[state]
        self._counts = {}
