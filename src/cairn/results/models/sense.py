"""Sense-making: what is the data telling us? Questions, and interpretations that may compete."""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cairn.activities.data.models import Measure
from cairn.network.models import Collective, Constituent, Person, Place


class SenseMaking(models.Model):
    """A session on “what is the data telling us?”."""

    personal = frozenset({"recorded_by"})
    collective = models.ForeignKey(Collective, on_delete=models.PROTECT, related_name="sense_makings")
    title = models.CharField(max_length=200)
    held_on = models.DateField()
    notes = models.TextField(blank=True, default="")
    decision = models.TextField(blank=True, default="")
    took_part = models.ManyToManyField(Constituent, related_name="sense_makings", blank=True)
    recorded_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        """Return the address of its page."""
        return reverse("results:sense_making", args=[self.collective.slug, self.pk])


class Question(models.Model):
    """A question about one series, with the signal as it stood when the question was asked."""

    personal = frozenset()
    session = models.ForeignKey(SenseMaking, on_delete=models.PROTECT, related_name="questions")
    text = models.TextField()
    measure = models.ForeignKey(
        Measure, on_delete=models.PROTECT, null=True, blank=True, related_name="questions"
    )
    place = models.ForeignKey(
        Place, on_delete=models.PROTECT, null=True, blank=True, related_name="questions"
    )
    signal = models.JSONField(default=dict)  # rule, window, centre, verdict, definition, last period

    def __str__(self):
        return self.text[:80]


class Interpretation(models.Model):
    """One explanation of what is seen. Several may stand side by side."""

    class Plausibility(models.TextChoices):
        OPEN = "open", _("Open")
        LIKELY = "likely", _("Likely")
        UNLIKELY = "unlikely", _("Unlikely")

    personal = frozenset({"offered_as"})
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="interpretations")
    text = models.TextField()
    offered_as = models.CharField(max_length=60)  # the role it was offered in: elder, teacher, analyst …
    constituent = models.ForeignKey(
        Constituent, on_delete=models.PROTECT, null=True, blank=True, related_name="interpretations"
    )
    would_change_our_mind = models.TextField(blank=True, default="")
    plausibility = models.CharField(max_length=8, choices=Plausibility, default=Plausibility.OPEN)

    def __str__(self):
        return self.text[:80]
