"""What the pages of investment read, and what the rule is given."""

from fractions import Fraction

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from cairn.activities.investment.models import Allotment, Approval, Fund, Proposal
from cairn.activities.queries import consulted_constituents, shown_name
from cairn.network.access import RANK, Role
from cairn.network.waiting import Waiting
from cairn.record.export import Table

STANDING = Q(approvals__withdrawn_at=None)


def standing_proposals(fund):
    """Return the proposals that stand, in the order they were made, with how many approve each."""
    proposals = fund.proposals.filter(withdrawn_at=None).select_related("constituent")
    return proposals.annotate(supporters=Count("approvals", filter=STANDING)).order_by("pk")


def standing_approvals(fund):
    """Return the approvals that stand for proposals that stand."""
    approvals = Approval.objects.filter(proposal__fund=fund, withdrawn_at=None)
    return approvals.filter(proposal__withdrawn_at=None)


def approved_by(fund, constituent):
    """Return the proposals that a constituent approves now."""
    return fund.proposals.filter(
        withdrawn_at=None, approvals__constituent=constituent, approvals__withdrawn_at=None
    )


def ballot(fund):
    """Return what the rule is given: the cost of each proposal, and what each constituent approves."""
    approvals = {}
    for constituent, proposal in standing_approvals(fund).values_list("constituent_id", "proposal_id"):
        approvals.setdefault(constituent, set()).add(proposal)
    costs = dict(fund.proposals.filter(withdrawn_at=None).values_list("pk", "cost"))
    return {"costs": costs, "approvals": approvals}


def taking_part(collective, fund, on):
    """List the consulted constituents with how many proposals each approves, those with none too."""
    approving = Q(
        approvals__proposal__fund=fund,
        approvals__proposal__withdrawn_at=None,
        approvals__withdrawn_at=None,
    )
    return consulted_constituents(collective, on).annotate(approved=Count("approvals", filter=approving))


def explained(collective, fund):
    """Return the allotment for people: what was funded, what was not and why, what each share bought."""
    result = fund.allotment.result
    proposals = {one.pk: one for one in fund.proposals.select_related("constituent")}
    names = {one.pk: shown_name(collective, one) for one in collective.constituents.all()}
    supporters = _supporters(result)
    return {
        "result": result,
        "funded": [_funded(bought, proposals, names, supporters) for bought in result["purchases"]],
        "not_funded": _not_funded(result, proposals, names, supporters),
        "shares": [_share(share, proposals, names) for share in result["shares"]],
        "ties": [_tie(tie, proposals) for tie in result["ties"]],
        "voters": len(result["approvals"]),
        "first_share": Fraction(result["first_share"]),
        "share": Fraction(result["endowment"]),
        "is_raised": result["endowment"] != result["first_share"],
        "phases": {bought["phase"] for bought in result["purchases"]},
    }


def _supporters(result):
    """Return the ids of the constituents that approve each proposal."""
    supporters = {int(proposal): [] for proposal in result["costs"]}
    for constituent, approved in result["approvals"].items():
        for proposal in approved:
            supporters[proposal].append(int(constituent))
    return supporters


def _funded(bought, proposals, names, supporters):
    proposal = proposals[bought["proposal"]]
    return {
        "proposal": proposal,
        "by": names[proposal.constituent_id],
        "supporters": len(supporters[proposal.pk]),
        "price": Fraction(bought["price"]) if bought["price"] else None,
        "phase": bought["phase"],
    }


def _not_funded(result, proposals, names, supporters):
    """List what was not funded, with what its supporters still held when nothing more could be bought."""
    held = {share["constituent"]: Fraction(share["left"]) for share in result["shares"]}
    bought = {one["proposal"] for one in result["purchases"]}
    rest = sorted(int(one) for one in result["costs"] if int(one) not in bought)
    return [
        {
            "proposal": proposals[one],
            "by": names[proposals[one].constituent_id],
            "supporters": len(supporters[one]),
            "held": sum((held.get(constituent, Fraction(0)) for constituent in supporters[one]), Fraction(0)),
            "fits": result["costs"][str(one)] <= result["left"],
        }
        for one in rest
    ]


def _share(share, proposals, names):
    return {
        "name": names[share["constituent"]],
        "held": Fraction(share["held"]),
        "left": Fraction(share["left"]),
        "paid": [(proposals[one["proposal"]].title, Fraction(one["amount"])) for one in share["paid"]],
    }


def _tie(tie, proposals):
    return {
        "tied": [proposals[one].title for one in tie["tied"]],
        "chosen": proposals[tie["chosen"]].title,
        "broken_by": tie["broken_by"],
    }


def waiting(collective, membership, on):
    """List the open funds in which a member's constituent approves nothing, and those a steward may allot."""
    if membership is None or RANK[membership.role] < RANK[Role.MEMBER]:
        return []
    funds = Fund.objects.filter(activity__collective=collective).select_related("activity").order_by("pk")
    found = _to_approve(collective, membership, funds, on)
    return found + (_to_allot(collective, funds, on) if membership.role == Role.STEWARD else [])


def _to_approve(collective, membership, funds, on):
    own = membership.constituent_id
    if own is None:
        return []
    answered = Approval.objects.filter(constituent=own).values("proposal__fund")
    still = funds.filter(opens_on__lte=on, closes_on__gte=on, proposals__withdrawn_at=None).exclude(
        pk__in=answered
    )
    return [
        Waiting(
            _("Approve proposals to “%(title)s”") % {"title": fund.activity.title},
            reverse("investment:approve", args=[collective.slug, fund.pk, own]),
            fund.opens_on,
        )
        for fund in still.filter(proposals__isnull=False).distinct()
    ]


def _to_allot(collective, funds, on):
    return [
        Waiting(
            _("Allot “%(title)s”") % {"title": fund.activity.title},
            reverse("investment:allot", args=[collective.slug, fund.pk]),
            fund.closes_on,
        )
        for fund in funds.filter(closes_on__lt=on, allotment=None)
    ]


EXPORTED = (
    Table(Fund, "activity__collective"),
    Table(Proposal, "fund__activity__collective"),
    Table(
        Approval,
        "proposal__fund__activity__collective",
        shared=lambda rows: rows.filter(proposal__fund__allotment__isnull=False),
    ),
    Table(Allotment, "fund__activity__collective"),
)
