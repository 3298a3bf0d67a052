"""Take in an exported conversation, whole or not at all."""

import hashlib
from datetime import UTC, datetime
from itertools import islice

import numpy as np
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cairn.engine.opinion.export import FILES, MAX_BYTES, ExportFault, read_export
from cairn.engine.opinion.faults import Fault
from cairn.participation.actions.opinion_maps import draw_map
from cairn.participation.actions.refusal import Refused
from cairn.participation.models import Conversation, Participant, Statement, Vote
from cairn.record.actions import append

ROWS_AT_ONCE = 10_000
MOST_MILLISECONDS = 253_402_300_799_999  # the end of the year 9999
WORDS = {"topic": 300, "id": 64}


class ExportRefused(Refused):
    """The export was not taken in; the message names file, row, column and remedy."""

    def __init__(self, faults):
        """Keep the faults, one a line."""
        self.faults = [str(one) for one in faults]
        super().__init__("\n".join(self.faults))


class AlreadyImported(Refused):
    """The same files were imported before."""


def import_conversation(*, collective, files, by, at, attribution="", about=None):
    """Import an exported conversation from open binary files by name, draw its map, and return it.

    `about` may hold title, language and process. `by` is None for the operator of the machine. Nothing is
    kept where anything is wrong, or where the same files were imported before.
    """
    export = _read(files)
    source = source_of(files)
    about = {"title": "", "language": collective.language, "process": None, **(about or {})}
    about["title"] = about["title"] or _title(export)
    with transaction.atomic():
        conversation = _open(collective, export, about | {"source": source, "attribution": attribution}, at)
        people = _keep_people(conversation, export)
        statements = _keep_statements(conversation, export, people, at)
        _keep_votes(export, people, statements)
        draw_map(conversation=conversation, at=at)
        facts = {
            "sha256": source,
            "participants": len(people),
            "statements": len(statements),
            "votes": len(export.votes.values),
        }
        personal = {"by": by.pk} if by else {}
        append(collective.log, "conversation_imported", conversation, at=at, facts=facts, personal=personal)
    return conversation


def source_of(files):
    """Return the SHA-256 that names an export: of the names and the hashes of its files, in a fixed order."""
    digest = hashlib.sha256()
    for name in FILES:
        if name in files:
            files[name].seek(0)
            inside = hashlib.sha256()
            while block := files[name].read(1 << 20):
                inside.update(block)
            digest.update(f"{name} {inside.hexdigest()}\n".encode())
    return digest.hexdigest()


def _read(files, max_bytes=MAX_BYTES):
    try:
        export = read_export(files, max_bytes=max_bytes)
    except ExportFault as fault:
        more = [_("… and %(n)d more.") % {"n": fault.n_more}] if fault.n_more else []
        raise ExportRefused([*fault.faults, *more]) from fault
    faults = list(islice(_unkeepable(export), 20))
    if faults:
        raise ExportRefused(faults)
    return export


def _unkeepable(export):
    """Yield what a database cannot keep, though it can be read."""
    again = _("Export the conversation again.")
    for one in export.statements:
        if "\0" in one.text or "\0" in one.id:
            yield Fault(
                "comments.csv", None, "comment-body", f"statement {one.id!r} holds a NUL character", again
            )
        if len(one.id) > WORDS["id"]:
            yield Fault(
                "comments.csv", None, "comment-id", f"{one.id[:20]!r}… is longer than 64 characters", again
            )
    for one in export.votes.participants:
        if len(one) > WORDS["id"] or "\0" in one:
            what = f"participant {one[:20]!r} is longer than 64 characters, or holds a NUL character"
            yield Fault("votes.csv", None, "voter-id", what, again)
    times = [one.time for one in export.statements if one.time is not None]
    latest = max([*times, *([int(export.cast.times.max())] if _has_times(export) else [])], default=0)
    if latest > MOST_MILLISECONDS:
        remedy = "Write times as milliseconds since 1970."
        yield Fault("votes.csv", None, "timestamp", f"{latest} lies after the year 9999", remedy)


def _title(export):
    title = " ".join(export.topic.replace("\0", "").split())
    return f"{title[:299]}…" if len(title) > WORDS["topic"] else title or _("Imported conversation")


def _open(collective, export, about, at):
    first, last = _days(export, at)
    try:
        with transaction.atomic():
            return Conversation.objects.create(
                collective=collective,
                prompt=export.description.replace("\0", "").strip(),
                opens_on=first,
                closes_on=last,
                created_at=at,
                **about,
            )
    except IntegrityError as fault:
        there = Conversation.objects.filter(collective=collective, source=about["source"]).first()
        if there is None:
            raise
        raise AlreadyImported(
            _("These files were imported already on %(day)s, as “%(title)s”. Nothing was changed.")
            % {"day": timezone.localdate(there.created_at).isoformat(), "title": there.title}
        ) from fault


def _has_times(export):
    return export.cast.times is not None and export.cast.times.size > 0


def _days(export, at):
    """Return the first and last day on which somebody voted or wrote, or the day of import."""
    times = [one.time for one in export.statements if one.time]
    if _has_times(export):
        times += [int(export.cast.times.min()), int(export.cast.times.max())]
    moments = [_moment(min(times)), _moment(max(times))] if times else [at, at]
    return [timezone.localdate(moment) for moment in moments]


def _moment(milliseconds):
    return datetime.fromtimestamp(milliseconds / 1000, UTC)


def _keep_people(conversation, export):
    """Keep everybody who voted or wrote a statement; return their ids by key."""
    keys = dict.fromkeys(export.votes.participants)
    keys |= dict.fromkeys(
        one.author for one in export.statements if one.author and len(one.author) <= WORDS["id"]
    )
    rows = [Participant(conversation=conversation, key=key) for key in keys]
    Participant.objects.bulk_create(rows, batch_size=ROWS_AT_ONCE)
    return {one.key: one.pk for one in rows}


def _keep_statements(conversation, export, people, at):
    """Keep the statements in natural order of their ids; return their ids by key."""
    by_id = {one.id: one for one in export.statements}
    rows = [
        Statement(
            conversation=conversation,
            key=key,
            text=by_id[key].text,
            language=conversation.language,
            author_id=people.get(by_id[key].author),
            moderation=by_id[key].moderated,
            is_about_the_participant=by_id[key].is_meta,
            created_at=_moment(by_id[key].time) if by_id[key].time else at,
        )
        for key in export.votes.statements
    ]
    Statement.objects.bulk_create(rows, batch_size=ROWS_AT_ONCE)
    return {one.key: one.pk for one in rows}


def _keep_votes(export, people, statements):
    """Keep the votes that count, some thousand at a time, so that memory does not grow with them.

    Written as rows of the table: making a model of each takes ten times as long.
    """
    votes = export.votes
    voter = np.array([people[key] for key in votes.participants], np.int64)
    about = np.array([statements[key] for key in votes.statements], np.int64)
    times = _times(export)
    with connection.cursor() as cursor:
        for start in range(0, len(votes.values), ROWS_AT_ONCE):
            part = slice(start, start + ROWS_AT_ONCE)
            when = _moments(None if times is None else times[part].tolist())
            columns = [
                voter[votes.rows[part]].tolist(),
                about[votes.cols[part]].tolist(),
                votes.values[part].tolist(),
                when or [None] * len(votes.values[part]),
            ]
            _write(cursor, columns)


def _write(cursor, columns):
    """Write one column after another where the database takes arrays, else row by row."""
    quote = connection.ops.quote_name
    fields = [Vote._meta.get_field(name) for name in ("participant", "statement", "value", "cast_at")]
    names = ", ".join(quote(field.column) for field in fields)
    into = f"INSERT INTO {quote(Vote._meta.db_table)} ({names})"
    if connection.vendor == "postgresql":
        arrays = ", ".join(f"%s::{field.db_type(connection)}[]" for field in fields)
        cursor.execute(f"{into} SELECT * FROM unnest({arrays})", columns)  # noqa: S608
    else:
        cursor.executemany(f"{into} VALUES (%s, %s, %s, %s)", list(zip(*columns, strict=True)))


def _moments(times):
    """Return times as the database takes them."""
    if times is None:
        return []
    return [connection.ops.adapt_datetimefield_value(_moment(one)) for one in times]


def _times(export):
    """Return when each vote that counts was cast, in the order of the votes; None where it is not told."""
    cast, votes = export.cast, export.votes
    if not _has_times(export):
        return None
    row_of = {key: at for at, key in enumerate(votes.participants)}
    col_of = {key: at for at, key in enumerate(votes.statements)}
    rows = np.array([row_of[key] for key in cast.participants], np.int64)[cast.rows]
    cols = np.array([col_of[key] for key in cast.statements], np.int64)[cast.cols]
    order = np.lexsort((cast.times, cols, rows))
    cell = rows[order] * len(votes.statements) + cols[order]
    is_last = np.append(cell[1:] != cell[:-1], True)
    return cast.times[order][is_last]
