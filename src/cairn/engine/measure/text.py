"""Rows of text cells from a CSV file: encoding, separator, limits; nothing is ever evaluated."""

import codecs
import csv
from collections.abc import Iterable, Iterator, Sequence
from io import IncrementalNewlineDecoder
from itertools import chain, islice
from typing import NoReturn

from cairn.engine.measure.source import Limits, TableError

SEPARATORS = (",", ";", "\t", "|")
MARKS = (
    (codecs.BOM_UTF32_LE, None),
    (codecs.BOM_UTF32_BE, None),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
ENCODINGS = {"utf-8", "utf-16-le", "utf-16-be", "cp1252"}
SAVE_AS = "In your spreadsheet choose Save as, CSV UTF-8."


def rows_of_text(
    parts: Iterable[bytes], *, file: str, encoding: str | None, delimiter: str | None, limits: Limits
) -> Iterator[list[str]]:
    """Yield the rows of a CSV file as lists of text.

    The encoding is UTF-8, or UTF-16 where the file begins with its mark; another one is never guessed.
    cp1252 (Windows, Western Europe) is read only if `encoding` says so. Without `delimiter` the separator is
    the one of comma, semicolon, tab and bar that gives most rows the same number of columns.
    Raises: TableError with row and byte.
    """
    if encoding is not None and encoding not in ENCODINGS:
        raise TableError(file, f"The encoding {encoding!r} is not read.", f"Use one of {sorted(ENCODINGS)}.")
    lines = _lines(_decoded(parts, file=file, encoding=encoding), file=file, limits=limits)
    first = list(islice(lines, 50))
    reader = csv.reader(chain(first, lines), delimiter=delimiter or separator_of(first), strict=True)
    row = cells = 0
    while True:
        row += 1
        try:
            values = next(reader)
        except StopIteration:
            return
        except csv.Error as fault:
            _refuse_row(file, row, fault)
        cells += len(values)
        if row > limits.rows or len(values) > limits.columns or cells > limits.cells:
            raise TableError(
                file,
                f"The table is larger than {limits.rows:,} rows, {limits.columns:,} columns or "
                f"{limits.cells:,} cells, the most that is read.",
                "Leave out what the measure does not need, or send it in parts.",
                where=f"row {row}",
            )
        yield values


def _refuse_row(file: str, row: int, fault: csv.Error) -> NoReturn:
    raise TableError(
        file,
        f"A quotation mark is open or out of place here or above ({fault}).",
        'Close it, or write a quotation mark inside a cell twice ("").',
        where=f"row {row}",
    ) from None


def separator_of(lines: Sequence[str]) -> str:
    """Find the separator that gives most of the lines the same number of columns, and then the most columns.

    >>> separator_of(["place;period;value", "Elm;2024;3,5", "Oak;2024;4,5"])
    ';'
    """
    best = (0, 0, ",")
    for separator in SEPARATORS:
        try:
            widths = [len(row) for row in csv.reader(lines, delimiter=separator) if row]
        except csv.Error:
            continue
        usual = max(
            sorted({width for width in widths if width > 1}, reverse=True), key=widths.count, default=0
        )
        if (widths.count(usual), usual) > best[:2]:
            best = (widths.count(usual), usual, separator)
    return best[2]


def _decoded(parts: Iterable[bytes], *, file: str, encoding: str | None) -> Iterator[str]:
    """Decode block by block; a byte that does not fit is named with its row and its place in the file."""
    parts = iter(parts)
    head = next(parts, b"")
    mark, found = next(((m, e) for m, e in MARKS if head.startswith(m)), (b"", "utf-8"))
    if found is None:
        raise TableError(file, "The file is in UTF-32, which is not read.", SAVE_AS)
    encoding = found if mark else encoding or found
    decoder = codecs.getincrementaldecoder(encoding)()
    read, row = len(mark), 1
    for part, final in chain(((block, False) for block in chain([head[len(mark) :]], parts)), [(b"", True)]):
        pending = len(decoder.getstate()[0])
        try:
            text = decoder.decode(part, final)
        except UnicodeDecodeError as fault:
            before = fault.object[: fault.start].decode(encoding, "replace")
            byte = read - pending + fault.start + 1
            _refuse_byte(file, encoding, row + before.count("\n"), byte, fault.object[fault.start])
        read += len(part)
        if "\x00" in text:
            row += text[: text.index("\x00")].count("\n")
            raise TableError(file, "This is not a text file.", "Send CSV, XLSX or ODS.", where=f"row {row}")
        row += text.count("\n")
        yield text


def _refuse_byte(file: str, encoding: str, row: int, byte: int, value: int) -> NoReturn:
    other = "" if encoding == "cp1252" else " If it comes from an old Windows program, read it as cp1252."
    raise TableError(
        file,
        f"The byte {value:02X} is not {encoding.upper()} text.",
        SAVE_AS + other,
        where=f"row {row}, byte {byte}",
    ) from None


def _lines(texts: Iterable[str], *, file: str, limits: Limits) -> Iterator[str]:
    """Yield lines, whatever ends them; a line longer than the limit is refused before it is whole."""
    newlines = IncrementalNewlineDecoder(None, translate=True)
    rest, row = "", 0
    for text in chain(texts, [None]):
        rest += newlines.decode(text or "", final=text is None)
        *whole, rest = rest.split("\n")
        for line in whole:
            row += 1
            yield line + "\n"
        if len(rest) > limits.line:
            raise TableError(
                file,
                f"A line is longer than {limits.line:,} characters.",
                "Check that this is a table with one row per line.",
                where=f"line {row + 1}",
            )
    if rest:
        yield rest
