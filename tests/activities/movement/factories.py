"""Convenings, made by the actions people use."""

from datetime import timedelta

from cairn.activities.movement.actions import call_convening
from tests.factories import AT, ON


def make_convening(cast, *, starts_on=ON + timedelta(days=20), title="Assembly of the rivers", **fields):
    """Call a convening twenty days after the day of the tests."""
    given = {"title": title, "starts_on": starts_on, **fields}
    return call_convening(
        collective=cast.collective, fields=given, agenda="Bread\nSongs", by=cast["facilitator"], at=AT
    )
