"""What people do with activities."""

from django.db import transaction
from django.utils.translation import gettext as _

from cairn.activities.models import Activity
from cairn.record.actions import append


class ActivityRefused(Exception):
    """An activity cannot be kept as it is given; the message says why."""


@transaction.atomic
def add_activity(*, collective, kind, fields, by, at):
    """Add an activity of one of the five kinds; among its `fields`, `served` is a list of constituents."""
    fields = dict(fields)
    served = list(fields.pop("served", ()))
    _refuse_strangers(collective, [*served, fields.get("advances"), fields.get("place")])
    if fields.get("ends_on") and fields["ends_on"] < fields["starts_on"]:
        raise ActivityRefused(_("An activity cannot end before it starts. Mend one of the two days."))
    activity = Activity.objects.create(collective=collective, kind=kind, created_at=at, **fields)
    activity.served.set(served)
    append(
        collective.log,
        "activity_added",
        activity,
        at=at,
        facts={
            "kind": activity.kind,
            "starts_on": activity.starts_on.isoformat(),
            "served": sorted(constituent.pk for constituent in served),
            "advances": activity.advances_id,
        },
        personal={"title": activity.title, "by": by.pk},
    )
    return activity


@transaction.atomic
def record_outcome(*, activity, outcome, ends_on, by, at):
    """Record what came of an activity and, if it is over, the day it ended."""
    activity = Activity.objects.select_for_update().get(pk=activity.pk)
    if ends_on and ends_on < activity.starts_on:
        raise ActivityRefused(_("It cannot end before it starts. Give a later day."))
    activity.outcome, activity.ends_on = outcome, ends_on
    activity.save(update_fields=["outcome", "ends_on"])
    append(
        activity.collective.log,
        "outcome_recorded",
        activity,
        at=at,
        facts={"ends_on": ends_on.isoformat() if ends_on else None},
        personal={"outcome": outcome, "by": by.pk},
    )
    return activity


def _refuse_strangers(collective, rows):
    """Refuse rows of another collective: whoever wrote the form cannot reach across."""
    if any(row is not None and row.collective_id != collective.pk for row in rows):
        raise ActivityRefused(_("Choose constituents, places and components of this collective."))
