"""Editions as they are read: entries with their texts and standing, signatures, changes, the hash."""

import hashlib
import json
from dataclasses import dataclass

from django.db.models import Count
from django.utils.translation import gettext as _

from cairn.network.models import Constituent
from cairn.pathway.models import Component, Edition, EditionEntry, Signature
from cairn.pathway.queries.changes import Changes, edition_changes
from cairn.pathway.queries.components import order, text_in
from cairn.pathway.standing import STATES, standing_of
from cairn.record.actions import subject_of
from cairn.record.models import Entry


@dataclass(frozen=True, slots=True)
class Contents:
    """Everything an edition's page, its PDF and its .json say; each entry carries `text` and `shown`."""

    edition: Edition
    entries: list[EditionEntry]
    signatures: list[Signature]
    changes: Changes | None  # None: this is the first edition
    previous: Edition | None
    newest_number: int
    language: str | None  # the one asked for, if any text has it
    languages: list[str]
    content: str  # SHA-256 of the contents
    receipt: Entry | None  # its place in the record

    @property
    def is_newest(self):
        """Say whether no later edition has taken its place."""
        return self.edition.number == self.newest_number

    def of(self, kind):
        """Return the entries of one kind, in order."""
        return [entry for entry in self.entries if entry.version.component.kind == kind]

    @property
    def vision(self):
        """Return the vision's entry, or None."""
        return next(iter(self.of(Component.Kind.VISION)), None)

    @property
    def chapters(self):
        """Return the kinds after the vision that have entries, each with them."""
        kinds = [kind for kind in Component.Kind if kind != Component.Kind.VISION]
        return [(kind, self.of(kind)) for kind in kinds if self.of(kind)]


def editions_of(collective):
    """Return a collective's editions, the newest first, with how many texts and signatures each has."""
    return collective.editions.order_by("-number").annotate(
        texts=Count("entries", distinct=True), signed=Count("signatures", distinct=True)
    )


def entries_of(edition):
    """Return an edition's entries in the order they are read, with versions, texts and components."""
    rows = edition.entries.select_related("version__component__owner").prefetch_related("version__texts")
    entries = sorted(rows, key=lambda entry: order(entry.version.component))
    for entry in entries:
        entry.version.component.collective = edition.collective
    return entries


def edition_contents(edition, *, language=None, for_members=True):
    """Gather everything that an edition says, in a number of queries that does not grow.

    For visitors the reservations of single persons stand without their names.
    """
    numbers = edition.collective.editions.filter(number__lt=edition.number)
    previous = numbers.order_by("-number").first()
    newest = edition.collective.editions.order_by("-number").values_list("number", flat=True).first()
    entries = entries_of(edition)
    languages = sorted({text.language for entry in entries for text in entry.version.texts.all()})
    language = language if language in languages else None
    persons = set() if for_members else persons_of(edition.collective)
    for entry in entries:
        entry.text = text_in(entry.version, language)
        entry.standing = without_names(entry.standing, persons)
        entry.shown = standing_of(entry.standing)
    return Contents(
        edition=edition,
        entries=entries,
        signatures=list(edition.signatures.select_related("constituent").order_by("signed_at", "pk")),
        changes=_changes(entries, previous, language),
        previous=previous,
        newest_number=newest,
        language=language,
        languages=languages,
        content=content_hash(edition, entries),
        receipt=edition.collective.log.entries.filter(
            subject=subject_of(edition), act="edition_published"
        ).first(),
    )


def persons_of(collective):
    """Return the names of the constituents that are single persons."""
    persons = collective.constituents.filter(kind=Constituent.Kind.PERSON)
    return set(persons.values_list("name", flat=True))


def without_names(standing, persons):
    """Return a standing in which the persons given are not named."""
    if not persons or not standing.get("reservations"):
        return standing
    reservations = [
        {**one, "constituent": _("a person")} if one["constituent"] in persons else one
        for one in standing["reservations"]
    ]
    return {**standing, "reservations": reservations}


def _changes(entries, previous, language):
    if previous is None:
        return None
    before = entries_of(previous)
    for entry in before:
        entry.text = text_in(entry.version, language)
    return edition_changes(entries, before, language=language)


def text_hash(title, body):
    """Return the SHA-256 of a text: its title, an empty line, its body, in UTF-8."""
    return hashlib.sha256(f"{title}\n\n{body}".encode()).hexdigest()


def content_hash(edition, entries):
    """Return the SHA-256 of an edition's contents as canonical JSON.

    It covers the titles, the words in every language and the counts of consent. The reservations' words are
    each in the record with the consent they belong to, so that a person's words can still be taken back.
    """
    content = {
        "edition": edition.number,
        "title": edition.title,
        "foreword": edition.foreword,
        "entries": [
            {
                "component": [entry.version.component.kind, entry.version.component.number],
                "version": entry.version.number,
                "texts": {
                    text.language: text_hash(text.title, text.body) for text in entry.version.texts.all()
                },
                "standing": {state: int(entry.standing.get(state) or 0) for state in STATES},
            }
            for entry in entries
        ],
    }
    written = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(written.encode()).hexdigest()


def edition_json(contents, *, for_members):
    """Return an edition as plain data; names of people are for members only."""
    edition = contents.edition
    return {
        "edition": edition.number,
        "title": edition.title,
        "foreword": edition.foreword,
        "published_at": edition.published_at.isoformat(),
        "content_sha256": contents.content,
        "record_entry": contents.receipt and contents.receipt.index,
        "languages": contents.languages,
        "entries": [_entry_json(entry) for entry in contents.entries],
        "signatures": [_signature_json(signature, for_members) for signature in contents.signatures],
        "changes_since": _changes_json(contents),
    }


def _entry_json(entry):
    component = entry.version.component
    return {
        "kind": component.kind,
        "number": component.number,
        "version": entry.version.number,
        "origin": component.origin,
        "texts": [
            {"language": text.language, "status": text.status, "title": text.title, "body": text.body}
            for text in sorted(entry.version.texts.all(), key=lambda text: text.pk)
        ],
        "standing": entry.standing,
    }


def _signature_json(signature, for_members):
    is_person = signature.constituent.kind == Constituent.Kind.PERSON
    written = {
        "constituent": None if is_person and not for_members else signature.constituent.name,
        "signed_at": signature.signed_at.isoformat(),
    }
    return {**written, "signatory": signature.signatory} if for_members else written


def _changes_json(contents):
    if contents.changes is None:
        return None
    return {
        "edition": contents.previous.number,
        "added": [_name(entry) for entry in contents.changes.added],
        "revised": [
            {**_name(one.entry), "words_added": one.added, "words_dropped": one.dropped}
            for one in contents.changes.revised
        ],
        "dropped": [_name(entry) for entry in contents.changes.dropped],
    }


def _name(entry):
    component = entry.version.component
    return {"kind": component.kind, "number": component.number, "version": entry.version.number}
