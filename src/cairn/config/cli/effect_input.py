"""Reads a panel for `cairn effect` from a file: every problem by row and column, all at once."""

from collections import defaultdict
from dataclasses import dataclass, field

import click

from cairn.config.cli.output import InputFault

ABSENT = {"", "na", "n/a", "n.a.", "#n/a", "nan", "null", "none", "."}
UNADOPTED = ABSENT | {"never", "inf"}
KEYS = ("practice", "measure")
FORMULA = "The cell holds a formula or an error, which is never run. Put its value."
TOLD = 100  # problems that are written out; the rest are counted
ORDER = ("day", "month", "quarter", "year")


def panel_options(command, *, are_needed=True):
    """Add the options that say which column is what."""
    for option in (
        click.option(
            "--encoding", type=click.Choice(["utf-8", "cp1252"]), help="Of a file that is not UTF-8."
        ),
        click.option("--decimal-comma", is_flag=True, help="Numbers are written 1.234,5."),
        click.option(
            "--incomplete",
            type=click.Choice(["refuse", "drop"]),
            default="refuse",
            show_default=True,
            help="Units with a gap: refuse the file, or leave them out.",
        ),
        click.option("--weights", metavar="COL", help="A weight for each unit, the same at every time."),
        click.option("--outcome", required=are_needed, metavar="COL", help="The column of outcomes."),
        click.option(
            "--adopted",
            required=are_needed,
            metavar="COL",
            help="When the unit adopted; 0, blank or NA: never.",
        ),
        click.option("--time", required=are_needed, metavar="COL", help="Times: numbers or periods."),
        click.option("--unit", required=are_needed, metavar="COL", help="The column that names the units."),
    ):
        command = option(command)
    return command


@dataclass
class Rows:
    """What was read, column by column, with the row of the file that each came from."""

    row: list = field(default_factory=list)
    unit: list = field(default_factory=list)
    time: list = field(default_factory=list)
    adopted: list = field(default_factory=list)
    outcome: list = field(default_factory=list)
    weights: list = field(default_factory=list)
    covariates: list = field(default_factory=list)
    better: set = field(default_factory=set)


class Times:
    """Turns times as written into whole numbers that count periods, and back."""

    def __init__(self):
        """Begin without knowing which kind of period the file has."""
        self.kind = None
        self.known = {}

    def number(self, text, *, is_adoption=False):
        """Read a time, or an adoption time; ValueError with a remedy."""
        if (text, is_adoption) not in self.known:
            self.known[text, is_adoption] = self._number(text, is_adoption)
        return self.known[text, is_adoption]

    def _number(self, text, is_adoption):
        from cairn.engine.measure.periods import period_at, read_day

        bare = text.removesuffix(".0")
        if bare.lstrip("-").isascii() and bare.lstrip("-").isdigit() and len(bare) != 6 and len(bare) < 10:
            kind, day = "year", None
        else:
            kind, day = read_day(text)
        if self.kind is None and not is_adoption:
            self.kind = kind
        if kind != self.kind and not (is_adoption and day and ORDER.index(kind) < ORDER.index(self.kind)):
            raise ValueError(f"{text!r} is a {kind}, and the times are by {self.kind}. Write all alike.")
        if day is None:
            return int(bare)
        if self.kind == "day":
            return day.toordinal()
        period = period_at(day, self.kind)
        year, month = period.starts_on.year, period.starts_on.month
        return {"month": 12 * year + month - 1, "quarter": 4 * year + month // 3, "year": year}[self.kind]

    def label(self, number):
        """Write a time as the file does: a number, or a period."""
        from datetime import date

        if self.kind == "month":
            return f"{number // 12}-{number % 12 + 1:02}"
        if self.kind == "quarter":
            return f"{number // 4}-Q{number % 4 + 1}"
        return date.fromordinal(number).isoformat() if self.kind == "day" else number


def read_panel(file, options, covariates=()):
    """Return the panel in a file and its times; InputFault with all that is wrong."""
    columns = {role: options[role] for role in ("unit", "time", "adopted", "outcome", "weights")}
    columns |= {str(j): name for j, name in enumerate(covariates)}
    found, times = _read_panels(file, columns, options)
    return found[()][0], times


def read_panels(file, options):
    """Return each practice's and measure's panel and which way is better, and the times of all.

    InputFault with all that is wrong.
    """
    roles = ("practice", "measure", "better", "unit", "time", "adopted", "outcome", "weights")
    return _read_panels(file, {role: options[role] for role in roles}, options)


def _read_panels(file, columns, options):
    opened = open_sheet(file, columns, options["encoding"])
    groups, times = _rows(opened, options)
    found, told = {}, []
    for key, rows in sorted(groups.items()):
        try:
            found[key] = _panel(rows, opened.places, options), _better(rows)
        except ValueError as wrong:
            told += _faults(opened, key, rows, wrong, times)
    refuse(told)
    return found, times


def _panel(rows, places, options):
    from cairn.engine.effect.panel import panel_of

    return panel_of(
        rows.unit, rows.time, rows.adopted, rows.outcome,
        weights=rows.weights if "weights" in places else None,
        covariates=rows.covariates if "0" in places else None, incomplete=options["incomplete"],
    )  # fmt: skip


def _better(rows):
    if len(rows.better) > 1:
        raise ValueError("One row says that up is better, another down. Write the same in all its rows.")
    return next(iter(rows.better), None)


def _faults(opened, key, rows, wrong, times):
    """Tell what is wrong with a panel: by row and column where that is known."""
    from cairn.engine.effect.panel import PanelError

    if not isinstance(wrong, PanelError):
        return [f"{', '.join([str(opened.file), *key])}: {wrong}"]
    told = []
    for fault in wrong.faults:
        text = fault.said(row=lambda number: rows.row[number], time=times.label)
        told.append(opened.told(rows.row[fault.row], fault.role, text))
    return [*told, f"… and {wrong.more} more."] if wrong.more else told


def refuse(faults):
    """Fail with all faults at once, at most a hundred written out; pass where there is none."""
    more = len(faults) - TOLD
    if faults:
        raise InputFault("\n".join([*faults[:TOLD], f"… and {more} more."] if more > 0 else faults))


@dataclass(frozen=True)
class Opened:
    """The first sheet of a file, and the places of the columns that options name, by role."""

    file: object
    sheet: object
    places: dict
    names: dict

    def told(self, number, role, fault):
        """Tell a fault with its row and column."""
        from cairn.engine.measure.table import letters

        where = f"column {letters(self.places[role] + 1)} ({self.names[role]})"
        return f"{self.file}, row {number}, {where}: {fault}"

    def rows(self, read):
        """Yield each row that is not blank: its number, its cells by role as read, and what is wrong."""
        flags = {(flag.row, flag.column) for flag in self.sheet.flags}
        for number, cells in enumerate(self.sheet.rows[1:], start=2):
            if not any(cell.strip() for cell in cells):
                continue
            row, wrong = {}, []
            for role, place in self.places.items():
                try:
                    if (number, place + 1) in flags:
                        raise ValueError(FORMULA)
                    row[role] = read(role, cells[place].strip() if place < len(cells) else "")
                except ValueError as fault:
                    wrong.append(self.told(number, role, fault))
            yield number, row, wrong


def open_sheet(file, columns, encoding):
    """Open a file and find the columns that are named; InputFault with all that are not there."""
    from cairn.engine.measure.table import Limits, TableError, read_table

    limits = Limits(bytes=500_000_000, rows=2_000_000, cells=40_000_000, characters=500_000_000)
    try:
        with file.open("rb") as stream:
            sheet = read_table(stream, name=str(file), encoding=encoding, limits=limits).sheets[0]
    except TableError as fault:
        raise InputFault(str(fault)) from None
    headers = [header.strip() for header in sheet.rows[0]] if sheet.rows else []
    faults, wanted = [], {role: name for role, name in columns.items() if name}
    for role, name in wanted.items():
        if headers.count(name) != 1:
            times = "is not there" if name not in headers else "is there more than once"
            here = ", ".join(repr(header) for header in headers if header) or "none"
            option = "covariate" if role.isdigit() else role
            faults.append(
                f"{file}, row 1: The column {name!r} (--{option}) {times}. The headings are {here}."
            )
    refuse(faults)
    return Opened(file, sheet, {role: headers.index(name) for role, name in wanted.items()}, columns)


def _rows(opened, options):
    groups, times, faults = defaultdict(Rows), Times(), []
    for number, row, wrong in opened.rows(lambda role, text: _read(role, text, times, options)):
        faults += wrong
        if not wrong and row["outcome"] is not None:
            _add(groups[tuple(row[role] for role in KEYS if role in row)], number, row)
    refuse(faults)
    if not groups:
        raise InputFault(
            f"{opened.file}: There is no row with an outcome below the headings. Add the panel's rows."
        )
    return groups, times


def _read(role, text, times, options):
    """Read one cell by what its column is for."""
    from cairn.engine.effect.panel import NEVER

    if role in ("unit", *KEYS):
        return named(role, text)
    if role == "better":
        return direction(text)
    if role == "adopted" and text.casefold() in UNADOPTED:
        return NEVER
    if role == "adopted" and text in ("0", "0.0"):
        return 0
    is_absent = text.casefold() in ABSENT
    if role in ("time", "adopted"):
        if is_absent:
            raise ValueError("The time is missing. Write when this was.")
        return times.number(text, is_adoption=role == "adopted")
    return _number(role, text, is_absent, options)


def named(role, text):
    """Read the name of a unit, a practice or a measure."""
    if not text:
        raise ValueError(f"The {role} has no name. Write which {role} this row is of.")
    return text


def direction(text):
    """Read which way is better: up, down, or (blank) None."""
    if text.casefold() in ABSENT:
        return None
    if text.casefold() not in ("up", "down"):
        raise ValueError(f"{text!r} does not say which way is better. Write up or down, or leave it blank.")
    return text.casefold()


def _number(role, text, is_absent, options):
    """Read a number; None for an outcome that is missing where units with gaps are left out."""
    from cairn.engine.measure.cells import read_number

    if not is_absent:
        return read_number(text, decimal_comma=options["decimal_comma"])
    if role != "outcome":
        raise ValueError("The value is missing. Add it, or leave this column out.")
    if options["incomplete"] == "refuse":
        raise ValueError("The outcome is missing. Add it, or leave out units with gaps (--incomplete drop).")
    return None


def _add(rows, number, row):
    rows.row.append(number)
    for role in ("unit", "time", "adopted", "outcome"):
        getattr(rows, role).append(row[role])
    if "weights" in row:
        rows.weights.append(row["weights"])
    rows.better.add(row.get("better"))
    rows.covariates.append([value for role, value in row.items() if role.isdigit()])
