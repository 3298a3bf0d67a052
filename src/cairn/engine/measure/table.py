"""A member's own table, read safely into text cells: CSV, XLSX or ODS."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain
from typing import BinaryIO

from cairn.engine.measure.source import Limits, TableError, blocks, head_of
from cairn.engine.measure.text import rows_of_text
from cairn.engine.measure.workbook import EVERY_SHEET, NumberText, read_workbook

__all__ = [
    "EVERY_SHEET",
    "Flag",
    "Limits",
    "NumberText",
    "Sheet",
    "Table",
    "TableError",
    "letters",
    "read_table",
]

NUMBER = re.compile(r"[+-]?[\d.,\s'%()]*\d[\d.,\s'%()]*([eE][+-]?\d+)?\Z")
FOREIGN = (
    (
        b"\xd0\xcf\x11\xe0",
        "This is an old workbook (XLS), or one protected by a password.",
        "Save it as XLSX.",
    ),
    (b"%PDF", "This is a PDF, not a table.", "Send the spreadsheet that it was made from."),
    (b"\x1f\x8b", "The file is compressed (gzip).", "Unpack it and send the table inside."),
    (b"PK\x05\x06", "The archive is empty.", "Send CSV, XLSX or ODS."),
)


@dataclass(frozen=True, slots=True)
class Flag:
    """A cell to be wary of, its place counted from 1.

    `rule` is formula (text that a spreadsheet would run) or error (such as #DIV/0!, or a formula whose value
    was never saved).
    """

    row: int
    column: int
    rule: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: rows of text cells, of different lengths; the first row is row 1."""

    name: str  # empty for CSV
    rows: tuple[tuple[str, ...], ...]
    flags: tuple[Flag, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """A file as read: the sheets asked for, and the names of all there are."""

    file: str
    sheets: tuple[Sheet, ...]
    sheet_names: tuple[str, ...] = ()


def read_table(
    stream: BinaryIO,
    *,
    name: str,
    sheet: str | None = None,
    encoding: str | None = None,
    delimiter: str | None = None,
    limits: Limits | None = None,
) -> Table:
    """Read a CSV, XLSX or ODS file into text cells; what it is, is told by its content, not its name.

    `sheet` of a workbook: None is the first, EVERY_SHEET all. `encoding` and `delimiter` of a CSV are found
    unless given (see rows_of_text). Limits hold while reading. Formulas are never run: those of a workbook
    give their last saved value; a CSV cell that a spreadsheet would run is kept as text and flagged, as is a
    cell that holds an error such as #DIV/0!.
    Raises: TableError, a ValueError that says which file, where, why, and what to do.

    >>> from io import BytesIO
    >>> read_table(BytesIO(b"place,value" + bytes([10]) + b"Elm,3"), name="elm.csv").sheets[0].rows
    (('place', 'value'), ('Elm', '3'))
    """
    limits = limits or Limits()
    head = head_of(stream)
    refuse_foreign(head, name)
    parts = blocks(stream, file=name, limits=limits, head=head)
    if head.startswith(b"PK\x03\x04"):
        found = list(read_workbook(parts, file=name, sheet=sheet, limits=limits))
        sheets = tuple(Sheet(title, tuple(rows), _flags(rows, errors)) for _, title, rows, errors in found)
        return Table(name, sheets, tuple(found[0][0]))
    rows = [
        tuple(row)
        for row in rows_of_text(parts, file=name, encoding=encoding, delimiter=delimiter, limits=limits)
    ]
    return Table(name, (Sheet("", tuple(rows), _flags(rows, ())),))


def refuse_foreign(head: bytes, name: str) -> None:
    """Refuse, by its first bytes, a file that is empty or of a kind that is never read.

    Raises: TableError.
    """
    if not head:
        raise TableError(name, "The file is empty.", "Check that it was saved, and send it again.")
    for mark, why, remedy in FOREIGN:
        if head.startswith(mark):
            raise TableError(name, why, remedy)


def _flags(rows: Iterable[tuple[str, ...]], errors: Iterable[tuple[int, int]]) -> tuple[Flag, ...]:
    formulas = (
        Flag(row, column, "formula")
        for row, cells in enumerate(rows, start=1)
        for column, cell in enumerate(cells, start=1)
        if cell[:1] in FORMULA_STARTS and is_formula(cell)
    )
    held = (Flag(row, column, "error") for row, column in errors)
    return tuple(sorted(chain(formulas, held), key=lambda flag: (flag.row, flag.column, flag.rule)))


FORMULA_STARTS = frozenset("=+-@\t\r")


def is_formula(cell: str) -> bool:
    """Say whether a spreadsheet would run this text: it begins with = + - @ and is no number and no dash.

    >>> is_formula("=1+1"), is_formula("-5%"), is_formula("-"), is_formula("@SUM(A1)")
    (True, False, False, True)
    """
    text = cell.strip()
    if text.startswith("="):
        return True
    return text[:1] in FORMULA_STARTS and bool(text.strip("+-@ ")) and not NUMBER.match(text[:64])


def letters(column: int) -> str:
    """Name a column as a spreadsheet does.

    >>> letters(1), letters(28)
    ('A', 'AB')
    """
    name = ""
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name
