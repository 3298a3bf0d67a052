"""The one record of what a collective does together, whatever its kind."""

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cairn.network.models import Collective, Constituent, Place
from cairn.pathway.models import Component


class ActivityQuerySet(models.QuerySet):
    """Where activities stand on a day; nothing is kept as a flag."""

    def coming(self, day):
        """Keep those that begin after a day."""
        return self.filter(starts_on__gt=day)

    def under_way(self, day):
        """Keep those that have begun and not ended on a day; one without an end goes on."""
        return self.filter(Q(ends_on=None) | Q(ends_on__gte=day), starts_on__lte=day)

    def ended(self, day):
        """Keep those that ended before a day."""
        return self.filter(ends_on__lt=day)


class Activity(models.Model):
    """Anything the collective does together, of one of five kinds: whom it served, what it advances."""

    class Kind(models.TextChoices):
        MOVEMENT = "movement", _("Movement")
        DATA = "data", _("Shared data")
        INFLUENCE = "influence", _("Influence")
        LEARNING = "learning", _("Learning")
        INVESTMENT = "investment", _("Investment")

    class Purpose(models.TextChoices):
        AMPLIFY = "amplify", _("amplify the work of groups")
        EFFECTIVENESS = "effectiveness", _("make it effective")
        MOMENTUM = "momentum", _("sustain momentum")

    class State(models.TextChoices):
        COMING = "coming", _("Coming")
        UNDER_WAY = "under_way", _("Under way")
        ENDED = "ended", _("Ended")

    # The types that have a page of their own; any other type is written in the collective's own words.
    TYPES = {
        "convening": _("Convening"),
        "policy_ask": _("Policy ask"),
        "session": _("Learning session"),
        "fund": _("Pooled fund"),
        "measure": _("Measure"),
    }

    personal = frozenset()
    collective = models.ForeignKey(Collective, on_delete=models.PROTECT, related_name="activities")
    kind = models.CharField(max_length=12, choices=Kind)
    type = models.CharField(max_length=60, blank=True, default="")  # second level: convening, policy ask …
    title = models.CharField(max_length=200)
    summary = models.TextField(blank=True, default="")
    purpose = models.CharField(max_length=15, choices=Purpose, blank=True, default="")
    advances = models.ForeignKey(
        Component, on_delete=models.PROTECT, null=True, blank=True, related_name="activities"
    )
    served = models.ManyToManyField(Constituent, related_name="activities", blank=True)
    place = models.ForeignKey(
        Place, on_delete=models.PROTECT, null=True, blank=True, related_name="activities"
    )
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    outcome = models.TextField(blank=True, default="")
    created_at = models.DateTimeField()
    objects = ActivityQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="activities_activity_ends_after_it_starts",
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                violation_error_message=_("An activity cannot end before it starts."),
            )
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        """Return the address of its page."""
        return reverse("activities:activity", args=[self.collective.slug, self.pk])

    @property
    def type_in_words(self):
        """Say the type: one of ours in the reader's language, else as it was written."""
        return self.TYPES.get(self.type, self.type)

    def state_on(self, day):
        """Say where it stands on a day: coming, under way or ended."""
        if self.starts_on > day:
            return self.State.COMING
        return self.State.ENDED if self.ends_on and self.ends_on < day else self.State.UNDER_WAY
