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
class Rebase:
    """A day from which a line is begun anew, and why: without a cause that can be named it is not.

    Raises: ValueError for an empty cause.
    """

    date: date
    cause: str

    def __post_init__(self) -> None:
        if not self.cause.strip():
            raise ValueError(f"The rebase on {self.date} names no cause: say what changed, or leave it out.")


@dataclass(frozen=True, slots=True)
class Reading:
    """One point as given, with its phase: how many rebases lie at or before it."""

    date: date
    value: float
    is_quality: bool
    phase: int


def check_options(better: str | None, baseline: int | None, *, fewest: int = 1) -> None:
    """Refuse a direction of better or a baseline that cannot be."""
    if better not in (None, "up", "down"):
        raise ValueError(f"The direction of better is {better!r}: use 'up', 'down' or None.")
    if baseline is not None and (isinstance(baseline, bool) or baseline < fewest):
        raise ValueError(
            f"The baseline is {baseline} points: give a whole number of at least {fewest}, or none."
        )


def readings_of(
    dates: Sequence[date],
    values: Sequence[float],
    quality: Sequence[bool] | None,
    rebases: Sequence[Rebase],
) -> list[Reading]:
    """Check the points and put them in the order of their dates, so that the order given cannot matter."""
    marks = [True] * len(dates) if quality is None else list(quality)
    if not len(dates) == len(values) == len(marks):
        raise ValueError(
            f"There are {len(dates)} dates, {len(values)} values and {len(marks)} quality marks: "
            "give one of each per point."
        )
    readings = []
    for place, (when, value, mark) in enumerate(zip(dates, values, marks, strict=True), start=1):
        day = _day(when, f"point {place}")
        phase = sum(1 for rebase in rebases if rebase.date <= day)
        readings.append(Reading(day, _number(value, place, day), bool(mark), phase))
    readings.sort(key=lambda reading: reading.date)
    for one, other in pairwise(readings):
        if one.date == other.date:
            raise ValueError(
                f"The date {one.date} is there twice: keep one value per date, or chart each place apart."
            )
    return readings


def rebases_of(rebases: Iterable[Rebase]) -> tuple[Rebase, ...]:
    """Check the rebases and put them in order; two of one day become one, with both causes."""
    causes: dict[date, set[str]] = {}
    for one in rebases:
        if not isinstance(one, Rebase):
            raise ValueError(f"The rebase {one!r} has no cause: give Rebase(day, 'what changed then').")
        causes.setdefault(_day(one.date, f"rebase {one.date!r}"), set()).add(one.cause.strip())
    return tuple(Rebase(day, "; ".join(sorted(causes[day]))) for day in sorted(causes))


def cause_of(phase: int, rebases: Sequence[Rebase]) -> str | None:
    """Name why a phase began; the first one needs no cause."""
    return rebases[phase - 1].cause if phase else None


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
