"""What an export holds of how the pathway is made: its tables, and conversations as they are imported."""

from collections.abc import Iterator

from django.core.files.storage import default_storage
from django.db.models import Count, Q
from django.utils.translation import override

from cairn.participation.models import (
    Attendance,
    Consent,
    Contribution,
    Conversation,
    Disposition,
    Draft,
    Gathering,
    Objection,
    OpinionMap,
    Participant,
    Process,
    Revision,
    Round,
    Statement,
    Theme,
    Vote,
)
from cairn.participation.queries.opinion_maps import FEWEST_DRAWN, Reading, as_json
from cairn.participation.queries.reach import FEWEST_TOLD, attendance
from cairn.participation.queries.votes import votes_of
from cairn.record.archive import BLOCK
from cairn.record.export import Scope, Table, csv_blocks, json_block
from cairn.record.rows import AT_ONCE

OUT = Statement.Moderation.OUT
NOT_FIRST = Q(conversation__is_moderated_first=False) | Q(moderation=Statement.Moderation.IN)
COMMENTS = (
    *("timestamp", "datetime", "comment-id", "author-id", "agrees", "disagrees"),
    *("moderated", "comment-body", "is-meta"),
)


def _published_drafts(rows):
    return rows.filter(draft__version__editions__isnull=False)


def shown_statements(rows):
    """Keep the statements that everybody sees on the page of their conversation."""
    return rows.shown().filter(NOT_FIRST)


def attendance_released(collective):
    """Return how many came, by row, as visitors are told: no number under five, none that gives one away."""
    gatherings = Gathering.objects.published().filter(collective=collective)
    return {row.pk: row.people for one in gatherings for row in attendance(one, is_member=False)}


EXPORTED = (
    Table(Process, "collective"),
    Table(Round, "process__collective"),
    Table(Theme, "process__collective"),
    Table(Gathering, "collective", shared=lambda rows: rows.published()),
    Table(
        Attendance,
        "gathering__collective",
        shared=lambda rows: rows.filter(gathering__in=Gathering.objects.published()),
        released={"people": attendance_released},
    ),
    Table(
        Contribution,
        "collective",
        shared=lambda rows: rows.published(),
        opened={"text": "only of contributions whose words stand in a published edition"},
    ),
    Table(
        Disposition,
        "contribution__collective",
        shared=lambda rows: rows.filter(contribution__in=Contribution.objects.published()),
    ),
    Table(Draft, "process__collective", shared=lambda rows: rows.published()),
    Table(Revision, "draft__process__collective", shared=_published_drafts),
    Table(Objection, "draft__process__collective", shared=_published_drafts),
    Table(
        Consent,
        "constituent__collective",
        shared=lambda rows: rows.filter(version__editions__isnull=False),
    ),
    Table(Conversation, "collective"),
    Table(
        Statement,
        "conversation__collective",
        shared=shown_statements,
        opened={"text": "only of statements that everybody sees on the page"},
    ),
    Table(Participant, "conversation__collective", shared=None),
)
ELSEWHERE = {
    OpinionMap: "conversations/*/map.json; `cairn map` draws it again from the votes",
    Vote: "conversations/*/votes.csv or participants-votes.csv, if they are asked for",
}


def evidence_files(collective) -> Iterator[tuple[str, Iterator[bytes]]]:
    """Yield (name, blocks) for the evidence that was put on file with consents."""
    names = Consent.objects.filter(constituent__collective=collective).exclude(evidence="")
    yield from stored_files(sorted(set(names.values_list("evidence", flat=True))))


def stored_files(names) -> Iterator[tuple[str, Iterator[bytes]]]:
    """Yield (name, blocks) for stored files; one that is no longer there is left out."""
    for name in names:
        if default_storage.exists(name):
            with default_storage.open(name) as file:
                yield f"files/{name}", iter(lambda: file.read(BLOCK), b"")


def conversation_files(collective, scope: Scope) -> Iterator[tuple[str, list[bytes]]]:
    """Yield (name, blocks) for every conversation, in the form that `cairn map` and the import read."""
    for conversation in Conversation.objects.filter(collective=collective).order_by("pk"):
        conversation.collective = collective
        folder = f"conversations/{conversation.pk}"
        drawn = _map(conversation, collective)
        yield f"{folder}/summary.csv", csv_blocks(*_summary(conversation), make=list)
        yield f"{folder}/comments.csv", csv_blocks(COMMENTS, _comments(conversation, scope), make=list)
        if drawn:
            yield f"{folder}/map.json", json_block(drawn)
        for name, blocks in _votes(conversation, scope):
            yield f"{folder}/{name}", blocks


def _map(conversation, collective):
    drawn = OpinionMap.objects.filter(conversation=conversation).first()
    with override("en"):
        return as_json(Reading(drawn), conversation, collective) if drawn else None


def _summary(conversation):
    rows = [("conversation-description", conversation.prompt), ("attribution", conversation.attribution)]
    days = [("opens-on", conversation.opens_on.isoformat())]
    days += [("closes-on", conversation.closes_on.isoformat())] if conversation.closes_on else []
    return ("topic", conversation.title), [*rows, ("language", conversation.language), *days]


def _comments(conversation, scope):
    """Yield the statements, with their authors and their time if people are asked for."""
    rows = conversation.statements.select_related("author").order_by("pk")
    counts = _counts(conversation, 1 if scope.personal else FEWEST_TOLD)
    for one in rows if scope.personal else shown_statements(rows):
        moment = _moment(one.created_at) if scope.personal else ("", "")
        author = one.author.key if scope.personal and one.author else ""
        about_them = str(one.is_about_the_participant).lower()
        yield (*moment, one.key, author, *counts.get(one.pk, ("", "")), one.moderation, one.text, about_them)


def _counts(conversation, fewest):
    """Return how many agree and how many disagree with each statement that enough people voted on."""
    votes = Vote.objects.filter(statement__conversation=conversation).order_by().values("statement")
    agree, disagree = (Count("pk", filter=Q(value=value)) for value in (1, -1))
    counted = votes.annotate(n=Count("pk"), agree=agree, disagree=disagree).filter(n__gte=fewest)
    return {row["statement"]: (row["agree"], row["disagree"]) for row in counted}


def _moment(at):
    return (int(at.timestamp() * 1000), at.isoformat()) if at else ("", "")


def _votes(conversation, scope):
    """Yield the files of votes that were asked for."""
    if scope.personal:
        votes = Vote.objects.filter(statement__conversation=conversation)
        if votes.filter(cast_at=None).exists():
            yield "participants-votes.csv", _wide(conversation, keyed=True)
        else:
            header = ("timestamp", "datetime", "comment-id", "voter-id", "vote")
            yield "votes.csv", csv_blocks(header, _long(votes), make=list)
        yield "constituencies.csv", _constituencies(conversation)
    elif scope.votes:
        voted = Vote.objects.filter(statement__conversation=conversation)
        if voted.values("participant").distinct().count() >= FEWEST_DRAWN:
            yield "participants-votes.csv", _wide(conversation, keyed=False)


def _long(votes):
    rows = votes.order_by("pk").values_list("cast_at", "statement__key", "participant__key", "value")
    for at, statement, participant, value in rows.iterator(chunk_size=AT_ONCE):
        yield (*_moment(at), statement, participant, value)


def _constituencies(conversation):
    rows = conversation.participants.filter(constituent__isnull=False).order_by("pk")
    return csv_blocks(
        ("participant", "constituency"), rows.values_list("key", "constituent__name"), make=list
    )


def _wide(conversation, *, keyed):
    """Return a row for each participant; without keys, numbered in the order of their votes alone."""
    votes = votes_of(conversation)
    rows = conversation.statements.all()
    keys = dict((rows if keyed else shown_statements(rows)).values_list("pk", "key"))
    shown = [(place, keys[int(pk)]) for place, pk in enumerate(votes.statements) if int(pk) in keys]
    people = dict(conversation.participants.values_list("pk", "key"))
    cells = [{} for _one in votes.participants]
    for row, col, value in zip(votes.rows.tolist(), votes.cols.tolist(), votes.values.tolist(), strict=True):
        cells[row][col] = value
    lines = [[one.get(place, "") for place, _key in shown] for one in cells]
    if keyed:
        named = [[people[int(pk)], *line] for pk, line in zip(votes.participants, lines, strict=True)]
    else:
        given = sorted((line for line in lines if any(one != "" for one in line)), key=repr)
        named = [[number, *line] for number, line in enumerate(given)]
    return csv_blocks(("participant", *(key for _place, key in shown)), named, make=list)
