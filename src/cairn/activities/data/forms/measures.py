"""What people type about measures: definitions, breaks, and what a second pair of eyes says."""

from django import forms
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from cairn.activities.data.models import Definition
from cairn.activities.forms import ComponentField, DayInput
from cairn.activities.queries import components, present_constituents
from cairn.engine.measure.mapping import plain
from cairn.engine.measure.periods import period_at

RESERVED = {"add"}  # addresses below /data/ that are no measure


class DefinitionForm(forms.ModelForm):
    """What a measure means: all its parts."""

    groups = forms.CharField(
        label=_("Which groups is it counted for, besides everybody?"),
        help_text=_(
            "One on each line, as your files name them, for instance: girls. Leave it empty for none."
        ),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    class Meta:
        model = Definition
        fields = (
            "name", "kind", "numerator", "denominator", "per", "unit", "period", "better", "groups",
            "threshold", "lag_days",
        )  # fmt: skip
        labels = {
            "name": _("What is it called?"),
            "kind": _("What kind of number is it?"),
            "numerator": _("What is counted?"),
            "denominator": _("Out of whom, or of what?"),
            "per": _("If it is a rate: per how many?"),
            "unit": _("What is its unit?"),
            "period": _("How often is it counted?"),
            "better": _("Which direction is better?"),
            "threshold": _("Which counts are too small to show?"),
            "lag_days": _("How many days after a period must the number be here?"),
        }
        help_texts = {
            "name": _("Short, and in words everybody uses."),
            "numerator": _("Exactly, so that two people who count come to the same number."),
            "denominator": _("The whole that the share is taken of. A plain count has none."),
            "per": _("1000 means “per thousand”."),
            "unit": _("For instance: %, children, days."),
            "threshold": _(
                "Counts from 1 up to this number less one are held back, and whatever would give them away. "
                "5 and 11 are usual; 0 shows everything."
            ),
            "lag_days": _("Until then nobody is shown as late."),
        }
        widgets = {
            "kind": forms.RadioSelect,
            "numerator": forms.Textarea(attrs={"rows": 2}),
            "denominator": forms.Textarea(attrs={"rows": 2}),
            "period": forms.RadioSelect,
            "better": forms.RadioSelect,
        }
        error_messages = {
            "name": {"required": _("Give the measure a name.")},
            "kind": {"required": _("Choose a kind.")},
            "numerator": {"required": _("Say what is counted.")},
            "unit": {"required": _("Name the unit.")},
            "period": {"required": _("Choose how often.")},
            "better": {"required": _("Choose a direction, or neither.")},
        }

    def __init__(self, *given, **options):
        """Ask every choice openly; nothing is chosen beforehand."""
        super().__init__(*given, **options)
        for name in ("kind", "period", "better"):
            self.fields[name].choices = self.Meta.model._meta.get_field(name).choices
        self.fields["per"].required = False

    def clean_per(self):
        """Take one where nothing is said."""
        per = self.cleaned_data.get("per")
        if per == 0:
            raise forms.ValidationError(_("Give a number from 1."))
        return per or 1

    def clean_groups(self):
        """Read the groups, one a line, each once."""
        names = [line.strip() for line in self.cleaned_data["groups"].splitlines() if line.strip()]
        if any(len(name) > 60 for name in names):
            raise forms.ValidationError(_("A group's name has at most 60 characters."))
        if len({plain(name) for name in names}) < len(names):
            raise forms.ValidationError(_("A group is here twice. Keep one of the two."))
        return names

    def clean(self):
        """Ask for what the kind of number needs."""
        found = super().clean()
        is_count, denominator = found.get("kind") == Definition.Kind.COUNT, found.get("denominator")
        if found.get("kind") and is_count and denominator:
            self.add_error(
                "denominator", _("A count has no denominator. Leave this empty, or choose a share.")
            )
        elif found.get("kind") and not is_count and not denominator:
            self.add_error("denominator", _("A share, a rate or a mean needs this: out of whom, or of what?"))
        return found

    def definition_fields(self):
        """Return the parts as the actions take them."""
        found = {name: self.cleaned_data[name] for name in self.Meta.fields if name != "groups"}
        if found["kind"] != Definition.Kind.RATE:
            found["per"] = 1
        return found | {"disaggregation": self.cleaned_data["groups"]}


class MeasureForm(DefinitionForm):
    """A new measure: its first definition, and where it belongs."""

    advances = ComponentField(
        label=_("Which part of the pathway does it tell about?"), queryset=None, required=False,
        help_text=_("The trace of that component will lead here."),
    )  # fmt: skip
    owner = forms.ModelChoiceField(
        label=_("Which constituent looks after it?"), queryset=None, required=False
    )
    activity = forms.ModelChoiceField(
        label=_("Which shared-data activity does it belong to?"), queryset=None, required=False
    )
    is_published = forms.BooleanField(
        label=_("Everybody who may see the collective may see this measure"),
        help_text=_("If not, only its members do."),
        required=False,
        initial=True,
    )

    def __init__(self, *given, collective, on, **options):
        """Offer what belongs to the collective."""
        super().__init__(*given, **options)
        self.collective = collective
        self.fields["advances"].queryset = components(collective)
        self.fields["owner"].queryset = present_constituents(collective, on)
        self.fields["activity"].queryset = collective.activities.filter(kind="data").order_by("title")
        for name in ("advances", "owner", "activity"):
            self.fields[name].empty_label = _("None, or not said")

    def slug(self):
        """Make an address of the name that no other measure of the collective has."""
        base = slugify(self.cleaned_data["name"])[:44].strip("-") or "measure"
        taken = RESERVED | set(self.collective.measures.values_list("slug", flat=True))
        numbered = (f"{base}-{number}" for number in range(2, len(taken) + 3))
        return base if base not in taken else next(slug for slug in numbered if slug not in taken)

    def about(self):
        """Return where the measure belongs."""
        return {name: self.cleaned_data[name] for name in ("advances", "owner", "activity", "is_published")}


class RedefineForm(DefinitionForm):
    """A new version of a definition: what changed, and whether the series breaks there."""

    changed = forms.CharField(
        label=_("What changed, and why?"),
        help_text=_("Whoever reads the series in five years has only these words."),
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Say what changed.")},
    )
    from_on = forms.DateField(
        label=_("From which day on are the numbers counted in the new way?"),
        help_text=_(
            "The chart breaks there, and the two sides are never joined. "
            "Leave it empty if only the words became clearer."
        ),
        required=False,
        widget=DayInput,
        error_messages={"invalid": _("Write the day as 2026-03-27.")},
    )

    def definition_fields(self):
        """Return the parts with what changed."""
        return super().definition_fields() | {"changed": self.cleaned_data["changed"]}

    def break_on(self):
        """Return the first day of the period in which the new way begins, or None."""
        day = self.cleaned_data["from_on"]
        return period_at(day, self.cleaned_data["period"]).starts_on if day else None


class BreakForm(forms.Form):
    """A change of method that needs no new definition."""

    from_on = forms.DateField(
        label=_("From which day on is it different?"),
        widget=DayInput,
        error_messages={"required": _("Give the day."), "invalid": _("Write the day as 2026-03-27.")},
    )
    cause = forms.CharField(
        label=_("What changed?"),
        help_text=_("For instance: the register moved from paper to the telephone."),
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Say what changed: a break needs its cause.")},
    )


class ReviewForm(forms.Form):
    """What a second pair of eyes says to a file."""

    note = forms.CharField(
        label=_("What did you look at?"),
        help_text=_("For instance: sums compared with the paper register."),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class SearchForm(forms.Form):
    """One box over a long list of places."""

    is_filter = True
    q = forms.CharField(label=_("Search places"), required=False, max_length=100)
