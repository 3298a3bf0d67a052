"""Trials of a practice, its adoption, and the call to take it into the pathway."""

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from cairn.participation.actions.processes import open_process
from cairn.record.actions import append
from cairn.results.actions.refusal import TrialRefused
from cairn.results.models import Adoption, Promotion, Trial


@transaction.atomic
def plan_trial(*, practice, constituent, fields, by, at):
    """Plan a test; `fields` are prediction, starts_on, ends_on, commitment, measure and place."""
    if practice.kind not in {"practice", "method"}:
        raise TrialRefused(
            _("Only a practice or a method can be tried; this is a %s.") % practice.get_kind_display()
        )
    if fields["ends_on"] < fields["starts_on"]:
        raise TrialRefused(_("A trial cannot end before it starts. Choose a later day for its end."))
    if not fields["prediction"].strip():
        raise TrialRefused(_("Write down what you expect before you begin: that is what a trial tests."))
    trial = Trial.objects.create(
        collective=constituent.collective,
        practice=practice,
        constituent=constituent,
        recorded_by=by,
        planned_at=at,
        **fields,
    )
    facts = {"practice": practice.pk, "constituent": constituent.pk}
    told = {"prediction": trial.prediction, "by": by.pk}
    append(constituent.collective.log, "trial_planned", trial, at=at, facts=facts, personal=told)
    return trial


@transaction.atomic
def close_trial(*, trial, decision, result, by, at):
    """Write down what happened and decide: adopt, adapt, or stop with a lesson. Once."""
    trial = Trial.objects.select_for_update().get(pk=trial.pk)
    if trial.closed_at:
        raise TrialRefused(_("This trial is closed already; its result stands."))
    if at.date() < trial.starts_on:
        raise TrialRefused(_("This trial has not begun yet. Its result can be written down afterwards."))
    if not decision or not result.strip():
        raise TrialRefused(_("Say what happened, and what you decided."))
    trial.decision, trial.result, trial.closed_at = decision, result, at
    trial.save(update_fields=["decision", "result", "closed_at"])
    facts, told = {"decision": decision}, {"result": result, "by": by.pk}
    append(trial.collective.log, "trial_closed", trial, at=at, facts=facts, personal=told)
    return trial


@transaction.atomic
def adopt_practice(*, practice, constituent, fields, trial=None, by, at):
    """Record that a constituent took a practice up; `fields` are adaptation, result and adopted_on."""
    if Adoption.objects.filter(practice=practice, constituent=constituent).exists():
        raise TrialRefused(_("%s took this practice up already.") % constituent.name)
    adoption = Adoption.objects.create(
        collective=constituent.collective,
        practice=practice,
        constituent=constituent,
        trial=trial,
        recorded_by=by,
        recorded_at=at,
        **fields,
    )
    facts = {"practice": practice.pk, "constituent": constituent.pk, "adapted": bool(adoption.adaptation)}
    told = {"adaptation": adoption.adaptation, "result": adoption.result, "by": by.pk}
    append(constituent.collective.log, "practice_adopted", adoption, at=at, facts=facts, personal=told)
    return adoption


@transaction.atomic
def promote_practice(*, practice, process, fields, by, at):
    """Call for a practice to be taken into the pathway: its adoptions speak for it, and a process opens.

    `process` is what participation's open_process is told about it; `fields` are reason and rival_view.
    """
    adoptions = list(practice.adoptions.all())
    if not adoptions:
        raise TrialRefused(_("Nobody has taken this practice up yet. Begin with a trial."))
    collective = practice.collective
    if _open_call(practice, at.date()):
        raise TrialRefused(_("This practice is called into the pathway already, and that process is open."))
    opened = open_process(collective=collective, about=process, components=[practice], by=by, at=at)
    promotion = Promotion.objects.create(
        collective=collective, practice=practice, process=opened, called_by=by, called_at=at, **fields
    )
    promotion.adoptions.set(adoptions)
    facts = {"practice": practice.pk, "adoptions": len(adoptions), "process": opened.pk}
    told = {"reason": promotion.reason, "rival_view": promotion.rival_view, "by": by.pk}
    append(collective.log, "practice_promoted", promotion, at=at, facts=facts, personal=told)
    return promotion


def _open_call(practice, on):
    """Say whether a process that was opened for this practice has not closed yet."""
    still_open = Q(process__closes_on=None) | Q(process__closes_on__gte=on)
    return practice.promotions.filter(still_open).exists()
