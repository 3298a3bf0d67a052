"""A participatory process and its rounds."""

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cairn.network.models import Collective
from cairn.pathway.models import Component


class ProcessQuerySet(models.QuerySet):
    """Which processes are open, to come or over on a day; nothing of it is kept as a flag."""

    def open_on(self, day):
        """Keep those open on a day."""
        return self.filter(Q(closes_on=None) | Q(closes_on__gte=day), opens_on__lte=day)

    def latest_first(self):
        """Order them: those without an end, then those that end last."""
        return self.order_by(F("closes_on").desc(nulls_first=True), "-opens_on", "-pk")

    def closed_on(self, day):
        """Keep those that are over on a day."""
        return self.filter(closes_on__lt=day)

    def ahead_of(self, day):
        """Keep those that have not begun on a day."""
        return self.filter(opens_on__gt=day)


class Process(models.Model):
    """A participatory process that develops or revises components of the pathway."""

    personal = frozenset()
    collective = models.ForeignKey(Collective, on_delete=models.PROTECT, related_name="processes")
    title = models.CharField(max_length=200)
    purpose = models.TextField(blank=True, default="")
    components = models.ManyToManyField(
        Component, related_name="processes", blank=True
    )  # those it may revise
    rule = models.JSONField(default=dict)  # how its drafts are agreed: engine/decision
    opens_on = models.DateField()
    closes_on = models.DateField(null=True, blank=True)
    created_at = models.DateTimeField()
    objects = ProcessQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="participation_process_closes_after_it_opens",
                condition=Q(closes_on=None) | Q(closes_on__gte=F("opens_on")),
                violation_error_message=_("A process cannot close before it opens."),
            )
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        """Return the address of its page."""
        return reverse("participation:process", args=[self.collective.slug, self.pk])

    def is_open_on(self, day):
        """Say whether it is open on a day."""
        return self.opens_on <= day and (self.closes_on is None or day <= self.closes_on)


class Round(models.Model):
    """One step of a process: gather, map, draft, amend or decide."""

    class Kind(models.TextChoices):
        GATHER = "gather", _("Gather voices")
        MAP = "map", _("Map opinions")
        DRAFT = "draft", _("Draft")
        AMEND = "amend", _("Amend")
        DECIDE = "decide", _("Decide")

    personal = frozenset()
    process = models.ForeignKey(Process, on_delete=models.CASCADE, related_name="rounds")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=10, choices=Kind)
    opens_on = models.DateField()
    closes_on = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint("process", "number", name="participation_round_has_one_number"),
            models.CheckConstraint(
                name="participation_round_closes_after_it_opens",
                condition=Q(closes_on__gte=F("opens_on")),
                violation_error_message=_("A round cannot close before it opens."),
            ),
        ]

    def __str__(self):
        return f"{self.number}. {self.get_kind_display()}"

    def is_open_on(self, day):
        """Say whether it is open on a day."""
        return self.opens_on <= day <= self.closes_on
