"""What people do with convenings: done, refused, recorded."""

import re
from datetime import timedelta

import pytest
from django.core import mail

from cairn.activities.movement import actions, queries
from cairn.activities.movement.models import Convening, Reply
from tests.activities.factories import acts
from tests.activities.movement.factories import make_convening
from tests.factories import AT, ON, make_collective, make_constituent

COMING = {"answer": "coming", "people": 4, "note": ""}


def test_call_convening_makes_an_activity_of_one_day(cast):
    convening = make_convening(cast)
    activity = convening.activity
    assert (activity.kind, activity.type, activity.starts_on, activity.ends_on) == (
        "movement",
        "convening",
        convening.held_on,
        convening.held_on,
    )
    assert acts(cast.collective) == ["activity_added", "convening_called"]


def test_invite_sends_each_a_link_and_the_day(cast, django_capture_on_commit_callbacks):
    convening = make_convening(cast, title="Assembly\nBcc: all@example.org")
    with django_capture_on_commit_callbacks(execute=True):
        actions.invite(
            convening=convening,
            emails={cast.upper_valley: "chief@example.org"},
            by=cast["facilitator"],
            at=AT,
        )
    (letter,) = mail.outbox
    assert (letter.to, letter.subject) == (["chief@example.org"], "Invitation: Assembly Bcc: all@example.org")
    assert re.search(r"/c/rivers/activities/movement/reply/[\w:.-]+/\n", letter.body)
    (name, content, kind) = letter.attachments[0]
    assert (name, kind, content[:15]) == ("convening.ics", "text/calendar", "BEGIN:VCALENDAR")


def test_invite_keeps_addresses_out_of_the_public_facts(cast):
    convening = make_convening(cast)
    actions.invite(
        convening=convening, emails={cast.upper_valley: "chief@example.org"}, by=cast["steward"], at=AT
    )
    entry = cast.collective.log.entries.order_by("index").last()
    assert (entry.act, entry.facts, sorted(entry.commitments)) == (
        "convening_invitations_sent",
        {"constituents": [cast.upper_valley.pk]},
        ["by", "emails"],
    )


@pytest.mark.parametrize("emails", [{}, "stranger"])
def test_invite_refuses_nobody_and_strangers(cast, emails):
    if emails == "stranger":
        emails = {make_constituent(make_collective(slug="hills", name="Hills"), "Far"): "a@example.org"}
    with pytest.raises(actions.ConveningRefused):
        actions.invite(convening=make_convening(cast), emails=emails, by=cast["steward"], at=AT)


def test_invite_is_refused_when_it_is_over(cast):
    convening = make_convening(cast, starts_on=ON - timedelta(days=1))
    with pytest.raises(actions.ConveningRefused, match="over"):
        actions.invite(
            convening=convening, emails={cast.upper_valley: "a@example.org"}, by=cast["steward"], at=AT
        )


def test_the_latest_reply_counts_and_earlier_ones_are_kept(cast):
    convening = make_convening(cast)
    for n, answer in enumerate(("coming", "not_coming")):
        actions.reply(
            convening=convening,
            constituent=cast.upper_valley,
            fields={**COMING, "answer": answer},
            by=None,
            at=AT + timedelta(hours=n),
        )
    (reply,) = queries.latest_replies(convening)
    assert (reply.answer, reply.people, Reply.objects.count()) == ("not_coming", 0, 2)
    assert acts(cast.collective)[2:] == ["convening_reply_given", "convening_reply_given"]


def test_reply_is_refused_when_it_is_over_or_from_a_stranger(cast):
    over = make_convening(cast, starts_on=ON - timedelta(days=1))
    with pytest.raises(actions.ConveningRefused, match="over"):
        actions.reply(convening=over, constituent=cast.upper_valley, fields=COMING, by=None, at=AT)
    stranger = make_constituent(make_collective(slug="hills", name="Hills"), "Far")
    with pytest.raises(actions.ConveningRefused, match="not in the collective"):
        actions.reply(convening=make_convening(cast), constituent=stranger, fields=COMING, by=None, at=AT)


def test_story_is_told_after_the_convening(cast):
    convening = make_convening(cast)
    with pytest.raises(actions.ConveningRefused, match="afterwards"):
        actions.tell_story(convening=convening, story="…", people_reached=None, by=cast["steward"], at=AT)
    actions.tell_story(
        convening=convening,
        story="We came by boat.",
        people_reached=300,
        by=cast["steward"],
        at=AT + timedelta(days=21),
    )
    kept = Convening.objects.get()
    assert (kept.story, kept.people_reached, acts(cast.collective)[-1]) == (
        "We came by boat.",
        300,
        "convening_story_told",
    )
