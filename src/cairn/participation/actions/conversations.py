"""Open a conversation, put statements to the vote, moderate them, and vote."""

import secrets

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from cairn.participation.actions.refusal import Refused
from cairn.participation.models import Conversation, Participant, Statement, Vote
from cairn.record.actions import append


class VotingIsClosed(Refused):
    """The conversation takes no votes or statements now."""


class NotPutToTheVote(Refused):
    """The statement, or the contribution, cannot be voted on."""


class ReasonMissing(Refused):
    """A statement is left out only with a reason."""


@transaction.atomic
def open_conversation(*, process, about, by, at):
    """Open a conversation in a process.

    `about` holds title, prompt, language, opens_on, closes_on, and is_moderated_first (optional).
    """
    conversation = Conversation.objects.create(
        collective=process.collective, process=process, created_at=at, **about
    )
    facts = {
        "process": process.pk,
        "language": conversation.language,
        "opens_on": conversation.opens_on.isoformat(),
        "closes_on": conversation.closes_on.isoformat() if conversation.closes_on else None,
        "is_moderated_first": conversation.is_moderated_first,
    }
    personal = {"title": conversation.title, "by": by.pk}
    append(process.collective.log, "conversation_opened", conversation, at=at, facts=facts, personal=personal)
    return conversation


@transaction.atomic
def add_statement(*, conversation, text, language, by, at, contribution=None):
    """Put a statement to the vote as a facilitator, in words of one's own or from a contribution."""
    if contribution is not None:
        _check_contribution(conversation, contribution)
    return _keep(
        conversation,
        {"text": text, "language": language, "contribution": contribution, "moderation": 1},
        by=by,
        at=at,
    )


@transaction.atomic
def propose_statement(*, conversation, text, language, by, constituent, at):
    """Put a statement to the vote as a participant; facilitators look at it before or after, as was set."""
    _check_open(conversation, at)
    author = participant_of(conversation, by, constituent)
    return _keep(conversation, {"text": text, "language": language, "author": author}, by=by, at=at)


@transaction.atomic
def moderate_statement(*, statement, moderation, reason, by, at):
    """Accept a statement, or leave it out of the vote and the map with a reason."""
    if moderation == Statement.Moderation.OUT and not reason.strip():
        raise ReasonMissing(_("Give the reason: whoever wrote the statement will read it."))
    if moderation == Statement.Moderation.IN and not statement.text:
        raise NotPutToTheVote(_("The words of this statement were taken down; it cannot be voted on."))
    statement.moderation, statement.reason = moderation, reason
    statement.save(update_fields=["moderation", "reason"])
    _count_change(statement.conversation_id)
    facts = {"conversation": statement.conversation_id, "moderation": int(moderation)}
    log, personal = statement.conversation.collective.log, {"reason": reason, "by": by.pk}
    append(log, "statement_moderated", statement, at=at, facts=facts, personal=personal)


@transaction.atomic
def cast_vote(*, conversation, statement, value, by, constituent, at):
    """Keep a person's vote on a statement, in the place of an earlier one; return its entry on the record.

    The public entry carries no name, and the vote only behind a salted commitment.
    """
    _check_open(conversation, at)
    if not Statement.objects.votable(conversation).filter(pk=statement.pk).exists():
        raise NotPutToTheVote(_("This statement is not put to the vote any more. Here is another one."))
    voter = participant_of(conversation, by, constituent)
    vote = Vote(participant=voter, statement=statement, value=value, cast_at=at)
    keep_votes([vote])
    _count_change(conversation.pk)
    facts = {"conversation": conversation.pk, "statement": statement.pk}
    personal = {"vote": str(int(value))}
    return append(conversation.collective.log, "vote_given", vote, at=at, facts=facts, personal=personal)


def keep_votes(votes):
    """Write votes in one statement; a vote on the same statement takes the place of the earlier one."""
    Vote.objects.bulk_create(
        votes,
        update_conflicts=True,
        unique_fields=["participant", "statement"],
        update_fields=["value", "cast_at"],
    )


def participant_of(conversation, person, constituent):
    """Return the participant a person is in a conversation, made when the person first takes part."""
    return Participant.objects.get_or_create(
        conversation=conversation,
        person=person,
        defaults={"key": secrets.token_hex(8), "constituent": constituent},
    )[0]


def _keep(conversation, fields, *, by, at):
    conversation = Conversation.objects.select_for_update().get(pk=conversation.pk)
    if conversation.source:
        raise VotingIsClosed(_("An imported conversation stays as it was exported. Open one of your own."))
    key = str(conversation.statements.count() + 1)
    statement = Statement.objects.create(conversation=conversation, key=key, created_at=at, **fields)
    _count_change(conversation.pk)
    facts = {
        "conversation": conversation.pk,
        "key": key,
        "language": statement.language,
        "contribution": statement.contribution_id,
        "is_proposed": statement.author_id is not None,
    }
    personal = {"text": statement.text}
    if statement.author_id is None:
        personal["by"] = by.pk
    append(
        conversation.collective.log,
        "statement_given",
        statement,
        at=at,
        facts=facts,
        personal=personal,
    )
    return statement


def _check_open(conversation, at):
    if not conversation.is_open_on(timezone.localdate(at)):
        raise VotingIsClosed(_("This conversation does not take votes now. You can read what it found."))


def _check_contribution(conversation, contribution):
    if contribution.collective_id != conversation.collective_id:
        raise NotPutToTheVote(_("Choose a contribution of this collective."))
    if contribution.taken_down_at:
        raise NotPutToTheVote(_("The words of this contribution were taken down; choose another one."))
    if conversation.statements.filter(contribution=contribution).exists():
        raise NotPutToTheVote(_("This contribution is put to the vote already."))


def _count_change(conversation_pk):
    Conversation.objects.filter(pk=conversation_pk).update(n_changes=F("n_changes") + 1)
