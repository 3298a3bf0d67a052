"""One-click sign-in as an invented person.

It exists only while three things hold together: demo mode is on, the person is invented, and this database
holds no collective that is not invented. A check refuses to start when the first holds without the third.
"""

from django.conf import settings
from django.core.checks import Error, register
from django.db import DatabaseError
from django.utils.translation import gettext_lazy as _

from cairn.network.models import Collective, Membership

Role = Membership.Role
MAY = {
    Role.STEWARD: _("Gives roles, asks for consent and publishes editions"),
    Role.FACILITATOR: _("Records gatherings and answers contributions"),
    Role.MEMBER: _("Contributes, and consents for one constituent"),
}


def is_open():
    """Say whether one-click sign-in exists here."""
    return settings.DEMO and not Collective.objects.filter(is_invented=False).exists()


def roles():
    """Return the invented people's roles in invented collectives."""
    return Membership.objects.select_related("person", "collective").filter(
        ended_at=None, person__is_invented=True, person__is_active=True, collective__is_invented=True
    )


def chosen(posted):
    """Read which role was clicked; anything but a number is none."""
    given = posted.get("role", "")
    return int(given) if given.isdecimal() and len(given) < 10 else 0


def people():
    """List a steward, a facilitator and a member to sign in as: who first had the role stands for it."""
    if not is_open():
        return []
    found = {}
    for membership in roles().filter(role__in=MAY).order_by("collective_id", "pk"):
        found.setdefault(membership.role, membership)
    return [{"membership": found[role], "may": may} for role, may in MAY.items() if role in found]


@register
def check_demo_is_alone(**_options):
    """Refuse to start in demo mode beside a real collective."""
    if not settings.DEMO:
        return []
    try:
        real = Collective.objects.filter(is_invented=False).first()
    except DatabaseError:  # the tables are not made yet, so nothing real is in them
        return []
    if real is None:
        return []
    return [
        Error(
            f"CAIRN_DEMO is on, but “{real}” is not an invented collective.",
            hint="Take CAIRN_DEMO away, or give the demo a database of its own (CAIRN_VAR or DATABASE_URL).",
            id="network.E001",
        )
    ]
