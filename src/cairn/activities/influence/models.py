"""Institutions, what is asked of them, and how far each ask has come."""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cairn.activities.models import Activity
from cairn.network.models import Collective, Constituent, Person


class Institution(models.Model):
    """A ministry, agency, council or company whose decision is wanted."""

    class Level(models.TextChoices):
        LOCAL = "local", _("Local")
        STATE = "state", _("State or province")
        NATIONAL = "national", _("National")
        INTERNATIONAL = "international", _("International")

    personal = frozenset()
    collective = models.ForeignKey(Collective, on_delete=models.PROTECT, related_name="institutions")
    name = models.CharField(max_length=200)
    level = models.CharField(max_length=15, choices=Level)

    class Meta:
        constraints = [
            models.UniqueConstraint("collective", "name", name="influence_institution_name_is_used_once")
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        """Return the address of its page."""
        return reverse("influence:institution", args=[self.collective.slug, self.pk])


class PolicyAsk(models.Model):
    """A decision that the collective asks of an institution."""

    personal = frozenset()
    activity = models.OneToOneField(Activity, on_delete=models.PROTECT, related_name="policy_ask")
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="asks")
    ask = models.TextField()  # the decision wanted, in one sentence
    signatories = models.ManyToManyField(Constituent, related_name="policy_asks", blank=True)

    def __str__(self):
        return self.activity.title

    def get_absolute_url(self):
        """Return the address of its page."""
        return reverse("influence:ask", args=[self.activity.collective.slug, self.pk])


class Step(models.Model):
    """A stage that an ask reached, with the day. The latest is where it stands."""

    class Stage(models.TextChoices):
        IDEA = "idea", _("Idea")
        RAISED = "raised", _("Raised with the institution")
        CONSIDERED = "considered", _("Under consideration")
        PROMISED = "promised", _("Promised")
        DECIDED = "decided", _("Decided")
        CARRIED_OUT = "carried_out", _("Carried out")
        REFUSED = "refused", _("Refused")

    personal = frozenset({"note", "recorded_by"})
    ask = models.ForeignKey(PolicyAsk, on_delete=models.PROTECT, related_name="steps")
    stage = models.CharField(max_length=12, choices=Stage)
    reached_on = models.DateField()
    note = models.TextField(blank=True, default="")
    recorded_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    def __str__(self):
        return self.get_stage_display()
