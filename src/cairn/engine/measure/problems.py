"""What is wrong with a table, told so that the person who sent it can put it right."""

from collections.abc import Iterable
from dataclasses import dataclass

from cairn.engine.measure.table import letters


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing found while reading: where, by which rule, and what to do.

    `is_error` False is a notice (a total or a footnote that was left out): the rest may be stored.
    """

    file: str
    sheet: str
    row: int | None
    column: int | None
    header: str
    rule: str
    message: str
    remedy: str
    is_error: bool = True

    def place(self) -> str:
        """Say where: file, sheet, row, and the column by letter and heading."""
        column = f"column {letters(self.column)} ({self.header})" if self.column else ""
        parts = (
            self.file,
            f"sheet {self.sheet}" if self.sheet else "",
            f"row {self.row}" if self.row else "",
            column,
        )
        return ", ".join(part for part in parts if part)

    def __str__(self) -> str:
        return f"{self.place()}: {self.message} {self.remedy}".rstrip()


def errors(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Keep what must be put right before anything is stored."""
    return tuple(problem for problem in problems if problem.is_error)
