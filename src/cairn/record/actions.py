"""Append to a log, keep its heads, and erase what was said about a person."""

import secrets
from datetime import UTC

from django.db import transaction

from cairn.record import tree
from cairn.record.leaf import commitment, leaf_bytes, plain, refuse_texts
from cairn.record.models import Entry, Head, Log, Salt


def open_log(*, origin, at):
    """Begin a log; its origin names it for ever."""
    return Log.objects.create(origin=origin, created_at=at)


@transaction.atomic
def append(log, act, subject, *, at, facts=None, personal=None):
    """Put an act on the record and return its entry.

    `subject` is the row it is about. `facts` are public: numbers, states, hashes, ids, never anything
    about a person and never anybody's words; ValueError says so. `personal` holds texts about or by people:
    the leaf carries only a salted commitment to each, and deleting the salt makes the commitment say nothing.

    The log's row is locked, so entries take their places one after another; the work grows with the
    logarithm of the log.
    """
    facts = plain(facts or {})
    refuse_texts(facts)
    log = Log.objects.select_for_update().get(pk=log.pk)
    salts = {name: secrets.token_bytes(16) for name in personal or {}}
    entry = Entry(
        log=log,
        index=log.size,
        act=act,
        subject=subject_of(subject),
        at=at.astimezone(UTC),
        facts=facts,
        commitments={name: commitment(salts[name], text) for name, text in (personal or {}).items()},
    )
    entry.leaf_hash = tree.leaf_hash(leaf_bytes(entry.content))
    peaks, completed = tree.grow(log.peak_hashes, log.size, entry.leaf_hash)
    entry.nodes = b"".join(completed)
    entry.save(force_insert=True)
    Log.objects.filter(pk=log.pk).update(size=log.size + 1, peaks=b"".join(peaks))
    Salt.objects.bulk_create(Salt(entry=entry, name=name, value=salt) for name, salt in salts.items())
    return entry


def subject_of(row):
    """Name a row in the record: package.model:id."""
    return f"{row._meta.label_lower}:{row.pk}"


@transaction.atomic
def take_head(log, *, at):
    """Keep the log's present size and root as a checkpoint, once for each size."""
    log = Log.objects.select_for_update().get(pk=log.pk)
    head, _is_new = Head.objects.get_or_create(log=log, size=log.size, defaults={"root": log.root, "at": at})
    return head


@transaction.atomic
def erase(entry, name):
    """Delete the salt of one text of an entry: its commitment then says nothing, and the log still verifies.

    The text itself stands in the row of its own package, whose action takes it away too.
    """
    return Salt.objects.filter(entry=entry, name=name).delete()[0] == 1
