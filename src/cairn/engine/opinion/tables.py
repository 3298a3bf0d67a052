"""CSV files read whole, within a limit, as UTF-8, with the fault's place where that fails."""

import csv
import io
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import BinaryIO

from cairn.engine.opinion.faults import ExportFault, Fault, Faults

BLOCK = 1 << 20
AS_CSV = "Save it as CSV with commas, in UTF-8."


@dataclass(frozen=True, slots=True)
class Table:
    """One CSV file: its header, and its rows one by one."""

    name: str
    text: str
    header: tuple[str, ...]
    faults: Faults

    def columns(self, *names: str) -> tuple[int, ...]:
        """Return where the named columns are; raise ExportFault for those missing."""
        missing = [name for name in names if name not in self.header]
        if missing:
            what = f"missing (found: {', '.join(self.header[:8])})"
            remedy = "Name the columns as the export does, with commas between them."
            self.faults.add(self.name, 1, ", ".join(missing), what, remedy)
        self.faults.stop()
        return tuple(self.header.index(name) for name in names)

    def optional(self, *names: str) -> tuple[int | None, ...]:
        """Return where the named columns are, None for those missing."""
        return tuple(self.header.index(name) if name in self.header else None for name in names)

    def all_rows(self) -> Iterator[tuple[int, list[str]]]:
        """Yield every row with its number, the first being 1; blank lines are passed over."""
        rows = csv.reader(io.StringIO(self.text, newline=""), strict=True)
        number = 0
        try:
            for number, cells in enumerate(rows, start=1):
                if cells:
                    yield number, cells
        except csv.Error as error:
            raise ExportFault(
                [Fault(self.name, number + 1, None, f"the row cannot be read ({error})", AS_CSV)]
            ) from error

    def rows(self) -> Iterator[tuple[int, list[str]]]:
        """Yield the rows below the header; note those whose length is not the header's."""
        width = len(self.header)
        for number, cells in self.all_rows():
            if number == 1:
                continue
            if len(cells) == width:
                yield number, cells
            else:
                what = f"{len(cells)} cells where the header has {width}"
                self.faults.add(self.name, number, None, what, "Put text that holds a comma in quotes.")


class Reading:
    """Files read one after another within one limit."""

    def __init__(self, files: Mapping[str, BinaryIO], max_bytes: int, faults: Faults) -> None:
        """Start with nothing read."""
        self.files = files
        self.max_bytes = max_bytes
        self.n_read = 0
        self.faults = faults

    def table(self, name: str, *, is_keyed: bool = False) -> Table:
        """Read one file; with `is_keyed` its first column names its rows and it has no header.

        Raises: ExportFault if it is too large, empty, not UTF-8, or its header names a column twice.
        """
        text = self._text(name)
        header = next((cells for _, cells in Table(name, text, (), self.faults).all_rows()), [])
        if not header:
            raise ExportFault(
                [Fault(name, None, None, "the file is empty", "Export the conversation again.")]
            )
        names = tuple(cell.strip() for cell in header)
        if not is_keyed:
            for column in [one for one, count in Counter(names).items() if count > 1]:
                self.faults.add(name, 1, column, "the column is there twice", "Delete one of the two.")
        return Table(name, text, names, self.faults)

    def _text(self, name: str) -> str:
        data = self._bytes(name)
        try:
            return data.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            before = io.StringIO(data[: error.start].decode("latin-1"), newline="")
            row = sum(1 for _ in csv.reader(before))
            what = f"byte {error.start + 1} is not UTF-8"
            raise ExportFault([Fault(name, row, None, what, AS_CSV)]) from error

    def _bytes(self, name: str) -> bytes:
        """Read a file in blocks, and stop at the limit."""
        blocks = []
        while block := self.files[name].read(min(BLOCK, self.max_bytes + 1 - self.n_read)):
            self.n_read += len(block)
            if self.n_read > self.max_bytes:
                what = f"the files hold more than {self.max_bytes / 1_000_000:g} MB"
                raise ExportFault([Fault(name, None, None, what, "Import a smaller conversation.")])
            blocks.append(block)
        return b"".join(blocks)
