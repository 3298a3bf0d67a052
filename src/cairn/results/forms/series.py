"""Choosing series: which measure, which place, and what the rules find."""

from django import forms
from django.utils.translation import gettext_lazy as _


class SeriesFilter(forms.Form):
    """Which series to show."""

    is_filter = True
    measure = forms.ChoiceField(label=_("What is counted"), required=False)
    place = forms.ChoiceField(label=_("Where"), required=False)
    state = forms.ChoiceField(
        label=_("What the rules find"),
        required=False,
        choices=[
            ("", _("Anything")),
            ("signal", _("A signal")),
            ("calm", _("No change")),
            ("short", _("Too short to call")),
        ],
    )

    def __init__(self, *given, measures, places, **options):
        """Offer the measures the reader may see, and the places that have a series."""
        super().__init__(*given, **options)
        self.fields["measure"].choices = [
            ("", _("Every measure")),
            *((row.slug, row.latest.name) for row in measures),
        ]
        self.fields["place"].choices = [("", _("Every place")), *((str(row.pk), row.name) for row in places)]


class MeasureChoice(forms.ModelChoiceField):
    """A measure, by the name in its newest definition."""

    def label_from_instance(self, measure):
        """Name a measure."""
        newest = max(measure.definitions.all(), key=lambda one: one.number, default=None)
        return newest.name if newest else measure.slug
