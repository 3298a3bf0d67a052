"""What the pages of movement read."""

from django.urls import reverse
from django.utils.translation import gettext as _

from cairn.activities.movement.models import Convening, Invitation, Reply
from cairn.network.access import RANK, Role
from cairn.network.waiting import Waiting
from cairn.record.export import Table

Answer = Reply.Answer


def latest_replies(convening):
    """Return each constituent's latest reply, by the constituent's name; earlier ones stay kept."""
    replies = convening.replies.select_related("constituent").order_by("given_at", "pk")
    latest = {reply.constituent_id: reply for reply in replies}
    return sorted(latest.values(), key=lambda reply: reply.constituent.name)


def tally(convening):
    """Count replies and people by answer, and list who was asked but has not replied."""
    replies = latest_replies(convening)
    counts = [
        {
            "answer": answer,
            "constituents": sum(reply.answer == answer for reply in replies),
            "people": sum(reply.people for reply in replies if reply.answer == answer),
        }
        for answer in Answer
    ]
    replied = {reply.constituent_id for reply in replies}
    asked = {invitation.constituent for invitation in convening.invitations.select_related("constituent")}
    silent = sorted((one for one in asked if one.pk not in replied), key=lambda one: one.name)
    return {"replies": replies, "counts": counts, "asked": len(asked), "silent": silent}


def present_reply(convening, constituent):
    """Return the latest reply of one constituent, or None."""
    return convening.replies.filter(constituent=constituent).order_by("given_at", "pk").last()


def waiting(collective, membership, on):
    """List a member's unanswered invitations, and for a facilitator the stories that are not told."""
    if membership is None:
        return []
    found = _unanswered(collective, membership, on) if RANK[membership.role] >= RANK[Role.MEMBER] else []
    return found + (_untold(collective, on) if RANK[membership.role] >= RANK[Role.FACILITATOR] else [])


def _unanswered(collective, membership, on):
    asked = Invitation.objects.filter(
        convening__activity__collective=collective,
        convening__held_on__gte=on,
        constituent=membership.constituent_id,
    ).exclude(convening__replies__constituent=membership.constituent_id)
    first = {}
    for invitation in asked.select_related("convening__activity").order_by("sent_at", "pk"):
        first.setdefault(invitation.convening_id, invitation)
    return [
        Waiting(
            _("Reply to the invitation to “%(title)s”") % {"title": invitation.convening.activity.title},
            reverse("movement:reply", args=[collective.slug, invitation.convening_id]),
            invitation.sent_at.date(),
        )
        for invitation in first.values()
    ]


def _untold(collective, on):
    held = Convening.objects.filter(activity__collective=collective, held_on__lt=on, story="")
    return [
        Waiting(
            _("Tell the story of “%(title)s”") % {"title": convening.activity.title},
            reverse("movement:story", args=[collective.slug, convening.pk]),
            convening.held_on,
        )
        for convening in held.select_related("activity").order_by("held_on", "pk")
    ]


EXPORTED = (
    Table(Convening, "activity__collective"),
    Table(Invitation, "convening__activity__collective", shared=None),
    Table(Reply, "convening__activity__collective", shared=None),
)
