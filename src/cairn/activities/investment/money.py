"""Money in whole minor units: cents, fils, or yen, which have none smaller (ISO 4217)."""

from decimal import Decimal

from django.utils import formats
from django.utils.translation import gettext as _

# The currencies in use. How many decimals each has: two, but for those named below.
IN_USE = """
AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD
CDF CHF CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF
GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK
LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD
OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN
SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VED VES VND VUV WST XAF XCD XCG
XOF XPF YER ZAR ZMW ZWG
"""
WITHOUT = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF"
WITH_THREE = "BHD IQD JOD KWD LYD OMR TND"
CODES, NO_DECIMALS, THREE_DECIMALS = (frozenset(codes.split()) for codes in (IN_USE, WITHOUT, WITH_THREE))
MOST = 10**15  # minor units; beyond it an amount is a slip of the pen


def decimals_of(currency):
    """Return how many decimals a currency has.

    >>> [decimals_of(code) for code in ("EUR", "JPY", "KWD")]
    [2, 0, 3]
    """
    if currency in NO_DECIMALS:
        return 0
    return 3 if currency in THREE_DECIMALS else 2


def to_minor(amount, currency):
    """Return an amount in whole minor units; a ValueError says what is wrong with it and how to mend it."""
    scaled = Decimal(amount).scaleb(decimals_of(currency))
    if scaled != scaled.to_integral_value():
        raise ValueError(
            _("%(currency)s has %(decimals)s decimals. Round the amount.")
            % {"currency": currency, "decimals": decimals_of(currency)}
        )
    if not 0 < scaled <= MOST:
        raise ValueError(_("Give an amount above zero, and not beyond all measure."))
    return int(scaled)


def to_major(minor, currency):
    """Return an amount in minor units as a decimal number of the currency.

    >>> to_major(1250, "EUR"), to_major(1250, "JPY")
    (Decimal('12.50'), Decimal('1250'))
    """
    return Decimal(int(minor)).scaleb(-decimals_of(currency))


def written(minor, currency):
    """Write an amount as the reader's language writes numbers, after its currency; part cents are rounded."""
    places = decimals_of(currency)
    whole = to_major(round(minor), currency)
    if whole == whole.to_integral_value():
        places = 0
    return (
        f"{currency}\N{NO-BREAK SPACE}{formats.number_format(whole, decimal_pos=places, force_grouping=True)}"
    )
