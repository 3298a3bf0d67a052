"""Making a commitment, looking at it again, and choosing which to show."""

from django import forms
from django.utils.translation import gettext_lazy as _

from cairn.participation.forms.choices import DayField, spoken_for
from cairn.results.forms.sense import long_text
from cairn.results.models import Question, Review


class CommitmentFilter(forms.Form):
    """Which commitments to show."""

    is_filter = True
    state = forms.ChoiceField(
        label=_("How they stand"),
        required=False,
        choices=[
            ("", _("All")),
            ("due", _("Past their day")),
            ("open", _("Open")),
            *Review.Outcome.choices,
        ],
    )


class CommitmentForm(forms.Form):
    """What a constituent will do, with what, by when."""

    constituent = forms.ModelChoiceField(
        label=_("Who will do it?"),
        queryset=None,
        empty_label=_("Choose one"),
        error_messages={"required": _("Choose a constituent you may speak for.")},
    )
    text = long_text(
        _("What will they do?"),
        rows=3,
        help_text=_("Something others can see was done or not done."),
        error_messages={"required": _("Say what will be done.")},
    )
    with_what = forms.CharField(
        label=_("With what?"),
        max_length=300,
        required=False,
        help_text=_("People, time, a room, money: what they bring."),
    )
    due_on = DayField(label=_("By when?"), help_text=_("On the day after it we ask whether it was kept."))
    question = forms.ModelChoiceField(
        label=_("Which question does it answer?"),
        queryset=None,
        required=False,
        help_text=_("The chain from the figures to what was done leads through it."),
    )

    def __init__(self, *given, collective, **options):
        """Offer whom the person may speak for, and the questions that were asked."""
        super().__init__(*given, **options)
        asked = Question.objects.filter(session__collective=collective)
        self.fields["constituent"].queryset = spoken_for(collective)
        self.fields["question"].queryset = asked.order_by("-session__held_on", "-pk")
        self.fields["question"].empty_label = _("None")

    def words(self):
        """Return what the action takes as its fields."""
        return {name: self.cleaned_data[name] for name in ("text", "with_what", "due_on")}


class ReviewForm(forms.Form):
    """Whether a commitment was kept, changed or dropped."""

    outcome = forms.ChoiceField(
        label=_("What became of it?"),
        choices=Review.Outcome.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of the three.")},
    )
    reason = long_text(
        _("Why?"),
        rows=3,
        required=False,
        help_text=_("Needed where it was changed or dropped. What was in the way is worth knowing."),
    )
