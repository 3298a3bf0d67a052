"""What people type about policy asks."""

from django import forms
from django.utils.translation import gettext_lazy as _

from cairn.activities.forms import ActivityForm, DayInput
from cairn.activities.influence.models import Institution, Step


class AskForm(ActivityForm):
    """A policy ask: of whom, for which decision, and the shared fields of an activity."""

    institution = forms.ModelChoiceField(
        label=_("Which institution decides?"),
        queryset=Institution.objects.none(),
        required=False,
        empty_label=_("One that is not in the list"),
    )
    new_name = forms.CharField(
        label=_("If it is not in the list: what is it called?"), max_length=200, required=False
    )
    new_level = forms.ChoiceField(
        label=_("And where does it decide?"),
        choices=[("", "–"), *Institution.Level.choices],
        required=False,
    )
    ask = forms.CharField(
        label=_("Which decision do you ask for?"),
        help_text=_("In one sentence that the institution could copy."),
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Write the decision you ask for.")},
    )
    field_order = [
        "institution",
        "new_name",
        "new_level",
        "ask",
        "title",
        "summary",
        "starts_on",
        "purpose",
        "served",
        "advances",
    ]

    class Meta(ActivityForm.Meta):
        fields = ["title", "summary", "purpose", "starts_on", "served", "advances"]
        labels = {
            **ActivityForm.Meta.labels,
            "title": _("What do you call this ask?"),
            "starts_on": _("Since when do you work on it?"),
        }

    def __init__(self, *given, collective, **options):
        """Offer the institutions the collective knows."""
        super().__init__(*given, collective=collective, **options)
        self.fields["institution"].queryset = collective.institutions.order_by("name")

    def clean(self):
        """Want an institution: one of the list, or a new one with its level."""
        given = super().clean()
        if given.get("institution"):
            return given
        if not given.get("new_name"):
            self.add_error("institution", _("Choose the institution, or name a new one below."))
        elif not given.get("new_level"):
            self.add_error("new_level", _("Choose where the institution decides."))
        return given


class StepForm(forms.Form):
    """A stage that an ask has reached."""

    stage = forms.ChoiceField(
        label=_("Which stage has it reached?"),
        choices=Step.Stage.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a stage.")},
    )
    reached_on = forms.DateField(
        label=_("On which day?"),
        widget=DayInput,
        error_messages={"required": _("Give the day."), "invalid": _("Write the day as 2026-03-27.")},
    )
    note = forms.CharField(
        label=_("How do you know?"),
        required=False,
        help_text=_("A letter, a meeting, a law. Members of the collective read it."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class SignForm(forms.Form):
    """Which constituent signs."""

    constituent = forms.ModelChoiceField(
        label=_("Which constituent signs?"),
        queryset=None,
        error_messages={"required": _("Choose a constituent.")},
    )

    def __init__(self, *given, constituents, **options):
        """Offer the constituents the person may speak for."""
        super().__init__(*given, **options)
        self.fields["constituent"].queryset = constituents
