"""Opening and revising a draft, objecting, and answering objections."""

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from cairn.participation.forms.choices import OneOf, languages, spoken_for
from cairn.participation.forms.processes import components, named
from cairn.participation.models import Objection
from cairn.pathway.models import Component

NEW = "new"
LOST = _("The form was not sent whole. Copy your words, open the draft again, and paste them there.")


class WordsForm(forms.Form):
    """A draft's words in one language."""

    language = forms.ChoiceField(label=_("Language"), error_messages={"required": _("Choose the language.")})
    title = forms.CharField(
        label=_("Title"), max_length=300, error_messages={"required": _("Give the text a title.")}
    )
    body = forms.CharField(
        label=_("Text"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 14}),
        help_text=_("Leave an empty line between paragraphs."),
    )
    reason = forms.CharField(
        label=_("What you changed, and why"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    def words(self):
        """Return the revision's own fields."""
        return {name: self.cleaned_data[name] for name in ("language", "title", "body", "reason")}


class DraftForm(WordsForm):
    """A first draft, of a component there is or of a new one."""

    field_order = ("component", "language", "title", "body", "reason")
    component = forms.ChoiceField(
        label=_("What it is a draft of"), error_messages={"required": _("Choose what it is a draft of.")}
    )

    def __init__(self, process, *args, **kwargs):
        """Offer what the process may revise; without a list, everything."""
        super().__init__(*args, **kwargs)
        collective = process.collective
        self.fields["language"].choices = languages(collective)
        among = components(collective)
        chosen = set(process.components.values_list("pk", flat=True))
        self.known = {str(one.pk): one for one in among if not chosen or one.pk in chosen}
        self.fields["component"].choices = [
            *((pk, named(one)) for pk, one in self.known.items()),
            *((f"{NEW}:{kind}", _new(label)) for kind, label in Component.Kind.choices),
        ]

    def subject(self):
        """Return the component chosen, or the kind of a new one."""
        chosen = self.cleaned_data["component"]
        return self.known.get(chosen) or chosen.removeprefix(f"{NEW}:")


class RevisionForm(WordsForm):
    """A revision, which says on which one it builds."""

    based_on = forms.IntegerField(
        label=_("Builds on revision"),
        widget=forms.HiddenInput,
        min_value=1,
        error_messages={"required": LOST, "invalid": LOST},
    )

    def __init__(self, draft, *args, **kwargs):
        """Begin with the latest words."""
        latest = draft.latest
        begin = {
            "language": latest.language,
            "title": latest.title,
            "body": latest.body,
            "based_on": latest.number,
        }
        super().__init__(*args, initial={**begin, **kwargs.pop("initial", {})}, **kwargs)
        self.fields["language"].choices = languages(draft.process.collective)

    def moved_to(self, number):
        """Return the form's words as they were typed, now building on a newer revision."""
        data = self.data.copy()
        data["based_on"] = str(number)
        self.data = data
        return self


class ObjectionForm(forms.Form):
    """A constituent's objection, with its reason."""

    constituent = forms.ModelChoiceField(
        queryset=None,
        label=_("Objection of"),
        empty_label=None,
        error_messages={"required": _("Choose the constituent.")},
    )
    reason = forms.CharField(
        label=_("Reason"),
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("What would go wrong, and for whom. It stays visible beside the draft."),
        error_messages={"required": _("An objection carries its reason. Write it down.")},
    )

    def __init__(self, collective, *args, **kwargs):
        """Offer the constituents the person may speak for."""
        super().__init__(*args, **kwargs)
        self.fields["constituent"].queryset = spoken_for(collective)


class ObjectionAnswerForm(forms.Form):
    """What was done about an objection."""

    outcome = OneOf(
        label=_("What was done"),
        choices=[
            (Objection.Outcome.INTEGRATED, _("The draft was changed to meet it")),
            (Objection.Outcome.STANDING, _("It was heard and is left standing")),
        ],
    )
    answer = forms.CharField(
        label=_("Answer"),
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Write the answer: those who objected will read it.")},
    )


class WithdrawalForm(forms.Form):
    """Why an objection is withdrawn."""

    answer = forms.CharField(
        label=_("Why it is withdrawn"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )


def _new(label):
    return format_lazy("{}: {}", _("A new component"), label)
