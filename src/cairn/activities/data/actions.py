"""Define measures, take in files that answer them, review them, and note breaks."""

import hashlib
from pathlib import PurePath

from django.core.files import File
from django.db import IntegrityError, transaction
from django.db.models import DateTimeField, Value
from django.db.models.functions import Coalesce
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
from cairn.activities.data.queries import sending
from cairn.activities.data.queries.release import leaving_of, rows_of, rules_of
from cairn.engine.measure.mapping import Mapping
from cairn.engine.measure.observations import read_observations
from cairn.engine.measure.problems import Problem, errors
from cairn.engine.measure.source import Limits, TableError
from cairn.engine.measure.table import read_table
from cairn.network.actions import add_place
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
    "per",
    "changed",
)
BATCH = 500  # rows of one statement


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
    if measure.definitions.filter(
        content_hash=definition.content_hash, number=definition.number - 1
    ).exists():
        raise DefinitionRefused(_("This is word for word the definition that holds already."))
    is_stricter = any(definition.threshold > one.threshold for one in measure.definitions.all())
    definition.save()
    facts = {"measure": measure.slug, "number": definition.number, "content_hash": definition.content_hash}
    append(measure.collective.log, "measure_defined", definition, at=at, facts=facts, personal={"by": by.pk})
    if is_stricter:
        release(measure=measure, at=at)
    return definition


@transaction.atomic
def release(*, measure, at, periods=None):
    """Decide what leaves of a measure's values, of some periods or all, and keep it with them.

    Small counts are held back and whatever would give one away: in groups, in places within places, and
    beside everything that left before.
    """
    observations = Observation.objects.filter(measure=measure)
    if periods is not None:
        observations = observations.filter(period_on__in=periods)
    keep_release(observations, rules_of(measure.definitions.all(), measure.collective.places), at=at)


def keep_release(observations, rules, *, at):
    """Mark which of some observations are shown from now on, and when one first was."""
    rows = rows_of(observations)
    leaving = leaving_of(rows, rules)
    standing = {row.pk: row.is_shown for row in rows if row.replaced_by is None}
    _mark(observations, [pk for pk, is_shown in standing.items() if is_shown and pk not in leaving], False)
    shown = [pk for pk, is_shown in standing.items() if not is_shown and pk in leaving]
    _mark(observations, shown, True, shown_at=Coalesce("shown_at", Value(at, DateTimeField())))


def _mark(observations, keys, is_shown, **first):
    for start in range(0, len(keys), BATCH):
        observations.filter(pk__in=keys[start : start + BATCH]).update(is_shown=is_shown, **first)


@transaction.atomic
def redefine(*, measure, fields, from_on, by, at):
    """Give a measure a new definition, and where its values change, break the series from a day."""
    definition = define_again(measure=measure, fields=fields, by=by, at=at)
    if from_on:
        record_break(measure=measure, from_on=from_on, cause=fields["changed"], by=by, at=at)
    return definition


def read_submission(*, measure, file, mapping, new_places=()):
    """Read a file as a submission would, without storing anything: the observations and every problem."""
    return read_rows(measure, table_of(file, mapping.sheet), mapping, new_places=new_places)


def table_of(file, sheet=None):
    """Read a file into text cells; raises TableError with what is wrong and what to do."""
    file.seek(0)
    return read_table(file, name=base_name(file), sheet=sheet, limits=Limits())


def read_rows(measure, table, mapping, *, new_places=()):
    """Read a table as a submission would: the observations, by the names of places, and every problem."""
    definition = queries.wording(queries.latest_of(measure))
    known = {code: name for name, code in _places(measure).values_list("name", "code") if code}
    known |= {name: name for name in [*_places(measure).values_list("name", flat=True), *new_places]}
    found, problems = read_observations(table, mapping, definition, known)
    return found, (*problems, *_too_bare(found, table, definition))


def unknown_places(*, measure, file, mapping):
    """Return the names in a file that are no place the collective knows, each once, in their order."""
    table = table_of(file, mapping.sheet)
    _found, problems = read_rows(measure, table, mapping)
    return sending.questions(problems, table).places


def _places(measure):
    return measure.collective.places.order_by("pk")


def _too_bare(found, table, definition):
    """Refuse values without their parts where small counts must be held back: nobody could tell which."""
    if definition.kind == "count" or not definition.threshold:
        return ()
    bare = [one for one in found if one.status == "present" and one.denominator is None]
    message = _("Counts below %(threshold)s are held back, and a value alone does not say how small it is.")
    remedy = _("Choose the columns of the numerator and the denominator.")
    return tuple(
        Problem(
            table.file, one.sheet, one.row, None, "", "parts-needed",
            message % {"threshold": definition.threshold}, remedy,
        )
        for one in bare
    )  # fmt: skip


@transaction.atomic
def submit(*, measure, constituent, file, mapping, by, at):
    """Take in a constituent's file for a measure: all of it, or nothing with every error by row and column.

    The file is kept as it came and hashed; values for the same place, period and group take the place of
    earlier ones, which stay; the mapping is remembered for the next time.
    """
    measure = Measure.objects.select_for_update().select_related("collective__log").get(pk=measure.pk)
    digest = hash_of(file)
    refuse_twice(measure, constituent, digest)
    found = _read_or_refuse(measure, file, mapping)
    submission = Submission(
        measure=measure,
        definition=queries.latest_of(measure),
        constituent=constituent,
        file_name=base_name(file)[:200],
        sha256=digest,
        mapping=mapping.as_json(),
        sent_by=by,
        sent_at=at,
    )
    _save(submission)
    replaced = _store(submission, found)
    release(measure=measure, at=at, periods={one.starts_on for one in found})
    _remember(measure, constituent, mapping, at)
    facts = {"measure": measure.slug, "values": len(found), "constituent": constituent.pk}
    facts |= {"definition": submission.definition.number, "replaced": replaced}
    # Salted, because a short file could be guessed from its hash, and with it the counts that are held back.
    told = {"sha256": digest, "by": by.pk if by else ""}
    append(measure.collective.log, "submission_received", submission, at=at, facts=facts, personal=told)
    _keep_file(submission, file)
    return submission


@transaction.atomic
def submit_with_places(*, new_places, by, at, measure, **given):
    """Take in a file that names new places: they are added with it, or not at all.

    `new_places`: the fields of each place; `given`: constituent, file and mapping as for `submit`.
    """
    for fields in new_places:
        add_place(collective=measure.collective, fields=fields, by=by, at=at)
    return submit(measure=measure, by=by, at=at, **given)


def _read_or_refuse(measure, file, mapping):
    """Return the observations of a file that is right in every row; refuse any other, with all problems."""
    try:
        found, problems = read_submission(measure=measure, file=file, mapping=mapping)
    except TableError as fault:
        raise SubmissionRefused(str(fault)) from None
    if wrong := errors(problems):
        raise SubmissionRefused(_("The file has errors. Nothing of it was stored."), wrong)
    if not found:
        raise SubmissionRefused(_("The file holds no values for this measure."), problems)
    return found


def refuse_twice(measure, constituent, digest):
    """Refuse a file that the constituent submitted for this measure before."""
    earlier = measure.submissions.filter(constituent=constituent, sha256=digest).first()
    if earlier:
        about = {"day": earlier.sent_at.date().isoformat(), "file": earlier.file_name}
        raise SubmissionRefused(
            _(
                "This very file was submitted already, on %(day)s as “%(file)s”; nothing was stored twice. "
                "If the numbers have changed, save the file again and send the new one."
            )
            % about
        )


def hash_of(file):
    """Return the SHA-256 of a file, read in blocks."""
    file.seek(0)
    digest = hashlib.sha256()
    while block := file.read(1 << 20):
        digest.update(block)
    file.seek(0)
    return digest.hexdigest()


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
    """Keep the values, and mark the ones they replace; return how many those are."""
    places = dict(_places(submission.measure).values_list("name", "pk"))
    rows = [
        Observation(
            submission=submission,
            measure=submission.measure,
            place_id=places[one.place],
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
            measure=submission.measure, superseded_by=None
        ).values_list("pk", "place", "period_on", "group")
    }
    replaced = [earlier[key] for row in rows if (key := (row.place_id, row.period_on, row.group)) in earlier]
    for first in range(0, len(replaced), BATCH):
        some = Observation.objects.filter(pk__in=replaced[first : first + BATCH])
        some.update(superseded_by=submission)
    Observation.objects.bulk_create(rows, batch_size=BATCH)
    return len(replaced)


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
    """Keep the file, last of all; if its address cannot be kept, take it away again with the rest."""
    file.seek(0)
    submission.file.save(submission.file_name, File(file), save=False)
    try:
        submission.save(update_fields=["file"])
    except BaseException:
        submission.file.delete(save=False)
        raise


def remembered(*, measure, constituent):
    """Return the mapping remembered for a constituent, or None."""
    kept = RememberedMapping.objects.filter(measure=measure, constituent=constituent).first()
    return Mapping.from_json(kept.mapping) if kept else None


@transaction.atomic
def review_submission(*, submission, note, by, at):
    """Say that a second pair of eyes has looked through a file."""
    submission.reviewed_by, submission.reviewed_at, submission.note = by, at, note
    submission.save(update_fields=["reviewed_by", "reviewed_at", "note"])
    log, told = submission.measure.collective.log, {"note": note, "by": by.pk}
    append(log, "submission_reviewed", submission, at=at, personal=told)
    return submission


@transaction.atomic
def record_break(*, measure, from_on, cause, by, at):
    """Note a change of definition or method; the chart is drawn in two parts from that day."""
    row = Break.objects.create(measure=measure, from_on=from_on, cause=cause, recorded_by=by, recorded_at=at)
    facts, told = {"measure": measure.slug, "from": from_on.isoformat()}, {"cause": cause, "by": by.pk}
    append(measure.collective.log, "break_recorded", row, at=at, facts=facts, personal=told)
    return row
