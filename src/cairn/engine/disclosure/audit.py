"""What a reader could work out: the range of every count that is held back, by linear programming."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil, floor, inf

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import csr_array

SLACK = 1e-6  # of a person: what the solver may be wrong by


@dataclass(frozen=True, slots=True)
class Equation:
    """Held-back counts, each with its sign, that are known to sum to a number."""

    terms: tuple[tuple[int, int], ...]  # (held-back count, +1 or -1)
    total: int


class Audit:
    """What is known of held-back counts, solved part by part: only counts that hang together.

    Source: the interval audit of suppressed tables; Fischetti and Salazar (2001), Management Science 47.

    >>> Audit([Equation(((0, 1), (1, 1)), 7)]).range(0)
    (0.0, 7.0)
    """

    def __init__(self, equations: Sequence[Equation]) -> None:
        self._parts = _parts(equations)
        self._made: dict[int, _Part] = {}

    def range(self, count: int) -> tuple[float, float]:
        """Find the least and the largest that a count of the equations could be; none is below 0."""
        return _range(self._part(count), count)

    def recovers(self, count: int) -> bool:
        """Say whether a count of the equations can only be one whole number.

        Every solution found shows for all counts of its part what else they could be, so most of them need
        no programme of their own.
        """
        part = self._part(count)
        seen = part.least[part.place[count]], part.most[part.place[count]]
        is_open = seen[0] <= seen[1] and not is_recovered(seen)
        return not is_open and is_recovered(self.range(count))

    def _part(self, count: int) -> "_Part":
        equations = self._parts[count]
        first = equations[0].terms[0][0]
        if first not in self._made:
            self._made[first] = _matrix(equations)
        return self._made[first]


def is_recovered(span: tuple[float, float]) -> bool:
    """Say whether only one whole number lies in a range.

    >>> is_recovered((3.0, 3.0)), is_recovered((2.2, 3.9)), is_recovered((3.0, 4.0))
    (True, True, False)
    """
    return span[1] < inf and floor(span[1] + SLACK) - ceil(span[0] - SLACK) < 1


@dataclass(frozen=True, slots=True)
class _Part:
    """Counts that hang together, as a matrix."""

    place: Mapping[int, int]
    matrix: csr_array
    totals: np.ndarray
    least: np.ndarray  # of each count, in the solutions found so far
    most: np.ndarray


def _parts(equations: Sequence[Equation]) -> dict[int, list[Equation]]:
    """Split the equations into parts that share no count; give each count's part."""
    leader: dict[int, int] = {}

    def find(count: int) -> int:
        while leader.setdefault(count, count) != count:
            leader[count] = leader[leader[count]]
            count = leader[count]
        return count

    for equation in equations:
        first = equation.terms[0][0]
        for count, _ in equation.terms:
            leader[find(count)] = find(first)
    by_leader: dict[int, list[Equation]] = {}
    for equation in equations:
        by_leader.setdefault(find(equation.terms[0][0]), []).append(equation)
    return {count: by_leader[find(count)] for count in list(leader)}


def _matrix(equations: Sequence[Equation]) -> _Part:
    counts = sorted({count for equation in equations for count, _ in equation.terms})
    place = {count: number for number, count in enumerate(counts)}
    rows, columns, signs = [], [], []
    for row, equation in enumerate(equations):
        for count, sign in equation.terms:
            rows.append(row)
            columns.append(place[count])
            signs.append(sign)
    matrix = csr_array((signs, (rows, columns)), shape=(len(equations), len(counts)), dtype=float)
    totals = np.array([float(equation.total) for equation in equations])
    return _Part(place, matrix, totals, np.full(len(counts), inf), np.full(len(counts), -inf))


def _range(part: _Part, count: int) -> tuple[float, float]:
    goal = np.zeros(len(part.place))
    goal[part.place[count]] = 1.0
    ends = []
    for way in (1, -1):
        answer = linprog(way * goal, A_eq=part.matrix, b_eq=part.totals, method="highs")
        ends.append(way * answer.fun if answer.status == 0 else inf)
        if answer.status == 0:
            np.minimum(part.least, answer.x, out=part.least)
            np.maximum(part.most, answer.x, out=part.most)
    return ends[0], ends[1]
