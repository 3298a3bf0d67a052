"""A small line for a row of a table: the course of a series, with its last value marked."""

from collections.abc import Sequence

from django.utils.safestring import SafeString

from cairn.web.charts.svg import picture, straight, tag

WIDTH, HEIGHT, EDGE = 120.0, 30.0, 4.0


def sparkline(values: Sequence[float | None], *, title: str, rtl: bool = False) -> SafeString:
    """Draw a series small; where a value is missing the line has a gap, and a value alone is a dot."""
    known = [value for value in values if value is not None]
    if not known:
        return picture(
            [tag("path", d=f"M4 {HEIGHT / 2}H{WIDTH - 4}", class_="line-none")],
            size=(WIDTH, HEIGHT),
            title=title,
            class_="chart spark",
        )
    low, span = min(known), (max(known) - min(known)) or 1.0
    step = (WIDTH - 2 * EDGE) / max(len(values) - 1, 1)

    def place(k: int, value: float) -> tuple[float, float]:
        x = EDGE + k * step
        return (WIDTH - x if rtl else x, HEIGHT - EDGE - (value - low) / span * (HEIGHT - 2 * EDGE))

    inside = [
        tag("path", d=straight(place(k, value) for k, value in run), class_="line")
        if len(run) > 1
        else tag("circle", cx=place(*run[0])[0], cy=place(*run[0])[1], r=1.8, class_="dot")
        for run in runs(values)
    ]
    k, value = next((k, value) for k, value in reversed(list(enumerate(values))) if value is not None)
    x, y = place(k, value)
    inside.append(tag("circle", cx=x, cy=y, r=3.2, class_="dot dot-last"))
    return picture(inside, size=(WIDTH, HEIGHT), title=title, class_="chart spark")


def runs(values: Sequence[float | None]) -> list[list[tuple[int, float]]]:
    """Split a series where values are missing.

    >>> runs([1.0, None, 2.0, 3.0])
    [[(0, 1.0)], [(2, 2.0), (3, 3.0)]]
    """
    found: list[list[tuple[int, float]]] = [[]]
    for k, value in enumerate(values):
        if value is None:
            found.append([])
        else:
            found[-1].append((k, value))
    return [run for run in found if run]
