"""Sense-making: hold a session, ask about a series, offer interpretations, write down what was decided."""

import json

from django.db import transaction
from django.utils.translation import gettext as _

from cairn.record.actions import append
from cairn.results import queries
from cairn.results.actions.refusal import SenseMakingRefused
from cairn.results.models import Interpretation, Question, SenseMaking


@transaction.atomic
def hold_sense_making(*, collective, fields, took_part=(), by, at):
    """Record a session; `fields` are title, held_on, notes and decision."""
    session = SenseMaking.objects.create(collective=collective, recorded_by=by, recorded_at=at, **fields)
    session.took_part.set(took_part)
    facts = {"held_on": session.held_on.isoformat(), "constituents": len(took_part)}
    told = {"notes": session.notes, "by": by.pk}
    append(collective.log, "sense_making_held", session, at=at, facts=facts, personal=told)
    return session


@transaction.atomic
def ask_question(*, session, text, measure=None, place=None, by, at):
    """Ask about a series; the signal is kept as it stands on the day of the session."""
    if (measure is None) != (place is None):
        raise SenseMakingRefused(_("A question about a series needs both: what is counted, and where."))
    signal = queries.signal_as_kept(measure, place, on=session.held_on) if measure and place else {}
    question = Question.objects.create(
        session=session, text=text, measure=measure, place=place, signal=signal
    )
    facts = {"session": session.pk, "measure": measure and measure.slug, "place": place and place.pk}
    # The signal stands behind a commitment: it carries numbers of a series that need not be public.
    told = {"text": text, "signal": json.dumps(signal, sort_keys=True), "by": by.pk}
    append(session.collective.log, "question_asked", question, at=at, facts=facts, personal=told)
    return question


@transaction.atomic
def offer_interpretation(*, question, fields, constituent=None, by, at):
    """Offer an explanation; `fields` are text, offered_as and would_change_our_mind."""
    interpretation = Interpretation.objects.create(question=question, constituent=constituent, **fields)
    log, facts = question.session.collective.log, {"question": question.pk}
    told = {"text": interpretation.text, "offered_as": interpretation.offered_as, "by": by.pk}
    append(log, "interpretation_offered", interpretation, at=at, facts=facts, personal=told)
    return interpretation


@transaction.atomic
def judge_interpretation(*, interpretation, plausibility, by, at):
    """Write down how plausible the session found an explanation; the others stay beside it."""
    interpretation.plausibility = plausibility
    interpretation.save(update_fields=["plausibility"])
    log = interpretation.question.session.collective.log
    facts, told = {"plausibility": plausibility}, {"by": by.pk}
    append(log, "interpretation_judged", interpretation, at=at, facts=facts, personal=told)
    return interpretation


@transaction.atomic
def decide(*, session, decision, by, at):
    """Write down what a session decided."""
    if not decision.strip():
        raise SenseMakingRefused(_("Write down what was decided. “We wait and look again” is a decision."))
    session.decision = decision
    session.save(update_fields=["decision"])
    told = {"decision": decision, "by": by.pk}
    append(session.collective.log, "sense_decided", session, at=at, personal=told)
    return session
