"""A test of a practice, its adoption elsewhere, and its promotion into the pathway."""

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cairn.activities.data.models import Measure
from cairn.network.models import Collective, Constituent, Person, Place
from cairn.participation.models import Process
from cairn.pathway.models import Component
from cairn.results.models.commitment import Commitment


class Trial(models.Model):
    """A test of a practice at a constituent: prediction first, result later. A lesson is a success."""

    class Decision(models.TextChoices):
        ADOPT = "adopt", _("Adopt")
        ADAPT = "adapt", _("Adapt")
        ABANDON = "abandon", _("Stopped, with a lesson")

    personal = frozenset({"recorded_by"})
    collective = models.ForeignKey(Collective, on_delete=models.PROTECT, related_name="trials")
    practice = models.ForeignKey(Component, on_delete=models.PROTECT, related_name="trials")
    constituent = models.ForeignKey(Constituent, on_delete=models.PROTECT, related_name="trials")
    commitment = models.ForeignKey(
        Commitment, on_delete=models.PROTECT, null=True, blank=True, related_name="trials"
    )
    measure = models.ForeignKey(
        Measure, on_delete=models.PROTECT, null=True, blank=True, related_name="trials"
    )
    place = models.ForeignKey(Place, on_delete=models.PROTECT, null=True, blank=True, related_name="trials")
    prediction = models.TextField()
    starts_on = models.DateField()
    ends_on = models.DateField()
    recorded_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    planned_at = models.DateTimeField()
    decision = models.CharField(max_length=8, choices=Decision, blank=True, default="")
    result = models.TextField(blank=True, default="")
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="results_trial_ends_after_it_starts",
                violation_error_message=_("A trial cannot end before it starts."),
            ),
            models.CheckConstraint(
                condition=Q(decision="", closed_at=None)
                | (~Q(decision="") & ~Q(result="") & Q(closed_at__isnull=False)),
                name="results_closed_trial_says_what_happened",
                violation_error_message=_("Say what happened, and what you decided."),
            ),
        ]

    def __str__(self):
        return f"{self.practice} at {self.constituent}"

    def get_absolute_url(self):
        """Return the address of its page."""
        return reverse("results:trial", args=[self.collective.slug, self.pk])


class Adoption(models.Model):
    """A constituent took up a practice, in its own way and with its own result."""

    personal = frozenset({"recorded_by"})
    collective = models.ForeignKey(Collective, on_delete=models.PROTECT, related_name="adoptions")
    practice = models.ForeignKey(Component, on_delete=models.PROTECT, related_name="adoptions")
    constituent = models.ForeignKey(Constituent, on_delete=models.PROTECT, related_name="adoptions")
    trial = models.ForeignKey(
        Trial, on_delete=models.PROTECT, null=True, blank=True, related_name="adoptions"
    )
    adaptation = models.TextField(blank=True, default="")
    result = models.TextField(blank=True, default="")
    adopted_on = models.DateField()
    recorded_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "practice", "constituent", name="results_practice_is_adopted_once_by_a_constituent"
            )
        ]

    def __str__(self):
        return f"{self.constituent} adopted {self.practice}"


class Promotion(models.Model):
    """The call to take a practice into the pathway, with the adoptions that speak for it."""

    personal = frozenset({"called_by"})
    collective = models.ForeignKey(Collective, on_delete=models.PROTECT, related_name="promotions")
    practice = models.ForeignKey(Component, on_delete=models.PROTECT, related_name="promotions")
    process = models.ForeignKey(Process, on_delete=models.PROTECT, related_name="promotions")
    reason = models.TextField()
    rival_view = models.TextField(blank=True, default="")
    adoptions = models.ManyToManyField(Adoption, related_name="promotions")
    called_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    called_at = models.DateTimeField()

    def __str__(self):
        return f"Promotion of {self.practice}"
