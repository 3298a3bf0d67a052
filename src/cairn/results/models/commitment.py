"""What a constituent will do for an outcome, and what became of it."""

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cairn.network.models import Collective, Constituent, Person
from cairn.results.models.sense import Question


class Commitment(models.Model):
    """What a constituent will do, by when, with what. We report contribution, never attribution."""

    personal = frozenset({"recorded_by"})
    collective = models.ForeignKey(Collective, on_delete=models.PROTECT, related_name="commitments")
    constituent = models.ForeignKey(Constituent, on_delete=models.PROTECT, related_name="commitments")
    question = models.ForeignKey(
        Question, on_delete=models.PROTECT, null=True, blank=True, related_name="commitments"
    )  # what it answers
    text = models.TextField()
    with_what = models.CharField(max_length=300, blank=True, default="")
    due_on = models.DateField()
    recorded_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    def __str__(self):
        return self.text[:80]

    def get_absolute_url(self):
        """Return the address of its page."""
        return reverse("results:commitment", args=[self.collective.slug, self.pk])


class Review(models.Model):
    """A look at a commitment: kept, changed or dropped. The latest counts."""

    class Outcome(models.TextChoices):
        KEPT = "kept", _("Kept")
        CHANGED = "changed", _("Changed")
        DROPPED = "dropped", _("Dropped")

    personal = frozenset({"recorded_by"})
    commitment = models.ForeignKey(Commitment, on_delete=models.PROTECT, related_name="reviews")
    outcome = models.CharField(max_length=8, choices=Outcome)
    reason = models.TextField(blank=True, default="")
    recorded_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    reviewed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome="kept") | ~Q(reason=""),
                name="results_changed_or_dropped_commitment_gives_a_reason",
                violation_error_message=_(
                    "Give the reason: a commitment changed or dropped teaches something."
                ),
            )
        ]

    def __str__(self):
        return self.get_outcome_display()
