"""A draft of a component's next version, its revisions, and objections to it."""

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from cairn.network.models import Constituent, Person
from cairn.participation.models.process import Process
from cairn.pathway.models import Component, Version


class DraftQuerySet(models.QuerySet):
    """Which drafts a reader of the published pathway may see."""

    def published(self):
        """Keep those that became a version of a published edition."""
        return self.filter(version__editions__isnull=False).distinct()


class Draft(models.Model):
    """A text on its way to become a version of a component."""

    personal = frozenset()
    process = models.ForeignKey(Process, on_delete=models.PROTECT, related_name="drafts")
    component = models.ForeignKey(Component, on_delete=models.PROTECT, related_name="drafts")
    version = models.OneToOneField(
        Version, on_delete=models.PROTECT, null=True, blank=True, related_name="draft"
    )  # what it became, when it was put forward for consent
    created_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    objects = DraftQuerySet.as_manager()

    def __str__(self):
        return f"Draft {self.pk} of {self.component}"

    def get_absolute_url(self):
        """Return the address of its page."""
        return reverse("participation:draft", args=[self.process.collective.slug, self.pk])

    @cached_property
    def latest(self):
        """Return the newest revision."""
        return max(self.revisions.all(), key=lambda revision: revision.number, default=None)

    @cached_property
    def newest(self):
        """Return the newest revision in each language, the language it was begun in first."""
        by_language = {}
        for revision in sorted(self.revisions.all(), key=lambda revision: revision.number):
            by_language[revision.language] = revision
        return list(by_language.values())

    @property
    def title(self):
        """Return its newest title in the reader's language, else in the language it was begun in."""
        wanted = (get_language() or "").split("-")[0]
        return next((one.title for one in self.newest if one.language == wanted), self.newest[0].title)


class Revision(models.Model):
    """A draft's words at a time. Each says on which one it builds, so that nobody's work is overwritten."""

    personal = frozenset({"made_by"})
    draft = models.ForeignKey(Draft, on_delete=models.PROTECT, related_name="revisions")
    number = models.PositiveIntegerField()
    language = models.CharField(max_length=10)
    title = models.CharField(max_length=300)
    body = models.TextField(blank=True, default="")
    reason = models.TextField(blank=True, default="")
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "draft",
                "number",
                name="participation_revision_has_one_number",
                violation_error_message=_("Somebody saved a revision of this draft meanwhile."),
            )
        ]

    def __str__(self):
        return f"{self.draft}, revision {self.number}"


class Objection(models.Model):
    """A reasoned objection to a draft. It is integrated, withdrawn or left standing, and stays visible."""

    class Outcome(models.TextChoices):
        STANDING = "standing", _("Standing")
        INTEGRATED = "integrated", _("Integrated")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    personal = frozenset({"raised_by", "reason"})
    draft = models.ForeignKey(Draft, on_delete=models.PROTECT, related_name="objections")
    constituent = models.ForeignKey(Constituent, on_delete=models.PROTECT, related_name="objections")
    reason = models.TextField()
    raised_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    raised_at = models.DateTimeField()
    outcome = models.CharField(max_length=10, choices=Outcome, default=Outcome.STANDING)
    answer = models.TextField(blank=True, default="")
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="participation_objection_gives_a_reason",
                condition=~Q(reason=""),
                violation_error_message=_("An objection carries its reason."),
            ),
            models.CheckConstraint(
                name="participation_integrated_objection_is_answered",
                condition=~Q(outcome="integrated") | ~Q(answer=""),
                violation_error_message=_("Say how the objection was integrated."),
            ),
        ]

    def __str__(self):
        return f"{self.constituent}: {self.reason[:60]}"
