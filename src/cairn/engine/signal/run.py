"""The run chart: a line, its median, and what three plain rules find in it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from statistics import median

from cairn.engine.signal.meaning import kind_of, meaning_of
from cairn.engine.signal.periods import Rhythm, rhythm_of
from cairn.engine.signal.readings import (
    Better,
    Reading,
    Rebase,
    cause_of,
    check_options,
    readings_of,
    rebases_of,
)
from cairn.engine.signal.rules import Pattern, RunRules, patterns
from cairn.engine.signal.verdict import Verdict, verdict_of


@dataclass(frozen=True, slots=True)
class Point:
    """One point of the chart, as drawn.

    `kind` is common_cause, special_cause_improvement, special_cause_concern, special_cause_neutral_high,
    special_cause_neutral_low, or None where nothing is called; `label` names the pattern it belongs to.
    """

    date: date
    value: float
    label: str | None
    kind: str | None
    phase: int  # from 0; a rebase begins the next
    centre: float | None  # of its phase
    is_quality: bool
    follows: bool  # False: a period is missing before it, or a phase begins: draw no line


@dataclass(frozen=True, slots=True)
class Signal:
    """What a rule found, where, and what it means in the direction of better."""

    rule: str  # shift, trend, runs
    side: str  # above, below; rising, falling; few, many
    from_: date
    to: date
    points: int  # that count: none on the line, equal neighbours once
    parameter: float  # the rule's length; for runs the chance on that side
    centre: float
    meaning: str  # improvement, concern, neutral
    is_current: bool  # nothing has ended it yet


@dataclass(frozen=True, slots=True)
class Phase:
    """A stretch between rebases with its own centre line; dated by its points of quality, if any."""

    from_: date
    to: date
    points: int  # of quality
    centre: float | None
    rests_on: str  # all, baseline, or none: what the median is of
    is_called: bool
    on_line: int  # points of quality that lie on the centre line
    cause: str | None  # why the phase began; None: it is the first


@dataclass(frozen=True, slots=True)
class RunChart:
    """A run chart with its rules, its signals and a verdict in plain words.

    `centre`, `variation` and `verdict` speak of the last phase. Astronomical points are left to people.
    """

    unit: str
    centre: float | None
    points: tuple[Point, ...]
    phases: tuple[Phase, ...]
    signals: tuple[Signal, ...]
    variation: str | None
    is_drawn: bool
    is_called: bool
    is_recent: bool | None  # None: no date of today was given
    rules: RunRules
    baseline: int | None
    better: Better | None
    rebases: tuple[Rebase, ...]
    verdict: Verdict

    @property
    def rule(self) -> str:
        """Say in a sentence by which rules the chart is read."""
        what = "all points" if self.baseline is None else f"the first {self.baseline} points, frozen"
        return (
            f"Median of {what}; a shift is {self.rules.shift} points on one side, a trend {self.rules.trend} "
            f"rising or falling, and runs are too few or too many at a chance of {self.rules.tail} a side. "
            f"Drawn from {self.rules.draw} points, called from {self.rules.call}."
        )


def run_chart(  # noqa: PLR0913 - the chart's whole wording, each by its name
    dates: Sequence[date],
    values: Sequence[float],
    *,
    better: Better | None = None,
    baseline: int | None = None,
    today: date | None = None,
    quality: Sequence[bool] | None = None,
    rebase: Iterable[Rebase] = (),
    unit: str | None = None,
    rules: RunRules | None = None,
) -> RunChart:
    """Draw a run chart and say what its rules find.

    Shapes: `dates`, `values` and `quality` have one entry per point, in any order.
    Units: `values` in the measure's unit; `baseline` in points.
    Centre: the median of all points of quality of a phase, or of its first `baseline` ones, frozen.
    Rules: shift (6 on one side; points on the line neither count nor break), trend (5 rising or falling,
    equal neighbours once), and too few or too many runs (exact distribution). An astronomical point is a
    matter of judgement, so nothing is computed for it.
    Gates: drawn from 7 points, called from 10, in each phase; nothing is called if `today` is given and the
    last point is more than 3 months older. Points that failed quality are shown but never count, so their
    period counts as missing, and a missing period breaks a shift and a trend.
    Where more than half of a phase lies on its line (a median of 0 with mostly zeros) a point on the line
    breaks a shift, and without a signal the verdict says that this chart cannot tell.
    `rebase`: days that begin a new phase, each with its cause; no pattern crosses one. `unit`: day, week,
    month, quarter, year; found from the dates unless given; irregular lets neighbours always follow on.
    Raises: ValueError with place and remedy if shapes disagree, a date is twice or no date, a value is not a
    finite number, or an option is out of range.
    Source: Perla, Provost and Murray (2011), BMJ Quality and Safety 20:46-51.

    >>> months = [date(2024, month, 1) for month in range(1, 13)]
    >>> chart = run_chart(months, [44, 45, 43, 46, 44, 45, 38, 37, 39, 36, 38, 37], better="down")
    >>> chart.centre, [(signal.rule, signal.side) for signal in chart.signals]
    (41.0, [('shift', 'above'), ('runs', 'few'), ('shift', 'below')])
    >>> chart.verdict.text
    'Six months below the median 41: a shift, not noise. This is the direction hoped for.'
    """
    rules = rules or RunRules()
    check_options(better, baseline)
    rebases = rebases_of(rebase)
    readings = readings_of(dates, values, quality, rebases)
    kept = [reading for reading in readings if reading.is_quality]
    rhythm = rhythm_of([reading.date for reading in readings], unit=unit)
    is_recent = None if today is None or not kept else is_recent_on(kept[-1].date, today, rules.recent_months)
    is_drawn = len(kept) >= rules.draw
    phases: list[Phase] = []
    signals: list[Signal] = []
    points: list[Point] = []
    for number in sorted({reading.phase for reading in readings}):
        members = [reading for reading in readings if reading.phase == number]
        counted = [reading for reading in members if reading.is_quality]
        phase = _phase(members, counted, baseline, rules, is_recent, cause=cause_of(number, rebases))
        found = _patterns(counted, phase, rhythm, rules)
        phases.append(phase)
        signals.extend(_signal(pattern, counted, phase, rules, better) for pattern in found)
        points.extend(_points(members, counted, phase, found, rhythm=rhythm, better=better, rules=rules))
    signals.sort(key=lambda signal: (signal.from_, signal.to, signal.rule))
    last = phases[-1] if phases else None
    is_called = bool(last and last.is_called)
    return RunChart(
        unit=rhythm.unit,
        centre=last.centre if last else None,
        points=tuple(points),
        phases=tuple(phases),
        signals=tuple(signals),
        variation=_variation(points, better) if is_called else None,
        is_drawn=is_drawn,
        is_called=is_called,
        is_recent=is_recent,
        rules=rules,
        baseline=baseline,
        better=better,
        rebases=rebases,
        verdict=verdict_of(last, signals, kept=len(kept), unit=rhythm.unit, rules=rules, is_recent=is_recent),
    )


def is_recent_on(last: date, today: date, months: int) -> bool:
    """Say whether a date's month is at most so many months before today's."""
    return (today.year - last.year) * 12 + today.month - last.month <= months


def _phase(
    members: Sequence[Reading],
    counted: Sequence[Reading],
    baseline: int | None,
    rules: RunRules,
    is_recent: bool | None,
    *,
    cause: str | None,
) -> Phase:
    centre, rests_on = None, "none"
    if len(counted) >= rules.draw:
        values = sorted(reading.value for reading in counted[:baseline])
        centre, rests_on = float(median(values)), "all" if baseline is None else "baseline"
    is_called = centre is not None and len(counted) >= rules.call and is_recent is not False
    shown = counted or members
    on_line = sum(1 for reading in counted if reading.value == centre)
    return Phase(shown[0].date, shown[-1].date, len(counted), centre, rests_on, is_called, on_line, cause)


def _patterns(counted: Sequence[Reading], phase: Phase, rhythm: Rhythm, rules: RunRules) -> list[Pattern]:
    if phase.centre is None or not phase.is_called:
        return []
    values = [reading.value for reading in counted]
    sides = [(value > phase.centre) - (value < phase.centre) for value in values]
    breaks = [True, *(not rhythm.follows(one.date, other.date) for one, other in pairwise(counted))]
    return patterns(values, sides, breaks, rules=rules)


def _signal(
    pattern: Pattern, counted: Sequence[Reading], phase: Phase, rules: RunRules, better: Better | None
) -> Signal:
    values = [counted[place].value for place in pattern.points]
    steps = sum(1 for one, other in pairwise(values) if one != other) + 1
    parameters = {"shift": float(rules.shift), "trend": float(rules.trend), "runs": float(rules.tail)}
    return Signal(
        rule=pattern.rule,
        side=pattern.side,
        from_=counted[pattern.points[0]].date,
        to=counted[pattern.points[-1]].date,
        points=steps if pattern.rule == "trend" else len(values),
        parameter=parameters[pattern.rule],
        centre=phase.centre or 0.0,
        meaning=meaning_of(pattern.side, better),
        is_current=_is_current(pattern, counted, phase),
    )


def _is_current(pattern: Pattern, counted: Sequence[Reading], phase: Phase) -> bool:
    """Say whether a pattern still stands: points on the line do not end a shift."""
    later = counted[pattern.points[-1] + 1 :]
    if pattern.rule == "shift" and 2 * phase.on_line <= phase.points:
        return all(reading.value == phase.centre for reading in later)
    return pattern.rule == "runs" or not later


def _points(  # noqa: PLR0913 - one call, split only for reading
    members: Sequence[Reading],
    counted: Sequence[Reading],
    phase: Phase,
    found: Sequence[Pattern],
    *,
    rhythm: Rhythm,
    better: Better | None,
    rules: RunRules,
) -> list[Point]:
    """Label every point; a trend goes before a shift, and a later pattern before an earlier."""
    sides: dict[date, Pattern] = {}
    for rule in ("shift", "trend"):
        for pattern in found:
            if pattern.rule == rule:
                sides.update((counted[place].date, pattern) for place in pattern.points)
    points, before = [], None
    for reading in members:
        pattern_here = sides.get(reading.date)
        label, kind = _label(pattern_here, better, rules) if phase.is_called else (None, None)
        if not reading.is_quality:
            label, kind = "Failed quality", None
        follows = before is not None and rhythm.follows(before, reading.date)
        points.append(
            Point(
                reading.date,
                reading.value,
                label,
                kind,
                reading.phase,
                phase.centre,
                reading.is_quality,
                follows,
            )
        )
        before = reading.date
    return points


def _label(pattern: Pattern | None, better: Better | None, rules: RunRules) -> tuple[str, str]:
    if pattern is None:
        return "Common Cause", "common_cause"
    if pattern.rule == "trend":
        label = f"{rules.trend} Point Trend ({'Increasing' if pattern.side == 'rising' else 'Decreasing'})"
    else:
        label = f"{rules.shift} Points {'Above' if pattern.side == 'above' else 'Below'} CL"
    return label, kind_of(pattern.side, better)


def _variation(points: Sequence[Point], better: Better | None) -> str:
    """Name the variation icon from the last point that counts: what it means, and which way."""
    kind = next(point.kind for point in reversed(points) if point.kind)
    if kind == "common_cause" or better is None:
        return kind.removeprefix("special_cause_")
    improves = kind == "special_cause_improvement"
    return f"{'improvement' if improves else 'concern'}_{'high' if improves == (better == 'up') else 'low'}"
