"""A gathering as it is written down: the sheet, who came, and what was said."""

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from cairn.participation.forms.choices import DayField, constituents, languages
from cairn.participation.forms.processes import process_choices
from cairn.participation.models import Contribution

MORE = 5  # rows that “More rows” adds
MOST = 200


class GatheringForm(forms.Form):
    """The head of the sheet: when, where, and what was agreed."""

    title = forms.CharField(
        label=_("Title"),
        max_length=200,
        help_text=_("For example: Assembly at the confluence"),
        error_messages={"required": _("Give the gathering a title.")},
    )
    process = forms.ModelChoiceField(
        queryset=None,
        label=_("Process"),
        required=False,
        empty_label=_("None: a gathering on its own"),
        help_text=_("What is said is given to this process, and answered there."),
    )
    held_on = DayField(label=_("Held on"))
    place = forms.ModelChoiceField(
        queryset=None, label=_("Place"), required=False, empty_label=_("Not known")
    )
    language = forms.ChoiceField(
        label=_("Language spoken"), error_messages={"required": _("Choose the language.")}
    )
    agreements = forms.CharField(
        label=_("What was agreed"), required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    reservations = forms.CharField(
        label=_("Reservations"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("What some did not agree to, in their own words."),
    )

    def __init__(self, collective, *args, **kwargs):
        """Offer what the collective has."""
        super().__init__(*args, **kwargs)
        self.fields["process"].queryset = process_choices(collective)
        self.fields["place"].queryset = collective.places.order_by("name")
        self.fields["language"].choices = languages(collective)


class RowForm(forms.Form):
    """A row that names a constituent and a role; an empty one is no row, so nothing is called optional."""

    is_filter = True
    constituent = forms.ChoiceField(label=_("Constituent"), required=False)
    role = forms.CharField(
        label=_("Role"), max_length=60, required=False, widget=forms.TextInput(attrs={"size": 14})
    )

    def __init__(self, *args, choices=(), **kwargs):
        """Take the choices, made once for all rows."""
        super().__init__(*args, **kwargs)
        self.fields["constituent"].choices = choices


class AttendanceForm(RowForm):
    """How many came, of whom, in which role."""

    people = forms.IntegerField(label=_("People"), min_value=1, max_value=1_000_000, required=False)

    def clean(self):
        """Ask for the missing half of a row."""
        given = super().clean()
        if given.get("people") and not given.get("role"):
            self.add_error("role", _("Say in which role they came: elder, woman, youth, official …"))
        if given.get("role") and not given.get("people") and "people" not in self.errors:
            self.add_error("people", _("Say how many came, or empty the row."))
        return given


class VoiceForm(RowForm):
    """What some people said: one statement on each line."""

    voice = forms.ChoiceField(
        label=_("They spoke"), choices=Contribution.Voice, initial=Contribution.Voice.RELAYED, required=False
    )
    statements = forms.CharField(
        label=_("Statements, one on each line"), required=False, widget=forms.Textarea(attrs={"rows": 4})
    )

    def clean(self):
        """A statement for a constituent names it."""
        given = super().clean()
        for_whom = given.get("voice") == Contribution.Voice.CONSTITUENT
        if given.get("statements") and for_whom and not given.get("constituent"):
            self.add_error("constituent", _("Say for which constituent they spoke."))
        return given

    def lines(self):
        """Return each statement of the row."""
        return [line.strip() for line in self.cleaned_data.get("statements", "").splitlines() if line.strip()]


class Rows(forms.BaseFormSet):
    """Rows of a sheet; they share the list of constituents."""

    def get_form_kwargs(self, index):
        """Give each row the same choices, which were read once."""
        return {"choices": self.choices}


class Attendance(Rows):
    """The rows of who came."""

    def clean(self):
        """Refuse the same constituent and role twice."""
        seen = {}
        for k, form in enumerate(self.forms, start=1):
            given = form.cleaned_data if form.is_valid() else {}
            if not given.get("people"):
                continue
            key = (given["constituent"], given["role"].strip().lower())
            if key in seen:
                again = _now("Counted already in row %(row)d. Add the numbers together in one row.")
                form.add_error("people", again % {"row": seen[key]})
            seen.setdefault(key, k)


AttendanceRows = forms.formset_factory(AttendanceForm, formset=Attendance, extra=MORE, max_num=MOST)
VoiceRows = forms.formset_factory(VoiceForm, formset=Rows, extra=3, max_num=MOST)


class Sheet:
    """The whole sheet of a gathering: its head, its rows of attendance and its rows of voices."""

    is_multipart = False

    def __init__(self, collective, data=None, initial=None):
        """Bind the three parts to what was sent; “More rows” keeps it and adds empty ones."""
        self.by_pk = {str(one.pk): one for one in constituents(collective)}
        self.asks_for_rows = bool(data and "more" in data)
        data = _with_more_rows(data) if self.asks_for_rows else data
        self.head = GatheringForm(collective, data, initial=initial)
        self.attendance = self._rows(AttendanceRows, data, "attendance", _("others"))
        self.voices = self._rows(VoiceRows, data, "voices", _("nobody in particular"))

    def _rows(self, formset, data, prefix, nobody):
        rows = formset(data, prefix=prefix)
        rows.choices = [("", nobody), *((pk, one.name) for pk, one in self.by_pk.items())]
        return rows

    @property
    def forms(self):
        """Return every part that may hold an error, in the order of the page."""
        return [self.head, *self.attendance.forms, *self.voices.forms]

    @property
    def errors(self):
        """Say whether anything is to be mended."""
        return any(form.errors for form in self.forms)

    def is_valid(self):
        """Check all parts, so that every error shows at once."""
        checked = [self.head.is_valid(), self.attendance.is_valid(), self.voices.is_valid()]
        if all(checked) and self.said() and not self.head.cleaned_data["process"]:
            self.head.add_error("process", _("Choose the process to which these statements are given."))
            return False
        return all(checked)

    def came(self):
        """Return who came, as the action takes it."""
        rows = [form.cleaned_data for form in self.attendance.forms]
        return [
            {
                "constituent": self.by_pk.get(row["constituent"]),
                "role": row["role"].strip(),
                "people": row["people"],
            }
            for row in rows
            if row.get("people")
        ]

    def said(self):
        """Return each statement, as the action takes it."""
        return [
            {
                "text": line,
                "constituent": self.by_pk.get(form.cleaned_data["constituent"]),
                "role": form.cleaned_data["role"].strip(),
                "voice": form.cleaned_data["voice"] or Contribution.Voice.RELAYED,
            }
            for form in self.voices.forms
            for line in form.lines()
        ]

    def message(self):
        """Say what was recorded."""
        n = len(self.said())
        return ngettext(
            "The gathering is recorded, with %(n)d statement.",
            "The gathering is recorded, with %(n)d statements.",
            n,
        ) % {"n": n}


def _with_more_rows(data):
    data = data.copy()
    for prefix in ("attendance", "voices"):
        name = f"{prefix}-TOTAL_FORMS"
        given = data.get(name, "0")
        data[name] = str(min(MOST, (int(given) if given.isdigit() else 0) + MORE))
    return data
