"""What people do with a pooled fund: done, refused, recorded."""

from datetime import timedelta

import pytest

from cairn.activities.investment import actions, queries
from cairn.activities.investment.kept import fingerprint
from cairn.activities.investment.models import Allotment, Approval
from tests.activities.factories import acts
from tests.activities.investment.factories import CLOSED, approved, make_allotted, make_fund, make_proposal
from tests.factories import AT, ON, make_collective, make_constituent

EARLY = AT - timedelta(days=1)


def test_open_fund_keeps_and_records_it(cast):
    fund = make_fund(cast, budget=900, currency="JPY")
    entry = cast.collective.log.entries.order_by("index").last()
    assert (fund.activity.kind, fund.activity.type, fund.opens_on) == ("investment", "fund", ON)
    assert (entry.act, entry.facts["budget"], entry.facts["currency"]) == ("fund_opened", 900, "JPY")


def test_a_fund_cannot_close_before_it_opens(cast):
    with pytest.raises(actions.FundRefused, match="close before it opens"):
        make_fund(cast, days=-1)
    assert acts(cast.collective) == []


def test_a_proposal_may_cost_the_whole_fund_and_no_more(cast):
    fund = make_fund(cast)
    make_proposal(cast, fund, "All", 900_00)
    with pytest.raises(actions.FundRefused, match="more than the whole fund"):
        make_proposal(cast, fund, "More", 900_01)


@pytest.mark.parametrize(("at", "message"), [(EARLY, "not open yet"), (AT + CLOSED, "is closed")])
def test_nothing_is_proposed_approved_or_withdrawn_outside_its_days(cast, at, message):
    fund = make_fund(cast)
    proposal = make_proposal(cast, fund, "Weir", 100)
    for refused in (
        lambda: make_proposal(cast, fund, "Boat", 100, at=at),
        lambda: approved(cast, fund, cast.upper_valley, proposal, at=at),
        lambda: actions.withdraw_proposal(proposal=proposal, by=cast["member"], at=at),
    ):
        with pytest.raises(actions.FundRefused, match=message):
            refused()


def test_strangers_neither_propose_nor_approve(cast):
    fund = make_fund(cast)
    stranger = make_constituent(make_collective(slug="hills", name="Hills"), "Far")
    with pytest.raises(actions.FundRefused, match="not in the collective"):
        make_proposal(cast, fund, "Weir", 100, constituent=stranger)
    with pytest.raises(actions.FundRefused, match="not in the collective"):
        approved(cast, fund, stranger)


def test_a_new_ballot_takes_the_place_of_the_old_and_both_are_kept(cast):
    fund = make_fund(cast)
    weir, boat = make_proposal(cast, fund, "Weir", 100), make_proposal(cast, fund, "Boat", 100)
    approved(cast, fund, cast.upper_valley, weir)
    approved(cast, fund, cast.upper_valley, boat)
    approved(cast, fund, cast.upper_valley, boat, weir)
    assert queries.ballot(fund)["approvals"] == {cast.upper_valley.pk: {weir.pk, boat.pk}}
    assert Approval.objects.filter(proposal=weir).count() == 2
    entry = cast.collective.log.entries.order_by("index").last()
    assert (entry.act, entry.facts) == (
        "proposals_approved",
        {"constituent": cast.upper_valley.pk, "proposals": sorted([weir.pk, boat.pk])},
    )


def test_a_withdrawn_proposal_no_longer_counts(cast):
    fund = make_fund(cast)
    weir = make_proposal(cast, fund, "Weir", 100)
    approved(cast, fund, cast.upper_valley, weir)
    actions.withdraw_proposal(proposal=weir, by=cast["member"], at=AT)
    assert queries.ballot(fund) == {"costs": {}, "approvals": {}}
    with pytest.raises(actions.FundRefused, match="withdrawn already"):
        actions.withdraw_proposal(proposal=weir, by=cast["member"], at=AT)
    weir.refresh_from_db()
    with pytest.raises(actions.FundRefused, match="no longer in the fund"):
        approved(cast, fund, cast.upper_valley, weir)


def test_allot_keeps_the_result_and_puts_its_fingerprint_on_the_record(cast):
    fund = make_allotted(cast)
    allotment = Allotment.objects.get()
    entry = cast.collective.log.entries.order_by("index").last()
    (funded,) = allotment.funded.all()
    assert (funded.title, allotment.fund) == ("Weir", fund)
    assert (entry.act, entry.facts) == (
        "fund_allotted",
        {
            "funded": [funded.pk],
            "cost": 600_00,
            "left": 300_00,
            "currency": "EUR",
            "result_sha256": fingerprint(allotment.result),
        },
    )


def test_a_fund_is_not_allotted_before_it_closes_twice_or_without_approvals(cast):
    fund = make_fund(cast)
    with pytest.raises(actions.FundRefused, match="still open"):
        actions.allot(fund=fund, by=cast["steward"], at=AT + timedelta(days=14))
    with pytest.raises(actions.FundRefused, match="No constituent has approved"):
        actions.allot(fund=fund, by=cast["steward"], at=AT + CLOSED)
    allotted = make_allotted(cast)
    with pytest.raises(actions.FundRefused, match="allotted already"):
        actions.allot(fund=allotted, by=cast["steward"], at=AT + CLOSED)
