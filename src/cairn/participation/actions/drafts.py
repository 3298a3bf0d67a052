"""Open a draft, revise it, object to it, and put it forward for consent."""

from django.db import transaction
from django.utils.translation import gettext as _

from cairn.participation.actions.refusal import DraftChanged, DraftClosed, ObjectionAnswered
from cairn.participation.models import Draft, Objection, Revision
from cairn.pathway import actions as pathway
from cairn.pathway.models import Component, Text
from cairn.record.actions import append


@transaction.atomic
def open_draft(*, process, component, words, by, at):
    """Open a draft of a component's next version with its first words.

    `component` is a component, or the kind of a new one. `words` holds language, title, body and reason.
    """
    if not isinstance(component, Component):
        component = pathway.add_component(
            collective=process.collective,
            kind=component,
            origin=Component.Origin.INTENTIONAL,
            by=by,
            at=at,
        )
    draft = Draft.objects.create(process=process, component=component, created_at=at)
    revision = Revision.objects.create(draft=draft, number=1, made_by=by, made_at=at, **words)
    facts = {"process": process.pk, "component": component.pk, "language": revision.language}
    append(process.collective.log, "draft_opened", draft, at=at, facts=facts, personal=_words(revision, by))
    return draft


@transaction.atomic
def revise_draft(*, draft, based_on, words, by, at):
    """Save a revision that builds on a numbered one; refuse it if somebody saved another meanwhile."""
    draft = Draft.objects.select_for_update().get(pk=draft.pk)
    _require_open(draft)
    if draft.latest.number != based_on:
        raise DraftChanged(
            _(
                "Somebody saved revision %(number)d while you were writing. Nothing of yours is lost: "
                "your words are below. Read theirs beside them, bring the two together, and save again."
            )
            % {"number": draft.latest.number}
        )
    revision = Revision.objects.create(draft=draft, number=based_on + 1, made_by=by, made_at=at, **words)
    facts = {"number": revision.number, "based_on": based_on, "language": revision.language}
    append(
        draft.process.collective.log,
        "draft_revised",
        draft,
        at=at,
        facts=facts,
        personal=_words(revision, by),
    )
    return revision


@transaction.atomic
def raise_objection(*, draft, constituent, reason, by, at):
    """Raise a constituent's reasoned objection to a draft; it stays visible whatever becomes of it."""
    _require_open(draft)
    objection = Objection.objects.create(
        draft=draft, constituent=constituent, reason=reason, raised_by=by, raised_at=at
    )
    facts = {"draft": draft.pk, "constituent": constituent.pk}
    append(
        draft.process.collective.log,
        "objection_raised",
        objection,
        at=at,
        facts=facts,
        personal={"reason": reason, "by": by.pk},
    )
    return objection


@transaction.atomic
def answer_objection(*, objection, outcome, answer, by, at):
    """Answer a standing objection: say how it was integrated, or why it is left standing."""
    _require_standing(objection)
    objection.outcome, objection.answer, objection.answered_at = outcome, answer, at
    objection.save(update_fields=["outcome", "answer", "answered_at"])
    log, personal = objection.draft.process.collective.log, {"answer": answer, "by": by.pk}
    append(log, "objection_answered", objection, at=at, facts={"outcome": outcome}, personal=personal)


@transaction.atomic
def withdraw_objection(*, objection, answer, by, at):
    """Withdraw a constituent's own objection; what it was answered before stays."""
    _require_standing(objection)
    objection.outcome, objection.answered_at = Objection.Outcome.WITHDRAWN, at
    objection.answer = "\n\n".join(said for said in (objection.answer, answer) if said)
    objection.save(update_fields=["outcome", "answer", "answered_at"])
    log, personal = objection.draft.process.collective.log, {"answer": answer, "by": by.pk}
    append(log, "objection_withdrawn", objection, at=at, personal=personal)


@transaction.atomic
def put_forward(*, draft, by, at):
    """Make a draft's latest words the component's next version, and put it to consent."""
    draft = Draft.objects.select_for_update().get(pk=draft.pk)
    _require_open(draft)
    texts = [
        {
            "language": one.language,
            "title": one.title,
            "body": one.body,
            "status": Text.Status.TRANSLATED if k else Text.Status.ORIGINAL,
        }
        for k, one in enumerate(draft.newest)
    ]
    version = pathway.add_version(
        component=draft.component, texts=texts, reason=draft.latest.reason, by=by, at=at
    )
    draft.version, draft.closed_at = version, at
    draft.save(update_fields=["version", "closed_at"])
    facts = {"version": version.pk, "revision": draft.latest.number}
    log = draft.process.collective.log
    append(log, "draft_put_forward", draft, at=at, facts=facts, personal={"by": by.pk})
    return version


def _words(revision, by):
    return {"title": revision.title, "body": revision.body, "reason": revision.reason, "by": by.pk}


def _require_open(draft):
    if draft.closed_at:
        raise DraftClosed(_("This draft was put forward already. Open a new one to change the text."))


def _require_standing(objection):
    if objection.outcome != Objection.Outcome.STANDING:
        raise ObjectionAnswered(_("This objection does not stand any more; it was integrated or withdrawn."))
