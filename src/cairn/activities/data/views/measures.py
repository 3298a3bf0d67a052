"""Pages of measures: all of them, one with its values, its definitions and its breaks."""

from datetime import date

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cairn.activities.data import actions, queries
from cairn.activities.data.forms import BreakForm, MeasureForm, RedefineForm, SearchForm
from cairn.activities.data.queries import pages
from cairn.activities.data.views.page import measure_or_404
from cairn.activities.queries import in_words, shown_name
from cairn.network.access import Role, collective_for, may, require
from cairn.network.views.page import paged


def index(request, slug):
    """Show what is counted, who has reported, and what the reader must send next."""
    collective, today = collective_for(request, slug), timezone.localdate()
    rows = queries.published(collective)
    own = collective.membership.constituent if collective.membership else None
    shown = paged(request, rows, size=10)
    about = {
        "collective": collective,
        "page": shown,
        "boards": queries.boards(shown.object_list, on=today),
        "owed": queries.owed(collective, own, today, rows) if may(collective, Role.MEMBER) else [],
        "own": own,
        "activities": collective.activities.filter(kind="data").order_by("-starts_on")[:10],
        "may_define": may(collective, Role.STEWARD),
        "may_send": may(collective, Role.MEMBER),
    }
    return render(request, "data/index.html", about)


def measure(request, slug, measure):
    """Show a measure: what it means, and its values as they may leave."""
    collective = collective_for(request, slug)
    shown = measure_or_404(collective, measure)
    form = SearchForm(request.GET)
    words = form.cleaned_data["q"].strip() if form.is_valid() else ""
    places = paged(request, pages.places_with_values(shown, words))
    about = {
        "collective": collective,
        "measure": shown,
        "definition": shown.latest,
        "sheet": pages.sheet(shown, places.object_list, until=_day(request.GET.get("until"))),
        "page": places,
        "form": form,
        "words": words,
        "says": _places_in_words(places.paginator.count, words),
        **_around(collective, shown),
    }
    return render(request, "data/measure.html", about)


def _around(collective, shown):
    """Return what stands around the values: breaks, component, owner, and what the reader may do."""
    return {
        "breaks": pages.breaks_of(shown),
        "component": in_words(shown.advances) if shown.advances else "",
        "owner": shown_name(collective, shown.owner) if shown.owner else "",
        "held_since": pages.held_since(shown) if may(collective, Role.STEWARD) else 0,
        "may_define": may(collective, Role.STEWARD),
        "may_send": may(collective, Role.MEMBER),
    }


def _places_in_words(count, words):
    if not words:
        return ngettext("%(count)s place", "%(count)s places", count) % {"count": count}
    said = ngettext("%(count)s place with “%(words)s”", "%(count)s places with “%(words)s”", count)
    return said % {"count": count, "words": words}


def _day(text):
    try:
        return date.fromisoformat(text or "")
    except ValueError:
        return None


def observation(request, slug, measure, pk):
    """Lead to the trace of a number."""
    collective = collective_for(request, slug)
    shown = measure_or_404(collective, measure)
    row = get_object_or_404(queries.readable(collective), measure=shown, pk=pk)
    return redirect("loop:number", slug, row.pk)


def definitions(request, slug, measure):
    """Show every version of a definition, newest first, with what changed and its hash."""
    collective = collective_for(request, slug)
    shown = measure_or_404(collective, measure)
    about = {
        "collective": collective,
        "measure": shown,
        "definitions": sorted(shown.definitions.all(), key=lambda one: -one.number),
        **_around(collective, shown),
    }
    return render(request, "data/definitions.html", about)


@login_required
def measure_add(request, slug):
    """Define a new measure."""
    collective = collective_for(request, slug)
    require(collective, Role.STEWARD)
    form = MeasureForm(request.POST or None, collective=collective, on=timezone.localdate())
    if form.is_valid():
        try:
            given = {"slug": form.slug(), "fields": form.definition_fields(), **form.about()}
            made = actions.define_measure(collective=collective, by=request.user, at=timezone.now(), **given)
        except actions.DefinitionRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("“%(name)s” is defined.") % {"name": form.cleaned_data["name"]})
            return redirect(made)
    return render(request, "data/measure_add.html", {"collective": collective, "form": form})


@login_required
def redefine(request, slug, measure):
    """Give a measure a new version of its definition."""
    collective = collective_for(request, slug)
    require(collective, Role.STEWARD)
    shown = measure_or_404(collective, measure)
    form = RedefineForm(request.POST or None, initial=_before(shown.latest))
    if form.is_valid():
        given = {"fields": form.definition_fields(), "from_on": form.break_on(), "by": request.user}
        try:
            made = actions.redefine(measure=shown, at=timezone.now(), **given)
        except actions.DefinitionRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Definition %(number)s holds from now on.") % {"number": made.number})
            return redirect("data:definitions", slug, measure)
    return render(request, "data/redefine.html", {"collective": collective, "measure": shown, "form": form})


def _before(definition):
    """Return what the form of a new version begins with."""
    parts = {name: getattr(definition, name) for name in RedefineForm.Meta.fields if name != "groups"}
    return parts | {"groups": "\n".join(definition.disaggregation)}


@login_required
def break_add(request, slug, measure):
    """Note a change of method."""
    collective = collective_for(request, slug)
    require(collective, Role.STEWARD)
    shown = measure_or_404(collective, measure)
    form = BreakForm(request.POST or None)
    if form.is_valid():
        actions.record_break(measure=shown, by=request.user, at=timezone.now(), **form.cleaned_data)
        messages.success(request, _("The break is noted; charts are drawn in two parts from there."))
        return redirect(shown)
    return render(request, "data/break_add.html", {"collective": collective, "measure": shown, "form": form})
