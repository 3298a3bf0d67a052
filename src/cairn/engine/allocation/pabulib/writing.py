"""Writing an election as a .pb file."""

import csv
from collections.abc import Collection, Iterator
from typing import IO

from cairn.engine.allocation.election import Election

FIRST = ["description", "country", "unit", "instance", "num_projects", "num_votes", "budget", "vote_type"]


def write(election: Election, stream: IO[str], winners: Collection[str] | None = None) -> None:
    """Write an election to an open text stream; voters are numbered, for who they are is not kept.

    What META and the rows of projects hold is kept; counts, budget and votes are those of the election, and
    with `winners` the column `selected` is theirs.
    Source: pabulib.org/format.
    """
    rows = csv.writer(stream, delimiter=";", lineterminator="\n")
    kind = election.meta.get("vote_type", "cumulative" if election.has_points else "approval")
    rows.writerow(["META"])
    rows.writerow(["key", "value"])
    rows.writerows(_meta(election, kind).items())
    rows.writerow(["PROJECTS"])
    columns = _columns(election, winners)
    rows.writerow(["project_id", "cost", "votes", "name", *columns])
    for project, votes in zip(election.projects, election.votes.tolist(), strict=True):
        more = dict(project.more)
        if winners is not None:
            more["selected"] = str(int(project.id in winners))
        told = [more.get(column, "") for column in columns]
        rows.writerow([project.id, _amount(project.cost, election.scale), votes, project.name, *told])
    has_points = kind in ("cumulative", "scoring")
    rows.writerow(["VOTES"])
    rows.writerow(["voter_id", "vote", "points"] if has_points else ["voter_id", "vote"])
    for number, (vote, points) in enumerate(_ballots(election, kind), start=1):
        rows.writerow([number, vote, points] if has_points else [number, vote])


def _columns(election: Election, winners: Collection[str] | None) -> list[str]:
    """Return the further columns of the projects in the order in which they are met."""
    met = {column: None for project in election.projects for column, _ in project.more}
    return list(met if winners is None else {**met, "selected": None})


def _meta(election: Election, kind: str) -> dict[str, str]:
    told = {
        "num_projects": str(len(election.projects)),
        "num_votes": str(election.n_voters),
        "budget": _amount(election.budget, election.scale),
        "vote_type": kind,
    }
    known = {"rule": "unknown", **election.meta, **told}
    first = {key: known[key] for key in FIRST if key in known}
    currency = {"currency": election.currency} if election.currency else {}
    return {**first, **known, **currency}


def _amount(minor: int, scale: int) -> str:
    whole, part = divmod(minor, scale)
    digits = len(str(scale)) - 1
    return f"{whole}.{part:0{digits}d}" if part else str(whole)


def _ballots(election: Election, kind: str) -> Iterator[tuple[str, str]]:
    ids = [project.id for project in election.projects]
    for t, voters in enumerate(election.weights.tolist()):
        part = slice(election.starts[t], election.starts[t + 1])
        pairs = list(zip(election.columns[part].tolist(), election.points[part].tolist(), strict=True))
        if kind == "ordinal":
            pairs.sort(key=lambda pair: -pair[1])
        vote, points = ",".join(ids[c] for c, _ in pairs), ",".join(str(given) for _, given in pairs)
        for _ in range(voters):
            yield vote, points
