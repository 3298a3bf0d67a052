"""The rules of a run chart, each on one phase of a series: shift, trend, and the number of runs."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby
from math import comb


@dataclass(frozen=True, slots=True)
class RunRules:
    """The parameters of a run chart: lengths of a signal, and the gates before one is called.

    Source: the run chart rules of Perla, Provost and Murray (BMJ Quality and Safety, 2011), with the gates
    that the Built for Zero communities in Canada use (draw from 7 points, call from 10 points of quality,
    the last within 3 months).
    """

    shift: int = 6  # consecutive points on one side of the centre
    trend: int = 5  # consecutive points rising, or falling
    draw: int = 7  # points before a chart is drawn
    call: int = 10  # points of quality before a signal is called
    recent_months: int = 3  # the last point is at most this many months old
    tail: Fraction = Fraction(1, 40)  # chance on each side at which there are too few or too many runs

    def __post_init__(self) -> None:
        for name in ("shift", "trend", "draw", "call"):
            if getattr(self, name) < 2:
                raise ValueError(f"The rule {name!r} is {getattr(self, name)}: use a length of at least 2.")


@dataclass(frozen=True, slots=True)
class Pattern:
    """A pattern found: the rule, which way, and the places of its points in the phase."""

    rule: str  # shift, trend, runs
    side: str  # above, below; rising, falling; few, many
    points: tuple[int, ...]


def shifts(
    sides: Sequence[int], breaks: Sequence[bool], *, length: int, line_breaks: bool = False
) -> list[Pattern]:
    """Find every stretch of at least `length` consecutive points on one side of the centre.

    Shapes: `sides` holds +1 above, -1 below and 0 on the line; `breaks[i]` says that a period is missing
    before point i. A point on the line neither counts nor breaks, unless `line_breaks`; a missing period
    breaks.

    >>> shifts([1, 1, 0, 1, -1], [False] * 5, length=3)[0].points
    (0, 1, 3)
    """
    found: list[Pattern] = []
    stretch: list[int] = []

    def close() -> None:
        if len(stretch) >= length:
            found.append(Pattern("shift", "above" if sides[stretch[0]] > 0 else "below", tuple(stretch)))
        stretch.clear()

    for place, side in enumerate(sides):
        turns = (side or line_breaks) and stretch and sides[stretch[0]] != side
        if breaks[place] or turns:
            close()
        if side:
            stretch.append(place)
    close()
    return found


def trends(values: Sequence[float], breaks: Sequence[bool], *, length: int) -> list[Pattern]:
    """Find every stretch of at least `length` values that strictly rise, or strictly fall.

    Equal neighbours count as one point, and all of them belong to it. A missing period breaks.

    >>> trends([1, 2, 2, 3], [False] * 4, length=3)[0].points
    (0, 1, 2, 3)
    """
    found: list[Pattern] = []
    stretch: list[list[int]] = []  # steps; each holds the places of equal neighbours
    way = 0

    def close() -> None:
        if len(stretch) >= length:
            places = tuple(place for step in stretch for place in step)
            found.append(Pattern("trend", "rising" if way > 0 else "falling", places))

    for place, value in enumerate(values):
        if breaks[place] or not stretch:
            close()
            stretch, way = [[place]], 0
            continue
        turn = (value > values[place - 1]) - (value < values[place - 1])
        if turn == 0:
            stretch[-1].append(place)
            continue
        if way and turn != way:
            close()
            stretch = [stretch[-1]]
        way = turn
        stretch.append([place])
    close()
    return found


def runs_expected(above: int, below: int, *, tail: Fraction) -> tuple[int, int]:
    """Give the fewest and the most runs that are still ordinary, by the exact distribution of runs.

    A run is a stretch of points on one side of the centre. If every order of the points is equally likely,
    the number of runs of `above` and `below` points has a known distribution; fewer than the first figure, or
    more than the second, comes about with a chance of at most `tail` on that side. All in whole numbers.
    Source: Wald and Wolfowitz (1940); Swed and Eisenhart's table (1943) gives the same limits.

    >>> runs_expected(10, 10, tail=Fraction(1, 40))  # the table: 6 or fewer, 16 or more
    (7, 15)
    """
    if not above or not below:
        return 1, 1
    ways = [_ways(above, below, runs) for runs in range(above + below + 1)]
    total = comb(above + below, above)
    fewest, chance = 0, ways[0]
    while chance <= tail * total:
        fewest += 1
        chance += ways[fewest]
    most, chance = len(ways) - 1, ways[-1]
    while chance <= tail * total:
        most -= 1
        chance += ways[most]
    return fewest, most


def _ways(above: int, below: int, runs: int) -> int:
    """Count the orders of `above` and `below` points that have exactly this many runs."""
    half = runs // 2
    if runs < 2:
        return 0
    if runs % 2 == 0:
        return 2 * comb(above - 1, half - 1) * comb(below - 1, half - 1)
    return comb(above - 1, half) * comb(below - 1, half - 1) + comb(above - 1, half - 1) * comb(
        below - 1, half
    )


def runs(sides: Sequence[int], *, tail: Fraction) -> list[Pattern]:
    """Find whether a phase has too few or too many runs; the window is the whole phase.

    Points on the line are left out. Missing periods do not matter here: the test asks about the order only.

    >>> runs([1] * 8 + [-1] * 8, tail=Fraction(1, 40))[0].side
    'few'
    """
    useful = [place for place, side in enumerate(sides) if side]
    above = sum(1 for place in useful if sides[place] > 0)
    if not above or above == len(useful):
        return []  # one side only: no order to judge, and the shift says it
    number = sum(1 for _ in groupby(sides[place] for place in useful))
    fewest, most = runs_expected(above, len(useful) - above, tail=tail)
    if fewest <= number <= most:
        return []
    return [Pattern("runs", "few" if number < fewest else "many", tuple(useful))]


def mostly_on_line(sides: Sequence[int]) -> bool:
    """Say whether more than half of the points lie on the centre line.

    >>> mostly_on_line([0, 0, 1]), mostly_on_line([0, 1])
    (True, False)
    """
    return 2 * sum(1 for side in sides if not side) > len(sides)


def patterns(
    values: Sequence[float], sides: Sequence[int], breaks: Sequence[bool], *, rules: RunRules
) -> list[Pattern]:
    """Find every pattern of one phase, in the order shift, trend, runs and then by place.

    Where more than half of the points lie on the line (a median of 0 with mostly zeros), those that do not
    would pile up to a shift in any order: there a point on the line breaks a shift. Fewer than half lie off
    it, so that six in a row come about by chance as seldom as on any chart.
    """
    line_breaks = mostly_on_line(sides)
    return [
        *shifts(sides, breaks, length=rules.shift, line_breaks=line_breaks),
        *trends(values, breaks, length=rules.trend),
        *runs(sides, tail=rules.tail),
    ]
