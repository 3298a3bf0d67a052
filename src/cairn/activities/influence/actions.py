"""What people do to be heard: ask institutions, follow the ask, sign it."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cairn.activities.actions import add_activity
from cairn.activities.influence import queries
from cairn.activities.influence.models import Institution, PolicyAsk, Step
from cairn.activities.models import Activity
from cairn.record.actions import append


class AskRefused(Exception):
    """An act on a policy ask is not possible; the message says why."""


@transaction.atomic
def add_institution(*, collective, name, level, by, at):
    """Add an institution whose decisions the collective wants to influence."""
    if collective.institutions.filter(name=name).exists():
        raise AskRefused(_("“%(name)s” is in the list already. Choose it there.") % {"name": name})
    institution = Institution.objects.create(collective=collective, name=name, level=level)
    facts, told = {"level": institution.level}, {"name": name, "by": by.pk}
    append(collective.log, "institution_added", institution, at=at, facts=facts, personal=told)
    return institution


@transaction.atomic
def ask_institution(*, institution, ask, fields, by, at):
    """Ask an institution for a decision; the ask begins as an idea on the day its activity starts."""
    collective = institution.collective
    fields = {**fields, "type": "policy_ask"}
    activity = add_activity(collective=collective, kind=Activity.Kind.INFLUENCE, fields=fields, by=by, at=at)
    made = PolicyAsk.objects.create(activity=activity, institution=institution, ask=ask)
    _step(made, Step.Stage.IDEA, activity.starts_on, "", by, at)
    facts = {"activity": activity.pk, "institution": institution.pk, "stage": Step.Stage.IDEA.value}
    append(collective.log, "ask_made", made, at=at, facts=facts, personal={"ask": ask, "by": by.pk})
    return made


@transaction.atomic
def record_step(*, ask, stage, reached_on, note="", by, at):
    """Record that an ask has reached a stage."""
    if reached_on > timezone.localdate(at):
        raise AskRefused(_("That day is still to come. Record a stage once it is reached."))
    step = _step(ask, stage, reached_on, note, by, at)
    append(
        ask.activity.collective.log,
        "ask_stage_reached",
        ask,
        at=at,
        facts={"stage": step.stage, "reached_on": reached_on.isoformat()},
        personal={"note": note, "by": by.pk},
    )
    return step


def _step(ask, stage, reached_on, note, by, at):
    return Step.objects.create(
        ask=ask, stage=stage, reached_on=reached_on, note=note, recorded_by=by, recorded_at=at
    )


@transaction.atomic
def sign_ask(*, ask, constituent, by, at):
    """Put a constituent's name under an ask."""
    ask = PolicyAsk.objects.select_for_update().get(pk=ask.pk)
    stands = queries.standing(ask)
    if constituent.collective_id != ask.activity.collective_id:
        raise AskRefused(_("This constituent is not in the collective."))
    if ask.signatories.filter(pk=constituent.pk).exists():
        raise AskRefused(_("%(name)s has signed already.") % {"name": constituent.name})
    if stands and stands.stage in queries.SETTLED:
        raise AskRefused(_("This ask is settled: “%(stage)s”.") % {"stage": stands.get_stage_display()})
    ask.signatories.add(constituent)
    _on_record("ask_signed", ask, constituent, by, at)


@transaction.atomic
def withdraw_signature(*, ask, constituent, by, at):
    """Take a constituent's name off an ask; the record keeps both days."""
    if not ask.signatories.filter(pk=constituent.pk).exists():
        raise AskRefused(_("%(name)s has not signed.") % {"name": constituent.name})
    ask.signatories.remove(constituent)
    _on_record("ask_signature_withdrawn", ask, constituent, by, at)


def _on_record(act, ask, constituent, by, at):
    facts = {"constituent": constituent.pk, "signatories": ask.signatories.count()}
    append(ask.activity.collective.log, act, ask, at=at, facts=facts, personal={"by": by.pk})
