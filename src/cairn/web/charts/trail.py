"""The trace as a picture: where a sentence or a number comes from, and what became of it."""

from collections.abc import Sequence
from itertools import pairwise

from django.utils.safestring import SafeString

from cairn.web.charts.path_map import Station, counted, label
from cairn.web.charts.stones import cairn
from cairn.web.charts.svg import picture, tag
from cairn.web.charts.way import bend, drawn, mirrored, turned

WIDTH, HEIGHT = 1120.0, 216.0


def trail(stations: Sequence[Station], *, here: str = "", title: str, rtl: bool = False) -> SafeString:
    """Draw the stations of a trace along a gentle way, from first word to latest result.

    `here` is the key of the station the page is about; its stones are drawn in moss. A station whose count is
    zero shows the ring where a stone would lie: the way goes on there, but nothing is known yet.
    Raises: ValueError if there are no stations.
    """
    if not stations:
        raise ValueError("A trace needs at least one station; give where it begins.")
    step = WIDTH / len(stations)
    places = [
        (step * (k + 0.5), 92.0 - 22 * k / len(stations) + (12 if k % 2 else -12))
        for k in range(len(stations))
    ]
    ends = [
        (-520.0, places[0][1] + 30),
        (-60.0, places[0][1] + 14),
        *places,
        (WIDTH + 14, places[-1][1] - 14),
    ]
    bends = tuple(bend(a, b) for a, b in pairwise(ends))
    inside = [drawn(turned(bends, WIDTH, rtl=rtl), broad=25, narrow=8, seed="trail")]
    for one, place in zip(stations, places, strict=True):
        x, y = mirrored(place, WIDTH, rtl=rtl)
        laid, waiting = counted(one)
        stack = cairn(x, y + 4, laid=laid, waiting=waiting, seed=one.key, scale=0.86)
        whole = tag(
            "g",
            stack,
            *label(one, x, y + 42, room=step),
            class_="station here" if one.key == here else "station",
        )
        inside.append(tag("a", whole, href=one.url, class_="station-link") if one.url else whole)
    return picture(inside, size=(WIDTH, HEIGHT), title=title, class_="chart trail", role="group")
