"""A convening of a whole field, and who said they will come."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from cairn.activities.models import Activity
from cairn.network.models import Constituent


class Convening(models.Model):
    """A meeting that brings the constituents and their friends together."""

    personal = frozenset()
    activity = models.OneToOneField(Activity, on_delete=models.PROTECT, related_name="convening")
    held_on = models.DateField()
    agenda = models.TextField(blank=True, default="")
    story = models.TextField(blank=True, default="")  # the shared story it carried
    people_reached = models.PositiveIntegerField(null=True, blank=True)

    def __str__(self):
        return self.activity.title


class Reply(models.Model):
    """A constituent's answer to an invitation; the latest counts. Needs no account: a signed link is enough."""

    class Answer(models.TextChoices):
        COMING = "coming", _("We come")
        PERHAPS = "perhaps", _("Perhaps")
        NOT_COMING = "not_coming", _("We cannot come")

    personal = frozenset({"note"})
    convening = models.ForeignKey(Convening, on_delete=models.PROTECT, related_name="replies")
    constituent = models.ForeignKey(Constituent, on_delete=models.PROTECT, related_name="replies")
    answer = models.CharField(max_length=12, choices=Answer)
    people = models.PositiveIntegerField(default=1)
    note = models.TextField(blank=True, default="")
    given_at = models.DateTimeField()

    def __str__(self):
        return f"{self.constituent}: {self.get_answer_display()}"
