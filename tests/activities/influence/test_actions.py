"""What people do to be heard: done, refused, recorded."""

from datetime import timedelta

import pytest

from cairn.activities.influence import actions, queries
from tests.activities.factories import acts
from tests.activities.influence.factories import make_ask, make_institution
from tests.factories import AT, ON, make_collective, make_constituent


def step(cast, ask, stage, days=0):
    return actions.record_step(
        ask=ask, stage=stage, reached_on=ON + timedelta(days=days), by=cast["facilitator"], at=AT
    )


def test_ask_begins_as_an_idea_on_the_day_its_activity_starts(cast):
    ask = make_ask(cast)
    stands = queries.standing(ask)
    assert (stands.stage, stands.reached_on, ask.activity.type) == (
        "idea",
        ON - timedelta(days=30),
        "policy_ask",
    )
    assert acts(cast.collective) == ["institution_added", "activity_added", "ask_made"]


def test_an_institution_is_named_once(cast):
    make_institution(cast)
    with pytest.raises(actions.AskRefused, match="in the list already"):
        make_institution(cast)


def test_the_latest_day_is_where_an_ask_stands(cast):
    ask = make_ask(cast)
    step(cast, ask, "promised")
    step(cast, ask, "raised", days=-9)
    assert queries.standing(ask).stage == "promised"


def test_a_stage_of_tomorrow_is_refused(cast):
    with pytest.raises(actions.AskRefused, match="still to come"):
        step(cast, make_ask(cast), "raised", days=1)


def test_sign_keeps_and_records_it(cast):
    ask = make_ask(cast)
    actions.sign_ask(ask=ask, constituent=cast.upper_valley, by=cast["member"], at=AT)
    entry = cast.collective.log.entries.order_by("index").last()
    assert (entry.act, entry.facts) == ("ask_signed", {"constituent": cast.upper_valley.pk, "signatories": 1})
    assert list(ask.signatories.all()) == [cast.upper_valley]


def test_sign_is_refused_twice_after_the_end_and_for_strangers(cast):
    ask = make_ask(cast)
    stranger = make_constituent(make_collective(slug="hills", name="Hills"), "Far")
    with pytest.raises(actions.AskRefused, match="not in the collective"):
        actions.sign_ask(ask=ask, constituent=stranger, by=cast["member"], at=AT)
    actions.sign_ask(ask=ask, constituent=cast.upper_valley, by=cast["member"], at=AT)
    with pytest.raises(actions.AskRefused, match="signed already"):
        actions.sign_ask(ask=ask, constituent=cast.upper_valley, by=cast["member"], at=AT)
    step(cast, ask, "refused")
    with pytest.raises(actions.AskRefused, match="settled"):
        actions.sign_ask(ask=ask, constituent=cast.lower_delta, by=cast["neighbour"], at=AT)


def test_a_signature_can_be_withdrawn_once(cast):
    ask = make_ask(cast)
    actions.sign_ask(ask=ask, constituent=cast.upper_valley, by=cast["member"], at=AT)
    actions.withdraw_signature(ask=ask, constituent=cast.upper_valley, by=cast["member"], at=AT)
    assert (ask.signatories.count(), acts(cast.collective)[-1]) == (0, "ask_signature_withdrawn")
    with pytest.raises(actions.AskRefused, match="has not signed"):
        actions.withdraw_signature(ask=ask, constituent=cast.upper_valley, by=cast["member"], at=AT)
