"""The votes of a conversation, as the engine takes them."""

import hashlib

import numpy as np

from cairn.engine.opinion.votes import votes_from_cells
from cairn.participation.models import Vote


def votes_of(conversation):
    """Return a conversation's votes as arrays; ids are the database's, in its order."""
    statements = list(
        conversation.statements.order_by("pk").values_list("pk", "moderation", "is_about_the_participant")
    )
    people = list(conversation.participants.order_by("pk").values_list("pk", flat=True))
    cells = np.fromiter(
        Vote.objects.filter(statement__conversation=conversation)
        .order_by()
        .values_list("participant", "statement", "value")
        .iterator(chunk_size=20_000),
        dtype=np.dtype((np.int64, 3)),
    )
    pks = np.array([pk for pk, _moderation, _is_meta in statements], np.int64)
    rows = np.searchsorted(np.array(people, np.int64), cells[:, 0])
    cols = np.searchsorted(pks, cells[:, 1])
    return votes_from_cells(
        [str(pk) for pk in people],
        [str(pk) for pk in pks.tolist()],
        (rows, cols, cells[:, 2]),
        moderated=[moderation for _pk, moderation, _is_meta in statements],
        is_meta=[is_meta for _pk, _moderation, is_meta in statements],
    )


def votes_hash(votes):
    """Return the SHA-256 of votes: of their ids, then of rows, columns and values as little-endian bytes."""
    digest = hashlib.sha256("\n".join((*votes.participants, "", *votes.statements)).encode())
    for part, kind in (
        (votes.rows, "<i4"),
        (votes.cols, "<i4"),
        (votes.values, "i1"),
        (votes.moderated, "i1"),
    ):
        digest.update(np.ascontiguousarray(part, kind).tobytes())
    digest.update(votes.is_meta.astype("i1").tobytes())
    return digest.hexdigest()


def constituents_of(conversation):
    """Return which constituent each participant declared, both as the engine's words."""
    rows = conversation.participants.filter(constituent__isnull=False)
    return {str(pk): str(constituent) for pk, constituent in rows.values_list("pk", "constituent")}
