"""Commitments: made by a constituent, and looked at again."""

from django.db import transaction

from cairn.record.actions import append
from cairn.results.models import Commitment, Review


@transaction.atomic
def make_commitment(*, constituent, fields, question=None, by, at):
    """Record what a constituent will do; `fields` are text, with_what and due_on."""
    commitment = Commitment.objects.create(
        collective=constituent.collective,
        constituent=constituent,
        question=question,
        recorded_by=by,
        made_at=at,
        **fields,
    )
    facts = {"constituent": constituent.pk, "due_on": commitment.due_on.isoformat(), "text": commitment.text}
    append(constituent.collective.log, "commitment_made", commitment, at=at, facts=facts)
    return commitment


@transaction.atomic
def review_commitment(*, commitment, outcome, reason="", by, at):
    """Say whether a commitment was kept, changed or dropped; the earlier looks stay."""
    review = Review(commitment=commitment, outcome=outcome, reason=reason, recorded_by=by, reviewed_at=at)
    review.full_clean()
    review.save()
    facts = {"outcome": outcome, "reason": reason}
    append(commitment.collective.log, "commitment_reviewed", commitment, at=at, facts=facts)
    return review
