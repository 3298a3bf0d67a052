"""Planning and closing a trial, recording an adoption, calling a practice into the pathway."""

from django import forms
from django.utils.translation import gettext_lazy as _

from cairn.activities.forms import ComponentField
from cairn.participation.forms.choices import DayField, spoken_for
from cairn.participation.queries.rules import RULES
from cairn.results.forms.sense import long_text
from cairn.results.forms.series import MeasureChoice
from cairn.results.models import Commitment, Trial
from cairn.results.queries.practices import TRIED

CHOOSE_PRACTICE = {"required": _("Choose a practice or a method.")}
CHOOSE_CONSTITUENT = {"required": _("Choose a constituent you may speak for.")}


def tried(collective):
    """Return the practices and methods in use, with what their titles come from."""
    rows = collective.components.filter(kind__in=TRIED, retired_on=None)
    return rows.prefetch_related("versions__texts").order_by("-kind", "number")


class TrialForm(forms.Form):
    """A trial: the prediction first, then where, when, and by which series it will be seen."""

    practice = ComponentField(
        label=_("What will be tried?"),
        queryset=None,
        empty_label=_("Choose one"),
        error_messages=CHOOSE_PRACTICE,
    )
    constituent = forms.ModelChoiceField(
        label=_("Who tries it?"),
        queryset=None,
        empty_label=_("Choose one"),
        error_messages=CHOOSE_CONSTITUENT,
    )
    prediction = long_text(
        _("What do you expect to see, and by when?"),
        rows=3,
        help_text=_("It is kept as you write it now. A prediction that fails teaches most."),
        error_messages={"required": _("Write down what you expect before you begin.")},
    )
    starts_on = DayField(label=_("When does it start?"))
    ends_on = DayField(label=_("When does it end?"), help_text=_("On the day after it we ask what happened."))
    place = forms.ModelChoiceField(label=_("At which place?"), queryset=None, required=False)
    measure = MeasureChoice(
        label=_("By which measure will you see it?"),
        queryset=None,
        required=False,
        help_text=_("Its chart then carries the dates of the trial."),
    )
    commitment = forms.ModelChoiceField(label=_("Does it keep a commitment?"), queryset=None, required=False)

    def __init__(self, *given, collective, **options):
        """Offer only what belongs to the collective and whom the person may speak for."""
        super().__init__(*given, **options)
        offered = {
            "practice": tried(collective),
            "constituent": spoken_for(collective),
            "place": collective.places.order_by("name"),
            "measure": collective.measures.prefetch_related("definitions").order_by("slug"),
            "commitment": Commitment.objects.filter(collective=collective).order_by("-made_at"),
        }
        for name, rows in offered.items():
            self.fields[name].queryset = rows
        for name in ("place", "measure", "commitment"):
            self.fields[name].empty_label = _("None")

    def clean(self):
        """Refuse a trial that ends before it starts."""
        given = super().clean()
        starts, ends = given.get("starts_on"), given.get("ends_on")
        if starts and ends and ends < starts:
            self.add_error("ends_on", _("It ends before it starts. Choose a later day."))
        return given

    def words(self):
        """Return what the action takes as its fields."""
        kept = ("prediction", "starts_on", "ends_on", "place", "measure", "commitment")
        return {name: self.cleaned_data[name] for name in kept}


class ResultForm(forms.Form):
    """What happened in a trial, and what was decided."""

    result = long_text(
        _("What happened?"),
        help_text=_("Beside the prediction, in your own words. Also what you did not expect."),
        error_messages={"required": _("Say what happened.")},
    )
    decision = forms.ChoiceField(
        label=_("What do you decide?"),
        widget=forms.RadioSelect,
        choices=[
            (Trial.Decision.ADOPT, _("Adopt it: it goes on as it is")),
            (Trial.Decision.ADAPT, _("Adapt it: it goes on, changed")),
            (Trial.Decision.ABANDON, _("Stop it, with a lesson: others need not try the same")),
        ],
        help_text=_("All three are good ends of a trial."),
        error_messages={"required": _("Choose one of the three.")},
    )


class AdoptionForm(forms.Form):
    """A constituent took a practice up: since when, changed in what way, with what result."""

    practice = ComponentField(
        label=_("Which practice was taken up?"),
        queryset=None,
        empty_label=_("Choose one"),
        error_messages=CHOOSE_PRACTICE,
    )
    constituent = forms.ModelChoiceField(
        label=_("Who took it up?"),
        queryset=None,
        empty_label=_("Choose one"),
        error_messages=CHOOSE_CONSTITUENT,
    )
    adopted_on = DayField(label=_("Since when?"))
    adaptation = long_text(
        _("What did they change?"),
        rows=3,
        required=False,
        help_text=_("Leave it empty if it is done as elsewhere."),
    )
    result = long_text(
        _("What do they see since?"),
        rows=3,
        required=False,
        help_text=_("Their own result. “Too early to tell” is an answer."),
    )

    def __init__(self, *given, collective, **options):
        """Offer the practices in use and whom the person may speak for."""
        super().__init__(*given, **options)
        self.fields["practice"].queryset = tried(collective)
        self.fields["constituent"].queryset = spoken_for(collective)

    def words(self):
        """Return what the action takes as its fields."""
        return {name: self.cleaned_data[name] for name in ("adaptation", "result", "adopted_on")}


class PromotionForm(forms.Form):
    """The call to take a practice into the pathway, and the process that it opens."""

    title = forms.CharField(
        label=_("Title of the process"),
        max_length=200,
        error_messages={"required": _("Give the process a title.")},
    )
    reason = long_text(
        _("Why should the pathway say it?"),
        help_text=_("What the adoptions have in common, and what they do not show."),
        error_messages={"required": _("Give the reason.")},
    )
    rival_view = long_text(
        _("What speaks against it?"),
        rows=3,
        required=False,
        help_text=_("The best reason to wait, as those who hold it would say it. It is shown beside yours."),
    )
    rule = forms.ChoiceField(
        label=_("How will the text be agreed?"),
        widget=forms.RadioSelect,
        help_text=_("Constituents not yet reached always count among those asked. Silence is never consent."),
        error_messages={"required": _("Choose how it will be agreed.")},
    )
    opens_on = DayField(label=_("Opens on"))
    closes_on = DayField(
        label=_("Closes on"), required=False, help_text=_("Leave empty if you do not know yet.")
    )

    def __init__(self, *given, **options):
        """Offer the rules a process may choose."""
        super().__init__(*given, **options)
        self.fields["rule"].choices = [(key, rule.words) for key, rule in RULES.items()]

    def clean(self):
        """Refuse a process that closes before it opens."""
        given = super().clean()
        opens, closes = given.get("opens_on"), given.get("closes_on")
        if opens and closes and closes < opens:
            self.add_error(
                "closes_on", _("It closes before it opens. Choose a later day, or leave it empty.")
            )
        return given

    def process(self):
        """Return what the process is about, as participation takes it."""
        given = self.cleaned_data
        return {
            "title": given["title"],
            "purpose": given["reason"],
            "rule": RULES[given["rule"]].rule,
            "opens_on": given["opens_on"],
            "closes_on": given["closes_on"],
        }

    def words(self):
        """Return what the promotion itself keeps."""
        return {name: self.cleaned_data[name] for name in ("reason", "rival_view")}
