"""Pages of policy asks and institutions."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cairn.activities.influence import actions, queries
from cairn.activities.influence.forms import AskForm, SignForm, StepForm
from cairn.activities.influence.models import PolicyAsk
from cairn.activities.queries import in_words, shown_names, spoken_for
from cairn.network.access import Role, collective_for, may, require, require_to_speak_for
from cairn.network.views.page import paged


def _ask(collective, pk):
    rows = PolicyAsk.objects.select_related("activity__collective", "activity__advances", "institution")
    return get_object_or_404(rows.prefetch_related("steps"), activity__collective=collective, pk=pk)


def ask(request, slug, pk):
    """Show an ask: the decision wanted, how far it has come, who signed."""
    collective = collective_for(request, slug)
    shown = _ask(collective, pk)
    activity, stands = shown.activity, queries.standing(shown)
    signatories = list(shown.signatories.order_by("name"))
    is_open = stands is None or stands.stage not in queries.SETTLED
    about = {
        "collective": collective,
        "ask": shown,
        "activity": activity,
        "component": in_words(activity.advances) if activity.advances else "",
        "served": shown_names(collective, activity.served.order_by("name")),
        "line": queries.line_of_stages(shown, with_notes=collective.membership is not None),
        "signatories": shown_names(collective, signatories),
        "own": _own(collective, signatories),
        "may_sign": may(collective, Role.MEMBER) and is_open,
        "may_lead": may(collective, Role.FACILITATOR),
    }
    return render(request, "influence/ask.html", about)


def _own(collective, signatories):
    """Return the person's own constituent if it has signed."""
    own = collective.membership.constituent_id if collective.membership else None
    return next((one for one in signatories if one.pk == own), None)


@login_required
def ask_add(request, slug):
    """Ask an institution for a decision."""
    collective = collective_for(request, slug)
    require(collective, Role.FACILITATOR)
    form = AskForm(request.POST or None, collective=collective, on=timezone.localdate())
    if form.is_valid() and (made := _made(request, collective, form)):
        messages.success(
            request, _("The ask to %(institution)s is recorded.") % {"institution": made.institution}
        )
        return redirect(made)
    return render(request, "influence/ask_add.html", {"collective": collective, "form": form})


@transaction.atomic
def _made(request, collective, form):
    """Add the institution where it is new, then the ask."""
    given, who = form.cleaned_data, {"by": request.user, "at": timezone.now()}
    institution = given["institution"]
    try:
        if institution is None:
            named = {"name": given["new_name"], "level": given["new_level"]}
            institution = actions.add_institution(collective=collective, **named, **who)
    except actions.AskRefused as refusal:
        form.add_error("new_name", str(refusal))
        return None
    return actions.ask_institution(
        institution=institution, ask=given["ask"], fields=form.activity_fields(), **who
    )


@login_required
def step_add(request, slug, pk):
    """Record that an ask has reached a stage."""
    collective = collective_for(request, slug)
    require(collective, Role.FACILITATOR)
    shown = _ask(collective, pk)
    form = StepForm(request.POST or None, initial={"reached_on": timezone.localdate()})
    if form.is_valid():
        try:
            step = actions.record_step(ask=shown, by=request.user, at=timezone.now(), **form.cleaned_data)
        except actions.AskRefused as refusal:
            form.add_error("reached_on", str(refusal))
        else:
            messages.success(request, _("Stage “%(stage)s” recorded.") % {"stage": step.get_stage_display()})
            return redirect(shown)
    about = {"collective": collective, "ask": shown, "activity": shown.activity, "form": form}
    return render(request, "influence/step_add.html", about)


@login_required
def sign(request, slug, pk):
    """Sign an ask for a constituent the person may speak for."""
    collective = collective_for(request, slug)
    require(collective, Role.MEMBER)
    shown = _ask(collective, pk)
    offered = spoken_for(collective, timezone.localdate()).exclude(policy_asks=shown)
    form = SignForm(
        request.POST or None,
        constituents=offered,
        initial={"constituent": collective.membership.constituent_id},
    )
    if form.is_valid() and _signed(request, collective, shown, form):
        return redirect(shown)
    about = {"collective": collective, "ask": shown, "activity": shown.activity, "form": form}
    return render(request, "influence/sign.html", about)


def _signed(request, collective, shown, form):
    constituent = form.cleaned_data["constituent"]
    require_to_speak_for(collective, constituent)
    try:
        actions.sign_ask(ask=shown, constituent=constituent, by=request.user, at=timezone.now())
    except actions.AskRefused as refusal:
        form.add_error("constituent", str(refusal))
        return False
    messages.success(request, _("Signature of %(constituent)s recorded.") % {"constituent": constituent})
    return True


@login_required
@require_POST
def withdraw(request, slug, pk):
    """Withdraw the signature of the person's own constituent."""
    collective = collective_for(request, slug)
    require(collective, Role.MEMBER)
    shown = _ask(collective, pk)
    constituent = get_object_or_404(shown.signatories, pk=request.POST.get("constituent") or 0)
    require_to_speak_for(collective, constituent)
    actions.withdraw_signature(ask=shown, constituent=constituent, by=request.user, at=timezone.now())
    messages.success(request, _("Signature of %(constituent)s withdrawn.") % {"constituent": constituent})
    return redirect(shown)


def institution(request, slug, pk):
    """Show an institution and everything asked of it."""
    collective = collective_for(request, slug)
    shown = get_object_or_404(collective.institutions, pk=pk)
    page = paged(request, queries.list_asks(shown.asks))
    about = {"collective": collective, "institution": shown, "page": page, "asks": queries.summed_up(page)}
    return render(request, "influence/institution.html", about)
