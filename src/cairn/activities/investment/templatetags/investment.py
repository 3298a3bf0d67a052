"""How money and its bars are written on pages."""

from fractions import Fraction

from django import template
from django.utils.translation import get_language_bidi

from cairn.activities.investment.money import written
from cairn.web.charts.bars import Segment, agree_bar

register = template.Library()


@register.filter
def money(minor, currency):
    """Write an amount of minor units in a currency; a missing one is a dash."""
    return "–" if minor is None else written(Fraction(minor), currency)


@register.simple_tag
def money_bar(part, whole, *, look="solid", title=""):
    """Draw an amount as a part of another; what is missing stays open."""
    part, whole = round(Fraction(part)), round(Fraction(whole))
    segments = [Segment("", min(part, whole), look), Segment("", max(whole - part, 0), "open")]
    return agree_bar(segments, title=title, rtl=get_language_bidi())
