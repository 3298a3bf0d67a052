"""Found a collective; add its places and constituents, and say which is part of which."""

from django.db import transaction
from django.utils.translation import gettext as _

from cairn.network import queries
from cairn.network.actions.refusal import NetworkRefused
from cairn.network.models import Collective, Constituency, Constituent, Membership, Place
from cairn.record.actions import append, open_log


@transaction.atomic
def found_collective(*, fields, by, at):
    """Begin a collective with its record; whoever founds it is its first steward.

    `fields`: slug, name, summary, languages, visibility, is_invented; all but the first two may be left out.
    """
    log = open_log(origin=f"cairn/{fields['slug']}", at=at)
    collective = Collective.objects.create(log=log, created_at=at, **{"languages": ["en"], **fields})
    Membership.objects.create(collective=collective, person=by, role=Membership.Role.STEWARD, created_at=at)
    facts = {"slug": collective.slug, "visibility": collective.visibility, "languages": collective.languages}
    append(log, "collective_founded", collective, at=at, facts=facts)
    return collective


@transaction.atomic
def add_place(*, collective, fields, by, at):
    """Add a place; `fields`: kind, name, and if known code and within (the place it lies in)."""
    place = Place.objects.create(collective=collective, **fields)
    facts = {"kind": place.kind, "within": place.within_id}
    append(collective.log, "place_added", place, at=at, facts=facts, personal={"name": place.name})
    return place


@transaction.atomic
def add_constituent(*, collective, fields, by, at):
    """Add a constituent; it may be part of several others.

    `fields`: kind, name, joined_on, and if known place, population, represents, is_consulted, left_on,
    parents (a list of constituents).
    """
    fields = dict(fields)
    parents = list(fields.pop("parents", ()))
    constituent = Constituent.objects.create(collective=collective, **fields)
    Constituency.objects.bulk_create(Constituency(parent=parent, part=constituent) for parent in parents)
    _record(constituent, "constituent_added", parents, at)
    return constituent


@transaction.atomic
def change_constituent(*, constituent, fields, by, at):
    """Change what is known of a constituent, among it what it is part of; `fields` as in add_constituent."""
    fields = dict(fields)
    parents = list(fields.pop("parents", constituent.parents.all()))
    for name, value in fields.items():
        setattr(constituent, name, value)
    constituent.save()
    for parent in parents:
        _refuse_circle(parent, constituent)
    constituent.parents.set(parents)
    _record(constituent, "constituent_changed", parents, at)
    return constituent


def _record(constituent, act, parents, at):
    facts = {
        "kind": constituent.kind,
        "place": constituent.place_id,
        "population": constituent.population,
        "is_consulted": constituent.is_consulted,
        "joined_on": constituent.joined_on,
        "left_on": constituent.left_on,
        "parents": sorted(parent.pk for parent in parents),
    }
    append(
        constituent.collective.log, act, constituent, at=at, facts=facts, personal={"name": constituent.name}
    )


@transaction.atomic
def add_part(*, parent, part, by, at):
    """Say that a constituent is part of another; a circle is refused."""
    _refuse_circle(parent, part)
    edge, is_new = Constituency.objects.get_or_create(parent=parent, part=part)
    if is_new:
        append(parent.collective.log, "part_added", part, at=at, facts={"parent": parent.pk})
    return edge


@transaction.atomic
def remove_part(*, parent, part, by, at):
    """Say that a constituent is no longer part of another."""
    if Constituency.objects.filter(parent=parent, part=part).delete()[0]:
        append(parent.collective.log, "part_removed", part, at=at, facts={"parent": parent.pk})


def _refuse_circle(parent, part):
    if parent.collective_id != part.collective_id:
        raise NetworkRefused(_("%(part)s belongs to another collective.") % {"part": part})
    if part.pk in queries.ancestors(parent):
        raise NetworkRefused(
            _("%(parent)s is itself part of %(part)s, so %(part)s cannot be part of it.")
            % {"parent": parent, "part": part}
        )
