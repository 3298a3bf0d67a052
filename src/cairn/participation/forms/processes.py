"""Opening a process, and adding rounds to it."""

from django import forms
from django.utils.translation import gettext_lazy as _

from cairn.participation.forms.choices import DayField, OneOf
from cairn.participation.models import Process, Round
from cairn.participation.queries.rules import RULES, key_of
from cairn.pathway.models import Component


class ComponentsField(forms.ModelMultipleChoiceField):
    """Boxes to tick, one for each component, with the title of its latest text."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, component):
        """Write the component's name and its title."""
        return named(component)


def named(component):
    """Write a component with the title of its latest version."""
    versions = sorted(component.versions.all(), key=lambda version: version.number)
    text = versions[-1].text if versions else None
    return f"{component} · {text.title}" if text else str(component)


def components(collective):
    """Return the components in use, ready to be named."""
    used = Component.objects.filter(collective=collective, retired_on=None)
    return used.prefetch_related("versions__texts").order_by("kind", "number")


class ProcessForm(forms.Form):
    """What a process is for, what it may revise, and how its drafts will be agreed."""

    title = forms.CharField(
        label=_("Title"),
        max_length=200,
        help_text=_("For example: Second revision of the principles"),
        error_messages={"required": _("Give the process a title.")},
    )
    purpose = forms.CharField(
        label=_("Purpose"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("What it should settle, and what is not open this time."),
    )
    components = ComponentsField(
        queryset=Component.objects.none(),
        label=_("Components it may revise"),
        required=False,
        help_text=_("Leave all empty if it makes new ones only."),
    )
    rule = OneOf(
        label=_("How its drafts are agreed"),
        help_text=_(
            "Constituents that were not reached always count among those asked. Silence is never consent."
        ),
    )
    opens_on = DayField(label=_("Opens on"))
    closes_on = DayField(
        label=_("Closes on"), required=False, help_text=_("Leave empty if you do not know yet.")
    )

    def __init__(self, collective, *args, process=None, **kwargs):
        """Offer the collective's components; start from a process when one is given."""
        if process:
            kwargs["initial"] = {**_present(process), **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)
        self.fields["components"].queryset = components(collective)
        self.fields["rule"].choices = [(key, rule.words) for key, rule in RULES.items()]

    def clean(self):
        """Refuse a process that closes before it opens."""
        given = super().clean()
        opens, closes = given.get("opens_on"), given.get("closes_on")
        if opens and closes and closes < opens:
            self.add_error(
                "closes_on", _("The process closes before it opens. Choose a later day, or leave it empty.")
            )
        return given

    def about(self):
        """Return the process's own fields."""
        given = self.cleaned_data
        return {
            **{name: given[name] for name in ("title", "purpose", "opens_on", "closes_on")},
            "rule": RULES[given["rule"]].rule,
        }


class RoundForm(forms.Form):
    """One step of a process."""

    kind = OneOf(label=_("What happens in it"), choices=Round.Kind)
    opens_on = DayField(label=_("Opens on"))
    closes_on = DayField(label=_("Closes on"))

    def clean(self):
        """Refuse a round that closes before it opens."""
        given = super().clean()
        opens, closes = given.get("opens_on"), given.get("closes_on")
        if opens and closes and closes < opens:
            self.add_error("closes_on", _("The round closes before it opens. Choose a later day."))
        return given


def _present(process):
    return {
        **{name: getattr(process, name) for name in ("title", "purpose", "opens_on", "closes_on")},
        "components": list(process.components.values_list("pk", flat=True)),
        "rule": key_of(process.rule),
    }


def process_choices(collective):
    """Return the processes of the collective, the newest first."""
    return Process.objects.filter(collective=collective).order_by("-opens_on", "-pk")
