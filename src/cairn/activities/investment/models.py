"""A pooled fund, proposals to it, approvals, and the allotment."""

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cairn.activities.models import Activity
from cairn.network.models import Constituent, Person


class Fund(models.Model):
    """Money that constituents hold together, for one round of proposals. In whole minor units."""

    class Completion(models.TextChoices):
        NONE = "none", _("what the shares cannot buy stays in the fund")
        ADD1 = "add1", _("shares are raised step by step while the fund can pay")
        ADD1U = "add1u", _("shares are raised step by step, then the best supported that still fit are added")

    personal = frozenset()
    activity = models.OneToOneField(Activity, on_delete=models.PROTECT, related_name="fund")
    budget = models.PositiveBigIntegerField()  # minor units
    currency = models.CharField(max_length=3)  # ISO 4217
    opens_on = models.DateField()
    closes_on = models.DateField()
    completion = models.CharField(max_length=12, choices=Completion, default=Completion.ADD1U)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="investment_fund_has_money",
                condition=Q(budget__gt=0),
                violation_error_message=_("A fund needs a budget above zero."),
            ),
            models.CheckConstraint(
                name="investment_fund_closes_after_it_opens",
                condition=Q(closes_on__gte=F("opens_on")),
                violation_error_message=_("A fund cannot close before it opens."),
            ),
        ]

    def __str__(self):
        return self.activity.title

    def get_absolute_url(self):
        """Return the address of its page."""
        return reverse("investment:fund", args=[self.activity.collective.slug, self.pk])

    def is_open_on(self, day):
        """Say whether proposals and approvals are taken on a day; the closing day is the last."""
        return self.opens_on <= day <= self.closes_on


class Proposal(models.Model):
    """What a constituent would do with some of the money."""

    personal = frozenset()
    fund = models.ForeignKey(Fund, on_delete=models.PROTECT, related_name="proposals")
    constituent = models.ForeignKey(Constituent, on_delete=models.PROTECT, related_name="proposals")
    title = models.CharField(max_length=200)
    summary = models.TextField(blank=True, default="")
    cost = models.PositiveBigIntegerField()  # minor units
    made_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="investment_proposal_costs_something",
                condition=Q(cost__gt=0),
                violation_error_message=_("A proposal needs a cost above zero."),
            )
        ]

    def __str__(self):
        return self.title


class Approval(models.Model):
    """A constituent approves a proposal. Taken back by a date, never removed."""

    personal = frozenset({"given_by"})
    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="approvals")
    constituent = models.ForeignKey(Constituent, on_delete=models.PROTECT, related_name="approvals")
    given_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    given_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "proposal",
                "constituent",
                condition=Q(withdrawn_at=None),
                name="investment_approval_is_given_once",
            )
        ]

    def __str__(self):
        return f"{self.constituent} approves {self.proposal}"


class Allotment(models.Model):
    """The decision: which proposals the fund pays, by which rule, with what anyone needs to recompute it."""

    personal = frozenset({"made_by"})
    fund = models.OneToOneField(Fund, on_delete=models.PROTECT, related_name="allotment")
    funded = models.ManyToManyField(Proposal, related_name="allotments", blank=True)
    result = models.JSONField()  # rule, order, cost, left, ties, explanation; ids as strings
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    def __str__(self):
        return f"Allotment of {self.fund}"
