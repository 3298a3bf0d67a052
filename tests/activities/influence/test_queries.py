"""What the pages of influence read."""

from datetime import timedelta

from cairn.activities.influence import queries
from cairn.activities.influence.actions import record_step, sign_ask
from tests.activities.influence.factories import make_ask
from tests.factories import AT, ON


def test_line_of_stages_ends_with_what_is_still_ahead(cast):
    ask = make_ask(cast)
    note = {"note": "A letter", "by": cast["steward"], "at": AT}
    record_step(ask=ask, stage="considered", reached_on=ON, **note)
    line = queries.line_of_stages(ask, with_notes=True)
    assert [(stage["step"], stage.get("note", ""), stage.get("here", False)) for stage in line] == [
        ("Idea", "", False),
        ("Under consideration", "A letter", True),
        ("Promised", "", False),
        ("Decided", "", False),
        ("Carried out", "", False),
    ]
    assert queries.line_of_stages(ask, with_notes=False)[1]["note"] == ""


def test_line_of_a_refused_ask_ends_there(cast):
    ask = make_ask(cast)
    record_step(ask=ask, stage="refused", reached_on=ON, by=cast["steward"], at=AT)
    assert [stage["step"] for stage in queries.line_of_stages(ask, with_notes=True)] == ["Idea", "Refused"]


def test_waiting_is_the_signature_then_nothing(cast):
    ask = make_ask(cast)
    membership = cast["member"].memberships.get()
    (thing,) = queries.waiting(cast.collective, membership, ON)
    assert (thing.url, thing.since) == (f"/c/rivers/activities/influence/{ask.pk}/sign/", ON)
    sign_ask(ask=ask, constituent=cast.upper_valley, by=cast["member"], at=AT)
    assert queries.waiting(cast.collective, membership, ON) == []
    assert queries.waiting(cast.collective, cast["observer"].memberships.get(), ON) == []
    assert queries.waiting(cast.collective, None, ON) == []


def test_waiting_for_a_facilitator_is_an_ask_nobody_spoke_of_for_90_days(cast):
    ask = make_ask(cast)
    membership, quiet = cast["facilitator"].memberships.get(), ON + timedelta(days=60)
    assert queries.waiting(cast.collective, membership, quiet - timedelta(days=1)) == []
    (thing,) = queries.waiting(cast.collective, membership, quiet)
    assert (thing.url, thing.since) == (f"/c/rivers/activities/influence/{ask.pk}/stage/", quiet)
