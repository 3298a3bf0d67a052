"""What every command shares: how it reads files, fails, and prints."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.table import Table

from cairn import __version__

console = Console(highlight=False)


class InputFault(click.ClickException):
    """The input is at fault: the message names file, row, column and remedy. Exit status 1."""

    exit_code = 1


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of a file, read in blocks."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


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
    click.echo(json.dumps(value, ensure_ascii=False, allow_nan=False))


def print_table(title: str, columns: Iterable[str], rows: Iterable[Iterable[Any]]) -> None:
    """Print a readable table; numbers stand right."""
    rows = [list(row) for row in rows]
    table = Table(title=title, title_justify="left", title_style="bold", box=None, pad_edge=False)
    for number, name in enumerate(columns):
        numeric = bool(rows) and all(isinstance(row[number], int | float | None) for row in rows)
        table.add_column(name, justify="right" if numeric else "left", header_style="bold")
    for row in rows:
        table.add_row(*("" if cell is None else str(cell) for cell in row))
    console.print(table)
