"""The written order in which ties are broken: total, published, and stored with the result."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from cairn.engine.allocation.election import Election

HOW = {
    "cost": "it costs least",
    "votes": "it has the most votes",
    "order": "its id comes first",
    "lot": "the lot put it first",
}
FIRST = {"cost": "the lowest cost", "votes": "the most votes"}


@dataclass(frozen=True, slots=True)
class Tie:
    """Projects that stood exactly equal, the one taken, and what decided: cost, votes, order or lot."""

    tied: tuple[str, ...]
    chosen: str
    broken_by: str
    place: int  # how many projects had been chosen before

    @property
    def in_words(self) -> str:
        """Say the tie in a sentence."""
        *others, last = self.tied
        stood = f"{', '.join(others)} and {last} stood equal"
        return f"{stood}; {self.chosen} was taken because {HOW[self.broken_by]}."


@dataclass(frozen=True, slots=True)
class TieOrder:
    """A total order of all projects: by cost and votes as `by` says, then by lower id or the lot."""

    ids: tuple[str, ...]
    keys: tuple[
        tuple[int, ...], ...
    ]  # for each project, what `by` names (votes counted down), then the place
    by: tuple[str, ...]  # such as ("cost", "votes")
    last: str  # "order" or "lot"

    @property
    def in_words(self) -> str:
        """Say the order."""
        last = "the id that comes first" if self.last == "order" else "the lot drawn once"
        return f"ties go to {', then '.join([*(FIRST[key] for key in self.by), last])}."

    @property
    def published(self) -> tuple[str, ...]:
        """Return all ids from first to last: whoever recomputes a result needs no more to break its ties."""
        return tuple(self.ids[c] for c in sorted(range(len(self.ids)), key=self.keys.__getitem__))

    def first(self, tied: Iterable[int]) -> int:
        """Return the project that the order puts first."""
        return min(tied, key=self.keys.__getitem__)

    def record(self, tied: Sequence[int], place: int) -> list[Tie]:
        """Return the tie between these projects, broken, or nothing where there is only one."""
        if len(tied) == 1:
            return []
        one, other, *_ = sorted(self.keys[c] for c in tied)
        pairs = zip((*self.by, self.last), one, other, strict=True)
        how = next(name for name, first, second in pairs if first != second)
        return [Tie(tuple(self.ids[c] for c in sorted(tied)), self.ids[self.first(tied)], how, place)]


def tie_order(
    election: Election, lot: Sequence[str] | None = None, by: Sequence[str] = ("cost", "votes")
) -> TieOrder:
    """Return the order that breaks ties; `lot` lists all ids as they were drawn, once for all runs.

    `by` names what comes before it: "cost" (the lowest), "votes" (the most), both in either order, or none.
    Raises: ValueError if the lot does not name every project once, or `by` names something else.
    """
    ids = tuple(project.id for project in election.projects)
    drawn = ids if lot is None else tuple(lot)
    if sorted(drawn) != sorted(ids):
        raise ValueError("The lot must name every project once, in the order in which they were drawn.")
    if len(set(by)) != len(by) or not set(by) <= set(FIRST):
        raise ValueError(
            f"Ties cannot go by {', '.join(by)}; name cost, votes, both in either order, or none."
        )
    place = {name: rank for rank, name in enumerate(drawn)}
    votes = election.votes.tolist()
    values = {"cost": [project.cost for project in election.projects], "votes": [-one for one in votes]}
    keys = tuple((*(values[key][c] for key in by), place[name]) for c, name in enumerate(ids))
    return TieOrder(ids, keys, tuple(by), "order" if lot is None else "lot")


def draw_lot(ids: Iterable[str], seed: str) -> tuple[str, ...]:
    """Return the ids in an order drawn by lot from a public seed, the same on every machine.

    The ids are sorted by the SHA-256 of the seed, a line feed and the id. Nobody can steer the order who does
    not choose the seed after the ids are known: announce beforehand where it will come from.

    >>> draw_lot(["well", "school", "path"], "draw of 3 May 2026")
    ('path', 'well', 'school')
    """
    return tuple(sorted(ids, key=lambda name: hashlib.sha256(f"{seed}\n{name}".encode()).digest()))
