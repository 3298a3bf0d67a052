"""Read a log: its head, receipts, proofs, the whole of it."""

import json
from datetime import UTC

from django.db.models import Q

from cairn.record import tree
from cairn.record.leaf import leaf_bytes
from cairn.record.models import Entry, Log, parts
from cairn.record.verify import LOG, RECEIPT


def head(log):
    """Return a log's present size and root, read from the log's own row."""
    log = Log.objects.get(pk=log.pk)
    return log.size, log.root


def receipt(entry, *, opened=None):
    """Return the document by which anybody can check that an entry is in the log.

    `opened` gives texts to open, by name: the caller decides who may read them. A text whose salt was
    erased is left out.
    """
    log = Log.objects.get(pk=entry.log_id)
    path = tree.inclusion_path(entry.index, log.size)
    return {
        "kind": RECEIPT,
        "log": log.origin,
        "leaf": entry.content,
        "head": {"size": log.size, "root": log.root.hex()},
        "path": [step.hex() for step in tree.proof(path, _nodes(log, path))],
        **_opened(entry, opened or {}),
    }


def _opened(entry, texts):
    salts = {salt.name: bytes(salt.value).hex() for salt in entry.salts.filter(name__in=texts)}
    opened = {name: {"salt": salts[name], "text": str(text)} for name, text in texts.items() if name in salts}
    return {"opened": opened} if opened else {}


def consistency(log, old_size):
    """Return the hashes that show that a log only grew since it had `old_size` entries."""
    log = Log.objects.get(pk=log.pk)
    path = tree.consistency_path(old_size, log.size)
    return tree.proof(path, _nodes(log, path))


def _nodes(log, path):
    """Read the nodes of a path, one query for all: each stands with the entry that completed it."""
    wanted = [node for step in path for node in step]
    last = {(level, k): ((k + 1) << level) - 1 for level, k in wanted}
    rows = Entry.objects.filter(log=log, index__in=set(last.values())).values_list(
        "index", "leaf_hash", "nodes"
    )
    found = {index: [bytes(leaf), *parts(nodes)] for index, leaf, nodes in rows}
    return lambda node: found[last[node]][node[0]]


def exported(log):
    """Yield the lines of a whole log for `cairn record verify`: its head, then what each entry says."""
    log = Log.objects.get(pk=log.pk)
    about = {"kind": LOG, "log": log.origin, "head": {"size": log.size, "root": log.root.hex()}}
    yield json.dumps(about, ensure_ascii=False).encode() + b"\n"
    entries = log.entries.filter(index__lt=log.size).order_by("index")
    for entry in entries.iterator(chunk_size=2000):
        yield leaf_bytes(entry.content) + b"\n"


def listed(log, *, words=""):
    """Return the entries of a log, the latest first; with words, those about such a subject or act."""
    entries = log.entries.order_by("-index")
    if ":" in words:
        return entries.filter(subject=words)
    for word in words.split():
        entries = entries.filter(Q(subject__icontains=word) | Q(act__icontains=word))
    return entries


def acts_on(log, subjects):
    """Return the entries about some rows, given as `package.model:id`, in order."""
    return log.entries.filter(subject__in=subjects).order_by("index")


def tabulated(log):
    """Yield the rows of a table of a whole log: index, moment, act, subject, facts, leaf's hash."""
    yield ["index", "at", "act", "subject", "facts", "leaf_hash"]
    for entry in log.entries.order_by("index").iterator(chunk_size=2000):
        facts = json.dumps(entry.facts, ensure_ascii=False, sort_keys=True)
        at = entry.at.astimezone(UTC).isoformat()
        yield [entry.index, at, entry.act, entry.subject, facts, bytes(entry.leaf_hash).hex()]
