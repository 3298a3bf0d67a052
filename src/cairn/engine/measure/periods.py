"""Reading periods and dates as people write them, without guessing which of two numbers is the month."""

import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
LONG = ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
        "november", "december")  # fmt: skip
YEAR = r"(?P<year>(?:19|20|21)\d\d)"
FORMS = tuple(
    (kind, re.compile(form + r"\Z", re.IGNORECASE))
    for kind, form in (
        ("day", YEAR + r"[-/.](?P<month>\d\d?)[-/.](?P<day>\d\d?)(?:[ T]\d\d:\d\d(?::\d\d(?:\.\d+)?)?)?"),
        ("month", YEAR + r"[-/. ]?(?:M)?(?P<month>\d\d)"),
        ("month", r"(?P<month>\d\d?)[-/.]" + YEAR),
        ("month", r"(?P<name>[a-z]{3,9})\.?[- ]" + YEAR),
        ("month", YEAR + r"[- ](?P<name>[a-z]{3,9})\.?"),
        ("quarter", YEAR + r"[- ]?Q(?P<quarter>[1-4])"),
        ("quarter", r"Q(?P<quarter>[1-4])[-/ ]?" + YEAR),
        ("year", YEAR),
    )
)


@dataclass(frozen=True, slots=True)
class Period:
    """A month, quarter or year: its kind, its key (2024-03, 2024-Q1, 2024) and its first day."""

    kind: str
    key: str
    starts_on: date


@lru_cache(maxsize=1 << 14)  # many rows, few dates
def read_day(text: str) -> tuple[str, date]:
    """Read a date, month, quarter or year; give its kind (day, month, quarter, year) and its first day.

    The year has four figures; a date has it first, since 03/04/2024 is March to some and April to others.
    Raises: ValueError with a remedy.

    >>> read_day("Q2 2024"), read_day("March 2024")
    (('quarter', datetime.date(2024, 4, 1)), ('month', datetime.date(2024, 3, 1)))
    """
    for kind, form in FORMS:
        if match := form.match(text.strip()):
            parts = match.groupdict()
            month = _month(parts)
            if 1 <= month <= 12:
                try:
                    return kind, date(int(parts["year"]), month, int(parts.get("day") or 1))
                except ValueError:
                    break
    raise ValueError(
        f"{text!r} is no date or period that can be read. Write it as 2024-03-31, 2024-03, 2024-Q1 or 2024."
    )


def _month(parts: dict[str, str | None]) -> int:
    if name := parts.get("name"):
        names = LONG if len(name) > 3 else MONTHS
        return names.index(name.lower()) + 1 if name.lower() in names else 0
    if quarter := parts.get("quarter"):
        return 3 * int(quarter) - 2
    return int(parts.get("month") or 1)


def read_period(text: str, kind: str) -> Period:
    """Read a period of one kind: month, quarter or year. A full date stands for the period it lies in.

    Raises: ValueError with a remedy, also for a period of another kind.

    >>> read_period("2024-05-17", "quarter").key
    '2024-Q2'
    """
    found, day = read_day(text)
    if found not in ("day", kind):
        raise ValueError(f"{text!r} is a {found}, and the measure is by {kind}. Give one row per {kind}.")
    return period_at(day, kind)


def period_at(day: date, kind: str) -> Period:
    """Give the month, quarter or year that a day lies in."""
    quarter = (day.month + 2) // 3
    if kind == "month":
        return Period(kind, f"{day.year}-{day.month:02}", day.replace(day=1))
    if kind == "quarter":
        return Period(kind, f"{day.year}-Q{quarter}", date(day.year, 3 * quarter - 2, 1))
    return Period(kind, str(day.year), date(day.year, 1, 1))
