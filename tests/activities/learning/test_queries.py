"""Which debriefs are due, and what waits."""

from datetime import timedelta

import pytest

from cairn.activities.learning import queries
from cairn.activities.learning.actions import give_debrief
from tests.activities.learning.factories import make_session
from tests.factories import AT, ON


def due(cast, days):
    found = queries.debriefs_due(cast.collective, ON + timedelta(days=days))
    return [(one.constituent.name, one.moment.value, (one.since - ON).days) for one in found]


def give(cast, session, days):
    give_debrief(
        session=session,
        constituent=cast.upper_valley,
        fields={"learned": "Much."},
        by=None,
        at=AT + timedelta(days=days),
    )


def test_debriefs_are_due_right_after_and_again_75_days_later(cast):
    session = make_session(cast, days_ago=0, attended=[cast.upper_valley])
    assert due(cast, 0) == [("Upper valley", "after", 0)]
    give(cast, session, 1)
    assert (due(cast, 2), due(cast, 74)) == ([], [])
    assert due(cast, 75) == [("Upper valley", "later", 75)]
    give(cast, session, 76)
    assert due(cast, 77) == []


@pytest.mark.parametrize("days", [-1, 365])
def test_nothing_is_due_before_a_session_or_a_year_after(cast, days):
    make_session(cast, days_ago=0, attended=[cast.upper_valley])
    assert due(cast, days) == []


def test_debriefs_due_asks_the_database_as_often_for_1_and_3_sessions(cast, django_assert_num_queries):
    for _ in range(3):
        make_session(cast, attended=[cast.upper_valley, cast.lower_delta])
        with django_assert_num_queries(3):
            queries.debriefs_due(cast.collective, ON)


def test_waiting_for_a_member_is_the_own_debrief(cast):
    session = make_session(cast, attended=[cast.upper_valley, cast.lower_delta])
    (thing,) = queries.waiting(cast.collective, cast["member"].memberships.get(), ON)
    assert (thing.text, thing.url, thing.since) == (
        "Say what you took from “Reading the river”",
        f"/c/rivers/activities/learning/{session.pk}/debrief/",
        session.held_on,
    )
    (later,) = queries.waiting(cast.collective, cast["member"].memberships.get(), ON + timedelta(days=80))
    assert later.text == "Say what came of “Reading the river”"


def test_waiting_for_a_facilitator_is_the_missing_notes(cast):
    session = make_session(cast)
    (thing,) = queries.waiting(cast.collective, cast["facilitator"].memberships.get(), ON)
    assert (thing.url, thing.since) == (
        f"/c/rivers/activities/learning/{session.pk}/notes/",
        session.held_on,
    )


def test_nothing_waits_for_observers_and_visitors(cast):
    make_session(cast, attended=[cast.upper_valley])
    observer = cast["observer"].memberships.get()
    assert queries.waiting(cast.collective, observer, ON) == queries.waiting(cast.collective, None, ON) == []
