"""Commitments: what constituents will do, and what became of it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from cairn.network.access import Role, collective_for, may, may_speak_for, require, require_to_speak_for
from cairn.network.views.page import paged
from cairn.results import actions, queries
from cairn.results.forms import CommitmentFilter, CommitmentForm, ReviewForm
from cairn.results.queries.commitments import with_states
from cairn.results.queries.practices import with_states as with_trial_states
from cairn.results.views.page import accepted, crumbs, form_page


def commitments(request, slug):
    """List the commitments: due, open, kept, changed, and dropped with the reason."""
    collective, today = collective_for(request, slug), timezone.localdate()
    form = CommitmentFilter(request.GET)
    chosen = form.cleaned_data if form.is_valid() else {}
    page = paged(request, queries.commitments(collective, on=today, **chosen))
    with_states(page.object_list, on=today)
    about = {
        "collective": collective,
        "form": form,
        "page": page,
        "is_filtered": any(chosen.values()),
        "crumbs": crumbs(collective),
        "may_add": may(collective, Role.MEMBER),
    }
    return render(request, "results/commitments.html", about)


def _commitment(collective, pk):
    rows = queries.commitments(collective, on=timezone.localdate())
    return get_object_or_404(rows.select_related("question__session__collective"), pk=pk)


def commitment(request, slug, pk):
    """Show a commitment: what it answers, each look at it, and the trials that keep it."""
    collective, today = collective_for(request, slug), timezone.localdate()
    shown = _commitment(collective, pk)
    trials = shown.trials.select_related("collective", "practice").prefetch_related(
        "practice__versions__texts"
    )
    page = {
        "collective": collective,
        "commitment": shown,
        "state": queries.state_of_commitment(shown, on=today),
        "reviews": shown.reviews.order_by("reviewed_at", "pk"),
        "trials": with_trial_states(trials.order_by("starts_on"), on=today),
        "may_review": may_speak_for(collective, shown.constituent),
        "crumbs": crumbs(collective, (_("Commitments"), reverse("results:commitments", args=[slug]))),
    }
    return render(request, "results/commitment.html", page)


@login_required
def commitment_add(request, slug):
    """Make a commitment for a constituent the person may speak for."""
    collective = collective_for(request, slug)
    require(collective, Role.MEMBER)
    before = {"constituent": collective.membership.constituent_id, "question": request.GET.get("question")}
    form = CommitmentForm(request.POST or None, collective=collective, initial=before)
    if form.is_valid():
        constituent = form.cleaned_data["constituent"]
        require_to_speak_for(collective, constituent)
        about = {"constituent": constituent, "fields": form.words(), "by": request.user}
        about |= {"question": form.cleaned_data["question"], "at": timezone.now()}
        if made := accepted(form, actions.make_commitment, **about):
            messages.success(request, _("Commitment of %(who)s recorded.") % {"who": constituent})
            return redirect(made)
    about = {"title": _("Make a commitment"), "submit": _("Record this commitment"), "lede": _contribution()}
    return form_page(request, form, cancel=reverse("results:commitments", args=[slug]), **about)


def _contribution():
    """Say what a commitment claims, and what it does not."""
    return _("We report what each contributes. That a figure moves afterwards is nobody’s alone.")


@login_required
def commitment_review(request, slug, pk):
    """Say whether a commitment was kept, changed or dropped."""
    collective = collective_for(request, slug)
    require(collective, Role.MEMBER)
    shown = _commitment(collective, pk)
    require_to_speak_for(collective, shown.constituent)
    form = ReviewForm(request.POST or None)
    given = {"commitment": shown, "by": request.user, "at": timezone.now()}
    if form.is_valid() and accepted(form, actions.review_commitment, **form.cleaned_data, **given):
        messages.success(request, _("Recorded what became of it. Thank you for saying so."))
        return redirect(shown)
    about = {"title": _("What became of it?"), "submit": _("Record this"), "quoted": shown.text}
    return form_page(request, form, cancel=shown.get_absolute_url(), **about)
