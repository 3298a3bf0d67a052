"""Reading a .pb file into an election."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from fractions import Fraction
from functools import cache
from typing import IO, NamedTuple

import numpy as np
from numpy.typing import NDArray

from cairn.engine.allocation.election import Ballot, Election, Project, build_election
from cairn.engine.allocation.pabulib.blocks import Block, blocks_of, text_of
from cairn.engine.allocation.pabulib.checks import check_counts, check_lengths, check_selected, check_votes
from cairn.engine.allocation.pabulib.faults import Faults
from cairn.engine.allocation.pabulib.tally import Cast, Tally, Voters

VOTE_TYPES = ("approval", "choose-1", "ordinal", "cumulative", "scoring")
REQUIRED = ["description", "country", "unit", "instance", "num_projects", "num_votes"]
REQUIRED += ["vote_type", "rule", "date_begin", "date_end"]
WITHDRAWN = Fraction(999999999)  # the cost by which Pabulib marks a project that was withdrawn
POINTS = re.compile("[+-]?[0-9]{1,15}")
OWN = ("project_id", "cost", "votes", "name")  # the columns that a project keeps itself, or are counted
AMOUNT = re.compile(r"[0-9]{1,30}([.,][0-9]{1,12})?([eE]\+?[0-9]{1,2})?")


class Row(NamedTuple):
    """One project as its row gives it."""

    id: str
    cost: Fraction
    name: str
    more: tuple[tuple[str, str], ...]


class Listed(NamedTuple):
    """The projects of a file: those that stand, and every id that ballots may name."""

    projects: list[Row]
    known: set[str]
    counted: dict[str, tuple[int, int]]  # id -> row, votes as the file counts them


def read(stream: IO[str] | IO[bytes], voters: Voters | None = None) -> Election:
    """Read an election from an open .pb file; with `voters`, their groups and weights too.

    Tolerated, and told in `warnings` with the row: a byte order mark, blank lines, titles in small letters,
    a project twice in one ballot or unknown, decimal commas, counts that disagree, missing META fields,
    withdrawn projects, ballots that are too long or too short, a selection dearer than the budget. Line
    ends, quoting and the case of headers never matter. In ordinal ballots a place is worth the longest ballot
    allowed minus the places before it (Borda).
    Raises: ValueError that names block, row and remedy, if the file cannot be read; a line for each fault.
    Source: pabulib.org/format.
    """
    faults = Faults()
    tally = Tally(voters or Voters(), faults)
    blocks = blocks_of(text_of(stream, faults), faults, tally)
    meta = _meta(blocks["META"], faults)
    budget = _budget(blocks["META"], faults)
    listed = _projects(blocks["PROJECTS"], faults)
    projects = sorted(listed.projects)  # by id, as text
    ballots, groups = _ballots(tally, meta, {row.id: c for c, row in enumerate(projects)}, listed, faults)
    faults.check()
    scale = _scale([budget, *(row.cost for row in listed.projects)])
    election = build_election(
        [Project(row.id, int(row.cost * scale), row.name, row.more) for row in projects],
        ballots,
        budget=int(budget * scale),
        has_points=meta["vote_type"] not in ("approval", "choose-1"),
        scale=scale,
        currency=meta.get("currency", ""),
        meta=meta,
        groups=groups,
    )
    rows = {"PROJECTS": len(blocks["PROJECTS"].rows), "VOTES": tally.n_rows}
    check_counts(rows, meta, blocks["META"].row, faults)
    check_votes(listed.counted, election, faults)
    check_lengths(tally, meta, faults)
    check_selected(election, blocks["PROJECTS"].row, faults)
    return replace(election, warnings=faults.in_words())


def _ballots(
    tally: Tally, meta: Mapping[str, str], place: dict[str, int], listed: Listed, faults: Faults
) -> tuple[Counter[Ballot], dict[str, NDArray[np.int64]]]:
    """Return the ballots counted, and how many of each group cast each type of them."""
    kind = meta["vote_type"]
    longest = _longest(meta, tally) if kind == "ordinal" else None
    ballots: Counter[Ballot] = Counter()
    groups: dict[str, Counter[Ballot]] = {}
    for ways in tally:
        ballot = _plain(ways, kind, place) or _ballot(ways, kind, longest, place, listed.known, faults)
        ballots[ballot] += ways.voters
        for name, count in ways.groups.items():
            groups.setdefault(name, Counter())[ballot] += count
    return ballots, _by_type(ballots, groups) if groups else {}


def _plain(ways: Cast, kind: str, place: dict[str, int]) -> Ballot | None:
    """Return a ballot of approvals in which nothing is to be tolerated, or None; most ballots are such."""
    if kind not in ("approval", "choose-1"):
        return None
    columns = sorted(place.get(name, -1) for name in ways.vote.split(","))
    if columns[0] < 0 or len(set(columns)) < len(columns):
        return None
    return tuple(columns), ones(len(columns))


@cache
def ones(size: int) -> tuple[int, ...]:
    """Return so many ones; ballots of a length share them."""
    return (1,) * size


def _meta(block: Block, faults: Faults) -> dict[str, str]:
    meta: dict[str, str] = {}
    for row, cells in block.rows:
        key = cells[0].strip().lower()
        if key in meta:
            faults.refuse("META", row, f"the field {key} is given twice", "Keep one of the two")
        meta[key] = cells[1].strip() if len(cells) > 1 else ""
    missing = [key for key in REQUIRED if not meta.get(key)]
    if missing:
        faults.add("META", block.row, "fields are missing", ", ".join(missing))
    kind = meta.get("vote_type", "")
    if kind.lower() not in VOTE_TYPES:
        state = "unknown" if kind else "missing"
        faults.add("META", block.row, f"the vote_type is {state}; ballots were read as approvals", kind)
        kind = "approval"
    return {**meta, "vote_type": kind.lower()}


def _budget(block: Block, faults: Faults) -> Fraction:
    for row, cells in block.rows:
        if cells[0].strip().lower() == "budget" and len(cells) > 1:
            return _amount("META", row, cells[1], faults)
    faults.refuse("META", block.row, "the budget is missing", "Add a line such as budget;100000")
    return Fraction(0)


def _amount(block: str, row: int, text: str, faults: Faults) -> Fraction:
    plain = re.sub(r"[\s\u00a0\u202f]", "", text)
    if not AMOUNT.fullmatch(plain):
        remedy = "Write it in digits, such as 12500 or 12500.50"
        faults.refuse(block, row, f"{text.strip()!r} is not an amount of money", remedy)
        return Fraction(0)
    if plain != text:
        faults.add(block, row, "an amount holds spaces")
    if "," in plain:
        faults.add(block, row, "an amount is written with a decimal comma")
    return Fraction(plain.replace(",", "."))


def _projects(block: Block, faults: Faults) -> Listed:
    block.need("project_id")
    block.need("cost")
    listed = Listed([], set(), {})
    for row, cells in block.rows:
        name = block.cell(cells, "project_id")
        if not name or name in listed.known:
            what = f"the project_id {name!r} is given twice" if name else "the project_id is empty"
            faults.refuse("PROJECTS", row, what, "Give every project its own id")
        listed.known.add(name)
        cost = _amount("PROJECTS", row, block.cell(cells, "cost"), faults)
        if cost == WITHDRAWN:
            faults.add("PROJECTS", row, "a withdrawn project (cost 999999999) was left out", name)
            continue
        more = [(key, block.cell(cells, key)) for key in block.columns if key and key not in OWN]
        listed.projects.append(Row(name, cost, block.cell(cells, "name"), tuple(more)))
        if block.cell(cells, "votes").isdecimal():
            listed.counted[name] = (row, int(block.cell(cells, "votes")))
    return listed


def _by_type(ballots: Counter[Ballot], groups: dict[str, Counter[Ballot]]) -> dict[str, NDArray[np.int64]]:
    """Return how many of each group cast each type of ballot, the types in the order of the election."""
    types = sorted(ballot for ballot, count in ballots.items() if count)
    return {
        name: np.array([groups[name].get(ballot, 0) for ballot in types], np.int64) for name in sorted(groups)
    }


def _longest(meta: Mapping[str, str], cast: Iterable[Cast]) -> int:
    allowed = meta.get("max_length", "")
    longest = max((ways.vote.count(",") + 1 for ways in cast), default=1)
    return max(longest, int(allowed) if allowed.isdecimal() else 0)


def _ballot(
    ways: Cast, kind: str, longest: int | None, place: dict[str, int], known: set[str], faults: Faults
) -> Ballot:
    named = [name.strip() for name in ways.vote.split(",")] if ways.vote.strip() else []
    points = _points(ways, kind, longest, len(named), faults)
    worth: dict[int, int] = {}
    for name, given in zip(named, points, strict=True):
        if name not in known:
            faults.add(
                "VOTES", ways.row, "a ballot names a project that is not listed; it was passed over", name
            )
        elif name in place and place[name] in worth:
            faults.add("VOTES", ways.row, "a ballot names a project twice; it was counted once", name)
        elif name in place and given > 0:
            worth[place[name]] = given
    columns = tuple(sorted(worth))
    return columns, tuple(worth[column] for column in columns)


def _points(ways: Cast, kind: str, longest: int | None, size: int, faults: Faults) -> list[int]:
    """Return the points of each project named; what cannot be read is refused and worth nothing."""
    if longest is not None:
        return list(range(longest, longest - size, -1))
    if kind in ("approval", "choose-1"):
        return [1] * size
    given = [text.strip() for text in ways.points.split(",")] if ways.points.strip() else []
    if len(given) != size:
        what = f"the ballot names {size} projects but gives {len(given)} points"
        faults.refuse("VOTES", ways.row, what, "Give one number of points for each project named")
        return [0] * size
    if not all(POINTS.fullmatch(text) for text in given):
        remedy = "Give whole numbers of points, all multiplied by ten or a hundred if need be"
        faults.refuse(
            "VOTES", ways.row, f"the points {ways.points!r} are not whole numbers of up to 15 digits", remedy
        )
        return [0] * size
    points = [int(text) for text in given]
    if any(one < 0 for one in points):
        faults.add("VOTES", ways.row, "points below zero were read as no support", ways.points)
    return points


def _scale(amounts: list[Fraction]) -> int:
    """Return how many minor units make one currency unit, so that every amount is whole."""
    scale = 1
    while any((amount * scale).denominator > 1 for amount in amounts):
        scale *= 10
    return scale
