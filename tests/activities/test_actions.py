"""What people do with activities: done, refused, recorded."""

from datetime import date

import pytest

from cairn.activities import actions
from cairn.activities.models import Activity
from tests.activities.factories import activity_fields, acts, make_activity
from tests.factories import AT, make_collective, make_constituent


def test_add_activity_keeps_and_records_it(cast):
    added = make_activity(cast, served=[cast.lower_delta, cast.upper_valley], type="campaign")
    entry = cast.collective.log.entries.get()
    assert list(added.served.order_by("name")) == [cast.lower_delta, cast.upper_valley]
    assert (entry.act, entry.facts) == (
        "activity_added",
        {
            "kind": "movement",
            "starts_on": "2026-02-19",
            "served": sorted([cast.upper_valley.pk, cast.lower_delta.pk]),
            "advances": None,
        },
    )


def test_add_activity_refuses_to_end_before_it_starts(cast):
    fields = activity_fields(ends_on=date(2026, 3, 1))
    with pytest.raises(actions.ActivityRefused, match="before it starts"):
        actions.add_activity(
            collective=cast.collective, kind="data", fields=fields, by=cast["steward"], at=AT
        )
    assert acts(cast.collective) == []


def test_add_activity_refuses_constituents_of_another_collective(cast):
    stranger = make_constituent(make_collective(slug="hills", name="Hills"), "Stranger")
    fields = activity_fields(served=[stranger])
    with pytest.raises(actions.ActivityRefused, match="of this collective"):
        actions.add_activity(
            collective=cast.collective, kind="data", fields=fields, by=cast["steward"], at=AT
        )


def test_record_outcome_keeps_and_records_it(cast):
    activity = make_activity(cast)
    actions.record_outcome(
        activity=activity, outcome="Two laws.", ends_on=date(2026, 3, 1), by=cast["facilitator"], at=AT
    )
    kept = Activity.objects.get()
    assert (kept.outcome, kept.ends_on, acts(cast.collective)) == (
        "Two laws.",
        date(2026, 3, 1),
        ["activity_added", "outcome_recorded"],
    )


def test_record_outcome_refuses_an_end_before_the_start(cast):
    activity = make_activity(cast)
    with pytest.raises(actions.ActivityRefused, match="cannot end before it starts"):
        actions.record_outcome(
            activity=activity, outcome="…", ends_on=date(2025, 1, 1), by=cast["facilitator"], at=AT
        )
