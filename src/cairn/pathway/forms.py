"""What people type: a component, a version with its texts, a link, a signature."""

from django import forms
from django.utils.translation import gettext_lazy as _

from cairn.network.access import Role, may, may_speak_for
from cairn.pathway.models import Component, ComponentLink, Text
from cairn.pathway.templatetags.pathway import language_name, newest_title
from cairn.web.templatetags.web import lang_dir

Kind = Component.Kind
TRANSLATIONS = [(value, label) for value, label in Text.Status.choices if value != Text.Status.ORIGINAL]


def kinds_for(collective):
    """Return the kinds of component that the person may add: practices, and all kinds for who facilitates."""
    return list(Kind) if may(collective, Role.FACILITATOR) else [Kind.PRACTICE]


class ComponentForm(forms.Form):
    """Opens a place in the pathway."""

    kind = forms.ChoiceField(
        label=_("What do you add?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a vision, a principle, a method or a practice.")},
    )
    origin = forms.ChoiceField(
        label=_("How did it come about?"),
        choices=[
            (Component.Origin.INTENTIONAL, _("Made on purpose, for instance in a process")),
            (Component.Origin.EMERGENT, _("Came up from practice: groups did it before it had a name")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how it came about.")},
    )
    owner = forms.ModelChoiceField(
        queryset=None,
        required=False,
        label=_("Who looks after it?"),
        empty_label=_("The whole collective"),
    )
    HINTS = {
        Kind.VISION: _("Vision: where we are going. One, and broad."),
        Kind.PRINCIPLE: _("Principle: what we hold to, whatever we do."),
        Kind.METHOD: _("Method: a way of working that we share and look after together."),
        Kind.PRACTICE: _("Practice: what groups among us are trying."),
    }

    def __init__(self, *args, collective, **options):
        super().__init__(*args, **options)
        self.fields["kind"].choices = [(kind.value, self.HINTS[kind]) for kind in kinds_for(collective)]
        self.fields["owner"].queryset = collective.constituents.filter(left_on=None).order_by("name")


class VersionForm(forms.Form):
    """A version: its words in each language of the collective, and what changed."""

    builds_on = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, *args, component, **options):
        super().__init__(*args, **options)
        newest = component.newest
        texts = {text.language: text for text in newest.texts.all()} if newest else {}
        self.languages = list(dict.fromkeys([*(component.collective.languages or ["en"]), *texts]))
        self.fields["builds_on"].initial = newest.number if newest else 0
        original = text_original(texts.values()) or self.languages[0]
        self.first = self.data.get("original") or original
        if len(self.languages) > 1:
            self.fields["original"] = forms.ChoiceField(
                label=_("In which language was it first written?"),
                choices=[(code, language_name(code)) for code in self.languages],
                initial=original,
            )
        for code in self.languages:
            self._add_language(code, texts.get(code))
        self.fields["reason"] = forms.CharField(
            label=_("What changed, and why?") if newest else _("Where does it come from?"),
            required=newest is not None,
            widget=forms.Textarea(attrs={"rows": 3}),
            error_messages={"required": _("Say in a few words what changed and why.")},
        )

    def _add_language(self, code, text):
        name, written = language_name(code), {"lang": code, "dir": lang_dir(code)}
        self.fields[f"title_{code}"] = forms.CharField(
            label=_("Title in %(language)s") % {"language": name},
            max_length=300,
            required=code == self.first,
            error_messages={"required": _("Give the text a title in %(language)s.") % {"language": name}},
            initial=text and text.title,
            widget=forms.TextInput(attrs=written),
        )
        self.fields[f"body_{code}"] = forms.CharField(
            label=_("Text in %(language)s") % {"language": name},
            help_text=_("Leave an empty line between paragraphs."),
            required=False,
            initial=text and text.body,
            widget=forms.Textarea(attrs={**written, "rows": 8}),
        )
        if len(self.languages) > 1:
            self.fields[f"status_{code}"] = forms.ChoiceField(
                label=_("If this is a translation"),
                choices=TRANSLATIONS,
                required=False,
                initial=text.status if text and text.status != Text.Status.ORIGINAL else None,
            )

    @property
    def groups(self):
        """Return the fields by language; the original's, and those with words or errors, stand open."""
        found = []
        for code in sorted(self.languages, key=lambda code: code != self.first):
            names = [
                f"{part}_{code}" for part in ("title", "body", "status") if f"{part}_{code}" in self.fields
            ]
            fields = [self[name] for name in names if code != self.first or not name.startswith("status")]
            is_open = code == self.first or any(field.errors or field.value() for field in fields[:2])
            found.append({"name": language_name(code), "fields": fields, "is_open": is_open})
        return found

    def clean(self):
        """Ask for a title beside every text."""
        given = super().clean()
        for code in self.languages:
            if code != self.first and given.get(f"body_{code}") and not given.get(f"title_{code}"):
                self.add_error(
                    f"title_{code}",
                    _("Give the text a title in %(language)s.") % {"language": language_name(code)},
                )
        return given

    @property
    def texts(self):
        """Return the texts that were written, the original first, as the action takes them."""
        given = self.cleaned_data
        ordered = sorted(self.languages, key=lambda code: code != self.first)
        return [
            {
                "language": code,
                "title": given[f"title_{code}"],
                "body": given[f"body_{code}"],
                "status": Text.Status.ORIGINAL if code == self.first else given[f"status_{code}"],
            }
            for code in ordered
            if given[f"title_{code}"]
        ]


def text_original(texts):
    """Return the language of the text that the others were translated from."""
    return next((text.language for text in texts if text.status == Text.Status.ORIGINAL), None)


class LinkForm(forms.Form):
    """A link between two components."""

    source = forms.ModelChoiceField(
        queryset=None, label=_("From"), error_messages={"required": _("Choose where the link begins.")}
    )
    kind = forms.ChoiceField(
        label=_("How do they hang together?"),
        choices=[
            (ComponentLink.Kind.GUIDES, _("guides (a principle guides a method)")),
            (ComponentLink.Kind.TRIED_AS, _("is tried as (a method is tried as a practice)")),
            (ComponentLink.Kind.GREW_INTO, _("grew into (a practice grew into a method)")),
        ],
    )
    target = forms.ModelChoiceField(
        queryset=None, label=_("To"), error_messages={"required": _("Choose where the link leads.")}
    )

    def __init__(self, *args, collective, components, **options):
        super().__init__(*args, **options)
        rows = [(one.pk, f"{one}: {newest_title(one)}") for one in components if one.retired_on is None]
        for name in ("source", "target"):
            self.fields[name].queryset = collective.components.filter(retired_on=None)
            self.fields[name].choices = [("", _("Choose one")), *rows]


class SignForm(forms.Form):
    """A signature under an edition."""

    constituent = forms.ModelChoiceField(
        queryset=None,
        label=_("Who signs?"),
        empty_label=_("Choose one"),
        error_messages={"required": _("Choose the constituent that signs.")},
    )
    signatory = forms.CharField(
        label=_("In whose name?"),
        help_text=_("The person who signs for it, as written on the act. Only members see this name."),
        max_length=200,
        error_messages={"required": _("Write who signs, as it stands on the act.")},
    )

    def __init__(self, *args, collective, edition, **options):
        super().__init__(*args, **options)
        signed = edition.signatures.values("constituent")
        rows = collective.constituents.filter(left_on=None).exclude(pk__in=signed).order_by("name")
        if not may(collective, Role.FACILITATOR):
            rows = rows.filter(pk=collective.membership.constituent_id)
        self.fields["constituent"].queryset = rows
        mine = collective.membership.constituent
        if mine and may_speak_for(collective, mine):
            self.fields["constituent"].initial = mine.pk
