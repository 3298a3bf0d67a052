"""The written order in which ties are broken."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from cairn.engine.allocation.election import Election

HOW = {
    "cost": "it costs least",
    "votes": "it has the most votes",
    "order": "its id comes first",
    "lot": "the lot put it first",
}


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
        return f"{', '.join(self.tied)} stood equal; {self.chosen} was taken because {HOW[self.broken_by]}."


@dataclass(frozen=True, slots=True)
class TieOrder:
    """Lowest cost, then most votes, then lower id, or the lot in its place."""

    ids: tuple[str, ...]
    keys: tuple[tuple[int, int, int], ...]  # for each project: cost, minus votes, place
    last: str  # "order" or "lot"

    @property
    def in_words(self) -> str:
        """Say the order."""
        last = "the id that comes first" if self.last == "order" else "the lot drawn once"
        return f"ties go to the lowest cost, then the most votes, then {last}."

    def first(self, tied: Iterable[int]) -> int:
        """Return the project that the order puts first."""
        return min(tied, key=self.keys.__getitem__)

    def record(self, tied: Sequence[int], place: int) -> list[Tie]:
        """Return the tie between these projects, broken, or nothing where there is only one."""
        if len(tied) == 1:
            return []
        ranked = sorted(tied, key=self.keys.__getitem__)
        (cost, votes, _), (next_cost, next_votes, _) = self.keys[ranked[0]], self.keys[ranked[1]]
        how = "cost" if cost != next_cost else "votes" if votes != next_votes else self.last
        return [Tie(tuple(self.ids[c] for c in sorted(tied)), self.ids[ranked[0]], how, place)]


def tie_order(election: Election, lot: Sequence[str] | None = None) -> TieOrder:
    """Return the order that breaks ties; `lot` lists all ids as they were drawn, once for all runs.

    Raises: ValueError if the lot does not name every project once.
    """
    ids = tuple(project.id for project in election.projects)
    drawn = ids if lot is None else tuple(lot)
    if sorted(drawn) != sorted(ids):
        raise ValueError("The lot must name every project once, in the order in which they were drawn.")
    place = {name: rank for rank, name in enumerate(drawn)}
    pairs = zip(election.projects, election.votes.tolist(), strict=True)
    keys = tuple((project.cost, -votes, place[project.id]) for project, votes in pairs)
    return TieOrder(ids, keys, "order" if lot is None else "lot")
