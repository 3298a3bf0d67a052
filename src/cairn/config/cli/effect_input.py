"""Reads a panel for `cairn effect` from a file: every problem by row and column, all at once."""

from dataclasses import dataclass, field

import click

from cairn.config.cli.output import InputFault

ABSENT = {"", "na", "n/a", "n.a.", "#n/a", "nan", "null", "none", "."}
NEVER = ABSENT | {"0", "0.0", "never", "inf"}
TOLD = 100  # problems that are written out; the rest are counted
ORDER = ("day", "month", "quarter", "year")


def panel_options(command):
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
        click.option("--outcome", required=True, metavar="COL", help="The column of outcomes."),
        click.option(
            "--adopted", required=True, metavar="COL", help="When the unit adopted; 0, blank or NA: never."
        ),
        click.option("--time", required=True, metavar="COL", help="The column of times: numbers or periods."),
        click.option("--unit", required=True, metavar="COL", help="The column that names the units."),
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
    from cairn.engine.effect.panel import PanelError, panel_of

    columns = {role: options[role] for role in ("unit", "time", "adopted", "outcome", "weights")}
    columns |= {str(j): name for j, name in enumerate(covariates)}
    sheet, places = _open(file, {role: name for role, name in columns.items() if name}, options["encoding"])
    rows, times = _rows(file, sheet, places, columns, options)
    try:
        panel = panel_of(
            rows.unit,
            rows.time,
            rows.adopted,
            rows.outcome,
            weights=rows.weights if options["weights"] else None,
            covariates=rows.covariates if covariates else None,
            incomplete=options["incomplete"],
        )
    except PanelError as wrong:
        told = []
        for fault in wrong.faults:
            text = fault.said(row=lambda number: rows.row[number], time=times.label)
            told.append(_told(file, rows.row[fault.row], places, columns, fault.role, text))
        raise InputFault("\n".join([*told, f"… and {wrong.more} more."] if wrong.more else told)) from None
    except ValueError as fault:
        raise InputFault(f"{file}: {fault}") from None
    return panel, times


def _open(file, wanted, encoding):
    from cairn.engine.measure.table import Limits, TableError, read_table

    limits = Limits(bytes=500_000_000, rows=2_000_000, cells=40_000_000, characters=500_000_000)
    try:
        with file.open("rb") as stream:
            sheet = read_table(stream, name=str(file), encoding=encoding, limits=limits).sheets[0]
    except TableError as fault:
        raise InputFault(str(fault)) from None
    headers = [header.strip() for header in sheet.rows[0]] if sheet.rows else []
    faults = []
    for role, name in wanted.items():
        if headers.count(name) != 1:
            times = "is not there" if name not in headers else "is there more than once"
            here = ", ".join(repr(header) for header in headers if header) or "none"
            option = "covariate" if role.isdigit() else role
            faults.append(
                f"{file}, row 1: The column {name!r} (--{option}) {times}. The headings are {here}."
            )
    if faults:
        raise InputFault("\n".join(faults))
    return sheet, {role: headers.index(name) for role, name in wanted.items()}


def _rows(file, sheet, places, columns, options):
    rows, times, faults = Rows(), Times(), []
    flags = {(flag.row, flag.column) for flag in sheet.flags}
    for number, cells in enumerate(sheet.rows[1:], start=2):
        if any(cell.strip() for cell in cells):
            row, wrong = _row(number, cells, places, flags, (times, options))
            faults += [_told(file, number, places, columns, role, fault) for role, fault in wrong]
            if not wrong and row["outcome"] is not None:
                _add(rows, number, row)
    if faults:
        more = len(faults) - TOLD
        raise InputFault("\n".join([*faults[:TOLD], f"… and {more} more."] if more > 0 else faults))
    if not rows.row:
        raise InputFault(f"{file}: There is no row with an outcome below the headings. Add the panel's rows.")
    return rows, times


def _row(number, cells, places, flags, how):
    """Read the cells of one row; return them, and what is wrong with which."""
    row, wrong = {}, []
    for role, place in places.items():
        text = cells[place].strip() if place < len(cells) else ""
        try:
            if (number, place + 1) in flags:
                raise ValueError("The cell holds a formula or an error, which is never run. Put its value.")
            row[role] = _read(role, text, *how)
        except ValueError as fault:
            wrong.append((role, fault))
    return row, wrong


def _read(role, text, times, options):
    """Read one cell by what its column is for."""
    if role == "unit":
        if not text:
            raise ValueError("The unit has no name. Write which unit this row is of.")
        return text
    if role == "adopted" and text.casefold() in NEVER:
        return 0
    is_absent = text.casefold() in ABSENT
    if role in ("time", "adopted"):
        if is_absent:
            raise ValueError("The time is missing. Write when this was.")
        return times.number(text, is_adoption=role == "adopted")
    return _number(role, text, is_absent, options)


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
    rows.covariates.append([value for role, value in row.items() if role.isdigit()])


def _told(file, number, places, columns, role, fault):
    from cairn.engine.measure.table import letters

    return f"{file}, row {number}, column {letters(places[role] + 1)} ({columns[role]}): {fault}"
