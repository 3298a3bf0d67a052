"""The stages of a trace: stations on the way, with the things that stand there."""

from dataclasses import dataclass
from datetime import date

SHOWN = 8  # things named at one stage; the rest is counted


@dataclass(frozen=True)
class Stone:
    """One thing on the way, with its address."""

    text: str
    url: str = ""
    note: str = ""
    language: str = ""
    on: date | None = None


@dataclass(frozen=True)
class Stage:
    """One station of the trace: its name, a sentence, and the first of the things that stand there."""

    key: str
    name: str
    summary: str
    stones: tuple[Stone, ...] = ()
    total: int = 0
    is_counted: bool = True  # false where the total counts something else than what is named

    @property
    def more(self):
        """Count the things that are not named."""
        return max(self.total - len(self.stones), 0) if self.is_counted else 0

    @property
    def is_empty(self):
        """Say whether nothing stands here yet."""
        return self.total == 0


@dataclass(frozen=True)
class Trace:
    """Where something comes from, and what became of it."""

    origin: tuple[Stage, ...]
    fate: tuple[Stage, ...]


def stage(key, name, summary, stones=()):
    """Make a stage of a few things."""
    return Stage(key, name, summary, tuple(stones[:SHOWN]), len(stones))
