"""Opening a conversation, its statements, their moderation, paper ballots, and importing an export."""

import csv
import io
import zipfile
import zlib

from django import forms
from django.conf import settings
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from cairn.engine.opinion.export import COMMENTS, FILES, SUMMARY
from cairn.participation.forms.choices import DayField, constituents, languages
from cairn.participation.forms.processes import process_choices
from cairn.participation.models import Statement
from cairn.participation.queries.opinion_maps import KINDS, SORTS

MOST_BALLOTS = 5_000
MOST_FILES = 100  # in a zip file
CELLS = {"1": 1, "+1": 1, "0": 0, "-1": -1, "−1": -1}
BROKEN_ZIP = (
    zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError, ValueError,
)  # fmt: skip


class ConversationForm(forms.Form):
    """What a conversation asks, and when it is open."""

    process = forms.ModelChoiceField(queryset=None, label=_("Process"))
    title = forms.CharField(
        label=_("What you ask"), max_length=300, help_text=_("For example: What does the river need?")
    )
    prompt = forms.CharField(
        label=_("A few lines about it"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    language = forms.ChoiceField(label=_("Language of its statements"))
    opens_on = DayField(label=_("Opens on"))
    closes_on = DayField(
        label=_("Closes on"), required=False, help_text=_("The last day on which people vote.")
    )
    is_moderated_first = forms.BooleanField(
        label=_("Look at each statement before others see it"),
        required=False,
        help_text=_(
            "Otherwise statements of participants are put to the vote at once, and can be left out later."
        ),
    )

    def __init__(self, collective, *args, **kwargs):
        """Offer the collective's processes and languages."""
        super().__init__(*args, **kwargs)
        self.fields["process"].queryset = process_choices(collective)
        self.fields["language"].choices = languages(collective)

    def clean(self):
        """Refuse a conversation that closes before it opens."""
        given = super().clean()
        opens, closes = given.get("opens_on"), given.get("closes_on")
        if opens and closes and closes < opens:
            self.add_error(
                "closes_on", _("It closes before it opens. Choose a later day, or leave it empty.")
            )
        return given


class StatementForm(forms.Form):
    """One idea, put to the vote."""

    text = forms.CharField(
        label=_("Your statement"),
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One idea that people can agree or disagree with, in words that stand alone."),
        error_messages={"required": _("Write the statement.")},
    )
    language = forms.ChoiceField(label=_("Language"))

    def __init__(self, collective, *args, **kwargs):
        """Offer the collective's languages."""
        super().__init__(*args, **kwargs)
        self.fields["language"].choices = languages(collective)


class PutToTheVoteForm(forms.Form):
    """Which contributions of a page become statements."""

    contributions = forms.MultipleChoiceField(
        label=_("Contributions"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one contribution.")},
    )

    def __init__(self, shown, *args, **kwargs):
        """Offer the contributions of the page."""
        super().__init__(*args, **kwargs)
        self.shown = {str(one.pk): one for one in shown}
        self.fields["contributions"].choices = [(pk, one.text) for pk, one in self.shown.items()]

    def chosen(self):
        """Return the contributions chosen, in the order of the page."""
        return [one for pk, one in self.shown.items() if pk in set(self.cleaned_data["contributions"])]


class ModerationForm(forms.Form):
    """Accept a statement, or leave it out with a reason."""

    moderation = forms.TypedChoiceField(
        label=_("What becomes of it"),
        choices=[(1, _("It is put to the vote")), (-1, _("It is left out"))],
        coerce=int,
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=_("Reason"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Needed where it is left out. Members can read it."),
    )

    def clean(self):
        """Ask for the reason."""
        given = super().clean()
        if given.get("moderation") == Statement.Moderation.OUT and not given.get("reason", "").strip():
            self.add_error("reason", _("Give the reason: whoever wrote the statement will read it."))
        return given


class BallotsForm(forms.Form):
    """A sheet of paper ballots: a row for each participant, a column for each statement."""

    sheet = forms.CharField(
        label=_("The sheet"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 10, "spellcheck": "false"}),
        help_text=_(
            "First row: participant, constituent, then the numbers of the statements. In the cells "
            "1 is agree, -1 disagree, 0 pass; leave a cell empty where somebody did not vote. "
            "You can paste from a spreadsheet."
        ),
    )
    file = forms.FileField(label=_("Or a CSV file"), required=False)

    def __init__(self, collective, *args, **kwargs):
        """Know the collective's constituents by name."""
        super().__init__(*args, **kwargs)
        self.by_name = {one.name.casefold(): one for one in constituents(collective)}

    def clean(self):
        """Read the ballots, and tell every fault with its row and column."""
        given = super().clean()
        text = given.get("sheet", "")
        if given.get("file"):
            text = self._decoded(given["file"])
        if not text.strip():
            self.add_error("sheet", _("Paste the sheet, or choose its file."))
            return given
        given["ballots"] = self._ballots(text)
        return given

    def _decoded(self, file):
        if file.size > settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
            self.add_error("file", _("The file is too large. Send the ballots in several files."))
            return ""
        try:
            return file.read().decode("utf-8-sig")
        except UnicodeDecodeError:
            self.add_error("file", _("The file is not UTF-8. Save it as CSV in UTF-8, and choose it again."))
            return ""

    def _ballots(self, text):
        first = text.lstrip().split("\n", 1)[0]
        delimiter = max(",;\t", key=first.count)
        rows = [row for row in csv.reader(io.StringIO(text), delimiter=delimiter) if any(map(str.strip, row))]
        header = [cell.strip() for cell in rows[0]]
        if len(header) < 3 or len(rows) < 2 or len(rows) > MOST_BALLOTS:
            self._say(
                _now(
                    "Write a first row with participant, constituent and the statements' numbers, "
                    "then up to %(n)d rows of ballots."
                )
                % {"n": MOST_BALLOTS}
            )
            return []
        return [self._ballot(at, header, row) for at, row in enumerate(rows[1:], start=2)]

    def _ballot(self, at, header, row):
        cells = [cell.strip() for cell in row] + [""] * (len(header) - len(row))
        constituent = self.by_name.get(cells[1].casefold())
        if cells[1] and constituent is None:
            self._say(
                _now(
                    "Row %(row)d, column constituent: “%(name)s” is no constituent here. "
                    "Write its whole name."
                )
                % {"row": at, "name": cells[1]}
            )
        values = {}
        for name, cell in zip(header[2:], cells[2:], strict=False):
            if cell and cell not in CELLS:
                self._say(
                    _now("Row %(row)d, column %(column)s: “%(cell)s” is not 1, 0 or -1.")
                    % {"row": at, "column": name, "cell": cell}
                )
            elif cell:
                values[name] = CELLS[cell]
        return cells[0], constituent, values

    def _say(self, fault):
        if len(self.errors.get("sheet", [])) < 20:
            self.add_error("sheet", fault)


class ManyFiles(forms.ClearableFileInput):
    """A box that takes several files."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files, each checked as one."""

    widget = ManyFiles

    def clean(self, data, initial=None):
        """Return the files as a list."""
        single = super().clean
        found = (
            [single(one, initial) for one in data]
            if isinstance(data, list | tuple)
            else [single(data, initial)]
        )
        return [one for one in found if one]


class ImportForm(forms.Form):
    """An exported conversation: one zip file, or its files."""

    files = FilesField(
        label=_("The export"),
        help_text=_(
            "One zip file, or its files together: summary.csv, comments.csv, "
            "and votes.csv or participants-votes.csv."
        ),
        error_messages={"required": _("Choose the files of the export.")},
    )
    title = forms.CharField(
        label=_("Title"), max_length=300, required=False, help_text=_("Left empty, the topic of the export.")
    )
    attribution = forms.CharField(
        label=_("Whose data it is, and under which terms"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Shown wherever the conversation is."),
    )
    language = forms.CharField(
        label=_("Language of its statements"),
        max_length=10,
        help_text=_("A short code, for example en or zh-Hant."),
    )
    process = forms.ModelChoiceField(
        queryset=None, label=_("Process"), required=False, empty_label=_("None: a conversation on its own")
    )

    def __init__(self, collective, *args, **kwargs):
        """Offer the collective's processes."""
        super().__init__(*args, **kwargs)
        self.fields["process"].queryset = process_choices(collective)

    def clean_files(self):
        """Return the export's files by name, whether they came in a zip file or alone."""
        sent = self.cleaned_data["files"]
        if sum(one.size for one in sent) > settings.UPLOAD_LIMIT:
            raise forms.ValidationError(_too_large())
        is_zip = len(sent) == 1 and zipfile.is_zipfile(sent[0])
        files = unzipped(sent[0]) if is_zip else {one.name: one for one in sent if one.name in FILES}
        if not {SUMMARY, COMMENTS} & set(files):
            raise forms.ValidationError(
                _("None of these files is of an export. Choose summary.csv, comments.csv and votes.csv.")
            )
        return files


def unzipped(sent):
    """Return the files of an export in a zip file, read once to see that they are whole and not too large."""
    try:
        archive = zipfile.ZipFile(sent)
        return _opened(archive)
    except BROKEN_ZIP as fault:
        raise forms.ValidationError(
            _("The zip file is damaged or protected by a password. Make it again, or send the files alone.")
        ) from fault


def _opened(archive):
    inside = [one for one in archive.infolist() if one.filename.rsplit("/", 1)[-1] in FILES]
    names = [one.filename.rsplit("/", 1)[-1] for one in inside]
    if len(archive.infolist()) > MOST_FILES or len(set(names)) < len(names):
        raise forms.ValidationError(_("Send one conversation in a zip file, with no other files beside it."))
    files = {name: archive.open(one) for name, one in zip(names, inside, strict=True)}
    left = settings.UPLOAD_LIMIT
    for file in files.values():
        while block := file.read(1 << 20):
            left -= len(block)
            if left < 0:
                raise forms.ValidationError(_too_large())
        file.seek(0)
    return files


def _too_large():
    return _now(
        "The files hold more than %(limit)s. Import it on the server instead: cairn conversation import."
    ) % {"limit": filesizeformat(settings.UPLOAD_LIMIT)}


class MapFilter(forms.Form):
    """Which statements of a map to show, and in which order."""

    is_filter = True
    q = forms.CharField(label=_("Words"), required=False, max_length=100)
    kind = forms.ChoiceField(label=_("Statements"), required=False, choices=list(KINDS.items()))
    sort = forms.ChoiceField(label=_("Order"), required=False, choices=list(SORTS.items()))

    def given(self):
        """Return what is asked for; what cannot be read asks for nothing."""
        given = self.cleaned_data if self.is_valid() else {}
        return {
            "q": given.get("q") or "",
            "kind": given.get("kind") or "",
            "sort": given.get("sort") or "contested",
        }


class StatementFilter(forms.Form):
    """Which statements of a conversation to show."""

    is_filter = True
    q = forms.CharField(label=_("Words"), required=False, max_length=100)
    state = forms.ChoiceField(
        label=_("Statements"),
        required=False,
        choices=[
            ("", _("Put to the vote")),
            ("waiting", _("Not yet looked at")),
            ("left_out", _("Left out")),
        ],
    )

    def given(self):
        """Return what is asked for; what cannot be read asks for nothing."""
        given = self.cleaned_data if self.is_valid() else {}
        return {"words": given.get("q") or "", "state": given.get("state") or ""}
