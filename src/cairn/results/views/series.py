"""What the data is telling us: all series, and one with its run chart, its rule and what was made of it."""

import csv
from functools import partial

from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from cairn.activities.data import queries as data
from cairn.activities.data.models import Measure
from cairn.network.access import Role, collective_for, may
from cairn.network.views.page import paged
from cairn.participation.templatetags.participation import named
from cairn.results import queries
from cairn.results.forms import SeriesFilter
from cairn.results.queries import picture, rules, sense
from cairn.results.queries.commitments import commitments, with_states
from cairn.results.queries.practices import with_states as with_trial_states
from cairn.results.queries.series import all_groups
from cairn.results.views.page import crumbs
from cairn.web.spreadsheet import safe_row

LATELY = 4


def index(request, slug):
    """Show what the data is telling us: signals first, then series without change, then those too short."""
    collective, today = collective_for(request, slug), timezone.localdate()
    measures = data.published(collective)
    found = queries.readings(collective, on=today, measures=measures)
    places = sorted({reading.place for reading in found}, key=lambda place: place.name)
    form = SeriesFilter(request.GET, measures=measures, places=places)
    chosen = form.cleaned_data if form.is_valid() else {}
    page = {
        "collective": collective,
        "form": form,
        "tally": queries.tally_of(found),
        "page": paged(request, _chosen(found, chosen)),
        "is_filtered": any(chosen.values()),
        **_around(collective, today),
    }
    return render(request, "results/index.html", page)


def _chosen(found, chosen):
    """Keep the readings that a filter asks for."""
    measure, place, state = (chosen.get(name, "") for name in ("measure", "place", "state"))
    return [
        reading
        for reading in found
        if (not measure or reading.measure.slug == measure)
        and (not place or str(reading.place.pk) == place)
        and (not state or ("signal" if reading.is_signal else reading.state) == state)
    ]


def _around(collective, today):
    """Return what stands beside the series: the latest sessions and the commitments that are open."""
    waiting = commitments(collective, on=today, state="not_yet")
    return {
        "sessions": sense.sessions(collective)[:LATELY],
        "commitments": with_states(waiting[:LATELY], on=today),
        "commitment_count": waiting.count(),
        "may_lead": may(collective, Role.FACILITATOR),
    }


def place_in(collective, measure, place):
    """Return a measure the reader may see and a place of the collective, or answer that there is none."""
    try:
        return data.measure_named(collective, measure), get_object_or_404(collective.places, pk=place)
    except Measure.DoesNotExist:
        raise Http404 from None


def _series(request, collective, measure, place):
    """Return every group's series, and the one that the address asks for."""
    row, where = place_in(collective, measure, place)
    groups = all_groups(row, where, on=timezone.localdate())
    wanted = request.GET.get("group", data.EVERYBODY)
    chosen = next((one for one in groups if one.group == wanted), None)
    if chosen is None:
        raise Http404
    return groups, chosen


def signal(request, slug, measure, place):
    """Show one series: its finding, its run chart and table, the rule in words, and what was made of it."""
    collective, today = collective_for(request, slug), timezone.localdate()
    groups, shown = _series(request, collective, measure, place)
    happenings = picture.happenings_at(shown.place, name=partial(named, collective=collective))
    questions, trials = sense.about_series(shown.measure, shown.place)
    page = {
        "collective": collective,
        "series": shown,
        "groups": groups,
        "chart": picture.picture(shown, happenings),
        "table": picture.table_of(shown),
        "happenings": happenings,
        "questions": questions,
        "trials": with_trial_states(trials, on=today),
        "may_ask": may(collective, Role.FACILITATOR),
        "crumbs": crumbs(collective),
        **_rule(shown, today),
    }
    return render(request, "results/signal.html", page)


def _rule(shown, today):
    """Return the rule of a chart in words."""
    return {
        "rule": rules.rule_words(shown.chart),
        "window": rules.window_words(shown),
        "centre": rules.centre_words(shown.chart),
        "gates": rules.gates(shown.chart, on=today),
        "told": rules.told(shown),
    }


def signal_json(request, slug, measure, place):
    """Answer with a series, its chart and its rule as JSON."""
    collective = collective_for(request, slug)
    _groups, shown = _series(request, collective, measure, place)
    return JsonResponse(rules.as_json(shown, on=timezone.localdate()))


def signal_csv(request, slug, measure, place):
    """Answer with the values of a series as CSV."""
    collective = collective_for(request, slug)
    _groups, shown = _series(request, collective, measure, place)
    name = "-".join(part for part in (measure, str(place), shown.group) if part)
    headers = {"Content-Disposition": f'attachment; filename="{name}.csv"'}
    answer = HttpResponse(content_type="text/csv; charset=utf-8", headers=headers)
    csv.writer(answer).writerows(map(safe_row, rules.as_rows(shown)))
    return answer
