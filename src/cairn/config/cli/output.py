"""What every command shares: how it reads files, fails, and prints."""

import codecs
import hashlib
import json
import re
import sys
import threading
import time
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from cairn import __version__

console = Console(highlight=False)
JSON = click.option("--json", "is_json", is_flag=True, help="Print one JSON object and nothing else.")
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
FILES = click.argument("files", metavar="FILE...", nargs=-1, required=True, type=FILE)
SLOW = 2.0  # seconds after which progress is told
CONTROL = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\ud800-\udfff]")  # what would steer a terminal, or stop it


def harmless(text: object) -> str:
    """Return text in which no control character is left to steer the terminal."""
    return CONTROL.sub("\N{REPLACEMENT CHARACTER}", str(text))


class InputFault(click.ClickException):
    """The input is at fault: the message names file, row, column and remedy. Exit status 1."""

    exit_code = 1

    def format_message(self) -> str:
        """Return the message, in which words of a file steer nothing."""
        return harmless(self.message)


class Progress:
    """Tells on standard error what is being done, once it has all taken over two seconds, and so often."""

    def __init__(self, slow: float = SLOW) -> None:
        """Start the clock."""
        self.slow = slow
        self.tells_at = time.monotonic() + slow
        self.timer: threading.Timer | None = None

    def __call__(self, what: str) -> None:
        """Say what comes now, as soon as it is time to."""
        self.stop()
        wait = max(0.0, self.tells_at - time.monotonic())
        self.timer = threading.Timer(wait, self._tell, [what])
        self.timer.daemon = True
        self.timer.start()

    def _tell(self, what: str) -> None:
        self.tells_at = time.monotonic() + self.slow
        click.echo(f"{what} …", err=True)

    def stop(self) -> None:
        """Say nothing more."""
        if self.timer:
            self.timer.cancel()

    def __enter__(self) -> "Progress":
        """Begin."""
        return self

    def __exit__(self, *_fault: object) -> None:
        """Say nothing more, also where something went wrong."""
        self.stop()


class Counted:
    """Tells on standard error how far a count is, every two seconds: `words` with {n} in its place."""

    def __init__(self, words: str) -> None:
        """Start the clock."""
        self.words = words
        self.next_at = time.monotonic() + SLOW

    def __call__(self, number: int) -> None:
        """Note one step."""
        if time.monotonic() >= self.next_at:
            click.echo(self.words.format(n=number), err=True)
            self.next_at += SLOW


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of a file, read in blocks."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def write_out(path: Path, data: bytes) -> None:
    """Write a file, or say why it cannot be written."""
    try:
        path.write_bytes(data)
    except OSError as fault:
        raise InputFault(f"{path}: it cannot be written ({fault.strerror}). Choose another place.") from None


def envelope(inputs: Iterable[Path], options: Mapping[str, Any], result: Mapping[str, Any]) -> dict[str, Any]:
    """Wrap a result with the version, the inputs' hashes and the options it was made with."""
    return {
        "cairn": __version__,
        "inputs": [{"path": str(path), "sha256": sha256_of(path)} for path in inputs],
        "options": dict(options),
        **result,
    }


def print_json(value: Mapping[str, Any]) -> None:
    """Print one object on standard output and nothing else; what is missing is null."""
    is_utf8 = codecs.lookup(sys.stdout.encoding or "utf-8").name == "utf-8"
    text = json.dumps(value, ensure_ascii=not is_utf8, allow_nan=False)
    # half of a pair of surrogates, which a file may hold, stays the escape that JSON has for it
    click.echo(text.encode("utf-8", "backslashreplace").decode("utf-8"))


def plain(text: object) -> Text:
    """Return other people's words as they are: no markup is read, and nothing steers the terminal."""
    return Text(harmless(text))


def say(text: object) -> None:
    """Print a paragraph: broken between words on a terminal, one line where it is piped."""
    console.print(plain(text), soft_wrap=not console.is_terminal)


class Figure(str):
    """A number as people read it, such as 12,500; it stands right in its column."""


def print_table(title: str, columns: Iterable[str], rows: Iterable[Iterable[Any]]) -> None:
    """Print a readable table; numbers stand right."""
    rows = [list(row) for row in rows]
    table = Table(box=None, pad_edge=False)
    for number, name in enumerate(columns):
        numeric = bool(rows) and all(isinstance(row[number], int | float | Figure | None) for row in rows)
        table.add_column(plain(name), justify="right" if numeric else "left", header_style="bold")
    for row in rows:
        table.add_row(*("" if cell is None else plain(cell) for cell in row))
    if title:
        console.print(plain(title), style="bold")
    console.print(table)
