"""What a .pb file says about itself, held against what it holds."""

from collections.abc import Iterable, Mapping

from cairn.engine.allocation.election import Election
from cairn.engine.allocation.pabulib.faults import Faults
from cairn.engine.allocation.pabulib.tally import Cast


def check_counts(rows: Mapping[str, int], meta: Mapping[str, str], row: int, faults: Faults) -> None:
    """Tell where META counts projects or votes otherwise than the file holds them."""
    for title, key in (("PROJECTS", "num_projects"), ("VOTES", "num_votes")):
        if meta.get(key) and meta[key] != str(rows[title]):
            faults.add("META", row, f"{key} says {meta[key]} but the file holds {rows[title]}")


def check_votes(counted: Mapping[str, tuple[int, int]], election: Election, faults: Faults) -> None:
    """Tell where a project's row counts its votes otherwise than the ballots do."""
    for project, votes in zip(election.projects, election.votes.tolist(), strict=True):
        row, told = counted.get(project.id, (0, votes))
        if told != votes:
            detail = f"{project.id} has {votes} in the ballots, {told} in its row"
            faults.add("PROJECTS", row, "the votes counted in the file differ from the ballots", detail)


def check_lengths(ballots: Iterable[Cast], meta: Mapping[str, str], faults: Faults) -> None:
    """Tell which ballots, by the first row of each, name more or fewer projects than META allows."""
    least, most = (_limit(meta.get(key, "")) for key in ("min_length", "max_length"))
    if least is None and most is None:
        return
    for _, row, vote, *_ in ballots:
        size = vote.count(",") + 1 if vote.strip() else 0
        if most is not None and size > most:
            faults.add("VOTES", row, f"a ballot names more than the {most} projects that max_length allows")
        if least is not None and size < least:
            faults.add("VOTES", row, f"a ballot names fewer than the {least} projects that min_length asks")


def _limit(text: str) -> int | None:
    return int(text) if text.isdecimal() else None


def check_selected(election: Election, row: int, faults: Faults) -> None:
    """Tell if the selection that the file records costs more than the budget."""
    chosen = [project.cost for project in election.projects if dict(project.more).get("selected") == "1"]
    if sum(chosen) > election.budget:
        over = election.money(sum(chosen) - election.budget)
        faults.add("PROJECTS", row, f"the selection in the file costs {over} more than the budget")
