"""What people do with the pathway: add components and versions, link them, publish editions, sign them.

A version, its texts and an edition never change once they are made: no action here updates one.
"""

import re

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from cairn.network.models import Collective
from cairn.pathway import queries
from cairn.pathway.models import Component, ComponentLink, Edition, EditionEntry, Signature, Text, Version
from cairn.record.actions import append

Kind = Component.Kind
PAIRS = {
    ComponentLink.Kind.GUIDES: (Kind.PRINCIPLE, Kind.METHOD),
    ComponentLink.Kind.TRIED_AS: (Kind.METHOD, Kind.PRACTICE),
    ComponentLink.Kind.GREW_INTO: (Kind.PRACTICE, Kind.METHOD),
}


class PathwayRefusal(Exception):
    """Something the pathway does not allow; the message is for people."""


class VisionStands(PathwayRefusal):
    """A collective has one vision at a time."""


class ComponentRetired(PathwayRefusal):
    """A retired component takes no new version and no new link."""


class TextsRefused(PathwayRefusal):
    """The texts of a version are not complete."""


class NewerVersion(PathwayRefusal):
    """Somebody added a version meanwhile; `newer` is theirs."""

    def __init__(self, message, newer):
        super().__init__(message)
        self.newer = newer


class LinkRefused(PathwayRefusal):
    """Two components cannot be linked in this way."""


class EditionRefused(PathwayRefusal):
    """An edition cannot be published from these versions."""


class SignatureRefused(PathwayRefusal):
    """A constituent cannot sign this edition."""


@transaction.atomic
def add_component(*, collective, kind, origin, by, at, owner=None):
    """Open a place in the pathway for a vision, a principle, a method or a practice; its text comes after."""
    collective = Collective.objects.select_for_update().get(pk=collective.pk)
    same_kind = collective.components.filter(kind=kind)
    if kind == Kind.VISION and same_kind.filter(retired_on=None).exists():
        raise VisionStands(_("A collective has one vision. Add a version to it, or retire it first."))
    number = (same_kind.aggregate(last=Max("number"))["last"] or 0) + 1
    component = Component.objects.create(
        collective=collective, kind=kind, number=number, origin=origin, owner=owner, created_at=at
    )
    facts = {"kind": str(kind), "number": number, "origin": str(origin), "owner": owner and owner.pk}
    append(collective.log, "component_added", component, at=at, facts=facts)
    return component


@transaction.atomic
def add_version(*, component, texts, reason, by, at, builds_on=None):
    """Give a component its next version.

    `texts` is a list of dicts with language, title, body and status; the first is the original. `builds_on`
    is the number of the version the writer had before them (0 for none): if a newer one is there, nothing
    is written and the refusal carries it.
    """
    component = Component.objects.select_for_update().get(pk=component.pk)
    refuse_retired(component)
    latest = component.versions.order_by("-number").first()
    if builds_on is not None and builds_on != (latest.number if latest else 0):
        raise NewerVersion(
            _("Somebody added version %(number)s meanwhile. Your text is kept below, beside theirs.")
            % {"number": latest.number if latest else 0},
            latest,
        )
    texts = complete_texts(texts)
    version = Version.objects.create(
        component=component,
        number=latest.number + 1 if latest else 1,
        reason=reason,
        made_by=by,
        created_at=at,
    )
    Text.objects.bulk_create(Text(version=version, **text) for text in texts)
    facts = {
        "component": [component.kind, component.number],
        "version": version.number,
        "languages": [text["language"] for text in texts],
        "texts": {text["language"]: queries.text_hash(text["title"], text["body"]) for text in texts},
    }
    append(
        component.collective.log, "version_added", version, at=at, facts=facts, personal={"reason": reason}
    )
    return version


@transaction.atomic
def retire_component(*, component, by, at):
    """Take a component out of the pathway; its versions and its place in past editions stay."""
    component = Component.objects.select_for_update().get(pk=component.pk)
    refuse_retired(component)
    component.retired_on = at.date()
    component.save(update_fields=["retired_on"])
    facts = {"kind": component.kind, "number": component.number}
    append(component.collective.log, "component_retired", component, at=at, facts=facts)
    return component


@transaction.atomic
def link_components(*, source, target, kind, by, at):
    """Say how two components hang together: guides, is tried as, grew into."""
    refuse_pair(source, target, kind)
    if ComponentLink.objects.filter(source=source, target=target, kind=kind).exists():
        raise LinkRefused(_("This link is there already."))
    link = ComponentLink.objects.create(source=source, target=target, kind=kind, created_at=at)
    facts = {
        "kind": str(kind),
        "source": [source.kind, source.number],
        "target": [target.kind, target.number],
    }
    append(source.collective.log, "components_linked", link, at=at, facts=facts)
    return link


@transaction.atomic
def publish_edition(*, collective, title, foreword, standings, by, at):
    """Publish the pathway as it stands, at a permanent address.

    `standings` is a list of (version, standing), the standing as EditionEntry describes it.
    """
    collective = Collective.objects.select_for_update().get(pk=collective.pk)
    refuse_contents(collective, title, standings)
    number = (collective.editions.aggregate(last=Max("number"))["last"] or 0) + 1
    edition = Edition.objects.create(
        collective=collective,
        number=number,
        title=title.strip(),
        foreword=tidy(foreword),
        published_at=at,
        published_by=by,
    )
    EditionEntry.objects.bulk_create(
        EditionEntry(edition=edition, version=version, standing=standing) for version, standing in standings
    )
    entries = queries.entries_of(edition)
    facts = {
        "edition": number,
        "content": queries.content_hash(edition, entries),
        "versions": [
            [entry.version.component.kind, entry.version.component.number, entry.version.number]
            for entry in entries
        ],
    }
    append(collective.log, "edition_published", edition, at=at, facts=facts)
    return edition


@transaction.atomic
def sign_edition(*, edition, constituent, signatory, by, at):
    """Put a constituent's name under an edition; `signatory` is who signed, as written on the act."""
    edition = Edition.objects.select_for_update().get(pk=edition.pk)
    if constituent.collective_id != edition.collective_id:
        raise SignatureRefused(_("Only a constituent of the collective signs its editions."))
    if constituent.left_on and constituent.left_on <= at.date():
        raise SignatureRefused(
            _("%(constituent)s has left the collective, so it cannot sign.")
            % {"constituent": constituent.name}
        )
    if edition.signatures.filter(constituent=constituent).exists():
        raise SignatureRefused(
            _("%(constituent)s has signed this edition already.") % {"constituent": constituent.name}
        )
    signature = Signature.objects.create(
        edition=edition, constituent=constituent, signatory=signatory.strip(), signed_by=by, signed_at=at
    )
    append(
        edition.collective.log,
        "edition_signed",
        signature,
        at=at,
        facts={"edition": edition.number, "constituent": constituent.pk},
        personal={"signatory": signature.signatory},
    )
    return signature


def complete_texts(texts):
    """Return the texts of a version ready to keep; refuse what is missing or said twice."""
    if not texts:
        raise TextsRefused(_("Write the text in at least one language."))
    languages = [text["language"] for text in texts]
    if len(set(languages)) < len(languages):
        raise TextsRefused(_("Each language has one text in a version."))
    ready = []
    for place, text in enumerate(texts):
        title = " ".join(text["title"].split())
        if not title:
            raise TextsRefused(_("Give the text a title in each language."))
        usual = Text.Status.TRANSLATED if place else Text.Status.ORIGINAL
        ready.append(
            {
                "language": text["language"],
                "title": title,
                "body": tidy(text.get("body", "")),
                "status": text.get("status") or usual,
            }
        )
    return ready


def tidy(text):
    """Return a text with plain line ends and one empty line between paragraphs; its words are untouched."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return re.sub(r"\n[ \t]*\n\s*", "\n\n", lines).strip()


def refuse_retired(component):
    """Refuse to change a component that was retired."""
    if component.retired_on:
        raise ComponentRetired(
            _("%(component)s was retired. Add a new component instead.") % {"component": component}
        )


def refuse_pair(source, target, kind):
    """Refuse a link between kinds that do not hang together in this way."""
    if source.collective_id != target.collective_id:
        raise LinkRefused(_("Link components of one collective."))
    for component in (source, target):
        refuse_retired(component)
    wanted = PAIRS.get(kind)
    if wanted != (source.kind, target.kind):
        raise LinkRefused(
            _(
                "%(source)s and %(target)s cannot be linked so. A principle guides a method, "
                "a method is tried as a practice, and a practice grew into a method."
            )
            % {"source": source, "target": target}
        )


def refuse_contents(collective, title, standings):
    """Refuse an edition without a title, without versions, or with versions that do not belong in it."""
    components = [version.component for version, _standing in standings]
    if not title.strip():
        raise EditionRefused(_("Give the edition a title."))
    if not components:
        raise EditionRefused(_("Nothing is ready to publish: no version was given."))
    if any(component.collective_id != collective.pk for component in components):
        raise EditionRefused(_("An edition holds versions of one collective."))
    if len({component.pk for component in components}) < len(components):
        raise EditionRefused(_("An edition holds one version of each component."))
    for component in components:
        refuse_retired(component)
