"""Consent per constituent and version: an append-only ledger."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cairn.network.models import Constituent, Person
from cairn.pathway.models import Version


class Consent(models.Model):
    """What a constituent said to a version. The latest counts; without one it is not yet reached."""

    class State(models.TextChoices):
        CONSENT = "consent", _("Consent")
        RESERVATION = "reservation", _("Consent with reservation")
        WITHHELD = "withheld", _("Withheld")
        NOT_REACHED = "not_reached", _("Not yet reached")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    class Way(models.TextChoices):
        ASSEMBLY = "assembly", _("Act of an assembly")
        COUNCIL = "council", _("Letter of a council")
        MEETING = "meeting", _("Said in a meeting")
        ONLINE = "online", _("On this site")
        LINK = "link", _("By a signed link")

    personal = frozenset({"text", "given_by", "evidence", "recorded_by"})
    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="consents")
    constituent = models.ForeignKey(Constituent, on_delete=models.PROTECT, related_name="consents")
    state = models.CharField(max_length=12, choices=State)
    text = models.TextField(blank=True, default="")  # the reservation, or the reason
    way = models.CharField(max_length=10, choices=Way)
    given_by = models.CharField(max_length=200, blank=True, default="")  # who spoke, as written on the act
    evidence = models.FileField(upload_to="evidence/", blank=True)
    recorded_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="participation_reservation_is_written_down",
                condition=~Q(state__in=["reservation", "withheld"]) | ~Q(text=""),
                violation_error_message=_(
                    "Write the reservation or the reason down; it stands beside the text."
                ),
            ),
            models.CheckConstraint(
                name="participation_not_reached_is_no_entry",
                condition=~Q(state="not_reached"),
                violation_error_message=_("“Not yet reached” is the absence of an entry."),
            ),
        ]
        indexes = [models.Index(fields=["version", "constituent", "recorded_at"])]

    def __str__(self):
        return f"{self.constituent}: {self.get_state_display()}"
