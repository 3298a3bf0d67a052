"""The rule of a run chart in words, for people and for machines: what was asked, of what, and what passed."""

from datetime import date
from typing import NamedTuple

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cairn.results.queries.picture import period_words, span_words
from cairn.web.templatetags.web import number, short_day


class Gate(NamedTuple):
    """Something a series must have before anything is called: what is needed, what is there."""

    words: str
    here: object
    is_passed: bool


class Told(NamedTuple):
    """Something a rule found: in short, the stretch, what it means, and whether it still holds."""

    words: str
    stretch: str
    meaning: str
    is_current: bool


def gates(chart, *, on):
    """Say which gates a chart has passed on a day."""
    rules, last = chart.rules, chart.phases[-1] if chart.phases else None
    count = last.points if last else 0
    kept = [point.date for point in chart.points if point.is_quality]
    return [
        Gate(_("Drawn from %(n)d points") % {"n": rules.draw}, count, count >= rules.draw),
        Gate(_("Called from %(n)d points") % {"n": rules.call}, count, count >= rules.call),
        Gate(
            _("Last point at most %(n)d months before %(day)s")
            % {"n": rules.recent_months, "day": date_format(on, "j M Y")},
            short_day(kept[-1]) if kept else None,
            bool(kept) and chart.is_recent is not False,
        ),
    ]


def rule_words(chart):
    """Say what the rules look for."""
    rules = chart.rules
    return _(
        "A shift is %(shift)d points in a row on one side of the median. A trend is %(trend)d points in a "
        "row that rise, or fall. And the line should cross the median neither too seldom nor too often for "
        "chance alone (at most 1 in %(tail)d). Nothing else is called a signal."
    ) % {"shift": rules.shift, "trend": rules.trend, "tail": round(1 / rules.tail)}


def window_words(series):
    """Say which points the median and the rules rest on."""
    chart, kind = series.chart, series.measure.latest.period
    if not chart.phases:
        return _("No points yet.")
    phase = chart.phases[-1]
    words = ngettext("%(n)d point, %(from)s to %(to)s.", "%(n)d points, %(from)s to %(to)s.", phase.points)
    words %= {
        "n": phase.points,
        "from": period_words(phase.from_, kind),
        "to": period_words(phase.to, kind),
    }
    if len(chart.phases) > 1:
        words += " " + _("The points before the break have a median of their own.")
    return words


def centre_words(chart):
    """Say what the centre line is."""
    if chart.centre is None:
        return _("None yet: a median is drawn from %(n)d points.") % {"n": chart.rules.draw}
    return _("The median of these points: %s.") % number(chart.centre)


def told(series):
    """List everything the rules found, the newest first."""
    kind = series.measure.latest.period
    meanings = {
        "improvement": _("the direction hoped for"),
        "concern": _("not the direction hoped for"),
        "neutral": _("look for a cause"),
    }
    return [
        Told(
            span_words(signal),
            f"{period_words(signal.from_, kind)} – {period_words(signal.to, kind)}",
            meanings[signal.meaning],
            signal.is_current,
        )
        for signal in reversed(series.chart.signals)
    ]


def as_json(series, *, on):
    """Return a series with its chart as plain values, for machines."""
    chart, definition = series.chart, series.measure.latest
    return {
        "measure": series.measure.slug,
        "name": definition.name,
        "unit": definition.unit,
        "period": definition.period,
        "better": definition.better,
        "place": series.place.name,
        "group": series.group,
        "on": on.isoformat(),
        "definition": {"number": definition.number, "content_hash": definition.content_hash},
        "rule": {
            "shift": chart.rules.shift,
            "trend": chart.rules.trend,
            "tail": str(chart.rules.tail),
            "draw": chart.rules.draw,
            "call": chart.rules.call,
            "recent_months": chart.rules.recent_months,
        },
        "gates": {"is_drawn": chart.is_drawn, "is_called": chart.is_called, "is_recent": chart.is_recent},
        "centre": chart.centre,
        "verdict": {
            "code": chart.verdict.code,
            "params": dict(chart.verdict.params),
            "text": chart.verdict.text,
        },
        "signals": [_signal(signal) for signal in chart.signals],
        "breaks": [
            {"from": row.from_on.isoformat(), "cause": row.cause} for row in series.measure.breaks.all()
        ],
        "values": [_value(series, day) for day in series.days],
    }


def _signal(signal):
    kept = ("rule", "side", "points", "centre", "meaning", "is_current")
    return {name: getattr(signal, name) for name in kept} | {
        "from": signal.from_.isoformat(),
        "to": signal.to.isoformat(),
    }


def _value(series, day: date):
    value = series.by_day.get(day)
    if value is None:
        return {"period": day.isoformat(), "value": None, "status": "no_report"}
    return {
        "period": day.isoformat(),
        "value": value.value,
        "status": value.status,
        "numerator": None if value.numerator is None else float(value.numerator),
        "denominator": None if value.denominator is None else float(value.denominator),
        "observation": value.observation,
    }


def as_rows(series):
    """Return a series as the rows of a CSV file, its heading first, oldest period first."""
    heading = ("period", "value", "status", "numerator", "denominator", "observation")
    rows = [_value(series, day) for day in series.days]
    return [heading, *([row.get(name) for name in heading] for row in rows)]
