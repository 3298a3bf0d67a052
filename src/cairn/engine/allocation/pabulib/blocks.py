"""A .pb file as text, and its three blocks as rows."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import IO, Any

from cairn.engine.allocation.pabulib.faults import Faults, refusal
from cairn.engine.allocation.pabulib.tally import Tally

TITLES = ("META", "PROJECTS", "VOTES")
BOM = "\ufeff"


@dataclass(slots=True)
class Block:
    """One block: where each column of its header stands, and its rows with their numbers in the file."""

    title: str
    row: int
    columns: dict[str, int] = field(default_factory=dict)
    rows: list[tuple[int, list[str]]] = field(default_factory=list)

    def take(self, row: list[str], number: int, tally: Tally) -> None:
        """Take a row: the header, a row to keep, or a vote to count."""
        if not self.columns:
            self.columns = {name.strip().lower(): place for place, name in enumerate(row)}
            if self.title == "VOTES":
                tally.open(self.columns, self.row + 1)
        elif self.title == "VOTES":
            tally.add(number, row)
        else:
            self.rows.append((number, row))

    def cell(self, cells: list[str], column: str) -> str:
        """Return a cell of a row; empty where the column or the cell is missing."""
        place = self.columns.get(column, len(cells))
        return cells[place].strip() if place < len(cells) else ""

    def need(self, column: str) -> int:
        """Return the place of a column that must be there.

        Raises: ValueError if the header does not name it.
        """
        if column not in self.columns:
            what = f"the header has no column {column}"
            raise refusal(self.title, self.row + 1, what, f"Add the column {column} to the header line")
        return self.columns[column]


def text_of(stream: IO[str] | IO[bytes], faults: Faults) -> str:
    """Return the text of a stream, with plain line ends and without a byte order mark.

    Raises: ValueError if it is not UTF-8 text.
    """
    content = stream.read()
    if isinstance(content, bytes):
        content = _decoded(content)
    if content.startswith(BOM):
        faults.add("META", 1, "the file begins with a byte order mark")
        content = content.removeprefix(BOM)
    if "\r" in content and "\n" not in content:
        return content.replace("\r", "\n")
    return content.replace("\r", "")


def _decoded(content: bytes) -> str:
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        row = content.count(b"\n", 0, error.start) + 1
        raise ValueError(
            f"Row {row} is not UTF-8 text. Save the file as text in UTF-8 and try again."
        ) from None


def blocks_of(text: str, faults: Faults, tally: Tally) -> dict[str, Block]:
    """Return the three blocks of a file; the votes go to the tally, row by row.

    Raises: ValueError if one is missing, given twice or without a header.
    """
    blocks: dict[str, Block] = {}
    reader = csv.reader(_lines(text), delimiter=";")
    try:
        _sort_rows(reader, blocks, faults, tally)
    except csv.Error as error:
        raise refusal("The file", reader.line_num, str(error), "Close every quotation mark") from None
    return _complete(blocks)


def _lines(text: str) -> Iterator[str]:
    """Give line by line without a copy of the whole."""
    start = 0
    while start < len(text):
        end = text.find("\n", start)
        end = len(text) if end < 0 else end + 1
        yield text[start:end]
        start = end


def _sort_rows(reader: Any, blocks: dict[str, Block], faults: Faults, tally: Tally) -> None:
    block: Block | None = None
    for row in reader:
        if not any(row):
            faults.add(block.title if block else "META", reader.line_num, "a blank line was skipped")
        elif row[0].strip().upper() in TITLES and not any(row[1:]):
            block = _opened(blocks, row[0], reader.line_num, faults)
        elif block is None:
            raise refusal(
                "META", reader.line_num, "the file does not begin with META", "Put the line META first"
            )
        else:
            block.take(row, reader.line_num, tally)


def _opened(blocks: dict[str, Block], title: str, number: int, faults: Faults) -> Block:
    name = title.strip().upper()
    if name in blocks:
        raise refusal(name, number, "this block is given twice", "Join the two into one")
    if name != title:
        faults.add(name, number, "the title is not written plainly in capitals")
    blocks[name] = Block(name, number)
    return blocks[name]


def _complete(blocks: dict[str, Block]) -> dict[str, Block]:
    for name in TITLES:
        if name not in blocks:
            raise ValueError(
                f"The block {name} is missing. A .pb file has META, PROJECTS and VOTES; "
                "look for its title line, and for a quotation mark that is never closed."
            )
        if not blocks[name].columns:
            raise refusal(name, blocks[name].row, "the block has no header line", "Add its header line")
    return blocks
