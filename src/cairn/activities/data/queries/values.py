"""The values of measures as they may leave: what is shown was decided by their release, and is only read."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from cairn.activities.data.models import Definition, Observation
from cairn.activities.data.queries.measures import wording

SUPPRESSED = "held_back"  # by us, as against Observation.Status.SUPPRESSED: held back at the source
EVERYBODY = ""
PRESENT = Observation.Status.PRESENT.value
COLUMNS = (
    "pk",
    "measure_id",
    "place_id",
    "period_on",
    "group",
    "status",
    "numerator",
    "denominator",
    "submission__definition_id",
    "is_shown",
)


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
    definition: int  # the one it was made with


def values(measures_wanted, *, places=None):
    """Return the values of some measures as they may leave, ordered by period; of some places if asked.

    A value keeps the definition it was made with. Two queries.
    """
    definitions = Definition.objects.filter(measure__in=[measure.pk for measure in measures_wanted])
    wordings = {definition.pk: wording(definition) for definition in definitions}
    rows = Observation.objects.filter(measure__in=measures_wanted, superseded_by=None)
    if places is not None:
        rows = rows.filter(place__in=places)
    ordered = rows.order_by("period_on", "place_id", "group").values_list(*COLUMNS)
    return [_value(row, wordings[row[8]]) for row in ordered]


def series(measures_wanted, *, places=None):
    """Return the values by measure, place and group, each ordered by period."""
    found = defaultdict(list)
    for value in values(measures_wanted, places=places):
        found[value.measure, value.place, value.group].append(value)
    return dict(found)


def value_of(observation):
    """Return one observation as it may leave.

    One that was replaced since says nothing: compared with what replaced it, it could give that away.
    """
    row = [getattr(observation, name) for name in COLUMNS[:8]]
    definition = observation.submission.definition
    is_shown = observation.is_shown and observation.superseded_by_id is None
    return _value((*row, definition.pk, is_shown), wording(definition))


def _value(row, definition):
    """Turn a row into a value that may leave."""
    pk, measure, place, period_on, group, status, top, bottom, made_with, is_shown = row
    about = (pk, measure, place, period_on, group)
    if status != PRESENT or not is_shown:
        return Value(*about, status if status != PRESENT else SUPPRESSED, None, None, None, made_with)
    if definition.kind != "count" and bottom is None:
        return Value(*about, status, float(top), None, None, made_with)
    value = definition.value_of(float(top), None if bottom is None else float(bottom))
    if value is None:
        status = Observation.Status.NOT_APPLICABLE.value
    return Value(*about, status, value, top, bottom, made_with)
