"""What waits for a person in results: commitments due, trials to close."""

from django.utils.translation import gettext as _

from cairn.network.access import RANK, Role
from cairn.network.waiting import Waiting
from cairn.results.models import Commitment, Trial


def waiting(collective, membership, on):
    """Return commitments due and trials past their end: one's own, or all for a facilitator."""
    if membership is None or RANK[membership.role] < RANK[Role.MEMBER]:
        return []
    mine = (
        {} if RANK[membership.role] >= RANK[Role.FACILITATOR] else {"constituent": membership.constituent_id}
    )
    commitments = Commitment.objects.filter(collective=collective, due_on__lt=on, reviews=None, **mine)
    trials = Trial.objects.filter(collective=collective, ends_on__lt=on, closed_at=None, **mine)
    found = [
        Waiting(_("Was it kept? “%s”") % row.text, row.get_absolute_url(), row.due_on)
        for row in commitments.select_related("collective")
    ]
    found += [
        Waiting(
            _("Write down the result of the trial at %s") % row.constituent.name,
            row.get_absolute_url(),
            row.ends_on,
        )
        for row in trials.select_related("collective", "constituent")
    ]
    return sorted(found, key=lambda one: (one.since, one.text))
