"""Places within places: sites in counties, counties in states, read from a table and checked."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from collections.abc import Mapping as Dictionary
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cached_property

EVERYWHERE = ""  # the place that all others lie in
COLUMNS = ("place", "parent", "name", "level")  # the last two may be left out
HEADER_ROWS = 10  # the headings are in one of the first


class PlacesError(ValueError):
    """A table of places cannot be used: everything that is wrong, each by file and row, with its remedy."""


@dataclass(frozen=True)
class Places:
    """Which place lies in which; one may lie in several. What is not listed lies in all places only.

    `rows of its own`: rows may name a place that has parts. They count there, and beside its parts they are
    a place of their own (see `own`), so that the parts always make up the whole.

    >>> places = Places({"Elm": ("County",), "County": ("State",), "State": ()})
    >>> places.above("Elm"), places.level("Elm"), places.level("")
    (('County', 'State', ''), '3', 'all')
    """

    parents: Dictionary[str, tuple[str, ...]] = field(default_factory=dict)
    names: Dictionary[str, str] = field(default_factory=dict)
    levels: Dictionary[str, str] = field(default_factory=dict)  # site, county … in people's own words

    @cached_property
    def parts(self) -> Dictionary[str, tuple[str, ...]]:
        """Name the direct parts of each place that has some."""
        found: dict[str, list[str]] = {}
        for place, parents in sorted(self.parents.items()):
            for parent in parents:
                found.setdefault(parent, []).append(place)
        return {place: tuple(parts) for place, parts in found.items()}

    def own(self, place: str) -> str:
        """Name where rows of a place count first: the place, or what of it is in none of its parts."""
        return f"{place} (no part named)" if place in self.parts else place

    @cached_property
    def _whole(self) -> dict[str, str]:
        return {self.own(place): place for place in self.parts}

    def parents_of(self, place: str) -> tuple[str, ...]:
        """Name the places that a place lies in directly; of what is not listed, none."""
        return (self._whole[place],) if place in self._whole else self.parents.get(place, ())

    def above(self, place: str) -> tuple[str, ...]:
        """Name every place that a place lies in, the nearest first, and last all places."""
        if place == EVERYWHERE:
            return ()
        found, ahead = dict[str, None](), list(self.parents_of(place))
        while ahead:
            found.update(dict.fromkeys(ahead))
            ahead = [up for one in ahead for up in self.parents_of(one) if up not in found]
        return (*found, EVERYWHERE)

    def depth(self, place: str) -> int:
        """Count the levels down to a place: 1 lies in no other, 0 is all places together."""
        if place == EVERYWHERE:
            return 0
        return 1 + max((self.depth(up) for up in self.parents_of(place)), default=0)

    def level(self, place: str) -> str:
        """Name a place's level: in people's own words, or counted from the top."""
        if place in self._whole:
            return "other"
        return self.levels.get(place) or (str(self.depth(place)) if place else "all")

    def split(self, present: Collection[str]) -> Iterator[tuple[str, list[str]]]:
        """Split each place among those present into others that share nothing, its parts if they can be."""
        finest = {place: {place} for place in present if place not in self.parts and place}
        below: dict[str, set[str]] = {}
        for place in finest:
            for up in self.above(place):
                below.setdefault(up, set()).add(place)
        for whole in sorted(set(below) & set(present)):
            parts = [place for place in sorted(present) if place and whole in self._directly(place)]
            within = [below.get(part, {part}) for part in parts]
            is_apart = sum(map(len, within)) == len(below[whole]) == len(set().union(*within))
            yield whole, parts if is_apart else sorted(below[whole])

    def _directly(self, place: str) -> tuple[str, ...]:
        return self.parents_of(place) or (EVERYWHERE,)

    def unknown(self, found: Iterable[str]) -> dict[str, str]:
        """Say of each place that is not listed what to do about it."""
        told = {}
        for place in sorted(set(found) - set(self.parents)):
            near = get_close_matches(place, self.parents, n=1)
            hint = f"Is it {near[0]!r}? " if near else ""
            told[place] = f"{hint}Correct it, or add a row for it to the table of places."
        return told


NO_PLACES = Places()


def read_places(rows: Iterable[tuple[int, Sequence[str]]], *, file: str) -> Places:
    """Read places from the rows of a table, each with its number: a heading place, parent [, name, level].

    A place that lies in several others has a row for each; a blank parent says that it lies in none.
    Raises: PlacesError with every row that is wrong: a blank or unknown place, one said twice, a circle.
    """
    listed = [
        (number, [cell.strip() for cell in cells]) for number, cells in rows if any(map(str.strip, cells))
    ]
    at = _headings(listed[:HEADER_ROWS], file)
    reading = _Reading(file)
    for number, cells in listed[at[0] + 1 :]:
        reading.row(number, {name: cells[k] if k < len(cells) else "" for name, k in at[1].items()})
    reading.unlisted()
    reading.circles()
    if not reading.parents:
        reading.faults.append((0, "There is no place below the headings. Add a row for each."))
    if reading.faults:
        raise PlacesError("\n".join(_told(file, *one) for one in sorted(reading.faults)))
    parents = {place: tuple(sorted(ups)) for place, ups in sorted(reading.parents.items())}
    return Places(parents, reading.words["name"], reading.words["level"])


def _told(file: str, number: int, message: str) -> str:
    return f"{file}, row {number}: {message}" if number else f"{file}: {message}"


def _headings(rows: Sequence[tuple[int, Sequence[str]]], file: str) -> tuple[int, dict[str, int]]:
    """Find the row of headings, and where each column is."""
    for place, (number, cells) in enumerate(rows):
        named = [cell.casefold() for cell in cells]
        if {"place", "parent"} <= set(named):
            if twice := [name for name in COLUMNS if named.count(name) > 1]:
                raise PlacesError(f"{file}, row {number}: The heading {twice[0]!r} stands twice. Rename one.")
            return place, {name: named.index(name) for name in COLUMNS if name in named}
    raise PlacesError(f"{file}: There are no headings place and parent. Write them above the columns.")


class _Reading:
    """What was read of a table of places so far, and what is wrong with it."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.parents: dict[str, dict[str, int]] = {}  # of each place: its parents, each with its row
        self.first: dict[str, int] = {}
        self.words: dict[str, dict[str, str]] = {"name": {}, "level": {}}
        self.faults: list[tuple[int, str]] = []

    def row(self, number: int, cells: Dictionary[str, str]) -> None:
        """Note one row."""
        place, parent = cells["place"], cells["parent"]
        if not place:
            self.faults.append((number, "The place is blank. Name it, or delete the row."))
            return
        self.first.setdefault(place, number)
        mine = self.parents.setdefault(place, {})
        if parent in mine or (not parent and self.first[place] != number):
            said = f"row {mine.get(parent, self.first[place])}"
            self.faults.append((number, f"{place!r} is already listed in {said}. Keep one of the two."))
        elif parent:
            mine[parent] = number
        for what, words in self.words.items():
            if (word := cells.get(what, "")) and words.setdefault(place, word) != word:
                remedy = f"Write the same {what} in both rows."
                self.faults.append((number, f"{place!r} is {words[place]!r} in another row. {remedy}"))

    def unlisted(self) -> None:
        """Tell parents that have no row of their own."""
        for place, ups in self.parents.items():
            for parent, number in ups.items():
                if parent not in self.parents:
                    near = get_close_matches(parent, self.parents, n=1)
                    hint = f"Is it {near[0]!r}? " if near else ""
                    remedy = f"{hint}Correct it, or add a row for it, with a blank parent if it lies in none."
                    self.faults.append(
                        (number, f"The parent {parent!r} of {place!r} is no place here. {remedy}")
                    )

    def circles(self) -> None:
        """Tell places that lie in themselves, each circle once."""
        left = {place: set(ups) & set(self.parents) for place, ups in self.parents.items()}
        while tops := {place for place, ups in left.items() if not ups}:
            left = {place: ups - tops for place, ups in left.items() if ups}
        seen: set[str] = set()  # what is left lies in a circle, or in what does
        for place in sorted(left):
            chain, up = list[str](), place
            while up not in seen:
                seen.add(up)
                chain.append(up)
                up = min(left[up])
            if up in chain:
                words = " in ".join([*chain[chain.index(up) :], up])
                remedy = "Correct one of these rows."
                self.faults.append((self.parents[chain[-1]][up], f"{up!r} lies in itself: {words}. {remedy}"))
