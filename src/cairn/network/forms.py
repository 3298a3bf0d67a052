"""Forms of the network: they check shape and speak to people; actions take their cleaned data as `fields`."""

from django import forms
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from cairn.network import queries
from cairn.network.models import Constituent, Mandate, Membership, Place


class DayInput(forms.DateInput):
    """A day, chosen as the reader's browser offers it."""

    input_type = "date"

    def __init__(self, attrs=None):
        super().__init__(attrs, format="%Y-%m-%d")


class Search(forms.Form):
    """One box over a long list."""

    is_filter = True
    q = forms.CharField(label=_("Search"), required=False, max_length=100)


class PlaceForm(forms.ModelForm):
    """A place."""

    class Meta:
        model = Place
        fields = ("name", "kind", "within", "code")
        labels = {
            "name": _("What is the place called?"),
            "kind": _("What kind of place is it?"),
            "within": _("Which place does it lie in?"),
            "code": _("Code"),
        }
        help_texts = {
            "within": _("So that nobody finds a small number by subtracting those of other places in it."),
            "code": _("If your data names this place by a code, for instance of the census."),
        }

    def __init__(self, collective, *args, **options):
        super().__init__(*args, instance=Place(collective=collective), **options)
        self.fields["within"].queryset = queries.places_of(collective)
        self.fields["within"].empty_label = _("None, or not known")

    def clean_name(self):
        """Keep names apart."""
        name = self.cleaned_data["name"].strip()
        if self.instance.collective.places.filter(name=name).exists():
            raise forms.ValidationError(
                _("There is a place of this name already. Add what tells them apart.")
            )
        return name


class ConstituentForm(forms.ModelForm):
    """A constituent: who it is, where, and what it is part of."""

    class Meta:
        model = Constituent
        fields = ("name", "kind", "place", "population", "parents", "is_consulted", "joined_on", "left_on")
        labels = {
            "name": _("What is the constituent called?"),
            "kind": _("What is it?"),
            "place": _("Where is it?"),
            "population": _("How many people does it stand for?"),
            "parents": _("Which constituents is it part of?"),
            "is_consulted": _("Its consent is asked, and it counts among those to be reached"),
            "joined_on": _("When did it join?"),
            "left_on": _("When did it leave?"),
        }
        help_texts = {
            "name": _("As it calls itself."),
            "population": _("Leave this empty if it is not known. It is never guessed."),
            "parents": _("Several are possible: a village can belong to a nation and to a county."),
            "left_on": _("Leave this empty while it belongs to the collective."),
        }
        widgets = {
            "kind": forms.RadioSelect,
            "parents": forms.CheckboxSelectMultiple,
            "joined_on": DayInput,
            "left_on": DayInput,
        }

    def __init__(self, constituent, *args, **options):
        super().__init__(*args, instance=constituent, **options)
        self.fields["place"].queryset = queries.places_of(constituent.collective)
        self.fields["place"].empty_label = _("Not known")
        self.fields["kind"].choices = Constituent.Kind.choices
        others = constituent.collective.constituents.exclude(pk=constituent.pk)
        others = others.exclude(kind=Constituent.Kind.PERSON).order_by(Lower("name"))
        self.fields["parents"].queryset = others
        if constituent.pk is None:
            del self.fields["left_on"]
        if not others.exists():
            del self.fields["parents"]

    def clean_name(self):
        """Keep names apart."""
        name = self.cleaned_data["name"].strip()
        others = self.instance.collective.constituents.exclude(pk=self.instance.pk)
        if others.filter(name=name).exists():
            raise forms.ValidationError(
                _("There is a constituent of this name already. Add what tells them apart.")
            )
        return name


class MandateForm(forms.ModelForm):
    """A mandate: who speaks for a constituent, given by whom, for what, until when."""

    class Meta:
        model = Mandate
        fields = ("holder", "person", "basis", "given_by", "scope", "since_on", "until_on")
        labels = {
            "holder": _("Who may speak for it?"),
            "person": _("Which account is theirs?"),
            "basis": _("How was the mandate given?"),
            "given_by": _("Who gave it?"),
            "scope": _("What is it for?"),
            "since_on": _("Since when?"),
            "until_on": _("Until when?"),
        }
        help_texts = {
            "holder": _("The name as it was given to you, or the office: “the chair of the council”."),
            "person": _("Many who hold a mandate have no account; then leave this empty."),
            "basis": _("“Not known” is an honest answer. It is shown, so that somebody can find out."),
            "given_by": _("For instance “Assembly of the upper valley, 4 March”."),
            "scope": _("For instance “consent to principles”. Empty means: it was not said."),
            "until_on": _("Leave this empty if no end was set."),
        }
        widgets = {"basis": forms.RadioSelect, "since_on": DayInput, "until_on": DayInput}

    def __init__(self, constituent, *args, **options):
        super().__init__(*args, instance=Mandate(constituent=constituent), **options)
        roles = queries.members(constituent.collective)
        self.fields["person"].queryset = self.fields["person"].queryset.filter(
            pk__in=roles.order_by().values("person")
        )
        self.fields["person"].empty_label = _("None, or not known")
        self.fields["basis"].choices = Mandate.Basis.choices


ROLE_WORDS = [
    (Membership.Role.OBSERVER, _("Observer: reads everything")),
    (Membership.Role.MEMBER, _("Member: also contributes, and acts for the own constituent")),
    (Membership.Role.FACILITATOR, _("Facilitator: also records gatherings, and acts for any constituent")),
    (Membership.Role.STEWARD, _("Steward: also gives roles, and publishes")),
]


class RoleForm(forms.Form):
    """A role for a person."""

    email = forms.EmailField(
        label=_("E-mail address"),
        help_text=_("An invitation goes there. It is also how the person signs in; there is no password."),
    )
    name = forms.CharField(
        label=_("Name"),
        max_length=200,
        required=False,
        help_text=_(
            "As the person wants to be called. Who has an account already keeps the name given there."
        ),
    )
    role = forms.ChoiceField(
        label=_("Role"), choices=ROLE_WORDS, widget=forms.RadioSelect, initial=Membership.Role.MEMBER
    )
    constituent = forms.ModelChoiceField(
        queryset=Constituent.objects.none(),
        label=_("Which constituent does the person belong to?"),
        required=False,
        empty_label=_("None"),
    )

    def __init__(self, collective, *args, **options):
        super().__init__(*args, **options)
        self.fields["constituent"].queryset = collective.constituents.filter(left_on=None).order_by(
            Lower("name")
        )

    def clean_email(self):
        """Write the address as it is kept."""
        return self.cleaned_data["email"].lower()
