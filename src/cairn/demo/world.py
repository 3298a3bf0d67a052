"""The simulator's clock and its memory: what happens when, and what has been made so far."""

from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from random import Random
from typing import Any


@dataclass
class World:
    """What the story has made so far, by the keys it uses."""

    today: date
    rng: Random
    collective: Any = None
    people: dict[str, Any] = field(default_factory=dict)
    places: dict[str, Any] = field(default_factory=dict)
    constituents: dict[str, Any] = field(default_factory=dict)
    things: dict[str, Any] = field(default_factory=dict)  # components, drafts, activities …, by key

    def __getitem__(self, key):
        return self.things[key]

    def __setitem__(self, key, thing):
        self.things[key] = thing

    @property
    def steward(self):
        """Return the person who runs the backbone."""
        return self.people["amina"]

    @property
    def facilitator(self):
        """Return the person who records what was said."""
        return self.people["tomas"]

    def named(self, names):
        """Return constituents by their names."""
        return [self.constituents[name] for name in names]

    def month(self, ago):
        """Return the first day of the month some months ago; a negative number lies ahead."""
        count = self.today.year * 12 + self.today.month - 1 - ago
        return date(count // 12, count % 12 + 1, 1)

    def day(self, ago, day=1):
        """Return a day of the month some months ago, never a day the month does not have."""
        first = self.month(ago)
        return first.replace(day=min(day, monthrange(first.year, first.month)[1]))

    def at(self, ago, day=1, hour=10):
        """Return a moment on a day some months ago."""
        return datetime.combine(self.day(ago, day), time(hour), tzinfo=UTC)


@dataclass
class Calendar:
    """Acts with their moments; run in the order of time, so that the record reads as it happened."""

    world: World
    acts: list[tuple[datetime, int, Callable[[World, datetime], None]]] = field(default_factory=list)

    def on(self, at: datetime, act: Callable[[World, datetime], None]):
        """Put an act on the calendar; acts of one moment keep their order. What lies ahead is left out."""
        if at.date() <= self.world.today:
            self.acts.append((at, len(self.acts), act))

    def run(self):
        """Let everything happen."""
        for at, _order, act in sorted(self.acts, key=lambda entry: entry[:2]):
            act(self.world, at)
