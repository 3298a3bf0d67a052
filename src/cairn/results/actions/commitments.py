"""Commitments: made by a constituent, and looked at again."""

from django.db import transaction
from django.utils.translation import gettext as _

from cairn.record.actions import append
from cairn.results.actions.refusal import CommitmentRefused
from cairn.results.models import Commitment, Review


@transaction.atomic
def make_commitment(*, constituent, fields, question=None, by, at):
    """Record what a constituent will do; `fields` are text, with_what and due_on."""
    if not fields["text"].strip():
        raise CommitmentRefused(_("Say what will be done."))
    commitment = Commitment.objects.create(
        collective=constituent.collective,
        constituent=constituent,
        question=question,
        recorded_by=by,
        made_at=at,
        **fields,
    )
    facts = {"constituent": constituent.pk, "due_on": commitment.due_on.isoformat()}
    told = {"text": commitment.text, "by": by.pk}
    append(constituent.collective.log, "commitment_made", commitment, at=at, facts=facts, personal=told)
    return commitment


@transaction.atomic
def review_commitment(*, commitment, outcome, reason="", by, at):
    """Say whether a commitment was kept, changed or dropped; the earlier looks stay."""
    if outcome != Review.Outcome.KEPT and not reason.strip():
        raise CommitmentRefused(_("Give the reason: a commitment changed or dropped teaches something."))
    review = Review.objects.create(
        commitment=commitment, outcome=outcome, reason=reason, recorded_by=by, reviewed_at=at
    )
    log, told = commitment.collective.log, {"reason": reason, "by": by.pk}
    append(log, "commitment_reviewed", commitment, at=at, facts={"outcome": outcome}, personal=told)
    return review
