"""The votes of a file, taken row by row: ballots filled in alike are counted once, and no row is kept."""

import re
from array import array
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from cairn.engine.allocation.pabulib.faults import Faults, refusal

BANDS = (18, 30, 45, 60, 75)
NOT_GIVEN = "not given"
Way = tuple[str, str]  # the cells vote and points


class Cast(NamedTuple):
    """One way of filling in a ballot: how many did so, and the first row."""

    voters: int
    row: int
    vote: str
    points: str
    groups: Mapping[str, int]  # how many of each group, where groups were asked for


@dataclass(frozen=True, slots=True)
class Voters:
    """What is asked about the voters: the group of each, and how much each counts.

    `by` is a column of the votes (age is put into bands), or the group of every voter_id; who has none
    stands in "not given". `weights` gives whole numbers by voter_id; a voter of weight 3 counts as three.
    """

    by: str | Mapping[str, str] | None = None
    weights: Mapping[str, int] | None = None

    def group(self, voter: str, cell: str) -> str:
        """Return the group of a voter, from the file of groups or her cell."""
        if isinstance(self.by, str):
            return (band(cell) if self.by == "age" else cell) or NOT_GIVEN
        return (self.by or {}).get(voter, "") or NOT_GIVEN

    def weight(self, voter: str, row: int, faults: Faults) -> int:
        """Return how much a voter counts; refused if the weights leave her out, or give less than zero."""
        if self.weights is None:
            return 1
        weight = self.weights.get(voter, -1)
        if weight < 0:
            what = f"the weights give the voter {voter!r} no whole number of zero or more"
            faults.refuse("VOTES", row, what, "Give every voter_id a weight")
        return max(weight, 0)


def band(age: str) -> str:
    """Return the band of an age, such as "30–44"; nothing for what is no age.

    >>> band("43"), band("12"), band("90"), band("?")
    ('30–44', 'under 18', '75 and over', '')
    """
    if not re.fullmatch(r"[0-9]{1,3}", age):
        return ""
    first = max((start for start in BANDS if start <= int(age)), default=0)
    later = [start for start in BANDS if start > first]
    if not first:
        return f"under {later[0]}"
    return f"{first}–{later[0] - 1}" if later else f"{first} and over"


class Tally:
    """The votes counted so far."""

    def __init__(self, voters: Voters, faults: Faults) -> None:
        """Start with none."""
        self.voters, self.faults = voters, faults
        self.n_rows = 0
        self._counts: dict[Way | str, int] = {}
        self._first = array("Q")  # the row in which each way was met first, in the order of the counts
        self._groups: dict[Way | str, Counter[str]] = {}
        self._seen: set[str] = set()
        self._vote = self._points = self._voter = self._group = -1

    def open(self, columns: Mapping[str, int], row: int) -> None:
        """Take in the header.

        Raises: ValueError if it lacks a column that is needed.
        """
        by = self.voters.by
        if "vote" not in columns:
            remedy = "Add the column vote to the header line"
            raise refusal("VOTES", row, "the header has no column vote", remedy)
        if isinstance(by, str) and by not in columns:
            named = ", ".join(name for name in columns if name)
            raise refusal("VOTES", row, f"the votes have no column {by}", f"They have: {named}")
        self._vote, self._points = columns["vote"], columns.get("points", -1)
        self._voter = columns.get("voter_id", -1)
        self._group = columns[by] if isinstance(by, str) else -1

    def add(self, row: int, cells: list[str]) -> None:
        """Count a ballot."""
        self.n_rows += 1
        vote = _cell(cells, self._vote)
        if len(cells) <= self._vote:
            self.faults.add("VOTES", row, "the row ends before the vote and was read as an empty ballot")
        way: Way | str = vote if self._points < 0 else (vote, _cell(cells, self._points))
        name = _cell(cells, self._voter)
        self._note(name, row)
        weight = self.voters.weight(name, row, self.faults)
        if way not in self._counts:
            self._counts[way] = 0
            self._first.append(row)
        self._counts[way] += weight
        if self.voters.by is not None:
            group = self.voters.group(name, _cell(cells, self._group).strip())
            self._groups.setdefault(way, Counter())[group] += weight

    def _note(self, name: str, row: int) -> None:
        if name in self._seen:
            self.faults.add("VOTES", row, "a voter_id occurs again; both ballots were counted")
        elif name:
            self._seen.add(name)

    def __iter__(self) -> Iterator[Cast]:
        """Give every way of filling in a ballot, in the order in which they were met."""
        none: dict[str, int] = {}
        for (way, count), row in zip(self._counts.items(), self._first, strict=True):
            vote, points = (way, "") if isinstance(way, str) else way
            yield Cast(count, row, vote, points, self._groups.get(way, none))


def _cell(cells: list[str], place: int) -> str:
    return cells[place] if 0 <= place < len(cells) else ""
