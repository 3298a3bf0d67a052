"""Appending, taking heads, erasing."""

import pytest
from django.db import DatabaseError, connection, transaction

from cairn.record import queries, tree
from cairn.record.actions import append, erase, open_log, take_head
from cairn.record.leaf import leaf_bytes
from cairn.record.models import Entry, Head, Log, Salt
from cairn.record.verify import verify
from tests.factories import AT

pytestmark = pytest.mark.django_db


@pytest.fixture
def log():
    """Return a log with nothing in it."""
    return open_log(origin="cairn/test", at=AT)


def fill(log, count):
    return [append(log, "stone_laid", log, at=AT, facts={"n": n}) for n in range(count)]


def test_entries_take_their_places_one_after_another(log):
    assert [entry.index for entry in fill(log, 5)] == [0, 1, 2, 3, 4]


def test_log_keeps_the_root_of_its_entries(log):
    for size in range(1, 20):
        append(log, "stone_laid", log, at=AT)
        kept = [bytes(leaf) for leaf in log.entries.order_by("index").values_list("leaf_hash", flat=True)]
        assert queries.head(log) == (
            size,
            tree.root_of([tree.nodes_of(kept)(node) for node in tree.cover(0, size)]),
        )


def test_entry_reads_back_as_it_was_hashed(log):
    append(
        log,
        "stone_laid",
        log,
        at=AT,
        facts={"share": 1e16, "state": "set", "none": None},
        personal={"text": "…"},
    )
    entry = log.entries.get()
    assert tree.leaf_hash(leaf_bytes(entry.content)) == bytes(entry.leaf_hash)


def test_entry_names_its_subject(log):
    assert append(log, "log_opened", log, at=AT).subject == f"record.log:{log.pk}"


def test_append_costs_the_same_for_a_long_log(log, django_assert_num_queries):
    for _n in range(2):
        with django_assert_num_queries(5):  # savepoint, lock, insert, head, release
            append(log, "stone_laid", log, at=AT)
        fill(log, 40)


def test_personal_text_stands_nowhere_in_the_record(log):
    append(log, "contribution_given", log, at=AT, personal={"text": "Grandmother spoke first"})
    rows = [*Entry.objects.values_list(), *Salt.objects.values_list(), *Log.objects.values_list()]
    assert "Grandmother" not in repr(rows)


def test_erasing_a_salt_leaves_the_log_verifying(log):
    fill(log, 3)
    entry = append(log, "contribution_given", log, at=AT, personal={"text": "Mine"})
    fill(log, 3)
    before = queries.head(log)
    assert erase(entry, "text")
    assert not erase(entry, "text")
    assert queries.head(log) == before
    assert verify(queries.exported(log)).entries == 7
    assert "opened" not in queries.receipt(entry, opened={"text": "Mine"})


def test_head_is_kept_once_for_each_size(log):
    fill(log, 3)
    assert take_head(log, at=AT) == take_head(log, at=AT)
    fill(log, 1)
    take_head(log, at=AT)
    assert list(Head.objects.order_by("size").values_list("size", flat=True)) == [3, 4]


@pytest.mark.parametrize("model", [Entry, Head])
def test_rows_of_the_record_are_not_changed_by_the_app(log, model):
    fill(log, 1)
    take_head(log, at=AT)
    with pytest.raises(TypeError, match="append-only"):
        model.objects.update(log=log)
    with pytest.raises(TypeError, match="append-only"):
        model.objects.all().delete()
    with pytest.raises(TypeError, match="append-only"):
        model.objects.bulk_update([], ["log"])


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE record_entry SET act = 'never_happened'",
        "DELETE FROM record_entry",
        "UPDATE record_head SET size = 0",
        "DELETE FROM record_head",
    ],
)
def test_database_refuses_to_change_the_record(log, sql):
    fill(log, 1)
    take_head(log, at=AT)
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql)
    assert [entry.act for entry in log.entries.all()] == ["stone_laid"]


def test_saving_an_entry_again_is_refused(log):
    (entry,) = fill(log, 1)
    entry.act = "never_happened"
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        entry.save()
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        entry.delete()
