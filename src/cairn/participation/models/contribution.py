"""What was said, by whom for whom, at which gathering, and what became of it."""

from django.db import models
from django.db.models import OuterRef, Q, Subquery
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cairn.network.models import Collective, Constituent, Person, Place
from cairn.participation.models.process import Process
from cairn.pathway.models import Version


class GatheringQuerySet(models.QuerySet):
    """Which gatherings a reader of the published pathway may see."""

    def published(self):
        """Keep those whose words stand in a published edition."""
        return self.filter(pk__in=Contribution.objects.published().values("gathering"))


class Gathering(models.Model):
    """An assembly, workshop or meeting, recorded by a facilitator, often from paper."""

    personal = frozenset({"agreements", "reservations", "recorded_by"})
    collective = models.ForeignKey(Collective, on_delete=models.PROTECT, related_name="gatherings")
    process = models.ForeignKey(
        Process, on_delete=models.PROTECT, null=True, blank=True, related_name="gatherings"
    )
    title = models.CharField(max_length=200)
    held_on = models.DateField()
    place = models.ForeignKey(
        Place, on_delete=models.PROTECT, null=True, blank=True, related_name="gatherings"
    )
    language = models.CharField(max_length=10)
    agreements = models.TextField(blank=True, default="")
    reservations = models.TextField(blank=True, default="")
    recorded_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    objects = GatheringQuerySet.as_manager()

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        """Return the address of its page."""
        return reverse("participation:gathering", args=[self.collective.slug, self.pk])


class Attendance(models.Model):
    """How many came, of which constituent and in which role. Counts, never names."""

    personal = frozenset()
    gathering = models.ForeignKey(Gathering, on_delete=models.CASCADE, related_name="attendance")
    constituent = models.ForeignKey(
        Constituent, on_delete=models.PROTECT, null=True, blank=True, related_name="attendance"
    )
    role = models.CharField(max_length=60)  # elder, woman, youth, official …: the collective's own words
    people = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "gathering", "constituent", "role", name="participation_attendance_is_counted_once"
            ),
            models.UniqueConstraint(
                "gathering",
                "role",
                condition=Q(constituent=None),
                name="participation_attendance_of_others_is_counted_once",
            ),
        ]

    def __str__(self):
        return f"{self.people} {self.role}"


class Theme(models.Model):
    """What several contributions have in common; each keeps its own words."""

    personal = frozenset()
    process = models.ForeignKey(Process, on_delete=models.PROTECT, related_name="themes")
    title = models.CharField(max_length=200)
    summary = models.TextField(blank=True, default="")
    is_minority = models.BooleanField(
        default=False
    )  # said by few: listed apart, so that nobody averages it away

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "process",
                "title",
                name="participation_theme_has_one_name",
                violation_error_message=_(
                    "A theme of this name is there already; put the words under that one."
                ),
            )
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        """Return the address of its page."""
        return reverse("participation:theme", args=[self.process.collective.slug, self.pk])


class ContributionQuerySet(models.QuerySet):
    """Contributions with what became of them."""

    def published(self):
        """Keep those whose words stand in a published edition."""
        outcomes = ["taken_up", "partly"]
        taken = Disposition.objects.filter(outcome__in=outcomes, draft__version__editions__isnull=False)
        return self.filter(pk__in=taken.values("contribution"))

    def in_process(self, process):
        """Keep those given in a process, or moved to it."""
        moved = Disposition.objects.filter(moved_to=process).values("contribution")
        return self.filter(Q(process=process) | Q(pk__in=moved))

    def with_answer(self):
        """Add the latest answer: `outcome`, and `moved_to`, the process it was moved to."""
        latest = Disposition.objects.filter(contribution=OuterRef("pk")).order_by("-made_at", "-pk")
        return self.annotate(
            outcome=Subquery(latest.values("outcome")[:1]), moved_to=Subquery(latest.values("moved_to")[:1])
        )

    def waiting(self):
        """Keep those that wait for an answer: without one, or moved and not answered where they went."""
        return self.with_answer().filter(Q(outcome=None) | Q(outcome="moved"), taken_down_at=None)

    def waiting_in(self, process):
        """Keep those of a process that wait for its answer."""
        unanswered = Q(outcome=None) | Q(moved_to=process.pk)
        return self.in_process(process).with_answer().filter(unanswered, taken_down_at=None)

    def answered_in(self, process):
        """Keep those of a process that have its answer; one moved away has."""
        here = self.in_process(process).with_answer().filter(outcome__isnull=False)
        return here.filter(Q(moved_to=None) | ~Q(moved_to=process.pk))


class Contribution(models.Model):
    """Anything a participant gave. It always says who speaks for whom."""

    class Kind(models.TextChoices):
        STATEMENT = "statement", _("Statement")
        STORY = "story", _("Story")
        COMMENT = "comment", _("Comment")
        AMENDMENT = "amendment", _("Amendment")

    class Voice(models.TextChoices):
        SELF = "self", _("for themselves")
        CONSTITUENT = "constituent", _("for a constituent")
        RELAYED = "relayed", _("relayed by somebody else")

    class Removal(models.TextChoices):
        WISH = "wish", _("at the wish of whoever gave them")
        HARM = "harm", _("because they could harm somebody")
        LAW = "law", _("because the law asks for it")

    personal = frozenset({"text", "speaker", "relayed_by", "role"})
    collective = models.ForeignKey(Collective, on_delete=models.PROTECT, related_name="contributions")
    process = models.ForeignKey(Process, on_delete=models.PROTECT, related_name="contributions")
    gathering = models.ForeignKey(
        Gathering, on_delete=models.PROTECT, null=True, blank=True, related_name="contributions"
    )
    on = models.ForeignKey(
        Version, on_delete=models.PROTECT, null=True, blank=True, related_name="contributions"
    )  # the text it speaks to, if any
    kind = models.CharField(max_length=10, choices=Kind)
    text = models.TextField()  # emptied by a takedown, which leaves a tombstone
    language = models.CharField(max_length=10)
    voice = models.CharField(max_length=12, choices=Voice)
    speaker = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    constituent = models.ForeignKey(
        Constituent, on_delete=models.PROTECT, null=True, blank=True, related_name="contributions"
    )  # whom it speaks for, or whose member spoke
    role = models.CharField(max_length=60, blank=True, default="")  # elder, youth …, as recorded
    relayed_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    themes = models.ManyToManyField(Theme, related_name="contributions", blank=True)
    given_at = models.DateTimeField()
    taken_down_at = models.DateTimeField(null=True, blank=True)
    taken_down_for = models.CharField(max_length=10, choices=Removal, blank=True, default="")
    objects = ContributionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="participation_contribution_says_for_whom",
                condition=~Q(voice="constituent") | Q(constituent__isnull=False),
                violation_error_message=_("Say which constituent this speaks for."),
            ),
            models.CheckConstraint(
                name="participation_relayed_contribution_says_by_whom",
                condition=~Q(voice="relayed") | Q(relayed_by__isnull=False),
                violation_error_message=_("Say who relayed this."),
            ),
            models.CheckConstraint(
                name="participation_contribution_has_words_or_a_tombstone",
                condition=~Q(text="") | Q(taken_down_at__isnull=False),
                violation_error_message=_("Write what was said."),
            ),
        ]

    def __str__(self):
        return self.text[:80]

    def get_absolute_url(self):
        """Return the address of its page."""
        return reverse("participation:contribution", args=[self.collective.slug, self.pk])


class Disposition(models.Model):
    """What became of a contribution. The latest counts; the earlier ones stay."""

    class Outcome(models.TextChoices):
        TAKEN_UP = "taken_up", _("Taken up")
        PARTLY = "partly", _("Partly taken up")
        NOT = "not", _("Not taken up")
        MOVED = "moved", _("Moved to another process")

    personal = frozenset({"made_by"})
    contribution = models.ForeignKey(Contribution, on_delete=models.PROTECT, related_name="dispositions")
    outcome = models.CharField(max_length=10, choices=Outcome)
    reason = models.TextField(blank=True, default="")
    draft = models.ForeignKey(
        "Draft", on_delete=models.PROTECT, null=True, blank=True, related_name="dispositions"
    )  # where its words went
    passage = models.TextField(blank=True, default="")  # the sentence they went into
    moved_to = models.ForeignKey(Process, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="participation_refusal_gives_a_reason",
                condition=Q(outcome="taken_up") | ~Q(reason=""),
                violation_error_message=_("Give the reason: those who spoke will read it."),
            ),
            models.CheckConstraint(
                name="participation_taken_up_says_where",
                condition=~Q(outcome__in=["taken_up", "partly"]) | Q(draft__isnull=False),
                violation_error_message=_("Say which draft took it up."),
            ),
            models.CheckConstraint(
                name="participation_moved_says_where",
                condition=~Q(outcome="moved") | Q(moved_to__isnull=False),
                violation_error_message=_("Say which process it moved to."),
            ),
        ]

    def __str__(self):
        return self.get_outcome_display()
