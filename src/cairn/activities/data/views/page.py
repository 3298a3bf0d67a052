"""What the pages of this package share: the measure of an address, and who may see raw values."""

from django.http import Http404

from cairn.activities.data import queries
from cairn.activities.data.models import Measure
from cairn.network.access import Role, may


def measure_or_404(collective, slug):
    """Return the measure at an address, if the reader may see it."""
    try:
        return queries.measure_named(collective, slug)
    except Measure.DoesNotExist:
        raise Http404 from None


def may_see_raw(collective, submission):
    """Say whether the reader may see a file as it came: its own constituent's members, and stewards."""
    if may(collective, Role.STEWARD):
        return True
    own = collective.membership.constituent_id if collective.membership else None
    return may(collective, Role.MEMBER) and own == submission.constituent_id
