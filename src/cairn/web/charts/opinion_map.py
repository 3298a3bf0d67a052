"""The opinion map: people who voted alike stand near each other.

Groups are soft regions with a shape, a colour that colour-blind people can tell apart, and their name
beside them. Up to `MOST_DOTS` people are drawn one by one; more are gathered in cells whose dot grows with
the number of people.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from math import cos, hypot, pi, sin

import numpy as np
from django.utils.safestring import SafeString, mark_safe
from numpy.typing import NDArray

from cairn.web.charts.stones import closed
from cairn.web.charts.svg import picture, short, tag, text

MOST_DOTS = 3000
WITHIN = 0.88  # the share of a group that its region holds; those far out stand alone
DIRECTIONS = 28
SHAPES = ("circle", "diamond", "square", "triangle", "down", "plus")
ARM, TIP = 0.35, 1.15  # of the plus
CORNERS = {
    "diamond": ((0, -1.25), (1.25, 0), (0, 1.25), (-1.25, 0)),
    "square": ((-0.9, -0.9), (0.9, -0.9), (0.9, 0.9), (-0.9, 0.9)),
    "triangle": ((0, -1.2), (1.15, 0.8), (-1.15, 0.8)),
    "down": ((0, 1.2), (1.15, -0.8), (-1.15, -0.8)),
    "plus": (
        *((-ARM, -TIP), (ARM, -TIP), (ARM, -ARM), (TIP, -ARM), (TIP, ARM), (ARM, ARM)),
        *((ARM, TIP), (-ARM, TIP), (-ARM, ARM), (-TIP, ARM), (-TIP, -ARM), (-ARM, -ARM)),
    ),
}
Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class MapGroup:
    """One group found: what it is called, and a line about it ("412 people")."""

    label: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class MapMark:
    """A named place on the map: where the reader stands, or a statement."""

    words: str
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class OpinionMap:
    """All that one map shows.

    Shapes: `x`, `y` and `group` are (n_people,); `group` counts from zero, −1 stands in none.
    """

    x: Array
    y: Array
    group: NDArray[np.int_]
    groups: Sequence[MapGroup]
    title: str
    desc: str = ""
    you: MapMark | None = None
    statements: Sequence[MapMark] = ()
    is_narrow: bool = False
    rtl: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """The paper of one map: its size, and where each person lies on it."""

    width: float
    height: float
    middle: tuple[float, float]
    scale: float
    sign: float
    people: Array  # (n_people, 2), in points of the picture

    def place(self, x: float, y: float) -> tuple[float, float]:
        """Give the place of one point of the opinion space, kept inside the paper."""
        px = self.width / 2 + self.sign * (x - self.middle[0]) * self.scale
        py = self.height / 2 - (y - self.middle[1]) * self.scale
        return min(max(px, 14.0), self.width - 14), min(max(py, 14.0), self.height - 14)


@dataclass(frozen=True, slots=True)
class Region:
    """A group's soft region: its middle, and its reach in each direction."""

    x: float
    y: float
    reach: Array  # (DIRECTIONS,)


def opinion_map(chart: OpinionMap) -> SafeString:
    """Draw a map, 860 wide, or 360 when `is_narrow`; the same people in any order give the same picture.

    Raises: ValueError if there is nobody, the arrays disagree, or there are more groups than shapes.
    """
    _check(chart)
    sheet = laid_out(chart)
    found = {
        g: region(sheet.people[chart.group == g])
        for g in range(len(chart.groups))
        if (chart.group == g).any()
    }
    inside: list[str] = [_region(g, one) for g, one in found.items()]
    inside += _dots(chart, sheet) if len(chart.x) <= MOST_DOTS else _cells(chart, sheet)
    inside += _marks(chart, sheet)
    inside += _labels(chart, sheet, found)
    size = "chart opinion-map opinion-map--narrow" if chart.is_narrow else "chart opinion-map"
    return picture(inside, size=(sheet.width, sheet.height), title=chart.title, desc=chart.desc, class_=size)


def _check(chart: OpinionMap) -> None:
    if not len(chart.x):
        raise ValueError("A map needs people; there are none.")
    if not len(chart.x) == len(chart.y) == len(chart.group):
        raise ValueError(
            f"x, y and group disagree: {len(chart.x)}, {len(chart.y)} and {len(chart.group)} people."
        )
    if len(chart.groups) > len(SHAPES):
        raise ValueError(f"There are {len(chart.groups)} groups and {len(SHAPES)} shapes; show fewer groups.")


def laid_out(chart: OpinionMap) -> Sheet:
    """Fit the people on the paper, with one scale for both axes; the farthest 1 % do not set it."""
    width, height = (360.0, 400.0) if chart.is_narrow else (860.0, 560.0)
    side, above = (46.0, 56.0) if chart.is_narrow else (130.0, 70.0)
    (x0, x1), (y0, y1) = np.quantile(chart.x, (0.005, 0.995)), np.quantile(chart.y, (0.005, 0.995))
    scale = min((width - 2 * side) / ((x1 - x0) or 1.0), (height - 2 * above) / ((y1 - y0) or 1.0))
    sign, middle = (-1.0 if chart.rtl else 1.0), (float(x0 + x1) / 2, float(y0 + y1) / 2)
    px = width / 2 + sign * (chart.x - middle[0]) * scale
    py = height / 2 - (chart.y - middle[1]) * scale
    people = np.stack([np.clip(px, 12.0, width - 12), np.clip(py, 12.0, height - 12)], axis=1)
    return Sheet(width, height, middle, float(scale), sign, people)


def region(people: Array) -> Region:
    """Draw a group together: the rounded hull of its nearest people, with a margin."""
    ordered = people[np.lexsort(people.T)]
    centre = np.median(ordered, axis=0)
    away = _spread_from(ordered - centre)
    kept = ordered[away <= np.quantile(away, WITHIN)] - centre
    angles = 2 * pi * np.arange(DIRECTIONS) / DIRECTIONS
    towards = np.stack([np.cos(angles), np.sin(angles)])
    support = (kept @ towards).max(axis=0) + 15.0
    turn = np.cos(angles[:, None] - angles[None, :])
    with np.errstate(divide="ignore"):
        reach = np.where(turn > 0.05, support[None, :] / np.maximum(turn, 0.05), np.inf).min(axis=1)
    reach = (np.roll(reach, 1) + 2 * reach + np.roll(reach, -1)) / 4
    return Region(float(centre[0]), float(centre[1]), np.maximum(reach, 18.0))


def _spread_from(offsets: Array) -> Array:
    """Measure how far each person is from the middle, in the group's own widths."""
    if len(offsets) < 4:
        return np.hypot(*offsets.T)
    width = np.cov(offsets.T) + np.eye(2)
    return np.sqrt(np.einsum("ni,ij,nj->n", offsets, np.linalg.inv(width), offsets))


def _region(g: int, one: Region) -> SafeString:
    edge = [
        (one.x + reach * cos(2 * pi * k / DIRECTIONS), one.y + reach * sin(2 * pi * k / DIRECTIONS))
        for k, reach in enumerate(one.reach.tolist())
    ]
    return tag("path", d=closed(edge), class_=f"region group-{g + 1}")


def glyph(g: int, x: float, y: float, r: float) -> str:
    """Draw the shape of a group as a path; the same in the dots, beside the name and in tables."""
    return f"M{short(x)} {short(y)}{_about(SHAPES[g], r)}"


@cache
def _about(shape: str, r: float) -> str:
    """Draw a shape about the place where the pen stands."""
    if shape == "circle":
        return f"m-{r:.1f} 0a{r:.1f} {r:.1f} 0 1 0 {2 * r:.1f} 0a{r:.1f} {r:.1f} 0 1 0-{2 * r:.1f} 0z"
    (x0, y0), *rest = CORNERS[shape]
    steps = [(x1 - x0, y1 - y0) for (x0, y0), (x1, y1) in pairwise([(x0, y0), *rest])]
    return f"m{x0 * r:.1f} {y0 * r:.1f}l" + " ".join(f"{dx * r:.1f} {dy * r:.1f}" for dx, dy in steps) + "z"


def _dots(chart: OpinionMap, sheet: Sheet) -> Iterable[SafeString]:
    """Draw each person as the shape of their group: one path for a group, for a light page."""
    r = (2.6 if len(chart.x) > 400 else 3.6) * (0.8 if chart.is_narrow else 1.0)
    for g in range(-1, len(chart.groups)):
        theirs = sheet.people[chart.group == g]
        if len(theirs):
            places = theirs[np.lexsort(theirs.T)].tolist()
            paths = "".join(glyph(max(g, 0), x, y, r if g >= 0 else r * 0.7) for x, y in places)
            yield tag("path", d=paths, class_=f"people group-{g + 1}" if g >= 0 else "people group-none")


def _cells(chart: OpinionMap, sheet: Sheet) -> Iterable[SafeString]:
    """Gather people in a honeycomb; the area of a dot is the number of people in the cell."""
    cell = 9.0 if chart.is_narrow else 13.0
    row = np.round(sheet.people[:, 1] / (cell * 0.866)).astype(int)
    column = np.round(sheet.people[:, 0] / cell - 0.5 * (row % 2)).astype(int)
    keys, which = np.unique(np.stack([row, column], axis=1), axis=0, return_inverse=True)
    kinds = len(chart.groups) + 1
    counts = np.bincount(which.ravel() * kinds + chart.group + 1, minlength=len(keys) * kinds).reshape(
        -1, kinds
    )
    most = counts.sum(axis=1).max()
    for (r, c), count in zip(keys.tolist(), counts, strict=True):
        g = int(count.argmax()) - 1
        size = max(cell * 0.52 * (count.sum() / most) ** 0.5, 0.8)
        x, y = (c + 0.5 * (r % 2)) * cell, r * cell * 0.866
        yield tag(
            "circle",
            cx=x,
            cy=y,
            r=float(size),
            class_=f"people group-{g + 1}" if g >= 0 else "people group-none",
        )


def _marks(chart: OpinionMap, sheet: Sheet) -> Iterable[SafeString]:
    for one in chart.statements:
        x, y = sheet.place(one.x, one.y)
        yield tag(
            "path", d=f"M{short(x - 5)} {short(y)}h10M{short(x)} {short(y - 5)}v10", class_="statement-mark"
        )
        yield text(one.words, x + 9, y + 5, class_="statement-words", anchor="start")
    if chart.you:
        x, y = sheet.place(chart.you.x, chart.you.y)
        yield tag("circle", cx=x, cy=y, r=9.0, class_="you-ring")
        yield tag("circle", cx=x, cy=y, r=4.0, class_="you-dot")
        is_left = x > sheet.width * 0.7
        yield text(
            chart.you.words,
            x + (-15 if is_left else 15),
            y + 5,
            class_="you-words",
            anchor="end" if is_left else "start",
        )


def _labels(chart: OpinionMap, sheet: Sheet, found: dict[int, Region]) -> Iterable[SafeString]:
    """Write each group's name beside its region, outward from the middle of the map, none over another."""
    middle = (
        sum(one.x for one in found.values()) / max(len(found), 1),
        sum(one.y for one in found.values()) / max(len(found), 1),
    )
    taken: list[tuple[float, float]] = []
    for g, one in sorted(found.items(), key=lambda pair: pair[1].y):
        x, y = _beside(one, middle, sheet, chart.groups[g])
        while any(abs(x - other) < 150 and abs(y - above) < 44 for other, above in taken):
            y += 12.0
        taken.append((x, y))
        group = chart.groups[g]
        half = _half(group)
        yield mark_safe(  # noqa: S308
            tag("path", d=glyph(g, x - half, y - 6, 7.0), class_=f"group-key group-{g + 1}")
            + text(group.label, x - half + 14, y, class_="group-name", anchor="start")
            + (
                text(group.note, x - half + 14, y + 19, class_="group-note", anchor="start")
                if group.note
                else ""
            )
        )


def _half(group: MapGroup) -> float:
    return max(4.6 * len(group.label), 3.7 * len(group.note)) + 8


def _beside(one: Region, middle: tuple[float, float], sheet: Sheet, group: MapGroup) -> tuple[float, float]:
    dx, dy = one.x - middle[0], one.y - middle[1]
    away = hypot(dx, dy) or 1.0
    up = -1.0 if dy <= 0 else 1.0
    # above or below the region, a little outward: words are wide, and sideways they would leave the paper
    rise = float(one.reach[round(DIRECTIONS * (0.75 if up < 0 else 0.25))])
    x = one.x + dx / away * 20
    y = one.y + up * (rise + 16) + (12.0 if up > 0 else -10.0)
    half = _half(group)
    return min(max(x, half + 14), sheet.width - half), min(max(y, 22.0), sheet.height - 26)
