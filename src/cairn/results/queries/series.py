"""Every series of a collective, and what the run chart's rules find in it."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from hashlib import sha256

from django.core.cache import cache
from django.db.models import Count, Max
from django.urls import reverse

from cairn.activities.data import queries as data
from cairn.activities.data.models import Measure, Submission
from cairn.engine.measure.periods import period_at
from cairn.engine.signal.readings import Rebase
from cairn.engine.signal.run import RunChart, run_chart
from cairn.engine.signal.verdict import Verdict
from cairn.network.models import Place
from cairn.results.queries.words import verdict_in_words

SHORT = {"no_points", "too_few_to_draw", "too_few_to_call", "too_old_to_call", "mostly_on_line"}
STATES = ("concern", "improvement", "neutral", "calm", "short")  # in the order of the page
SIGNALS = STATES[:3]
MONTHS = {"month": 1, "quarter": 3, "year": 12}
KEPT_SECONDS = 24 * 3600


@dataclass(frozen=True, slots=True)
class Finding:
    """What the rules find in one series: small, so that it can be kept until the record grows."""

    verdict: Verdict
    state: str  # one of STATES
    latest_on: date | None  # of the newest value that may be shown
    latest: float | None
    course: tuple[float | None, ...]  # period by period, with gaps


@dataclass(frozen=True, slots=True)
class Reading:
    """One series for everybody, with what the rules find in it."""

    measure: Measure
    place: Place
    finding: Finding

    @property
    def title(self):
        """Name the series."""
        return f"{self.measure.latest.name} · {self.place.name}"

    @property
    def url(self):
        """Return the address of its page."""
        return reverse(
            "results:signal", args=[self.measure.collective.slug, self.measure.slug, self.place.pk]
        )

    @property
    def words(self):
        """Return the verdict in the reader's language."""
        return verdict_in_words(self.finding.verdict)

    @property
    def state(self):
        """Return improvement, concern or neutral for a signal; calm, or short."""
        return self.finding.state

    @property
    def is_short(self):
        """Say whether the series is too short, or too old, to call."""
        return self.state == "short"

    @property
    def is_signal(self):
        """Say whether the rules find something that still holds."""
        return self.state in SIGNALS


@dataclass(frozen=True, slots=True)
class Tally:
    """How many series show a signal, none, or are too short to call."""

    signals: int
    calm: int
    short: int


@dataclass(frozen=True)
class Series:
    """One series whole: its values as they may leave, and its run chart on a day."""

    measure: Measure
    place: Place
    group: str
    values: tuple[data.Value, ...]
    chart: RunChart

    @property
    def words(self):
        """Return the verdict in the reader's language."""
        return verdict_in_words(self.chart.verdict)

    @cached_property
    def days(self):
        """Return the first day of every period from the first value to the last, missing ones too."""
        return periods(self.values, self.measure.latest.period)

    @cached_property
    def by_day(self):
        """Return the values by the first day of their period."""
        return {value.period_on: value for value in self.values}

    @property
    def state(self):
        """Return what a reading of it says first: a signal's meaning, calm, or short."""
        return state_of(self.chart)


def periods(values, kind):
    """Return the first day of every period between the first and the last value."""
    if not values:
        return []
    days, last = [period_at(values[0].period_on, kind).starts_on], values[-1].period_on
    while (after := next_period(days[-1], kind)) <= last:
        days.append(after)
    return days


def next_period(day, kind):
    """Return the first day of the period after the one that begins on a day."""
    months = day.year * 12 + day.month - 1 + MONTHS[kind]
    return date(months // 12, months % 12 + 1, 1)


def current_signals(chart):
    """Return what the rules find in the last stretch and what nothing has ended yet."""
    if not chart.phases:
        return []
    since = chart.phases[-1].from_
    return [signal for signal in chart.signals if signal.is_current and signal.from_ >= since]


def state_of(chart):
    """Return improvement, concern or neutral for a signal that holds; calm without one; or short."""
    if chart.verdict.code in SHORT:
        return "short"
    meanings = {signal.meaning for signal in current_signals(chart)}
    return next((state for state in SIGNALS if state in meanings), "calm")


# Many series -----------------------------------------------------------------------------------------
def readings(collective, *, on, measures=None):
    """Return every series as it reads on a day, in a fixed number of queries, signals first."""
    rows = {row.pk: row for row in (data.published(collective) if measures is None else measures)}
    places = {place.pk: place for place in collective.places.all()}
    found = [
        Reading(rows[measure], places[place], finding)
        for (measure, place), finding in _findings(rows, on).items()
    ]
    return sorted(found, key=_order)


def _order(reading):
    return STATES.index(reading.state), reading.measure.slug, reading.place.name, reading.place.pk


def _findings(measures, on):
    """Find what the rules say of every series; kept for each measure until its data change, or the day.

    Values are only ever added, by files, definitions and breaks: what there is of them names what is kept.
    """
    keys = {_key(row, files, on): row for row, files in _with_files(measures)}
    known = cache.get_many(keys)
    fresh = {key: {} for key in keys if key not in known}
    of = {keys[key].pk: key for key in fresh}
    values_of = data.series([keys[key] for key in fresh]) if fresh else {}
    for (measure, place, group), values in values_of.items():
        if group == data.EVERYBODY:
            fresh[of[measure]][place] = _finding(measures[measure], values, on)
    cache.set_many(fresh, KEPT_SECONDS)
    found = known | fresh
    return {(keys[key].pk, place): finding for key in keys for place, finding in found[key].items()}


def _with_files(measures):
    """Pair each measure with its number of files, its newest, and a hash among them."""
    files = Submission.objects.filter(measure__in=list(measures)).values_list("measure")
    found = {row[0]: row[1:] for row in files.annotate(Count("pk"), Max("pk"), Max("sha256"))}
    return [(row, found[pk]) for pk, row in measures.items() if pk in found]


def _key(measure, files, on):
    breaks = sorted((row.pk, row.from_on.isoformat()) for row in measure.breaks.all())
    definitions = sorted((row.pk, row.content_hash) for row in measure.definitions.all())
    about = repr((files, breaks, definitions, on.isoformat()))
    return f"cairn.results.released.{measure.pk}.{sha256(about.encode()).hexdigest()}"


def _finding(measure, values, on):
    chart = _chart(measure, values, on)
    by_day = {value.period_on: value.value for value in values if value.period_on <= on}
    shown = [day for day, value in by_day.items() if value is not None]
    days = [day for day in periods(values, measure.latest.period) if day <= on]
    latest = shown[-1] if shown else None
    return Finding(
        chart.verdict, state_of(chart), latest, by_day.get(latest), tuple(by_day.get(day) for day in days)
    )


def tally_of(found):
    """Count series by what the rules find in them."""
    signals = sum(1 for reading in found if reading.is_signal)
    short = sum(1 for reading in found if reading.is_short)
    return Tally(signals, len(found) - signals - short, short)


# One series ------------------------------------------------------------------------------------------
def series_of(measure, place, *, on, group=data.EVERYBODY):
    """Return one series as it reads on a day; one without values has an empty chart."""
    return series_for([(measure, place)], on=on, group=group)[0]


def series_for(pairs, *, on, group=data.EVERYBODY):
    """Return the series of several measures and places, read at once; measures carry `latest`."""
    measures, places = {m.pk: m for m, _place in pairs}, {place.pk for _m, place in pairs}
    found = data.series(list(measures.values()), places=places) if pairs else {}
    return [
        _whole(measure, place, group, found.get((measure.pk, place.pk, group), []), on)
        for measure, place in pairs
    ]


def all_groups(measure, place, *, on):
    """Return the series of a measure at a place: everybody first, then each group that was reported."""
    found = data.series([measure], places=[place.pk])
    groups = sorted(group for of, at, group in found if (of, at) == (measure.pk, place.pk) and group)
    return [
        _whole(measure, place, group, found.get((measure.pk, place.pk, group), []), on)
        for group in (data.EVERYBODY, *groups)
    ]


def _whole(measure, place, group, values, on):
    known = tuple(value for value in values if value.period_on <= on)
    return Series(measure, place, group, known, _chart(measure, known, on))


def _chart(measure, values, on):
    shown = [value for value in values if value.value is not None and value.period_on <= on]
    definition = measure.latest
    return run_chart(
        [value.period_on for value in shown],
        [value.value for value in shown],
        better=None if definition.better == "neither" else definition.better,
        today=on,
        rebase=[Rebase(row.from_on, row.cause) for row in measure.breaks.all()],
        unit=definition.period,
    )


def signal_as_kept(measure, place, *, on):
    """Return the signal of a series as a question keeps it: rule, window, centre line, definition, words."""
    definition = max(measure.definitions.all(), key=lambda one: one.number)
    measure.latest = definition
    chart = series_of(measure, place, on=on).chart
    verdict = chart.verdict
    return {
        "verdict": verdict.code,
        "params": dict(verdict.params),
        "centre": chart.centre,
        "points": len(chart.points),
        "last": chart.points[-1].date.isoformat() if chart.points else None,
        "definition": definition.number,
        "content_hash": definition.content_hash,
    }
