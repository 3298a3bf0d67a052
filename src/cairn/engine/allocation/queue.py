"""The least of many values that only ever rise, found without computing them all."""

from collections.abc import Callable, Iterable
from fractions import Fraction
from heapq import heapify, heappop, heappush
from math import inf
from typing import NamedTuple

from cairn.engine.allocation.ties import TieOrder

Look = Callable[[int, float, float], tuple[float, float] | None]


class Choice(NamedTuple):
    """The project taken, its value, and all projects that stood exactly equal."""

    project: int
    value: float
    tied: list[int]


class Queue:
    """Open projects by the last known lower bound of their value (lazy evaluation)."""

    def __init__(self, bounds: Iterable[tuple[float, int]]) -> None:
        """Start from a lower bound for each project."""
        self.heap = list(bounds)
        heapify(self.heap)

    def take(self, look: Look, exactly: Callable[[int], Fraction], order: TieOrder) -> Choice | None:
        """Remove and return the project with the exactly least value, or None when none is left.

        `look(project, bound, limit)` gives a float value and how far off it may be, or None if the project is
        out for good; it may stop early once above `limit`. Where floats cannot tell, `exactly` does.
        """
        rivals = self._rivals(look)
        if not rivals:
            return None
        if len(rivals) == 1 and rivals[0][1] < inf:
            ((value, _, c),) = rivals
            return Choice(c, value, [c])
        exact = {c: exactly(c) for _, _, c in rivals}
        least = min(exact.values())
        tied = sorted(c for c, value in exact.items() if value == least)
        chosen = order.first(tied)
        for value, blur, c in rivals:
            if c != chosen:
                heappush(self.heap, (value - blur if blur < inf else 0.0, c))
        return Choice(chosen, float(least), tied)

    def _rivals(self, look: Look) -> list[tuple[float, float, int]]:
        best, seen = inf, []
        while self.heap and self.heap[0][0] <= best:
            bound, c = heappop(self.heap)
            found = look(c, bound, best)
            if found is not None:
                seen.append((*found, c))
                best = min(best, sum(found))
        for value, blur, c in seen:
            if value - blur > best:
                heappush(self.heap, (value - blur, c))
        return [(value, blur, c) for value, blur, c in seen if value - blur <= best]
