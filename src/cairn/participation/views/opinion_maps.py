"""The opinion map of a conversation: the page, the files, and drawing it again."""

import csv

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cairn.network.access import Role, collective_for, require
from cairn.network.views.page import paged
from cairn.participation.actions.opinion_maps import draw_map, map_of
from cairn.participation.forms.conversations import MapFilter
from cairn.participation.models import Conversation
from cairn.participation.queries import opinion_maps as about
from cairn.participation.queries.processes import permissions
from cairn.participation.views.pages import done
from cairn.web.spreadsheet import safe_row


def opinion_map(request, slug, pk):
    """Show the map: the picture, the groups, what is shared and contested, and every statement."""
    collective = collective_for(request, slug)
    conversation = _conversation(collective, pk)
    drawn = map_of(conversation=conversation, at=timezone.now())
    context = {"conversation": conversation, "drawn": drawn, **permissions(collective)}
    if drawn:
        context |= _whole(request, conversation, about.Reading(drawn))
    return render(request, "participation/conversation_map.html", context)


def _whole(request, conversation, reading):
    """Gather what the page shows; the words of all its statements come in one query."""
    form = MapFilter(request.GET)
    given = form.given()
    page = paged(request, about.kept(reading, conversation, **given))
    page.object_list = [about.row(reading, place) for place in page.object_list]
    lists = about.lists(reading)
    looked_at = about.looked_at(reading, request.GET.get("statement", ""))
    about.worded([*page.object_list, *about.rows_in(lists), *([looked_at] if looked_at else [])])
    you = about.place_of(reading, request.user, conversation)
    return {
        "reading": reading,
        "chart": about.chart(reading, you) if reading.is_drawn else None,
        "filter": form,
        "given": given,
        "page": page,
        "lists": lists,
        "looked_at": looked_at,
        "standing": about.standing(reading, looked_at["place"], request.collective) if looked_at else None,
        "is_stale": reading.drawn.n_changes != conversation.n_changes,
    }


def map_json(request, slug, pk):
    """Give the map as one JSON object: no keys of people, no small counts."""
    collective = collective_for(request, slug)
    return JsonResponse(_given(collective, pk), json_dumps_params={"ensure_ascii": False})


def map_csv(request, slug, pk):
    """Give the statements of the map as a spreadsheet."""
    collective = collective_for(request, slug)
    answer = HttpResponse(content_type="text/csv; charset=utf-8-sig")
    answer["Content-Disposition"] = f'attachment; filename="statements-{pk}.csv"'
    csv.writer(answer).writerows(map(safe_row, about.as_table(_given(collective, pk))))
    return answer


def _given(collective, pk):
    conversation = _conversation(collective, pk)
    drawn = map_of(conversation=conversation, at=timezone.now())
    if drawn is None:
        raise Http404
    return about.as_json(about.Reading(drawn), conversation, collective)


@login_required
@require_POST
def map_redraw(request, slug, pk):
    """Draw the map again from the votes as they are now."""
    collective = collective_for(request, slug)
    require(collective, Role.FACILITATOR)
    conversation = _conversation(collective, pk)
    draw_map(conversation=conversation, at=timezone.now())
    return done(request, _("The map is drawn from the votes as they are now."), "participation:map", slug, pk)


def _conversation(collective, pk):
    rows = Conversation.objects.filter(collective=collective).select_related("collective__log", "process")
    return get_object_or_404(rows, pk=pk)
