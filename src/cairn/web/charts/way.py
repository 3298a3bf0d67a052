"""The way itself: a ribbon along a winding line, broad where we stand and narrow where it is far."""

from dataclasses import dataclass
from math import hypot

from django.utils.safestring import SafeString, mark_safe

from cairn.web.charts.stones import chance
from cairn.web.charts.svg import short, straight, tag

SAMPLES = 18
Point = tuple[float, float]
Bend = tuple[Point, Point, Point, Point]


@dataclass(frozen=True, slots=True)
class Ground:
    """Where the stations stand, and the bends of the way that joins them."""

    stations: tuple[Point, ...]
    bends: tuple[Bend, ...]


def bend(start: Point, end: Point, *, ease: float = 0.5) -> Bend:
    """Join two places by a bend that is level at both ends."""
    reach = (end[0] - start[0]) * ease
    return start, (start[0] + reach, start[1]), (end[0] - reach, end[1]), end


def sampled(bends: tuple[Bend, ...]) -> list[Point]:
    """Walk along the bends and note every few steps where one stands."""
    points = [bends[0][0]]
    for a, b, c, d in bends:
        for k in range(1, SAMPLES + 1):
            t = k / SAMPLES
            u = 1 - t
            weights = (u**3, 3 * u * u * t, 3 * u * t * t, t**3)
            points.append(
                (
                    sum(w * p[0] for w, p in zip(weights, (a, b, c, d), strict=True)),
                    sum(w * p[1] for w, p in zip(weights, (a, b, c, d), strict=True)),
                )
            )
    return points


def ribbon(points: list[Point], *, broad: float, narrow: float, seed: str = "way") -> str:
    """Draw the outline of a ribbon along a line, narrowing to its end, its edge a little uneven."""
    left, right, last = [], [], len(points) - 1
    for k, (x, y) in enumerate(points):
        before, after = points[max(k - 1, 0)], points[min(k + 1, last)]
        dx, dy = after[0] - before[0], after[1] - before[1]
        length = hypot(dx, dy) or 1.0
        half = (broad + (narrow - broad) * k / last) / 2 * chance(f"{seed} {k // 2}", low=0.95, high=1.05)
        left.append((x - dy / length * half, y + dx / length * half))
        right.append((x + dy / length * half, y - dx / length * half))
    return straight(left + right[::-1]) + "Z"


def drawn(
    bends: tuple[Bend, ...], *, broad: float, narrow: float | None = None, seed: str = "way"
) -> SafeString:
    """Draw a stretch of the way: the trodden ribbon and the dotted line of steps."""
    points = sampled(bends)
    steps = "".join(
        f"M{short(a[0])} {short(a[1])}C" + " ".join(f"{short(x)} {short(y)}" for x, y in (b, c, d))
        for a, b, c, d in bends
    )
    return mark_safe(  # noqa: S308
        tag("path", d=ribbon(points, broad=broad, narrow=narrow or broad, seed=seed), class_="way")
        + tag("path", d=steps, class_="way-steps")
    )


def mirrored(point: Point, width: float, *, rtl: bool) -> Point:
    """Give the same place on a picture that is read from the right."""
    return (width - point[0], point[1]) if rtl else point


def turned(bends: tuple[Bend, ...], width: float, *, rtl: bool) -> tuple[Bend, ...]:
    """Give the same way on a picture that is read from the right."""
    return tuple(tuple(mirrored(p, width, rtl=rtl) for p in one) for one in bends) if rtl else bends  # type: ignore[misc]
