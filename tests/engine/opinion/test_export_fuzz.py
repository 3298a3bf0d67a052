"""Broken exports of every kind: a fault that says where, or a right reading; never a crash."""

import csv
import io
import zipfile

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cairn.engine.opinion.export import ExportFault, read_constituencies, read_export
from cairn.engine.opinion.map import draw
from tests.engine.opinion.conversations import COMMENTS, SUMMARY, VOTES, WIDE, streams

FILES = {"summary": SUMMARY, "comments": COMMENTS, "votes": VOTES, "wide": WIDE}


def zipped():
    """Return a ZIP, as somebody may rename to CSV."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr("votes.csv", VOTES)
    return held.getvalue()


BROKEN = {
    "nothing": b"",
    "a blank line": b"\n",
    "NUL": b"\0" * 20,
    "a mark of order alone": b"\xef\xbb\xbf",
    "UTF-16": VOTES.decode().encode("utf-16"),
    "Latin-1": "caf\u00e9,2\n".encode("latin-1") * 3,
    "a ZIP": zipped(),
    "a PDF": b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n",
    "a page": b"<!doctype html><title>Sign in</title>",
    "an open quote": b'timestamp,comment-id,voter-id,vote\n1,"0,ann,1\n' + b"x" * 1000,
    "semicolons": VOTES.replace(b",", b";"),
    "a header alone": VOTES.splitlines()[0],
    "a header twice": VOTES.replace(b"datetime", b"vote"),
    "a short row": VOTES + b"6,,0\n",
    "a long row": VOTES + b"6,,0,ann,1,1,1\n",
    "a huge cell": VOTES + b"6,,0," + b"a" * 200_000 + b",1\n",
    "many columns": b",".join([b"c"] * 50_000) + b"\n",
    "old line ends": VOTES.replace(b"\n", b"\r"),
    "digits of another script": VOTES + "٦,,0,ann,1\n".encode(),
    "a superscript": VOTES + "6,,0,ann,¹\n".encode(),
    "a time beyond all": VOTES + b"9" * 5000 + b",,0,ann,1\n",
    "a vote of two": VOTES + b"6,,0,ann,2\n",
    "a sign alone": VOTES + b"6,,0,ann,-\n",
    "another statement": VOTES + b"6,,77,ann,1\n",
}


def read_or_fault(files):
    """Read, or return None where a fault says what is wrong in plain lines."""
    try:
        return read_export(files)
    except ExportFault as fault:
        told = fault.faults
    assert told
    assert all(one.file and one.what and one.remedy for one in told)
    return None


@pytest.mark.parametrize("what", BROKEN)
@pytest.mark.parametrize("name", FILES)
def test_a_broken_file_is_a_fault_or_read_right(name, what):
    others = {"votes": None} if name == "wide" else {}
    export = read_or_fault(streams(**{**others, name: BROKEN[what]}))
    if export is not None:
        assert set(np.unique(export.votes.values)) <= {-1, 0, 1}


@given(name=st.sampled_from(list(FILES)), noise=st.binary(max_size=300))
@settings(max_examples=80, deadline=None)
def test_noise_in_place_of_a_file_never_crashes(name, noise):
    read_or_fault(streams(**{name: noise}))


@given(
    name=st.sampled_from(list(FILES)),
    at=st.integers(0, 400),
    cut=st.integers(0, 30),
    put=st.binary(max_size=8) | st.sampled_from([b'"', b"\n", b",", b"\0", b"\xff", b"-1", b"9" * 30]),
)
@settings(max_examples=200, deadline=None)
def test_a_damaged_file_never_crashes(name, at, cut, put):
    data = FILES[name]
    at %= len(data)
    others = {"votes": None, "wide": WIDE} if name == "wide" else {}
    export = read_or_fault(streams(**{**others, name: data[:at] + put + data[at + cut :]}))
    if export is not None and export.votes.values.size:
        draw(export.votes, n_splits=0)


CELLS = st.sampled_from(
    ["", "0", "1", "-1", "2", " 1", "1.0", "ann", "10", "=1+1", "٣", "\u200b", "true", "NaN"]
)


@given(rows=st.lists(st.lists(CELLS, min_size=5, max_size=5), max_size=8))
@settings(max_examples=80, deadline=None)
def test_votes_that_are_read_are_those_written(rows):
    held = io.StringIO()
    csv.writer(held, lineterminator="\n").writerows([VOTES.decode().splitlines()[0].split(","), *rows])
    export = read_or_fault(streams(votes=held.getvalue().encode()))
    if export is not None:
        cast = export.cast
        read = zip(
            cast.times.tolist(),
            [cast.statements[j] for j in cast.cols],
            [cast.participants[i] for i in cast.rows],
            cast.values.tolist(),
            strict=True,
        )
        assert [tuple(map(str, one)) for one in read] == [
            (str(int(time)), what, who, vote) for time, _, what, who, vote in rows
        ]


@given(noise=st.binary(max_size=300))
@settings(max_examples=100, deadline=None)
def test_noise_in_place_of_constituencies_never_crashes(noise):
    for data in (noise, b"participant,constituency\n" + noise):
        try:
            declared = read_constituencies(io.BytesIO(data))
        except ExportFault:
            continue
        assert all(who and where for who, where in declared.items())
