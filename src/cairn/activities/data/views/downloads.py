"""Downloads: released values as CSV and JSON, a definition, and a file as it came."""

import csv
import json
from io import StringIO

from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404

from cairn.activities.data import queries
from cairn.activities.data.queries import exported
from cairn.activities.data.views.page import may_see_raw, measure_or_404
from cairn.network.access import collective_for
from cairn.web.spreadsheet import safe_row


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


def measure_csv(request, slug, measure):
    """Give the released values of a measure as CSV."""
    collective = collective_for(request, slug)
    shown = measure_or_404(collective, measure)
    return csv_file(exported.COLUMNS, exported.lines_of(shown), f"{slug}-{measure}.csv")


def measure_json(request, slug, measure):
    """Give the released values of a measure as JSON, with its definitions and its breaks."""
    collective = collective_for(request, slug)
    shown = measure_or_404(collective, measure)
    found = exported.measure_data(shown)
    return _download(json.dumps(found, ensure_ascii=False), "application/json", f"{slug}-{measure}.json")


def definition_json(request, slug, measure, number):
    """Give one version of a definition: its hash is the SHA-256 of `canonical`."""
    collective = collective_for(request, slug)
    shown = measure_or_404(collective, measure)
    definition = next((one for one in shown.definitions.all() if one.number == number), None)
    if definition is None:
        raise Http404
    found = {
        "measure": measure,
        **exported.definition_data(definition),
        "canonical": queries.wording(definition).canonical(),
    }
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
