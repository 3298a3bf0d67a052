"""Receipts and exported logs, checked with nothing but the file."""

import json

import pytest

from cairn.record import queries
from cairn.record.actions import append, open_log
from cairn.record.verify import DoesNotVerify, verify
from tests.factories import AT

pytestmark = pytest.mark.django_db


@pytest.fixture
def log():
    """Return a log of eleven entries, the fifth with a text."""
    log = open_log(origin="cairn/test", at=AT)
    for n in range(11):
        append(log, "stone_laid", log, at=AT, facts={"n": n}, personal={"text": "Slowly"} if n == 4 else None)
    return log


@pytest.fixture
def receipt(log):
    """Return the receipt of the fifth entry, with its text opened."""
    return queries.receipt(log.entries.get(index=4), opened={"text": "Slowly"})


def lines(document):
    return [json.dumps(document).encode()]


def test_receipt_verifies(log, receipt):
    found = verify(lines(receipt))
    assert (found.kind, found.origin, found.size, found.opened) == ("receipt", "cairn/test", 11, 1)
    assert found.root == queries.head(log)[1].hex()
    assert found.verdict == (
        "The entry is in the log cairn/test at head 11, unchanged."
        " 1 text(s) in it are the ones that were recorded."
    )


@pytest.mark.parametrize("index", range(11))
def test_receipt_of_every_entry_verifies(log, index, django_assert_num_queries):
    entry = log.entries.get(index=index)
    with django_assert_num_queries(2):
        document = queries.receipt(entry)
    assert verify(lines(document)).size == 11 or entry.salts.exists()


def test_receipt_laid_out_for_reading_verifies(receipt):
    assert verify(json.dumps(receipt, indent=2).encode().splitlines(keepends=True)).size == 11


def change(document, *path, to):
    place = document
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = to
    return document


@pytest.mark.parametrize(
    ("path", "to", "says"),
    [
        (("leaf", "act"), "stone_taken", "does not lead"),
        (("leaf", "facts", "n"), 5, "does not lead"),
        (("leaf", "index"), 5, "does not lead"),
        (("leaf", "index"), 4.0, "not complete"),
        (("head", "size"), 40, "does not lead"),
        (("head", "root"), "00" * 32, "does not lead"),
        (("head", "root"), "rubbish", "not complete"),
        (("path", 0), "00" * 32, "does not lead"),
        (("path",), [], "does not lead"),
        (("path",), None, "not complete"),
        (("opened", "text", "text"), "Quickly", "not the text that was recorded"),
        (("opened", "name"), {"salt": "00", "text": "x"}, "not the text that was recorded"),
        (("leaf",), None, "not complete"),
        (("kind",), "something", "neither"),
    ],
)
def test_changed_receipt_is_refused(receipt, path, to, says):
    with pytest.raises(DoesNotVerify, match=says):
        verify(lines(change(receipt, *path, to=to)))


def test_exported_log_verifies(log):
    found = verify(queries.exported(log))
    assert (found.kind, found.entries, found.size) == ("log", 11, 11)


def test_exported_empty_log_verifies():
    assert verify(queries.exported(open_log(origin="cairn/empty", at=AT))).entries == 0


@pytest.mark.parametrize(
    ("tamper", "says"),
    [
        (lambda rows: rows[:-1], "holds 10 entries"),
        (
            lambda rows: [*rows[:5], rows[5].replace(b'"n":4', b'"n":9'), *rows[6:]],
            "at least one was changed",
        ),
        (lambda rows: [*rows[:5], *rows[6:]], "line 6: entry 4 belongs here, and 5 stands here"),
        (lambda rows: [*rows[:3], rows[4], rows[3], *rows[5:]], "line 4: entry 2 belongs here"),
        (lambda rows: [*rows[:5], b"not json\n", *rows[6:]], "line 6: this is not JSON"),
        (lambda rows: [*rows[:5], b"[1]\n", *rows[6:]], "line 6: a JSON object"),
        (lambda rows: [b"", *rows], "line 1: this is not JSON"),
        (lambda rows: [b'{"kind":"cairn-log-1"}\n', *rows[1:]], "line 1: the log's name"),
        (lambda rows: rows[1:], "line 2: a receipt has one line"),
        (lambda rows: [b'{"a":' * 100_000], "this is not JSON"),
    ],
)
def test_changed_log_is_refused(log, tamper, says):
    with pytest.raises(DoesNotVerify, match=says):
        verify(tamper(list(queries.exported(log))))


def test_log_rewritten_as_a_whole_is_found_by_a_head_noted_earlier(log):
    size, root = queries.head(log)
    other = open_log(origin="cairn/other", at=AT)
    for n in range(12):
        append(other, "stone_laid", other, at=AT, facts={"n": n})
    assert verify(queries.exported(other)).entries == 12
    with pytest.raises(DoesNotVerify, match="rewritten"):
        verify(queries.exported(other), heads=[(size, root.hex())])


def test_log_that_only_grew_agrees_with_a_head_noted_earlier(log):
    size, root = queries.head(log)
    append(log, "stone_laid", log, at=AT)
    assert verify(queries.exported(log), heads=[(size, root.hex())]).size == 12


def test_file_without_the_known_head_is_refused(log, receipt):
    with pytest.raises(DoesNotVerify, match="nothing about head 30"):
        verify(queries.exported(log), heads=[(30, "00" * 32)])
    with pytest.raises(DoesNotVerify, match="nothing about head 30"):
        verify(lines(receipt), heads=[(30, "00" * 32)])


def test_size_of_a_receipts_head_is_known_by_comparing_the_head(log, receipt):
    # A root alone does not say how many entries it covers (RFC 6962 signs both together).
    size, root = queries.head(log)
    change(receipt, "head", "size", to=12)
    with pytest.raises(DoesNotVerify, match="nothing about head 11"):
        verify(lines(receipt), heads=[(size, root.hex())])


def test_consistency_is_proved_from_the_database(log):
    from cairn.record import tree

    old = queries.head(log)
    for _n in range(7):
        append(log, "stone_laid", log, at=AT)
    assert tree.is_consistent(old, queries.head(log), queries.consistency(log, 11))
