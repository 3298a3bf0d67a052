"""The values of measures as they may leave: small counts are held back, and what would give them away."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from cairn.activities.data.models import Definition, Observation
from cairn.activities.data.queries.measures import wording
from cairn.engine.disclosure import TOTAL, release_table

SUPPRESSED = "small"  # held back here, as against Observation.Status.SUPPRESSED: held back at the source
EVERYBODY = ""
REST = "\0"  # those of everybody who are in none of the groups; nobody can call a group this
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


def values(measures_wanted, *, places=None, period_on=None):
    """Return the values of some measures as they may leave, ordered by period; of some places if asked.

    Within a place and a period small counts are held back, and with them what would give them away. A value
    keeps the definition it was made with; of two thresholds the stricter holds. Two queries.
    """
    wordings, strictest = _rules([measure.pk for measure in measures_wanted])
    rows = Observation.objects.filter(measure__in=list(strictest), superseded_by=None)
    if places is not None:
        rows = rows.filter(place__in=places)
    if period_on is not None:
        rows = rows.filter(period_on=period_on)
    cells = defaultdict(list)
    for row in rows.order_by("period_on", "place_id", "group").values_list(*COLUMNS):
        cells[row[1], row[2], row[3]].append(row)
    found = []
    for (measure, _place, _period), here in cells.items():
        held = _held(here, strictest[measure], wordings)
        found += [_value(row, wordings[row[8]], row[4] in held) for row in here]
    return found


def series(measures_wanted, *, places=None):
    """Return the values by measure, place and group, each ordered by period."""
    found = defaultdict(list)
    for value in values(measures_wanted, places=places):
        found[value.measure, value.place, value.group].append(value)
    return dict(found)


def value_of(observation):
    """Return one observation as it may leave, whatever else stands in its place and period.

    One that was replaced since says nothing: compared with what replaced it, it could give that away.
    """
    here = values([observation.measure], places=[observation.place_id], period_on=observation.period_on)
    found = next((value for value in here if value.observation == observation.pk), None)
    if found is None:
        definition = observation.submission.definition_id
        row = (observation.pk, observation.measure_id, observation.place_id, observation.period_on)
        return Value(*row, observation.group, SUPPRESSED, None, None, None, definition)
    return found


def held_back(numbers, definition):
    """Say which groups of one place and period would be held back, of a file that is not stored yet.

    `numbers`: the numerator and denominator of each group that has a value.
    """
    rows = [(0, 0, 0, None, group, PRESENT, top, bottom, 0) for group, (top, bottom) in numbers.items()]
    return _held(rows, definition.threshold, {0: definition})


def _rules(pks):
    """Return every definition as the engine reads it, and the strictest threshold of each measure."""
    wordings, strictest = {}, dict.fromkeys(pks, 0)
    for definition in Definition.objects.filter(measure__in=pks):
        wordings[definition.pk] = wording(definition)
        strictest[definition.measure_id] = max(strictest[definition.measure_id], definition.threshold)
    return wordings, strictest


def _held(here, threshold, wordings):
    """Return the groups of one place and period whose value may not leave.

    Groups with everybody are one table: what is left of everybody without them counts as a group too, since
    anybody can work it out. Where groups overlap (together they are more than everybody) each is only
    compared with everybody, and those outside of it must not be few either.
    """
    if not threshold:
        return frozenset()
    counts, held = {}, set()
    for row in here:
        if row[5] == PRESENT:
            parts = _parts(row, wordings[row[8]].kind)
            counts |= {(row[4], part): number for part, number in parts.items()}
            if not parts:  # a share without its parts: nobody can say how few it is about
                held.add(row[4])
    held |= {group for (group, _part), number in counts.items() if 0 < number < threshold}
    if all(group == EVERYBODY for group, _part in counts):
        return held
    return held | _giving_away(counts, threshold)


def _giving_away(counts, threshold):
    """Return the groups to hold back so that no small count is found by subtracting."""
    groups = {cell: number for cell, number in counts.items() if cell[0] != EVERYBODY}
    rest = _rest(counts, groups)
    if any(number < 0 for number in rest.values()):
        few = (cell for cell, number in groups.items() if 0 < _outside(counts, cell, number) < threshold)
        return {group for group, _part in few}
    if any(rest.values()):
        groups |= {(REST, part): number for part, number in rest.items()}
    if all(number == 0 or number >= threshold for number in groups.values()):
        return set()
    missing = {cell.row for cell in release_table(groups, threshold=threshold).cells if cell.value is None}
    return {EVERYBODY if row == TOTAL else row for row in missing if row != REST}


def _rest(counts, groups):
    """Return what is left of everybody without the groups, by part; nothing if everybody is not known."""
    whole = {part: number for (group, part), number in counts.items() if group == EVERYBODY}
    for (_group, part), number in groups.items():
        if part in whole:
            whole[part] -= number
    return whole


def _outside(counts, cell, number):
    return counts.get((EVERYBODY, cell[1]), 0) - number


def _parts(row, kind):
    """Return the counts that one value gives away: those in it, and those left out of it."""
    top, bottom = row[6], row[7]
    if kind == "count":
        return {"in": _whole(top)}
    if bottom is None:
        return {}
    if kind == "mean":  # a sum of anything, over a number of people
        return {"of": _whole(bottom)}
    return {"in": _whole(top), "out": _whole(max(bottom - top, 0))}


def _whole(number):
    """Count down to a whole number, but never something to nothing."""
    return int(number) or int(number > 0)


def _value(row, definition, is_held):
    """Turn a row into a value that may leave."""
    pk, measure, place, period_on, group, status, top, bottom, made_with = row
    about = (pk, measure, place, period_on, group)
    if status != PRESENT or is_held:
        return Value(*about, status if status != PRESENT else SUPPRESSED, None, None, None, made_with)
    if definition.kind != "count" and bottom is None:
        return Value(*about, status, float(top), None, None, made_with)
    value = definition.value_of(float(top), None if bottom is None else float(bottom))
    if value is None:
        status = Observation.Status.NOT_APPLICABLE.value
    return Value(*about, status, value, top, bottom, made_with)
