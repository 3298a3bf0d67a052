"""A workbook row by row: sheets of any length are read in little memory, and never unpacked whole.

The reader of pages (workbook.py) looks through a workbook first and then reads it at once. Here each sheet is
parsed as it is unpacked; only its shared texts are held, within the limits.
"""

import re
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import BinaryIO
from xml.parsers import expat

from cairn.engine.measure.reading import ErrorText, SheetRows
from cairn.engine.measure.source import Limits, TableError
from cairn.engine.measure.workbook import (
    BROKEN,
    SAVE_AGAIN,
    STRINGS,
    archive_names,
    cell_place,
    chosen_sheets,
    safe_parser,
    text_of,
    unpacked,
)

STREAMED = Limits(
    bytes=20_000_000_000, rows=1_048_576, columns=16_384, cells=10_000_000_000, characters=400_000_000,
    line=1_000_000, unpacked=40_000_000_000,
)  # fmt: skip
DATE_FORMATS = frozenset({*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)})  # built in
QUOTED = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.')
EPOCHS = {False: datetime(1899, 12, 30), True: datetime(1904, 1, 1)}  # noqa: DTZ001 - a workbook has no zone


@dataclass(slots=True)
class _Book:
    """What is known of a workbook before its sheets are read."""

    archive: zipfile.ZipFile
    file: str
    limits: Limits
    sheets: list[tuple[str, str]] = field(default_factory=list)  # title, relation
    relations: dict[str, str] = field(default_factory=dict)  # relation: part
    is_1904: bool = False
    strings: list[str] = field(default_factory=list)
    characters: int = 0
    formats: dict[int, str] = field(default_factory=dict)
    styles: list[bool] = field(default_factory=list)  # of each cell style, whether it shows a date
    in_cell_styles: bool = False


def workbook_rows(
    stream: BinaryIO, *, file: str, sheet: str | None = None, limits: Limits = STREAMED
) -> Iterator[SheetRows]:
    """Yield the sheets asked for (None: the first, EVERY_SHEET: all), each a stream of rows of text cells.

    Read each sheet before the next is asked for. Formulas give the value last saved. Blank rows are left out.
    Raises: TableError, while reading too.
    """
    try:
        archive = zipfile.ZipFile(stream)
        size = stream.seek(0, 2)
        names = archive_names(archive, size, file=file, limits=limits)
        book = _opened(archive, names, file, limits)
    except TableError:
        raise
    except BROKEN as fault:
        raise _damaged(file, fault) from None
    for name in chosen_sheets([title for title, _ in book.sheets], sheet, file):
        part = book.relations.get(dict(book.sheets)[name], "").removeprefix("/").removeprefix("xl/")
        yield SheetRows(name, _rows(book, f"xl/{part}"))


def _damaged(file: str, fault: Exception) -> TableError:
    return TableError(file, f"The workbook is damaged or not one ({fault}).", SAVE_AGAIN)


def _opened(archive: zipfile.ZipFile, names: Sequence[str], file: str, limits: Limits) -> _Book:
    """Read the list of sheets, the styles and the shared texts."""
    book = _Book(archive, file, limits)
    for name, start in (
        ("xl/workbook.xml", _start_workbook),
        ("xl/_rels/workbook.xml.rels", _start_relations),
        ("xl/styles.xml", _start_styles),
    ):
        if name in names:
            parser = safe_parser(book.file)
            parser.StartElementHandler = partial(start, book)
            parser.EndElementHandler = partial(_end_styles, book)
            _parse(book, parser, name)
    if STRINGS in names:
        _Strings(book)
    return book


def _parse(book: _Book, parser: expat.XMLParserType, name: str) -> None:
    for block in unpacked(book.archive, name):
        parser.Parse(block, False)
    parser.Parse(b"", True)


def _tag(tag: str) -> str:
    return tag.rpartition(":")[2]


def _start_workbook(book: _Book, tag: str, attributes: dict[str, str]) -> None:
    tag = _tag(tag)
    if tag == "workbookPr":
        book.is_1904 = attributes.get("date1904", "0") in ("1", "true")
    elif tag == "sheet":
        ids = (value for key, value in attributes.items() if key.endswith(":id"))
        book.sheets.append((attributes.get("name", ""), next(ids, "")))


def _start_relations(book: _Book, tag: str, attributes: dict[str, str]) -> None:
    if _tag(tag) == "Relationship" and attributes.get("Type", "").endswith("/worksheet"):
        book.relations[attributes.get("Id", "")] = attributes.get("Target", "")


def _start_styles(book: _Book, tag: str, attributes: dict[str, str]) -> None:
    tag = _tag(tag)
    if tag == "numFmt":
        book.formats[int(attributes.get("numFmtId", 0))] = attributes.get("formatCode", "")
    elif tag == "cellXfs":
        book.in_cell_styles = True
    elif tag == "xf" and book.in_cell_styles:
        number = int(attributes.get("numFmtId", 0))
        code = QUOTED.sub("", book.formats.get(number, ""))
        book.styles.append(number in DATE_FORMATS or bool(re.search("[ymdhs]", code, re.IGNORECASE)))


def _end_styles(book: _Book, tag: str) -> None:
    if _tag(tag) == "cellXfs":
        book.in_cell_styles = False


class _Strings:
    """Reads the shared texts; the reading aids of Asian scripts are not part of them."""

    def __init__(self, book: _Book) -> None:
        self.book, self.parts, self.inside, self.aside = book, [""], False, False
        parser = safe_parser(book.file)
        parser.StartElementHandler = self.start
        parser.EndElementHandler = self.end
        parser.CharacterDataHandler = self.text
        _parse(book, parser, STRINGS)

    def start(self, tag: str, _: dict[str, str]) -> None:
        tag = _tag(tag)
        if tag == "si":
            self.parts = []
        self.aside = self.aside or tag == "rPh"
        self.inside = tag == "t" and not self.aside

    def end(self, tag: str) -> None:
        tag = _tag(tag)
        self.inside = False
        if tag == "rPh":
            self.aside = False
        elif tag == "si":
            self.book.strings.append("".join(self.parts))
            _check(self.book, texts=len(self.book.strings))

    def text(self, text: str) -> None:
        if self.inside:
            self.parts.append(text)
            self.book.characters += len(text)
            _check(self.book)


def _check(book: _Book, *, row: int = 0, column: int = 0, texts: int = 0) -> None:
    """Refuse what is over a limit."""
    limits = book.limits
    if (
        row > limits.rows
        or column > limits.columns
        or book.characters > limits.characters
        or texts > limits.characters // 4
    ):
        raise TableError(
            book.file,
            f"A sheet reaches to row {row:,} and column {column:,}, or holds too many texts; "
            f"at most {limits.rows:,} rows, {limits.columns:,} columns and {limits.characters:,} characters "
            "are read.",
            "Delete stray cells far from the table, or send it in parts.",
        )


def _rows(book: _Book, name: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the rows of a sheet as it is unpacked."""
    try:
        look = _Sheet(book)
        for block in unpacked(book.archive, name):
            look.parser.Parse(block, False)
            yield from look.taken()
        look.parser.Parse(b"", True)
        yield from look.taken()
    except TableError:
        raise
    except BROKEN as fault:
        raise _damaged(book.file, fault) from None


class _Sheet:
    """Reads one sheet: a row is done when its end is met."""

    def __init__(self, book: _Book) -> None:
        self.book, self.done = book, list[tuple[int, list[str]]]()
        self.row = self.column = self.style = self.letters = 0
        self.cells: list[str] = []
        self.type, self.value, self.is_value, self.aside, self.formula = "", "", False, False, False
        self.parser = safe_parser(book.file)
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end
        self.parser.CharacterDataHandler = self.text
        self.readers: dict[str, Callable[[str], str]] = {
            "s": lambda text: book.strings[int(text)],
            "b": lambda text: "TRUE" if text.strip() == "1" else "FALSE",
            "e": ErrorText,
            "n": self.number,
            "d": lambda text: text_of(datetime.fromisoformat(text)),
        }

    def taken(self) -> list[tuple[int, list[str]]]:
        """Hand over the rows that are done."""
        done, self.done = self.done, []
        return done

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        tag = tag.rpartition(":")[2]
        if tag == "c":
            self.start_cell(attributes)
        elif tag == "row":
            self.row = int(attributes.get("r", self.row + 1))
            self.cells, self.column = [], 0
        elif tag in ("v", "t") and not self.aside:
            self.is_value = True
        elif tag == "f":
            self.formula = True
        elif tag == "rPh":
            self.aside = True

    def start_cell(self, attributes: dict[str, str]) -> None:
        self.type, self.value, self.formula = attributes.get("t", "n"), "", False
        self.style = int(attributes.get("s", 0))
        self.column += 1
        if reference := attributes.get("r"):
            row, self.column = cell_place(reference)
            if row != self.row or self.column <= len(self.cells):
                raise ValueError(f"the cell {reference} is out of its place")
        if self.row < 1:
            raise ValueError("a cell before the first row")

    def text(self, text: str) -> None:
        if self.is_value:
            self.value += text
            self.letters += len(text)
            if len(self.value) > self.book.limits.line:
                raise ValueError("a cell is too long")

    def end(self, tag: str) -> None:
        tag = tag.rpartition(":")[2]
        if tag == "c":
            self.end_cell()
        elif tag == "row":
            while self.cells and not self.cells[-1].strip():
                self.cells.pop()
            if self.cells:
                self.done.append((self.row, self.cells))
            self.cells = []
        elif tag in ("v", "t"):
            self.is_value = False
        elif tag == "rPh":
            self.aside = False

    def end_cell(self) -> None:
        if not self.value and not self.formula:
            return
        _check(self.book, row=self.row, column=self.column)
        self.cells.extend([""] * (self.column - 1 - len(self.cells)))
        if not self.value:
            self.cells.append(
                "" if self.type == "str" else ErrorText("of a formula whose value was never saved")
            )
        else:
            self.cells.append(self.readers.get(self.type, str)(self.value))

    def number(self, text: str) -> str:
        """Read a number; one whose style shows a date is a date."""
        value = float(text)
        if self.style < len(self.book.styles) and self.book.styles[self.style]:
            moment = EPOCHS[self.book.is_1904] + timedelta(days=round(value * 86_400_000) / 86_400_000)
            return text_of(moment.time() if 0 <= value < 1 else moment)
        return text_of(value)
