"""What people type about pooled funds."""

from django import forms
from django.utils.translation import gettext_lazy as _

from cairn.activities.forms import ActivityForm, DayInput
from cairn.activities.investment import money
from cairn.activities.investment.models import Fund


def _amount(label, help_text):
    return forms.DecimalField(
        label=label,
        help_text=help_text,
        max_digits=20,
        decimal_places=3,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
        localize=True,
        error_messages={
            "required": _("Give an amount."),
            "invalid": _("Write the amount in figures, without a currency sign."),
            "max_decimal_places": _("No currency has more than three decimals. Round the amount."),
        },
    )


class FundForm(ActivityForm):
    """A pooled fund: its money and its days, and the shared fields of an activity."""

    amount = _amount(_("How much money is there?"), _("In figures, in whole or part currency units."))
    currency = forms.CharField(
        label=_("In which currency?"),
        min_length=3,
        max_length=3,
        help_text=_("Its code of three letters, for instance EUR, USD, JPY, KWD."),
        error_messages={"required": _("Give the code of the currency.")},
    )
    closes_on = forms.DateField(
        label=_("Until which day?"),
        help_text=_("The last day to propose and approve. It is allotted after that day."),
        widget=DayInput,
        error_messages={"required": _("Give the last day."), "invalid": _("Write the day as 2026-03-27.")},
    )
    completion = forms.ChoiceField(
        label=_("What happens with money that the shares leave over?"),
        choices=Fund.Completion.choices,
        initial=Fund.Completion.ADD1U,
        widget=forms.RadioSelect,
    )
    field_order = [
        "title",
        "summary",
        "amount",
        "currency",
        "starts_on",
        "closes_on",
        "completion",
        "purpose",
        "served",
        "advances",
    ]

    class Meta(ActivityForm.Meta):
        fields = ["title", "summary", "purpose", "starts_on", "served", "advances"]
        labels = {
            **ActivityForm.Meta.labels,
            "starts_on": _("From which day may constituents propose and approve?"),
        }

    def clean_currency(self):
        """Want a currency that exists."""
        code = self.cleaned_data["currency"].upper()
        if code not in money.CODES:
            raise forms.ValidationError(
                _("No currency has this code. Write for instance EUR, USD, JPY or KWD.")
            )
        return code

    def clean(self):
        """Turn the amount into minor units of the currency."""
        given = super().clean()
        _into_minor(self, "amount", given.get("currency"))
        if given.get("closes_on") and given.get("starts_on") and given["closes_on"] < given["starts_on"]:
            self.add_error("closes_on", _("The fund would close before it opens. Give a later day."))
        return given

    def terms(self):
        """Return the terms of the fund, as `open_fund` takes them."""
        kept = {name: self.cleaned_data[name] for name in ("currency", "closes_on", "completion")}
        return {"budget": self.cleaned_data["amount"], **kept}


def _into_minor(form, name, currency):
    """Replace an amount by its minor units, or say what is wrong with it."""
    amount = form.cleaned_data.get(name)
    if amount is None or not currency:
        return
    try:
        form.cleaned_data[name] = money.to_minor(amount, currency)
    except ValueError as fault:
        form.add_error(name, str(fault))


class ProposalForm(forms.Form):
    """What a constituent would do with some of the money."""

    constituent = forms.ModelChoiceField(
        label=_("Which constituent proposes it?"),
        queryset=None,
        error_messages={"required": _("Choose a constituent.")},
    )
    title = forms.CharField(
        label=_("What do you propose?"),
        max_length=200,
        error_messages={"required": _("Give the proposal a name.")},
    )
    summary = forms.CharField(
        label=_("What will be done, and for whom?"), required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    cost = _amount(_("What does it cost?"), "")

    def __init__(self, *given, fund, constituents, **options):
        """Offer the constituents the person may speak for, and name the currency."""
        super().__init__(*given, **options)
        self.fund = fund
        self.fields["constituent"].queryset = constituents
        self.fields["cost"].help_text = _("In %(currency)s. The fund holds %(budget)s.") % {
            "currency": fund.currency,
            "budget": money.written(fund.budget, fund.currency),
        }

    def clean(self):
        """Turn the cost into minor units of the fund's currency, and refuse more than the fund holds."""
        given = super().clean()
        _into_minor(self, "cost", self.fund.currency)
        if "cost" not in self.errors and given.get("cost") and given["cost"] > self.fund.budget:
            self.add_error("cost", _("This costs more than the whole fund. Propose a part of it."))
        return given

    def proposal_fields(self):
        """Return the proposal without its constituent, as the action takes it."""
        return {name: self.cleaned_data[name] for name in ("title", "summary", "cost")}


class ProposalsField(forms.ModelMultipleChoiceField):
    """Proposals, each named with its cost and who makes it."""

    def label_from_instance(self, proposal):
        """Name a proposal."""
        cost = money.written(proposal.cost, proposal.fund.currency)
        return f"{proposal.title} · {cost} · {proposal.constituent}"


class ApprovalForm(forms.Form):
    """Which proposals a constituent approves."""

    proposals = ProposalsField(
        label=_("Which proposals does it approve?"),
        queryset=None,
        required=False,
        help_text=_("All that it would be glad to see funded, as many as it likes."),
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *given, proposals, **options):
        """Offer the proposals that stand."""
        super().__init__(*given, **options)
        self.fields["proposals"].queryset = proposals
