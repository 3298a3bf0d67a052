"""What people type about convenings."""

from django import forms
from django.utils.translation import gettext_lazy as _

from cairn.activities.forms import ActivityForm
from cairn.activities.movement.models import Reply

MOST = 1_000_000  # people; more is a slip of the pen


class ConveningForm(ActivityForm):
    """A convening: the shared fields of an activity, and the agenda."""

    agenda = forms.CharField(
        label=_("What will happen?"),
        required=False,
        help_text=_("One line for each part of the day. It stands in the invitation."),
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    field_order = [
        "title",
        "summary",
        "starts_on",
        "ends_on",
        "place",
        "agenda",
        "purpose",
        "served",
        "advances",
    ]

    class Meta(ActivityForm.Meta):
        fields = ["title", "summary", "purpose", "starts_on", "ends_on", "place", "served", "advances"]
        labels = {
            **ActivityForm.Meta.labels,
            "starts_on": _("On which day?"),
            "ends_on": _("If it takes several days, which is the last?"),
        }
        help_texts = {**ActivityForm.Meta.help_texts, "ends_on": ""}


class ReplyForm(forms.Form):
    """Who comes?"""

    answer = forms.ChoiceField(
        label=_("Do you come?"),
        choices=Reply.Answer.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of the three answers.")},
    )
    people = forms.IntegerField(
        label=_("How many people?"),
        min_value=1,
        max_value=MOST,
        initial=1,
        help_text=_("An estimate is enough. It does not matter if you cannot come."),
        error_messages={
            "required": _("Give a number, an estimate is enough."),
            "invalid": _("Write a whole number."),
        },
    )
    note = forms.CharField(
        label=_("Anything we should know?"),
        required=False,
        help_text=_("Food, language, travel, access. Members of the collective read it."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class ReplyForForm(ReplyForm):
    """A reply, with the constituent it is for."""

    constituent = forms.ModelChoiceField(
        label=_("For which constituent?"),
        queryset=None,
        error_messages={"required": _("Choose a constituent.")},
    )
    field_order = ["constituent"]

    def __init__(self, *given, constituents, **options):
        """Offer the constituents the person may speak for."""
        super().__init__(*given, **options)
        self.fields["constituent"].queryset = constituents

    def reply_fields(self):
        """Return the reply without its constituent, as the action takes it."""
        return {name: self.cleaned_data[name] for name in ("answer", "people", "note")}


class StoryForm(forms.Form):
    """What a convening carried away."""

    story = forms.CharField(
        label=_("What is the story of this convening?"),
        help_text=_("What those who came now tell others. Members' own words are best."),
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": _("Tell the story in a sentence or more.")},
    )
    people_reached = forms.IntegerField(
        label=_("How many people did it reach?"),
        required=False,
        min_value=0,
        max_value=MOST,
        help_text=_(
            "Those who were there, and those the story has reached since. Leave it empty if nobody knows."
        ),
        error_messages={"invalid": _("Write a whole number.")},
    )
