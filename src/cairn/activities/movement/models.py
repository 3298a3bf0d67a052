"""A convening of a whole field, who was invited, and who said they will come."""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cairn.activities.models import Activity
from cairn.network.models import Constituent, Person


class Convening(models.Model):
    """A meeting that brings the constituents and their friends together."""

    personal = frozenset()
    activity = models.OneToOneField(Activity, on_delete=models.PROTECT, related_name="convening")
    held_on = models.DateField()
    agenda = models.TextField(blank=True, default="")
    story = models.TextField(blank=True, default="")  # the shared story it carried
    people_reached = models.PositiveIntegerField(null=True, blank=True)  # null: not known

    def __str__(self):
        return self.activity.title

    def get_absolute_url(self):
        """Return the address of its page."""
        return reverse("movement:convening", args=[self.activity.collective.slug, self.pk])


class Invitation(models.Model):
    """A constituent was asked to a convening, at an e-mail address; the link in it needs no account."""

    personal = frozenset({"email", "sent_by"})
    convening = models.ForeignKey(Convening, on_delete=models.PROTECT, related_name="invitations")
    constituent = models.ForeignKey(Constituent, on_delete=models.PROTECT, related_name="invitations")
    email = models.EmailField()
    sent_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    sent_at = models.DateTimeField()

    def __str__(self):
        return f"{self.constituent}: {self.convening}"


class Reply(models.Model):
    """A constituent's answer to an invitation, with or without an account; the latest counts."""

    class Answer(models.TextChoices):
        COMING = "coming", _("We come")
        PERHAPS = "perhaps", _("Perhaps")
        NOT_COMING = "not_coming", _("We cannot come")

    personal = frozenset({"note", "given_by"})
    convening = models.ForeignKey(Convening, on_delete=models.PROTECT, related_name="replies")
    constituent = models.ForeignKey(Constituent, on_delete=models.PROTECT, related_name="replies")
    answer = models.CharField(max_length=12, choices=Answer)
    people = models.PositiveIntegerField(default=1)
    note = models.TextField(blank=True, default="")
    given_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )  # null: by the link in an invitation
    given_at = models.DateTimeField()

    def __str__(self):
        return f"{self.constituent}: {self.get_answer_display()}"
