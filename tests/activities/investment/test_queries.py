"""What the page of a fund tells, and what waits."""

from datetime import timedelta
from fractions import Fraction

from cairn.activities.investment import queries
from tests.activities.investment.factories import approved, make_allotted, make_fund, make_proposal
from tests.factories import ON, make_constituent


def test_explained_says_what_its_supporters_had_left(cast):
    cast.collective.membership = None
    explained = queries.explained(cast.collective, make_allotted(cast))
    assert [(row["proposal"].title, row["supporters"], row["price"]) for row in explained["funded"]] == [
        ("Weir", 2, Fraction(30000))
    ]
    assert [(row["proposal"].title, row["held"], row["fits"]) for row in explained["not_funded"]] == [
        ("Boat", Fraction(15000), True),
        ("Road", Fraction(15000), False),
    ]
    assert [(row["name"], row["paid"], row["left"]) for row in explained["shares"]] == [
        ("Upper valley", [("Weir", Fraction(30000))], Fraction(15000)),
        ("Lower delta", [("Weir", Fraction(30000))], Fraction(15000)),
    ]


def test_unfunded_supporters_could_never_have_paid(cast):
    cast.collective.membership = None
    explained = queries.explained(cast.collective, make_allotted(cast, completion="add1u"))
    assert all(row["held"] < row["proposal"].cost and not row["fits"] for row in explained["not_funded"])


def test_taking_part_counts_those_with_nothing_too(cast):
    fund = make_fund(cast)
    approved(cast, fund, cast.upper_valley, make_proposal(cast, fund, "Weir", 100))
    make_constituent(cast.collective, "Guest", is_consulted=False)
    found = queries.taking_part(cast.collective, fund, ON)
    assert [(one.name, one.approved) for one in found] == [("Lower delta", 0), ("Upper valley", 1)]


def test_waiting_for_a_member_is_the_first_ballot(cast):
    fund = make_fund(cast)
    membership = cast["member"].memberships.get()
    assert queries.waiting(cast.collective, membership, ON) == []
    weir = make_proposal(cast, fund, "Weir", 100)
    make_proposal(cast, fund, "Boat", 100)
    (thing,) = queries.waiting(cast.collective, membership, ON)
    assert (thing.url, thing.since) == (
        f"/c/rivers/activities/investment/{fund.pk}/approve/{cast.upper_valley.pk}/",
        ON,
    )
    approved(cast, fund, cast.upper_valley, weir)
    assert queries.waiting(cast.collective, membership, ON) == []


def test_waiting_for_a_steward_is_the_allotment(cast):
    fund = make_fund(cast)
    membership, closed = cast["steward"].memberships.get(), ON + timedelta(days=15)
    (thing,) = queries.waiting(cast.collective, membership, closed)
    assert (thing.url, thing.since) == (f"/c/rivers/activities/investment/{fund.pk}/allot/", fund.closes_on)
    assert queries.waiting(cast.collective, cast["facilitator"].memberships.get(), closed) == []


def test_nothing_waits_for_observers_and_visitors(cast):
    make_proposal(cast, make_fund(cast), "Weir", 100)
    observer = cast["observer"].memberships.get()
    assert queries.waiting(cast.collective, observer, ON) == queries.waiting(cast.collective, None, ON) == []
