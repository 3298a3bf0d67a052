"""Draw the opinion map of a conversation, and keep it.

It follows from the votes alone, so drawing it is no act and stands on no record.
"""

import numpy as np
from django.db import transaction

from cairn.engine.disclosure.columns import MIN_SIZE
from cairn.engine.opinion.map import draw
from cairn.engine.opinion.statements import by_constituency
from cairn.participation.models import Conversation, OpinionMap, Vote
from cairn.participation.queries.votes import constituents_of, votes_hash, votes_of

SEED = 0
DRAWN_WHEN_ASKED = 20_000  # votes from which a map is drawn only when somebody asks for it
PLACES = 4  # decimals of what is kept to be drawn


@transaction.atomic
def draw_map(*, conversation, at):
    """Draw a conversation's map from its votes as they are now; without a vote there is none.

    The same votes give the same map, whoever asks for it and when.
    """
    conversation = Conversation.objects.select_for_update().get(pk=conversation.pk)
    votes = votes_of(conversation)
    if not votes.values.size:
        OpinionMap.objects.filter(conversation=conversation).delete()
        return None
    declared = constituents_of(conversation)
    drawn = draw(votes, seed=SEED)
    kept = {
        "n_votes": len(votes.values),
        "n_changes": conversation.n_changes,
        "votes_hash": votes_hash(votes),
        "drawn_at": at,
        "result": _plain(drawn, declared, with_people=not conversation.source),
    }
    return OpinionMap.objects.update_or_create(conversation=conversation, defaults=kept)[0]


def map_of(*, conversation, at):
    """Return the map of a conversation, drawn again where votes changed unless they are very many."""
    drawn = OpinionMap.objects.filter(conversation=conversation).first()
    if drawn and drawn.n_changes == conversation.n_changes:
        return drawn
    n_votes = Vote.objects.filter(statement__conversation=conversation)[:DRAWN_WHEN_ASKED].count()
    if n_votes < DRAWN_WHEN_ASKED:
        return draw_map(conversation=conversation, at=at)
    return drawn


def _plain(drawn, declared, *, with_people):
    """Return a map as plain values: statements and people by their place, and small counts left out.

    Counts of groups are held back by the same rule as those of declared constituencies.
    """
    votes = drawn.votes
    of_group = {
        one: drawn.groups[label].id
        for one, label in zip(votes.participants, drawn.labels.tolist(), strict=True)
        if label >= 0
    }
    return {
        "rule": drawn.rule,
        "seed": SEED,
        "min_size": MIN_SIZE,
        "variance_share": round(drawn.directions.share, PLACES),
        "n_clustered": int(drawn.is_clustered.sum()),
        "x": drawn.positions[:, 0].round(PLACES).tolist(),
        "y": drawn.positions[:, 1].round(PLACES).tolist(),
        "labels": drawn.labels.tolist(),
        "people": [int(one) for one in votes.participants] if with_people else [],
        "statements": _statements(drawn),
        "groups": [_group(one) for one in drawn.groups],
        "by_group": [_counts(one) for one in by_constituency(votes, of_group)] if of_group else [],
        "tried": [
            {
                "groups": one.n_groups,
                "silhouette": round(one.silhouette, PLACES),
                "stability": [round(found, PLACES) for found in one.stability],
                "is_clear": one.is_clear,
            }
            for one in drawn.tried
        ],
        "majority_agree": [one.statement for one in drawn.majority_agree],
        "majority_disagree": [one.statement for one in drawn.majority_disagree],
        "contested": [[one.statement, one.kind] for one in drawn.contested],
        "constituencies": [_counts(one) for one in by_constituency(votes, declared)] if declared else [],
    }


def _statements(drawn):
    votes, overall = drawn.votes, drawn.overall
    return {
        "pk": [int(one) for one in votes.statements],
        "agree": overall.agree.tolist(),
        "disagree": overall.disagree.tolist(),
        "seen": overall.seen.tolist(),
        "informed": drawn.group_informed.round(PLACES).tolist(),
        "extremity": [None if np.isnan(far) else round(far, PLACES) for far in drawn.extremity.tolist()],
        "is_common": np.flatnonzero(drawn.is_common).tolist(),
        "is_left_out": np.flatnonzero(votes.is_left_out).tolist(),
    }


def _group(one):
    representative = [[said.statement, said.direction, said.is_best_agree] for said in one.representative]
    return {
        "id": one.id,
        "size": one.size,
        "stability": None if one.stability is None else round(one.stability, PLACES),
        "representative": representative,
    }


def _counts(one):
    """Return one group's or constituency's counts; -1 where they are held back."""
    return {
        "name": one.name,
        "size": one.size,
        "agree": one.tally.agree.tolist(),
        "disagree": one.tally.disagree.tolist(),
        "seen": one.tally.seen.tolist(),
    }
