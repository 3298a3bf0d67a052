"""What people do with a pooled fund: open it, propose, approve, allot."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cairn.activities.actions import add_activity
from cairn.activities.investment import queries
from cairn.activities.investment.kept import decide, fingerprint
from cairn.activities.investment.models import Allotment, Approval, Fund, Proposal
from cairn.activities.models import Activity
from cairn.record.actions import append


class FundRefused(Exception):
    """An act on a fund is not possible; the message says why."""


@transaction.atomic
def open_fund(*, collective, fields, terms, by, at):
    """Open a pooled fund; `terms` are budget (minor units), currency, closes_on and completion."""
    fields = {**fields, "type": "fund"}
    if terms["closes_on"] < fields["starts_on"]:
        raise FundRefused(_("The fund would close before it opens. Give a later day."))
    activity = add_activity(collective=collective, kind=Activity.Kind.INVESTMENT, fields=fields, by=by, at=at)
    fund = Fund.objects.create(activity=activity, opens_on=activity.starts_on, **terms)
    append(
        collective.log,
        "fund_opened",
        fund,
        at=at,
        facts={
            "activity": activity.pk,
            "budget": fund.budget,
            "currency": fund.currency,
            "opens_on": fund.opens_on.isoformat(),
            "closes_on": fund.closes_on.isoformat(),
            "completion": fund.completion,
        },
        personal={"by": by.pk},
    )
    return fund


@transaction.atomic
def propose(*, fund, constituent, fields, by, at):
    """Propose what a constituent would do with some of the money: title, summary and cost in minor units."""
    fund = _open(fund, at)
    _refuse_strangers(fund, constituent)
    if fields["cost"] > fund.budget:
        raise FundRefused(_("This costs more than the whole fund. Propose a part of it."))
    proposal = Proposal.objects.create(fund=fund, constituent=constituent, made_at=at, **fields)
    facts = {"fund": fund.pk, "constituent": constituent.pk, "cost": proposal.cost}
    told = {"title": proposal.title, "by": by.pk}
    append(fund.activity.collective.log, "proposal_made", proposal, at=at, facts=facts, personal=told)
    return proposal


@transaction.atomic
def withdraw_proposal(*, proposal, by, at):
    """Withdraw a proposal while the fund is open; approvals of it no longer count."""
    fund = _open(proposal.fund, at)
    proposal = Proposal.objects.select_for_update().get(pk=proposal.pk)
    if proposal.withdrawn_at:
        raise FundRefused(_("It is withdrawn already."))
    proposal.withdrawn_at = at
    proposal.save(update_fields=["withdrawn_at"])
    told = {"by": by.pk}
    append(fund.activity.collective.log, "proposal_withdrawn", proposal, at=at, facts={}, personal=told)


@transaction.atomic
def approve(*, fund, constituent, proposals, by, at):
    """Record which proposals a constituent approves; what it no longer approves is withdrawn."""
    fund = _open(fund, at)
    _refuse_strangers(fund, constituent)
    if any(proposal.fund_id != fund.pk or proposal.withdrawn_at for proposal in proposals):
        raise FundRefused(_("One of these proposals is no longer in the fund. Look at the list again."))
    wanted = {proposal.pk for proposal in proposals}
    present = queries.standing_approvals(fund).filter(constituent=constituent)
    kept = set(present.values_list("proposal_id", flat=True))
    present.exclude(proposal_id__in=wanted).update(withdrawn_at=at)
    Approval.objects.bulk_create(
        Approval(proposal_id=pk, constituent=constituent, given_by=by, given_at=at)
        for pk in sorted(wanted - kept)
    )
    facts = {"constituent": constituent.pk, "proposals": sorted(wanted)}
    append(
        fund.activity.collective.log, "proposals_approved", fund, at=at, facts=facts, personal={"by": by.pk}
    )


@transaction.atomic
def allot(*, fund, by, at):
    """Allot a closed fund by the Method of Equal Shares, once, and keep what anyone needs to recompute it."""
    fund = _locked(fund)
    ballot = _ready(fund, at)
    result = decide(ballot, budget=fund.budget, currency=fund.currency, completion=fund.completion)
    allotment = Allotment.objects.create(fund=fund, result=result, made_by=by, made_at=at)
    funded = [bought["proposal"] for bought in result["purchases"]]
    allotment.funded.set(funded)
    append(
        fund.activity.collective.log,
        "fund_allotted",
        fund,
        at=at,
        facts={
            "funded": funded,
            "cost": result["cost"],
            "left": result["left"],
            "currency": fund.currency,
            "result_sha256": fingerprint(result),
        },
        personal={"by": by.pk},
    )
    return allotment


def _locked(fund):
    return Fund.objects.select_for_update().get(pk=fund.pk)


def _ready(fund, at):
    """Return the ballot of a fund that may be allotted now; refuse otherwise."""
    if timezone.localdate(at) <= fund.closes_on:
        raise FundRefused(_("The fund is still open. It can be allotted from the day after it closes."))
    if Allotment.objects.filter(fund=fund).exists():
        raise FundRefused(_("The fund is allotted already. A fund is allotted once."))
    ballot = queries.ballot(fund)
    if not ballot["approvals"]:
        raise FundRefused(_("No constituent has approved a proposal, so there is nothing to decide by."))
    return ballot


def _open(fund, at):
    """Return the fund, locked, if it takes proposals and approvals now; refuse otherwise."""
    fund, today = _locked(fund), timezone.localdate(at)
    if today < fund.opens_on:
        raise FundRefused(_("The fund is not open yet."))
    if today > fund.closes_on:
        raise FundRefused(_("The fund is closed: proposals and approvals can no longer be changed."))
    return fund


def _refuse_strangers(fund, constituent):
    if constituent.collective_id != fund.activity.collective_id:
        raise FundRefused(_("This constituent is not in the collective."))
