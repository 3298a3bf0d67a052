"""A gathering, and writing one down."""

from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from cairn.network.access import Role, collective_for, require
from cairn.network.views.page import paged
from cairn.participation.actions import gatherings as actions
from cairn.participation.forms.choices import language_name
from cairn.participation.forms.gatherings import Sheet
from cairn.participation.models import Contribution, Gathering
from cairn.participation.queries.contributions import told
from cairn.participation.queries.processes import permissions
from cairn.participation.queries.reach import attendance
from cairn.participation.views.pages import done, seen


def gathering(request, slug, pk):
    """Show a gathering: who came, what was agreed, and everything said."""
    collective = collective_for(request, slug)
    rows = seen(collective, Gathering.objects.filter(collective=collective))
    rows = rows.select_related("place", "process", "recorded_by")
    gathering = get_object_or_404(rows, pk=pk)
    page = paged(request, told(seen(collective, Contribution.objects.filter(gathering=gathering))))
    context = {
        "gathering": gathering,
        "page": page,
        "attendance": attendance(gathering, is_member=collective.membership is not None),
        "language": language_name(gathering.language),
        **permissions(collective),
    }
    return render(request, "participation/gathering.html", context)


@login_required
def gathering_add(request, slug):
    """Write a gathering down, with its attendance and its statements."""
    collective = collective_for(request, slug)
    require(collective, Role.FACILITATOR)
    initial = {"process": request.GET.get("process"), "language": collective.language}
    sheet = Sheet(collective, request.POST if request.method == "POST" else None, initial)
    if request.method == "POST" and not sheet.asks_for_rows and sheet.is_valid():
        given = {"about": sheet.head.cleaned_data, "attendance": sheet.came(), "voices": sheet.said()}
        gathering = actions.record_gathering(
            collective=collective, **given, by=request.user, at=timezone.now()
        )
        return done(request, sheet.message(), gathering)
    return render(request, "participation/gathering_form.html", {"sheet": sheet})
