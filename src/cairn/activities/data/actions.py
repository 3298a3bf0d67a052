"""Define measures, take in files that answer them, review them, and note breaks."""

import hashlib
from pathlib import PurePath

from django.core.files import File
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from cairn.activities.data import queries
from cairn.activities.data.models import (
    Break,
    Definition,
    Measure,
    Observation,
    RememberedMapping,
    Submission,
)
from cairn.engine.measure.mapping import Mapping
from cairn.engine.measure.observations import read_observations
from cairn.engine.measure.problems import errors
from cairn.engine.measure.source import Limits, TableError
from cairn.engine.measure.table import read_table
from cairn.record.actions import append

WORDS = (
    "name",
    "kind",
    "numerator",
    "denominator",
    "unit",
    "period",
    "better",
    "disaggregation",
    "threshold",
    "lag_days",
)


class SubmissionRefused(Exception):
    """A file with errors; `problems` names every one by row and column. Nothing of it was stored."""

    def __init__(self, message, problems=()):
        super().__init__(message)
        self.problems = tuple(problems)


class DefinitionRefused(Exception):
    """A definition whose parts do not fit together; the message says how to mend it."""


@transaction.atomic
def define_measure(*, collective, slug, fields, by, at, **about):
    """Begin a measure with its first definition; `about`: advances, owner, activity, is_published."""
    measure = Measure.objects.create(collective=collective, slug=slug, created_at=at, **about)
    define_again(measure=measure, fields=fields, by=by, at=at)
    return measure


@transaction.atomic
def define_again(*, measure, fields, by, at):
    """Give a measure a new definition; earlier values keep the one they were made with."""
    measure = Measure.objects.select_for_update().get(pk=measure.pk)
    definition = Definition(
        measure=measure,
        number=measure.definitions.count() + 1,
        made_by=by,
        made_at=at,
        **{name: fields[name] for name in WORDS if name in fields},
    )
    try:
        definition.content_hash = queries.wording(definition).content_hash()
    except ValueError as fault:
        raise DefinitionRefused(str(fault)) from None
    definition.save()
    facts = {"measure": measure.slug, "number": definition.number, "content_hash": definition.content_hash}
    append(measure.collective.log, "measure_defined", definition, at=at, facts=facts)
    return definition


def read_submission(*, measure, file, mapping):
    """Read a file as a submission would, without storing anything: the observations and every problem."""
    definition = max(measure.definitions.all(), key=lambda one: one.number)
    file.seek(0)
    table = read_table(file, name=base_name(file), sheet=mapping.sheet, limits=Limits())
    known = {place.name: str(place.pk) for place in measure.collective.places.all()}
    known |= {place.code: str(place.pk) for place in measure.collective.places.all() if place.code}
    return read_observations(table, mapping, queries.wording(definition), known)


@transaction.atomic
def submit(*, measure, constituent, file, mapping, by, at):
    """Take in a constituent's file for a measure: all of it, or nothing with every error by row and column.

    The file is kept as it came and hashed; values for the same place, period and group take the place of
    earlier ones, which stay; the mapping is remembered for the next time.
    """
    digest = hash_of(file)
    if measure.submissions.filter(constituent=constituent, sha256=digest).exists():
        raise SubmissionRefused(_("This very file was submitted already; nothing was stored twice."))
    try:
        found, problems = read_submission(measure=measure, file=file, mapping=mapping)
    except TableError as fault:
        raise SubmissionRefused(str(fault)) from None
    if wrong := errors(problems):
        raise SubmissionRefused(_("The file has errors. Nothing of it was stored."), wrong)
    if not found:
        raise SubmissionRefused(_("The file holds no values for this measure."), problems)
    submission = Submission(
        measure=measure,
        definition=max(measure.definitions.all(), key=lambda one: one.number),
        constituent=constituent,
        file_name=base_name(file),
        sha256=digest,
        mapping=mapping.as_json(),
        sent_by=by,
        sent_at=at,
    )
    _save(submission)
    _store(submission, found)
    _remember(measure, constituent, mapping, at)
    _keep_file(submission, file)
    facts = {"measure": measure.slug, "sha256": digest, "values": len(found), "constituent": constituent.pk}
    append(measure.collective.log, "submission_received", submission, at=at, facts=facts)
    return submission


def hash_of(file):
    """Return the SHA-256 of a file, read in blocks."""
    file.seek(0)
    digest = hashlib.file_digest(file, "sha256").hexdigest()
    file.seek(0)
    return digest


def base_name(file):
    """Return a file's own name, without any folder."""
    return PurePath(str(file.name).replace("\\", "/")).name


def _save(submission):
    try:
        with transaction.atomic():
            submission.save()
    except IntegrityError:  # the same file, sent twice at the same moment
        raise SubmissionRefused(
            _("This very file was submitted already; nothing was stored twice.")
        ) from None


def _store(submission, found):
    rows = [
        Observation(
            submission=submission,
            measure=submission.measure,
            place_id=int(one.place),
            period_on=one.starts_on,
            group=one.group,
            status=one.status,
            numerator=_top(one),
            denominator=one.denominator if one.status == "present" else None,
            row=one.row,
        )
        for one in found
    ]
    earlier = {
        (place, period, group): pk
        for pk, place, period, group in Observation.objects.filter(
            measure=submission.measure, superseded_by=None, period_on__in={row.period_on for row in rows}
        ).values_list("pk", "place", "period_on", "group")
    }
    replaced = [earlier[key] for row in rows if (key := (row.place_id, row.period_on, row.group)) in earlier]
    Observation.objects.filter(pk__in=replaced).update(superseded_by=submission)
    Observation.objects.bulk_create(rows, batch_size=500)


def _top(one):
    """Return the numerator; a file that gives only a value gives it as such."""
    if one.status != "present":
        return None
    return one.value if one.numerator is None else one.numerator


def _remember(measure, constituent, mapping, at):
    RememberedMapping.objects.update_or_create(
        measure=measure, constituent=constituent, defaults={"mapping": mapping.as_json(), "saved_at": at}
    )


def _keep_file(submission, file):
    """Keep the file; if what follows fails, take it away again with the rest."""
    file.seek(0)
    submission.file.save(submission.file_name, File(file), save=True)


def remembered(*, measure, constituent):
    """Return the mapping remembered for a constituent, or None."""
    kept = RememberedMapping.objects.filter(measure=measure, constituent=constituent).first()
    return Mapping.from_json(kept.mapping) if kept else None


@transaction.atomic
def review_submission(*, submission, note, by, at):
    """Say that a second pair of eyes has looked through a file."""
    submission.reviewed_by, submission.reviewed_at, submission.note = by, at, note
    submission.save(update_fields=["reviewed_by", "reviewed_at", "note"])
    append(
        submission.measure.collective.log, "submission_reviewed", submission, at=at, personal={"note": note}
    )
    return submission


@transaction.atomic
def record_break(*, measure, from_on, cause, by, at):
    """Note a change of definition or method; the chart is drawn in two parts from that day."""
    row = Break.objects.create(measure=measure, from_on=from_on, cause=cause, recorded_by=by, recorded_at=at)
    facts = {"measure": measure.slug, "from": from_on.isoformat(), "cause": cause}
    append(measure.collective.log, "break_recorded", row, at=at, facts=facts)
    return row
