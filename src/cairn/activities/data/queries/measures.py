"""Measures with their definitions, and the observations a reader may ask for."""

from cairn.activities.data.models import Measure, Observation
from cairn.engine.measure.definition import Definition as Wording


def wording(definition):
    """Return a definition as the engine reads it."""
    return Wording(
        name=definition.name,
        kind=definition.kind,
        numerator=definition.numerator,
        denominator=definition.denominator,
        unit=definition.unit,
        period=definition.period,
        better=definition.better,
        disaggregation=tuple(definition.disaggregation),
        threshold=definition.threshold,
        lag_days=definition.lag_days,
        per=definition.per,
    )


def measures(collective):
    """Return a collective's measures with `latest`, the newest definition of each, in three queries."""
    rows = list(
        collective.measures.select_related("owner", "collective", "activity", "advances__collective")
        .prefetch_related("definitions", "breaks")
        .order_by("slug")
    )
    for measure in rows:
        measure.latest = latest_of(measure)
    return [measure for measure in rows if measure.latest]


def latest_of(measure):
    """Return a measure's newest definition, or None."""
    return max(measure.definitions.all(), key=lambda one: one.number, default=None)


def published(collective):
    """Return the measures a reader may see."""
    rows = measures(collective)
    return rows if getattr(collective, "membership", None) else [row for row in rows if row.is_published]


def measure_named(collective, slug):
    """Return one measure a reader may see, with its newest definition; raises Measure.DoesNotExist."""
    for measure in published(collective):
        if measure.slug == slug:
            return measure
    raise Measure.DoesNotExist


def readable(collective):
    """Return the observations that stand now, of published measures or for members.

    What such a row holds may still be too small to leave: ask `value_of` before showing it.
    """
    rows = Observation.objects.filter(measure__collective=collective, superseded_by=None)
    return rows if getattr(collective, "membership", None) else rows.filter(measure__is_published=True)
