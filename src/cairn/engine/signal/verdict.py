"""A run chart's verdict in plain words, and as a code with its figures so that a page can translate it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from cairn.engine.signal.rules import RunRules

WORDS = (
    "No",
    "One",
    "Two",
    "Three",
    "Four",
    "Five",
    "Six",
    "Seven",
    "Eight",
    "Nine",
    "Ten",
    "Eleven",
    "Twelve",
)
MEANINGS = {
    "improvement": " This is the direction hoped for.",
    "concern": " This is not the direction hoped for.",
    "neutral": "",
}
WIDE = 1e15  # beyond, not every figure of a number is known
FIRST = ("runs", "trend", "shift")  # where two patterns end together the last of these is told


class _Phase(Protocol):
    @property
    def centre(self) -> float | None: ...
    @property
    def points(self) -> int: ...
    @property
    def on_line(self) -> int: ...
    @property
    def from_(self) -> date: ...
    @property
    def to(self) -> date: ...


class _Signal(Protocol):
    @property
    def rule(self) -> str: ...
    @property
    def side(self) -> str: ...
    @property
    def points(self) -> int: ...
    @property
    def from_(self) -> date: ...
    @property
    def to(self) -> date: ...
    @property
    def centre(self) -> float: ...
    @property
    def meaning(self) -> str: ...
    @property
    def is_current(self) -> bool: ...


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a chart says: a code, its figures, and an English sentence made of both.

    Codes and their parameters:
    no_points · too_few_to_draw (n, needed) · too_few_to_call (n, needed) · too_old_to_call (last, months) ·
    no_signal (n, unit, centre) · mostly_on_line (n, on_line, unit, centre) · shift, trend, runs (n, unit,
    side, centre, from, to, meaning, is_current). Charts with limits: see limits_verdict.
    """

    code: str
    params: tuple[tuple[str, str | int | float | bool], ...]
    text: str


def verdict_of(
    phase: _Phase | None,
    signals: Sequence[_Signal],
    *,
    kept: int,
    unit: str,
    rules: RunRules,
    is_recent: bool | None,
) -> Verdict:
    """Say what the last phase of a chart shows, beginning with what it cannot show yet."""
    n = phase.points if phase else 0
    if phase is None or not n:
        return Verdict("no_points", (), "No points of good quality yet: nothing to draw.")
    since = "" if n == kept else f" since {phase.from_}"
    if n < rules.draw:
        text = f"{_count(n, 'irregular', words=False)}{since}: not enough to draw yet."
        return Verdict("too_few_to_draw", (("n", n), ("needed", rules.draw)), text)
    if n < rules.call:
        text = f"{_count(n, 'irregular', words=False)}{since}: enough to draw, not enough to call."
        return Verdict("too_few_to_call", (("n", n), ("needed", rules.call)), text)
    if is_recent is False:
        text = (
            f"The last point is from {phase.to}, more than {rules.recent_months} months ago: "
            "too old to call anything now."
        )
        params = (("last", phase.to.isoformat()), ("months", rules.recent_months))
        return Verdict("too_old_to_call", params, text)
    here = [signal for signal in signals if signal.from_ >= phase.from_]
    return _of_signals(here, unit) if here else _of_none(phase, unit)


def _of_none(phase: _Phase, unit: str) -> Verdict:
    centre = phase.centre or 0.0
    if 2 * phase.on_line > phase.points:
        return _of_line(phase, unit, centre)
    text = (
        f"{_count(phase.points, unit)} around the median {figure(centre)}: no signal, "
        "the ups and downs are the ordinary ones."
    )
    return Verdict("no_signal", (("n", phase.points), ("unit", unit), ("centre", centre)), text)


def _of_line(phase: _Phase, unit: str, centre: float) -> Verdict:
    """Say that a chart cannot tell: with most points on its line, few could ever stand apart from it."""
    noun = _count(phase.points, unit, words=False)
    text = (
        f"{phase.on_line} of {noun} lie on the median {figure(centre)}: this chart cannot tell whether "
        "anything changed. Count over longer periods, or chart the time between events."
    )
    params = (("n", phase.points), ("on_line", phase.on_line), ("unit", unit), ("centre", centre))
    return Verdict("mostly_on_line", params, text)


def _of_signals(signals: Sequence[_Signal], unit: str) -> Verdict:
    """Tell the latest signal; one that ended before the last point is told with its dates."""
    told = max(signals, key=lambda signal: (signal.to, FIRST.index(signal.rule)))
    span = "" if told.is_current else f", {told.from_} to {told.to}"
    if told.rule == "shift":
        where = f"{told.side} the median {figure(told.centre)}{span}"
        text = f"{_count(told.points, unit)} {where}: a shift, not noise."
    elif told.rule == "trend":
        text = f"{_count(told.points, unit)} {told.side} in a row{span}: a trend, not noise."
    else:
        text = (
            f"The line crosses the median {figure(told.centre)} too "
            f"{'seldom' if told.side == 'few' else 'often'} for chance alone: look for a cause."
        )
    text += MEANINGS[told.meaning]
    if not told.is_current:
        text += " Nothing is called since."
    params = (
        ("n", told.points),
        ("unit", unit),
        ("side", told.side),
        ("centre", told.centre),
        ("from", told.from_.isoformat()),
        ("to", told.to.isoformat()),
        ("meaning", told.meaning),
        ("is_current", told.is_current),
    )
    return Verdict(told.rule, params, text)


def _count(n: int, unit: str, *, words: bool = True) -> str:
    noun = "point" if unit == "irregular" else unit
    return f"{WORDS[n] if words and n < len(WORDS) else n} {noun}{'' if n == 1 else 's'}"


def figure(value: float) -> str:
    """Write a number as a person would: two decimals from 1 up, three figures below, and of the largest six.

    >>> figure(41.0), figure(1234.567), figure(0.04567), figure(2e20)
    ('41', '1,234.57', '0.0457', '2e+20')
    """
    if abs(value) >= WIDE:
        return f"{value:.6g}"
    text = f"{value:,.2f}" if abs(value) >= 1 else f"{value:.3g}"
    return text.rstrip("0").rstrip(".") if "." in text and "e" not in text else text
