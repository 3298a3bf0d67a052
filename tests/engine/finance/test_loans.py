"""Loans: the principal is repaid to the last minor unit, and the grant element meets the hand formula."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cairn.engine.finance import Loan, grant_element, schedule
from cairn.engine.finance.loans import present_value

PROFILES = ["equal-principal", "annuity", "bullet"]


@st.composite
def loans(draw):
    periods = draw(st.integers(1, 60))
    return Loan(
        draw(st.integers(0, 10**12)),
        draw(st.fractions(0, 1, max_denominator=1000)),
        periods,
        draw(st.integers(0, periods - 1)),
        draw(st.sampled_from(PROFILES)),
    )


@settings(max_examples=200, deadline=None)
@given(loans())
def test_repayments_sum_to_the_principal_exactly(loan):
    told = schedule(loan)
    assert sum(one.principal for one in told) == loan.principal
    assert told[-1].owed == 0
    assert all(one.principal >= 0 and one.interest >= 0 for one in told)
    assert all(one.principal == 0 for one in told[: loan.grace])
    owed = loan.principal
    for one in told:
        assert abs(one.interest - owed * loan.rate) <= Fraction(1, 2)
        owed -= one.principal
        assert one.owed == owed


def test_a_ten_year_bullet_without_interest_is_a_gift_by_more_than_a_third():
    loan = Loan(1_000_000, Fraction(0), 10, profile="bullet")
    assert grant_element(loan) == 1 - Fraction(20, 21) ** 10
    assert f"{float(grant_element(loan)):.1%}" == "38.6%"


def test_a_loan_at_the_discount_rate_is_no_gift():
    loan = Loan(10**12, Fraction(1, 20), 20, profile="annuity")
    assert abs(grant_element(loan)) < Fraction(1, 10**9)
    assert grant_element(Loan(10**9, Fraction(1, 10), 10)) < 0


def test_an_annuity_pays_the_same_every_period():
    told = schedule(Loan(1_000_000, Fraction(1, 100), 12, profile="annuity"))
    assert [one.paid for one in told[:-1]] == [88_849] * 11  # 1,000,000 × 0.01 / (1 − 1.01^−12) = 88,848.79
    assert abs(told[-1].paid - 88_849) < 12


def test_each_profile_repays_in_its_way():
    loan = {"principal": 1000, "rate": Fraction(1, 10), "periods": 5, "grace": 1}
    paid = {
        profile: [one.principal for one in schedule(Loan(**loan, profile=profile))] for profile in PROFILES
    }
    assert paid["equal-principal"] == [0, 250, 250, 250, 250]
    assert paid["bullet"] == [0, 0, 0, 0, 1000]
    assert paid["annuity"] == [0, 215, 237, 260, 288]
    assert [one.interest for one in schedule(Loan(**loan))] == [100, 100, 75, 50, 25]


def test_quarters_are_discounted_to_the_same_year():
    yearly = Loan(10**9, Fraction(0), 10, profile="bullet")
    quarterly = Loan(10**9, Fraction(0), 40, profile="bullet", per_year=4)
    assert abs(grant_element(yearly) - grant_element(quarterly)) < Fraction(1, 10**30)


def test_present_value_is_exact():
    assert present_value([110, 121], Fraction(1, 10)) == 200
    assert present_value([], Fraction(1, 10)) == 0


@pytest.mark.parametrize(
    "options",
    [
        {"profile": "balloon"},
        {"principal": -1},
        {"rate": Fraction(-1)},
        {"periods": 0},
        {"grace": 5},
        {"per_year": 0},
    ],
)
def test_a_loan_that_cannot_be_repaid_is_refused(options):
    with pytest.raises(ValueError, match=r"unknown|negative|grace"):
        Loan(**{"principal": 100, "rate": Fraction(0), "periods": 5, **options})


def test_nothing_lent_has_no_grant_element():
    with pytest.raises(ValueError, match="Nothing is lent"):
        grant_element(Loan(0, Fraction(0), 5))


def test_a_tiny_annuity_at_a_high_rate_never_repays_more_than_is_owed():
    told = schedule(Loan(3, Fraction(9, 10), 50, profile="annuity"))
    assert sum(one.principal for one in told) == 3
