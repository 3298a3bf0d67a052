"""What people type about activities."""

from django import forms
from django.utils.translation import gettext_lazy as _

from cairn.activities import queries
from cairn.activities.models import Activity

Kind = Activity.Kind

# What can be added: the first object of each kind, with a form of its own, or anything else of that kind.
ADDED = [
    (
        Kind.MOVEMENT.label,
        [
            ("movement:convening_add", _("A convening: constituents are invited and say whether they come")),
            ("movement", _("Something else: a campaign, a shared story, a celebration")),
        ],
    ),
    (
        Kind.DATA.label,
        [
            ("data:measure_add", _("A measure: what we count, and what it means")),
            ("data", _("Something else: collecting, checking or sharing data")),
        ],
    ),
    (
        Kind.INFLUENCE.label,
        [
            ("influence:ask_add", _("A policy ask: a decision wanted from an institution")),
            ("influence", _("Something else: a brief, a visit, a submission to a consultation")),
        ],
    ),
    (
        Kind.LEARNING.label,
        [
            ("learning:session_add", _("A session: a question we work on, with debriefs after it")),
            ("learning", _("Something else: a cohort, a community of practice, a visit")),
        ],
    ),
    (
        Kind.INVESTMENT.label,
        [
            ("investment:fund_add", _("A pooled fund: proposals, approvals and an allotment")),
            ("investment", _("Something else: a costed plan, a map of resources")),
        ],
    ),
]


class DayInput(forms.DateInput):
    """A day, with the browser's own calendar where there is one."""

    input_type = "date"

    def __init__(self, attrs=None):
        """Write the day as the browser's calendar wants it, whatever the language."""
        super().__init__(attrs, format="%Y-%m-%d")


class ComponentField(forms.ModelChoiceField):
    """A component, named by its kind, number and title."""

    def label_from_instance(self, component):
        """Name a component."""
        return queries.in_words(component)


class KindForm(forms.Form):
    """The first question: what is to be added?"""

    added = forms.ChoiceField(
        label=_("What do you want to add?"),
        choices=ADDED,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what you want to add.")},
    )


class FilterForm(forms.Form):
    """Which activities to show."""

    is_filter = True
    kind = forms.ChoiceField(
        label=_("Kind"), required=False, choices=[("", _("All five kinds")), *Kind.choices]
    )
    state = forms.ChoiceField(
        label=_("State"), required=False, choices=[("", _("Any state")), *Activity.State.choices]
    )


class ActivityForm(forms.ModelForm):
    """An activity of any kind. Forms of one kind build on it, and add what only that kind asks."""

    class Meta:
        model = Activity
        fields = [
            "title",
            "type",
            "summary",
            "purpose",
            "starts_on",
            "ends_on",
            "place",
            "served",
            "advances",
        ]
        field_classes = {"advances": ComponentField}
        labels = {
            "title": _("What is it called?"),
            "type": _("What sort of activity is it?"),
            "summary": _("What is it about?"),
            "purpose": _("What is it for?"),
            "starts_on": _("When does it start?"),
            "ends_on": _("When does it end?"),
            "place": _("Where?"),
            "served": _("Which constituents does it serve?"),
            "advances": _("Which part of the pathway does it advance?"),
        }
        help_texts = {
            "type": _("In your own words, for instance: campaign, brief, cohort."),
            "summary": _("A few sentences that somebody who was not there understands."),
            "ends_on": _("Leave it empty while it goes on."),
            "served": _("Those it is for. We show openly which constituents no activity serves."),
            "advances": _("The trace of that component will lead here."),
        }
        widgets = {
            "summary": forms.Textarea(attrs={"rows": 4}),
            "purpose": forms.RadioSelect,
            "starts_on": DayInput,
            "ends_on": DayInput,
            "served": forms.CheckboxSelectMultiple,
        }
        error_messages = {
            "title": {"required": _("Give the activity a name.")},
            "starts_on": {
                "required": _("Give the day it starts."),
                "invalid": _("Write the day as 2026-03-27."),
            },
            "ends_on": {"invalid": _("Write the day as 2026-03-27.")},
        }

    def __init__(self, *given, collective, on, **options):
        """Offer only what belongs to the collective on that day."""
        super().__init__(*given, **options)
        offered = {
            "place": collective.places.order_by("name"),
            "served": queries.present_constituents(collective, on),
            "advances": queries.components(collective),
        }
        for name, rows in offered.items():
            if name in self.fields:
                self.fields[name].queryset = rows
                self.fields[name].empty_label = _("Not said")
        if "purpose" in self.fields:
            self.fields["purpose"].choices = [*Activity.Purpose.choices, ("", _("Not said"))]

    def activity_fields(self):
        """Return what belongs to the activity itself, as `add_activity` takes it."""
        return {name: self.cleaned_data[name] for name in self._meta.fields}


class OutcomeForm(forms.Form):
    """What came of an activity."""

    outcome = forms.CharField(
        label=_("What came of it?"),
        help_text=_("What changed, for whom, and what did not. “Nothing yet” is an answer."),
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": _("Say what came of it.")},
    )
    ends_on = forms.DateField(
        label=_("When did it end?"),
        required=False,
        help_text=_("Leave it empty while it goes on."),
        widget=DayInput,
        error_messages={"invalid": _("Write the day as 2026-03-27.")},
    )


class EmailsForm(forms.Form):
    """One e-mail address for each constituent; an empty one gets no e-mail."""

    def __init__(self, *given, constituents, known, hints=None, **options):
        """Ask for an address of each constituent, filled in where one is known; `hints` say more of some."""
        super().__init__(*given, **options)
        self.constituents = {f"email_{one.pk}": one for one in constituents}
        for name, one in self.constituents.items():
            self.fields[name] = forms.EmailField(
                label=one.name,
                required=False,
                initial=known.get(one.pk, ""),
                help_text=(hints or {}).get(one.pk, ""),
                error_messages={"invalid": _("Write an e-mail address such as name@example.org.")},
            )

    def emails(self):
        """Return the addresses that were given, by constituent."""
        return {
            one: self.cleaned_data[name] for name, one in self.constituents.items() if self.cleaned_data[name]
        }
