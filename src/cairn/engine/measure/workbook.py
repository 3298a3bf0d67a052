"""Opening a workbook that may be hostile: look inside first, pack again only what a table needs, then read.

A small file can unpack to terabytes, name a far cell so that the cells between it and the first fill all
memory, repeat one row a million times, or hold a document type that expands without end. The reader stops
the whole process where memory runs out, so none of these may reach it.
"""

import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import partial
from io import BytesIO
from typing import Any, NoReturn
from xml.parsers import expat

from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum

from cairn.engine.measure.source import BLOCK, Limits, TableError

EVERY_SHEET = "*"
SAVE_AGAIN = "Open it in your spreadsheet and save it again as XLSX, or as CSV UTF-8."
STRINGS = "xl/sharedStrings.xml"
XLSX_PARTS = (
    re.compile(  # what a table is made of, wherever its sheets lie; no drawings, macros or outer links
        r"\[Content_Types\]\.xml\Z|_rels/\.rels\Z|xl/_rels/workbook\.xml\.rels\Z"
        r"|xl/(?!charts|chartsheets|drawings|theme|media|pivot|external|comments|tables|_rels)[^\\]*\.xml\Z"
    )
)
ODS_PARTS = re.compile(r"(content\.xml|mimetype|META-INF/manifest\.xml)\Z")
REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})\Z")
BROKEN = (
    zipfile.BadZipFile, zlib.error, expat.ExpatError, NotImplementedError, EOFError, RuntimeError, OSError,
    ValueError, KeyError, IndexError, OverflowError, CalamineError,
)  # fmt: skip


class NumberText(str):
    """The text of a cell that the workbook holds as a number: its point is a decimal point everywhere."""

    __slots__ = ()


@dataclass(slots=True)
class _Seen:
    """What the look inside found: figures against the limits, and cells that hold an error."""

    file: str
    limits: Limits
    cells: int = 0
    characters: int = 0
    strings: list[int] = field(default_factory=list)  # lengths of the shared texts
    errors: dict[str, set[tuple[int, int]]] = field(default_factory=dict)  # part or sheet: cells
    sheets: list[tuple[str, str]] = field(default_factory=list)  # title, relation
    relations: dict[str, str] = field(default_factory=dict)  # relation: part

    def check(self, rows: int = 0, columns: int = 0) -> None:
        """Refuse what is over a limit."""
        limits = self.limits
        if (
            rows > limits.rows
            or columns > limits.columns
            or self.cells > limits.cells
            or self.characters > limits.characters
            or len(self.strings) > limits.cells
        ):
            raise TableError(
                self.file,
                f"A sheet reaches to row {rows:,} and column {columns:,}, or is too full; at most "
                f"{limits.rows:,} rows, {limits.columns:,} columns, {limits.cells:,} cells and "
                f"{limits.characters:,} characters are read.",
                "Delete stray cells far from the table and sheets that are not needed, and save it again.",
            )


def read_workbook(
    parts: Iterable[bytes], *, file: str, sheet: str | None, limits: Limits
) -> Iterator[tuple[list[str], str, list[tuple[str, ...]], frozenset[tuple[int, int]]]]:
    """Yield (all sheet names, name, rows, cells that hold an error) for each sheet asked for.

    `sheet` None is the first, EVERY_SHEET all. Formulas give the value last saved; none is computed.
    Raises: TableError.
    """
    try:
        packed, seen = _safe_copy(b"".join(parts), file=file, limits=limits)
        workbook = CalamineWorkbook.from_filelike(BytesIO(packed))
        names = [meta.name for meta in workbook.sheets_metadata if meta.typ == SheetTypeEnum.WorkSheet]
        for name in chosen_sheets(names, sheet, file):
            table = workbook.get_sheet_by_name(name)
            rows = [_texts(row) for row in table.to_python(skip_empty_area=False)]
            yield names, name, rows, frozenset(seen.errors.get(name, ()))
    except TableError:
        raise
    except BROKEN as fault:
        raise TableError(file, f"The workbook is damaged or not one ({fault}).", SAVE_AGAIN) from None


def chosen_sheets(names: list[str], sheet: str | None, file: str) -> list[str]:
    """Name the sheets asked for: the first, one by name, or all."""
    if not names:
        raise TableError(file, "The workbook has no sheet with a table.", SAVE_AGAIN)
    if sheet == EVERY_SHEET:
        return names
    if sheet is not None and sheet not in names:
        raise TableError(file, f"There is no sheet {sheet!r}.", f"Choose one of: {', '.join(names)}.")
    return [names[0] if sheet is None else sheet]


def _texts(row: Iterable[Any]) -> tuple[str, ...]:
    """Turn a row of values into text, without the blank cells at its end."""
    cells = [text_of(value) for value in row]
    while cells and not cells[-1].strip():
        cells.pop()
    return tuple(cells)


def text_of(value: Any) -> str:
    """Turn a cell's value into text."""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | float):
        whole = isinstance(value, int) or (value.is_integer() and abs(value) < 1e15)
        return NumberText(int(value) if whole else repr(value))
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ")
    if isinstance(value, date | time):
        return value.isoformat()
    return str(value.total_seconds() if isinstance(value, timedelta) else value)


def _safe_copy(data: bytes, *, file: str, limits: Limits) -> tuple[bytes, _Seen]:
    """Look into every part within the limits, and pack those that make tables into an archive of our own.

    The reader then never sees sizes, checksums or parts that the sender made up.
    """
    archive = zipfile.ZipFile(BytesIO(data))
    names = archive_names(archive, len(data), file=file, limits=limits)
    seen, left, copy = _Seen(file, limits), limits.unpacked, BytesIO()
    with zipfile.ZipFile(copy, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as ours:
        for name in names:
            parser = _parser(name, seen)
            with ours.open(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), "w") as target:
                for block in unpacked(archive, name):
                    left -= len(block)
                    if left < 0:
                        _refuse_bomb(file, limits)
                    if parser:
                        parser.Parse(block, False)
                    target.write(block)
            if parser:
                parser.Parse(b"", True)
    for title, relation in seen.sheets:
        part = seen.relations.get(relation, "").removeprefix("/").removeprefix("xl/")
        seen.errors[title] = seen.errors.get(f"xl/{part}", set())
    return copy.getvalue(), seen


def archive_names(archive: zipfile.ZipFile, size: int, *, file: str, limits: Limits) -> list[str]:
    """Judge the archive by its own list before unpacking anything, and name the parts that make tables."""
    infos = archive.infolist()
    total = sum(info.file_size for info in infos)
    if len(infos) > limits.entries or total > limits.unpacked or total > limits.ratio * max(size, 50_000):
        _refuse_bomb(file, limits)
    if any(info.flag_bits & 1 for info in infos):
        raise TableError(
            file, "The workbook is protected by a password.", "Save it without, and send it again."
        )
    names = {info.filename for info in infos}
    if len({name.lower() for name in names}) < len(infos):
        raise TableError(file, "The workbook holds two parts of one name.", SAVE_AGAIN)
    kept = ODS_PARTS if _kind(names, file) == "ods" else XLSX_PARTS
    return sorted(filter(kept.match, names), key=lambda name: (name != STRINGS, name))


def _refuse_bomb(file: str, limits: Limits) -> NoReturn:
    raise TableError(
        file,
        f"The workbook unpacks to more than it should (at most {limits.unpacked // 1_000_000} MB, "
        f"{limits.ratio} times its size, {limits.entries:,} parts).",
        "Nothing of it was read. Copy the table into a new workbook and send that.",
    )


def _kind(names: set[str], file: str) -> str:
    if "xl/workbook.xml" in names:
        return "xlsx"
    if "content.xml" in names and "mimetype" in names:
        return "ods"
    if "xl/workbook.bin" in names:
        raise TableError(file, "This is a binary workbook (XLSB).", SAVE_AGAIN)
    raise TableError(file, "This is an archive, not a workbook.", "Unpack it and send the table inside.")


def unpacked(archive: zipfile.ZipFile, name: str) -> Iterator[bytes]:
    """Unpack a part to its true end, whatever size its entry claims."""
    info = archive.getinfo(name)
    info.file_size = 1 << 60
    with archive.open(info) as part:
        while block := part.read(BLOCK):
            yield block


def safe_parser(file: str) -> expat.XMLParserType:
    """Make a parser of a workbook's XML that refuses a document type, and with it every entity."""
    parser = expat.ParserCreate()
    parser.buffer_text = True

    def refuse(*_: object) -> None:
        raise TableError(file, "The workbook declares a document type, which no table needs.", SAVE_AGAIN)

    parser.StartDoctypeDeclHandler = refuse
    return parser


def _parser(name: str, seen: _Seen) -> expat.XMLParserType | None:
    """Make the reader that looks into one part; every one refuses a document type."""
    if name == "mimetype":
        return None
    parser = safe_parser(seen.file)
    if name == STRINGS:
        _StringsLook(seen, parser)
    elif name in ("xl/workbook.xml", "xl/_rels/workbook.xml.rels"):
        parser.StartElementHandler = partial(_list_sheets, seen)
    elif name.startswith("xl/"):  # whatever a workbook may name as a sheet
        _SheetLook(seen, parser, name)
    elif name == "content.xml":
        _OdsLook(seen, parser)
    return parser


def _plain_tag(tag: str) -> str:
    """Drop a prefix; cells in a part that is no sheet would escape being counted."""
    tag = tag.rpartition(":")[2]
    if tag in ("sheetData", "row", "c"):
        raise ValueError("cells outside a sheet")
    return tag


def _list_sheets(seen: _Seen, tag: str, attributes: dict[str, str]) -> None:
    tag = _plain_tag(tag)
    if tag == "Relationship":
        seen.relations[attributes.get("Id", "")] = attributes.get("Target", "")
    elif tag == "sheet":
        ids = (value for key, value in attributes.items() if key.endswith(":id"))
        seen.sheets.append((attributes.get("name", ""), next(ids, "")))


class _StringsLook:
    """Measures the shared texts, since one long text may be shown by a million cells."""

    def __init__(self, seen: _Seen, parser: expat.XMLParserType) -> None:
        self.seen = seen
        parser.StartElementHandler = self.start
        parser.CharacterDataHandler = self.text

    def start(self, tag: str, _: dict[str, str]) -> None:
        if _plain_tag(tag) == "si":
            self.seen.strings.append(0)
            self.seen.check()

    def text(self, text: str) -> None:
        if self.seen.strings:
            self.seen.strings[-1] += len(text)


class _SheetLook:
    """Finds how far the filled cells of an XLSX sheet reach, and which hold an error."""

    def __init__(self, seen: _Seen, parser: expat.XMLParserType, name: str) -> None:
        self.seen, self.errors = seen, seen.errors.setdefault(name, set())
        self.row = self.column = self.far_row = self.far_column = self.counted = 0
        self.type, self.inside, self.formula = "", False, False
        self.value: str | None = None
        parser.StartElementHandler = self.start
        parser.EndElementHandler = self.end
        parser.CharacterDataHandler = self.text

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        tag = tag.rpartition(":")[2]
        if tag == "row":
            self.row = int(attributes.get("r", self.row + 1))
            self.column = 0
        elif tag == "c":
            self.type, self.inside, self.formula = attributes.get("t", ""), True, False
            self.column += 1
            if reference := attributes.get("r"):
                self.row, self.column = cell_place(reference)
        elif self.inside:  # a cell with nothing in it does not count, however it is coloured
            self.reach()
            self.formula = self.formula or tag == "f"
            if tag == "v":
                self.value = ""

    def reach(self) -> None:
        if min(self.row, self.column) < 1:
            raise ValueError("a cell before the first")
        self.far_row, self.far_column = max(self.far_row, self.row), max(self.far_column, self.column)
        area = self.far_row * self.far_column
        self.seen.cells += area - self.counted
        self.counted = area
        self.seen.check(self.far_row, self.far_column)

    def text(self, text: str) -> None:
        if self.value is not None:
            self.value += text

    def end(self, tag: str) -> None:
        tag = tag.rpartition(":")[2]
        if tag == "v" and self.value is not None:
            if self.type == "s":
                self.seen.characters += self.seen.strings[int(self.value)]
                self.seen.check()
            self.formula = self.formula and not self.value
            self.value = None
        elif tag == "c":
            self.inside = False
            if self.type == "e" or self.formula:
                self.errors.add((self.row, self.column))


def cell_place(reference: str) -> tuple[int, int]:
    """Turn a reference such as BC12 into (12, 55)."""
    match = REFERENCE.match(reference)
    if not match:
        raise ValueError(f"{reference!r} is no cell")
    column = 0
    for letter in match[1]:
        column = column * 26 + ord(letter) - 64
    return int(match[2]), column


class _OdsLook:
    """Finds how far the cells of an ODS sheet reach once its repeats are written out."""

    def __init__(self, seen: _Seen, parser: expat.XMLParserType) -> None:
        self.seen = seen
        self.row = self.column = self.far_row = self.far_column = self.counted = 0
        self.repeat, self.cell, self.written = 1, 1, 0
        self.filled = False
        parser.StartElementHandler = self.start
        parser.EndElementHandler = self.end
        parser.CharacterDataHandler = self.text

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "table:table":
            self.row = self.far_row = self.far_column = self.counted = 0
        elif tag == "table:table-row":
            self.repeat = int(attributes.get("table:number-rows-repeated", 1))
            self.column, self.filled = 0, False
        elif tag in ("table:table-cell", "table:covered-table-cell"):
            self.cell = int(attributes.get("table:number-columns-repeated", 1))
            self.column += self.cell
            if any(name.startswith(("office:", "calcext:")) for name in attributes):
                self.fill()
        elif tag in ("text:s", "text:tab") and self.column:
            self.text(" " * min(int(attributes.get("text:c", 1)), self.seen.limits.characters + 1))

    def fill(self) -> None:
        self.filled = True
        self.far_row = max(self.far_row, self.row + self.repeat)
        self.far_column = max(self.far_column, self.column)
        area = self.far_row * self.far_column
        self.seen.cells += area - self.counted
        self.counted = area
        self.seen.check(self.far_row, self.far_column)

    def text(self, text: str) -> None:
        if self.column and text.strip("\n\r"):
            if text.strip():
                self.fill()
            self.seen.characters += len(text) * self.cell * self.repeat
            self.seen.check()

    def end(self, tag: str) -> None:
        if tag == "table:table-row":
            self.row += self.repeat
            self.column = 0
