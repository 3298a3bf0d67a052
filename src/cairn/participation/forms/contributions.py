"""Giving a contribution, finding, answering and weaving contributions, and taking words down."""

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cairn.network.queries import seen_constituents
from cairn.participation.actions.contributions import stands_in
from cairn.participation.forms.choices import OneOf, languages, spoken_for
from cairn.participation.forms.processes import process_choices
from cairn.participation.models import Contribution, Disposition, Draft, Theme

ROLE_HINT = _("For example elder, youth, nurse; leave it empty if it does not matter.")


class ContributionForm(forms.Form):
    """What a member gives: the words, and who speaks for whom."""

    kind = OneOf(label=_("What it is"), choices=Contribution.Kind)
    text = forms.CharField(
        label=_("What was said"),
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": _("Write what was said.")},
    )
    language = forms.ChoiceField(label=_("Language"), error_messages={"required": _("Choose the language.")})
    voice = OneOf(label=_("Who speaks"), choices=Contribution.Voice)
    constituent = forms.ModelChoiceField(
        queryset=None,
        label=_("For which constituent, or of which one"),
        required=False,
        empty_label=_("None"),
    )
    role = forms.CharField(label=_("Role of the speaker"), max_length=60, required=False, help_text=ROLE_HINT)

    def __init__(self, collective, *args, **kwargs):
        """Offer the constituents the person may speak for."""
        super().__init__(*args, **kwargs)
        self.fields["language"].choices = languages(collective)
        self.fields["constituent"].queryset = spoken_for(collective)

    def clean(self):
        """A contribution for a constituent names it."""
        given = super().clean()
        if given.get("voice") == Contribution.Voice.CONSTITUENT and not given.get("constituent"):
            self.add_error("constituent", _("Say which constituent this speaks for."))
        return given

    def words(self, person):
        """Return the contribution's fields; relayed words are relayed by the person who writes them down."""
        relayed = self.cleaned_data["voice"] == Contribution.Voice.RELAYED
        return {
            **self.cleaned_data,
            "speaker": None if relayed else person,
            "relayed_by": person if relayed else None,
        }


class LinkedContributionForm(forms.Form):
    """What somebody without an account gives through a signed link."""

    text = forms.CharField(
        label=_("What you want to say"),
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": _("Write what you want to say.")},
    )
    language = forms.ChoiceField(label=_("Language"), error_messages={"required": _("Choose the language.")})
    voice = OneOf(label=_("You speak"))
    role = forms.CharField(label=_("Your role"), max_length=60, required=False, help_text=ROLE_HINT)

    def __init__(self, collective, constituent, *args, **kwargs):
        """Name the constituent the link was sent to."""
        super().__init__(*args, **kwargs)
        self.constituent = constituent
        self.fields["language"].choices = languages(collective)
        self.fields["voice"].choices = [
            (Contribution.Voice.SELF, _("for yourself")),
            (Contribution.Voice.CONSTITUENT, constituent.name),
        ]

    def words(self):
        """Return the contribution's fields."""
        return {**self.cleaned_data, "kind": Contribution.Kind.STATEMENT, "constituent": self.constituent}


class ContributionFilter(forms.Form):
    """Which contributions of a process to show."""

    is_filter = True
    q = forms.CharField(label=_("Words"), required=False, max_length=100)
    answer = forms.ChoiceField(
        label=_("Answer"),
        required=False,
        choices=[("", _("All")), ("waiting", _("Waiting")), ("answered", _("Answered"))],
    )
    theme = forms.ModelChoiceField(queryset=None, label=_("Theme"), required=False, empty_label=_("All"))
    constituent = forms.ModelChoiceField(
        queryset=None, label=_("Constituent"), required=False, empty_label=_("All")
    )

    def __init__(self, process, *args, is_member, **kwargs):
        """Offer the themes of the process and the constituents that may be named to the reader."""
        super().__init__(*args, **kwargs)
        self.process = process
        self.fields["theme"].queryset = process.themes.order_by("title")
        named = seen_constituents(process.collective, is_member=is_member)
        self.fields["constituent"].queryset = named.filter(left_on=None).order_by("name")

    def kept(self, contributions):
        """Keep what the filters ask for; a filter that cannot be read keeps everything."""
        given = self.cleaned_data if self.is_valid() else {}
        if given.get("answer"):
            pick = {"waiting": "waiting_in", "answered": "answered_in"}[given["answer"]]
            chosen = getattr(Contribution.objects, pick)(self.process)
            contributions = contributions.filter(pk__in=chosen.values("pk"))
        asked = {name: given[key] for key, name in FILTERS.items() if given.get(key)}
        return contributions.filter(**asked)

    @property
    def is_narrow(self):
        """Say whether anything is filtered."""
        return self.is_valid() and any(self.cleaned_data.values())


FILTERS = {"q": "text__icontains", "theme": "themes", "constituent": "constituent"}


class AnswerForm(forms.Form):
    """What became of a contribution."""

    outcome = OneOf(label=_("What became of it"), choices=Disposition.Outcome)
    draft = forms.ModelChoiceField(
        queryset=None, label=_("Draft that took it up"), required=False, empty_label=_("None")
    )
    passage = forms.CharField(
        label=_("Where its words stand"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Copy the sentence from the draft, so that the trace can lead to it."),
    )
    moved_to = forms.ModelChoiceField(
        queryset=None, label=_("Process it moved to"), required=False, empty_label=_("None")
    )
    reason = forms.CharField(
        label=_("Reason"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Those who spoke will read it. Needed unless it was taken up as a whole."),
    )

    def __init__(self, contribution, *args, **kwargs):
        """Offer the drafts of the processes it belongs to, and the other processes."""
        super().__init__(*args, **kwargs)
        moved = contribution.dispositions.filter(moved_to__isnull=False).values("moved_to")
        here = Q(process=contribution.process) | Q(process__in=moved)
        drafts = Draft.objects.filter(here).select_related("component").prefetch_related("revisions")
        self.fields["draft"].queryset = drafts.order_by("pk")
        self.fields["draft"].label_from_instance = drafted
        self.fields["moved_to"].queryset = process_choices(contribution.collective)

    def clean(self):
        """Ask for what each answer needs, and drop what it does not."""
        given = super().clean()
        outcome = given.get("outcome")
        if outcome in TAKEN:
            self._check_place(given)
            given["moved_to"] = None
        else:
            given.update(draft=None, passage="")
        if outcome == Disposition.Outcome.MOVED:
            if not given.get("moved_to"):
                self.add_error("moved_to", _("Say which process it moved to."))
        else:
            given["moved_to"] = None
        if outcome and outcome != Disposition.Outcome.TAKEN_UP and not given.get("reason"):
            self.add_error("reason", _("Give the reason: those who spoke will read it."))
        return given

    def _check_place(self, given):
        if not given.get("draft"):
            self.add_error("draft", _("Say which draft took it up."))
        elif given.get("passage") and not stands_in(given["draft"], given["passage"]):
            self.add_error(
                "passage", _("This passage does not stand in the draft. Copy it from there, word by word.")
            )


TAKEN = {Disposition.Outcome.TAKEN_UP, Disposition.Outcome.PARTLY}


def drafted(draft):
    """Write a draft with its component and title."""
    return f"{draft.component} · {draft.title}"


class ThemeForm(forms.Form):
    """A theme's name, and whether few hold it."""

    title = forms.CharField(
        label=_("Name of the theme"), max_length=200, error_messages={"required": _("Give the theme a name.")}
    )
    summary = forms.CharField(
        label=_("In a sentence or two"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    is_minority = forms.BooleanField(
        label=_("A minority holds it"),
        required=False,
        help_text=_("It is listed apart, so that it is not averaged away."),
    )

    def __init__(self, process, *args, **kwargs):
        """Remember the process, whose themes have different names."""
        super().__init__(*args, **kwargs)
        self.process = process

    def clean_title(self):
        """Refuse a name that is used."""
        title = self.cleaned_data["title"]
        if Theme.objects.filter(process=self.process, title=title).exists():
            raise forms.ValidationError(
                _("A theme of this name is there already; put the words under that one.")
            )
        return title


class WeaveForm(forms.Form):
    """Which of the contributions on a page stand under a theme."""

    under = forms.MultipleChoiceField(
        label=_("Contributions"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, contributions, *args, **kwargs):
        """Offer the contributions of the page."""
        super().__init__(*args, **kwargs)
        self.shown = {str(one.pk): one for one in contributions}
        self.fields["under"].choices = [(pk, one.text) for pk, one in self.shown.items()]

    def parts(self):
        """Return what is put under the theme, and what is taken from under it."""
        chosen = set(self.cleaned_data["under"])
        return (
            [one for pk, one in self.shown.items() if pk in chosen],
            [one for pk, one in self.shown.items() if pk not in chosen],
        )


class TakeDownForm(forms.Form):
    """Why words are taken down."""

    reason = OneOf(label=_("Why these words are taken down"), choices=Contribution.Removal)
