"""The picture of the product: a way that winds past cairns and comes back higher.

Each station is a cairn. Its stones stand for a count (`stones.STEPS`: one at 1, 3, 10, 30, 100, 300 and
1,000); an ochre stone is something that waits for the reader. The same drawing serves three sizes: the map of
a home page, the trace of one sentence, and the marker above every page.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from textwrap import wrap

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from cairn.web.charts.stones import cairn, stones_for
from cairn.web.charts.svg import picture, tag, text
from cairn.web.charts.way import Bend, Point, bend, drawn, mirrored, turned

WIDTH, HEIGHT = 1120.0, 510.0
MOST_WAITING = 2


@dataclass(frozen=True, slots=True)
class Station:
    """One cairn on the way: what it is called, how much lies there, and what waits."""

    key: str
    label: str
    figure: str = ""  # the main words under the label: "1,204 said"
    note: str = ""  # a smaller line: "41 of 70 reached"
    count: int = 0  # what was given here; gives the number of stones
    waiting: int = 0  # what waits for the reader; gives ochre stones
    url: str = ""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A station with its stones counted, as the templates need it."""

    station: Station
    laid: int
    waiting: int
    cairn: SafeString
    way: SafeString


def path_map(stations: Sequence[Station], *, title: str, ahead: str = "", rtl: bool = False) -> SafeString:
    """Draw the map of a home page: stations rise along the way, and it turns back above them.

    `ahead` is what comes next ("the next revision opens on 2 March"), written where the way leads on.
    Raises: ValueError if there are fewer than two stations.
    """
    if len(stations) < 2:
        raise ValueError("A way needs at least two stations; give more.")
    places = [mirrored(place, WIDTH, rtl=rtl) for place in standing(len(stations))]
    there, back = ways(standing(len(stations)))
    inside = [
        drawn(turned(back, WIDTH, rtl=rtl), broad=25, narrow=5, seed="back"),
        drawn(turned(there, WIDTH, rtl=rtl), broad=31, narrow=25, seed="there"),
        _ahead(ahead, rtl=rtl),
    ]
    inside += [_station(one, place, len(stations)) for one, place in zip(stations, places, strict=True)]
    return picture(inside, size=(WIDTH, HEIGHT), title=title, class_="chart path-map", role="group")


def standing(count: int) -> list[Point]:
    """Place stations evenly, each a little higher than the last but one."""
    step = WIDTH / count
    return [
        (step * (k + 0.5), 345 - 90 * k / max(count - 1, 1) + (32 if k % 2 == 0 else -32))
        for k in range(count)
    ]


def ways(places: list[Point]) -> tuple[tuple[Bend, ...], tuple[Bend, ...]]:
    """Lead the way from the edge past every station, then round and back above them."""
    first, last = places[0], places[-1]
    beyond, edge = (-520.0, first[1] + 52), (-60.0, first[1] + 22)  # the way comes in from outside the page
    starts = [beyond, edge, *places]
    there = tuple(bend(a, b) for a, b in pairwise(starts))
    turn, ridge, mid, end = (
        (WIDTH + 8.0, last[1] - 92),
        (last[0] - 170, 88.0),
        (WIDTH * 0.42, 116.0),
        (150.0, 54.0),
    )
    back = (
        (last, (last[0] + 74, last[1] + 2), (turn[0] + 10, turn[1] + 50), turn),
        (turn, (turn[0] - 14, turn[1] - 66), (ridge[0] + 150, ridge[1] - 10), ridge),
        bend(ridge, mid),
        bend(mid, end),
    )
    return there, back


def _ahead(words: str, *, rtl: bool) -> SafeString:
    if not words:
        return mark_safe("")
    x, y = mirrored((132.0, 58.0), WIDTH, rtl=rtl)
    return text(words, x, y - 26, class_="way-ahead", anchor="end" if rtl else "start")


def _station(station: Station, place: Point, count: int) -> SafeString:
    x, y = place
    laid, waiting = counted(station)
    drawing = [cairn(x, y + 5, laid=laid, waiting=waiting, seed=station.key, scale=1.12)]
    drawing += label(station, x, y + 52, room=WIDTH / count)
    whole = tag("g", *drawing, class_="station")
    if not station.url:
        return whole
    return tag("a", whole, href=station.url, class_="station-link")


def counted(station: Station) -> tuple[int, int]:
    """Give the stones of a station: those laid, and those that wait (at most two)."""
    return stones_for(station.count), min(stones_for(station.waiting), MOST_WAITING)


def label(station: Station, x: float, y: float, *, room: float) -> list[SafeString]:
    """Write a station's words under its cairn, broken into lines that fit the room."""
    lines = [("station-name", 22.0, line) for line in balanced(station.label, room / 9.6)]
    lines += [("station-figure", 23.0, line) for line in balanced(station.figure, room / 9.0)]
    lines += [("station-note", 19.0, line) for line in balanced(station.note, room / 7.6)]
    written = []
    for class_, height, line in lines:
        written.append(text(line, x, y, class_=class_, anchor="middle"))
        y += height
    return written


def balanced(words: str, room: float) -> list[str]:
    """Break words into as few lines as fit, and make these about equally long.

    >>> balanced("2 shifts, 31 no change", 20)
    ['2 shifts, 31', 'no change']
    """
    lines = wrap(words, max(int(room), 8))
    for width in range(8, int(room)):
        tighter = wrap(words, width, break_long_words=False)
        if len(tighter) == len(lines) and all(len(line) <= room for line in tighter):
            return tighter
    return lines


def path_list(stations: Sequence[Station]) -> list[Drawn]:
    """Draw each station alone with its stretch of the way, for a page too narrow for the map."""
    listed = []
    for k, station in enumerate(stations):
        laid, waiting = counted(station)
        stack = cairn(48, 104, laid=laid, waiting=waiting, seed=station.key, scale=1.0)
        alone = tag("svg", stack, class_="way-cairn", viewBox="0 0 96 112", width=96, height=112, **HIDDEN)
        listed.append(Drawn(station, laid, waiting, alone, _stretch(k)))
    return listed


HIDDEN = {"aria_hidden": "true", "focusable": "false"}


def _stretch(k: int) -> SafeString:
    """Draw one stretch of a way that runs down the page; it is pulled to the height of the words."""
    here, swing = 48, 26 if k % 2 == 0 else -26
    line = f"M{here} 0C{here + swing} 33 {here + swing} 67 {here} 100"
    paths = (tag("path", d=line, class_="way-down"), tag("path", d=line, class_="way-steps"))
    return tag(
        "svg", *paths, class_="way-stretch", viewBox="0 0 96 100", preserveAspectRatio="none", **HIDDEN
    )


def path_marker(stations: Sequence[Station], *, here: str, rtl: bool = False) -> SafeString:
    """Draw the marker above every page: one stone a station, and a small cairn where the reader is."""
    step, width = 34.0, 34.0 * len(stations) + 8
    places = [
        (21 + step * k, 33 - 10 * k / max(len(stations) - 1, 1) - (5 if k % 2 else 0))
        for k in range(len(stations))
    ]
    bends = tuple(
        bend(a, b)
        for a, b in zip(
            [(0.0, places[0][1] + 2), *places], [*places, (width, places[-1][1] - 3)], strict=True
        )
    )
    inside = [tag("path", d=_line(turned(bends, width, rtl=rtl)), class_="way-thin")]
    for station, place in zip(stations, places, strict=True):
        x, y = mirrored(place, width, rtl=rtl)
        is_here = station.key == here
        inside.append(
            tag(
                "g",
                cairn(x, y + 3, laid=3 if is_here else 1, seed=station.key, scale=0.42),
                class_="here" if is_here else None,
            )
        )
    return picture(inside, size=(width, 40.0), title="", class_="chart path-marker")


def _line(bends: tuple[Bend, ...]) -> str:
    (x, y) = bends[0][0]
    return f"M{x:.1f} {y:.1f}" + "".join(
        f"C{b[0]:.1f} {b[1]:.1f} {c[0]:.1f} {c[1]:.1f} {d[0]:.1f} {d[1]:.1f}" for _a, b, c, d in bends
    )


def described(stations: Sequence[Station]) -> str:
    """Say in words what the map shows, for those who hear the page."""
    return "; ".join(escape(" ".join(filter(None, (one.label, one.figure, one.note)))) for one in stations)
