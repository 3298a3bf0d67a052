# ruff: noqa: E501 - messages are quoted whole
"""An export is read whole or not at all, and what is wrong is said with file, row, column and remedy."""

import io

import numpy as np
import pytest

from cairn.engine.opinion.export import ExportFault, Fault, read_constituencies, read_export
from tests.engine.opinion.conversations import COMMENTS, NAMES, SUMMARY, VOTES, WIDE, read, streams


def test_an_export_is_read():
    export = read_export(streams())
    assert (export.topic, export.description) == ("Parks", "")
    assert [
        (one.id, one.text, one.author, one.moderated, one.agrees, one.time) for one in export.statements
    ] == [
        ("0", "More benches", "ann", 1, 2, 1000),
        ("1", "Fewer, better paths", "ben", -1, 1, 2000),
        ("10", "=SUM(A1)", None, 0, 0, 3000),
    ]
    assert export.votes.participants == ("ann", "ben")
    assert export.votes.statements == ("0", "1", "10")
    assert (export.votes.cols.tolist(), export.votes.values.tolist()) == ([0, 1, 0, 2], [1, -1, 1, 0])
    assert export.cast.values.tolist() == [1, -1, -1, 1, 0]
    assert export.cast.times.tolist() == [1, 2, 3, 4, 5]
    assert (export.group_of, export.warnings) == ({}, ())


def test_the_wide_file_gives_the_votes_where_there_is_no_other():
    export = read_export(streams(votes=None, wide=WIDE))
    assert export.cast.times is None
    assert export.group_of == {"ann": "0"}
    long = read_export(streams())
    for name in ("participants", "statements"):
        assert getattr(export.votes, name) == getattr(long.votes, name)
    for name in ("rows", "cols", "values", "moderated", "is_meta"):
        assert np.array_equal(getattr(export.votes, name), getattr(long.votes, name))


def test_a_wide_file_beside_the_votes_gives_the_groups():
    assert read_export(streams(wide=WIDE)).group_of == {"ann": "0"}
    assert read_export(streams(wide=b"participant,0\nann,1\n")).group_of == {}


def test_newer_exports_carry_flags_and_an_outside_id():
    comments = (
        b"timestamp,comment-id,author-id,agrees,disagrees,moderated,is-meta,is-seed,comment-body\n"
        b"1,0,0,1,0,-1,false,true,a\n1,1,0,1,0,1,true,,b\n1,10,0,1,0,1,f,t,c\n"
    )
    wide = (
        b'participant,xid,group-id,n-comments,n-votes,n-agree,n-disagree,0,1,10\nann,"x,9",0,1,2,1,1,1,-1,\n'
    )
    export = read_export(streams(comments=comments, votes=None, wide=wide))
    assert [(one.is_meta, one.is_seed) for one in export.statements] == [
        (False, True),
        (True, False),
        (False, True),
    ]
    assert export.votes.is_left_out.tolist() == [True, True, False]
    assert export.votes.values.tolist() == [1, -1]


def test_a_byte_order_mark_and_windows_lines_are_no_fault():
    files = streams(summary=b"\xef\xbb\xbf" + SUMMARY, comments=COMMENTS.replace(b"\n", b"\r\n"))
    assert read_export(files).topic == "Parks"


def test_a_vote_that_is_there_twice_is_a_warning():
    export = read_export(streams(votes=VOTES + b"5,,10,ben,0\n"))
    assert export.warnings == (
        Fault("votes.csv", 7, "vote", "the same vote as in row 6", "It is counted once."),
    )
    assert len(export.votes.values) == 4


def test_two_votes_at_one_moment_are_a_warning_and_the_lower_counts():
    export = read_export(streams(votes=VOTES + b"5,,10,ben,-1\n"))
    assert [one.what for one in export.warnings] == ["another vote at the same moment as in row 6"]
    assert export.votes.values.tolist() == [1, -1, 1, -1]


def test_warnings_stop_at_twenty():
    assert len(read_export(streams(votes=VOTES + b"5,,10,ben,0\n" * 30)).warnings) == 20


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        (
            {"summary": None},
            "summary.csv: the file is missing. Export again, and keep all its files together.",
        ),
        (
            {"comments": None},
            "comments.csv: the file is missing. Export again, and keep all its files together.",
        ),
        ({"votes": None}, "votes.csv: the file is missing. Export again, and keep all its files together."),
        ({"summary": b""}, "summary.csv: the file is empty. Export the conversation again."),
        ({"votes": b""}, "votes.csv: the file is empty. Export the conversation again."),
        ({"comments": b"\n\n"}, "comments.csv: the file is empty. Export the conversation again."),
        (
            {"comments": COMMENTS.splitlines(keepends=True)[0]},
            "comments.csv: there is no statement in it. Export the conversation again.",
        ),
        (
            {"votes": VOTES.replace(b"voter-id", b"voter")},
            "votes.csv, row 1, column voter-id: missing (found: timestamp, datetime, comment-id, "
            "voter, vote). Name the columns as the export does, with commas between them.",
        ),
        (
            {"comments": COMMENTS.replace(b",", b";")},
            "comments.csv, row 1, column comment-id, moderated, comment-body: missing (found: timestamp;comment-id;author-id;"
            "agrees;disagrees;moderated;comment-body). Name the columns as the export does, with commas between "
            "them.",
        ),
        (
            {"votes": VOTES.replace(b"datetime", b"vote")},
            "votes.csv, row 1, column vote: the column is there twice. Delete one of the two.",
        ),
        (
            {"votes": VOTES + b"6,,77,ann,1\n"},
            "votes.csv, row 7, column comment-id: statement '77' is not in comments.csv. Use the comments.csv of the "
            "same export.",
        ),
        (
            {"votes": VOTES + b"6,,10,ann,2\n"},
            "votes.csv, row 7, column vote: the vote is '2'. A vote is 1 (agree), 0 (pass) or -1 (disagree).",
        ),
        (
            {"votes": VOTES + b"6,,10,ann,\n"},
            "votes.csv, row 7, column vote: the vote is ''. A vote is 1 (agree), 0 (pass) or -1 (disagree).",
        ),
        (
            {"votes": VOTES + b"6,,10,,1\n"},
            "votes.csv, row 7, column voter-id: the cell is blank. Export the conversation again.",
        ),
        (
            {"votes": VOTES + b"1.5E+12,,10,ann,1\n"},
            "votes.csv, row 7, column timestamp: '1.5E+12' is not a whole number of milliseconds. Write the time as "
            "milliseconds since 1970; a spreadsheet may have rounded it.",
        ),
        (
            {"votes": VOTES + b"6,,10\n"},
            "votes.csv, row 7: 3 cells where the header has 5. Put text that holds a comma in quotes.",
        ),
        (
            {"votes": VOTES + b'6,,10,"ann,1\n'},
            "votes.csv, row 7: the row cannot be read (unexpected end of data). Save it as CSV with commas, in UTF-8.",
        ),
        (
            {"comments": COMMENTS + b"4,11,x,0,0,1,caf\xe9\n"},
            "comments.csv, row 5: byte 182 is not UTF-8. Save it as CSV with commas, in UTF-8.",
        ),
        (
            {"comments": COMMENTS + b"4,1,x,0,0,1,again\n"},
            "comments.csv, row 5, column comment-id: statement 1 is there twice (first in row 3). Delete one of the "
            "two rows.",
        ),
        (
            {"comments": COMMENTS + b"4,,x,0,0,1,again\n"},
            "comments.csv, row 5, column comment-id: the cell is blank. Export the conversation again.",
        ),
        (
            {"comments": COMMENTS + b"4,11,x,0,0,yes,again\n"},
            "comments.csv, row 5, column moderated: 'yes' is not -1, 0 or 1. Write -1 for out, 0 for not yet, 1 for "
            "in.",
        ),
        (
            {"comments": COMMENTS + b"4,11,x,many,0,1,again\n"},
            "comments.csv, row 5, column agrees: 'many' is not a whole number. Write a whole number, or nothing.",
        ),
        (
            {
                "comments": COMMENTS.replace(b"author-id", b"is-meta")
                .replace(b",ann,", b",perhaps,")
                .replace(b"ben", b"")
            },
            "comments.csv, row 2, column is-meta: 'perhaps' is neither true nor false. Write true or false.",
        ),
        (
            {"votes": None, "wide": WIDE.replace(b",10\n", b",12\n")},
            "participants-votes.csv, row 1, column 12: statement '12' is not in comments.csv. Use the comments.csv of "
            "the same export.",
        ),
        (
            {"votes": None, "wide": WIDE.replace(b",0,1,10\n", b",0,1,xid\n")},
            "participants-votes.csv, row 1, column xid: the column stands among the statements. Move it before them.",
        ),
        (
            {"votes": None, "wide": WIDE + b"cy,,0,1,1,0,,5,\n"},
            "participants-votes.csv, row 4, column 1: the vote is '5'. A vote is 1 (agree), 0 (pass) or -1 "
            "(disagree). Blank is not seen.",
        ),
        (
            {"wide": WIDE + b"ann,1,0,1,1,0,1,,\n"},
            "participants-votes.csv, row 4, column participant: participant ann is there twice. Delete one of the two "
            "rows.",
        ),
        (
            {"wide": WIDE + b",1,0,1,1,0,1,,\n"},
            "participants-votes.csv, row 4, column participant: the cell is blank. Export the conversation again.",
        ),
    ],
)
def test_a_broken_export_is_refused_in_words(changed, message):
    with pytest.raises(ExportFault) as refusal:
        read_export(streams(**changed))
    assert str(refusal.value) == message


def test_the_row_of_a_fault_counts_records_not_lines():
    comments = COMMENTS + b'4,11,x,0,0,1,"two\nlines"\n5,12,x,0,0,9,next\n'
    with pytest.raises(ExportFault) as refusal:
        read_export(streams(comments=comments))
    assert [(one.row, one.column) for one in refusal.value.faults] == [(6, "moderated")]


def test_all_faults_of_a_file_are_told_up_to_twenty():
    with pytest.raises(ExportFault) as refusal:
        read_export(streams(votes=VOTES + b"6,,10,ann,2\n" * 25))
    assert (len(refusal.value.faults), refusal.value.n_more) == (20, 5)
    assert str(refusal.value).endswith("\n… and 5 more.")


class Endless(io.RawIOBase):
    """A file without end, that knows how much of it was read."""

    n_read = 0

    def read(self, size=-1):
        """Give as much as is asked for."""
        self.n_read += size
        return b"x" * size


def test_a_file_over_the_limit_is_refused_before_it_is_read():
    endless = Endless()
    files = streams() | {"votes.csv": endless}
    with pytest.raises(ExportFault) as refusal:
        read_export(files, max_bytes=3_000_000)
    assert str(refusal.value) == ("votes.csv: the files hold more than 3 MB. Import a smaller conversation.")
    assert endless.n_read <= 3_000_001


def test_files_of_exactly_the_limit_are_read():
    size = len(SUMMARY) + len(COMMENTS) + len(VOTES)
    assert read_export(streams(), max_bytes=size).topic == "Parks"
    with pytest.raises(ExportFault):
        read_export(streams(), max_bytes=size - 1)


@pytest.mark.shared
@pytest.mark.parametrize("name", NAMES)
def test_every_shared_conversation_is_read_and_both_files_agree(shared_data, name):
    folder = shared_data / "conversations" / name
    export = read(folder)
    wide = read(folder, without="votes.csv")
    assert export.votes.participants == wide.votes.participants
    assert export.votes.values.tobytes() == wide.votes.values.tobytes()
    assert export.votes.cols.tobytes() == wide.votes.cols.tobytes()
    assert export.group_of.keys() <= set(export.votes.participants)


@pytest.mark.shared
def test_counts_in_the_comments_are_not_the_votes(shared_data):
    export = read(shared_data / "conversations" / "vtaiwan.uberx")
    assert sum(one.agrees for one in export.statements) == 31_352
    assert int((export.votes.values == 1).sum()) == 31_029
    assert [one.row for one in export.warnings] == [13_881]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (
            b"participant,place\n1,x\n",
            "column constituency: missing (found: participant, place).",
        ),
        (b"participant,constituency\n1, \n", "row 2, column constituency: the cell is blank."),
        (b"participant,constituency\n,x\n", "row 2, column participant: the cell is blank."),
        (
            b"participant,constituency\n1,x\n1,y\n",
            "row 3, column constituency: participant 1 is in x and in y.",
        ),
    ],
)
def test_broken_constituencies_are_refused_in_words(data, message):
    with pytest.raises(ExportFault) as refusal:
        read_constituencies(io.BytesIO(data))
    assert message in str(refusal.value)


def test_constituencies_are_read():
    data = b"constituency,participant\n North ,7\nNorth,7\nSouth,8\n"
    assert read_constituencies(io.BytesIO(data)) == {"7": "North", "8": "South"}
