"""A learning session and the debriefs after it."""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cairn.activities.models import Activity
from cairn.network.models import Constituent, Person


class Session(models.Model):
    """A session of a learning community."""

    personal = frozenset()
    activity = models.OneToOneField(Activity, on_delete=models.PROTECT, related_name="session")
    held_on = models.DateField()
    question = models.TextField()  # what the session set out to learn
    notes = models.TextField(blank=True, default="")
    attended = models.ManyToManyField(Constituent, related_name="sessions", blank=True)

    def __str__(self):
        return self.activity.title

    def get_absolute_url(self):
        """Return the address of its page."""
        return reverse("learning:session", args=[self.activity.collective.slug, self.pk])


class Debrief(models.Model):
    """What somebody took from a session: right after it, and again months later."""

    class Moment(models.TextChoices):
        AFTER = "after", _("Right after")
        LATER = "later", _("Some months later")

    personal = frozenset({"learned", "will_do", "given_by"})
    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="debriefs")
    constituent = models.ForeignKey(Constituent, on_delete=models.PROTECT, related_name="debriefs")
    moment = models.CharField(max_length=6, choices=Moment)
    learned = models.TextField()
    will_do = models.TextField(blank=True, default="")
    given_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    given_at = models.DateTimeField()

    def __str__(self):
        return f"{self.constituent}: {self.learned[:60]}"
