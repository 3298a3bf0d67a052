"""Tables that leave as CSV: whatever a spreadsheet would run goes out as plain text."""

from collections.abc import Iterable

from cairn.engine.measure.table import is_formula


def safe_cell(cell: object) -> object:
    """Return a cell as it may leave: nothing as an empty one, and a text that would be run behind a '.

    >>> [safe_cell(cell) for cell in ("=1+1", " @sum", "-3.5", "- well", None, 4)]
    ["'=1+1", "' @sum", '-3.5', "'- well", '', 4]
    """
    if cell is None:
        return ""
    is_run = isinstance(cell, str) and (is_formula(cell) or cell.startswith(("\t", "\r", "\n")))
    return f"'{cell}" if is_run else cell


def safe_row(row: Iterable[object]) -> list[object]:
    """Return a row of cells as they may leave."""
    return [safe_cell(cell) for cell in row]
