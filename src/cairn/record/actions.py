"""Append to a log. (The tree, receipts and heads: `tree.py` and `queries.py`.)"""

import hashlib
import json
import secrets
from datetime import UTC

from django.db import transaction

from cairn.record.models import Entry, Log, Salt


def open_log(*, origin, at):
    """Begin a log; its origin names it for ever."""
    return Log.objects.create(origin=origin, created_at=at)


@transaction.atomic
def append(log, act, subject, *, at, facts=None, personal=None):
    """Put an act on the record and return its entry.

    `subject` is the row it is about. `facts` are public: numbers, states, hashes, ids, never anything
    about a person. `personal` holds texts about or by people: the leaf carries only a salted commitment
    to each, and deleting the salt makes the commitment say nothing.
    """
    log = Log.objects.select_for_update().get(pk=log.pk)
    index = log.entries.count()
    salts = {name: secrets.token_bytes(16) for name in personal or {}}
    commitments = {name: commitment(salts[name], text) for name, text in (personal or {}).items()}
    entry = Entry(
        log=log,
        index=index,
        act=act,
        subject=subject_of(subject),
        at=at,
        facts=facts or {},
        commitments=commitments,
    )
    entry.leaf_hash = hashlib.sha256(b"\x00" + leaf(entry)).digest()
    entry.save()
    Salt.objects.bulk_create(Salt(entry=entry, name=name, value=salt) for name, salt in salts.items())
    return entry


def subject_of(row):
    """Name a row in the record: package.model:id."""
    return f"{row._meta.label_lower}:{row.pk}"


def commitment(salt, text):
    """Return the commitment to a text under a salt, in hexadecimal."""
    return hashlib.sha256(salt + str(text).encode()).hexdigest()


def leaf(entry):
    """Return the bytes that an entry puts in the tree: canonical JSON, keys sorted, UTF-8."""
    content = {
        "index": entry.index,
        "act": entry.act,
        "subject": entry.subject,
        "at": entry.at.astimezone(UTC).isoformat(),
        "facts": entry.facts,
        "commitments": entry.commitments,
    }
    return json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()
