"""What a file may get wrong: tolerated and told with its row, or refused with a remedy."""

from collections import Counter
from dataclasses import dataclass, field

SHOWN = 20  # faults of one kind that are told one by one
REFUSED = 50  # reasons not to read a file that are told


@dataclass(slots=True)
class Faults:
    """What was tolerated, with its row; the same kind again and again is counted."""

    told: list[tuple[int, str]] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    refused: list[tuple[int, str]] = field(default_factory=list)

    def add(self, block: str, row: int, kind: str, detail: str = "") -> None:
        """Note a fault."""
        self.counts[kind] += 1
        if self.counts[kind] <= SHOWN:
            self.told.append((row, f"{block}, row {row}: {kind}{detail and ': '}{detail}."))

    def refuse(self, block: str, row: int, what: str, remedy: str) -> None:
        """Note what keeps the file from being read; `check` tells all of it at once."""
        self.refused.append((row, str(refusal(block, row, what, remedy))))

    def check(self) -> None:
        """Raise ValueError if anything was refused: a line for each, by row."""
        lines = [told for _, told in sorted(self.refused)]
        more = [f"And {len(lines) - REFUSED} more."] if len(lines) > REFUSED else []
        if lines:
            raise ValueError("\n".join([*lines[:REFUSED], *more]))

    def in_words(self) -> tuple[str, ...]:
        """Return the faults by row, and how many more there were of each kind."""
        more = [f"And {n - SHOWN} more: {kind}." for kind, n in sorted(self.counts.items()) if n > SHOWN]
        return (*(told for _, told in sorted(self.told)), *more)


def refusal(block: str, row: int, what: str, remedy: str) -> ValueError:
    """Return the error for input that cannot be read: where, what, remedy."""
    return ValueError(f"{block}, row {row}: {what}. {remedy}.")
