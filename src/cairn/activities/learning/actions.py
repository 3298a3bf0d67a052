"""What people do to learn together: hold sessions, note them, debrief right after and again later."""

from functools import partial

from django.core.mail import send_mail
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from cairn.activities.actions import add_activity
from cairn.activities.learning import queries
from cairn.activities.learning.models import Debrief, Session
from cairn.activities.models import Activity
from cairn.network.links import make_link
from cairn.record.actions import append


class SessionRefused(Exception):
    """An act on a session is not possible; the message says why."""


@transaction.atomic
def hold_session(*, collective, fields, question, by, at):
    """Announce a session of a learning community, with the question it sets out to learn about."""
    fields = {**fields, "type": "session", "ends_on": fields.get("ends_on") or fields["starts_on"]}
    activity = add_activity(collective=collective, kind=Activity.Kind.LEARNING, fields=fields, by=by, at=at)
    session = Session.objects.create(activity=activity, held_on=activity.starts_on, question=question)
    facts = {"activity": activity.pk, "held_on": session.held_on.isoformat()}
    append(
        collective.log,
        "session_announced",
        session,
        at=at,
        facts=facts,
        personal={"question": question, "by": by.pk},
    )
    return session


@transaction.atomic
def record_session(*, session, notes, attended, by, at):
    """Record the notes of a session that was held, and which constituents attended."""
    session = Session.objects.select_for_update().get(pk=session.pk)
    _refuse_before(session, at)
    _refuse_strangers(session, attended)
    session.notes = notes
    session.save(update_fields=["notes"])
    session.attended.set(attended)
    append(
        session.activity.collective.log,
        "session_recorded",
        session,
        at=at,
        facts={"attended": sorted(constituent.pk for constituent in attended)},
        personal={"notes": notes, "by": by.pk},
    )
    return session


@transaction.atomic
def give_debrief(*, session, constituent, fields, by, at):
    """Record what a constituent took from a session: learned and will_do. `by` is None for a signed link."""
    _refuse_before(session, at)
    _refuse_strangers(session, [constituent])
    given = Debrief.objects.create(
        session=session,
        constituent=constituent,
        moment=queries.moment_on(session, timezone.localdate(at)),
        learned=fields["learned"],
        will_do=fields.get("will_do", ""),
        given_by=by,
        given_at=at,
    )
    append(
        session.activity.collective.log,
        "debrief_given",
        given,
        at=at,
        facts={
            "session": session.pk,
            "constituent": constituent.pk,
            "moment": given.moment,
            "by_link": by is None,
        },
        personal={"learned": given.learned, "will_do": given.will_do, "by": by.pk if by else ""},
    )
    return given


@transaction.atomic
def ask_for_debriefs(*, session, emails, by, at):
    """Send constituents a link to debrief without an account; `emails` maps each to an address."""
    _refuse_before(session, at)
    _refuse_strangers(session, emails)
    if not emails:
        raise SessionRefused(_("Give the e-mail address of at least one constituent."))
    append(
        session.activity.collective.log,
        "debriefs_asked_for",
        session,
        at=at,
        facts={"constituents": sorted(constituent.pk for constituent in emails)},
        personal={"emails": ", ".join(sorted(emails.values())), "by": by.pk},
    )
    for constituent, email in emails.items():
        transaction.on_commit(partial(_send, session, constituent, email, at), robust=True)


def _refuse_before(session, at):
    if timezone.localdate(at) < session.held_on:
        raise SessionRefused(_("The session has not been held yet. Come back after it."))


def _refuse_strangers(session, constituents):
    if any(one.collective_id != session.activity.collective_id for one in constituents):
        raise SessionRefused(_("Choose constituents of this collective."))


def _send(session, constituent, email, at):
    """Send one link in the collective's language."""
    collective = session.activity.collective
    link = make_link(
        "learning:debrief_link", act="debrief", constituent=constituent, subject_pk=session.pk, at=at
    )
    with translation.override(collective.language):
        is_later = queries.moment_on(session, timezone.localdate(at)) == Debrief.Moment.LATER
        about = {"session": session, "constituent": constituent, "link": link, "is_later": is_later}
        title = " ".join(session.activity.title.split())
        subject = _("What came of “%(title)s”?") if is_later else _("What did you take from “%(title)s”?")
        text = render_to_string("learning/email/debrief.txt", {**about, "collective": collective})
        send_mail(subject % {"title": title}, text, None, [email])
