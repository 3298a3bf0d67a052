"""Holding a session, asking, explaining, judging and deciding."""

from django import forms
from django.utils.translation import gettext_lazy as _

from cairn.participation.forms.choices import DayField, constituents, spoken_for
from cairn.results.forms.series import MeasureChoice
from cairn.results.models import Interpretation


def long_text(label, *, rows=4, **options):
    """Return a field for a few sentences."""
    return forms.CharField(label=label, widget=forms.Textarea(attrs={"rows": rows}), **options)


class SenseMakingForm(forms.Form):
    """A session: when, who took part, and notes that stay among the members."""

    title = forms.CharField(
        label=_("What is it called?"),
        max_length=200,
        help_text=_("For example: What are the visits telling us?"),
        error_messages={"required": _("Give the session a title.")},
    )
    held_on = DayField(label=_("On which day?"))
    took_part = forms.ModelMultipleChoiceField(
        label=_("Which constituents took part?"),
        queryset=None,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Those whose lives the figures are about should be among them."),
    )
    notes = long_text(_("Notes"), required=False, help_text=_("Only members of the collective read them."))

    def __init__(self, *given, collective, **options):
        """Offer the collective's constituents."""
        super().__init__(*given, **options)
        self.fields["took_part"].queryset = constituents(collective)


class QuestionForm(forms.Form):
    """A question, about one series if there is one."""

    text = long_text(
        _("What is the question?"),
        rows=3,
        help_text=_("Ask what is behind it, not who is to blame."),
        error_messages={"required": _("Write the question.")},
    )
    measure = MeasureChoice(label=_("About which measure?"), queryset=None, required=False)
    place = forms.ModelChoiceField(label=_("At which place?"), queryset=None, required=False)

    def __init__(self, *given, collective, **options):
        """Offer the collective's measures and places."""
        super().__init__(*given, **options)
        self.fields["measure"].queryset = collective.measures.prefetch_related("definitions").order_by("slug")
        self.fields["place"].queryset = collective.places.order_by("name")
        for name in ("measure", "place"):
            self.fields[name].empty_label = _("No series")


class SessionChoice(forms.ModelChoiceField):
    """A session, by its day and title."""

    def label_from_instance(self, session):
        """Name a session."""
        return f"{session.held_on:%Y-%m-%d} · {session.title}"


class AskForm(forms.Form):
    """A question about the series the reader comes from, in a session that exists or a new one."""

    text = long_text(
        _("What is the question?"), rows=4, error_messages={"required": _("Write the question.")}
    )
    session = SessionChoice(
        label=_("In which session?"),
        queryset=None,
        required=False,
        help_text=_("The chart is kept as it stands on the day of the session."),
    )
    title = forms.CharField(label=_("Title of the new session"), max_length=200, required=False)
    held_on = DayField(label=_("Day of the new session"), required=False)

    def __init__(self, *given, sessions, **options):
        """Offer the sessions of the collective, the newest first."""
        super().__init__(*given, **options)
        self.fields["session"].queryset = sessions
        self.fields["session"].empty_label = _("A new session")

    def clean(self):
        """Ask for the title and the day of a new session."""
        given = super().clean()
        if not given.get("session") and "session" not in self.errors:
            if not given.get("title"):
                self.add_error("title", _("Give the new session a title, or choose a session above."))
            if not given.get("held_on") and "held_on" not in self.errors:
                self.add_error("held_on", _("Give the day of the new session, for example 2026-05-14."))
        return given


class InterpretationForm(forms.Form):
    """One explanation, the role it is offered in, and what would change our mind."""

    text = long_text(
        _("What may explain it?"),
        rows=3,
        help_text=_("One explanation. Others may say otherwise, and both stay."),
        error_messages={"required": _("Write the explanation.")},
    )
    offered_as = forms.CharField(
        label=_("Offered as"),
        max_length=60,
        help_text=_("The role, not the name: elder, teacher, nurse, analyst. Only members read it."),
        error_messages={"required": _("Say in which role it is offered.")},
    )
    constituent = forms.ModelChoiceField(label=_("For which constituent?"), queryset=None, required=False)
    would_change_our_mind = long_text(
        _("What would change our mind?"),
        rows=2,
        required=False,
        help_text=_("What would we see if this were not so?"),
    )

    def __init__(self, *given, collective, **options):
        """Offer the constituents the person may speak for."""
        super().__init__(*given, **options)
        self.fields["constituent"].queryset = spoken_for(collective)
        self.fields["constituent"].empty_label = _("For none in particular")

    def words(self):
        """Return the explanation without its constituent, as the action takes it."""
        return {name: self.cleaned_data[name] for name in ("text", "offered_as", "would_change_our_mind")}


class JudgementForm(forms.Form):
    """How plausible the session found an explanation."""

    plausibility = forms.ChoiceField(
        label=_("How plausible does the session find it?"),
        choices=Interpretation.Plausibility.choices,
        widget=forms.RadioSelect,
        help_text=_("The other explanations stay beside it."),
    )


class DecisionForm(forms.Form):
    """What a session decided."""

    decision = long_text(
        _("What did the session decide?"),
        help_text=_("“We wait and look again in March” is a decision."),
        error_messages={"required": _("Write down what was decided.")},
    )
