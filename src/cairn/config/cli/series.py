"""Reading a file into series: one row per date, every fault told at once. For `signal` and `quality`."""

from collections import defaultdict
from dataclasses import dataclass, field

import click

from cairn.config.cli.output import InputFault

BLANK = {"na", "n/a", "n.a.", "#n/a", "nan", "null", "none"}  # in a chart every absence is a missing point
OPTIONS = ("date", "by", "value", "denominator", "stock", "in", "out")  # that name a column
FORMULA = "The cell holds a formula or an error, which is never run. Put the value in its place."


@dataclass
class Rows:
    """The rows of one series: dates, the numbers of each row by role, and the dates without numbers."""

    dates: list = field(default_factory=list)
    numbers: list = field(default_factory=list)  # {role: number or None}
    missing: list = field(default_factory=list)

    def column(self, role):
        """Return the numbers of one role, in the order of the rows."""
        return [row[role] for row in self.numbers]


@dataclass(frozen=True)
class Wanted:
    """The columns that options name, by role: dates, the key of the series, and numbers."""

    date: str
    by: str | None
    numbers: dict  # role: heading
    needs_all: bool = True  # a row with any number missing is missing; else each number by itself
    decimal_comma: bool = False
    encoding: str | None = None

    @property
    def columns(self):
        """Return every heading by role."""
        by = {"by": self.by} if self.by else {}
        return {"date": self.date} | by | self.numbers


def day_of(text, option):
    """Read a date given on the command line."""
    from cairn.engine.measure.periods import read_day

    try:
        return read_day(text)[1]
    except ValueError as fault:
        raise click.UsageError(f"{option}: {fault}") from None


def read_series(file, wanted):
    """Read a file into series by key, in the order of their keys; all faults are told at once."""
    from cairn.engine.measure.table import TableError, letters, read_table

    try:
        with file.open("rb") as stream:
            table = read_table(stream, name=str(file), encoding=wanted.encoding)
    except TableError as fault:
        raise InputFault(str(fault)) from None
    sheet = table.sheets[0]
    places = _places(file, sheet, wanted)
    faults, found, seen = [], defaultdict(Rows), {}
    flags = {(flag.row, flag.column) for flag in sheet.flags}
    for number, cells in enumerate(sheet.rows[1:], start=2):
        if not any(cell.strip() for cell in cells):
            continue
        row = {role: cells[place] if place < len(cells) else "" for role, place in places.items()}
        marked = {role for role, place in places.items() if (number, place + 1) in flags}
        for role, fault in _read_row(row, number, marked, wanted, found, seen):
            where = f"column {letters(places[role] + 1)} ({wanted.columns[role]})"
            faults.append(f"{file}, row {number}, {where}: {fault}")
    if faults:
        raise InputFault("\n".join(faults))
    if not found:
        raise InputFault(f"{file}: There is no row below the headings. Add the series' rows.")
    return sorted(found.items(), key=lambda pair: pair[0] or "")


def _places(file, sheet, wanted):
    """Find the place of each column that an option names."""
    headers = [header.strip() for header in sheet.rows[0]] if sheet.rows else []
    faults = []
    for role, name in wanted.columns.items():
        if headers.count(name) != 1:
            times = "is not there" if name not in headers else "is there more than once"
            here = ", ".join(repr(header) for header in headers if header) or "none"
            option = f" (--{role.split(':')[0]})" if role.split(":")[0] in OPTIONS else ""
            faults.append(f"{file}, row 1: The column {name!r}{option} {times}. The headings are {here}.")
    if faults:
        raise InputFault("\n".join(faults))
    return {role: headers.index(name) for role, name in wanted.columns.items()}


def _read_row(row, number, marked, wanted, found, seen):
    """Add one row to its series; yield the columns at fault, each with what is wrong and what to do."""
    if marked:
        yield from ((role, FORMULA) for role in sorted(marked))
        return
    cells, faults = {}, []
    for role in ("date", *wanted.numbers):
        try:
            cells[role] = _cell(role, row[role], wanted)
        except ValueError as fault:
            faults.append((role, fault))
    if faults:
        yield from faults
        return
    key, day = row["by"].strip() if wanted.by else None, cells.pop("date")
    first = seen.setdefault((key, day), number)
    empty = [value for value in cells.values() if value is None]
    if first != number:
        yield "date", f"{day} is already in row {first}. Keep one of the two, or name the series with --by."
    elif len(empty) == len(cells) or (wanted.needs_all and empty):
        found[key].missing.append(day)
    else:
        found[key].dates.append(day)
        found[key].numbers.append(cells)


def _cell(role, text, wanted):
    """Read a date, or a number; None for a blank."""
    from cairn.engine.measure.cells import Status, UnclearCellError, absence_of, read_number
    from cairn.engine.measure.periods import read_day

    if role == "date":
        return read_day(text)[1]
    try:
        if absence_of(text, dict.fromkeys(BLANK, Status.MISSING)) is not None:
            return None
    except UnclearCellError as fault:
        raise ValueError(f"{fault} Leave it blank, or write what it is.") from None
    number = read_number(text, decimal_comma=wanted.decimal_comma)
    if role == "denominator" and number <= 0:
        raise ValueError(f"{number:g} is no denominator. Correct it, or leave the value blank.")
    return number
