"""Pages of pooled funds."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Sum
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cairn.activities.investment import actions, queries
from cairn.activities.investment.forms import ApprovalForm, FundForm, ProposalForm
from cairn.activities.investment.kept import as_json, as_pabulib, fingerprint
from cairn.activities.investment.models import Allotment, Fund
from cairn.activities.queries import in_words, shown_name, shown_names, spoken_for
from cairn.network.access import Role, collective_for, may, may_speak_for, require, require_to_speak_for


def _fund(collective, pk):
    rows = Fund.objects.select_related("activity__collective", "activity__advances", "allotment")
    return get_object_or_404(rows, activity__collective=collective, pk=pk)


def fund(request, slug, pk):
    """Show a fund: its money, its proposals, and how it was allotted."""
    collective = collective_for(request, slug)
    shown, today = _fund(collective, pk), timezone.localdate()
    activity, is_allotted = shown.activity, hasattr(shown, "allotment")
    proposals = _named(collective, queries.standing_proposals(shown))
    about = {
        "collective": collective,
        "fund": shown,
        "activity": activity,
        "component": in_words(activity.advances) if activity.advances else "",
        "served": shown_names(collective, activity.served.order_by("name")),
        "proposals": proposals,
        "withdrawable": [one for one in proposals if may_speak_for(collective, one.constituent)],
        "asked_for": sum(proposal.cost for proposal in proposals),
        "taking_part": list(queries.taking_part(collective, shown, min(today, shown.closes_on))),
        "is_open": shown.is_open_on(today),
        "is_over": shown.closes_on < today,
        "explained": queries.explained(collective, shown) if is_allotted else None,
        "made": fingerprint(shown.allotment.result) if is_allotted else "",
        **_may(collective),
    }
    about["has_answered"] = sum(one.approved > 0 for one in about["taking_part"])
    return render(request, "investment/fund.html", about)


def _may(collective):
    """Say what the reader may do here."""
    return {
        "may_take_part": may(collective, Role.MEMBER),
        "may_lead": may(collective, Role.FACILITATOR),
        "may_decide": may(collective, Role.STEWARD),
        "own": collective.membership.constituent_id if collective.membership else None,
    }


def _named(collective, proposals):
    """Say of each proposal who makes it, as this reader may see it."""
    proposals = list(proposals)
    for proposal in proposals:
        proposal.by = shown_name(collective, proposal.constituent)
    return proposals


def _accepted(form, action, **given):
    """Do what was asked, or put the refusal at the head of the form."""
    try:
        action(**given)
    except actions.FundRefused as refusal:
        form.add_error(None, str(refusal))
        return False
    return True


@login_required
def fund_add(request, slug):
    """Open a pooled fund."""
    collective = collective_for(request, slug)
    require(collective, Role.STEWARD)
    form = FundForm(request.POST or None, collective=collective, on=timezone.localdate())
    if form.is_valid():
        opened = actions.open_fund(
            collective=collective,
            fields=form.activity_fields(),
            terms=form.terms(),
            by=request.user,
            at=timezone.now(),
        )
        messages.success(request, _("The fund “%(title)s” is open.") % {"title": opened})
        return redirect(opened)
    return render(request, "investment/fund_add.html", {"collective": collective, "form": form})


@login_required
def propose(request, slug, pk):
    """Propose what a constituent would do with some of the money."""
    collective = collective_for(request, slug)
    require(collective, Role.MEMBER)
    shown = _fund(collective, pk)
    offered = spoken_for(collective, timezone.localdate())
    before = {"constituent": collective.membership.constituent_id}
    form = ProposalForm(request.POST or None, fund=shown, constituents=offered, initial=before)
    if form.is_valid():
        constituent = form.cleaned_data["constituent"]
        require_to_speak_for(collective, constituent)
        given = {"constituent": constituent, "fields": form.proposal_fields(), "by": request.user}
        if _accepted(form, actions.propose, fund=shown, at=timezone.now(), **given):
            messages.success(
                request, _("Proposal of %(constituent)s recorded.") % {"constituent": constituent}
            )
            return redirect(shown)
    about = {"collective": collective, "fund": shown, "activity": shown.activity, "form": form}
    return render(request, "investment/propose.html", about)


@login_required
@require_POST
def withdraw(request, slug, pk):
    """Withdraw a proposal of a constituent the person may speak for."""
    collective = collective_for(request, slug)
    require(collective, Role.MEMBER)
    shown = _fund(collective, pk)
    chosen = request.POST.get("proposal", "")
    proposal = get_object_or_404(shown.proposals, pk=chosen if chosen.isdecimal() else 0)
    require_to_speak_for(collective, proposal.constituent)
    try:
        actions.withdraw_proposal(proposal=proposal, by=request.user, at=timezone.now())
    except actions.FundRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("“%(title)s” is withdrawn.") % {"title": proposal})
    return redirect(shown)


@login_required
def approve(request, slug, pk, constituent_pk):
    """Record which proposals a constituent approves."""
    collective = collective_for(request, slug)
    require(collective, Role.MEMBER)
    shown = _fund(collective, pk)
    constituent = get_object_or_404(collective.constituents, pk=constituent_pk)
    require_to_speak_for(collective, constituent)
    offered = queries.standing_proposals(shown).select_related("constituent", "fund")
    before = {"proposals": queries.approved_by(shown, constituent)}
    form = ApprovalForm(request.POST or None, proposals=offered, initial=before)
    if form.is_valid():
        given = {"constituent": constituent, "proposals": list(form.cleaned_data["proposals"])}
        if _accepted(form, actions.approve, fund=shown, by=request.user, at=timezone.now(), **given):
            messages.success(
                request, _("Approvals of %(constituent)s recorded.") % {"constituent": constituent}
            )
            return redirect(shown)
    about = {"collective": collective, "fund": shown, "activity": shown.activity, "form": form}
    return render(request, "investment/approve.html", {**about, "constituent": constituent})


@login_required
def allot(request, slug, pk):
    """Allot a closed fund, after showing what will happen."""
    collective = collective_for(request, slug)
    require(collective, Role.STEWARD)
    shown = _fund(collective, pk)
    refusal = ""
    if request.method == "POST":
        try:
            actions.allot(fund=shown, by=request.user, at=timezone.now())
        except actions.FundRefused as refused:
            refusal = str(refused)
        else:
            messages.success(request, _("“%(title)s” is allotted. The result is below.") % {"title": shown})
            return redirect(shown)
    proposals = queries.standing_proposals(shown)
    voters = queries.standing_approvals(shown).values("constituent").distinct().count()
    about = {"collective": collective, "fund": shown, "activity": shown.activity, "refusal": refusal}
    asked_for = proposals.aggregate(cost=Sum("cost"))["cost"] or 0
    about |= {"count": proposals.count(), "voters": voters, "asked_for": asked_for}
    return render(request, "investment/allot.html", about)


def _allotment(request, slug, pk):
    collective = collective_for(request, slug)
    return get_object_or_404(
        Allotment.objects.select_related("fund__activity"), fund__activity__collective=collective, fund=pk
    )


def _download(text, content_type, name):
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(text, content_type=f"{content_type}; charset=utf-8", headers=headers)


def allotment_json(request, slug, pk):
    """Give the kept result as JSON, the very text whose fingerprint is on the record."""
    allotment = _allotment(request, slug, pk)
    return _download(as_json(allotment.result), "application/json", f"fund-{pk}.json")


def allotment_pabulib(request, slug, pk):
    """Give the election behind the allotment as a .pb file, to recompute it elsewhere."""
    allotment = _allotment(request, slug, pk)
    names = dict(allotment.fund.proposals.values_list("pk", "title"))
    text = as_pabulib(allotment.result, title=str(allotment.fund), names=names)
    return _download(text, "text/plain", f"fund-{pk}.pb")
