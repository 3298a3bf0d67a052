"""The run chart: a series over time with its median, what a rule found in it, and what is not known.

Missing, suppressed and zero look different: a missing value leaves a gap and a ring on the axis; a suppressed
one a hatched square there; a zero is a value like any other, on its own line. The title is the finding, in
words, above the picture; a table stands beside it.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from django.utils.safestring import SafeString, mark_safe

from cairn.web.charts.bars import part
from cairn.web.charts.plane import Frame, along, clearest, ticks
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
    """A stretch of periods, both ends included: where a centre line holds, or a rule found something."""

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
    missing_words: str = ""  # said once, beside the first ring: "no report"
    suppressed_words: str = ""  # said once, beside the first hatched square: "held back"
    is_narrow: bool = False
    rtl: bool = False
    write: Callable[[float], str] | None = None  # how a number is written in the reader's language


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
        top=64.0 if chart.signals else 26.0,
        bottom=height - 62.0,
        steps=tuple(steps),
        count=len(chart.points),
        rtl=chart.rtl,
    )


def _written(chart: RunChart, value: float) -> str:
    if chart.write:
        return chart.write(value)
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:,.1f}"


def _grid(chart: RunChart, frame: Frame) -> Iterable[str]:
    for step in frame.steps:
        line = straight([(frame.side(frame.start), frame.y(step)), (frame.side(frame.end), frame.y(step))])
        yield tag("path", d=line, class_="grid-zero" if step == 0 else "grid")
        words, x = _written(chart, step), frame.side(frame.start - 8)
        yield text(words, x, frame.y(step) + 5, class_="axis", anchor=frame.anchor("end"))
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
        low, high = frame.top - 2, frame.top - 8
        bracket = straight([(a + 1, low), (a + 1, high), (b - 1, high), (b - 1, low)])
        yield tag("path", d=bracket, class_=f"bracket bracket-{span.tone}")
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
            lines = [((x, top), (x, bottom)), *(((x - 4, y), (x + 4, y)) for y in (top, bottom))]
            yield tag("path", d="".join(map(straight, lines)), class_="bounds")


def _target(chart: RunChart, frame: Frame) -> Iterable[str]:
    if chart.target is not None:
        y = frame.y(chart.target)
        yield tag(
            "path",
            d=f"M{short(frame.side(frame.start))} {short(y)}H{short(frame.side(frame.end))}",
            class_="target",
        )
        words = chart.target_words or _written(chart, chart.target)
        if chart.is_narrow:
            yield _over(chart, frame, Span(0, frame.count - 1, words), y, class_="target-words")
        else:
            yield _beside(frame, y, words, "target-words")


def _beside(frame: Frame, y: float, words: str, class_: str) -> SafeString:
    """Write words at the end of a line."""
    return text(words, frame.side(frame.end + 10), y + 5, class_=class_, anchor=frame.anchor("start"))


def _centres(chart: RunChart, frame: Frame) -> Iterable[str]:
    for k, span in enumerate(chart.centres):
        y = frame.y(span.value)
        line = f"M{short(frame.x(span.first - 0.5))} {short(y)}H{short(frame.x(span.last + 0.5))}"
        yield tag("path", d=line, class_="centre")
        if k == len(chart.centres) - 1 and not chart.is_narrow:
            yield _beside(frame, y, span.words, "centre-words")
        else:
            yield _over(chart, frame, span, y, class_="centre-words")


def _over(chart: RunChart, frame: Frame, span: Span, y: float, *, class_: str) -> SafeString:
    """Write a line's words over or under it, where the series leaves room."""
    half = 4.1 * len(span.words)
    ends = sorted((frame.x(span.first - 0.5), frame.x(span.last + 0.5)))
    across = [frame.x(k) for k in range(span.first, span.last + 1)]
    inside = [x for x in across if ends[0] + half <= x <= ends[1] - half] or [sum(ends) / 2]
    x, y = clearest([(x, high) for high in (y - 8, y + 19) for x in inside], _course(chart, frame), half=half)
    return text(span.words, x, y, class_=class_, anchor="middle")


def _course(chart: RunChart, frame: Frame) -> list[tuple[float, float]]:
    """Note where the series and its bounds run on the paper."""
    pieces = runs([one.value for one in chart.points])
    lines = [[(frame.x(k), frame.y(value)) for k, value in piece] for piece in pieces]
    lines += [
        [(frame.x(k), frame.y(one.low)), (frame.x(k), frame.y(one.high))]
        for k, one in enumerate(chart.points)
        if one.low is not None and one.high is not None
    ]
    return [place for line in lines for place in along(line)]


def _levels(chart: RunChart, frame: Frame) -> list[tuple[float, float]]:
    """Note where the level lines run: the target, and each centre where it holds."""
    whole = [] if chart.target is None else [Span(0, frame.count - 1, "", chart.target)]
    spans = [*chart.centres, *whole]
    return [(frame.x(k), frame.y(span.value)) for span in spans for k in range(span.first, span.last + 1)]


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
    shape = straight([(x, y - r), (x + r, y), (x, y + r), (x - r, y)])
    return tag("path", d=f"{shape}Z", class_=f"dot dot-{tone}")


def _unknown(chart: RunChart, frame: Frame) -> Iterable[str]:
    """Mark on the axis the periods without a value, and say once what each mark means."""
    said = {True: chart.suppressed_words, False: chart.missing_words}
    for k, one in enumerate(chart.points):
        if one.value is None:
            x, y = frame.x(k), frame.bottom + 14
            yield (
                _hatched(x, y)
                if one.is_suppressed
                else tag("circle", cx=x, cy=y, r=5.0, class_="missing-ring")
            )
            words = said.pop(one.is_suppressed, "")
            has_room = frame.start + (k + 0.5) * frame.step > 7.4 * len(words)
            side, anchor = (-11.0, "end") if has_room else (11.0, "start")
            yield text(
                words,
                x + (-side if frame.rtl else side),
                y + 5,
                class_="unknown-words",
                anchor=frame.anchor(anchor),
            )


def _hatched(x: float, y: float) -> SafeString:
    shape = "".join(part(x - 7, 14.0, 14.0, look="soft"))
    return tag("g", shape, transform=f"translate(0 {short(y - 7)})")


def _notes(chart: RunChart, frame: Frame) -> Iterable[str]:
    course = _course(chart, frame) + _levels(chart, frame)
    for mark in chart.notes:
        x, value, half = frame.x(mark.at), chart.points[mark.at].value, 3.9 * len(mark.words)
        y = frame.y(value if value is not None else frame.steps[0])
        middle = (
            min(max(x, frame.side(frame.start) + half), frame.side(frame.end) - half) if not frame.rtl else x
        )
        highs = [y - 34, y + 42, y - 58, y + 66, y - 90, y - 120]
        places = [(middle, high) for high in highs if frame.top + 14 < high < frame.bottom - 6] or [
            (middle, y - 34)
        ]
        _x, high = clearest(places, course, half=half)
        yield tag(
            "path",
            d=f"M{short(x)} {short(y + (8 if high > y else -8))}V{short(high + (-15 if high > y else 6))}",
            class_="note-line",
        )
        yield text(mark.words, middle, high, class_="note-words", anchor="middle")


def _last(chart: RunChart, frame: Frame) -> Iterable[str]:
    """Write the latest value: outward of its point where nothing stands in the way, else above it."""
    known = [(k, one.value) for k, one in enumerate(chart.points) if one.value is not None]
    if not known:
        return
    k, value = known[-1]
    x, y = frame.x(k), frame.y(value)
    beside = [
        frame.y(height)
        for height in (chart.target, *[span.value for span in chart.centres[-1:]])
        if height is not None
    ]
    has_room = not chart.is_narrow and (frame.step > 90 or all(abs(y - other) > 20 for other in beside))
    out = -11.0 if frame.rtl else 11.0
    if has_room:
        yield text(_written(chart, value), x + out, y + 6, class_="last-words", anchor=frame.anchor("start"))
    else:
        yield text(
            _written(chart, value), x + out / 2, y - 11, class_="last-words", anchor=frame.anchor("end")
        )
