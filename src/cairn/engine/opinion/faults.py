"""What is wrong with a file, said so that a person can put it right."""

from dataclasses import dataclass

MAX_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong: where, what, and the remedy."""

    file: str
    row: int | None  # as a spreadsheet counts: the header is row 1
    column: str | None
    what: str
    remedy: str

    def __str__(self) -> str:
        """Say it in one line.

        >>> str(Fault("votes.csv", 3, "vote", "the vote is '2'", "A vote is 1, 0 or -1."))
        "votes.csv, row 3, column vote: the vote is '2'. A vote is 1, 0 or -1."
        """
        where = self.file
        if self.row is not None:
            where += f", row {self.row}"
        if self.column is not None:
            where += f", column {self.column}"
        return f"{where}: {self.what}. {self.remedy}"


class ExportFault(ValueError):
    """The export cannot be read; nothing of it was taken. `faults` holds the first twenty."""

    def __init__(self, faults: list[Fault], n_more: int = 0) -> None:
        """Keep the faults, and say them one a line."""
        self.faults = tuple(faults)
        self.n_more = n_more
        more = [f"… and {n_more:,} more."] if n_more else []
        super().__init__("\n".join([str(fault) for fault in faults] + more))


class Faults:
    """The faults and warnings found so far; only the first twenty of each are kept."""

    def __init__(self) -> None:
        """Start with none."""
        self.found: list[Fault] = []
        self.n_more = 0
        self.warnings: list[Fault] = []

    def add(self, file: str, row: int | None, column: str | None, what: str, remedy: str) -> None:
        """Note a fault."""
        if len(self.found) < MAX_SHOWN:
            self.found.append(Fault(file, row, column, what, remedy))
        else:
            self.n_more += 1

    def warn(self, file: str, row: int | None, column: str | None, what: str, remedy: str) -> None:
        """Note something that changes nothing."""
        if len(self.warnings) < MAX_SHOWN:
            self.warnings.append(Fault(file, row, column, what, remedy))

    def stop(self) -> None:
        """Raise if anything is wrong."""
        if self.found:
            raise ExportFault(self.found, self.n_more)
