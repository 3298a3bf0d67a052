"""Funds, proposals and approvals, made by the actions people use."""

from datetime import timedelta

from cairn.activities.investment.actions import allot, approve, open_fund, propose
from tests.factories import AT, ON

CLOSED = timedelta(days=15)  # from the day of the tests to a day when the fund is closed


def make_fund(cast, *, budget=900_00, currency="EUR", opens_on=ON, days=14, completion="none"):
    """Open a fund for two weeks; the budget is in minor units."""
    return open_fund(
        collective=cast.collective,
        fields={"title": "Common pot", "starts_on": opens_on},
        terms={
            "budget": budget,
            "currency": currency,
            "closes_on": opens_on + timedelta(days=days),
            "completion": completion,
        },
        by=cast["steward"],
        at=AT,
    )


def make_proposal(cast, fund, title, cost, *, at=AT, constituent=None):
    """Make a proposal of the upper valley."""
    return propose(
        fund=fund,
        constituent=constituent or cast.upper_valley,
        fields={"title": title, "summary": "", "cost": cost},
        by=cast["member"],
        at=at,
    )


def approved(cast, fund, constituent, *proposals, at=AT):
    """Let a constituent approve proposals."""
    approve(fund=fund, constituent=constituent, proposals=list(proposals), by=cast["member"], at=at)


def make_allotted(cast, **terms):
    """Allot a fund of 900 in which three proposals compete: one of each and one of both."""
    fund = make_fund(cast, **terms)
    weir = make_proposal(cast, fund, "Weir", 600_00)
    boat = make_proposal(cast, fund, "Boat", 300_00)
    road = make_proposal(cast, fund, "Road", 500_00)
    approved(cast, fund, cast.upper_valley, weir, road)
    approved(cast, fund, cast.lower_delta, weir, boat)
    allot(fund=fund, by=cast["steward"], at=AT + CLOSED)
    return fund
