"""How often a series is reported, and where a period is missing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from statistics import median_low

# unit: (usual length in days, the median distances that count as this unit)
UNITS = {
    "day": (1.0, range(1, 2)),
    "week": (7.0, range(5, 10)),
    "month": (365.25 / 12, range(27, 33)),
    "quarter": (365.25 / 4, range(84, 99)),
    "year": (365.25, range(350, 381)),
}


@dataclass(frozen=True, slots=True)
class Rhythm:
    """How often a series is reported: its unit, and the usual distance of neighbours in days."""

    unit: str  # day, week, month, quarter, year, irregular
    days: float | None  # None: neighbours always follow on

    def follows(self, earlier: date, later: date) -> bool:
        """Say whether no period is missing between two neighbours.

        A period is missing where they stand more than one and a half periods apart, so that month ends,
        leap years and a reading taken a few days late do not count as gaps.

        >>> Rhythm("month", 30.4375).follows(date(2024, 1, 31), date(2024, 2, 29))
        True
        >>> Rhythm("month", 30.4375).follows(date(2024, 1, 1), date(2024, 3, 1))
        False
        """
        return self.days is None or (later - earlier).days <= 1.5 * self.days


def rhythm_of(dates: Sequence[date], *, unit: str | None = None) -> Rhythm:
    """Find how often a series is reported from the median distance of its neighbours.

    Shapes: `dates` in order, each once. `unit` given (day, week, month, quarter, year) is taken as it is;
    "irregular" given means that neighbours always follow on, whatever lies between them.
    A median distance near no unit is itself taken as the period, with the unit "irregular".
    Raises: ValueError for an unknown unit.

    >>> rhythm_of([date(2024, 1, 1), date(2024, 4, 1), date(2024, 7, 1)]).unit
    'quarter'
    """
    if unit == "irregular":
        return Rhythm("irregular", None)
    if unit is not None:
        if unit not in UNITS:
            raise ValueError(f"Unknown period {unit!r}: use one of {', '.join(UNITS)} or irregular.")
        return Rhythm(unit, UNITS[unit][0])
    if len(dates) < 2:
        return Rhythm("irregular", None)
    distance = median_low([(b - a).days for a, b in pairwise(dates)])
    for name, (days, near) in UNITS.items():
        if distance in near:
            return Rhythm(name, days)
    return Rhythm("irregular", float(distance))
