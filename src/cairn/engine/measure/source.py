"""What every reader of a member's file shares: its limits, its error, its blocks of bytes."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

BLOCK = 1 << 16


class TableError(ValueError):
    """A file cannot be read: the message says which file, where, why, and what to do."""

    def __init__(self, file: str, why: str, remedy: str, *, where: str = "") -> None:
        self.file, self.where, self.why, self.remedy = file, where, why, remedy
        super().__init__(f"{file}{', ' if where else ''}{where}: {why} {remedy}")


@dataclass(frozen=True, slots=True)
class Limits:
    """How large a file may be; each limit is checked while reading, not after."""

    bytes: int = 50_000_000
    rows: int = 200_000  # in one sheet
    columns: int = 2_000
    cells: int = 2_000_000  # in all sheets that are read, empty ones between others included
    characters: int = 100_000_000  # in all cells
    line: int = 1_000_000  # characters of one line of text
    unpacked: int = 300_000_000  # bytes of a workbook once unpacked
    ratio: int = 200  # unpacked to packed
    entries: int = 2_000  # parts of a workbook


def blocks(stream: BinaryIO, *, file: str, limits: Limits, head: bytes = b"") -> Iterator[bytes]:
    """Yield the file in blocks, `head` first, and stop with an error once it is larger than the limit."""
    total = len(head)
    if head:
        yield head
    while block := stream.read(BLOCK):
        total += len(block)
        if total > limits.bytes:
            raise TableError(
                file,
                f"The file is larger than {limits.bytes // 1_000_000} MB, the most that is read.",
                "Leave out columns and sheets that the measure does not need, or send it in parts.",
            )
        yield block


def head_of(stream: BinaryIO, size: int = 8) -> bytes:
    """Read the first bytes, also from a stream that gives fewer at a time."""
    head = b""
    while len(head) < size and (more := stream.read(size - len(head))):
        head += more
    return head
