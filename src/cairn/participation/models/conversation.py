"""Statement voting: a conversation, its statements, participants and votes, and the map drawn from them."""

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cairn.network.models import Collective, Constituent, Person
from cairn.participation.models.contribution import Contribution
from cairn.participation.models.process import Process


class Conversation(models.Model):
    """Participants agree, disagree or pass on one another's statements.

    An imported one has a `source`: it holds what an export holds, and takes no more votes.
    """

    personal = frozenset()
    collective = models.ForeignKey(Collective, on_delete=models.PROTECT, related_name="conversations")
    process = models.ForeignKey(
        Process, on_delete=models.PROTECT, null=True, blank=True, related_name="conversations"
    )
    title = models.CharField(max_length=300)
    prompt = models.TextField(blank=True, default="")
    language = models.CharField(max_length=10)
    opens_on = models.DateField()
    closes_on = models.DateField(null=True, blank=True)
    is_moderated_first = models.BooleanField(
        default=False
    )  # participants' statements are shown only once accepted
    n_changes = models.PositiveIntegerField(default=0)  # acts that changed what its map is drawn from
    source = models.CharField(max_length=64, blank=True, default="")  # SHA-256 of an imported export
    attribution = models.TextField(blank=True, default="")  # whose data an imported one is
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "collective",
                "source",
                condition=~Q(source=""),
                name="participation_export_is_imported_once",
                violation_error_message=_("This export was imported already."),
            ),
            models.CheckConstraint(
                name="participation_conversation_closes_after_it_opens",
                condition=Q(closes_on=None) | Q(closes_on__gte=F("opens_on")),
                violation_error_message=_("A conversation cannot close before it opens."),
            ),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        """Return the address of its page."""
        return reverse("participation:conversation", args=[self.collective.slug, self.pk])

    def is_open_on(self, day):
        """Say whether it takes votes on a day."""
        is_over = self.closes_on is not None and day > self.closes_on
        return not self.source and self.opens_on <= day and not is_over


class Participant(models.Model):
    """Somebody who votes in a conversation; known by a number, in an own conversation perhaps by account."""

    personal = frozenset({"person"})
    conversation = models.ForeignKey(Conversation, on_delete=models.PROTECT, related_name="participants")
    key = models.CharField(max_length=64)  # the number in an export, or a random one
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    constituent = models.ForeignKey(
        Constituent, on_delete=models.PROTECT, null=True, blank=True, related_name="participants"
    )  # as declared; never guessed from votes

    class Meta:
        constraints = [
            models.UniqueConstraint("conversation", "key", name="participation_participant_has_one_key"),
            models.UniqueConstraint(
                "conversation",
                "person",
                condition=Q(person__isnull=False),
                name="participation_person_takes_part_once",
            ),
        ]

    def __str__(self):
        return f"Participant {self.key}"


class StatementQuerySet(models.QuerySet):
    """Which statements people see, and which are put to the vote."""

    def shown(self):
        """Keep those not left out whose words were not taken down."""
        return self.exclude(moderation=Statement.Moderation.OUT).exclude(text="")

    def votable(self, conversation):
        """Keep those of a conversation that people vote on now."""
        rows = self.shown().filter(conversation=conversation)
        if conversation.is_moderated_first:
            rows = rows.filter(moderation=Statement.Moderation.IN)
        return rows


class Statement(models.Model):
    """One idea, put to the vote."""

    class Moderation(models.IntegerChoices):
        OUT = -1, _("Left out")
        WAITING = 0, _("Not yet looked at")
        IN = 1, _("Accepted")

    personal = frozenset({"text", "author", "reason"})
    conversation = models.ForeignKey(Conversation, on_delete=models.PROTECT, related_name="statements")
    key = models.CharField(max_length=64)  # its number, as people see it
    text = models.TextField()
    language = models.CharField(max_length=10)
    author = models.ForeignKey(
        Participant, on_delete=models.PROTECT, null=True, blank=True, related_name="statements"
    )
    contribution = models.ForeignKey(
        Contribution, on_delete=models.PROTECT, null=True, blank=True, related_name="statements"
    )  # the voice it came from
    moderation = models.SmallIntegerField(choices=Moderation, default=Moderation.WAITING)
    reason = models.TextField(blank=True, default="")  # why it was left out
    is_about_the_participant = models.BooleanField(default=False)  # “I live in …”: shown, never mapped
    created_at = models.DateTimeField()
    objects = StatementQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint("conversation", "key", name="participation_statement_has_one_key")
        ]

    def __str__(self):
        return self.text[:80]


class Vote(models.Model):
    """What a participant said to a statement; a later vote takes the place of an earlier one."""

    class Value(models.IntegerChoices):
        DISAGREE = -1, _("Disagree")
        PASS = 0, _("Pass")
        AGREE = 1, _("Agree")

    personal = frozenset({"value"})
    participant = models.ForeignKey(
        Participant, on_delete=models.CASCADE, related_name="votes", db_index=False
    )  # the constraint's index begins with it
    statement = models.ForeignKey(Statement, on_delete=models.PROTECT, related_name="votes")
    value = models.SmallIntegerField(choices=Value)
    cast_at = models.DateTimeField(null=True, blank=True)  # null: the export does not say

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["participant", "statement"], name="participation_one_vote_on_a_statement"
            ),
            models.CheckConstraint(
                condition=Q(value__in=[-1, 0, 1]), name="participation_vote_is_agree_disagree_or_pass"
            ),
        ]

    def __str__(self):
        return self.get_value_display()


class OpinionMap(models.Model):
    """The map drawn from a conversation's votes at a moment: the engine's result, kept to be read."""

    personal = frozenset({"result"})
    conversation = models.OneToOneField(Conversation, on_delete=models.CASCADE, related_name="map")
    n_votes = models.PositiveIntegerField()
    n_changes = models.PositiveIntegerField()  # it is out of date when the conversation counts others
    votes_hash = models.CharField(max_length=64)  # SHA-256 of the votes it was drawn from
    drawn_at = models.DateTimeField()
    result = models.JSONField()  # as queries/opinion_maps reads it

    def __str__(self):
        return f"Map of {self.conversation}"
