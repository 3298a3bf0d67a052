"""Downloads: released values as CSV and JSON, a definition, and a file as it came."""

import csv
import json
from io import StringIO

from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import override

from cairn import __version__
from cairn.activities.data import queries
from cairn.activities.data.queries import pages
from cairn.activities.data.queries.words import STATES
from cairn.activities.data.views.page import may_see_raw, measure_or_404
from cairn.engine.measure.periods import period_at
from cairn.network.access import collective_for
from cairn.web.spreadsheet import safe_row

COLUMNS = (
    "period", "starts_on", "place", "place_code", "group", "numerator", "denominator", "value", "status",
    "definition",
)  # fmt: skip


def csv_file(columns, rows, name):
    """Answer with a CSV that opens rightly: UTF-8 with its mark, and no cell that a spreadsheet would run."""
    text = StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(columns)
    writer.writerows(map(safe_row, rows))
    return _download("\ufeff" + text.getvalue(), "text/csv", name)


def _download(text, content_type, name):
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(text, content_type=f"{content_type}; charset=utf-8", headers=headers)


def _lines(measure):
    """Return every released value as plain cells, in the order of COLUMNS."""
    numbers = {one.pk: one for one in measure.definitions.all()}
    for place, value in pages.released(measure):
        made_with = numbers[value.definition]
        yield (
            period_at(value.period_on, made_with.period).key,
            value.period_on.isoformat(),
            place.name,
            place.code,
            value.group,
            _figure(value.numerator if value.denominator is not None or made_with.kind == "count" else None),
            _figure(value.denominator),
            _figure(value.value),
            value.status,
            made_with.number,
        )


def _figure(number):
    """Write whole numbers as such; a missing one stays missing."""
    if number is None:
        return None
    return int(number) if number == int(number) else float(number)


def measure_csv(request, slug, measure):
    """Give the released values of a measure as CSV."""
    collective = collective_for(request, slug)
    shown = measure_or_404(collective, measure)
    return csv_file(COLUMNS, _lines(shown), f"{slug}-{measure}.csv")


def measure_json(request, slug, measure):
    """Give the released values of a measure as JSON, with its definitions and its breaks."""
    collective = collective_for(request, slug)
    shown = measure_or_404(collective, measure)
    with override("en"):  # a file reads the same for everybody
        statuses = {status: str(STATES[status]) for status in STATES if status not in {"nothing", "not_due"}}
    found = {
        "cairn": __version__,
        "collective": slug,
        "measure": measure,
        "definitions": [_plain(one) for one in sorted(shown.definitions.all(), key=lambda one: one.number)],
        "breaks": [
            {"from": row.from_on.isoformat(), "cause": row.cause}
            for row in sorted(shown.breaks.all(), key=lambda row: (row.from_on, row.pk))
        ],
        "statuses": statuses,
        "values": [dict(zip(COLUMNS, line, strict=True)) for line in _lines(shown)],
    }
    return _download(json.dumps(found, ensure_ascii=False), "application/json", f"{slug}-{measure}.json")


def _plain(definition):
    parts = json.loads(queries.wording(definition).canonical())
    about = {"number": definition.number, "made_at": definition.made_at.isoformat()}
    return {**about, **parts, "content_hash": definition.content_hash}


def definition_json(request, slug, measure, number):
    """Give one version of a definition: its hash is the SHA-256 of `canonical`."""
    collective = collective_for(request, slug)
    shown = measure_or_404(collective, measure)
    definition = next((one for one in shown.definitions.all() if one.number == number), None)
    if definition is None:
        raise Http404
    found = {"measure": measure, **_plain(definition), "canonical": queries.wording(definition).canonical()}
    return _download(
        json.dumps(found, ensure_ascii=False, indent=1),
        "application/json",
        f"{slug}-{measure}-definition-{number}.json",
    )


def submission_file(request, slug, measure, pk):
    """Give a file as it came, to members of its constituent and to stewards; for others it does not exist."""
    collective = collective_for(request, slug)
    submission = get_object_or_404(measure_or_404(collective, measure).submissions, pk=pk)
    if not may_see_raw(collective, submission):
        raise Http404
    return FileResponse(
        submission.file.open("rb"),
        as_attachment=True,
        filename=submission.file_name,
        content_type="application/octet-stream",
    )
