"""Pages of the loop: a collective's home, a component, and the trace of a text or a number."""

from django.contrib.auth.decorators import login_required
from django.http import FileResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from cairn.activities.data import queries as data
from cairn.loop.actions import export_collective
from cairn.loop.queries import component as component_queries
from cairn.loop.queries import home as home_queries
from cairn.loop.queries import trace as trace_queries
from cairn.loop.queries.lately import lately
from cairn.network.access import Role, collective_for, require
from cairn.pathway.queries import versions_seen


def home(request, slug):
    """Show the loop as a map: where the work stands, what waits, what is not known yet."""
    collective = collective_for(request, slug)
    sight = home_queries.look(collective, on=timezone.localdate())
    page = {
        "collective": collective,
        "vision": home_queries.vision(collective),
        "edition": sight.edition,
        "stations": home_queries.stations(sight),
        "waiting": sight.waiting[: home_queries.SHOWN],
        "more_waiting": max(len(sight.waiting) - home_queries.SHOWN, 0),
        "unknown": home_queries.unknown(sight),
        "lately": lately(collective, shown=home_queries.SHOWN),
    }
    return render(request, "loop/home.html", page)


def component(request, slug, kind, number):
    """Show a component as it stands now (to a visitor: as published), who is behind it, and its trace."""
    collective = collective_for(request, slug)
    row = get_object_or_404(collective.components, kind=kind, number=number)
    return _component(request, collective, row, component_queries.newest_seen(collective, row))


def version(request, slug, kind, number, version):
    """Show one version of a component, whatever came after it."""
    collective = collective_for(request, slug)
    row = get_object_or_404(collective.components, kind=kind, number=number)
    shown = get_object_or_404(versions_seen(collective), component=row, number=version)
    return _component(request, collective, row, shown)


def _component(request, collective, row, shown):
    page = component_queries.page(collective, row, shown, on=timezone.localdate())
    if shown is not None:
        page |= _sides(_traced(collective, shown))
    crumbs = component_queries.crumbs(collective, row)
    return render(request, "loop/component.html", {"collective": collective, "crumbs": crumbs, **page})


def trace(request, slug, pk):
    """Show the whole trace of a version."""
    collective = collective_for(request, slug)
    shown = get_object_or_404(versions_seen(collective), pk=pk)
    page = _sides(_traced(collective, shown))
    page |= {"crumbs": component_queries.crumbs(collective, shown.component, shown), "text": shown.text}
    return render(request, "loop/trace.html", {"collective": collective, "version": shown, **page})


def number(request, slug, pk):
    """Show the whole trace of a published number."""
    collective = collective_for(request, slug)
    rows = data.readable(collective).select_related(
        "measure__collective",
        "measure__advances__collective",
        "place",
        "submission__definition",
        "submission__constituent",
    )
    shown = get_object_or_404(rows, pk=pk)
    page = {
        "observation": shown,
        "number": component_queries.figure(shown),
        "crumbs": component_queries.number_crumbs(shown),
    }
    page |= _sides(trace_queries.trace_number(shown, is_member=collective.membership is not None))
    return render(request, "loop/number.html", {"collective": collective, **page})


def _traced(collective, version):
    is_member = collective.membership is not None
    return trace_queries.trace_version(version, with_words=is_member, on=timezone.localdate())


def _sides(found):
    return {
        "trace": found,
        "origin_way": component_queries.way(found.origin),
        "fate_way": component_queries.way(found.fate),
    }


@login_required
@require_POST
def export(request, slug):
    """Give the steward everything the collective holds that anybody may read, as one archive."""
    collective = collective_for(request, slug)
    require(collective, Role.STEWARD)
    with export_collective(collective=collective, by=request.user, at=timezone.now()) as file:
        return FileResponse(file, as_attachment=True, filename=f"{slug}.zip", content_type="application/zip")
