"""Pages of activities."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from cairn.activities import actions, queries
from cairn.activities.forms import ActivityForm, FilterForm, KindForm, OutcomeForm
from cairn.activities.models import Activity
from cairn.network.access import Role, collective_for, may, require
from cairn.network.views.page import paged


def index(request, slug):
    """Show the five kinds, whom they serve and whom they do not, and the activities."""
    collective = collective_for(request, slug)
    today = timezone.localdate()
    form = FilterForm(request.GET)
    chosen = form.cleaned_data if form.is_valid() else {}
    page = paged(request, queries.list_activities(collective, today, **chosen))
    queries.with_state(page.object_list, today)
    about = {
        "collective": collective,
        "form": form,
        "page": page,
        "is_filtered": any(chosen.values()),
        "kinds": queries.kinds(collective, today),
        "unserved": queries.shown_names(collective, queries.served_by_none(collective, today)),
        "constituent_count": queries.consulted_constituents(collective, today).count(),
        "may_add": may(collective, Role.FACILITATOR),
    }
    return render(request, "activities/index.html", about)


def activity(request, slug, pk):
    """Show one activity, with links to its component and to the page of its kind."""
    collective = collective_for(request, slug)
    shown = _activity(collective, pk)
    queries.with_state([shown], timezone.localdate())
    about = {
        "collective": collective,
        "activity": shown,
        "served": queries.shown_names(collective, shown.served.order_by("name")),
        "component": queries.in_words(shown.advances) if shown.advances else "",
        "pages": queries.own_pages(shown),
        "may_record": may(collective, Role.FACILITATOR),
    }
    return render(request, "activities/activity.html", about)


def _activity(collective, pk):
    with_pages = collective.activities.select_related(
        "collective", "advances", "place", "convening", "policy_ask", "session", "fund"
    )
    return get_object_or_404(with_pages, pk=pk)


@login_required
def activity_add(request, slug):
    """Ask what is to be added, and lead to its form."""
    collective = collective_for(request, slug)
    require(collective, Role.FACILITATOR)
    form = KindForm(request.POST or None)
    if form.is_valid():
        added = form.cleaned_data["added"]
        if added in Activity.Kind.values:
            return redirect("activities:activity_add_plain", slug, added)
        return redirect(added, slug)
    return render(request, "activities/activity_add.html", {"collective": collective, "form": form})


@login_required
def activity_add_plain(request, slug, kind):
    """Add an activity that has no page of its own beyond the shared one."""
    collective = collective_for(request, slug)
    require(collective, Role.FACILITATOR)
    if kind not in Activity.Kind.values:
        raise Http404
    form = ActivityForm(request.POST or None, collective=collective, on=timezone.localdate())
    if form.is_valid():
        fields = form.activity_fields()
        added = actions.add_activity(
            collective=collective, kind=kind, fields=fields, by=request.user, at=timezone.now()
        )
        messages.success(request, _("“%(title)s” is added.") % {"title": added.title})
        return redirect("activities:activity", slug, added.pk)
    about = {"collective": collective, "form": form, "kind": Activity.Kind(kind)}
    return render(request, "activities/activity_add_plain.html", about)


@login_required
def outcome(request, slug, pk):
    """Record what came of an activity."""
    collective = collective_for(request, slug)
    require(collective, Role.FACILITATOR)
    shown = get_object_or_404(collective.activities, pk=pk)
    before = {"outcome": shown.outcome, "ends_on": shown.ends_on}
    form = OutcomeForm(request.POST or None, initial=before)
    if form.is_valid() and _recorded(request, shown, form):
        messages.success(request, _("The outcome of “%(title)s” is recorded.") % {"title": shown.title})
        return redirect("activities:activity", slug, pk)
    return render(
        request, "activities/outcome.html", {"collective": collective, "activity": shown, "form": form}
    )


def _recorded(request, shown, form):
    try:
        actions.record_outcome(activity=shown, by=request.user, at=timezone.now(), **form.cleaned_data)
    except actions.ActivityRefused as refusal:
        form.add_error("ends_on", str(refusal))
        return False
    return True
