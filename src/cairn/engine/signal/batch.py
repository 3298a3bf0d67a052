"""Charts with limits of thousands of series at once: the same answers as one by one, bit for bit."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from math import fsum

import numpy as np
from numpy.typing import NDArray

from cairn.engine.signal.limits import COMMON, FEWEST, LABELS, LENGTH, RULES
from cairn.engine.signal.meaning import kind_of
from cairn.engine.signal.rates import D2
from cairn.engine.signal.readings import LARGEST, Better, Rebase, check_options, rebases_of
from cairn.engine.signal.stretches import Flags, Numbers, in_place, pushed_together, signs_of, stretches
from cairn.engine.signal.xmr import LIMIT, SCREEN

SIDES = {rule: ("below", "above") if rule != "trend" else ("falling", "rising") for rule in RULES}


@dataclass(frozen=True, slots=True)
class LimitCharts:
    """Charts of many series: shapes are (series, points); NaN and no label where there is no point.

    `rules` holds the place in RULES of what labels the point, or -1; `sides` is 1 for above and rising, -1
    for below and falling.
    """

    chart: str
    mean: Numbers
    lower: Numbers
    upper: Numbers
    rules: NDArray[np.int8]
    sides: NDArray[np.int8]
    is_there: Flags
    better: Better | None
    target: float | None

    def labels(self) -> NDArray[np.str_]:
        """Return the label of every point; empty where there is none."""
        names = [[LABELS[rule, side] for side in SIDES[rule]] for rule in RULES]
        return named(names, COMMON, self.is_there, self.rules, self.sides)

    def kinds(self) -> NDArray[np.str_]:
        """Return the kind of every point; empty where there is none."""
        names = [[kind_of(side, self.better) for side in SIDES[rule]] for rule in RULES]
        return named(names, kind_of(None, None), self.is_there, self.rules, self.sides)

    def last(self) -> NDArray[np.int64]:
        """Return the place of each series' last point; -1 where it has none."""
        reverse = self.is_there[:, ::-1]
        return np.where(reverse.any(axis=1), reverse.shape[1] - 1 - reverse.argmax(axis=1), -1)

    def variation(self) -> list[str | None]:
        """Return each series' variation icon; None where it has no point."""
        last, rows = self.last(), np.arange(len(self.sides))
        kinds, sides = self.kinds()[rows, last], self.sides[rows, last]
        return [
            None if at < 0 else _icon(str(kind), int(side))
            for at, kind, side in zip(last, kinds, sides, strict=True)
        ]

    def assurance(self) -> list[str | None]:
        """Return whether each series will meet the target; None where nothing can be said."""
        if self.target is None or self.better is None:
            return [None] * len(self.mean)
        last, rows = self.last(), np.arange(len(self.mean))
        upper, lower = self.upper[rows, last], self.lower[rows, last]
        over, under = ("fail", "pass") if self.better == "up" else ("pass", "fail")
        told = np.where(self.target > upper, over, np.where(self.target < lower, under, "inconsistent"))
        return [None if np.isnan(top) else str(word) for word, top in zip(told, upper, strict=True)]


def xmr_charts(  # noqa: PLR0913 - the chart's whole wording, each by its name
    dates: Sequence[date],
    values: Numbers,
    *,
    better: Better | None = None,
    target: float | None = None,
    baseline: int | None = None,
    rebase: Iterable[Rebase] = (),
    screen: bool = True,
) -> LimitCharts:
    """Draw the XmR charts of many series that share their dates.

    Shapes: `dates` has one entry per column of `values`, rising; `values` is (series, points), NaN where a
    series has no point. Everything else, and every answer, as `xmr_chart`, bit for bit.
    Raises: ValueError for shapes that disagree, dates out of order, or a value beyond all numbers.

    >>> days = [date(2024, 1, day) for day in range(1, 19)]
    >>> charts = xmr_charts(days, np.array([[1, 2, 1, 2, 10, *[1, 2] * 6, 1.0]]))
    >>> charts.labels()[0, 4].item(), charts.upper[0, 0].round(2).item()
    ('Above UCL', 4.6)
    """
    check_options(better, baseline, fewest=FEWEST)
    values = grid_of("value", dates, values).values
    lines = np.full((4, *values.shape), np.nan)  # mean, lower, upper, sigma
    found = np.zeros((2, *values.shape), dtype=np.int8)
    for part in phases_of_grid(dates, rebase):
        here = values[:, part]
        order = pushed_together(~np.isnan(here))
        ordered = np.take_along_axis(here, order, axis=1)
        mean, width = _xmr_lines(ordered[:, :baseline], screen)
        band = np.stack([mean, mean - width, mean + width, width / 3])[:, :, None]
        lines[:, :, part] = np.where(np.isnan(here), np.nan, band)
        at = np.broadcast_to(band, (4, *ordered.shape))
        found[:, :, part] = [in_place(one, order) for one in _patterns(ordered, at)]
    is_there = ~np.isnan(values)
    return LimitCharts("xmr", lines[0], lines[1], lines[2], found[0], found[1], is_there, better, target)


def rate_charts(  # noqa: PLR0913 - the chart's whole wording, each by its name
    chart: str,
    dates: Sequence[date],
    numerators: Numbers,
    denominators: Numbers,
    *,
    better: Better | None = None,
    target: float | None = None,
    baseline: int | None = None,
    rebase: Iterable[Rebase] = (),
) -> LimitCharts:
    """Draw the P, P' or U charts of many series that share their dates; `chart` is p, pprime or u.

    Shapes: as `xmr_charts`, for numerators and denominators alike; every answer as `p_chart`, `pprime_chart`
    and `u_chart`, bit for bit.
    Raises: ValueError as those, naming the series by its row.
    """
    check_options(better, baseline, fewest=FEWEST)
    tops = grid_of("numerator", dates, numerators).values
    bottoms = grid_of("denominator", dates, denominators).values
    _check_counts(chart, tops, bottoms)
    lines = np.full((4, *tops.shape), np.nan)
    found = np.zeros((2, *tops.shape), dtype=np.int8)
    is_there = ~np.isnan(tops)
    for part in phases_of_grid(dates, rebase):
        order = pushed_together(is_there[:, part])
        top = np.take_along_axis(tops[:, part], order, axis=1)
        bottom = np.take_along_axis(bottoms[:, part], order, axis=1)
        at = _rate_lines(chart, top, bottom, baseline)
        found[:, :, part] = [in_place(one, order) for one in _patterns(top / bottom, at)]
        for line, here in zip(lines, at, strict=True):
            np.put_along_axis(line[:, part], order, here, axis=1)
    return LimitCharts(chart, lines[0], lines[1], lines[2], found[0], found[1], is_there, better, target)


def _icon(kind: str, side: int) -> str:
    name = kind.removeprefix("special_cause_")
    return f"{name}_{'high' if side > 0 else 'low'}" if side and not name.startswith("neutral") else name


@dataclass(frozen=True, slots=True)
class Grid:
    """Series that share their dates: checked, one row each, NaN where there is no point."""

    dates: tuple[date, ...]
    days: NDArray[np.int64]  # the same, as numbers
    values: Numbers


def grid_of(name: str, dates: Sequence[date], values: Numbers) -> Grid:
    """Check series that share their dates; `name` says what the values are."""
    table = np.asarray(values, dtype=np.float64) + 0.0  # turns -0.0 into 0.0
    if table.ndim != 2 or table.shape[1] != len(dates) or not dates:
        raise ValueError(
            f"The {name}s have the shape {table.shape} and there are {len(dates)} dates: give one row per "
            "series and one column per date, at least one."
        )
    if any(one >= other for one, other in pairwise(dates)):
        raise ValueError("The dates are not in order, or one is there twice: sort the columns by date.")
    rows, columns = np.nonzero(np.abs(np.nan_to_num(table, nan=0.0)) > LARGEST)
    if rows.size:
        raise ValueError(
            f"The {name} of series {rows[0] + 1} on {dates[columns[0]]} is no finite number: correct it, or "
            "leave the point out (NaN)."
        )
    return Grid(tuple(dates), np.array([day.toordinal() for day in dates], dtype=np.int64), table)


def _check_counts(chart: str, tops: Numbers, bottoms: Numbers) -> None:
    if chart not in ("p", "pprime", "u"):
        raise ValueError(f"The chart is {chart!r}: use p, pprime or u.")
    wrong = np.isnan(tops) != np.isnan(bottoms)
    wrong |= (bottoms <= 0) | (tops < 0) | (tops != np.floor(tops)) & ~np.isnan(tops)
    if chart != "u":
        wrong |= tops > bottoms
    rows, columns = np.nonzero(wrong)
    if rows.size:
        row, column = rows[0], columns[0]
        raise ValueError(
            f"The counts of series {row + 1}, point {column + 1} are {tops[row, column]:g} of "
            f"{bottoms[row, column]:g}: give whole numbers that were counted, of a positive denominator "
            "(which only a U chart lets them outnumber), or neither."
        )


def phases_of_grid(dates: Sequence[date], rebase: Iterable[Rebase]) -> list[slice]:
    """Give the columns of each phase."""
    starts = [sum(1 for day in dates if day < one.date) for one in rebases_of(rebase)]
    ends = sorted({0, *starts, len(dates)})
    return [slice(start, stop) for start, stop in pairwise(ends)]


def named(
    names: list[list[str]], common: str, is_told: Flags, rules: NDArray[np.int8], sides: NDArray[np.int8]
) -> NDArray[np.str_]:
    """Turn rules and sides into words: `names` by rule, below then above; `common` where no rule holds."""
    table = np.array([["", "", ""], *([low, common, high] for low, high in names), [common] * 3])
    place = np.where(is_told, np.where(rules < 0, len(table) - 1, rules + 1), 0)
    found: NDArray[np.str_] = table[place, sides + 1]
    return found


def _sums(values: Numbers) -> Numbers:
    """Add up each row, correctly rounded; NaN counts as nothing."""
    return np.array([fsum(row) for row in np.nan_to_num(values, nan=0.0).tolist()])


def _xmr_lines(used: Numbers, screen: bool) -> tuple[Numbers, Numbers]:
    """Give each series' mean, and the width from it to a limit."""
    ranges = np.abs(np.diff(used, axis=1))
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = _sums(used) / (~np.isnan(used)).sum(axis=1)
        average = _sums(ranges) / (~np.isnan(ranges)).sum(axis=1)
        if screen:
            kept = ranges < (SCREEN * average)[:, None]
            number = kept.sum(axis=1)
            average = np.where(number > 0, _sums(np.where(kept, ranges, 0.0)) / number, average)
    return mean, LIMIT * average


def _rate_lines(chart: str, top: Numbers, bottom: Numbers, baseline: int | None) -> Numbers:
    """Give mean, lower, upper and sigma at every point."""
    used_top, used_bottom = top[:, :baseline], bottom[:, :baseline]
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = _sums(used_top) / _sums(used_bottom)
        variance = (mean * (1 - mean) if chart != "u" else mean)[:, None]
        sigma = np.sqrt(variance / bottom)
        if chart == "pprime":
            scores = (used_top / used_bottom - mean[:, None]) / np.sqrt(variance / used_bottom)
            steps = np.abs(np.diff(scores, axis=1))
            number = (~np.isnan(used_top)).sum(axis=1) - 1
            spread = np.where(variance[:, 0] == 0, 0.0, _sums(steps) / number / D2)
            sigma = sigma * np.where(number < 1, np.nan, spread)[:, None]
    highest = np.inf if chart == "u" else 1.0
    middle = np.broadcast_to(mean[:, None], sigma.shape)
    lower, upper = np.maximum(middle - 3 * sigma, 0.0), np.minimum(middle + 3 * sigma, highest)
    return np.where(np.isnan(top), np.nan, np.stack([middle, lower, upper, sigma]))


def _patterns(values: Numbers, lines: Numbers) -> tuple[NDArray[np.int8], NDArray[np.int8]]:
    """Label the points of one phase, pushed together: the rule by its place, or -1, and the side."""
    mean, lower, upper, sigma = lines
    side = signs_of(values, mean)
    outside = ((values > upper).astype(np.int8) - (values < lower)).astype(np.int8)
    near = (values > mean + 2 * sigma).astype(np.int8) - (values < mean - 2 * sigma)
    near = np.where(outside == 0, near, 0).astype(np.int8)
    told = np.zeros(values.shape, dtype=np.int8)
    rule = np.full(values.shape, -1, dtype=np.int8)
    marks = (outside, _trend(values), _two_of_three(side, near), stretches(side, LENGTH))
    for place, marked in enumerate(marks):
        here = (rule < 0) & (marked != 0)
        rule[here], told[here] = place, marked[here]
    return rule, told


def _trend(values: Numbers) -> NDArray[np.int8]:
    """Mark trends; a point between two takes the way of the next step."""
    marked = np.zeros(values.shape, dtype=np.int8)
    steps = stretches(signs_of(values[:, 1:], values[:, :-1]), LENGTH - 1)
    marked[:, 1:] = steps
    marked[:, :-1] = np.where(steps != 0, steps, marked[:, :-1])
    return marked


def _two_of_three(side: NDArray[np.int8], near: NDArray[np.int8]) -> NDArray[np.int8]:
    marked = np.zeros(side.shape, dtype=np.int8)
    if side.shape[1] < 3:
        return marked
    one, two, three = (side[:, k : side.shape[1] - 2 + k] for k in range(3))
    close = sum((near[:, k : side.shape[1] - 2 + k] != 0).astype(np.int8) for k in range(3))
    whole = (one != 0) & (one == two) & (two == three) & (close >= 2)
    for k in range(3):
        marked[:, k : side.shape[1] - 2 + k] |= whole
    return np.where(marked != 0, near, 0).astype(np.int8)
