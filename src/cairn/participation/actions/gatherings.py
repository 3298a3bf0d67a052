"""Record a gathering, with who came and what was said."""

import json

from django.db import transaction

from cairn.participation.actions.contributions import give_contribution
from cairn.participation.models import Attendance, Contribution, Gathering
from cairn.participation.queries.reach import FEWEST_TOLD
from cairn.record.actions import append


@transaction.atomic
def record_gathering(*, collective, about, attendance, voices, by, at):
    """Record a gathering as it was held: who came by role, what was agreed, and each thing said.

    `about` holds the gathering's own fields. `attendance` lists constituent (or None), role and people.
    `voices` lists text, constituent (or None), role and voice; they need the gathering's process.
    """
    gathering = Gathering.objects.create(collective=collective, recorded_by=by, recorded_at=at, **about)
    rows = [Attendance(gathering=gathering, **row) for row in attendance]
    Attendance.objects.bulk_create(rows)
    append(
        collective.log,
        "gathering_recorded",
        gathering,
        at=at,
        facts=_facts(gathering, rows, len(voices)),
        personal=_personal(gathering, rows, by),
    )
    for voice in voices:
        give_contribution(process=gathering.process, words=_words(gathering, voice), by=by, at=at)
    return gathering


def _words(gathering, voice):
    relayed = voice["voice"] == Contribution.Voice.RELAYED
    return {
        "gathering": gathering,
        "kind": Contribution.Kind.STATEMENT,
        "language": gathering.language,
        "relayed_by": gathering.recorded_by if relayed else None,
        **voice,
    }


def _facts(gathering, rows, statements):
    people = sum(row.people for row in rows)
    return {
        "held_on": gathering.held_on.isoformat(),
        "process": gathering.process_id,
        "place": gathering.place_id,
        "language": gathering.language,
        "people": people if people >= FEWEST_TOLD else None,
        "statements": statements,
    }


def _personal(gathering, rows, by):
    """Return what stands on the record behind commitments: “two officials of Alder” may name two people."""
    sheet = sorted([row.constituent_id or 0, row.role, row.people] for row in rows)
    return {
        "title": gathering.title,
        "agreements": gathering.agreements,
        "reservations": gathering.reservations,
        "attendance": json.dumps(sheet, ensure_ascii=False),
        "by": by.pk,
    }
