"""Sense-making as its pages show it: sessions, questions with the signal then and now, explanations."""

from dataclasses import dataclass, replace

from django.db.models import Count
from django.utils.safestring import SafeString
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _

from cairn.activities.data import queries as data
from cairn.results.models import Question, SenseMaking, Trial
from cairn.results.queries.picture import Happening, picture
from cairn.results.queries.series import Series, series_for, series_of
from cairn.results.queries.words import words_of
from cairn.web.charts.run_chart import run_chart
from cairn.web.templatetags.web import number


@dataclass(frozen=True)
class Asked:
    """A question as the page shows it: the series then and now, the explanations, what was promised."""

    question: Question
    then: str  # what the rules found when it was asked
    series: Series | None  # as it stands today; None where there is none, or the reader may not see it
    chart: SafeString | None
    explanations: list
    commitments: list


def sessions(collective):
    """Return the sessions of a collective, the newest first, with how many questions each asked."""
    rows = SenseMaking.objects.filter(collective=collective).annotate(asked=Count("questions"))
    return rows.select_related("collective").order_by("-held_on", "-pk")


def asked_in(session, *, collective, on):
    """Return the questions of a session with all that hangs on them, in a fixed number of queries."""
    rows = list(
        session.questions.select_related("place")
        .prefetch_related("interpretations__constituent", "commitments__constituent")
        .order_by("pk")
    )
    seen = {measure.pk: measure for measure in data.published(collective)}
    with_series = [row for row in rows if row.measure_id in seen and row.place_id]
    found = series_for([(seen[row.measure_id], row.place) for row in with_series], on=on)
    series = dict(zip((row.pk for row in with_series), found, strict=True))
    return [
        _asked(row, session, series.get(row.pk), is_hidden=row.measure_id not in {None, *seen})
        for row in rows
    ]


def _asked(row, session, series, *, is_hidden):
    """Gather what hangs on a question; of a measure the reader may not see, no finding is told."""
    for commitment in row.commitments.all():
        commitment.collective = session.collective
    return Asked(
        row,
        "" if is_hidden else as_it_stood(row.signal),
        series,
        small(series, session) if series else None,
        sorted(row.interpretations.all(), key=lambda one: one.pk),
        sorted(row.commitments.all(), key=lambda one: (one.due_on, one.pk)),
    )


def as_it_stood(signal):
    """Say what the rules had found when a question was asked."""
    return words_of(signal["verdict"], signal["params"]) if signal.get("verdict") else ""


def small(series, session):
    """Draw a series small, with the day of the session on it; None where there is too little to draw."""
    asked = Happening(session.held_on, "", _("asked here"))
    chart = picture(series, [asked])
    if chart is None:
        return None
    words = {"missing_words": _("no report"), "suppressed_words": _("held back")}
    return run_chart(replace(chart, is_narrow=True, rtl=get_language_bidi(), write=number, **words))


def about_series(measure, place):
    """Return the questions that were asked and the trials that were made about one series."""
    questions = Question.objects.filter(measure=measure, place=place).select_related("session__collective")
    trials = Trial.objects.filter(measure=measure, place=place).select_related(
        "collective", "constituent", "practice"
    )
    return (
        questions.order_by("-session__held_on", "-pk"),
        trials.prefetch_related("practice__versions__texts").order_by("-starts_on", "-pk"),
    )


def suggested(measure, place, *, on):
    """Begin a question about a series with what the rules find in it."""
    words = series_of(measure, place, on=on).words
    return _("%(measure)s at %(place)s: %(words)s What is behind it?") % {
        "measure": measure.latest.name,
        "place": place.name,
        "words": words,
    }
