"""Read an exported conversation, whole or not at all.

An export is four CSV files: what it is about (summary), its statements (comments), every vote cast
(votes), and one row for each participant with one column for each statement (participants-votes). Where
`votes.csv` is absent the wide file gives the votes, without times. In all of them agree is +1. The counts
in `comments.csv` include votes that were changed later, so they are kept as exported and never used.
"""

from array import array
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from cairn.engine.opinion.faults import ExportFault, Fault, Faults
from cairn.engine.opinion.tables import Reading, Table
from cairn.engine.opinion.votes import Votes, votes_from_cells

SUMMARY, COMMENTS, VOTES, WIDE = "summary.csv", "comments.csv", "votes.csv", "participants-votes.csv"
FILES = (SUMMARY, COMMENTS, VOTES, WIDE)
MAX_BYTES = 200_000_000  # of all files together
WIDE_LEADS = frozenset({"participant", "xid", "group-id", "n-comments", "n-votes", "n-agree", "n-disagree"})
NOT_SEEN = 2
CODES = {"": NOT_SEEN, "0": 0, "1": 1, "-1": 3}
VALUES = np.array([0, 1, 0, -1], np.int8)
FLAGS = {"true": True, "t": True, "1": True, "false": False, "f": False, "0": False, "": False}
VOTE_REMEDY = "A vote is 1 (agree), 0 (pass) or -1 (disagree)."
EXPORT_AGAIN = "Export the conversation again."


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement as exported; its counts include votes that were changed later."""

    id: str
    text: str
    author: str | None
    moderated: int  # out -1, not yet 0, in +1
    is_meta: bool
    is_seed: bool
    agrees: int | None
    disagrees: int | None
    time: int | None  # milliseconds since 1970


@dataclass(frozen=True, slots=True)
class Cast:
    """Every vote in the order of the file, changed ones included."""

    participants: tuple[str, ...]
    statements: tuple[str, ...]
    rows: NDArray[np.int64]  # (n_cast,) index into participants
    cols: NDArray[np.int64]  # (n_cast,) index into statements
    values: NDArray[np.int8]  # (n_cast,) agree +1, pass 0, disagree -1
    times: NDArray[np.int64] | None  # (n_cast,) milliseconds since 1970; None where the export has none


@dataclass(frozen=True, slots=True)
class Export:
    """A conversation as exported: nothing guessed, nothing dropped."""

    topic: str
    description: str
    statements: tuple[Statement, ...]  # in the order of the file
    votes: Votes  # the last of each participant on each statement
    cast: Cast
    group_of: Mapping[str, str]  # participant to group-id, as exported; blanks are absent
    warnings: tuple[Fault, ...] = field(default=())

    @property
    def n_cast(self) -> int:
        """Count the votes cast, changed ones included."""
        return len(self.cast.values)

    @property
    def text_of(self) -> dict[str, str]:
        """Return the words of each statement by its id."""
        return {one.id: one.text for one in self.statements}


def read_export(files: Mapping[str, BinaryIO], *, max_bytes: int = MAX_BYTES) -> Export:
    """Read an exported conversation from open binary files by name.

    Needs `summary.csv`, `comments.csv`, and `votes.csv` or `participants-votes.csv`; others are ignored.
    Reading stops as soon as the files pass `max_bytes` together.
    Raises: ExportFault, a ValueError whose `faults` name file, row, column, what is wrong, and the remedy.

    >>> import io
    >>> export = read_export({
    ...     "summary.csv": io.BytesIO(b"topic,Parks"),
    ...     "comments.csv": io.BytesIO(b"comment-id,moderated,comment-body\\n7,1,More benches"),
    ...     "votes.csv": io.BytesIO(b"timestamp,comment-id,voter-id,vote\\n1,7,ann,-1\\n2,7,ann,1"),
    ... })
    >>> export.topic, export.statements[0].text, export.votes.values.tolist()
    ('Parks', 'More benches', [1])
    """
    faults = Faults()
    _look_for_files(files, faults)
    reading = Reading(files, max_bytes, faults)
    tables = {name: reading.table(name, is_keyed=name == SUMMARY) for name in FILES if name in files}
    faults.stop()
    summary = _summary(tables[SUMMARY])
    statements = tuple(_statements(tables[COMMENTS], faults))
    if not statements:
        faults.add(COMMENTS, None, None, "there is no statement in it", EXPORT_AGAIN)
    faults.stop()
    group_of = _groups(tables[WIDE], faults) if WIDE in tables else {}
    places = {one.id: place for place, one in enumerate(statements)}
    cast = _long(tables[VOTES], places, faults) if VOTES in tables else _wide(tables[WIDE], places, faults)
    faults.stop()
    votes = votes_from_cells(
        cast.participants,
        cast.statements,
        (cast.rows, cast.cols, cast.values),
        times=cast.times,
        moderated=[one.moderated for one in statements],
        is_meta=[one.is_meta for one in statements],
    )
    topic, description = summary.get("topic", ""), summary.get("conversation-description", "")
    return Export(topic, description, statements, votes, cast, group_of, tuple(faults.warnings))


def _look_for_files(files: Mapping[str, BinaryIO], faults: Faults) -> None:
    missing = [name for name in (SUMMARY, COMMENTS) if name not in files]
    if VOTES not in files and WIDE not in files:
        missing.append(VOTES)
    for name in missing:
        faults.add(name, None, None, "the file is missing", "Export again, and keep all its files together.")
    faults.stop()


def read_constituencies(
    file: BinaryIO, *, name: str = "constituencies", max_bytes: int = MAX_BYTES
) -> dict[str, str]:
    """Read who declared which constituency: a CSV with the columns participant and constituency.

    Raises: ExportFault if a column is missing, a cell blank, or a participant is in two constituencies.

    >>> import io
    >>> read_constituencies(io.BytesIO(b"participant,constituency\\n4,North"))
    {'4': 'North'}
    """
    faults = Faults()
    table = Reading({name: file}, max_bytes, faults).table(name)
    faults.stop()
    who, which = table.columns("participant", "constituency")
    declared: dict[str, str] = {}
    for row, cells in table.rows():
        participant, constituency = cells[who].strip(), cells[which].strip()
        if not participant or not constituency:
            faults.add(
                name,
                row,
                "constituency" if participant else "participant",
                "the cell is blank",
                "Fill it in, or delete the row.",
            )
        elif declared.setdefault(participant, constituency) != constituency:
            faults.add(
                name,
                row,
                "constituency",
                f"participant {participant} is in {declared[participant]} and in {constituency}",
                "Give each participant one constituency.",
            )
    faults.stop()
    return declared


def _summary(table: Table) -> dict[str, str]:
    return {cells[0]: cells[1] for _, cells in table.all_rows() if len(cells) > 1}


def _statements(table: Table, faults: Faults) -> Iterator[Statement]:
    """Read the statements; each fault is noted and reading goes on, so that one look shows them all."""
    key, moderated, body = table.columns("comment-id", "moderated", "comment-body")
    optional = table.optional("author-id", "agrees", "disagrees", "timestamp", "is-meta", "is-seed")
    first_row: dict[str, int] = {}
    for row, cells in table.rows():
        one = cells[key].strip()
        if not one:
            faults.add(COMMENTS, row, "comment-id", "the cell is blank", EXPORT_AGAIN)
        elif one in first_row:
            faults.add(
                COMMENTS,
                row,
                "comment-id",
                f"statement {one} is there twice (first in row {first_row[one]})",
                "Delete one of the two rows.",
            )
        first_row.setdefault(one, row)
        if cells[moderated].strip() not in ("-1", "0", "1"):
            faults.add(
                COMMENTS,
                row,
                "moderated",
                f"{cells[moderated]!r} is not -1, 0 or 1",
                "Write -1 for out, 0 for not yet, 1 for in.",
            )
            continue
        author, agrees, disagrees, time, is_meta, is_seed = (
            cells[at].strip() if at is not None else "" for at in optional
        )
        yield Statement(
            one,
            cells[body].strip(),
            author or None,
            int(cells[moderated]),
            _flag(is_meta, row, "is-meta", faults),
            _flag(is_seed, row, "is-seed", faults),
            _count(agrees, row, "agrees", faults),
            _count(disagrees, row, "disagrees", faults),
            _count(time, row, "timestamp", faults),
        )


def _flag(text: str, row: int, column: str, faults: Faults) -> bool:
    if text.lower() not in FLAGS:
        faults.add(COMMENTS, row, column, f"{text!r} is neither true nor false", "Write true or false.")
    return FLAGS.get(text.lower(), False)


def _count(text: str, row: int, column: str, faults: Faults) -> int | None:
    if text and not (text.isascii() and text.isdigit() and len(text) < 19):
        faults.add(
            COMMENTS, row, column, f"{text!r} is not a whole number", "Write a whole number, or nothing."
        )
        return None
    return int(text) if text else None


def _groups(table: Table, faults: Faults) -> dict[str, str]:
    """Read the exported groups, and see that each participant has one row."""
    (who,) = table.columns("participant")
    (group,) = table.optional("group-id")
    found: dict[str, str] = {}
    for row, cells in table.rows():
        if not cells[who]:
            faults.add(WIDE, row, "participant", "the cell is blank", EXPORT_AGAIN)
        elif cells[who] in found:
            what = f"participant {cells[who]} is there twice"
            faults.add(WIDE, row, "participant", what, "Delete one of the two rows.")
        found[cells[who]] = cells[group] if group is not None else ""
    return {participant: one for participant, one in found.items() if one}


def _long(table: Table, places: Mapping[str, int], faults: Faults) -> Cast:
    """Read one vote a row."""
    when, statement, voter, vote = table.columns("timestamp", "comment-id", "voter-id", "vote")
    people: dict[str, int] = {}
    found = array("q")  # five numbers a vote: a list of tuples would take ten times the memory
    for row, cells in table.rows():
        time, col, who, code = (
            cells[when],
            places.get(cells[statement]),
            cells[voter],
            CODES.get(cells[vote], NOT_SEEN),
        )
        if (
            col is None
            or code == NOT_SEEN
            or not who
            or not (time.isascii() and time.isdigit() and len(time) < 19)
        ):
            faults.add(
                VOTES, row, *_wrong_in_vote(time, cells[statement] if col is None else None, who, cells[vote])
            )
        else:
            found.extend((people.setdefault(who, len(people)), col, code, int(time), row))
    columns = np.array(found, np.int64).reshape(-1, 5).T.copy()
    cast = Cast(tuple(people), tuple(places), columns[0], columns[1], VALUES[columns[2]], columns[3])
    _warn_of_repeats(cast, columns[3], columns[4], faults)
    return cast


def _wrong_in_vote(time: str, unknown: str | None, who: str, vote: str) -> tuple[str, str, str]:
    """Say which column of a vote is at fault, what is wrong, and the remedy."""
    if unknown is not None:
        remedy = f"Use the {COMMENTS} of the same export."
        return "comment-id", f"statement {unknown!r} is not in {COMMENTS}", remedy
    if CODES.get(vote, NOT_SEEN) == NOT_SEEN:
        return "vote", f"the vote is {vote!r}", VOTE_REMEDY
    if not who:
        return "voter-id", "the cell is blank", EXPORT_AGAIN
    remedy = "Write the time as milliseconds since 1970; a spreadsheet may have rounded it."
    return "timestamp", f"{time!r} is not a whole number of milliseconds", remedy


def _warn_of_repeats(
    cast: Cast, times: NDArray[np.int64], file_rows: NDArray[np.int64], faults: Faults
) -> None:
    """Warn of votes of one person on one statement at one moment."""
    order = np.lexsort((file_rows, times, cast.cols, cast.rows))
    before, after = order[:-1], order[1:]
    is_repeat = (
        (cast.rows[before] == cast.rows[after])
        & (cast.cols[before] == cast.cols[after])
        & (times[before] == times[after])
    )
    pairs = sorted(
        (int(file_rows[b]), int(file_rows[a]), b, a)
        for a, b in zip(before[is_repeat].tolist(), after[is_repeat].tolist(), strict=True)
    )
    for row, row_before, one, other in pairs:
        if cast.values[one] == cast.values[other]:
            faults.warn(VOTES, row, "vote", f"the same vote as in row {row_before}", "It is counted once.")
        else:
            what = f"another vote at the same moment as in row {row_before}"
            faults.warn(VOTES, row, "vote", what, "The lower of the two is counted.")


def _wide(table: Table, places: Mapping[str, int], faults: Faults) -> Cast:
    """Read one participant a row; a blank cell was not seen."""
    (who,) = table.columns("participant")
    names = [name for name in table.header if name not in WIDE_LEADS]
    first = len(table.header) - len(names)
    for at, name in enumerate(table.header):
        if name in WIDE_LEADS and at >= first:
            faults.add(WIDE, 1, name, "the column stands among the statements", "Move it before them.")
        elif name not in WIDE_LEADS and name not in places:
            what, remedy = (
                f"statement {name!r} is not in {COMMENTS}",
                f"Use the {COMMENTS} of the same export.",
            )
            faults.add(WIDE, 1, name, what, remedy)
    faults.stop()
    people, lines = [], []
    for row, cells in table.rows():
        try:
            lines.append(bytes(map(CODES.__getitem__, cells[first:])))
        except KeyError:
            wrong = next(at for at in range(first, len(cells)) if cells[at] not in CODES)
            what = f"the vote is {cells[wrong]!r}"
            faults.add(WIDE, row, table.header[wrong], what, VOTE_REMEDY + " Blank is not seen.")
        people.append(cells[who])
    faults.stop()
    codes = np.frombuffer(b"".join(lines), np.uint8).reshape(len(people), len(names))
    rows, cols = np.nonzero(codes != NOT_SEEN)
    place = np.array([places[name] for name in names], np.int64)
    return Cast(
        tuple(people), tuple(places), rows.astype(np.int64), place[cols], VALUES[codes[rows, cols]], None
    )


__all__ = ["Cast", "Export", "ExportFault", "Fault", "Statement", "read_constituencies", "read_export"]
