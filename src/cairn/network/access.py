"""The gate: who may see a collective, and who may do what in it.

Every view begins here. What a person may not see does not exist for them (404); what they may see but not
do is refused (403).
"""

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils.translation import gettext as _

from cairn.network.models import Collective, Membership

Role = Membership.Role
RANK = {Role.OBSERVER: 1, Role.MEMBER: 2, Role.FACILITATOR: 3, Role.STEWARD: 4}


def collective_for(request, slug):
    """Return the collective at an address, if the person may see it; 404 otherwise.

    The result carries `membership`: the person's own, or None for a visitor of a public collective.
    It is kept on the request too, for the page's header.
    """
    collective = Collective.objects.select_related("log").filter(slug=slug).first()
    if collective is None:
        raise Http404
    collective.membership = membership_of(request.user, collective)
    if collective.membership is None and collective.visibility != Collective.Visibility.PUBLIC:
        raise Http404
    request.collective = collective
    return collective


def membership_of(person, collective):
    """Return a person's present membership of a collective, or None."""
    if not person.is_authenticated:
        return None
    open_now = collective.memberships.filter(person=person, ended_at=None)
    return open_now.select_related("constituent").first()


def may(collective, role):
    """Say whether the person the gate let in has at least a role; roles include the ones before them."""
    return collective.membership is not None and RANK[collective.membership.role] >= RANK[role]


def require(collective, role):
    """Refuse (403) whoever has less than a role; roles are observer, member, facilitator, steward."""
    if not may(collective, role):
        raise PermissionDenied(
            _("This needs the role “%(role)s” in %(collective)s. Ask a steward of the collective for it.")
            % {"role": Role(role).label, "collective": collective.name}
        )


def may_speak_for(collective, constituent):
    """Say whether the person may act for a constituent: it is their own, or they facilitate."""
    if may(collective, Role.FACILITATOR):
        return True
    return may(collective, Role.MEMBER) and collective.membership.constituent_id == constituent.pk


def require_to_speak_for(collective, constituent):
    """Refuse (403) whoever may not act for a constituent."""
    if not may_speak_for(collective, constituent):
        raise PermissionDenied(
            _("You may not act for %(constituent)s. Ask a steward to record your mandate.")
            % {"constituent": constituent.name}
        )
