"""What the commands of `cairn quality` read: series, with every period and why a number is absent."""

import json
from dataclasses import dataclass
from datetime import date

import click

from cairn.config.cli.output import InputFault
from cairn.config.cli.series import BLANK, Wanted, day_of, read_rows

MONTHS = {"month": 1, "quarter": 3, "year": 12}
MISSING = "missing"
LARGEST = 1e100
LARGEST_RULE = 1_000_000  # bytes
TOLD = {"not_collected": "not collected", "not_applicable": "not applicable"}  # the others are words
YES = ("yes", "y", "true", "1", "good", "pass")
NO = ("no", "n", "false", "0", "bad", "fail")
UNKNOWN = ("unknown", "not known", "?")

DATE = click.option(
    "--date", "date_column", metavar="COL", help="The column of periods; else they are in the files' names."
)
BY = click.option(
    "--by", multiple=True, metavar="COL", help="The column that names each series; may be repeated."
)
COMMA = click.option("--decimal-comma", is_flag=True, help="Numbers are written 1.234,5.")
ENCODING = click.option(
    "--encoding", type=click.Choice(["utf-8", "cp1252"]), help="Of a file that is not UTF-8."
)
BETTER = click.option(
    "--better", type=click.Choice(["up", "down"]), required=True, help="Which direction is better."
)


class Calendar:
    """The periods of all rows, in order: every one from the first to the last, also those without a row."""

    def __init__(self, rows):
        """Find how often the rows come, by how far apart they are and how their periods are written."""
        kinds = {row.kind for row in rows}
        self.written = kinds.pop() if len(kinds) == 1 else None
        self.kind, self.days = self._every(sorted({row.day for row in rows}))

    def _every(self, days):
        from cairn.engine.signal.periods import rhythm_of

        unit = rhythm_of(days).unit
        kind = self.written if self.written in MONTHS else unit if unit in MONTHS else None
        step = MONTHS.get(unit) or MONTHS.get(self.written)
        months = {day.year * 12 + day.month - 1: day for day in days}
        first, last = min(months), max(months)
        if step is None or len(months) < len(days) or any((month - first) % step for month in months):
            return (self.written if self.written in MONTHS else None), days
        every = range(first, last + 1, step)
        return kind, [months.get(month) or date(month // 12, month % 12 + 1, 1) for month in every]

    def label(self, day):
        """Name the period of a day: 2024-03, 2024-Q1, 2024, or the day itself."""
        from cairn.engine.measure.periods import period_at

        return period_at(day, self.kind).key if self.kind else day.isoformat()

    def find(self, text, option):
        """Give the day of a period that a person named."""
        wanted = self.label(day_of(text, option))
        for day in self.days:
            if self.label(day) == wanted:
                return day
        here = f"{self.label(self.days[0])} to {self.label(self.days[-1])}"
        raise InputFault(
            f"{option}: The files hold no period {wanted}. They go from {here}: name one of those."
        )


@dataclass(frozen=True)
class Series:
    """One series: its periods from its first row to the last period of the files, and the row of each."""

    key: str | None
    labels: list
    rows: list  # None where a period has no row

    def column(self, role):
        """Return the numbers of one role, None where there is none."""
        return [row.numbers[role] if row else None for row in self.rows]

    def absent(self, place, headings):
        """Say why numbers are not there, by heading: missing, not_collected, suppressed, not_applicable."""
        row = self.rows[place]
        return {
            heading: row.absent[role] if row else MISSING
            for role, heading in headings.items()
            if row is None or role in row.absent
        }

    def suppressed(self):
        """Give the periods in which a number is held back, by role."""
        found = {}
        for label, row in zip(self.labels, self.rows, strict=True):
            for role, why in row.absent.items() if row else ():
                if why == "suppressed":
                    found.setdefault(role, []).append(label)
        return found


def wanted_of(options, numbers, **more):
    """Say which columns are wanted, from the options that all commands share."""
    return Wanted(
        options["date_column"], tuple(options["by"]), numbers,
        needs_all=False, largest=LARGEST, decimal_comma=options["decimal_comma"],
        encoding=options["encoding"], **more,
    )  # fmt: skip


def read_all(files, wanted):
    """Read files into series, in the order of their keys; each goes on to the last period of all."""
    rows = read_rows(files, wanted)
    calendar, found = Calendar(rows), {}
    for row in rows:
        found.setdefault(row.key, {})[row.day] = row
    for key, mine in sorted(found.items(), key=lambda pair: pair[0] or ""):
        days = [day for day in calendar.days if day >= min(mine)]
        yield Series(key, [calendar.label(day) for day in days], [mine.get(day) for day in days])


def read_document(path):
    """Read a rule, of which nobody writes a megabyte."""
    if path.stat().st_size > LARGEST_RULE:
        raise InputFault(f"{path}: The file is larger than {LARGEST_RULE:,} bytes, no rule is: give a rule.")
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (ValueError, RecursionError) as fault:
        raise InputFault(f"{path}: This is no JSON ({fault}): correct it there.") from None


def read_marks(rows, role):
    """Read yes or no from each row, or None with the reason why nobody knows; and every fault."""
    from cairn.engine.measure.cells import ABSENCES

    marks, faults = [], []
    for row in rows:
        text = row.texts[role].casefold() if row else ""
        absent = MISSING if text in BLANK else ABSENCES.get(text)
        marks.append((text in YES, None) if text in (*YES, *NO) else (None, absent or "not known"))
        if text not in (*YES, *NO, *UNKNOWN) and absent is None:
            faults.append(
                f"{row.at(role)}: {row.texts[role][:40]!r} is neither yes nor no. Write yes, no, or leave it "
                "blank where nobody knows."
            )
    return marks, faults


def told(why):
    """Say in words why a number is not there."""
    return TOLD.get(why, why)
