"""Enter votes that were given on paper."""

import hashlib
import json

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from cairn.participation.actions.conversations import VotingIsClosed, keep_votes
from cairn.participation.actions.refusal import Refused
from cairn.participation.models import Conversation, Participant, Vote
from cairn.record.actions import append

MOST_TOLD = 20


class BallotFault(Refused):
    """Some ballots cannot be read; the message names each, and nothing was kept."""


@transaction.atomic
def record_ballots(*, conversation, ballots, by, at):
    """Keep the votes of paper ballots, all or none, and return how many votes there were.

    `ballots` lists (participant's number, constituent or None, {statement's number: 1, 0 or -1}). A later
    ballot of a participant takes the place of the earlier votes. The record gets one entry with counts; the
    hash of the ballots stands behind a salted commitment, since a short sheet could be guessed from it.
    """
    conversation = Conversation.objects.select_for_update().get(pk=conversation.pk)
    if conversation.source:
        raise VotingIsClosed(_("An imported conversation stays as it was exported. Open one of your own."))
    statements = dict(conversation.statements.values_list("key", "pk"))
    known = {one.key: one for one in conversation.participants.filter(key__in=[one[0] for one in ballots])}
    _check(ballots, statements, known)
    voters = _participants(conversation, ballots, known)
    votes = [
        Vote(participant=voters[key], statement_id=statements[one], value=value, cast_at=at)
        for key, _constituent, values in ballots
        for one, value in values.items()
    ]
    keep_votes(votes)
    Conversation.objects.filter(pk=conversation.pk).update(n_changes=F("n_changes") + 1)
    facts = {"ballots": len(ballots), "votes": len(votes)}
    personal = {"sha256": ballots_hash(ballots), "by": by.pk}
    append(
        conversation.collective.log, "ballots_recorded", conversation, at=at, facts=facts, personal=personal
    )
    return len(votes)


def ballots_hash(ballots):
    """Return the SHA-256 of ballots in one order, whatever order they came in."""
    rows = [
        [key, constituent.pk if constituent else None, sorted(values.items())]
        for key, constituent, values in sorted(ballots, key=lambda ballot: ballot[0])
    ]
    return hashlib.sha256(json.dumps(rows, ensure_ascii=True).encode()).hexdigest()


def _check(ballots, statements, known):
    faults, seen = [], set()
    for key, constituent, values in ballots:
        if not key or len(key) > 64:
            faults.append(_("A ballot has no participant's number, or one longer than 64 characters."))
        elif key in seen:
            faults.append(_("Participant %(key)s is there twice. Give each one ballot.") % {"key": key})
        seen.add(key)
        faults += _faults_of(key, values, statements)
        there = known.get(key)
        if there and (there.person_id or _differs(there, constituent)):
            faults.append(
                _("Participant %(key)s is somebody else in this conversation. Use another number.")
                % {"key": key}
            )
    if faults:
        more = len(faults) - MOST_TOLD
        told = [*faults[:MOST_TOLD], *([_("… and %(n)d more.") % {"n": more}] if more > 0 else [])]
        raise BallotFault("\n".join(told))


def _differs(participant, constituent):
    """Say whether a ballot names another constituent than the participant's."""
    return bool(constituent and participant.constituent_id not in (None, constituent.pk))


def _faults_of(key, values, statements):
    for one, value in values.items():
        if one not in statements:
            yield _("Participant %(key)s: there is no statement %(one)s in this conversation.") % {
                "key": key,
                "one": one,
            }
        if value not in (-1, 0, 1):
            yield _(
                "Participant %(key)s, statement %(one)s: a vote is 1 (agree), 0 (pass) or -1 (disagree)."
            ) % {"key": key, "one": one}


def _participants(conversation, ballots, known):
    new = []
    for key, constituent, _values in ballots:
        if key not in known:
            new.append(Participant(conversation=conversation, key=key, constituent=constituent))
        elif constituent and known[key].constituent_id is None:
            known[key].constituent = constituent
            known[key].save(update_fields=["constituent"])
    return known | {one.key: one for one in Participant.objects.bulk_create(new)}
