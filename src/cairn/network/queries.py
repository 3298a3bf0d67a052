"""Read the network: who is in it, where, as part of what, and who speaks for whom."""

from dataclasses import dataclass, field

from django.db.models import F, Prefetch, Q
from django.db.models.functions import Lower

from cairn.network.models import Collective, Constituency, Constituent, Mandate, Membership, Place
from cairn.record.export import Table


def collectives_for(person):
    """Return the collectives a person may see, by name."""
    return Collective.objects.visible_to(person).order_by(Lower("name"))


def present(collective, on):
    """Return the constituents that are in a collective on a day."""
    joined = Q(joined_on__lte=on) & (Q(left_on=None) | Q(left_on__gt=on))
    return Constituent.objects.filter(joined, collective=collective)


def consulted(collective, on):
    """Return the constituents whose consent is asked on a day: the denominator of consent and coverage."""
    return present(collective, on).filter(is_consulted=True)


def ancestors(constituent):
    """Return the ids of a constituent and of all it is part of, however far up."""
    up = {}
    edges = Constituency.objects.filter(part__collective_id=constituent.collective_id)
    for part, parent in edges.values_list("part_id", "parent_id"):
        up.setdefault(part, []).append(parent)
    found, open_ = set(), [constituent.pk]
    while open_:
        here = open_.pop()
        if here not in found:
            found.add(here)
            open_.extend(up.get(here, ()))
    return found


@dataclass(slots=True)
class Branch:
    """One line of a tree: a row, how deep it stands, and whether it was shown before under another parent."""

    row: object
    depth: int
    is_repeat: bool = False
    mandates: list = field(default_factory=list)


def seen_constituents(collective, *, is_member):
    """Return the constituents that may be shown: who is not a member does not see people."""
    rows = Constituent.objects.filter(collective=collective)
    return rows if is_member else rows.exclude(kind=Constituent.Kind.PERSON)


def constituent_tree(collective, *, on, is_member, words=""):
    """Return the constituents of a day as the lines of a tree, each under every parent it has.

    What stands below a repeated constituent is shown once. With `words`, those whose name holds them.
    """
    rows = seen_constituents(collective, is_member=is_member).filter(pk__in=present(collective, on))
    rows = rows.filter(name__icontains=words).select_related("place").order_by(Lower("name"))
    held = Prefetch("mandates", queryset=mandates_on(on), to_attr="open_mandates")
    rows = {row.pk: row for row in rows.prefetch_related(held)}
    edges = Constituency.objects.filter(parent__in=rows, part__in=rows).values_list("parent_id", "part_id")
    lines = _grown(rows, edges)
    for line in lines:
        line.row.collective = collective
        line.mandates = line.row.open_mandates
    return lines


def place_tree(collective):
    """Return the places of a collective as the lines of a tree, each within the one it lies in."""
    rows = {row.pk: row for row in collective.places.order_by(Lower("name"))}
    return _grown(rows, [(row.within_id, row.pk) for row in rows.values() if row.within_id])


def _grown(rows, edges):
    """Walk rows (by id, in the order to show) along edges (parent, part), from those without a parent."""
    below, has_parent = {}, set()
    order = {pk: place for place, pk in enumerate(rows)}
    for parent, part in sorted(edges, key=lambda edge: order[edge[1]]):
        below.setdefault(parent, []).append(part)
        has_parent.add(part)
    lines, shown = [], set()
    open_ = [(pk, 0) for pk in reversed(rows) if pk not in has_parent]
    while open_:
        pk, depth = open_.pop()
        lines.append(Branch(rows[pk], depth, is_repeat=pk in shown))
        if pk not in shown:
            shown.add(pk)
            open_.extend((part, depth + 1) for part in reversed(below.get(pk, ())))
    return lines


def mandates_on(on):
    """Return the mandates that hold on a day, as far as is known."""
    begun = Q(since_on=None) | Q(since_on__lte=on)
    holds = Q(until_on=None) | Q(until_on__gte=on)
    ended = Q(ended_at=None) | Q(ended_at__date__gt=on)
    return Mandate.objects.filter(begun, holds, ended).order_by(F("since_on").desc(nulls_last=True), "pk")


def past_mandates(constituent, on):
    """Return the mandates of a constituent that no longer hold, the latest first."""
    return constituent.mandates.exclude(pk__in=mandates_on(on)).order_by("-created_at")


def about_constituent(row, *, on, is_member):
    """Return what a constituent's page shows beside the constituent itself."""
    shown = seen_constituents(row.collective, is_member=is_member)
    around = {
        "parents": shown.filter(parts=row).order_by(Lower("name")),
        "parts": shown.filter(parents=row).order_by(Lower("name")),
        "mandates": mandates_on(on).filter(constituent=row),
    }
    if is_member:
        around["past_mandates"] = past_mandates(row, on)
        around["people"] = members(row.collective).filter(constituent=row)
    return around


def members(collective, *, words=""):
    """Return the present roles in a collective, by the person's name; with words, those that match."""
    rows = collective.memberships.filter(ended_at=None).select_related("person", "constituent")
    if words:
        named = Q(person__name__icontains=words) | Q(person__email__icontains=words)
        rows = rows.filter(named | Q(constituent__name__icontains=words))
    return rows.order_by(Lower("person__name"), "person__email")


def places_of(collective):
    """Return the places a form may offer, by name."""
    return Place.objects.filter(collective=collective).order_by(Lower("name"))


NOT_PEOPLE = ~Q(kind=Constituent.Kind.PERSON)
EXPORTED = (
    Table(Collective, "pk"),
    Table(Place, "collective"),
    Table(
        Constituent,
        "collective",
        shared=lambda rows: rows.filter(NOT_PEOPLE),
        opened={"name": "those that are persons are left out"},
    ),
    Table(
        Constituency,
        "part__collective",
        shared=lambda rows: rows.exclude(part__kind="person").exclude(parent__kind="person"),
    ),
    Table(Membership, "collective", shared=None),
    Table(
        Mandate,
        "constituent__collective",
        shared=lambda rows: rows.exclude(constituent__kind="person"),
        members=frozenset({"given_by", "scope"}),
    ),
)
