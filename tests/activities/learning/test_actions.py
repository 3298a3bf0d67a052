"""What people do to learn together: done, refused, recorded."""

from datetime import timedelta

import pytest
from django.core import mail

from cairn.activities.learning import actions
from cairn.activities.learning.models import Debrief, Session
from tests.activities.factories import acts
from tests.activities.learning.factories import make_session
from tests.factories import AT, make_collective, make_constituent

FIELDS = {"learned": "Shrimps tell first.", "will_do": "Count them."}


def debrief(cast, session, *, at=AT, constituent=None):
    return actions.give_debrief(
        session=session, constituent=constituent or cast.upper_valley, fields=FIELDS, by=None, at=at
    )


def test_hold_session_makes_an_activity_of_one_day(cast):
    activity = make_session(cast).activity
    assert (activity.kind, activity.type, activity.ends_on) == ("learning", "session", activity.starts_on)
    assert acts(cast.collective) == ["activity_added", "session_announced"]


def test_record_session_keeps_notes_and_who_attended(cast):
    make_session(cast, attended=[cast.upper_valley])
    kept = Session.objects.get()
    entry = cast.collective.log.entries.order_by("index").last()
    assert (kept.notes, list(kept.attended.all())) == ("Look at the shrimps.", [cast.upper_valley])
    assert (entry.act, entry.facts) == ("session_recorded", {"attended": [cast.upper_valley.pk]})


@pytest.mark.parametrize(("days", "moment"), [(0, "after"), (74, "after"), (75, "later")])
def test_debrief_knows_its_moment_from_the_day(cast, days, moment):
    session = make_session(cast, days_ago=0)
    assert debrief(cast, session, at=AT + timedelta(days=days)).moment == moment


def test_debrief_keeps_its_words_out_of_the_public_facts(cast):
    debrief(cast, make_session(cast))
    entry = cast.collective.log.entries.order_by("index").last()
    assert (entry.act, sorted(entry.facts), sorted(entry.commitments)) == (
        "debrief_given",
        ["by_link", "constituent", "moment", "session"],
        ["by", "learned", "will_do"],
    )


def test_nothing_is_said_of_a_session_before_it_is_held(cast):
    session = make_session(cast, days_ago=-1)
    who = {"by": cast["steward"], "at": AT}
    for refused in (
        lambda: debrief(cast, session),
        lambda: actions.record_session(session=session, notes="…", attended=[], **who),
        lambda: actions.ask_for_debriefs(session=session, emails={cast.upper_valley: "a@example.org"}, **who),
    ):
        with pytest.raises(actions.SessionRefused, match="not been held"):
            refused()
    assert Debrief.objects.count() == 0


def test_strangers_do_not_debrief(cast):
    stranger = make_constituent(make_collective(slug="hills", name="Hills"), "Far")
    with pytest.raises(actions.SessionRefused, match="of this collective"):
        debrief(cast, make_session(cast), constituent=stranger)


@pytest.mark.parametrize(
    ("days_ago", "subject"),
    [(1, "What did you take from “Reading the river”?"), (80, "What came of “Reading the river”?")],
)
def test_ask_for_debriefs_sends_each_a_link(cast, django_capture_on_commit_callbacks, days_ago, subject):
    session = make_session(cast, days_ago=days_ago)
    with django_capture_on_commit_callbacks(execute=True):
        actions.ask_for_debriefs(
            session=session, emails={cast.upper_valley: "a@example.org"}, by=cast["steward"], at=AT
        )
    (letter,) = mail.outbox
    assert (letter.subject, letter.to, "/activities/learning/debrief/" in letter.body) == (
        subject,
        ["a@example.org"],
        True,
    )
    assert acts(cast.collective)[-1] == "debriefs_asked_for"


def test_ask_for_debriefs_needs_an_address(cast):
    with pytest.raises(actions.SessionRefused, match="at least one"):
        actions.ask_for_debriefs(session=make_session(cast), emails={}, by=cast["steward"], at=AT)
