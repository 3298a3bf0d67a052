"""What people do with convenings: call them, invite, reply, tell the story."""

from datetime import datetime, time, timedelta
from functools import partial

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from cairn.activities.actions import add_activity
from cairn.activities.models import Activity
from cairn.activities.movement.calendar_file import calendar_file
from cairn.activities.movement.models import Convening, Invitation, Reply
from cairn.network.links import make_link
from cairn.record.actions import append


class ConveningRefused(Exception):
    """An act on a convening is not possible; the message says why."""


@transaction.atomic
def call_convening(*, collective, fields, agenda="", by, at):
    """Call a convening: an activity with a day, to which constituents are then invited."""
    fields = {**fields, "type": "convening", "ends_on": fields.get("ends_on") or fields["starts_on"]}
    activity = add_activity(collective=collective, kind=Activity.Kind.MOVEMENT, fields=fields, by=by, at=at)
    convening = Convening.objects.create(activity=activity, held_on=activity.starts_on, agenda=agenda)
    facts = {"activity": activity.pk, "held_on": convening.held_on.isoformat()}
    append(collective.log, "convening_called", convening, at=at, facts=facts, personal={"by": by.pk})
    return convening


@transaction.atomic
def invite(*, convening, emails, by, at):
    """Invite constituents by e-mail, sent on commit; `emails` maps each constituent to an address."""
    collective = convening.activity.collective
    if any(constituent.collective_id != collective.pk for constituent in emails):
        raise ConveningRefused(_("Invite constituents of this collective."))
    if not emails:
        raise ConveningRefused(_("Give the e-mail address of at least one constituent."))
    _refuse_when_over(convening, at, _("It is over: nobody can be invited to it any more."))
    invitations = [
        Invitation.objects.create(convening=convening, constituent=one, email=email, sent_by=by, sent_at=at)
        for one, email in emails.items()
    ]
    append(
        collective.log,
        "convening_invitations_sent",
        convening,
        at=at,
        facts={"constituents": sorted(constituent.pk for constituent in emails)},
        personal={"emails": ", ".join(sorted(emails.values())), "by": by.pk},
    )
    for invitation in invitations:
        transaction.on_commit(partial(_send, invitation, at), robust=True)
    return invitations


@transaction.atomic
def reply(*, convening, constituent, fields, by, at):
    """Record a constituent's reply: answer, people and note. `by` is None for a signed link."""
    if constituent.collective_id != convening.activity.collective_id:
        raise ConveningRefused(_("This constituent is not in the collective."))
    _refuse_when_over(convening, at, _("It is over: replies are no longer taken."))
    people = 0 if fields["answer"] == Reply.Answer.NOT_COMING else fields["people"]
    given = Reply.objects.create(
        convening=convening,
        constituent=constituent,
        answer=fields["answer"],
        people=people,
        note=fields.get("note", ""),
        given_by=by,
        given_at=at,
    )
    append(
        convening.activity.collective.log,
        "convening_reply_given",
        given,
        at=at,
        facts={"convening": convening.pk, "constituent": constituent.pk, "by_link": by is None},
        personal={"answer": f"{given.answer} {people}", "note": given.note, "by": by.pk if by else ""},
    )
    return given


@transaction.atomic
def tell_story(*, convening, story, people_reached, by, at):
    """Record the story a convening carried and how many people it reached; None is "not known"."""
    convening = Convening.objects.select_for_update().get(pk=convening.pk)
    if timezone.localdate(at) < convening.held_on:
        raise ConveningRefused(_("It has not been held yet. Tell its story afterwards."))
    convening.story, convening.people_reached = story, people_reached
    convening.save(update_fields=["story", "people_reached"])
    append(
        convening.activity.collective.log,
        "convening_story_told",
        convening,
        at=at,
        facts={"people_reached": people_reached},
        personal={"story": story, "by": by.pk},
    )
    return convening


def _refuse_when_over(convening, at, message):
    last_day = convening.activity.ends_on or convening.held_on
    if timezone.localdate(at) > last_day:
        raise ConveningRefused(message)


def _send(invitation, at):
    """Send one invitation in the collective's language, with a link to reply and the day for a calendar."""
    convening = invitation.convening
    collective = convening.activity.collective
    morning_after = datetime.combine(
        (convening.activity.ends_on or convening.held_on) + timedelta(days=1), time(), at.tzinfo
    )
    link = make_link(
        "movement:reply_link",
        act="reply",
        constituent=invitation.constituent,
        subject_pk=convening.pk,
        at=at,
        lasts=morning_after - at,
    )
    with translation.override(collective.language):
        about = {"invitation": invitation, "convening": convening, "collective": collective, "link": link}
        subject = _("Invitation: %(title)s") % {"title": " ".join(convening.activity.title.split())}
        text = render_to_string("movement/email/invitation.txt", about)
    message = EmailMessage(subject, text, to=[invitation.email])
    page = settings.SITE_URL.rstrip("/") + convening.get_absolute_url()
    message.attach("convening.ics", calendar_file(convening, url=page, at=at), "text/calendar")
    message.send()
