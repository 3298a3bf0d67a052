"""What the templates of results need beside the filters that every template has."""

from datetime import date

from django import template
from django.utils.formats import date_format

register = template.Library()


@register.filter
def of(states, pk):
    """Return the state of one row, by its id."""
    return states[pk]


@register.filter
def iso_month(day):
    """Write a day that was kept as text by its month."""
    return date_format(date.fromisoformat(day), "F Y")
