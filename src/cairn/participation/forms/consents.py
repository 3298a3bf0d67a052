"""Recording, asking for and withdrawing a constituent's consent; publishing an edition."""

from pathlib import PurePath

from django import forms
from django.utils.translation import gettext_lazy as _

from cairn.participation.forms.choices import OneOf, spoken_for
from cairn.participation.models import Consent

STATES = [
    (Consent.State.CONSENT, _("Consent")),
    (Consent.State.RESERVATION, _("Consent with reservation")),
    (Consent.State.WITHHELD, _("Consent is withheld")),
]
WAYS = [choice for choice in Consent.Way.choices if choice[0] != Consent.Way.LINK]
EVIDENCE = {".pdf", ".jpg", ".jpeg", ".png"}
EVIDENCE_LIMIT = 10 * 1024 * 1024


class StateForm(forms.Form):
    """What a constituent says to a version."""

    state = OneOf(label=_("What the constituent says"), choices=STATES)
    text = forms.CharField(
        label=_("The reservation, or the reason"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_(
            "It is published beside the text. Needed for a reservation and where consent is withheld."
        ),
    )
    given_by = forms.CharField(
        label=_("Who spoke for the constituent"),
        max_length=200,
        required=False,
        help_text=_("As written on the act. Only members see it."),
    )

    def clean(self):
        """Ask for the words of a reservation or a refusal."""
        given = super().clean()
        needs_words = given.get("state") in {Consent.State.RESERVATION, Consent.State.WITHHELD}
        if needs_words and not given.get("text"):
            self.add_error("text", _("Write the reservation or the reason down; it stands beside the text."))
        return given


class ConsentForm(StateForm):
    """A constituent's consent as a member or a facilitator records it."""

    field_order = ("constituent", "state", "text", "way", "given_by", "evidence")
    constituent = forms.ModelChoiceField(
        queryset=None,
        label=_("Constituent"),
        empty_label=None,
        error_messages={"required": _("Choose the constituent.")},
    )
    way = OneOf(label=_("How it was said"), choices=WAYS)
    evidence = forms.FileField(
        label=_("The act or letter"),
        required=False,
        help_text=_(
            "PDF, JPEG or PNG, up to 10 MB. Kept privately: only facilitators and "
            "those who speak for the constituent see it."
        ),
    )

    def __init__(self, collective, *args, **kwargs):
        """Offer the constituents that are asked and that the person may speak for."""
        super().__init__(*args, **kwargs)
        self.fields["constituent"].queryset = spoken_for(collective).filter(is_consulted=True)

    def clean_evidence(self):
        """Refuse other kinds of file, and files that are too large."""
        file = self.cleaned_data["evidence"]
        if file and PurePath(file.name).suffix.lower() not in EVIDENCE:
            raise forms.ValidationError(_("Choose a PDF, JPEG or PNG file."))
        if file and file.size > EVIDENCE_LIMIT:
            raise forms.ValidationError(_("The file is larger than 10 MB. Scan it again in black and white."))
        return file

    def said(self):
        """Return the entry's own fields."""
        given = self.cleaned_data
        return {name: given[name] or "" for name in ("state", "text", "way", "given_by", "evidence")}


class LinkedConsentForm(StateForm):
    """A constituent's consent, given through a signed link."""

    given_by = forms.CharField(
        label=_("Your name and office"),
        max_length=200,
        help_text=_("Those in the collective see who spoke; visitors do not."),
        error_messages={"required": _("Write your name, so that the others know who spoke.")},
    )

    def said(self):
        """Return the entry's own fields."""
        return {**self.cleaned_data, "way": Consent.Way.LINK, "evidence": ""}


class ConsentWithdrawalForm(forms.Form):
    """A constituent takes its consent back."""

    text = forms.CharField(
        label=_("Why it is withdrawn"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("It is shown beside the text. A constituent need not give a reason."),
    )
    way = OneOf(label=_("How it was said"), choices=WAYS)
    given_by = forms.CharField(label=_("Who spoke for the constituent"), max_length=200, required=False)


class AskForm(forms.Form):
    """Where to send a link by which a constituent acts without an account."""

    constituent = forms.ModelChoiceField(
        queryset=None,
        label=_("Constituent"),
        empty_label=None,
        error_messages={"required": _("Choose the constituent.")},
    )
    email = forms.EmailField(
        label=_("E-mail address of who speaks for it"),
        help_text=_("The address is used once and not kept. The link works for 14 days, for this act alone."),
        error_messages={
            "required": _("Write the e-mail address to which the link goes."),
            "invalid": _("This is not a whole e-mail address. Write it like name@example.org."),
        },
    )

    def __init__(self, collective, *args, consulted=True, **kwargs):
        """Offer the constituents, those whose consent is asked or all."""
        super().__init__(*args, **kwargs)
        offered = spoken_for(collective)
        self.fields["constituent"].queryset = offered.filter(is_consulted=True) if consulted else offered


class PublishForm(forms.Form):
    """An edition's title and foreword."""

    title = forms.CharField(
        label=_("Title of the edition"),
        max_length=200,
        help_text=_("For example: Pathway 2.1"),
        error_messages={"required": _("Give the edition a title.")},
    )
    foreword = forms.CharField(
        label=_("Foreword"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("What this edition is, and how it came about."),
    )
