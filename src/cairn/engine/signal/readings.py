"""The points of a series: checked, and in the order of their dates."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise
from typing import Literal

Better = Literal["up", "down"]
LARGEST = 1e300  # so that sums and differences stay finite


@dataclass(frozen=True, slots=True)
class Reading:
    """One point as given, with its phase: how many rebases lie at or before it."""

    date: date
    value: float
    is_quality: bool
    phase: int


def check_options(better: str | None, baseline: int | None) -> None:
    """Refuse a direction of better or a baseline that cannot be."""
    if better not in (None, "up", "down"):
        raise ValueError(f"The direction of better is {better!r}: use 'up', 'down' or None.")
    if baseline is not None and (isinstance(baseline, bool) or baseline < 1):
        raise ValueError(f"The baseline is {baseline} points: give a whole number of at least 1, or none.")


def readings_of(
    dates: Sequence[date], values: Sequence[float], quality: Sequence[bool] | None, rebase: Iterable[date]
) -> list[Reading]:
    """Check the points and put them in the order of their dates, so that the order given cannot matter."""
    marks = [True] * len(dates) if quality is None else list(quality)
    if not len(dates) == len(values) == len(marks):
        raise ValueError(
            f"There are {len(dates)} dates, {len(values)} values and {len(marks)} quality marks: "
            "give one of each per point."
        )
    starts = sorted({_day(start, f"rebase {start!r}") for start in rebase})
    readings = []
    for place, (when, value, mark) in enumerate(zip(dates, values, marks, strict=True), start=1):
        day = _day(when, f"point {place}")
        phase = sum(1 for start in starts if start <= day)
        readings.append(Reading(day, _number(value, place, day), bool(mark), phase))
    readings.sort(key=lambda reading: reading.date)
    for one, other in pairwise(readings):
        if one.date == other.date:
            raise ValueError(
                f"The date {one.date} is there twice: keep one value per date, or chart each place apart."
            )
    return readings


def _day(when: date, where: str) -> date:
    """Take the day of a date or a moment."""
    if isinstance(when, datetime):
        return when.date()
    if not isinstance(when, date):
        raise ValueError(f"At {where} stands {when!r}, which is not a date: give a date such as 2024-03-01.")
    return when


def _number(value: float, place: int, day: date) -> float:
    try:
        number = float(value)
    except (TypeError, ValueError, OverflowError):
        number = math.nan
    if not abs(number) <= LARGEST:  # neither NaN nor infinity is
        raise ValueError(
            f"The value of point {place} ({day}) is {value!r}, not a finite number: correct it, or leave the "
            "point out so that its period shows as missing."
        )
    return number + 0.0  # turns -0.0 into 0.0
