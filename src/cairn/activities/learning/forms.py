"""What people type about sessions and debriefs."""

from django import forms
from django.utils.translation import gettext_lazy as _

from cairn.activities.forms import ActivityForm


class SessionForm(ActivityForm):
    """A session: its question, and the shared fields of an activity."""

    question = forms.CharField(
        label=_("What do you want to learn?"),
        help_text=_("One question that those who come can work on, with what they know."),
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Write the question of the session.")},
    )
    field_order = ["title", "question", "starts_on", "place", "summary", "purpose", "served", "advances"]

    class Meta(ActivityForm.Meta):
        fields = ["title", "summary", "purpose", "starts_on", "place", "served", "advances"]
        labels = {**ActivityForm.Meta.labels, "starts_on": _("On which day?")}


class NotesForm(forms.Form):
    """What was said in a session, and who attended."""

    notes = forms.CharField(
        label=_("What was said, and what did you learn?"),
        widget=forms.Textarea(attrs={"rows": 8}),
        error_messages={"required": _("Write what was said, a few lines are enough.")},
    )
    attended = forms.ModelMultipleChoiceField(
        label=_("Which constituents attended?"),
        queryset=None,
        required=False,
        help_text=_("We ask them what they took from it: now, and once more after two and a half months."),
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *given, constituents, **options):
        """Offer the constituents of the collective."""
        super().__init__(*given, **options)
        self.fields["attended"].queryset = constituents


class DebriefForm(forms.Form):
    """What somebody took from a session."""

    learned = forms.CharField(
        label=_("What did you learn?"),
        help_text=_("Also what did not help. Members of the collective read it."),
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Write what you learned, one sentence is enough.")},
    )
    will_do = forms.CharField(
        label=_("What will you do differently, or have you done already?"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class DebriefForForm(DebriefForm):
    """A debrief, with the constituent it is for."""

    constituent = forms.ModelChoiceField(
        label=_("For which constituent?"),
        queryset=None,
        error_messages={"required": _("Choose a constituent.")},
    )
    field_order = ["constituent", "learned", "will_do"]

    def __init__(self, *given, constituents, **options):
        """Offer the constituents the person may speak for."""
        super().__init__(*given, **options)
        self.fields["constituent"].queryset = constituents

    def debrief_fields(self):
        """Return the debrief without its constituent, as the action takes it."""
        return {name: self.cleaned_data[name] for name in ("learned", "will_do")}
