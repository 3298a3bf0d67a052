"""Payments for outcomes: cap, floor, tiers, baseline, disputes, and what investors earn."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cairn.engine.finance import Outcome, Tier, internal_rate, pay

VISITS = Outcome(
    "visits", Fraction(100), (Tier(Fraction(0), Fraction(5)), Tier(Fraction(50), Fraction(8))), Fraction(200)
)
BIRTHS = Outcome("births", Fraction(10), (Tier(Fraction(0), Fraction(100)),))


@pytest.mark.parametrize(
    ("verified", "earned", "paid"),
    [
        ({}, 0, 40),
        ({"visits": 100}, 0, 40),
        ({"visits": 90}, 0, 40),
        ({"visits": 120}, 100, 100),
        ({"visits": 150}, 250, 250),
        ({"visits": 160}, 330, 330),
        ({"visits": 160, "births": 12}, 530, 500),
    ],
)
def test_payment_follows_tiers_above_the_baseline_within_cap_and_floor(verified, earned, paid):
    found = pay([VISITS, BIRTHS], {k: Fraction(v) for k, v in verified.items()}, cap=500, floor=40)
    assert (found.earned, found.paid) == (earned, paid)


def test_disputes_are_said_and_not_paid():
    found = pay([VISITS], {"visits": Fraction(120)}, cap=500, disputed={"visits": Fraction(150)})
    assert (found.paid, found.disputed) == (100, 150)


def test_what_was_not_reached_is_borne_by_who_paid_up_front():
    # at the target of 200 the payment would be 250 + 400, capped at 500
    assert pay([VISITS], {"visits": Fraction(120)}, cap=500).lost == 400
    assert pay([VISITS], {"visits": Fraction(260)}, cap=500).lost == 0


@given(st.fractions(0, 1000), st.fractions(0, 1000), st.integers(0, 300), st.integers(0, 3000))
def test_more_results_never_pay_less(less, more, floor, above):
    less, more = sorted([less, more])
    cap = floor + above
    low, high = (pay([VISITS], {"visits": one}, cap=cap, floor=floor).paid for one in (less, more))
    assert floor <= low <= high <= cap


@pytest.mark.parametrize(
    "tiers", [(), (Tier(Fraction(1), Fraction(5)),), (Tier(Fraction(0), Fraction(5)),) * 2]
)
def test_tiers_that_do_not_rise_from_zero_are_refused(tiers):
    with pytest.raises(ValueError, match="begin above 0 and rise"):
        Outcome("visits", Fraction(0), tiers)


def test_what_makes_no_sense_is_refused():
    with pytest.raises(ValueError, match="price is negative"):
        Outcome("visits", Fraction(0), (Tier(Fraction(0), Fraction(-5)),))
    with pytest.raises(ValueError, match="between zero and the cap"):
        pay([VISITS], {}, cap=5, floor=6)
    with pytest.raises(ValueError, match="No outcome has the metric joy"):
        pay([VISITS], {"joy": Fraction(1)}, cap=5)


@pytest.mark.parametrize(
    ("flows", "rate"),
    [
        ([-1000, 1100], 0.1),
        ([-1000, 0, 0, 1331], 0.1),
        ([-1000, 500, 500], 0.0),
        ([1000, -1100], 0.1),
        ([-1000, 200, 200], -0.4),
    ],
)
def test_the_internal_rate_makes_flows_worth_nothing(flows, rate):
    found = internal_rate(flows)
    assert abs(sum(flow / (1 + found) ** k for k, flow in enumerate(flows))) < 1e-6
    assert abs(found - rate) < 0.05


@pytest.mark.parametrize("flows", [[], [100, 200], [-100, 300, -100], [-1, 10**9], [-(10**9), 1]])
def test_without_a_single_rate_there_is_none(flows):
    assert internal_rate(flows) is None
