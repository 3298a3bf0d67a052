"""Sessions, made by the actions people use."""

from datetime import timedelta

from cairn.activities.learning.actions import hold_session, record_session
from tests.factories import AT, ON


def make_session(cast, *, days_ago=1, title="Reading the river", attended=(), on=ON, at=AT):
    """Hold a session some days before a day; with `attended`, its notes are recorded."""
    session = hold_session(
        collective=cast.collective,
        fields={"title": title, "starts_on": on - timedelta(days=days_ago)},
        question="What tells us the river is well?",
        by=cast["facilitator"],
        at=at,
    )
    if attended:
        who = {"by": cast["facilitator"], "at": at}
        record_session(session=session, notes="Look at the shrimps.", attended=list(attended), **who)
    return session
