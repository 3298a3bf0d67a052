"""What the pages of influence read."""

from datetime import timedelta

from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext as _

from cairn.activities.influence.models import Institution, PolicyAsk, Step
from cairn.network.access import RANK, Role
from cairn.network.waiting import Waiting
from cairn.record.export import Table

Stage = Step.Stage
WAY = [Stage.IDEA, Stage.RAISED, Stage.CONSIDERED, Stage.PROMISED, Stage.DECIDED, Stage.CARRIED_OUT]
SETTLED = {Stage.CARRIED_OUT, Stage.REFUSED}
QUIET = timedelta(days=90)  # after which somebody should say where an ask stands


def steps_in_order(ask):
    """Return the steps of an ask by the day they were reached."""
    return sorted(ask.steps.all(), key=lambda step: (step.reached_on, step.pk))


def standing(ask):
    """Return the step where an ask stands: the latest, or None."""
    return (steps_in_order(ask) or [None])[-1]


def line_of_stages(ask, *, with_notes):
    """List the stages an ask has passed, with their days, and those still ahead of it."""
    passed = steps_in_order(ask)
    line = [
        {
            "step": step.get_stage_display(),
            "text": formats.date_format(step.reached_on),
            "note": step.note if with_notes else "",
            "here": step is passed[-1],
        }
        for step in passed
    ]
    return line + [{"step": stage.label, "text": _("not reached"), "ahead": True} for stage in _ahead(passed)]


def _ahead(passed):
    if not passed:
        return WAY
    last = passed[-1].stage
    return [] if last == Stage.REFUSED else WAY[WAY.index(last) + 1 :]


def list_asks(asks):
    """Return asks to list, the oldest first, with what `summed_up` needs."""
    found = asks.select_related("activity").prefetch_related("steps", "signatories")
    return found.order_by("activity__starts_on", "pk")


def summed_up(asks):
    """Say of each ask where it stands and how many have signed it."""
    return [(ask, standing(ask), len(ask.signatories.all())) for ask in asks]


def waiting(collective, membership, on):
    """List the open asks a member's constituent has not signed, and those nobody has spoken of for long."""
    if membership is None or RANK[membership.role] < RANK[Role.MEMBER]:
        return []
    asks = PolicyAsk.objects.filter(activity__collective=collective).select_related("activity")
    stood = [(ask, standing(ask)) for ask in asks.prefetch_related("steps", "signatories").order_by("pk")]
    pending = [(ask, step) for ask, step in stood if step is None or step.stage not in SETTLED]
    found = [_to_sign(collective, ask) for ask, _step in pending if _may_sign(ask, membership)]
    if RANK[membership.role] >= RANK[Role.FACILITATOR]:
        found += [
            _to_follow(collective, ask, step)
            for ask, step in pending
            if step and step.reached_on + QUIET <= on
        ]
    return found


def _may_sign(ask, membership):
    own = membership.constituent_id
    return own is not None and own not in {one.pk for one in ask.signatories.all()}


def _to_sign(collective, ask):
    text = _("Sign the ask “%(title)s”, or leave it") % {"title": ask.activity.title}
    return Waiting(
        text, reverse("influence:sign", args=[collective.slug, ask.pk]), ask.activity.created_at.date()
    )


def _to_follow(collective, ask, step):
    text = _("Say where the ask “%(title)s” stands") % {"title": ask.activity.title}
    return Waiting(
        text, reverse("influence:step_add", args=[collective.slug, ask.pk]), step.reached_on + QUIET
    )


EXPORTED = (
    Table(Institution, "collective"),
    Table(PolicyAsk, "activity__collective"),
    Table(Step, "ask__activity__collective"),
)
