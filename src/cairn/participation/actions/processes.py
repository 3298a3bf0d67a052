"""Open a process and its rounds."""

from django.db import transaction

from cairn.participation.models import Process, Round
from cairn.record.actions import append


@transaction.atomic
def open_process(*, collective, about, components, by, at):
    """Open a process for some components, with the rule by which its drafts will be agreed.

    `about` holds title, purpose, rule, opens_on and closes_on.
    """
    process = Process.objects.create(collective=collective, created_at=at, **about)
    process.components.set(components)
    personal = {"title": process.title, "by": by.pk}
    append(collective.log, "process_opened", process, at=at, facts=_facts(process), personal=personal)
    return process


@transaction.atomic
def revise_process(*, process, about, components, by, at):
    """Change what a process is about, its dates or its rule; the record keeps each state of them."""
    for name, value in about.items():
        setattr(process, name, value)
    process.save()
    process.components.set(components)
    log, personal = process.collective.log, {"title": process.title, "by": by.pk}
    append(log, "process_revised", process, at=at, facts=_facts(process), personal=personal)
    return process


@transaction.atomic
def add_round(*, process, kind, opens_on, closes_on, by, at):
    """Add the next round to a process."""
    latest = process.rounds.order_by("-number").values_list("number", flat=True).first()
    round_ = Round.objects.create(
        process=process, number=(latest or 0) + 1, kind=kind, opens_on=opens_on, closes_on=closes_on
    )
    facts = {
        "process": process.pk,
        "number": round_.number,
        "kind": round_.kind,
        "opens_on": opens_on.isoformat(),
        "closes_on": closes_on.isoformat(),
    }
    append(process.collective.log, "round_added", round_, at=at, facts=facts, personal={"by": by.pk})
    return round_


def _facts(process):
    return {
        "rule": process.rule,
        "components": sorted(process.components.values_list("pk", flat=True)),
        "opens_on": process.opens_on.isoformat(),
        "closes_on": process.closes_on.isoformat() if process.closes_on else None,
    }
