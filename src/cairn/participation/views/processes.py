"""The index, a process with its rounds and coverage, and opening both."""

from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _

from cairn.network.access import Role, collective_for, require
from cairn.network.views.page import paged
from cairn.participation import queries
from cairn.participation.actions import processes as actions
from cairn.participation.forms.processes import ProcessForm, RoundForm
from cairn.participation.models import Contribution, Draft, Gathering, Process
from cairn.participation.queries import processes as about
from cairn.participation.views.pages import done, filled, form_page, seen, sent


def index(request, slug):
    """Show every process, what each waits for, the latest gatherings, and whom the collective has reached."""
    collective = collective_for(request, slug)
    today = timezone.localdate()
    page = paged(request, Process.objects.filter(collective=collective).latest_first())
    gatherings = seen(collective, Gathering.objects.filter(collective=collective))
    context = {
        "page": page,
        "processes": about.summaries(collective, page.object_list, today),
        "coverage": queries.coverage(collective),
        "gatherings": about.gatherings(gatherings)[:5],
        "waiting": queries.waiting(collective, collective.membership),
        **about.permissions(collective),
    }
    return render(request, "participation/index.html", context)


def process(request, slug, pk):
    """Show a process: its rounds, whom it reached, what was given, and what became of it."""
    collective = collective_for(request, slug)
    process = get_object_or_404(Process.objects.select_related("collective"), collective=collective, pk=pk)
    today = timezone.localdate()
    context = about.whole(process, today, is_member=collective.membership is not None)
    context |= about.permissions(collective)
    gatherings = about.gatherings(seen(collective, Gathering.objects.filter(process=process)))
    context["page"] = paged(request, context["scope"])
    rows = (context["page"].object_list, context["rounds"], gatherings)
    context["matrix"] = about.matrix_page(process, *rows, today)
    drafts = about.drafts(seen(collective, Draft.objects.filter(process=process)))
    context["gatherings"] = paged(request, gatherings, name="gatherings")
    context["drafts"] = paged(request, drafts, name="drafts")
    context["contributions"] = seen(collective, Contribution.objects.in_process(process)).count()
    return render(request, "participation/process.html", context)


@login_required
def process_add(request, slug):
    """Open a process."""
    collective = collective_for(request, slug)
    require(collective, Role.STEWARD)
    form = filled(request, ProcessForm, collective)
    if sent(request, form):
        given = {"about": form.about(), "components": form.cleaned_data["components"]}
        process = actions.open_process(collective=collective, **given, by=request.user, at=timezone.now())
        return done(request, _("%(process)s is open.") % {"process": process}, process)
    title, cancel = _("Open a process"), about.index_url(collective)
    return form_page(request, form, title=title, submit=_("Open the process"), cancel=cancel)


@login_required
def process_edit(request, slug, pk):
    """Change what a process is about, its dates or its rule."""
    collective = collective_for(request, slug)
    require(collective, Role.STEWARD)
    process = get_object_or_404(collective.processes, pk=pk)
    form = filled(request, ProcessForm, collective, process=process)
    if sent(request, form):
        given = {"about": form.about(), "components": form.cleaned_data["components"]}
        actions.revise_process(process=process, **given, by=request.user, at=timezone.now())
        return done(request, _("The process is changed."), process)
    cancel = process.get_absolute_url()
    return form_page(
        request, form, title=_("Change the process"), submit=_("Save the changes"), cancel=cancel
    )


@login_required
def round_add(request, slug, pk):
    """Add a round to a process."""
    collective = collective_for(request, slug)
    require(collective, Role.FACILITATOR)
    process = get_object_or_404(collective.processes, pk=pk)
    form = filled(request, RoundForm)
    if sent(request, form):
        actions.add_round(process=process, **form.cleaned_data, by=request.user, at=timezone.now())
        return done(request, _("The round is added."), process)
    cancel = process.get_absolute_url()
    return form_page(request, form, title=_("Add a round"), submit=_("Add the round"), cancel=cancel)
