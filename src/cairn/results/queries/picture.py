"""A series as the chart draws it: periods, medians, what the rules found, breaks, and what people did."""

from typing import NamedTuple

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from cairn.activities.data import queries as data
from cairn.activities.data.models import Observation
from cairn.activities.data.queries.words import SHAPES
from cairn.results.models import Adoption, Trial
from cairn.results.queries.practices import title_of
from cairn.web.charts.run_chart import Mark, RunChart, RunPoint, Span
from cairn.web.templatetags.web import number

Status = Observation.Status
SUPPRESSED = {data.SUPPRESSED, Status.SUPPRESSED.value}
TONES = {"improvement": "moss", "concern": "refusal", "neutral": "soft"}
LONGEST = 26  # characters beside a mark on the chart
ABSENT = {
    data.SUPPRESSED: gettext_lazy("held back"),
    Status.SUPPRESSED.value: gettext_lazy("held back by the source"),
    Status.MISSING.value: gettext_lazy("missing"),
    Status.NOT_COLLECTED.value: gettext_lazy("not collected"),
    Status.NOT_APPLICABLE.value: gettext_lazy("does not apply"),
    "": gettext_lazy("no report"),
}


class Happening(NamedTuple):
    """What people know happened on a day, with the page that tells more."""

    on: object
    words: str
    short: str  # on the chart
    url: str = ""


class Row(NamedTuple):
    """One period of the table beside the chart."""

    period: str
    day: object
    value: float | None
    absence: str
    shape: str  # the mark beside the absence
    numerator: object
    denominator: object
    observation: int | None


def picture(series, happenings=()):
    """Return a series as a run chart to draw, or None where there are too few values to draw."""
    if not series.chart.is_drawn:
        return None
    days = series.days
    return RunChart(
        points=[_point(series, day) for day in days],
        title=series.words,
        desc=f"{series.measure.latest.name}, {series.place.name}",
        centres=_centres(series),
        signals=_signals(series),
        breaks=_breaks(series),
        notes=_notes(days, happenings),
    )


def period_words(day, kind):
    """Write a period in short: Mar 2024, 2024 Q1, 2024."""
    if kind == "quarter":
        return f"{day.year} Q{(day.month + 2) // 3}"
    return str(day.year) if kind == "year" else date_format(day, "M Y")


def _point(series, day):
    value = series.by_day.get(day)
    label = period_words(day, series.measure.latest.period)
    if value is None:
        return RunPoint(label, None)
    return RunPoint(label, value.value, is_suppressed=value.status in SUPPRESSED)


def _notes(days, happenings):
    """Mark what happened, each word once a period: the list beside the chart tells the rest."""
    words = {}
    for one in happenings:
        if (at := _at(days, one.on)) is not None:
            words.setdefault(at, {})[one.short] = True
    return [Mark(at, " · ".join(said)) for at, said in sorted(words.items())]


def _at(days, on):
    """Return the place of the period a day lies in, or None where it lies outside the chart."""
    if not days or on < days[0] or (on - days[-1]).days > (days[-1] - days[-2]).days:
        return None
    return max(place for place, day in enumerate(days) if day <= on)


def _centres(series):
    return [
        Span(
            series.days.index(phase.from_),
            series.days.index(phase.to),
            _("median %s") % number(phase.centre),
            phase.centre,
        )
        for phase in series.chart.phases
        if phase.centre is not None
    ]


def _signals(series):
    """Return the shifts and trends to mark; a trend within a shift is told in the table only."""
    found = []
    for rule in ("shift", "trend"):
        for signal in series.chart.signals:
            span = (signal.from_, signal.to)
            if signal.rule == rule and not any(span[0] <= to and from_ <= span[1] for from_, to, _s in found):
                found.append((*span, signal))
    return [
        Span(series.days.index(from_), series.days.index(to), span_words(signal), tone=TONES[signal.meaning])
        for from_, to, signal in sorted(found, key=lambda one: one[0])
    ]


def span_words(signal):
    """Name what a rule found, in short."""
    words = {
        "above": ngettext("%(n)d point above", "%(n)d points above", signal.points),
        "below": ngettext("%(n)d point below", "%(n)d points below", signal.points),
        "rising": ngettext("%(n)d point rising", "%(n)d points rising", signal.points),
        "falling": ngettext("%(n)d point falling", "%(n)d points falling", signal.points),
        "few": _("crosses too seldom"),
        "many": _("crosses too often"),
    }
    return words[signal.side] % {"n": signal.points}


def _breaks(series):
    rows = sorted(series.measure.breaks.all(), key=lambda row: row.from_on)
    places = [(next((k for k, day in enumerate(series.days) if day >= row.from_on), 0), row) for row in rows]
    return [Mark(at, cut(row.cause)) for at, row in places if at]


def cut(words):
    """Cut words to what a chart has room for."""
    return words if len(words) <= LONGEST else f"{words[: LONGEST - 1].rstrip()}…"


def table_of(series):
    """Return every period of a series, the newest first, with its value or why there is none."""
    return [_row(series, day) for day in reversed(series.days)]


def _row(series, day):
    value, words = series.by_day.get(day), period_words(day, series.measure.latest.period)
    if value is None:
        return Row(words, day, None, ABSENT[""], SHAPES["nothing"][0], None, None, None)
    absence = "" if value.value is not None else ABSENT[value.status]
    shape = SHAPES[value.status][0]
    return Row(words, day, value.value, absence, shape, value.numerator, value.denominator, value.observation)


def happenings_at(place, *, name):
    """Return what people did at a place: trials that began and practices taken up, by day.

    `name` writes a constituent as the reader may see it.
    """
    trials = Trial.objects.filter(place=place).select_related("collective", "practice", "constituent")
    adoptions = Adoption.objects.filter(
        constituent__place=place, trial__place=None
    ) | Adoption.objects.filter(trial__place=place)
    adoptions = adoptions.select_related("practice__collective", "constituent")
    found = [_began(row) for row in trials.prefetch_related("practice__versions__texts")]
    found += [_taken_up(row, name) for row in adoptions.prefetch_related("practice__versions__texts")]
    return sorted(found, key=lambda one: (one.on, one.words))


def _began(trial):
    title = title_of(trial.practice).rstrip(".")
    words = _("A trial of “%(practice)s” began") % {"practice": title}
    return Happening(trial.starts_on, words, _("trial begins"), trial.get_absolute_url())


def _taken_up(adoption, name):
    title = title_of(adoption.practice).rstrip(".")
    words = _("%(constituent)s took up “%(practice)s”") % {
        "constituent": name(adoption.constituent),
        "practice": title,
    }
    return Happening(adoption.adopted_on, words, _("taken up"), adoption.practice.get_absolute_url())
