"""Commitments with what became of them: the latest look counts, the earlier ones stay."""

from typing import NamedTuple

from django.db.models import F, OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _

from cairn.results.models import Commitment, Review


class State(NamedTuple):
    """How a commitment stands: its key, its word, and the tone and shape beside the word."""

    key: str
    words: str
    tone: str
    shape: str


STATES = {
    "due": State("due", _("past its day: was it kept?"), "ochre", "square"),
    "open": State("open", _("open"), "soft", "ring"),
    "kept": State("kept", _("kept"), "moss", "tick"),
    "changed": State("changed", _("changed"), "soft", "half"),
    "dropped": State("dropped", _("dropped"), "refusal", "cross"),
}


def commitments(collective, *, on, state=""):
    """Return commitments with `outcome` and `reason` of the latest look, the next due first."""
    latest = Review.objects.filter(commitment=OuterRef("pk")).order_by("-reviewed_at", "-pk")
    rows = Commitment.objects.filter(collective=collective).annotate(
        outcome=Subquery(latest.values("outcome")[:1]), reason=Subquery(latest.values("reason")[:1])
    )
    kept_apart = {
        "": Q(),
        "due": Q(outcome=None, due_on__lt=on),
        "open": Q(outcome=None, due_on__gte=on),
        "not_yet": Q(outcome=None),
    }
    rows = rows.filter(kept_apart.get(state, Q(outcome=state)))
    return rows.select_related("collective", "constituent").order_by(
        F("outcome").asc(nulls_first=True), "due_on", "pk"
    )


def state_of_commitment(commitment, *, on):
    """Say how a commitment stands on a day; it comes from `commitments`, which adds its outcome."""
    if commitment.outcome:
        return STATES[commitment.outcome]
    return STATES["due" if commitment.due_on < on else "open"]


def with_states(rows, *, on):
    """Give each commitment its `state` on a day."""
    for row in rows:
        row.state = state_of_commitment(row, on=on)
    return rows
