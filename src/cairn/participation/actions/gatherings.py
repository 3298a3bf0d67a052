"""Record a gathering, with who came and what was said."""

from django.db import transaction

from cairn.participation.actions.contributions import give_contribution
from cairn.participation.models import Attendance, Contribution, Gathering
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
        facts=_facts(gathering, rows, len(voices), by),
        personal={"agreements": gathering.agreements, "reservations": gathering.reservations},
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


def _facts(gathering, rows, statements, by):
    return {
        "title": gathering.title,
        "held_on": gathering.held_on.isoformat(),
        "process": gathering.process_id,
        "place": gathering.place_id,
        "language": gathering.language,
        "attendance": [[row.constituent_id, row.role, row.people] for row in rows],
        "statements": statements,
        "by": by.pk,
    }
