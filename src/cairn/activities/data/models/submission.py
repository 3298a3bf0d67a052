"""The files that answer a measure, the column mapping remembered for each sender, and the values."""

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cairn.activities.data.models.measure import Definition, Measure
from cairn.network.models import Constituent, Person, Place


class RememberedMapping(models.Model):
    """Which column of a member's own file means what; asked once, then remembered."""

    personal = frozenset()
    measure = models.ForeignKey(Measure, on_delete=models.CASCADE, related_name="mappings")
    constituent = models.ForeignKey(Constituent, on_delete=models.CASCADE, related_name="mappings")
    mapping = models.JSONField()
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint("measure", "constituent", name="data_one_remembered_mapping_each")
        ]

    def __str__(self):
        return f"{self.constituent}: {self.measure}"


class Submission(models.Model):
    """A file that answers a measure: kept as it came, hashed, with the mapping it was read by."""

    personal = frozenset({"sent_by", "reviewed_by"})
    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, related_name="submissions")
    definition = models.ForeignKey(Definition, on_delete=models.PROTECT, related_name="submissions")
    constituent = models.ForeignKey(Constituent, on_delete=models.PROTECT, related_name="submissions")
    file = models.FileField(upload_to="submissions/")
    file_name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    mapping = models.JSONField()
    sent_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    sent_at = models.DateTimeField()
    reviewed_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    reviewed_at = models.DateTimeField(null=True, blank=True)
    note = models.TextField(blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "measure",
                "constituent",
                "sha256",
                name="data_file_is_submitted_once",
                violation_error_message=_("This very file was submitted already; nothing was stored twice."),
            )
        ]

    def __str__(self):
        return f"{self.file_name} of {self.constituent}"

    def get_absolute_url(self):
        """Return the address of its page."""
        measure = self.measure
        return reverse("data:submission", args=[measure.collective.slug, measure.slug, self.pk])


class Observation(models.Model):
    """A value for a place, a period and a group. Corrected by a later submission, never edited."""

    class Status(models.TextChoices):
        PRESENT = "present", _("given")
        MISSING = "missing", _("missing")
        NOT_COLLECTED = "not_collected", _("not collected")
        NOT_APPLICABLE = "not_applicable", _("does not apply")
        SUPPRESSED = "suppressed", _("suppressed at the source")

    personal = frozenset()
    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="observations")
    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, related_name="observations")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="observations")
    period_on = models.DateField()  # the first day of the period
    group = models.CharField(max_length=60, blank=True, default="")  # "" is everybody
    status = models.CharField(max_length=15, choices=Status)
    numerator = models.DecimalField(max_digits=18, decimal_places=4, null=True, blank=True)
    denominator = models.DecimalField(max_digits=18, decimal_places=4, null=True, blank=True)
    row = models.PositiveIntegerField()  # in the file
    is_shown = models.BooleanField(default=False)  # by the newest release; what none has weighed is held back
    shown_at = models.DateTimeField(null=True, blank=True)  # when it first left; what left stays known
    superseded_by = models.ForeignKey(
        Submission, on_delete=models.PROTECT, null=True, blank=True, related_name="superseded"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "measure",
                "place",
                "period_on",
                "group",
                condition=Q(superseded_by=None),
                name="data_one_present_value_for_a_place_period_and_group",
            ),
            models.CheckConstraint(
                condition=~Q(status="present") | Q(numerator__isnull=False),
                name="data_given_observation_has_a_value",
            ),
            models.CheckConstraint(
                condition=Q(status="present") | Q(numerator=None, denominator=None),
                name="data_absent_observation_has_no_value",
            ),
            models.CheckConstraint(
                condition=Q(is_shown=False) | Q(status="present", shown_at__isnull=False),
                name="data_shown_observation_has_left",
            ),
        ]
        indexes = [models.Index(fields=["measure", "place", "group", "period_on"])]

    def __str__(self):
        return f"{self.place} {self.period_on}"
