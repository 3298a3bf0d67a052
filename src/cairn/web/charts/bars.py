"""Bars made of parts: who stands behind a text, and how people voted on a statement."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString

from cairn.web.charts.svg import picture, tag

LOOKS = ("solid", "hatched", "refusal", "open", "dotted", "soft")
LEAST_PART = 7.0  # a part that is not nothing is never too thin to be seen


@dataclass(frozen=True, slots=True)
class Segment:
    """One part of a bar: its words, its count, and a look that differs without colour."""

    label: str
    count: int
    look: str = "solid"

    def __post_init__(self) -> None:
        """Refuse a look that no style draws, and a count below nothing."""
        if self.look not in LOOKS:
            raise ValueError(f"No look is called “{self.look}”; choose one of {', '.join(LOOKS)}.")
        if self.count < 0:
            raise ValueError(f"The part “{self.label}” counts {self.count}; a count is never below nothing.")


def share_bar(segments: Sequence[Segment], *, title: str, rtl: bool = False) -> SafeString:
    """Draw one bar across its parts, in their order; parts that count nothing take no room."""
    return _bar(segments, width=440.0, height=18.0, title=title, rtl=rtl)


def agree_bar(votes: Sequence[Segment], *, title: str, rtl: bool = False) -> SafeString:
    """Draw the small bar of a table's row: agree, disagree, pass, not seen, as the caller names them."""
    return _bar(votes, width=168.0, height=16.0, title=title, rtl=rtl)


def widths(counts: Sequence[int], whole: float) -> list[float]:
    """Share a width by counts, so that whatever is not nothing can be seen and the sum is kept.

    >>> widths([98, 0, 2], 100.0)
    [93.0, 0.0, 7.0]
    """
    total = sum(counts)
    if not total:
        return [0.0 for _count in counts]
    thin = [0 < count / total * whole < LEAST_PART for count in counts]
    broad = sum(count for count, is_thin in zip(counts, thin, strict=True) if not is_thin)
    left = whole - LEAST_PART * sum(thin)
    return [
        LEAST_PART if is_thin else left * count / broad if broad else 0.0
        for count, is_thin in zip(counts, thin, strict=True)
    ]


def _bar(segments: Sequence[Segment], *, width: float, height: float, title: str, rtl: bool) -> SafeString:
    inside, x = [tag("rect", x=0.5, y=0.5, width=width - 1, height=height - 1, rx=3, class_="part-none")], 0.0
    if any(one.count for one in segments):
        inside = []
    for one, wide in zip(segments, widths([one.count for one in segments], width), strict=True):
        if wide:
            inside += part(width - x - wide if rtl else x, wide, height, look=one.look)
        x += wide
    return picture(inside, size=(width, height), title=title, class_="chart bar")


def part(x: float, wide: float, height: float, *, look: str) -> Iterable[SafeString]:
    """Draw one part with a gap after it; hatches are drawn as lines, so that no pattern needs a name."""
    x, wide = x + 1, wide - 2
    frame = {"x": x, "y": 1.0, "width": wide, "height": height - 2, "rx": 2}
    yield tag("rect", **frame, class_=f"part part-{look}")
    if look in {"hatched", "soft", "refusal"}:
        yield tag("path", d=_hatches(x, wide, height, falls=look == "refusal"), class_=f"hatch hatch-{look}")
    if look == "dotted":
        yield tag("path", d=f"M{x + 4:.1f} {height / 2:.1f}H{x + wide - 3:.1f}", class_="hatch-dots")


def _hatches(x: float, wide: float, height: float, *, falls: bool = False) -> str:
    """Draw slanting lines inside a frame, each cut where the frame ends; they rise, or fall."""
    slant = height - 4.0
    lines, start = [], x - slant + 2
    while start < x + wide - 1:
        a, b = max(start, x + 0.8), min(start + slant, x + wide - 0.8)
        ends = [2.0 + (at - start) if falls else height - 2.0 - (at - start) for at in (a, b)]
        if b > a:
            lines.append(f"M{a:.1f} {ends[0]:.1f}L{b:.1f} {ends[1]:.1f}")
        start += 6.5
    return "".join(lines)


def swatch(look: str) -> SafeString:
    """Draw the small square that names a look beside its words."""
    return tag(
        "svg",
        *part(0.0, 18.0, 18.0, look=look),
        viewBox="0 0 18 18",
        width=18,
        height=18,
        aria_hidden="true",
        focusable="false",
    )
