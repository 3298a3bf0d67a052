"""The run chart: a series over time with its median, what a rule found in it, and what is not known.

Missing, suppressed and zero look different: a missing value leaves a gap and a ring on the axis; a suppressed one a
hatched square there; a zero is a value like any other, on its own line. The title is the finding, in words, above the
picture; a table stands beside it.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import floor, log10

from django.utils.safestring import SafeString, mark_safe

from cairn.web.charts.bars import part
from cairn.web.charts.sparkline import runs
from cairn.web.charts.svg import picture, short, straight, tag, text

SPACED_LABELS = 9


@dataclass(frozen=True, slots=True)
class RunPoint:
    """One period: its short label, its value, and why there is none when there is none."""

    label: str
    value: float | None
    is_suppressed: bool = False
    low: float | None = None  # the bounds of what is known, when the value is uncertain
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of periods, both ends included: where a centre line holds, or where a rule found something."""

    first: int
    last: int
    words: str
    value: float = 0.0  # the height of a centre line
    tone: str = "moss"  # of a signal: moss for better, refusal for worse, soft for neither


@dataclass(frozen=True, slots=True)
class Mark:
    """Something at one period: a break of definition, or what people know happened then."""

    at: int
    words: str


@dataclass(frozen=True, slots=True)
class RunChart:
    """All that one run chart shows. Indices count periods from zero."""

    points: Sequence[RunPoint]
    title: str
    desc: str = ""
    centres: Sequence[Span] = ()
    signals: Sequence[Span] = ()
    breaks: Sequence[Mark] = ()
    notes: Sequence[Mark] = ()
    target: float | None = None
    target_words: str = ""
    is_narrow: bool = False
    rtl: bool = False
    write: Callable[[float], str] | None = None  # how a number is written in the reader's language


@dataclass(frozen=True, slots=True)
class Frame:
    """The plane of one chart: where a period and a value lie on the paper."""

    width: float
    height: float
    start: float
    end: float
    top: float
    bottom: float
    low: float
    high: float
    count: int
    rtl: bool

    def x(self, k: float) -> float:
        """Place a period."""
        x = self.start + (self.end - self.start) * (k + 0.5) / self.count
        return self.width - x if self.rtl else x

    def y(self, value: float) -> float:
        """Place a value."""
        return self.bottom - (self.bottom - self.top) * (value - self.low) / (self.high - self.low)

    def side(self, x: float) -> float:
        """Place something given from the side where reading begins."""
        return self.width - x if self.rtl else x

    def anchor(self, side: str) -> str:
        """Turn start and end round where the chart is read from the right."""
        return {"start": "end", "end": "start"}.get(side, side) if self.rtl else side


def run_chart(chart: RunChart) -> SafeString:
    """Draw a run chart, 860 wide, or 360 when `is_narrow`.

    Raises: ValueError if there is no period at all.
    """
    if not chart.points:
        raise ValueError("A run chart needs at least one period; give its points.")
    frame = framed(chart)
    layers = (_signals, _grid, _breaks, _bounds, _target, _centres, _line, _unknown, _notes, _last)
    inside = [mark_safe("".join(layer(chart, frame))) for layer in layers]  # noqa: S308
    return picture(
        inside,
        size=(frame.width, frame.height),
        title=chart.title,
        desc=chart.desc,
        class_="chart run-chart run-chart--narrow" if chart.is_narrow else "chart run-chart",
    )


def framed(chart: RunChart) -> Frame:
    """Choose the plane: round steps that hold every value, the centre lines and the target."""
    heights = (
        [one.value for one in chart.points]
        + [one.low for one in chart.points]
        + [one.high for one in chart.points]
    )
    heights += [span.value for span in chart.centres] + [chart.target]
    known = [height for height in heights if height is not None] or [0.0, 1.0]
    steps = ticks(min(known), max(known), wanted=3 if chart.is_narrow else 4)
    width, height = (360.0, 330.0) if chart.is_narrow else (860.0, 400.0)
    return Frame(
        width=width,
        height=height,
        start=34.0 if chart.is_narrow else 48.0,
        end=width - (8.0 if chart.is_narrow else 150.0),
        top=64.0,
        bottom=height - 62.0,
        low=steps[0],
        high=steps[-1],
        count=len(chart.points),
        rtl=chart.rtl,
    )


def ticks(low: float, high: float, *, wanted: int = 4) -> list[float]:
    """Choose round steps around values; zero is kept where it is near.

    >>> ticks(12.0, 47.0)
    [0.0, 20.0, 40.0, 60.0]
    >>> ticks(0.31, 0.74)
    [0.2, 0.4, 0.6, 0.8]
    """
    if 0 < low < 0.4 * high:
        low = 0.0
    span = (high - low) or abs(high) or 1.0
    unit = 10.0 ** floor(log10(span / wanted))
    step = min((unit * k for k in (1, 2, 2.5, 5, 10)), key=lambda size: abs(span / size - wanted))
    first, last = floor(low / step + 1e-9), -floor(-high / step + 1e-9)
    return [round(step * k, 10) for k in range(first, max(last, first + 1) + 1)]


def _written(chart: RunChart, value: float) -> str:
    if chart.write:
        return chart.write(value)
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:,.1f}"


def _grid(chart: RunChart, frame: Frame) -> Iterable[str]:
    for step in ticks(frame.low, frame.high, wanted=3 if chart.is_narrow else 4):
        if frame.low <= step <= frame.high:
            y = frame.y(step)
            yield tag(
                "path",
                d=f"M{short(frame.side(frame.start))} {short(y)}H{short(frame.side(frame.end))}",
                class_="grid-zero" if step == 0 else "grid",
            )
            yield text(
                _written(chart, step),
                frame.side(frame.start - 8),
                y + 5,
                class_="axis",
                anchor=frame.anchor("end"),
            )
    every = -(-frame.count // (4 if chart.is_narrow else SPACED_LABELS))
    for k in range(frame.count - 1, -1, -every):
        yield text(chart.points[k].label, frame.x(k), frame.bottom + 40, class_="axis", anchor="middle")


def _signals(chart: RunChart, frame: Frame) -> Iterable[str]:
    for span in chart.signals:
        a, b = sorted((frame.x(span.first - 0.5), frame.x(span.last + 0.5)))
        yield tag(
            "rect",
            x=a,
            y=frame.top - 8,
            width=b - a,
            height=frame.bottom - frame.top + 8,
            class_=f"signal signal-{span.tone}",
        )
        yield tag(
            "path",
            d=f"M{short(a + 1)} {short(frame.top - 2)}V{short(frame.top - 8)}H{short(b - 1)}V{short(frame.top - 2)}",
            class_=f"bracket bracket-{span.tone}",
        )
        middle = min(max((a + b) / 2, 4.0 * len(span.words)), frame.width - 4.0 * len(span.words))
        yield text(span.words, middle, frame.top - 17, class_="signal-words", anchor="middle")


def _breaks(chart: RunChart, frame: Frame) -> Iterable[str]:
    for mark in chart.breaks:
        x = frame.x(mark.at - 0.5)
        yield tag("path", d=f"M{short(x)} {short(frame.top - 8)}V{short(frame.bottom + 8)}", class_="break")
        yield text(
            mark.words,
            x + (-7 if frame.rtl else 7),
            frame.bottom - 8,
            class_="break-words",
            anchor=frame.anchor("start"),
        )


def _bounds(chart: RunChart, frame: Frame) -> Iterable[str]:
    for k, one in enumerate(chart.points):
        if one.low is not None and one.high is not None:
            x, top, bottom = frame.x(k), frame.y(one.high), frame.y(one.low)
            yield tag(
                "path",
                d=f"M{short(x)} {short(top)}V{short(bottom)}M{short(x - 4)} {short(top)}h8M{short(x - 4)} {short(bottom)}h8",
                class_="bounds",
            )


def _target(chart: RunChart, frame: Frame) -> Iterable[str]:
    if chart.target is not None:
        y = frame.y(chart.target)
        yield tag(
            "path",
            d=f"M{short(frame.side(frame.start))} {short(y)}H{short(frame.side(frame.end))}",
            class_="target",
        )
        yield _beside(chart, frame, y, chart.target_words or _written(chart, chart.target), "target-words")


def _beside(chart: RunChart, frame: Frame, y: float, words: str, class_: str) -> SafeString:
    """Write words at the end of a line: beside it, or above it where the page is narrow."""
    if chart.is_narrow:
        return text(words, frame.side(frame.end), y - 6, class_=class_, anchor=frame.anchor("end"))
    return text(words, frame.side(frame.end + 10), y + 5, class_=class_, anchor=frame.anchor("start"))


def _centres(chart: RunChart, frame: Frame) -> Iterable[str]:
    for k, span in enumerate(chart.centres):
        y = frame.y(span.value)
        yield tag(
            "path",
            d=f"M{short(frame.x(span.first - 0.5))} {short(y)}H{short(frame.x(span.last + 0.5))}",
            class_="centre",
        )
        if k == len(chart.centres) - 1:
            yield _beside(chart, frame, y, span.words, "centre-words")
        else:
            yield text(
                span.words,
                frame.x(span.first - 0.4),
                y - 7,
                class_="centre-words",
                anchor=frame.anchor("start"),
            )


def _line(chart: RunChart, frame: Frame) -> Iterable[str]:
    cuts = {mark.at for mark in chart.breaks}
    for run in runs([one.value for one in chart.points]):
        for piece in _cut(run, cuts):
            if len(piece) > 1:
                yield tag(
                    "path", d=straight((frame.x(k), frame.y(value)) for k, value in piece), class_="line"
                )
    told = {k: span.tone for span in chart.signals for k in range(span.first, span.last + 1)}
    size = 3.2 if frame.count > 40 or chart.is_narrow else 4.2
    for k, one in enumerate(chart.points):
        if one.value is not None:
            yield _dot(frame.x(k), frame.y(one.value), size, told.get(k))


def _cut(run: list[tuple[int, float]], cuts: set[int]) -> Iterable[list[tuple[int, float]]]:
    """Part a line where a definition changed: values on either side are never joined."""
    piece = [run[0]]
    for (_before, _value), here in pairwise(run):
        if here[0] in cuts:
            yield piece
            piece = []
        piece.append(here)
    yield piece


def _dot(x: float, y: float, size: float, tone: str | None) -> SafeString:
    if tone is None:
        return tag("circle", cx=x, cy=y, r=size, class_="dot")
    r = size * 1.45
    shape = f"M{short(x)} {short(y - r)}L{short(x + r)} {short(y)} {short(x)} {short(y + r)} {short(x - r)} {short(y)}Z"
    return tag("path", d=shape, class_=f"dot dot-{tone}")


def _unknown(chart: RunChart, frame: Frame) -> Iterable[str]:
    """Mark on the axis the periods without a value."""
    for k, one in enumerate(chart.points):
        if one.value is None and one.is_suppressed:
            shape = "".join(part(frame.x(k) - 7, 14.0, 14.0, look="soft"))
            yield tag("g", shape, transform=f"translate(0 {short(frame.bottom + 6)})")
        elif one.value is None:
            yield tag("circle", cx=frame.x(k), cy=frame.bottom + 13, r=5.0, class_="missing-ring")


def _notes(chart: RunChart, frame: Frame) -> Iterable[str]:
    for mark in chart.notes:
        x, value = frame.x(mark.at), chart.points[mark.at].value
        y = frame.y(value if value is not None else frame.low)
        is_high = y < (frame.top + frame.bottom) / 2
        far = y + 46 if is_high else y - 40
        yield tag(
            "path",
            d=f"M{short(x)} {short(y + (8 if is_high else -8))}V{short(far + (-14 if is_high else 6))}",
            class_="note-line",
        )
        half = 3.8 * len(mark.words)
        yield text(
            mark.words,
            min(max(x, frame.start + half), frame.end - half) if not frame.rtl else x,
            far,
            class_="note-words",
            anchor="middle",
        )


def _last(chart: RunChart, frame: Frame) -> Iterable[str]:
    """Write the latest value at its point."""
    known = [(k, one) for k, one in enumerate(chart.points) if one.value is not None]
    if known and not chart.is_narrow:
        k, one = known[-1]
        yield text(
            _written(chart, one.value),
            frame.x(k),
            frame.y(one.value) - 12,
            class_="last-words",
            anchor="middle",
        )
