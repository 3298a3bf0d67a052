"""A measure, the versions of its definition, and breaks in its series."""

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cairn.activities.models import Activity
from cairn.network.models import Collective, Constituent, Person
from cairn.pathway.models import Component


class Measure(models.Model):
    """Something the collective counts together. What it means stands in its definitions."""

    personal = frozenset()
    collective = models.ForeignKey(Collective, on_delete=models.PROTECT, related_name="measures")
    activity = models.ForeignKey(
        Activity, on_delete=models.PROTECT, null=True, blank=True, related_name="measures"
    )  # the shared-data activity it belongs to
    slug = models.SlugField()
    advances = models.ForeignKey(
        Component, on_delete=models.PROTECT, null=True, blank=True, related_name="measures"
    )  # the component whose result it shows
    owner = models.ForeignKey(
        Constituent, on_delete=models.PROTECT, null=True, blank=True, related_name="measures"
    )
    is_published = models.BooleanField(default=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint("collective", "slug", name="data_measure_has_one_slug")]

    def __str__(self):
        return self.slug

    def get_absolute_url(self):
        """Return the address of its page."""
        return reverse("data:measure", args=[self.collective.slug, self.slug])


class Definition(models.Model):
    """A measure's definition at a time; values keep the version they were made with."""

    class Kind(models.TextChoices):
        COUNT = "count", _("a count")
        SHARE = "share", _("a share, in per cent")
        RATE = "rate", _("a rate")
        MEAN = "mean", _("a mean")

    class Period(models.TextChoices):
        MONTH = "month", _("each month")
        QUARTER = "quarter", _("each quarter")
        YEAR = "year", _("each year")

    class Better(models.TextChoices):
        UP = "up", _("higher is better")
        DOWN = "down", _("lower is better")
        NEITHER = "neither", _("neither direction is better")

    personal = frozenset({"made_by"})
    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, related_name="definitions")
    number = models.PositiveIntegerField()
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=6, choices=Kind)
    numerator = models.TextField()
    denominator = models.TextField(blank=True, default="")
    unit = models.CharField(max_length=60)
    period = models.CharField(max_length=8, choices=Period)
    better = models.CharField(max_length=8, choices=Better)
    disaggregation = models.JSONField(default=list)  # codes of groups, e.g. ["girls", "boys"]
    threshold = models.PositiveSmallIntegerField(default=5)  # smaller counts are suppressed
    lag_days = models.PositiveSmallIntegerField(default=0)
    per = models.PositiveIntegerField(default=1)  # of a rate: 1000 says "per thousand"
    changed = models.TextField(blank=True, default="")  # what is different from the definition before
    content_hash = models.CharField(max_length=64)
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint("measure", "number", name="data_definition_has_one_number"),
            models.CheckConstraint(
                name="data_share_and_rate_have_a_denominator",
                condition=Q(kind="count") | ~Q(denominator=""),
                violation_error_message=_(
                    "A share, a rate or a mean needs a denominator: out of whom, or of what?"
                ),
            ),
        ]

    def __str__(self):
        return f"{self.name}, definition {self.number}"


class Break(models.Model):
    """A change of definition or method, drawn on the chart; its two sides are never silently joined."""

    personal = frozenset({"recorded_by"})
    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, related_name="breaks")
    from_on = models.DateField()
    cause = models.TextField()
    recorded_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(cause=""),
                name="data_break_gives_its_cause",
                violation_error_message=_("Say what changed: a break needs its cause."),
            )
        ]

    def __str__(self):
        return f"{self.from_on}: {self.cause[:60]}"
