"""What the page of a component shows: its words with their passages, who stands behind it, its neighbours."""

from dataclasses import dataclass

from cairn.activities.data.models import Observation
from cairn.loop.queries import trace
from cairn.participation import queries as participation
from cairn.participation.models import Disposition
from cairn.pathway.models import Component
from cairn.pathway.sentences import mark
from cairn.web.charts.path_map import Station


@dataclass(frozen=True)
class Figure:
    """A number as people read it, with where and when."""

    observation: Observation
    value: float | None
    unit: str


def page(collective, component, version):
    """Return all that the page of a component needs; a component without a text yet has version None."""
    found = {"component": component, "version": version, "versions": component.versions.order_by("-number")}
    found["links"] = links(component)
    if version is None:
        return found
    text = version.text
    passages = passages_of(version)
    return found | {
        "text": text,
        "paragraphs": mark(text.body, passages) if text else [],
        "has_passages": bool(passages),
        "standing": participation.standing(version),
        "trace": trace.trace_version(version, with_words=collective.membership is not None),
    }


def passages_of(version):
    """Return the passages that voices went into, as the dispositions say."""
    taken = Disposition.objects.filter(draft__version=version, outcome__in=["taken_up", "partly"])
    return list(taken.exclude(passage="").values_list("passage", flat=True).distinct())


def links(component):
    """Return the components this one hangs together with, in words that fit the direction."""
    outward = component.links_out.select_related("target__collective").prefetch_related("target__versions__texts")
    inward = component.links_in.select_related("source__collective").prefetch_related("source__versions__texts")
    return {
        "outward": [(link.get_kind_display(), link.target, title(link.target)) for link in outward],
        "inward": [(link.get_kind_display(), link.source, title(link.source)) for link in inward],
    }


def title(component: Component):
    """Return the title of a component's newest version."""
    newest = max(component.versions.all(), key=lambda version: version.number, default=None)
    return newest.text.title if newest and newest.text else str(component)


def figure(observation):
    """Return a number as it is read: a share as numerator over denominator."""
    definition = observation.submission.definition
    value = observation.numerator
    if value is not None and observation.denominator:
        value = value / observation.denominator * (100 if definition.kind == "share" else 1)
    return Figure(observation, None if value is None else float(value), definition.unit)


def where(trace_found):
    """Draw a trace as stations of the path: one cairn a stage, with the stones that lie there."""
    stages = [*trace_found.origin, *trace_found.fate]
    return [
        Station(f"stage-{number}", stage.name, count=stage.total, url=f"#stage-{number}")
        for number, stage in enumerate(stages)
    ]
