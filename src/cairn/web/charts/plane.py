"""The plane of a chart: where a period and a value lie on the paper, and where words find room."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import floor, log10

Point = tuple[float, float]
SAMPLES = 6


@dataclass(frozen=True, slots=True)
class Frame:
    """The plane of one chart: where a period and a value lie on the paper."""

    width: float
    height: float
    start: float
    end: float
    top: float
    bottom: float
    steps: tuple[float, ...]
    count: int
    rtl: bool

    @property
    def step(self) -> float:
        """Give the distance between two periods."""
        return (self.end - self.start) / self.count

    def x(self, k: float) -> float:
        """Place a period."""
        x = self.start + (self.end - self.start) * (k + 0.5) / self.count
        return self.width - x if self.rtl else x

    def y(self, value: float) -> float:
        """Place a value."""
        return self.bottom - (self.bottom - self.top) * (value - self.steps[0]) / (
            self.steps[-1] - self.steps[0]
        )

    def side(self, x: float) -> float:
        """Place something given from the side where reading begins."""
        return self.width - x if self.rtl else x

    def anchor(self, side: str) -> str:
        """Turn start and end round where the chart is read from the right."""
        return {"start": "end", "end": "start"}.get(side, side) if self.rtl else side


def ticks(low: float, high: float, *, wanted: int = 4) -> list[float]:
    """Choose round steps around values; zero is kept where it is near.

    >>> ticks(12.0, 47.0)
    [0.0, 10.0, 20.0, 30.0, 40.0, 50.0]
    >>> ticks(0.31, 0.74)
    [0.3, 0.4, 0.5, 0.6, 0.7, 0.8]
    >>> ticks(5.0, 5.0)
    [0.0, 1.0, 2.0, 3.0, 4.0, 5.0]
    """
    if 0 < low < 0.4 * high or low == high:
        low, high = min(low, 0.0), max(high, 0.0)
    high = high if high > low else 1.0
    span = high - low
    unit = 10.0 ** floor(log10(span / wanted))
    step = min((unit * k for k in (1, 2, 2.5, 5, 10)), key=lambda size: abs(span / size - wanted))
    first, last = floor(low / step + 1e-9), -floor(-high / step + 1e-9)
    return [round(step * k, 10) for k in range(first, max(last, first + 1) + 1)]


def along(line: Sequence[Point]) -> list[Point]:
    """Note a few points along each stretch of a line, to see what stands in the way of words."""
    return [
        (a[0] + (b[0] - a[0]) * k / SAMPLES, a[1] + (b[1] - a[1]) * k / SAMPLES)
        for a, b in pairwise(line)
        for k in range(SAMPLES + 1)
    ] or list(line)


def clearest(places: Iterable[Point], drawn: Sequence[Point], *, half: float) -> Point:
    """Choose the first place where words stand clear of what is drawn, or the clearest there is.

    >>> clearest([(50.0, 10.0), (50.0, 60.0)], [(50.0, 8.0)], half=20.0)
    (50.0, 60.0)
    """
    best, room = (0.0, 0.0), -1.0
    for x, y in places:
        nearest = min((abs(py - (y - 5)) for px, py in drawn if abs(px - x) <= half + 4), default=99.0)
        if nearest >= 14:
            return x, y
        if nearest > room:
            best, room = (x, y), nearest
    return best
