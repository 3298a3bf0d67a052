"""Exact numbers from what files and JSON give."""

import math
from decimal import Decimal, InvalidOperation
from fractions import Fraction

from cairn.engine.signal.verdict import figure

WHOLE = 2**53  # below, a float without decimals is the number that was written
Given = int | float | str | Decimal | Fraction


def exact(value: object, where: str) -> Fraction:
    """Take a number exactly as it was written: 0.1 is one tenth, "0.1%" a thousandth, "1/3" a third.

    Raises: ValueError that names `where`.

    >>> exact(0.1, "here"), exact("0.1%", "here"), exact("1/3", "here")
    (Fraction(1, 10), Fraction(1, 1000), Fraction(1, 3))
    """
    wrong = ValueError(f"{where} is {value!r}, no number: write figures such as 12, 0.5, 1/3 or 0.1%.")
    if isinstance(value, bool) or not isinstance(value, int | float | str | Decimal | Fraction):
        raise wrong
    if isinstance(value, float):
        if not math.isfinite(value):
            raise wrong
        is_whole = abs(value) < WHOLE and value.is_integer()
        return Fraction(int(value)) if is_whole else Fraction(repr(value))
    try:
        if isinstance(value, str):
            if len(value) > 40 or "e" in value.lower():
                raise wrong
            text, percent = value.strip().removesuffix("%"), value.strip().endswith("%")
            return Fraction(text) / (100 if percent else 1)
        return Fraction(value)
    except (ValueError, ZeroDivisionError, OverflowError, InvalidOperation):
        raise wrong from None


def in_words(value: Fraction) -> str:
    """Write an exact number as a person would; one that fits no float by its power of ten.

    >>> in_words(Fraction(5, 2)), in_words(Fraction(10) ** 400)
    ('2.5', 'about 10^400')
    """
    try:
        return figure(float(value))
    except OverflowError:
        return f"{'-' if value < 0 else ''}about 10^{len(str(abs(int(value)))) - 1}"


def known(value: object, where: str) -> Fraction | None:
    """Take a number exactly, and None as not known."""
    return None if value is None else exact(value, where)
