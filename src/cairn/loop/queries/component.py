"""What the page of a component shows: its words with their passages, who stands behind it, its neighbours."""

from dataclasses import dataclass

from django.db.models import Prefetch
from django.urls import reverse
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _

from cairn.activities.data import queries as data
from cairn.loop.queries.origin import drafts_of
from cairn.network.access import Role, may
from cairn.participation import queries as participation
from cairn.participation.models import Disposition
from cairn.pathway.models import Component
from cairn.pathway.queries import versions_seen
from cairn.pathway.sentences import mark
from cairn.pathway.standing import standing_of
from cairn.web.charts.path_map import Station
from cairn.web.templatetags.web import number


@dataclass(frozen=True)
class Figure:
    """A number as people read it: a share in per cent, with what it was divided from."""

    shown: float | None
    unit: str
    parts: str
    absence: str
    is_held: bool = False  # by us, to protect people


def page(collective, component, version, *, on):
    """Return all that the page of a component needs; a component without a text yet has version None."""
    versions = list(versions_seen(collective).filter(component=component).order_by("-number"))
    shown = {"version": version, "links": links(collective, component)}
    found = {"component": component, "versions": versions, **shown}
    found["acts"] = acts(collective, component)
    if version is None:
        return found
    passages, standing = passages_of(version), participation.standing(version, on=on)
    return found | {
        "text": version.text,
        "languages": [get_language_info(text.language) for text in version.texts.all()],
        "is_newest": version.number == versions[0].number,
        "paragraphs": mark(version.text.body, passages) if version.text else [],
        "has_passages": bool(passages),
        "standing": standing,
        "shown": standing_of(standing),
    }


def passages_of(version):
    """Return the passages that voices went into, as the dispositions say."""
    taken = Disposition.objects.filter(draft__in=drafts_of(version), outcome__in=["taken_up", "partly"])
    return list(taken.exclude(passage="").values_list("passage", flat=True).distinct())


def newest_seen(collective, component):
    """Return the newest version of a component that the reader may see, or None."""
    return versions_seen(collective).filter(component=component).order_by("-number").first()


def links(collective, component):
    """Return the components this one hangs together with, in words that fit the direction."""
    return {
        "outward": _joined(collective, component.links_out, "target"),
        "inward": _joined(collective, component.links_in, "source"),
    }


def _joined(collective, rows, end):
    """Return how, with what and by which title a component is joined to those at the links' other end."""
    seen = Prefetch(f"{end}__versions", versions_seen(collective).order_by("number"), to_attr="seen")
    joined = rows.select_related(f"{end}__collective").prefetch_related(seen)
    found = [(link.get_kind_display(), getattr(link, end)) for link in joined]
    return [(words, other, title(other)) for words, other in found if other.seen or collective.membership]


def title(component: Component):
    """Return the title of the newest of a component's versions `seen`."""
    newest = component.seen[-1] if component.seen else None
    return newest.text.title if newest and newest.text else str(component)


def figure(observation):
    """Return a number as it may leave: with what it was divided from, or why it is not shown."""
    value, unit = data.value_of(observation), observation.submission.definition.unit
    if value.value is None:
        held = value.status == data.SUPPRESSED
        return Figure(None, unit, "", _("held back") if held else observation.get_status_display(), held)
    if not value.denominator:
        return Figure(value.value, unit, "", "")
    parts = _("%(top)s of %(bottom)s") % {"top": number(value.numerator), "bottom": number(value.denominator)}
    return Figure(value.value, unit, parts, "")


def way(stages):
    """Return one side of a trace as stations of the path: a cairn a stage, with the stones that lie there."""
    return [Station(stage.key, stage.name, count=stage.total, url=f"#{stage.key}") for stage in stages]


def crumbs(collective, component, version=None):
    """Return where a component belongs."""
    found = [{"text": _("Pathway"), "url": reverse("pathway:index", args=[collective.slug])}]
    if version is None:
        return [*found, {"text": str(component)}]
    return [*found, {"text": str(component), "url": version.get_absolute_url()}, {"text": _("Trace")}]


def acts(collective, component):
    """Return what the person the gate let in may do with a component."""
    if component.retired_on:
        return []
    place = [collective.slug, component.kind, component.number]
    is_practice = component.kind == Component.Kind.PRACTICE
    offered = [
        (
            Role.MEMBER if is_practice else Role.FACILITATOR,
            _("Write a new version"),
            reverse("pathway:version_add", args=place),
        ),
        (
            Role.MEMBER,
            _("Plan a trial"),
            reverse("results:trial_add", args=[collective.slug]) + f"?practice={component.pk}",
        ),
        (Role.STEWARD, _("Retire it"), reverse("pathway:component_retire", args=place)),
    ]
    tried = component.kind in {Component.Kind.PRACTICE, Component.Kind.METHOD}
    return [
        {"text": text, "url": url}
        for role, text, url in offered
        if may(collective, role) and (tried or "trial" not in url)
    ]


def number_crumbs(observation):
    """Return where a number belongs."""
    measure = observation.measure
    return [
        {"text": _("Data"), "url": reverse("data:index", args=[measure.collective.slug])},
        {"text": observation.submission.definition.name, "url": measure.get_absolute_url()},
        {"text": _("Trace")},
    ]
