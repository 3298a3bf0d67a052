"""People, their roles in a collective, and who may speak for whom."""

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from cairn.network.models.collective import Collective, Constituent


class People(BaseUserManager):
    """Makes people; a person signs in by a code sent to the address, so there is no password."""

    def create_user(self, email, name="", **fields):
        """Create a person who can sign in."""
        person = self.model(email=email.lower().strip(), name=name, **fields)
        person.set_unusable_password()
        person.save(using=self._db)
        return person


class Person(AbstractBaseUser):
    """Somebody with an account."""

    personal = frozenset({"email", "name", "password", "language"})
    email = models.EmailField(unique=True)
    name = models.CharField(max_length=200, blank=True, default="")
    language = models.CharField(max_length=10, blank=True, default="")
    is_active = models.BooleanField(default=True)
    is_invented = models.BooleanField(default=False)  # a demo person; nobody's real account
    objects = People()
    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = []

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="network_person_email_is_lower_case",
                condition=Q(email=Lower("email")),
                violation_error_message=_("Write the e-mail address in lower case."),
            )
        ]

    def __str__(self):
        return self.name or self.email

    # Django's permissions are not used: the gate in network/access.py decides.
    is_staff = is_superuser = False

    def has_perm(self, _permission, _thing=None):
        """Grant none of Django's own permissions."""
        return False

    def has_module_perms(self, _label):
        """Grant none of Django's own permissions."""
        return False


class Membership(models.Model):
    """A person's role in a collective, and the constituent the person belongs to."""

    class Role(models.TextChoices):
        OBSERVER = "observer", _("Observer")
        MEMBER = "member", _("Member")
        FACILITATOR = "facilitator", _("Facilitator")
        STEWARD = "steward", _("Steward")

    personal = frozenset({"person"})
    collective = models.ForeignKey(Collective, on_delete=models.PROTECT, related_name="memberships")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=12, choices=Role)
    constituent = models.ForeignKey(
        Constituent, on_delete=models.PROTECT, null=True, blank=True, related_name="memberships"
    )
    created_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "collective",
                "person",
                condition=Q(ended_at=None),
                name="network_person_has_one_role_in_a_collective",
                violation_error_message=_("This person already has a role here; change that one."),
            )
        ]

    def __str__(self):
        return f"{self.person} ({self.role})"


class Mandate(models.Model):
    """Who may speak for a constituent: given by whom, for what, until when. Unknown is a value."""

    class Basis(models.TextChoices):
        ASSEMBLY = "assembly", _("Given by an assembly")
        COUNCIL = "council", _("Given by a council or board")
        OFFICE = "office", _("Comes with the office")
        UNKNOWN = "unknown", _("Not known")

    personal = frozenset({"holder", "person"})
    constituent = models.ForeignKey(Constituent, on_delete=models.PROTECT, related_name="mandates")
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="mandates"
    )
    holder = models.CharField(max_length=200)  # the name as it was given; many holders have no account
    basis = models.CharField(max_length=10, choices=Basis, default=Basis.UNKNOWN)
    given_by = models.CharField(max_length=300, blank=True, default="")
    scope = models.CharField(max_length=300, blank=True, default="")
    since_on = models.DateField(null=True, blank=True)
    until_on = models.DateField(null=True, blank=True)
    created_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="network_mandate_ends_after_it_began",
                condition=Q(until_on=None) | Q(since_on=None) | Q(until_on__gte=F("since_on")),
                violation_error_message=_("A mandate cannot end before it began."),
            ),
            models.CheckConstraint(
                name="network_known_mandate_says_who_gave_it",
                condition=Q(basis="unknown") | ~Q(given_by=""),
                violation_error_message=_("Say who gave the mandate, or choose “Not known”."),
            ),
        ]

    def __str__(self):
        return f"{self.holder} for {self.constituent}"
