"""Give a contribution, put it under a theme, answer it, and take its words down."""

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from cairn.participation.actions.refusal import AlreadyTakenDown, AnswerElsewhere, PassageNotInDraft
from cairn.participation.models import Contribution, Conversation, Disposition, Statement, Theme
from cairn.pathway.sentences import plain
from cairn.record.actions import append, erase, subject_of
from cairn.record.models import Entry


@transaction.atomic
def give_contribution(*, process, words, by, at):
    """Keep what somebody gave to a process, with who speaks for whom.

    `words` holds the contribution's fields; `by` is None for somebody without an account.
    """
    contribution = Contribution.objects.create(
        collective=process.collective, process=process, given_at=at, **words
    )
    append(
        process.collective.log,
        "contribution_given",
        contribution,
        at=at,
        facts=_facts(contribution),
        personal={"text": contribution.text, "role": contribution.role},
    )
    return contribution


@transaction.atomic
def name_theme(*, process, title, summary, is_minority, by, at):
    """Name what several contributions have in common; a minority's theme stays apart."""
    theme = Theme.objects.create(process=process, title=title, summary=summary, is_minority=is_minority)
    facts = {"process": process.pk, "is_minority": is_minority}
    personal = {"title": title, "by": by.pk}
    append(process.collective.log, "theme_named", theme, at=at, facts=facts, personal=personal)
    return theme


@transaction.atomic
def weave(*, theme, add, leave, by, at):
    """Put contributions under a theme, and take others from under it; each keeps its own words."""
    theme.contributions.add(*add)
    theme.contributions.remove(*leave)
    facts = {"contributions": sorted(theme.contributions.values_list("pk", flat=True))}
    append(theme.process.collective.log, "theme_woven", theme, at=at, facts=facts, personal={"by": by.pk})


@transaction.atomic
def answer_contribution(*, contribution, answer, by, at):
    """Say what became of a contribution; earlier answers stay.

    `answer` holds outcome, reason, draft, passage and moved_to.
    """
    _check(contribution, answer)
    disposition = Disposition.objects.create(contribution=contribution, made_by=by, made_at=at, **answer)
    facts = {
        "contribution": contribution.pk,
        "outcome": disposition.outcome,
        "draft": disposition.draft_id,
        "moved_to": disposition.moved_to_id,
    }
    personal = {"reason": disposition.reason, "passage": disposition.passage, "by": by.pk}
    append(
        contribution.collective.log,
        "contribution_answered",
        disposition,
        at=at,
        facts=facts,
        personal=personal,
    )
    return disposition


@transaction.atomic
def take_down(*, contribution, reason, by, at):
    """Take a contribution's words down and leave a tombstone; the record then says nothing of them.

    Statements put to the vote that carry its words lose them too.
    """
    if contribution.taken_down_at:
        raise AlreadyTakenDown(_("These words were taken down already."))
    statements = list(contribution.statements.all())
    _erase(contribution.collective.log, [contribution, *statements])
    Statement.objects.filter(pk__in=[one.pk for one in statements]).update(
        text="", moderation=Statement.Moderation.OUT
    )
    Conversation.objects.filter(statements__in=statements).update(n_changes=F("n_changes") + 1)
    contribution.text, contribution.role = "", ""
    contribution.taken_down_at, contribution.taken_down_for = at, reason
    contribution.save(update_fields=["text", "role", "taken_down_at", "taken_down_for"])
    facts = {"reason": reason, "statements": [one.pk for one in statements]}
    log, by = contribution.collective.log, {"by": by.pk}
    append(log, "contribution_taken_down", contribution, at=at, facts=facts, personal=by)


def _facts(contribution):
    return {
        "process": contribution.process_id,
        "gathering": contribution.gathering_id,
        "on": contribution.on_id,
        "kind": contribution.kind,
        "language": contribution.language,
        "voice": contribution.voice,
        "constituent": contribution.constituent_id,
        "relayed": contribution.relayed_by_id is not None,
    }


def _check(contribution, answer):
    draft, moved_to, passage = answer.get("draft"), answer.get("moved_to"), answer.get("passage", "")
    for where in (draft and draft.process, moved_to):
        if where and where.collective_id != contribution.collective_id:
            raise AnswerElsewhere(_("Choose a draft or a process of this collective."))
    if moved_to and moved_to == contribution.process and not contribution.dispositions.exists():
        raise AnswerElsewhere(_("It is in this process already. Choose another one, or another answer."))
    if passage and not draft:
        raise PassageNotInDraft(_("Choose the draft in which the passage stands."))
    if passage and not stands_in(draft, passage):
        raise PassageNotInDraft(
            _(
                "The latest revision of this draft does not contain that passage. "
                "Copy it from the draft, word by word."
            )
        )


def stands_in(draft, passage):
    """Say whether a passage stands in a draft's latest words in some language, whatever its white space."""
    return any(plain(passage) in plain(f"{one.title}\n{one.body}") for one in draft.newest)


def _erase(log, rows):
    subjects = [subject_of(row) for row in rows]
    for entry in Entry.objects.filter(log=log, subject__in=subjects).order_by(F("index")):
        for name in entry.commitments:
            erase(entry, name)
