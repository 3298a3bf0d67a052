"""Money in whole minor units, and how it is written."""

from decimal import Decimal
from fractions import Fraction

import pytest
from django.utils import translation

from cairn.activities.investment import money


@pytest.mark.parametrize(
    ("amount", "currency", "minor"),
    [("12.50", "EUR", 1250), ("1250", "JPY", 1250), ("1.25", "KWD", 1250), ("0.01", "USD", 1)],
)
def test_amounts_become_minor_units_and_come_back(amount, currency, minor):
    assert money.to_minor(Decimal(amount), currency) == minor
    assert money.to_major(minor, currency) == Decimal(amount)


@pytest.mark.parametrize(
    ("amount", "currency", "message"),
    [
        ("0.5", "JPY", "JPY has 0 decimals. Round the amount."),
        ("0.005", "EUR", "EUR has 2 decimals. Round the amount."),
        ("0", "EUR", "Give an amount above zero, and not beyond all measure."),
        ("1e15", "EUR", "Give an amount above zero, and not beyond all measure."),
    ],
)
def test_amounts_that_cannot_be_are_refused(amount, currency, message):
    with pytest.raises(ValueError, match=message):
        money.to_minor(Decimal(amount), currency)


@pytest.mark.parametrize(
    ("minor", "currency", "words"),
    [
        (1_234_50, "EUR", "EUR\xa01,234.50"),
        (1_234_00, "EUR", "EUR\xa01,234"),
        (1234, "JPY", "JPY\xa01,234"),
        (Fraction(100000, 3), "EUR", "EUR\xa0333.33"),
    ],
)
def test_amounts_are_written_with_their_currency(minor, currency, words):
    assert money.written(minor, currency) == words


def test_amounts_are_written_in_the_readers_language():
    with translation.override("es"):
        assert money.written(1_234_50, "EUR").endswith("234,50")


def test_every_currency_with_other_decimals_is_in_use():
    assert money.NO_DECIMALS | money.THREE_DECIMALS <= money.CODES
