"""A component of the pathway, its versions with a text per language, and the links between components."""

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from cairn.network.models import Collective, Constituent, Person


class Component(models.Model):
    """A vision (one, broad), a principle (a set), a method (a portfolio) or a practice (a collection)."""

    class Kind(models.TextChoices):
        VISION = "vision", _("Vision")
        PRINCIPLE = "principle", _("Principle")
        METHOD = "method", _("Method")
        PRACTICE = "practice", _("Practice")

    class Origin(models.TextChoices):
        INTENTIONAL = "intentional", pgettext_lazy("origin", "made on purpose")
        EMERGENT = "emergent", pgettext_lazy("origin", "came up from practice")

    personal = frozenset()
    collective = models.ForeignKey(Collective, on_delete=models.PROTECT, related_name="components")
    kind = models.CharField(max_length=10, choices=Kind)
    number = models.PositiveIntegerField()  # among its kind: Principle 4
    origin = models.CharField(max_length=12, choices=Origin)
    owner = models.ForeignKey(
        Constituent, on_delete=models.PROTECT, null=True, blank=True, related_name="components"
    )  # null: the whole collective
    created_at = models.DateTimeField()
    retired_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint("collective", "kind", "number", name="pathway_component_has_one_number"),
            models.UniqueConstraint(
                "collective",
                condition=Q(kind="vision", retired_on=None),
                name="pathway_one_vision_at_a_time",
                violation_error_message=_(
                    "A collective has one vision. Retire the present one, or revise it."
                ),
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} {self.number}"

    def get_absolute_url(self):
        """Return the address of its page."""
        return reverse("loop:component", args=[self.collective.slug, self.kind, self.number])


class VersionQuerySet(models.QuerySet):
    """Which versions a reader of the published pathway may see."""

    def published(self):
        """Keep those that stand in an edition."""
        return self.filter(editions__isnull=False).distinct()


class Version(models.Model):
    """A component's text at a time. Its words never change; a later version takes its place."""

    personal = frozenset({"made_by"})
    component = models.ForeignKey(Component, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    reason = models.TextField(blank=True, default="")  # what changed and why
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    objects = VersionQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint("component", "number", name="pathway_version_has_one_number")]

    def __str__(self):
        return f"{self.component}, version {self.number}"

    def get_absolute_url(self):
        """Return the address of this version, whatever came after it."""
        component = self.component
        return reverse(
            "loop:version", args=[component.collective.slug, component.kind, component.number, self.number]
        )

    @cached_property
    def text(self):
        """Return the text in the reader's language, else the language it was written in."""
        texts = sorted(self.texts.all(), key=lambda text: text.pk)
        wanted = (get_language() or "").split("-")[0]
        return next((text for text in texts if text.language == wanted), texts[0] if texts else None)


class Text(models.Model):
    """A version's words in one language."""

    class Status(models.TextChoices):
        ORIGINAL = "original", _("written in this language")
        TRANSLATED = "translated", _("translated, not yet reviewed")
        REVIEWED = "reviewed", _("translated and reviewed")

    personal = frozenset()
    version = models.ForeignKey(Version, on_delete=models.CASCADE, related_name="texts")
    language = models.CharField(max_length=10)
    status = models.CharField(max_length=10, choices=Status)
    title = models.CharField(max_length=300)
    body = models.TextField(blank=True, default="")  # paragraphs, with an empty line between

    class Meta:
        constraints = [
            models.UniqueConstraint("version", "language", name="pathway_one_text_for_each_language"),
            models.CheckConstraint(
                condition=~Q(title=""),
                name="pathway_text_has_a_title",
                violation_error_message=_("Give the text a title."),
            ),
        ]

    def __str__(self):
        return self.title

    @property
    def paragraphs(self):
        """Return the body as a list of paragraphs."""
        return [part.strip() for part in self.body.split("\n\n") if part.strip()]


class ComponentLink(models.Model):
    """How components hang together: a principle guides a method, a method is tried as a practice."""

    class Kind(models.TextChoices):
        GUIDES = "guides", _("guides")
        TRIED_AS = "tried_as", _("is tried as")
        GREW_INTO = "grew_into", _("grew into")

    personal = frozenset()
    source = models.ForeignKey(Component, on_delete=models.PROTECT, related_name="links_out")
    target = models.ForeignKey(Component, on_delete=models.PROTECT, related_name="links_in")
    kind = models.CharField(max_length=10, choices=Kind)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint("source", "target", "kind", name="pathway_link_is_said_once"),
            models.CheckConstraint(
                condition=~Q(source=F("target")),
                name="pathway_component_is_not_linked_to_itself",
                violation_error_message=_("Link a component to another one."),
            ),
        ]

    def __str__(self):
        return f"{self.source} {self.get_kind_display()} {self.target}"
