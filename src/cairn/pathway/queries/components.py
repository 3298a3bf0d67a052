"""The pathway as it stands: components with their newest version, grouped as people read them."""

from dataclasses import dataclass, field

from django.db.models import Exists, OuterRef, Prefetch, prefetch_related_objects
from django.shortcuts import get_object_or_404
from django.utils.translation import get_language

from cairn.pathway.models import Component, ComponentLink, EditionEntry, Version

Kind = Component.Kind


@dataclass(slots=True)
class MethodGroup:
    """Methods that one principle guides; `principle` is None for those that none guides yet."""

    principle: Component | None
    methods: list[Component]


@dataclass(slots=True)
class Pathway:
    """The four kinds, each in the form that people know it by; every component carries `newest`."""

    vision: Component | None = None
    principles: list[Component] = field(default_factory=list)
    method_groups: list[MethodGroup] = field(default_factory=list)
    practices: list[Component] = field(default_factory=list)
    retired: list[Component] = field(default_factory=list)

    @property
    def is_empty(self):
        """Say whether nothing is there yet."""
        return not (self.vision or self.principles or self.method_groups or self.practices or self.retired)


def pathway_now(collective, *, only_published=False, read_practices=True):
    """Return the pathway with the newest text of each component, in four queries.

    `only_published` keeps to what stands in the newest edition: that is what a visitor may read. Practices
    may be many: without `read_practices` they come without texts, for `read_newest` to read one page of them.
    """
    components = rows_of(collective, only_published=only_published)
    _attach_links(collective, components)
    by_kind = {
        kind: [one for one in components if one.kind == kind and one.retired_on is None]
        for kind in Kind.values
    }
    pathway = Pathway(
        vision=next(iter(by_kind[Kind.VISION]), None),
        principles=by_kind[Kind.PRINCIPLE],
        method_groups=_groups(by_kind[Kind.METHOD]),
        practices=by_kind[Kind.PRACTICE],
        retired=[component for component in components if component.retired_on],
    )
    later = set() if read_practices else set(by_kind[Kind.PRACTICE])
    read_newest([one for one in components if one not in later], only_published=only_published)
    return pathway


def components_of(collective, *, only_published=False):
    """Return a collective's components in order, each with `newest`: its newest version, or None."""
    return read_newest(rows_of(collective, only_published=only_published), only_published=only_published)


def rows_of(collective, *, only_published=False):
    """Return a collective's components in order, without their texts."""
    rows = collective.components.select_related("owner")
    if only_published:
        rows = rows.filter(versions__entries__edition__in=_last_edition(collective))
    components = sorted(rows, key=order)
    for component in components:
        component.collective = collective
    return components


def read_newest(components, *, only_published=False):
    """Give each component `newest`: its newest version with the texts, or the one in the newest edition."""
    if not components:
        return components
    versions = Version.objects.prefetch_related("texts")
    if only_published:
        entries = EditionEntry.objects.filter(edition__in=_last_edition(components[0].collective))
        versions = versions.filter(pk__in=entries.values("version"))
    else:
        newer = Version.objects.filter(component=OuterRef("component"), number__gt=OuterRef("number"))
        versions = versions.filter(~Exists(newer))
    prefetch_related_objects(components, Prefetch("versions", versions, to_attr="newest_versions"))
    for component in components:
        component.newest = next(iter(component.newest_versions), None)
        if component.newest:
            component.newest.component = component
    return components


def _last_edition(collective):
    return collective.editions.order_by("-number").values("pk")[:1]


def versions_seen(collective):
    """Return the versions that the reader may see: a member all, a visitor those in an edition."""
    rows = Version.objects.filter(component__collective=collective)
    rows = rows.select_related("component__collective").prefetch_related("texts")
    return rows if collective.membership else rows.published()


def component_at(collective, kind, number):
    """Return one component of a collective with `newest`, or answer that it is not there (404)."""
    component = get_object_or_404(collective.components.select_related("owner"), kind=kind, number=number)
    component.collective = collective
    component.newest = component.versions.prefetch_related("texts").order_by("-number").first()
    return component


def links_of(collective, components):
    """Return the links among the components given, in the order of the pathway, ends filled in."""
    by_pk = {component.pk: component for component in components}
    links = []
    for link in ComponentLink.objects.filter(source__collective=collective):
        if link.source_id in by_pk and link.target_id in by_pk:
            link.source, link.target = by_pk[link.source_id], by_pk[link.target_id]
            links.append(link)
    return sorted(links, key=lambda link: (order(link.source), order(link.target), link.kind))


def order(component):
    """Order components as the pathway is read: vision, principles, methods, practices, by number."""
    return Kind.values.index(component.kind), component.number


def text_in(version, language=None):
    """Return a version's text in a language, else in the reader's, else the original."""
    texts = sorted(version.texts.all(), key=lambda text: text.pk)
    by_language = {text.language: text for text in texts}
    for wanted in (language, (get_language() or "").split("-")[0]):
        if wanted in by_language:
            return by_language[wanted]
    return texts[0] if texts else None


def _attach_links(collective, components):
    """Give each component `guided_by`, `tried_by` and `grew_into`, from one query."""
    by_pk = {component.pk: component for component in components}
    for component in components:
        component.guided_by, component.tried_by, component.grew_into = [], [], []
    for link in ComponentLink.objects.filter(source__collective=collective):
        source, target = by_pk.get(link.source_id), by_pk.get(link.target_id)
        if source is None or target is None or source.retired_on:
            continue
        if link.kind == ComponentLink.Kind.GUIDES:
            target.guided_by.append(source)
        elif link.kind == ComponentLink.Kind.TRIED_AS:
            target.tried_by.append(source)
        else:
            source.grew_into.append(target)
    for component in components:
        for linked in (component.guided_by, component.tried_by, component.grew_into):
            linked.sort(key=order)


def _groups(methods):
    """Group methods by the first principle that guides them; those without one come last."""
    groups = {}
    for method in methods:
        principle = method.guided_by[0] if method.guided_by else None
        groups.setdefault(principle, []).append(method)
    known = sorted((principle for principle in groups if principle), key=order)
    unguided = [None] if None in groups else []
    return [MethodGroup(principle, groups[principle]) for principle in [*known, *unguided]]
