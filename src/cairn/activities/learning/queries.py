"""What the pages of learning read."""

from datetime import date, timedelta
from typing import NamedTuple

from django.urls import reverse
from django.utils.translation import gettext as _

from cairn.activities.learning.models import Debrief, Session
from cairn.network.access import RANK, Role
from cairn.network.models import Constituent
from cairn.network.waiting import Waiting
from cairn.record.export import Table

LATER = timedelta(days=75)  # when we ask again what came of a session
LAST = timedelta(days=365)  # after which we no longer ask

Moment = Debrief.Moment


class Due(NamedTuple):
    """A debrief that a constituent has not given yet."""

    session: Session
    constituent: Constituent
    moment: Debrief.Moment
    since: date


def moment_on(session, day):
    """Say which debrief is asked for on a day: right after the session, or some months later."""
    return Moment.LATER if day >= session.held_on + LATER else Moment.AFTER


def debriefs_due(collective, on):
    """List the debriefs due on a day from those who attended: after a session, and again 75 days later."""
    held = Session.objects.filter(
        activity__collective=collective, held_on__lte=on, held_on__gt=on - LAST
    ).select_related("activity__collective")
    sessions = held.prefetch_related("attended", "debriefs").order_by("held_on", "pk")
    return [due for session in sessions for due in _due_of(session, on)]


def _due_of(session, on):
    moment = moment_on(session, on)
    given = {debrief.constituent_id for debrief in session.debriefs.all() if debrief.moment == moment}
    since = session.held_on + LATER if moment == Moment.LATER else session.held_on
    attended = sorted(session.attended.all(), key=lambda one: one.name)
    return [Due(session, one, moment, since) for one in attended if one.pk not in given]


def debriefs(session):
    """Return the debriefs of a session, those given right after it first."""
    return session.debriefs.select_related("constituent").order_by("moment", "given_at", "pk")


def waiting(collective, membership, on):
    """List the debriefs due from a member's constituent, and the sessions whose notes a facilitator owes."""
    if membership is None or RANK[membership.role] < RANK[Role.MEMBER]:
        return []
    own = [due for due in debriefs_due(collective, on) if due.constituent.pk == membership.constituent_id]
    found = [
        Waiting(
            _("Say what came of “%(title)s”") % {"title": due.session.activity.title}
            if due.moment == Moment.LATER
            else _("Say what you took from “%(title)s”") % {"title": due.session.activity.title},
            reverse("learning:debrief", args=[collective.slug, due.session.pk]),
            due.since,
        )
        for due in own
    ]
    return found + (_unwritten(collective, on) if RANK[membership.role] >= RANK[Role.FACILITATOR] else [])


def _unwritten(collective, on):
    held = Session.objects.filter(activity__collective=collective, held_on__lte=on, notes="")
    return [
        Waiting(
            _("Record the notes of “%(title)s” and who attended") % {"title": session.activity.title},
            reverse("learning:notes", args=[collective.slug, session.pk]),
            session.held_on,
        )
        for session in held.select_related("activity").order_by("held_on", "pk")
    ]


EXPORTED = (
    Table(Session, "activity__collective"),
    Table(Debrief, "session__activity__collective", shared=None),
)
