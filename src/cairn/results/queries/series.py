"""Every series of a collective, and what the run chart's rules find in it."""

from dataclasses import dataclass

from django.urls import reverse

from cairn.activities.data import queries as data
from cairn.activities.data.models import Measure
from cairn.engine.signal.run import RunChart, run_chart
from cairn.network.models import Place
from cairn.results.queries.words import verdict_in_words

SHORT = {"no_points", "too_few_to_draw", "too_few_to_call", "too_old_to_call"}


@dataclass(frozen=True)
class Reading:
    """One series with its chart: a measure at a place, for everybody or for one group."""

    measure: Measure
    place: Place
    group: str
    values: tuple[data.Value, ...]
    chart: RunChart

    @property
    def title(self):
        """Name the series."""
        name = f"{self.measure.latest.name} · {self.place.name}"
        return f"{name} · {self.group}" if self.group else name

    @property
    def url(self):
        """Return the address of its page."""
        return reverse(
            "results:signal", args=[self.measure.collective.slug, self.measure.slug, self.place.pk]
        )

    @property
    def words(self):
        """Return the verdict in the reader's language."""
        return verdict_in_words(self.chart.verdict)

    @property
    def latest(self):
        """Return the newest value that may be shown, or None."""
        return next((value for value in reversed(self.values) if value.value is not None), None)

    @property
    def is_short(self):
        """Say whether the series is too short, or too old, to call."""
        return self.chart.verdict.code in SHORT

    @property
    def is_signal(self):
        """Say whether the rules find something that still holds."""
        return any(signal.is_current for signal in self.chart.signals)


@dataclass(frozen=True, slots=True)
class Tally:
    """How many series show a signal, none, or are too short to call."""

    signals: int
    calm: int
    short: int


def readings(collective, *, on, group=data.EVERYBODY, measures=None):
    """Return every series of a group as it reads on a day, in a fixed number of queries."""
    rows = {measure.pk: measure for measure in (measures or data.published(collective))}
    places = {place.pk: place for place in collective.places.all()}
    found = [
        _reading(rows[measure], places[place], group, values, on)
        for (measure, place, of), values in data.series(rows.values()).items()
        if of == group
    ]
    return sorted(found, key=lambda reading: (reading.measure.slug, reading.place.name))


def reading_of(measure, place, *, on, group=data.EVERYBODY):
    """Return one series as it reads on a day; one without values has an empty chart."""
    values = data.series([measure]).get((measure.pk, place.pk, group), [])
    return _reading(measure, place, group, values, on)


def _reading(measure, place, group, values, on):
    shown = [value for value in values if value.value is not None and value.period_on <= on]
    definition = measure.latest
    chart = run_chart(
        [value.period_on for value in shown],
        [value.value for value in shown],
        better=None if definition.better == "neither" else definition.better,
        today=on,
        rebase=[row.from_on for row in measure.breaks.all()],
        unit=definition.period,
    )
    return Reading(measure, place, group, tuple(values), chart)


def tally_of(found):
    """Count series by what the rules find in them."""
    signals = sum(1 for reading in found if reading.is_signal)
    short = sum(1 for reading in found if reading.is_short)
    return Tally(signals, len(found) - signals - short, short)


def signal_as_kept(measure, place, *, on):
    """Return the signal of a series as a question keeps it: rule, window, centre line, definition, words."""
    definition = max(measure.definitions.all(), key=lambda one: one.number)
    measure.latest = definition
    chart = reading_of(measure, place, on=on).chart
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
