"""Reading a .pb file into an election."""

import re
from collections import Counter
from dataclasses import replace
from fractions import Fraction
from typing import IO, NamedTuple

from cairn.engine.allocation.election import Ballot, Election, Project, build_election
from cairn.engine.allocation.pabulib.blocks import Block, blocks_of, text_of
from cairn.engine.allocation.pabulib.faults import Faults, refusal

VOTE_TYPES = ("approval", "choose-1", "ordinal", "cumulative", "scoring")
REQUIRED = ["description", "country", "unit", "instance", "num_projects", "num_votes"]
REQUIRED += ["vote_type", "rule", "date_begin", "date_end"]
WITHDRAWN = Fraction(999999999)  # the cost by which Pabulib marks a project that was withdrawn
AMOUNT = re.compile(r"[0-9]{1,30}([.,][0-9]{1,12})?([eE]\+?[0-9]{1,2})?")


class Listed(NamedTuple):
    """The projects of a file: those that stand, and every id that ballots may name."""

    projects: list[tuple[str, Fraction, str]]
    known: set[str]
    counted: dict[str, tuple[int, int]]  # id -> row, votes as the file counts them


class Cast(NamedTuple):
    """One way of filling in a ballot: how many did so, and the first row."""

    voters: int
    row: int
    vote: str
    points: str


def read(stream: IO[str] | IO[bytes]) -> Election:
    """Read an election from an open .pb file.

    Tolerated, and told in `warnings` with the row: a byte order mark, blank lines, titles in small letters,
    a project twice in one ballot or unknown, decimal commas, counts that disagree, missing META fields,
    withdrawn projects. Line ends, quoting and the case of headers never matter. In ordinal ballots a place
    is worth the longest ballot allowed minus the places before it (Borda).
    Raises: ValueError that names block, row and remedy, if the file cannot be read.
    Source: pabulib.org/format.
    """
    faults = Faults()
    blocks = blocks_of(text_of(stream, faults), faults)
    meta = _meta(blocks["META"], faults)
    budget = _budget(blocks["META"], faults)
    listed = _projects(blocks["PROJECTS"], faults)
    cast = _cast(blocks["VOTES"], faults)
    projects = sorted(listed.projects)  # by id, as text
    place = {name: column for column, (name, _, _) in enumerate(projects)}
    kind = meta["vote_type"]
    longest = _longest(meta, cast) if kind == "ordinal" else None
    ballots: Counter[Ballot] = Counter()
    for ways in cast:
        ballots[_ballot(ways, kind, longest, place, listed.known, faults)] += ways.voters
    scale = _scale([budget, *(cost for _, cost, _ in listed.projects)])
    election = build_election(
        [Project(name, int(cost * scale), title) for name, cost, title in projects],
        ballots,
        budget=int(budget * scale),
        has_points=kind not in ("approval", "choose-1"),
        scale=scale,
        currency=meta.get("currency", ""),
        meta=meta,
    )
    _check_counts(blocks, meta, faults)
    _check_votes(listed, election, faults)
    return replace(election, warnings=faults.in_words())


def _meta(block: Block, faults: Faults) -> dict[str, str]:
    meta: dict[str, str] = {}
    for row, cells in block.rows:
        key = cells[0].strip().lower()
        if key in meta:
            raise refusal("META", row, f"the field {key} is given twice", "Keep one of the two")
        meta[key] = cells[1].strip() if len(cells) > 1 else ""
    missing = [key for key in REQUIRED if not meta.get(key)]
    if missing:
        faults.add("META", block.row, "fields are missing", ", ".join(missing))
    if meta.get("vote_type", "").lower() not in VOTE_TYPES:
        faults.add("META", block.row, "the vote_type is unknown and was read as approval")
        meta["vote_type"] = "approval"
    meta["vote_type"] = meta["vote_type"].lower()
    return meta


def _budget(block: Block, faults: Faults) -> Fraction:
    for row, cells in block.rows:
        if cells[0].strip().lower() == "budget" and len(cells) > 1:
            return _amount("META", row, cells[1], faults)
    raise refusal("META", block.row, "the budget is missing", "Add a line such as budget;100000")


def _amount(block: str, row: int, text: str, faults: Faults) -> Fraction:
    plain = re.sub(r"[\s\u00a0\u202f]", "", text)
    if not AMOUNT.fullmatch(plain):
        remedy = "Write it in digits, such as 12500 or 12500.50"
        raise refusal(block, row, f"{text.strip()!r} is not an amount of money", remedy)
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
            raise refusal("PROJECTS", row, what, "Give every project its own id")
        listed.known.add(name)
        cost = _amount("PROJECTS", row, block.cell(cells, "cost"), faults)
        if cost == WITHDRAWN:
            faults.add("PROJECTS", row, "a withdrawn project (cost 999999999) was left out", name)
            continue
        listed.projects.append((name, cost, block.cell(cells, "name")))
        if block.cell(cells, "votes").isdecimal():
            listed.counted[name] = (row, int(block.cell(cells, "votes")))
    return listed


def _cast(block: Block, faults: Faults) -> list[Cast]:
    """Return the ballots, those filled in alike counted once: most of a file is said by few."""
    vote, points = block.need("vote"), block.columns.get("points", -1)
    voter = block.columns.get("voter_id", -1)
    counts: Counter[tuple[str, str]] = Counter()
    first: dict[tuple[str, str], int] = {}
    voters: set[str] = set()
    for row, cells in block.rows:
        if len(cells) <= vote:
            faults.add("VOTES", row, "the row ends before the vote and was read as an empty ballot")
            cells = [*cells, *[""] * (vote + 1 - len(cells))]  # noqa: PLW2901
        way = (cells[vote], cells[points] if 0 <= points < len(cells) else "")
        counts[way] += 1
        first.setdefault(way, row)
        if 0 <= voter < len(cells):
            if cells[voter] in voters:
                faults.add("VOTES", row, "a voter_id occurs again; both ballots were counted")
            voters.add(cells[voter])
    return [Cast(count, first[way], *way) for way, count in counts.items()]


def _longest(meta: dict[str, str], cast: list[Cast]) -> int:
    allowed = meta.get("max_length", "")
    longest = max((ways.vote.count(",") + 1 for ways in cast), default=1)
    return max(longest, int(allowed) if allowed.isdecimal() else 0)


def _ballot(
    ways: Cast, kind: str, longest: int | None, place: dict[str, int], known: set[str], faults: Faults
) -> Ballot:
    named = [name.strip() for name in ways.vote.split(",")] if ways.vote.strip() else []
    points = _points(ways, kind, longest, len(named))
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


def _points(ways: Cast, kind: str, longest: int | None, size: int) -> list[int]:
    if longest is not None:
        return list(range(longest, longest - size, -1))
    if kind in ("approval", "choose-1"):
        return [1] * size
    given = [text.strip() for text in ways.points.split(",")] if ways.points.strip() else []
    if len(given) != size:
        what = f"the ballot names {size} projects but gives {len(given)} points"
        raise refusal("VOTES", ways.row, what, "Give one number of points for each project named")
    try:
        return [int(text) for text in given]
    except ValueError:
        remedy = "Give whole numbers of points, all multiplied by ten or a hundred if need be"
        raise refusal(
            "VOTES", ways.row, f"the points {ways.points!r} are not whole numbers", remedy
        ) from None


def _scale(amounts: list[Fraction]) -> int:
    """Return how many minor units make one currency unit, so that every amount is whole."""
    scale = 1
    while any((amount * scale).denominator > 1 for amount in amounts):
        scale *= 10
    return scale


def _check_counts(blocks: dict[str, Block], meta: dict[str, str], faults: Faults) -> None:
    for title, key in (("PROJECTS", "num_projects"), ("VOTES", "num_votes")):
        count = len(blocks[title].rows)
        if meta.get(key) and meta[key] != str(count):
            faults.add("META", blocks["META"].row, f"{key} says {meta[key]} but the file holds {count}")


def _check_votes(listed: Listed, election: Election, faults: Faults) -> None:
    for project, votes in zip(election.projects, election.votes.tolist(), strict=True):
        row, told = listed.counted.get(project.id, (0, votes))
        if told != votes:
            detail = f"{project.id} has {votes} in the ballots, {told} in its row"
            faults.add("PROJECTS", row, "the votes counted in the file differ from the ballots", detail)
