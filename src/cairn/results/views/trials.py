"""What is tried where, what came of it, who took it up, and the call to take it into the pathway."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from cairn.activities.data import queries as data
from cairn.network.access import Role, collective_for, may, may_speak_for, require, require_to_speak_for
from cairn.network.views.page import paged
from cairn.results import actions, queries
from cairn.results.forms import AdoptionForm, PromotionForm, ResultForm, TrialForm
from cairn.results.forms.trials import tried
from cairn.results.models import Trial
from cairn.results.queries.picture import Happening, picture
from cairn.results.queries.practices import TRIED, state_of_trial, title_of
from cairn.results.views.page import accepted, crumbs, form_page, picked


def adoptions(request, slug):
    """Show every practice with each site that tries it or took it up."""
    collective, today = collective_for(request, slug), timezone.localdate()
    page = paged(request, queries.practices(collective))
    about = {
        "collective": collective,
        "page": page,
        "rows": queries.rows_of(page.object_list, on=today),
        "crumbs": crumbs(collective),
        "may_add": may(collective, Role.MEMBER),
        "may_lead": may(collective, Role.FACILITATOR),
    }
    return render(request, "results/adoptions.html", about)


def _trial(collective, pk):
    rows = Trial.objects.select_related("practice", "constituent", "commitment", "measure", "place")
    return get_object_or_404(rows.filter(collective=collective), pk=pk)


def trial(request, slug, pk):
    """Show a trial: the prediction first, then what happened, beside its series."""
    collective, today = collective_for(request, slug), timezone.localdate()
    shown = _trial(collective, pk)
    shown.collective = shown.practice.collective = collective
    series = _series(collective, shown, today)
    page = {
        "collective": collective,
        "trial": shown,
        "title": title_of(shown.practice),
        "state": state_of_trial(shown, on=today),
        "is_late": shown.planned_at.date() > shown.starts_on,
        "series": series,
        "chart": picture(series, _dates(shown)) if series else None,
        "adoptions": shown.adoptions.select_related("constituent").order_by("adopted_on"),
        "may_act": may_speak_for(collective, shown.constituent),
        "has_begun": today >= shown.starts_on,
        "crumbs": crumbs(collective, (_("Practices and trials"), reverse("results:adoptions", args=[slug]))),
    }
    return render(request, "results/trial.html", page)


def _series(collective, shown, today):
    """Return the series by which a trial is seen, if there is one that the reader may see."""
    measures = {row.pk: row for row in data.published(collective)} if shown.measure_id else {}
    if shown.place is None or shown.measure_id not in measures:
        return None
    return queries.series_of(measures[shown.measure_id], shown.place, on=today)


def _dates(shown):
    return [
        Happening(shown.starts_on, "", _("trial begins")),
        Happening(shown.ends_on, "", _("trial ends")),
    ]


@login_required
def trial_add(request, slug):
    """Plan a trial, prediction first."""
    collective = collective_for(request, slug)
    require(collective, Role.MEMBER)
    before = {name: request.GET.get(name) for name in ("practice", "commitment")}
    before |= {"constituent": collective.membership.constituent_id, "starts_on": timezone.localdate()}
    form = TrialForm(request.POST or None, collective=collective, initial=before)
    if form.is_valid():
        given = {name: form.cleaned_data[name] for name in ("practice", "constituent")}
        require_to_speak_for(collective, given["constituent"])
        given |= {"fields": form.words(), "by": request.user, "at": timezone.now()}
        if made := accepted(form, actions.plan_trial, **given):
            messages.success(request, _("The trial is planned, and the prediction is on the record."))
            return redirect(made)
    about = {"title": _("Plan a trial"), "submit": _("Record the prediction and plan this trial")}
    return form_page(request, form, cancel=reverse("results:adoptions", args=[slug]), **about)


@login_required
def trial_close(request, slug, pk):
    """Write down what happened in a trial, and decide."""
    collective = collective_for(request, slug)
    require(collective, Role.MEMBER)
    shown = _trial(collective, pk)
    require_to_speak_for(collective, shown.constituent)
    form = ResultForm(request.POST or None)
    given = {"trial": shown, "by": request.user, "at": timezone.now()}
    if form.is_valid() and accepted(form, actions.close_trial, **form.cleaned_data, **given):
        messages.success(request, _("The result is recorded. Whoever tries this next begins with it."))
        return redirect("results:trial", slug, pk)
    about = {"title": _("What happened?"), "submit": _("Record this result"), "quoted": shown.prediction}
    return form_page(request, form, cancel=reverse("results:trial", args=[slug, pk]), **about)


@login_required
def adoption_add(request, slug):
    """Record that a constituent took a practice up."""
    collective = collective_for(request, slug)
    require(collective, Role.MEMBER)
    tested = picked(collective.trials.all(), request.GET.get("trial"))
    form = AdoptionForm(request.POST or None, collective=collective, initial=_before(request, tested))
    if form.is_valid():
        given = {name: form.cleaned_data[name] for name in ("practice", "constituent")}
        require_to_speak_for(collective, given["constituent"])
        own = tested if tested and tested.practice_id == given["practice"].pk else None
        given |= {"fields": form.words(), "trial": own, "by": request.user, "at": timezone.now()}
        if accepted(form, actions.adopt_practice, **given):
            messages.success(request, _("Adoption by %(who)s recorded.") % {"who": given["constituent"]})
            return redirect("results:adoptions", slug)
    about = {"title": _("Record an adoption"), "submit": _("Record this adoption")}
    return form_page(request, form, cancel=reverse("results:adoptions", args=[slug]), **about)


def _before(request, tested):
    """Begin an adoption with the trial it follows, or with the practice the reader comes from."""
    before = {"adopted_on": timezone.localdate(), "practice": request.GET.get("practice")}
    if tested:
        before |= {"practice": tested.practice_id, "constituent": tested.constituent_id}
        before |= {"result": tested.result}
    return before


@login_required
def promote(request, slug, pk):
    """Call for a practice to be taken into the pathway: its adoptions speak for it, and a process opens."""
    collective = collective_for(request, slug)
    require(collective, Role.FACILITATOR)
    practice = get_object_or_404(tried(collective), pk=pk, kind__in=TRIED)
    practice.collective = collective
    title = title_of(practice)
    before = {"title": _("Shall the pathway say “%s”?") % title.rstrip("."), "opens_on": timezone.localdate()}
    form = PromotionForm(request.POST or None, initial=before)
    if form.is_valid():
        given = {"practice": practice, "process": form.process(), "fields": form.words()}
        if made := accepted(form, actions.promote_practice, **given, by=request.user, at=timezone.now()):
            messages.success(request, _("The call is on the record and the process is open."))
            return redirect(made.process)
    about = {
        "title": _("Call this practice into the pathway"),
        "submit": _("Open the process"),
        "lede": title,
    }
    return form_page(request, form, cancel=reverse("results:adoptions", args=[slug]), **about)
