"""An edition: the whole pathway as it was published, with who stood behind each text then."""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cairn.network.models import Collective, Constituent, Person
from cairn.pathway.models.component import Version


class Edition(models.Model):
    """A published snapshot of the pathway at a permanent address. Never changed afterwards."""

    personal = frozenset({"published_by"})
    collective = models.ForeignKey(Collective, on_delete=models.PROTECT, related_name="editions")
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=200)
    foreword = models.TextField(blank=True, default="")
    published_at = models.DateTimeField()
    published_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    versions = models.ManyToManyField(Version, through="EditionEntry", related_name="editions")

    class Meta:
        constraints = [models.UniqueConstraint("collective", "number", name="pathway_edition_has_one_number")]

    def __str__(self):
        return f"{self.title} ({self.number})"

    def get_absolute_url(self):
        """Return its permanent address."""
        return reverse("pathway:edition", args=[self.collective.slug, self.number])


class EditionEntry(models.Model):
    """One version in an edition, and its standing on the day: counts by state, and reservations."""

    personal = frozenset()
    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="entries")
    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="entries")
    standing = models.JSONField(default=dict)
    # {"consent": 9, "reservation": 2, "withheld": 0, "withdrawn": 0, "not_reached": 1,
    #  "reservations": [{"constituent": "…", "text": "…"}], "rule": "…", "outcome": "passed", "reason": "…"}

    class Meta:
        constraints = [
            models.UniqueConstraint("edition", "version", name="pathway_version_is_once_in_an_edition")
        ]

    def __str__(self):
        return f"{self.version} in {self.edition}"


class Signature(models.Model):
    """A constituent puts its name under an edition."""

    personal = frozenset({"signed_by", "signatory"})
    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="signatures")
    constituent = models.ForeignKey(Constituent, on_delete=models.PROTECT, related_name="signatures")
    signatory = models.CharField(max_length=200, blank=True, default="")  # who signed, as written on the act
    signed_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    signed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "edition",
                "constituent",
                name="pathway_constituent_signs_once",
                violation_error_message=_("This constituent has signed this edition already."),
            )
        ]

    def __str__(self):
        return f"{self.constituent} signed {self.edition}"
