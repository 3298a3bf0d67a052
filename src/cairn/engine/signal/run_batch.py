"""Run charts of thousands of series at once: the same answers as one by one."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from cairn.engine.signal.batch import Grid, grid_of, named, phases_of_grid
from cairn.engine.signal.meaning import kind_of
from cairn.engine.signal.periods import UNITS, rhythm_of
from cairn.engine.signal.readings import Better, Rebase, check_options
from cairn.engine.signal.rules import RunRules, runs_expected
from cairn.engine.signal.run import is_recent_on
from cairn.engine.signal.stretches import Flags, Numbers, covered, in_place, pushed_together, signs_of

PATTERNS = (("trend", ("falling", "rising")), ("shift", ("below", "above")))


@dataclass(frozen=True, slots=True)
class RunCharts:
    """Run charts of many series: shapes are (series, points), unless it says (series, phases).

    `rules` holds 0 for a trend, 1 for a shift and -1 for neither; `sides` 1 for above and rising, -1 for
    below and falling. `runs` is -1 for too few and 1 for too many. Where `is_mostly_on_line` and nothing is
    found, the chart cannot tell.
    """

    centre: Numbers  # of each point's phase; NaN where nothing is drawn
    rules: NDArray[np.int8]
    sides: NDArray[np.int8]
    is_there: Flags
    is_called: Flags  # (series, phases)
    is_mostly_on_line: Flags  # (series, phases)
    runs: NDArray[np.int8]  # (series, phases)
    starts: tuple[int, ...]  # the first column of each phase
    better: Better | None
    settings: RunRules

    def labels(self) -> NDArray[np.str_]:
        """Return the label of every point; empty where there is none or nothing is called."""
        trend, shift = self.settings.trend, self.settings.shift
        names = [
            [f"{trend} Point Trend (Decreasing)", f"{trend} Point Trend (Increasing)"],
            [f"{shift} Points Below CL", f"{shift} Points Above CL"],
        ]
        return named(names, "Common Cause", self._is_called_here(), self.rules, self.sides)

    def kinds(self) -> NDArray[np.str_]:
        """Return the kind of every point; empty where there is none or nothing is called."""
        names = [[kind_of(side, self.better) for side in sides] for _, sides in PATTERNS]
        return named(names, kind_of(None, None), self._is_called_here(), self.rules, self.sides)

    def _is_called_here(self) -> Flags:
        columns = np.arange(self.is_there.shape[1])
        phase = np.searchsorted(self.starts, columns, side="right") - 1
        return self.is_there & self.is_called[:, phase]


def run_charts(  # noqa: PLR0913 - the chart's whole wording, each by its name
    dates: Sequence[date],
    values: Numbers,
    *,
    better: Better | None = None,
    baseline: int | None = None,
    today: date | None = None,
    rebase: Iterable[Rebase] = (),
    unit: str | None = None,
    rules: RunRules | None = None,
) -> RunCharts:
    """Draw the run charts of many series that share their dates.

    Shapes: `dates` has one entry per column of `values`, rising; `values` is (series, points), NaN where a
    series has no point. Everything else, and every answer, as `run_chart`.
    Raises: ValueError for shapes that disagree, dates out of order, or a value beyond all numbers.

    >>> months = [date(2024, month, 1) for month in range(1, 13)]
    >>> charts = run_charts(months, np.array([[44.0, 45, 43, 46, 44, 45, 38, 37, 39, 36, 38, 37]]))
    >>> charts.labels()[0, [0, 11]].tolist(), charts.centre[0, 0].item(), charts.runs.tolist()
    (['6 Points Above CL', '6 Points Below CL'], 41.0, [[-1]])
    """
    check_options(better, baseline)
    settings = rules or RunRules()
    grid = grid_of("value", dates, values)
    longest = _longest_step(grid, unit)
    parts = phases_of_grid(dates, rebase)
    recent = _recent(grid, today, settings)
    centre = np.full(grid.values.shape, np.nan)
    found = np.zeros((2, *grid.values.shape), dtype=np.int8)
    about = []
    for part in parts:
        here, days = grid.values[:, part], grid.days[part]
        order = pushed_together(~np.isnan(here))
        ordered = np.take_along_axis(here, order, axis=1)
        number = (~np.isnan(here)).sum(axis=1)
        line = np.where(number >= settings.draw, _medians(ordered[:, :baseline]), np.nan)
        called = (number >= settings.call) & ~np.isnan(line) & recent
        sides = signs_of(ordered, line[:, None])
        crowded = 2 * ((ordered == line[:, None]).sum(axis=1)) > number
        gaps = _gaps(days[order], ordered, longest)
        told = _patterns(ordered, sides, gaps, crowded, settings)
        for place, (marks, empty) in enumerate(zip(told, (-1, 0), strict=True)):
            found[place, :, part] = in_place(np.where(called[:, None], marks, empty).astype(np.int8), order)
        centre[:, part] = np.where(np.isnan(here), np.nan, line[:, None])
        about.append((called, crowded & (number >= settings.draw), _runs(sides, called, settings)))
    is_called, is_crowded, runs = (np.stack(column, axis=1) for column in zip(*about, strict=True))
    return RunCharts(
        centre=centre,
        rules=found[0],
        sides=found[1],
        is_there=~np.isnan(grid.values),
        is_called=is_called,
        is_mostly_on_line=is_crowded,
        runs=runs,
        starts=tuple(part.start for part in parts),
        better=better,
        settings=settings,
    )


def _longest_step(grid: Grid, unit: str | None) -> Numbers:
    """Give each series the number of days after which a period is missing."""
    if unit is not None:
        days = rhythm_of((), unit=unit).days
        return np.full(len(grid.values), np.inf if days is None else 1.5 * days)
    order = pushed_together(~np.isnan(grid.values))
    number = (~np.isnan(grid.values)).sum(axis=1)
    steps = np.diff(grid.days[order], axis=1).astype(float)
    steps[np.arange(steps.shape[1]) >= (number - 1)[:, None]] = np.inf
    steps.sort(axis=1)
    usual = np.full(len(steps), np.inf)
    many = number >= 2
    usual[many] = steps[many, (number[many] - 2) // 2]
    named_as = usual.copy()
    for days, near in UNITS.values():
        named_as[(usual >= near.start) & (usual < near.stop)] = days
    found: Numbers = 1.5 * named_as
    return found


def _recent(grid: Grid, today: date | None, settings: RunRules) -> Flags:
    """Say of each series whether its last point is recent enough to call anything."""
    if today is None:
        return np.ones(len(grid.values), dtype=bool)
    fresh = np.array([is_recent_on(day, today, settings.recent_months) for day in grid.dates], dtype=bool)
    is_there = ~np.isnan(grid.values)
    last = is_there.shape[1] - 1 - is_there[:, ::-1].argmax(axis=1)
    found: Flags = fresh[last] | ~is_there.any(axis=1)
    return found


def _medians(used: Numbers) -> Numbers:
    """Give the median of each row, as the mean of the two in the middle where there are two."""
    ordered = np.sort(used, axis=1)
    number = (~np.isnan(used)).sum(axis=1)
    rows = np.arange(len(used))
    low = ordered[rows, np.maximum(number - 1, 0) // 2]
    high = ordered[rows, np.minimum(number // 2, used.shape[1] - 1)]
    found: Numbers = np.where(number % 2 == 0, (low + high) / 2, low)
    return found


def _gaps(days: NDArray[np.int64], ordered: Numbers, longest: Numbers) -> Flags:
    """Say of each point whether a period is missing before it; the first of a phase has nothing before it."""
    gaps = np.ones(ordered.shape, dtype=bool)
    gaps[:, 1:] = np.diff(days, axis=1) > longest[:, None]
    return gaps | np.isnan(ordered)


def _patterns(
    ordered: Numbers, sides: NDArray[np.int8], gaps: Flags, crowded: Flags, settings: RunRules
) -> list[NDArray[np.int8]]:
    """Label the points of one phase, pushed together: the rule by its place, or -1, and the side."""
    trend = _trends(ordered, gaps, settings.trend)
    shift = _shifts(sides, gaps, crowded, settings.shift)
    rule = np.where(trend != 0, 0, np.where(shift != 0, 1, -1)).astype(np.int8)
    return [rule, np.where(trend != 0, trend, shift).astype(np.int8)]


def _shifts(sides: NDArray[np.int8], gaps: Flags, crowded: Flags, length: int) -> NDArray[np.int8]:
    """Mark shifts: points on the line are skipped, or break where most of a series lies on it."""
    broken = np.cumsum(gaps | ((sides == 0) & crowded[:, None]), axis=1)
    order = pushed_together(sides != 0)
    useful, parts = np.take_along_axis(sides, order, axis=1), np.take_along_axis(broken, order, axis=1)
    links = np.zeros(sides.shape, dtype=bool)
    links[:, 1:] = (useful[:, 1:] == useful[:, :-1]) & (useful[:, 1:] != 0) & (parts[:, 1:] == parts[:, :-1])
    return in_place(np.where(covered(links, length), useful, 0).astype(np.int8), order)


def _trends(ordered: Numbers, gaps: Flags, length: int) -> NDArray[np.int8]:
    """Mark trends: equal neighbours are one step, and a point between two trends takes the next one's way."""
    turns = signs_of(ordered[:, 1:], ordered[:, :-1])
    begins = np.ones(ordered.shape, dtype=bool)
    begins[:, 1:] = (turns != 0) | gaps[:, 1:]
    step = np.cumsum(begins, axis=1) - 1
    way_here = np.zeros(ordered.shape, dtype=np.int8)  # from the point before; 0 across a gap
    way_here[:, 1:] = np.where(gaps[:, 1:], 0, turns)
    order = pushed_together(begins)
    number = begins.sum(axis=1)
    ways = np.take_along_axis(way_here, order, axis=1)
    ways[np.arange(ways.shape[1]) >= number[:, None]] = 0
    links = np.zeros(ways.shape, dtype=bool)
    links[:, 1:] = (ways[:, 1:] == ways[:, :-1]) & (ways[:, 1:] != 0)
    long = np.where(covered(links, length - 1), ways, 0)
    marked = np.array(long, dtype=np.int8)
    marked[:, :-1] = np.where(long[:, 1:] != 0, long[:, 1:], marked[:, :-1])
    return np.take_along_axis(marked, step, axis=1)


def _runs(sides: NDArray[np.int8], called: Flags, settings: RunRules) -> NDArray[np.int8]:
    """Say whether each series has too few or too many runs in this phase."""
    order = pushed_together(sides != 0)
    useful = np.take_along_axis(sides, order, axis=1)
    above, below = (useful > 0).sum(axis=1), (useful < 0).sum(axis=1)
    changes = (useful[:, 1:] != useful[:, :-1]) & (useful[:, 1:] != 0)
    number = changes.sum(axis=1) + 1
    found = np.zeros(len(sides), dtype=np.int8)
    expected: dict[tuple[int, int], tuple[int, int]] = {}
    for row in np.nonzero(called & (above > 0) & (below > 0))[0]:
        pair = int(above[row]), int(below[row])
        if pair not in expected:
            expected[pair] = runs_expected(*pair, tail=settings.tail)
        fewest, most = expected[pair]
        found[row] = (number[row] > most) - int(number[row] < fewest)
    return found
