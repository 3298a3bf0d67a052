"""What the pages of movement read."""

from datetime import timedelta

from cairn.activities.movement import queries
from cairn.activities.movement.actions import invite, reply
from tests.activities.movement.factories import make_convening
from tests.factories import AT, ON


def asked(cast, convening):
    emails = {cast.upper_valley: "a@example.org", cast.lower_delta: "b@example.org"}
    invite(convening=convening, emails=emails, by=cast["facilitator"], at=AT)


def come(cast, convening, people=4):
    fields = {"answer": "coming", "people": people, "note": ""}
    reply(convening=convening, constituent=cast.upper_valley, fields=fields, by=None, at=AT)


def test_tally_counts_people_and_names_the_silent(cast):
    convening = make_convening(cast)
    asked(cast, convening)
    come(cast, convening)
    tally = queries.tally(convening)
    assert [(row["answer"].value, row["constituents"], row["people"]) for row in tally["counts"]] == [
        ("coming", 1, 4),
        ("perhaps", 0, 0),
        ("not_coming", 0, 0),
    ]
    assert (tally["asked"], tally["silent"]) == (2, [cast.lower_delta])


def test_waiting_for_a_member_is_the_invitation_until_a_reply(cast):
    convening = make_convening(cast)
    asked(cast, convening)
    membership = cast["member"].memberships.get()
    (thing,) = queries.waiting(cast.collective, membership, ON)
    assert (thing.url, thing.since) == (f"/c/rivers/activities/movement/{convening.pk}/reply/", ON)
    come(cast, convening)
    assert queries.waiting(cast.collective, membership, ON) == []


def test_waiting_for_a_facilitator_is_the_untold_story(cast):
    convening = make_convening(cast, starts_on=ON - timedelta(days=3))
    (thing,) = queries.waiting(cast.collective, cast["facilitator"].memberships.get(), ON)
    assert (thing.text, thing.since) == ("Tell the story of “Assembly of the rivers”", convening.held_on)


def test_nothing_waits_for_observers_and_visitors(cast):
    asked(cast, make_convening(cast))
    observer = cast["observer"].memberships.get()
    assert queries.waiting(cast.collective, observer, ON) == queries.waiting(cast.collective, None, ON) == []
