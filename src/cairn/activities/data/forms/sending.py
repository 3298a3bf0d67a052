"""What people say when they send a file: for whom, which column is what, and what names and marks mean."""

from django import forms
from django.conf import settings
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cairn.engine.measure.cells import Status
from cairn.engine.measure.mapping import Mapping
from cairn.engine.measure.periods import read_period
from cairn.network.models import Place

MOST_ASKED = 40  # unknown places asked about one by one
MISSING = {
    "period": _("Choose the column of the period."),
    "place": _("Choose the column of the place."),
    "numerator": _("Choose the column of the numerator."),
    "denominator": _("Choose the column of the denominator."),
}
FIXED, SHEET, LEAVE, ADD = "=fixed", "=sheet", "", "=add"


class FileForm(forms.Form):
    """Step 1: the file, and for whom it is sent. The last, hidden part tells that all of it arrived."""

    constituent = forms.ModelChoiceField(
        label=_("For which constituent do you send it?"),
        queryset=None,
        error_messages={"required": _("Choose a constituent.")},
    )
    file = forms.FileField(
        label=_("Your file"),
        error_messages={
            "required": _("Choose a file."),
            "empty": _("The file is empty. Check that it was saved, and choose it again."),
        },
    )
    arrived = forms.CharField(required=False, widget=forms.HiddenInput, initial="whole")

    def __init__(self, *given, constituents, **options):
        """Offer the constituents the person may send for; a single one is not asked about."""
        super().__init__(*given, **options)
        self.fields["constituent"].queryset = constituents
        self.fields["constituent"].empty_label = gettext("Choose a constituent")
        self.fields["file"].help_text = gettext(
            "CSV, XLSX or ODS, at most %(limit)s MB. Send the table you already keep."
        ) % {"limit": settings.UPLOAD_LIMIT >> 20}
        self.fields["file"].widget.attrs["accept"] = ".csv,.tsv,.txt,.xlsx,.ods"
        self.only = constituents.first() if constituents.count() == 1 else None
        if self.only:
            self.fields["constituent"].widget = forms.HiddenInput()
            self.fields["constituent"].initial = self.only.pk

    def clean_file(self):
        """Refuse what is too large."""
        file = self.cleaned_data["file"]
        if file.size > settings.UPLOAD_LIMIT:
            raise forms.ValidationError(
                _(
                    "The file is larger than %(limit)s MB. "
                    "Leave out what the measure does not need, or send it in parts."
                ),
                params={"limit": settings.UPLOAD_LIMIT >> 20},
            )
        return file

    def clean(self):
        """Say so where the end of what was sent is missing, whatever else of it arrived."""
        found = super().clean()
        if found.get("arrived") != "whole":
            self.errors.pop("file", None)
            self.add_error(
                "file",
                _("The file arrived only in part; the connection was lost. Nothing was kept. Send it again."),
            )
        return found


class ColumnsForm(forms.Form):
    """Step 2: which column is what. Headings are those of the sheet that is looked at."""

    def __init__(self, *given, headers, sheets, sheet, definition, places, **options):
        """Offer the headings for every part of the measure."""
        super().__init__(*given, **options)
        self.sheet, self.definition = sheet, definition
        headings = [(name, name) for name in dict.fromkeys(header.strip() for header in headers) if name]
        nothing = [("", gettext("Choose a column"))]
        whole = [(FIXED, gettext("the same for the whole file"))]
        by_sheet = [(SHEET, gettext("the name of the sheet"))] if sheet else []
        self._ask("period", _("Which column is the period?"), nothing + headings + by_sheet + whole)
        self.fields["period_fixed"] = forms.CharField(
            label=_("If it is the same for the whole file: which period?"), required=False,
            help_text=_("For instance 2026-03, 2026-Q1 or 2026."),
        )  # fmt: skip
        self._ask("place", _("Which column is the place?"), nothing + headings + whole)
        self.fields["place_fixed"] = forms.ModelChoiceField(
            label=_("If it is the same for the whole file: which place?"),
            queryset=places,
            required=False,
            empty_label=gettext("Choose a place"),
        )
        if definition.disaggregation:
            self._ask(
                "group",
                _("Which column is the group?"),
                [("", gettext("none: every row is about everybody")), *headings],
            )
        self._ask("numerator", _("Which column is the numerator?"), nothing + headings, definition.numerator)
        if definition.kind != "count":
            denominator = _("Which column is the denominator?")
            self._ask("denominator", denominator, nothing + headings, definition.denominator)
            given_value = _("Which column is the finished value, if you have one?")
            self._ask(
                "value", given_value, [("", gettext("none: it is worked out from the two above")), *headings]
            )
        if len(sheets) > 1:
            self.fields["all_sheets"] = forms.BooleanField(
                label=_("Read every sheet of the workbook in this way"), required=False,
                help_text=_("Where a heading holds the name of the sheet, each sheet's own name is put in."),
            )  # fmt: skip
        self.fields["decimal_comma"] = forms.BooleanField(
            label=_("Numbers are written with a decimal comma: 1.234,5"), required=False
        )

    def _ask(self, name, label, choices, hint=""):
        field = forms.ChoiceField(label=label, choices=choices, help_text=hint, required=name in MISSING)
        if field.required:
            field.error_messages["required"] = MISSING[name]
        self.fields[name] = field

    def clean(self):
        """Ask for what follows from other answers: a finished value stands for its parts."""
        found = super().clean()
        if found.get("value"):
            for part in ("numerator", "denominator"):
                if not found.get(part):
                    self.errors.pop(part, None)
        self._need("period_fixed", "period", _("Say which period."))
        self._need("place_fixed", "place", _("Say which place."))
        return found

    def _need(self, fixed, part, which):
        if (
            self.cleaned_data.get(part) == FIXED
            and not self.cleaned_data.get(fixed)
            and fixed not in self.errors
        ):
            self.add_error(fixed, which)

    def clean_period_fixed(self):
        """Check a period that holds for the whole file."""
        text = self.cleaned_data["period_fixed"].strip()
        if text and self.data.get(self.add_prefix("period")) == FIXED:
            try:
                read_period(text, self.definition.period)
            except ValueError as fault:
                raise forms.ValidationError(str(fault)) from None
        return text

    def mapping(self, earlier):
        """Return the mapping; what was said earlier about names and marks still holds."""
        found = self.cleaned_data
        is_all = found.get("all_sheets", False)
        roles = ("period", "place", "group", "numerator", "denominator", "value")
        chosen = {role: found.get(role) or None for role in roles}
        named = {role: name for role, name in chosen.items() if name and name not in {FIXED, SHEET}}
        if is_all and self.sheet:
            named = {role: name.replace(self.sheet, "{sheet}") for role, name in named.items()}
        fixed = []
        if chosen["period"] == FIXED:
            fixed.append(("period", found["period_fixed"]))
        if chosen["place"] == FIXED:
            fixed.append(("place", found["place_fixed"].name))
        return Mapping(
            **named,
            sheet="*" if is_all else self.sheet or None,
            period_from_sheet=chosen["period"] == SHEET,
            fixed=tuple(fixed),
            place_names=earlier.place_names,
            absences=earlier.absences,
            skip_sheets=earlier.skip_sheets,
            decimal_comma=found["decimal_comma"],
        )


def initial_columns(mapping, sheet, places):
    """Return what a mapping says, as the form of step 2 asks it."""
    fixed = dict(mapping.fixed)
    found = {role: name.replace("{sheet}", sheet) for role, name in mapping.columns().items()}
    if "period" in fixed:
        found |= {"period": FIXED, "period_fixed": fixed["period"]}
    elif mapping.period_from_sheet:
        found["period"] = SHEET
    if "place" in fixed:
        found |= {"place": FIXED, "place_fixed": places.filter(name=fixed["place"]).first()}
    return found | {"all_sheets": mapping.sheet == "*", "decimal_comma": mapping.decimal_comma}


class QuestionsForm(forms.Form):
    """Step 3: places the collective does not know, unclear marks, and sheets to leave out."""

    def __init__(self, *given, questions, places, may_add, **options):
        """Ask about each, once."""
        super().__init__(*given, **options)
        self.questions = questions
        if questions.places:
            self._ask_places(questions.places, places, may_add)
        for number, mark in enumerate(questions.marks):
            self.fields[f"mark_{number}"] = forms.ChoiceField(
                label=_("What does “%(mark)s” mean?") % {"mark": mark},
                choices=[("", gettext("Leave it: the row stays wrong")), *_absences()],
                required=False,
            )
        if questions.sheets:
            self.fields["sheets"] = forms.MultipleChoiceField(
                label=_("Which sheets should be left out?"),
                choices=[(name, name) for name in questions.sheets],
                widget=forms.CheckboxSelectMultiple,
                required=False,
            )

    def _ask_places(self, names, places, may_add):
        add = [(ADD, gettext("Add it as a new place"))] if may_add else []
        choices = [
            (LEAVE, gettext("Leave it: the row stays wrong")),
            *add,
            *((p.name, p.name) for p in places),
        ]
        for number, name in enumerate(names[:MOST_ASKED]):
            self.fields[f"place_{number}"] = forms.ChoiceField(
                label=_("Which place is “%(name)s”?") % {"name": name}, choices=choices, required=False
            )
        if may_add and len(names) > 1:
            self.fields["all_new"] = forms.BooleanField(
                label=_("Add all %(count)s unknown names as new places") % {"count": len(names)},
                required=False,
            )
        if may_add:
            self.fields["kind"] = forms.ChoiceField(
                label=_("What kind of place are the new ones?"), choices=Place.Kind.choices, required=False
            )

    def place_names(self):
        """Return the names that were said to be places: (theirs, ours)."""
        return tuple(
            (name, chosen)
            for number, name in enumerate(self.questions.places[:MOST_ASKED])
            if (chosen := self.cleaned_data.get(f"place_{number}")) and chosen != ADD
        )

    def new_places(self):
        """Return the names to be added as places."""
        named = {theirs for theirs, _ours in self.place_names()}
        if self.cleaned_data.get("all_new"):
            return [name for name in self.questions.places if name not in named]
        asked = enumerate(self.questions.places[:MOST_ASKED])
        return [name for number, name in asked if self.cleaned_data.get(f"place_{number}") == ADD]

    def absences(self):
        """Return what marks mean: (mark, status)."""
        return tuple(
            (mark, chosen)
            for number, mark in enumerate(self.questions.marks)
            if (chosen := self.cleaned_data.get(f"mark_{number}"))
        )


def _absences():
    return [
        (Status.MISSING.value, gettext("missing: it should be there")),
        (Status.NOT_COLLECTED.value, gettext("not collected: nobody asked")),
        (Status.NOT_APPLICABLE.value, gettext("does not apply: there is nothing to ask")),
        (Status.SUPPRESSED.value, gettext("held back by the source: it is known there")),
        (Status.PRESENT.value, gettext("zero")),
    ]
