"""Who has reported and who has not: what is due, what waits, and the board of places by period."""

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, NamedTuple

from django.db.models import Max
from django.urls import reverse
from django.utils.translation import gettext as _

from cairn.activities.data.models import Observation, Submission
from cairn.activities.data.queries.measures import measures
from cairn.activities.data.queries.words import period_in_words
from cairn.engine.measure.periods import period_at
from cairn.network.access import RANK, Role
from cairn.network.models import Place
from cairn.network.waiting import Waiting

SHOWN_PERIODS, SHOWN_PLACES = 6, 25
NOTHING = "nothing"  # nobody sent anything, though it was due
NOT_DUE = "not_due"
MISSING = "missing"  # a file said that it should be there and is not
ORDER = ("present", "suppressed", "missing", "not_collected", "not_applicable")


class Reporting(NamedTuple):
    """How many places have reported for a period, of those that ever did."""

    given: int
    expected: int
    period_on: date | None


@dataclass(frozen=True, slots=True)
class Board:
    """Places by period: what each has sent. Places without the newest period due stand first."""

    measure: Any
    due: date
    newest: date | None
    periods: tuple[date, ...]
    rows: tuple[tuple[Place, tuple[str, ...]], ...]
    given: int
    expected: int

    @property
    def absent(self):
        """Return how many places have not reported what is due."""
        return self.expected - self.given

    @property
    def unlisted(self):
        """Return how many places the board leaves out."""
        return self.expected - len(self.rows)


def expected_period(definition, on):
    """Return the first day of the newest period that should have been reported by a day."""
    current = period_at(on, definition.period).starts_on
    due = before(current, definition.period)
    return before(due, definition.period) if (on - current).days < definition.lag_days else due


def before(starts_on, kind):
    """Return the first day of the period before one."""
    return period_at(date.fromordinal(starts_on.toordinal() - 1), kind).starts_on


def last_periods(newest, kind, count):
    """Return the first days of some periods that end with one, in order."""
    found = [newest]
    while len(found) < count:
        found.append(before(found[-1], kind))
    return tuple(reversed(found))


def boards(rows, *, on):
    """Return for each measure who has reported and who has not, in three queries whatever their number."""
    newest = dict(_standing(rows).order_by().values_list("measure").annotate(Max("period_on")))
    periods = {measure.pk: _columns(measure, newest.get(measure.pk), on) for measure in rows}
    first = min((days[0] for days in periods.values()), default=on)
    ever = defaultdict(set)
    pairs = _standing(rows).order_by().values_list("measure", "place").distinct()
    for measure, place in pairs:
        ever[measure].add(place)
    sent = defaultdict(set)
    lately = _standing(rows).filter(period_on__gte=first).order_by()
    for measure, place, period, status in lately.values_list(
        "measure", "place", "period_on", "status"
    ).distinct():
        sent[measure, place, period].add(status)
    boards_made = [
        _board(measure, newest.get(measure.pk), periods[measure.pk], ever[measure.pk], sent, on)
        for measure in rows
    ]
    return _with_places(boards_made)


def _standing(rows):
    return Observation.objects.filter(measure__in=[measure.pk for measure in rows], superseded_by=None)


def _columns(measure, newest, on):
    """Return the periods a board shows: up to what is due, or further where somebody was early."""
    due = expected_period(measure.latest, on)
    return last_periods(max(due, newest or due), measure.latest.period, SHOWN_PERIODS)


def _board(measure, newest, periods, places, sent, on):
    due = expected_period(measure.latest, on)
    given = {place for place in places if sent.get((measure.pk, place, due), set()) - {MISSING}}
    shown = sorted(places, key=lambda place: (place in given, place))[:SHOWN_PLACES]
    rows = tuple(
        (place, tuple(_state(sent.get((measure.pk, place, period)), period, due) for period in periods))
        for place in shown
    )
    return Board(measure, due, newest, periods, rows, len(given), len(places))


def _state(statuses, period, due):
    if statuses:
        return next(status for status in ORDER if status in statuses)
    return NOT_DUE if period > due else NOTHING


def _with_places(made):
    """Put the places themselves in the place of their keys: those that have not reported first, by name."""
    places = Place.objects.in_bulk({place for board in made for place, _states in board.rows})
    found = []
    for board in made:
        at = board.periods.index(board.due)
        rows = sorted(
            ((places[place], states) for place, states in board.rows),
            key=lambda row: (row[1][at] not in {NOTHING, MISSING}, row[0].name),
        )
        found.append(replace(board, rows=tuple(rows)))
    return found


def reporting(collective, *, on):
    """Return how many places have reported every measure's newest expected period, and of how many."""
    rows = measures(collective)
    due = {measure.pk: expected_period(measure.latest, on) for measure in rows}
    expected = set(_standing(rows).order_by().values_list("measure", "place").distinct())
    given = set(
        _standing(rows)
        .filter(period_on__in=set(due.values()))
        .exclude(status=MISSING)
        .order_by()
        .values_list("measure", "place", "period_on")
        .distinct()
    )
    missing = {place for measure, place in expected if (measure, place, due[measure]) not in given}
    places = {place for _measure, place in expected}
    newest = max(due.values(), default=None) if places else None
    return Reporting(len(places - missing), len(places), newest)


def waiting(collective, membership, on):
    """Return what waits for a member: files to review for a steward, reports due for a constituent."""
    if membership is None or RANK[membership.role] < RANK[Role.MEMBER]:
        return []
    due = [_as_waiting(collective, *one) for one in owed(collective, membership.constituent, on)]
    return (_unread(collective) if RANK[membership.role] >= RANK[Role.STEWARD] else []) + due


def _unread(collective):
    unread = Submission.objects.filter(measure__collective=collective, reviewed_at=None)
    rows = unread.select_related("measure__collective", "constituent").order_by("sent_at")
    return [
        Waiting(
            _("Review “%(file)s” of %(sender)s")
            % {"file": submission.file_name, "sender": submission.constituent.name},
            submission.get_absolute_url(),
            submission.sent_at.date(),
        )
        for submission in rows
    ]


def _as_waiting(collective, measure, period, places):
    about = {
        "measure": measure.latest.name,
        "period": period_in_words(period, measure.latest.period),
        "place": places[0].name if len(places) == 1 else _("%(count)s places") % {"count": len(places)},
    }
    text = _("Report “%(measure)s” for %(place)s, %(period)s") % about
    return Waiting(text, reverse("data:submit", args=[collective.slug, measure.slug]), period)


def owed(collective, constituent, on, rows=None):
    """Return what a constituent must send next: (measure, period, places), in three queries.

    It answers for its own place, and for the places whose values it sent before.
    """
    if constituent is None:
        return []
    rows = {measure.pk: measure for measure in (measures(collective) if rows is None else rows)}
    due = {pk: expected_period(measure.latest, on) for pk, measure in rows.items()}
    mine = _standing(rows.values()).order_by()
    own = set(mine.filter(place=constituent.place_id).values_list("measure", "place").distinct())
    own |= set(mine.filter(submission__constituent=constituent).values_list("measure", "place").distinct())
    arrived = mine.filter(period_on__in=set(due.values())).exclude(status=MISSING)
    given = set(arrived.values_list("measure", "place", "period_on").distinct())
    late = defaultdict(set)
    for measure, place in own:
        if (measure, place, due[measure]) not in given:
            late[measure].add(place)
    places = Place.objects.in_bulk({place for here in late.values() for place in here})
    return [
        (rows[pk], due[pk], sorted((places[place] for place in late[pk]), key=lambda place: place.name))
        for pk in rows
        if late[pk]
    ]
