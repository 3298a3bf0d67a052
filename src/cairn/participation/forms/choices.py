"""Choices that several forms offer: the collective's constituents and languages."""

from django import forms
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _

from cairn.network.access import Role, may


def languages(collective):
    """List the collective's languages, each in its own words."""
    return [(code, language_name(code)) for code in collective.languages or ["en"]]


def language_name(code):
    """Return a language's own name, or its code where we do not know one."""
    try:
        return get_language_info(code)["name_local"].capitalize()
    except KeyError:
        return code


def constituents(collective):
    """Return the constituents that are still part of the collective, by name."""
    return collective.constituents.filter(left_on=None).order_by("name")


def spoken_for(collective):
    """Return the constituents the person may act for: all for a facilitator, else their own."""
    if may(collective, Role.FACILITATOR):
        return constituents(collective)
    return constituents(collective).filter(pk=collective.membership.constituent_id)


class OneOf(forms.ChoiceField):
    """A choice among few, shown as radio buttons."""

    widget = forms.RadioSelect
    default_error_messages = {"required": _("Choose one of these.")}


class DayField(forms.DateField):
    """A day, with the browser's own calendar where it has one."""

    def __init__(self, **options):
        """Take Django's options; the box is of type date."""
        picker = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        super().__init__(widget=picker, error_messages=DAY_ERRORS, **options)


DAY_ERRORS = {
    "required": _("Write the day, for example 2026-05-14."),
    "invalid": _("This is not a day we can read. Write it as year-month-day, for example 2026-05-14."),
}
