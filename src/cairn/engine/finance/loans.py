"""Loans: what is paid when, to the last minor unit, and how much of a loan is a gift."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext
from fractions import Fraction
from typing import Literal

from cairn.engine.finance.money import divide, whole

Profile = Literal["equal-principal", "annuity", "bullet"]


@dataclass(frozen=True, slots=True)
class Loan:
    """A loan paid out at the start, repaid over `periods` of which the first `grace` repay nothing.

    Units: `principal` in minor units; `rate` is the interest of one period, exact. There are `per_year`
    periods in a year.
    """

    principal: int
    rate: Fraction
    periods: int
    grace: int = 0
    profile: Profile = "equal-principal"
    per_year: int = 1

    def __post_init__(self) -> None:
        """Refuse a loan that cannot be repaid."""
        if self.profile not in ("equal-principal", "annuity", "bullet"):
            raise ValueError(
                f"The profile {self.profile!r} is unknown; choose equal-principal, annuity or bullet."
            )
        if self.principal < 0 or self.rate < 0:
            raise ValueError("The principal or the rate is negative; give zero or more.")
        if not 0 <= self.grace < self.periods or self.per_year < 1:
            raise ValueError("The grace must be shorter than the loan, and a year has one period at least.")


@dataclass(frozen=True, slots=True)
class Instalment:
    """What is paid at the end of one period; minor units."""

    period: int  # 1 is the first
    interest: int
    principal: int
    owed: int  # after it is paid

    @property
    def paid(self) -> int:
        """Return interest and principal together."""
        return self.interest + self.principal


def schedule(loan: Loan) -> list[Instalment]:
    """Return every instalment; the principal repaid sums to the principal exactly.

    Interest is that of the period on what is owed, rounded to whole minor units. An annuity is the even sum
    that repays the loan, rounded; the last instalment takes what rounding left.
    Source: the standard annuity formula a = P r / (1 − (1 + r)^−n).

    >>> [one.paid for one in schedule(Loan(1000, Fraction(0), 3))]
    [334, 333, 333]
    """
    repaid = _principals(loan)
    told, owed = [], loan.principal
    for period, part in enumerate(repaid, start=1):
        interest = whole(owed * loan.rate)
        owed -= part
        told.append(Instalment(period, interest, part, owed))
    return told


def _principals(loan: Loan) -> list[int]:
    count = loan.periods - loan.grace
    if loan.profile == "bullet":
        return [0] * (loan.periods - 1) + [loan.principal]
    if loan.profile == "equal-principal" or not loan.rate:
        return [0] * loan.grace + divide(loan.principal, [1] * count)
    even = whole(loan.principal * loan.rate / (1 - (1 + loan.rate) ** -count))
    parts, owed = [], loan.principal
    for _ in range(count - 1):
        part = min(max(even - whole(owed * loan.rate), 0), owed)
        parts.append(part)
        owed -= part
    return [*([0] * loan.grace), *parts, owed]


def present_value(payments: Sequence[int], rate: Fraction) -> Fraction:
    """Return what payments at the ends of the periods 1, 2 … are worth now, exactly."""
    return sum((Fraction(paid) / (1 + rate) ** k for k, paid in enumerate(payments, start=1)), Fraction(0))


def grant_element(loan: Loan, *, discount: Fraction = Fraction(1, 20)) -> Fraction:
    """Return how much of a loan is a gift: (face value − present value of what is paid) / face value.

    `discount` is the rate of a year; the IMF and the World Bank take 5 %. Where a year has several periods,
    the rate of one is that which compounds to it, to forty digits.
    Raises: ValueError if nothing is lent.
    Source: IMF and World Bank, unified discount rate (2013); OECD DAC.

    >>> f"{float(grant_element(Loan(1_000_000, Fraction(0), 10, profile='bullet'))):.1%}"
    '38.6%'
    """
    if not loan.principal:
        raise ValueError("Nothing is lent, so no part of it is a gift.")
    paid = [one.paid for one in schedule(loan)]
    return 1 - present_value(paid, rate_of_a_period(discount, loan.per_year)) / loan.principal


def rate_of_a_period(yearly: Fraction, per_year: int) -> Fraction:
    """Return the rate of a period that compounds to a yearly rate.

    >>> round(float(rate_of_a_period(Fraction(21, 100), 2)), 12)
    0.1
    """
    if per_year == 1:
        return yearly
    with localcontext() as digits:
        digits.prec = 40
        factor = Decimal(yearly.numerator + yearly.denominator) / Decimal(yearly.denominator)
        return Fraction((factor.ln() / per_year).exp()) - 1
