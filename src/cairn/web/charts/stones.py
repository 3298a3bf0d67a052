"""Stones, drawn as a hand would: no two alike, and each the same on every day."""

from math import cos, pi, sin
from zlib import crc32

from django.utils.safestring import SafeString, mark_safe

from cairn.web.charts.svg import short, tag

STEPS = (1, 3, 10, 30, 100, 300, 1000)
TONES = ("stone-a", "stone-b", "stone-c")
CORNERS = 9


def stones_for(count: int) -> int:
    """Give the number of stones that stand for a count: one at 1, 3, 10, 30, 100, 300 and 1,000.

    >>> [stones_for(count) for count in (0, 1, 2, 57, 1204)]
    [0, 1, 1, 4, 7]
    """
    return sum(count >= step for step in STEPS)


def chance(seed: str, *, low: float, high: float) -> float:
    """Give a number between two bounds that depends on the seed alone."""
    return low + (high - low) * crc32(seed.encode()) / 0xFFFFFFFF


def outline(x: float, y: float, width: float, height: float, *, seed: str) -> str:
    """Draw the outline of one flat stone about a centre: round, worn, and a little off true."""
    turn = chance(f"{seed} turn", low=-0.07, high=0.07)
    points = []
    for corner in range(CORNERS):
        angle = 2 * pi * (corner + chance(f"{seed} angle {corner}", low=-0.2, high=0.2)) / CORNERS
        worn = chance(f"{seed} worn {corner}", low=0.93, high=1.05)
        # a squarish round: flat above and below, as a river leaves them
        across, up = cos(angle), sin(angle)
        dx = width / 2 * worn * _sign(across) * abs(across) ** 0.8
        dy = height / 2 * worn * _sign(up) * abs(up) ** 0.75
        points.append((x + dx * cos(turn) - dy * sin(turn), y + dx * sin(turn) + dy * cos(turn)))
    return closed(points)


def _sign(value: float) -> float:
    return 1.0 if value >= 0 else -1.0


def closed(points: list[tuple[float, float]]) -> str:
    """Join points by a closed Catmull-Rom curve."""
    count = len(points)
    parts = [f"M{short(points[0][0])} {short(points[0][1])}"]
    for k in range(count):
        before, here, there, after = (points[(k + step) % count] for step in (-1, 0, 1, 2))
        parts.append(
            f"C{short(here[0] + (there[0] - before[0]) / 6)} {short(here[1] + (there[1] - before[1]) / 6)}"
            f" {short(there[0] - (after[0] - here[0]) / 6)} {short(there[1] - (after[1] - here[1]) / 6)}"
            f" {short(there[0])} {short(there[1])}"
        )
    return "".join(parts) + "Z"


def cairn(
    x: float, y: float, *, laid: int, waiting: int = 0, seed: str = "", scale: float = 1.0
) -> SafeString:
    """Stack stones upwards from the ground at a place; those that wait for someone lie on top, in ochre.

    An empty place shows the ring where a first stone would lie.
    """
    if not laid + waiting:
        ring = outline(x, y - 5 * scale, 40 * scale, 11 * scale, seed=seed)
        return tag("path", d=ring, class_="stone-none")
    drawn, ground = [_shadow(x, y, scale)], y
    total = laid + waiting
    for k in range(total):
        width = scale * (58 - 36 * (k / max(total - 1, 4)) + chance(f"{seed} {k} w", low=-3, high=3))
        height = scale * (15.5 - 3.5 * (k / max(total - 1, 4)) + chance(f"{seed} {k} h", low=-1, high=1))
        lean = scale * chance(f"{seed} {k} lean", low=-3.6, high=3.6) * (k > 0)
        tone = "stone-waiting" if k >= laid else TONES[crc32(f"{seed} {k} tone".encode()) % 3]
        if k and k < laid and f'"{_tone_before(drawn)}"' == f'"{tone}"':
            tone = TONES[(TONES.index(tone) + 1) % 3]
        centre = ground - height / 2
        drawn.append(tag("path", d=outline(x + lean, centre, width, height, seed=f"{seed} {k}"), class_=tone))
        ground -= height - 1.1 * scale
    return mark_safe("".join(drawn))  # noqa: S308


def _tone_before(drawn: list[str]) -> str:
    return drawn[-1].split('class="')[-1].split('"')[0]


def _shadow(x: float, y: float, scale: float) -> SafeString:
    return tag(
        "ellipse",
        cx=float(x + 3 * scale),
        cy=float(y - 1 * scale),
        rx=34.0 * scale,
        ry=4.5 * scale,
        class_="stone-shade",
    )


def small_stone(seed: str = "", *, tone: str = "stone-a") -> SafeString:
    """Draw one stone alone, for a list that runs along the path."""
    return tag(
        "svg",
        tag("path", d=outline(16, 8, 28, 12, seed=seed), class_=tone),
        class_="stone",
        viewBox="0 0 32 16",
        width=32,
        height=16,
        aria_hidden="true",
        focusable="false",
    )
