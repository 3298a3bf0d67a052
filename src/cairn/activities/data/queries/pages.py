"""What the pages of measures and submissions show, and what is downloaded."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from django.db.models import Count, Exists, Max, Min, OuterRef, Q

from cairn.activities.data.models import Observation, Submission
from cairn.activities.data.queries.measures import latest_of, wording
from cairn.activities.data.queries.release import held_of_file
from cairn.activities.data.queries.reporting import before
from cairn.activities.data.queries.values import EVERYBODY, SUPPRESSED, Value, values
from cairn.activities.data.queries.words import SHAPES, STATES, period_in_words
from cairn.engine.measure.periods import period_at
from cairn.network.models import Place

COLUMNS = 6  # periods side by side
MOST_PERIODS = 1200


class Cell(NamedTuple):
    """One value or absence as a table shows it."""

    value: Value | None
    state: str

    @property
    def words(self):
        """Say why there is no value."""
        return STATES[self.state]

    @property
    def places(self):
        """Return how many places after the decimal mark its number has; a count is written as it is."""
        return None if self.value is None or self.value.denominator is None else 1

    @property
    def shape(self):
        """Return the shape that stands beside the words."""
        return SHAPES[self.state][0]


@dataclass(frozen=True, slots=True)
class Row:
    """A place with its values: those of the periods shown, the whole course, and the groups."""

    place: Place
    cells: tuple[Cell, ...]
    course: tuple[float | None, ...]
    groups: tuple[Cell, ...]
    groups_period: str
    gap: float | None

    @property
    def gap_places(self):
        """Return how many places after the decimal mark the gap has."""
        return max((cell.places or 0 for cell in self.groups), default=0)


@dataclass(frozen=True, slots=True)
class Column:
    """One period of a table; `is_break` where a definition or a method changed in it."""

    starts_on: date
    label: str
    is_break: bool


@dataclass(frozen=True, slots=True)
class Sheet:
    """Places by periods, with the addresses of earlier and later ones."""

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    groups: tuple[str, ...]
    earlier: date | None
    later: date | None


def places_with_values(measure, words=""):
    """Return the places that have anything for a measure, by name; `words` searches names and codes."""
    anything = Observation.objects.filter(measure=measure, superseded_by=None, place=OuterRef("pk"))
    found = Place.objects.filter(Exists(anything), collective=measure.collective_id)
    if words:
        found = found.filter(Q(name__icontains=words) | Q(code__icontains=words))
    return found.order_by("name")


def sheet(measure, places, *, until=None):
    """Return the table of some places: a fixed number of queries, whatever the number of places."""
    places = list(places)
    kind, groups = measure.latest.period, tuple(measure.latest.disaggregation)
    periods = _periods(measure, kind)
    shown, earlier, later = _window(periods, until)
    found = defaultdict(dict)
    for value in values([measure], places=[place.pk for place in places]):
        found[value.place][value.period_on, value.group] = value
    broken = {period_at(row.from_on, kind).starts_on for row in measure.breaks.all()}
    return Sheet(
        columns=tuple(Column(day, period_in_words(day, kind), day in broken) for day in shown),
        rows=tuple(_row(place, found[place.pk], periods, shown, groups, kind) for place in places),
        groups=groups,
        earlier=earlier,
        later=later,
    )


def _periods(measure, kind):
    """Return every period from the first to the last with anything, so that a gap is seen as one."""
    standing = Observation.objects.filter(measure=measure, superseded_by=None)
    ends = standing.aggregate(first=Min("period_on"), last=Max("period_on"))
    if ends["last"] is None:
        return ()
    found = [period_at(ends["last"], kind).starts_on]
    while found[-1] > ends["first"] and len(found) < MOST_PERIODS:
        found.append(before(found[-1], kind))
    return tuple(reversed(found))


def _window(periods, until):
    """Return the periods to show, and where the earlier and the later ones begin."""
    last = len(periods)
    if until in periods:
        last = max(periods.index(until) + 1, min(COLUMNS, len(periods)))
    shown = periods[max(last - COLUMNS, 0) : last]
    earlier = periods[last - COLUMNS - 1] if last > COLUMNS else None
    later = periods[min(last + COLUMNS, len(periods)) - 1] if last < len(periods) else None
    return shown, earlier, later


def _row(place, found, periods, shown, groups, kind):
    latest = max((day for day, group in found if group != EVERYBODY), default=None)
    by_group = tuple(_cell(found.get((latest, group))) for group in groups) if latest else ()
    numbers = [cell.value.value if cell.value else None for cell in by_group]
    is_known = len(numbers) > 1 and None not in numbers
    return Row(
        place=place,
        cells=tuple(_cell(found.get((day, EVERYBODY))) for day in shown),
        course=tuple(getattr(found.get((day, EVERYBODY)), "value", None) for day in periods),
        groups=by_group,
        groups_period=period_in_words(latest, kind) if latest else "",
        gap=max(numbers) - min(numbers) if is_known else None,
    )


def _cell(value):
    if value is None:
        return Cell(None, "nothing")
    return Cell(value, value.status if value.value is None else "present")


def held_since(measure):
    """Count the values that stand, were shown once, and are held back now: they cannot be called back."""
    shown = Observation.objects.filter(measure=measure, superseded_by=None, shown_at__isnull=False)
    return shown.filter(is_shown=False).count()


def breaks_of(measure):
    """Return the breaks of a measure, newest first, each with the period it begins in."""
    rows = sorted(measure.breaks.all(), key=lambda row: (row.from_on, row.pk), reverse=True)
    return [(period_in_words(row.from_on, measure.latest.period), row) for row in rows]


def released(measure):
    """Return every value as it may leave, for a download: (place, value), by place, period and group."""
    places = Place.objects.in_bulk(list(places_with_values(measure).values_list("pk", flat=True)))
    rows = [(places[value.place], value) for value in values([measure])]
    return sorted(rows, key=lambda row: (row[0].name, row[1].period_on, row[1].group))


# Submissions ----------------------------------------------------------------------------------------
def submissions(measure):
    """Return the files sent for a measure, newest first, with how many values each gave and still gives."""
    rows = measure.submissions.select_related(
        "constituent", "sent_by", "reviewed_by", "definition", "measure__collective"
    )
    replaced = Q(observations__superseded_by__isnull=False)
    return rows.annotate(
        given=Count("observations"), replaced_since=Count("observations", filter=replaced)
    ).order_by("-sent_at", "-pk")


def replaced_by(submission):
    """Return the earlier files whose values this one took the place of, with how many."""
    counted = (
        Observation.objects.filter(superseded_by=submission)
        .order_by()
        .values_list("submission")
        .annotate(Count("pk"))
    )
    counts = dict(counted)
    files = Submission.objects.filter(pk__in=counts).select_related("measure__collective", "constituent")
    return [(row, counts[row.pk]) for row in files.order_by("-sent_at")]


class Given(NamedTuple):
    """One value that a file gave, as this reader may see it."""

    row: Observation
    period: str
    cell: Cell
    is_replaced: bool


def given_by(submission, rows, *, raw):
    """Return values a file gave; `raw` for its own constituent and stewards, else as they may leave."""
    kind, meaning = submission.definition.period, wording(submission.definition)
    places = {row.place_id for row in rows}
    leaving = {} if raw else {one.observation: one for one in values([submission.measure], places=places)}
    found = []
    for row in rows:
        if raw:
            cell = _raw(row, meaning)
        elif row.superseded_by_id:  # beside what replaced it, it could give that away
            cell = Cell(None, SUPPRESSED if row.status == "present" else row.status)
        else:
            cell = _cell(leaving[row.pk])
        found.append(Given(row, period_in_words(row.period_on, kind), cell, row.superseded_by_id is not None))
    return found


def _raw(row, meaning):
    if row.status != "present":
        return Cell(None, row.status)
    bottom = None if row.denominator is None else float(row.denominator)
    is_bare = meaning.kind != "count" and bottom is None
    number = float(row.numerator) if is_bare else meaning.value_of(float(row.numerator), bottom)
    value = Value(
        row.pk, row.measure_id, row.place_id, row.period_on, row.group, row.status, number, row.numerator,
        row.denominator, 0,
    )  # fmt: skip
    return _cell(value)


@dataclass(frozen=True, slots=True)
class Preview:
    """What would be stored of a file that is not stored yet."""

    count: int
    absences: tuple[tuple[Any, int], ...]  # the words of each kind of absence, and how often
    places: int
    periods: int
    first: str
    last: str
    groups: tuple[str, ...]
    replaced: int  # earlier values that these take the place of
    changed: int  # those among them that are different
    held: int  # values too small to show to others


def preview(measure, found):
    """Say what would be stored, in four queries."""
    definition = latest_of(measure)
    statuses = Counter(str(one.status) for one in found)
    days = sorted({one.starts_on for one in found})
    replaced, changed = _replaced(measure, found)
    labels = [period_in_words(day, definition.period) for day in days]
    return Preview(
        count=statuses.pop("present", 0),
        absences=tuple((STATES[status], count) for status, count in sorted(statuses.items())),
        places=len({one.place for one in found}),
        periods=len(days),
        first=labels[0] if labels else "",
        last=labels[-1] if labels else "",
        groups=tuple(sorted({one.group for one in found if one.group})),
        replaced=replaced,
        changed=changed,
        held=held_of_file(measure, found),
    )


def _replaced(measure, found):
    days = {one.starts_on for one in found}
    standing = Observation.objects.filter(
        measure=measure, superseded_by=None, period_on__range=(min(days), max(days))
    ) if days else Observation.objects.none()  # fmt: skip
    before_it = {
        (place, day, group): (status, top, bottom)
        for place, day, group, status, top, bottom in standing.values_list(
            "place__name", "period_on", "group", "status", "numerator", "denominator"
        )
    }
    keys = [(one, before_it.get((one.place, one.starts_on, one.group))) for one in found]
    known = [(one, earlier) for one, earlier in keys if earlier]
    return len(known), sum(_figures(one) != _plain(earlier) for one, earlier in known)


def _figures(one):
    if one.status != "present":
        return (str(one.status), None, None)
    return ("present", one.value if one.numerator is None else one.numerator, one.denominator)


def _plain(earlier):
    status, *figures = earlier
    return (status, *(None if figure is None else float(figure) for figure in figures))
