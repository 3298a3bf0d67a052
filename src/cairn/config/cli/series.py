"""Reading files into rows and series, every fault told at once. For `signal` and `quality`."""

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property, lru_cache
from math import inf
from pathlib import Path
from typing import NamedTuple

import click

from cairn.config.cli.output import InputFault

BLANK = {"na", "n/a", "n.a.", "#n/a", "nan", "null", "none"}  # what says that a number is missing
OPTIONS = (  # that name a column
    "date", "by", "value", "denominator", "stock", "in", "out", "group", "error", "partner", "delivered",
    "received", "due", "good", "better", "tolerance", "target", "population", "baseline", "quality",
)  # fmt: skip
ALL = "(all)"  # a blank among the names of a series
FORMULA = "The cell holds a formula or an error, which is never run. Put the value in its place."
YEAR = r"(?:19|20|21)\d\d"
IN_A_NAME = re.compile(
    rf"(?<!\d)(?:{YEAR}[-_. ]?Q[1-4]|Q[1-4][-_. ]?{YEAR}|{YEAR}(?:[-_.]\d\d){{0,2}})(?!\d)", re.IGNORECASE
)


@dataclass
class Rows:
    """The rows of one series: dates, the numbers of each row by role, and the dates without numbers."""

    dates: list = field(default_factory=list)
    numbers: list = field(default_factory=list)  # {role: number or None}
    missing: list = field(default_factory=list)

    def column(self, role):
        """Return the numbers of one role, in the order of the rows."""
        return [row[role] for row in self.numbers]


class Row(NamedTuple):
    """One row of a file: where it stands, what it is of, and its cells by role."""

    file: Path
    number: int
    names: Mapping[str, str]  # its series, and what names it within: by, group, partner
    day: date | None  # the first day of its period; None where periods are not asked for
    kind: str | None  # how the period is written: day, month, quarter, year
    numbers: Mapping[str, float | None]
    absent: Mapping[str, str]  # why a number is not there: missing, not_collected, suppressed …
    texts: Mapping[str, str]
    columns: Mapping[str, tuple[str, str]]  # the letter and the heading of each role's column

    @property
    def key(self):
        """Return the name of the row's series; None where there is only one."""
        by = [name for role, name in self.names.items() if role[:2] == "by"]
        return " · ".join(name or ALL for name in by) if len(by) > 1 else by[0] if by else None

    def at(self, role=None):
        """Say where a cell stands: the file, the row, the column."""
        return place_of(self.file, self.number, self.columns.get(role))


@dataclass(frozen=True)
class Wanted:
    """The columns that options name, by role: dates, the key of the series, numbers and texts."""

    date: str | None  # None: the file's name holds the period, unless `has_periods` is off
    by: str | tuple | None
    numbers: dict  # role: heading
    needs_all: bool = True  # a row with any number missing is missing; else each number by itself
    decimal_comma: bool = False
    encoding: str | None = None
    also: dict = field(default_factory=dict)  # names within a series, by role: group, partner
    texts: dict = field(default_factory=dict)  # role: heading
    has_periods: bool = True
    is_unique: bool = True  # one row per name and period
    may_be_empty: bool = False  # a denominator of 0 is a group of nobody, not a fault
    largest: float = inf  # a number beyond is a fault: sums of it could not be kept

    @cached_property
    def names(self):
        """Return the headings that name a row, by role."""
        if isinstance(self.by, tuple):
            return {f"by:{place}": name for place, name in enumerate(self.by)} | self.also
        return ({"by": self.by} if self.by else {}) | self.also

    @property
    def columns(self):
        """Return every heading by role."""
        return ({"date": self.date} if self.date else {}) | self.names | self.numbers | self.texts


def day_of(text, option):
    """Read a date given on the command line."""
    from cairn.engine.measure.periods import read_day

    try:
        return read_day(text)[1]
    except ValueError as fault:
        raise click.UsageError(f"{option}: {fault}") from None


def read_series(file, wanted):
    """Read a file into series by key, in the order of their keys; all faults are told at once."""
    found = defaultdict(Rows)
    for row in _each_row([file], wanted):
        rows = found[row.key]
        if len(row.absent) == len(row.numbers) or (wanted.needs_all and row.absent):
            rows.missing.append(row.day)
        else:
            rows.dates.append(row.day)
            rows.numbers.append(row.numbers)
    return sorted(found.items(), key=lambda pair: pair[0] or "")


def read_rows(files, wanted):
    """Read files into rows, in their order; the faults of all of them are told at once."""
    return list(_each_row(files, wanted))


def _each_row(files, wanted):
    """Yield every row; at the end fail with all that is wrong."""
    from cairn.engine.measure.table import letters

    faults, count, seen = [], 0, {}
    for file in files:
        try:
            sheet = _sheet(file, wanted.encoding, tells=True)
            places = _places(file, sheet, wanted)
            named = (None, None) if wanted.date or not wanted.has_periods else period_in_name(file)
        except InputFault as fault:
            faults.append(fault.message)
            continue
        columns = {role: (letters(place + 1), wanted.columns[role]) for role, place in places.items()}
        for row, wrong in _rows(file, sheet, places, wanted, named, columns):
            faults += [f"{place_of(file, number, columns[role])}: {said}" for number, role, said in wrong]
            if not wrong and wanted.is_unique and (said := _repeated(row, seen)):
                faults.append(f"{row.at('date')}: {said}")
            count += 1
            if not wrong:
                yield row
    if faults:
        raise InputFault("\n".join(faults))
    if not count:
        raise InputFault(f"{files[0]}: There is no row below the headings. Add the series' rows.")


def period_in_name(file):
    """Give the kind and the first day of the period that a file's name holds: counts-2024-Q1.csv."""
    from cairn.engine.measure.periods import read_day

    found = set()
    for text in IN_A_NAME.findall(file.stem):
        try:
            found.add(read_day(re.sub("[_. ]", "-", text)))
        except ValueError:
            continue
    if len(found) != 1:
        several = "several periods" if found else "no period"
        raise InputFault(
            f"{file}: The name holds {several}. Name the column of periods with --date, or put the period "
            "in the file's name, such as counts-2024-Q1.csv."
        )
    return found.pop()


def headings_of(file, encoding=None):
    """Return the headings of a file, to tell an option that names a column from one that gives a value."""
    return _headings(_sheet(file, encoding))


def _sheet(file, encoding, *, tells=False):
    """Read the first sheet of a file on this machine: larger ones than are taken from members."""
    from cairn.engine.measure.table import Limits, TableError, read_table

    limits = Limits(bytes=500_000_000, rows=2_000_000, cells=40_000_000, characters=500_000_000)
    try:
        with file.open("rb") as stream:
            table = read_table(stream, name=str(file), encoding=encoding, limits=limits)
    except TableError as fault:
        raise InputFault(str(fault)) from None
    if tells and len(table.sheet_names) > 1:
        others = ", ".join(table.sheet_names[1:])
        click.echo(f"{file}: The first sheet, {table.sheet_names[0]}, is read; not {others}.", err=True)
    return table.sheets[0]


def _headings(sheet):
    return [heading.strip() for heading in sheet.rows[0]] if sheet.rows else []


def _places(file, sheet, wanted):
    """Find the place of each column that an option names."""
    headers, faults = _headings(sheet), []
    for role, name in wanted.columns.items():
        if headers.count(name) != 1:
            times = "is not there" if name not in headers else "is there more than once"
            here = ", ".join(repr(header) for header in headers if header) or "none"
            option = f" (--{role.split(':')[0]})" if role.split(":")[0] in OPTIONS else ""
            faults.append(f"{file}, row 1: The column {name!r}{option} {times}. The headings are {here}.")
    if faults:
        raise InputFault("\n".join(faults))
    return {role: headers.index(name) for role, name in wanted.columns.items()}


def _rows(file, sheet, places, wanted, named, columns):
    """Yield each row that is not blank, with what is wrong in it: row, role, and what to do."""
    flags = {(flag.row, flag.column) for flag in sheet.flags}
    for number, cells in enumerate(sheet.rows[1:], start=2):
        if any(cell.strip() for cell in cells):
            row = {role: cells[place] if place < len(cells) else "" for role, place in places.items()}
            marked = flags and sorted(role for role, place in places.items() if (number, place + 1) in flags)
            if marked:
                yield None, [(number, role, FORMULA) for role in marked]
            else:
                yield _row(file, number, row, wanted, named, columns)


def _row(file, number, cells, wanted, named, columns):
    """Read the cells of one row; return it, and what is wrong."""
    from cairn.engine.measure.periods import read_day

    wrong, numbers, absent = [], {}, {}
    kind, day = named
    if wanted.date:
        try:
            kind, day = read_day(cells["date"])
        except ValueError as fault:
            wrong.append((number, "date", fault))
    for role in wanted.numbers:
        try:
            numbers[role], why = _cell(role, cells[role], wanted)
        except ValueError as fault:
            wrong.append((number, role, fault))
        else:
            absent |= {role: why} if why else {}
    names = {role: cells[role].strip() for role in wanted.names}
    texts = {role: cells[role].strip() for role in wanted.texts}
    return Row(file, number, names, day, kind, numbers, absent, texts, columns), wrong


def _repeated(row, seen):
    """Say where the same names and period stand already; None where they do not."""
    here = row.file, row.number
    file, number = seen.setdefault((tuple(row.names.values()), row.day), here)
    if (file, number) == here:
        return None
    where = f"row {number}" if file == row.file else f"{file}, row {number}"
    what = ", ".join(filter(None, [*row.names.values(), str(row.day or "")])) or "This"
    return f"{what} is already in {where}. Keep one of the two, or name the series with --by."


def place_of(file, number, column):
    """Say where a cell stands: file, row, and the letter and heading of its column, where it is of one."""
    return f"{file}, row {number}" + (f", column {column[0]} ({column[1]})" if column else "")


def _cell(role, text, wanted):
    """Read a number, or None and why it is not there."""
    number, why = _number(text, wanted.decimal_comma)
    if number is None:
        return None, why
    if abs(number) > wanted.largest:
        raise ValueError(f"{number:g} is too large to compute with. Correct it.")
    if role == "denominator" and (number < 0 or (number == 0 and not wanted.may_be_empty)):
        raise ValueError(f"{number:g} is no denominator. Correct it, or leave the value blank.")
    return number, None


@lru_cache(maxsize=1 << 16, typed=True)  # a workbook's numbers are texts of another type, read as they are
def _number(text, decimal_comma):
    from cairn.engine.measure.cells import Status, UnclearCellError, absence_of, read_number

    try:
        why = absence_of(text, dict.fromkeys(BLANK, Status.MISSING))
    except UnclearCellError as fault:
        raise ValueError(f"{fault} Leave it blank, or write what it is.") from None
    return (None, why.value) if why is not None else (read_number(text, decimal_comma=decimal_comma), None)
