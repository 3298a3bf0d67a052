"""What pages read of shared data: definitions, values as they may leave, and who has reported."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from django.urls import reverse
from django.utils.translation import gettext as _

from cairn.activities.data.models import Measure, Observation, Submission
from cairn.engine.disclosure import TOTAL, release_table
from cairn.engine.measure.definition import Definition as Wording
from cairn.engine.measure.periods import period_at
from cairn.network.access import RANK, Role
from cairn.network.waiting import Waiting

SUPPRESSED = "small"  # held back here, as against Observation.Status.SUPPRESSED: held back at the source
EVERYBODY = ""


class Reporting(NamedTuple):
    """How many places have reported for a period, of those that ever did."""

    given: int
    expected: int
    period_on: date | None


@dataclass(frozen=True, slots=True)
class Value:
    """One value as it may leave: `status` is present, or why there is no value; small ones are held back."""

    observation: int
    measure: int
    place: int
    period_on: date
    group: str
    status: str
    value: float | None
    numerator: Decimal | None
    denominator: Decimal | None


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
    )


def measures(collective):
    """Return a collective's measures with `latest`, the newest definition of each, in two queries."""
    rows = list(
        collective.measures.select_related("owner", "collective", "advances__collective")
        .prefetch_related("definitions", "breaks")
        .order_by("slug")
    )
    for measure in rows:
        measure.latest = max(measure.definitions.all(), key=lambda one: one.number, default=None)
    return [measure for measure in rows if measure.latest]


def readable(collective):
    """Return the observations that stand now, of published measures or for members."""
    rows = Observation.objects.filter(measure__collective=collective, superseded_by=None)
    return rows if getattr(collective, "membership", None) else rows.filter(measure__is_published=True)


def values(measures_wanted):
    """Return the values of some measures as they may leave, in one query, ordered by period.

    Within a place and a period small counts are held back, and with them what would give them away.
    """
    definitions = {measure.pk: wording(measure.latest) for measure in measures_wanted}
    rows = Observation.objects.filter(measure__in=definitions, superseded_by=None).order_by(
        "period_on", "place", "group"
    )
    cells = defaultdict(list)
    for row in rows.values_list(
        "pk", "measure", "place", "period_on", "group", "status", "numerator", "denominator", named=True
    ):
        cells[row.measure, row.place, row.period_on].append(row)
    return [
        _value(row, definitions[row.measure], row.group in held)
        for (measure, _place, _period), here in cells.items()
        for held in [_held(here, definitions[measure])]
        for row in here
    ]


def series(measures_wanted):
    """Return the values by measure, place and group, each ordered by period."""
    found = defaultdict(list)
    for value in values(measures_wanted):
        found[value.measure, value.place, value.group].append(value)
    return dict(found)


def value_of(observation):
    """Return one observation as it may leave, whatever else stands in its place and period."""
    measure = observation.measure
    measure.latest = max(measure.definitions.all(), key=lambda one: one.number)
    return next(value for value in values([measure]) if value.observation == observation.pk)


def _held(here, definition):
    """Return the groups of one place and period whose value may not leave."""
    given = [row for row in here if row.status == Observation.Status.PRESENT]
    if not given or not definition.threshold or definition.kind == "mean":
        return frozenset()
    counts = {(row.group or "all", part): number for row in given for part, number in _parts(row)}
    if all(number == 0 or number >= definition.threshold for number in counts.values()):
        return frozenset()
    groups = {cell: number for cell, number in counts.items() if cell[0] != "all"}
    held = {cell[0] for cell, number in counts.items() if 0 < number < definition.threshold}
    if groups:
        release = release_table(groups, threshold=definition.threshold)
        held |= {cell.row or "all" for cell in release.cells if cell.value is None and cell.row != TOTAL}
        held |= {"all" for cell in release.cells if cell.value is None and cell.row == TOTAL}
    return frozenset("" if group == "all" else group for group in held)


def _parts(row):
    """Return the counts that one value gives away: those in it, and those left out of it."""
    yield "in", int(row.numerator)
    if row.denominator is not None:
        yield "out", max(int(row.denominator - row.numerator), 0)


def _value(row, definition, is_held):
    absent = row.status != Observation.Status.PRESENT
    if absent or is_held:
        status = row.status if absent else SUPPRESSED
        return Value(row.pk, row.measure, row.place, row.period_on, row.group, status, None, None, None)
    value = definition.value_of(
        float(row.numerator), None if row.denominator is None else float(row.denominator)
    )
    status = row.status if value is not None else Observation.Status.NOT_APPLICABLE.value
    return Value(
        row.pk,
        row.measure,
        row.place,
        row.period_on,
        row.group,
        status,
        value,
        row.numerator,
        row.denominator,
    )


def expected_period(definition, on):
    """Return the first day of the newest period that should have been reported by a day."""
    current = period_at(on, definition.period).starts_on
    due = date.fromordinal(current.toordinal() - 1)
    if (on - current).days < definition.lag_days:
        due = date.fromordinal(period_at(due, definition.period).starts_on.toordinal() - 1)
    return period_at(due, definition.period).starts_on


def reporting(collective, *, on):
    """Return how many places have reported every measure's newest expected period, and of how many."""
    rows = measures(collective)
    due = {measure.pk: expected_period(measure.latest, on) for measure in rows}
    pairs = set(
        Observation.objects.filter(measure__in=due, superseded_by=None, group=EVERYBODY).values_list(
            "measure", "place", "period_on"
        )
    )
    expected = {(measure, place) for measure, place, _period in pairs}
    missing = {place for measure, place in expected if (measure, place, due[measure]) not in pairs}
    places = {place for _measure, place in expected}
    return Reporting(len(places - missing), len(places), max(due.values(), default=None) if pairs else None)


def waiting(collective, membership, on):
    """Return what waits for a member: files to review for a steward, reports due for a constituent."""
    if membership is None or RANK[membership.role] < RANK[Role.MEMBER]:
        return []
    found = []
    if RANK[membership.role] >= RANK[Role.STEWARD]:
        unread = Submission.objects.filter(measure__collective=collective, reviewed_at=None)
        for submission in unread.select_related("measure__collective", "constituent").order_by("sent_at"):
            text = _("Review “%(file)s” of %(sender)s") % {
                "file": submission.file_name,
                "sender": submission.constituent.name,
            }
            found.append(Waiting(text, submission.get_absolute_url(), submission.sent_at.date()))
    return found + _due(collective, membership.constituent, on)


def _due(collective, constituent, on):
    """Return the reports a constituent owes for its own place."""
    if constituent is None or constituent.place_id is None:
        return []
    found = []
    for measure in measures(collective):
        period = expected_period(measure.latest, on)
        own = Observation.objects.filter(measure=measure, place=constituent.place_id, superseded_by=None)
        if own.exists() and not own.filter(period_on=period).exists():
            text = _("Report “%(measure)s” for %(place)s") % {
                "measure": measure.latest.name,
                "place": constituent.place,
            }
            url = reverse("data:submit", args=[collective.slug, measure.slug])
            found.append(Waiting(text, url, period))
    return found


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
