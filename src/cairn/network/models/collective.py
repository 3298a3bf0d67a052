"""The collective, its constituents as a tree with several parents, and its places."""

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cairn.record.models import Log


class CollectiveQuerySet(models.QuerySet):
    """Which collectives a person may see."""

    def visible_to(self, person):
        """Keep the public ones, and those the person is a member of."""
        public = Q(visibility=Collective.Visibility.PUBLIC)
        if not person.is_authenticated:
            return self.filter(public)
        return self.filter(public | Q(memberships__person=person, memberships__ended_at=None)).distinct()


class Collective(models.Model):
    """The whole: many groups that hold one pathway. One tenant."""

    class Visibility(models.TextChoices):
        PRIVATE = "private", _("Only members see it")
        PUBLIC = "public", _("Everybody may read what is published")

    personal = frozenset()
    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=200)
    summary = models.TextField(blank=True, default="")
    languages = models.JSONField(default=list)  # of its texts, e.g. ["en", "es"]; the first is its own
    visibility = models.CharField(max_length=10, choices=Visibility, default=Visibility.PRIVATE)
    is_invented = models.BooleanField(default=False)  # demo data; one-click sign-in works only here
    log = models.OneToOneField(Log, on_delete=models.PROTECT, related_name="collective")
    created_at = models.DateTimeField()
    objects = CollectiveQuerySet.as_manager()

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        """Return the address of its home."""
        return reverse("loop:home", args=[self.slug])

    @property
    def language(self):
        """Return the language its texts are first written in."""
        return self.languages[0] if self.languages else "en"


class Place(models.Model):
    """Where: nested (site, county, state, nation), used for roll-up."""

    class Kind(models.TextChoices):
        SITE = "site", _("Site")
        COUNTY = "county", _("County")
        STATE = "state", _("State or province")
        NATION = "nation", _("Nation")
        REGION = "region", _("Region")

    personal = frozenset()
    collective = models.ForeignKey(Collective, on_delete=models.PROTECT, related_name="places")
    kind = models.CharField(max_length=10, choices=Kind)
    name = models.CharField(max_length=200)
    code = models.CharField(max_length=40, blank=True, default="")
    within = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="parts")

    class Meta:
        constraints = [
            models.UniqueConstraint("collective", "name", name="network_place_name_is_used_once"),
            models.CheckConstraint(
                name="network_place_is_not_within_itself",
                condition=~Q(within=F("id")),
                violation_error_message=_("A place cannot be within itself."),
            ),
        ]

    def __str__(self):
        return self.name


class Constituent(models.Model):
    """A person, group, organisation, nation or government in the collective."""

    class Kind(models.TextChoices):
        PERSON = "person", _("Person")
        GROUP = "group", _("Group or community")
        ORGANISATION = "organisation", _("Organisation")
        NATION = "nation", _("Nation")
        GOVERNMENT = "government", _("Government")

    personal = frozenset({"name"})  # a constituent of kind person is a person
    collective = models.ForeignKey(Collective, on_delete=models.PROTECT, related_name="constituents")
    kind = models.CharField(max_length=15, choices=Kind)
    name = models.CharField(max_length=200)
    place = models.ForeignKey(
        Place, on_delete=models.PROTECT, null=True, blank=True, related_name="constituents"
    )
    population = models.PositiveIntegerField(null=True, blank=True)  # people it stands for; null: not known
    represents = models.ForeignKey(
        Collective, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )  # a collective that is itself a constituent here
    is_consulted = models.BooleanField(default=True)  # consent is asked of it, it counts in denominators
    joined_on = models.DateField()
    left_on = models.DateField(null=True, blank=True)
    parents = models.ManyToManyField(
        "self",
        symmetrical=False,
        through="Constituency",
        through_fields=("part", "parent"),
        related_name="parts",
        blank=True,
    )

    class Meta:
        constraints = [
            models.UniqueConstraint("collective", "name", name="network_constituent_name_is_used_once"),
            models.CheckConstraint(
                name="network_constituent_leaves_after_it_joined",
                condition=Q(left_on=None) | Q(left_on__gte=F("joined_on")),
                violation_error_message=_("A constituent cannot leave before it joined."),
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        """Return the address of its page."""
        return reverse("network:constituent", args=[self.collective.slug, self.pk])


class Constituency(models.Model):
    """One edge of the tree: a constituent is part of another. Several parents are allowed."""

    personal = frozenset()
    parent = models.ForeignKey(Constituent, on_delete=models.CASCADE, related_name="edges_down")
    part = models.ForeignKey(Constituent, on_delete=models.CASCADE, related_name="edges_up")

    class Meta:
        constraints = [
            models.UniqueConstraint("parent", "part", name="network_constituency_is_said_once"),
            models.CheckConstraint(
                name="network_constituent_is_not_its_own_part",
                condition=~Q(parent=F("part")),
                violation_error_message=_("A constituent cannot be part of itself."),
            ),
        ]

    def __str__(self):
        return f"{self.part} in {self.parent}"
