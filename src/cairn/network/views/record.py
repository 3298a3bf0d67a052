"""The record of a collective: its head, the latest acts, receipts, and the whole of it to check at home."""

import csv

from django.http import HttpResponse, JsonResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render

from cairn.network.access import Role, collective_for, may, require
from cairn.network.forms import Search
from cairn.network.views.page import paged, words_sought
from cairn.record import queries
from cairn.web.spreadsheet import safe_row


def record(request, slug):
    """Show the head of the record and the latest acts."""
    collective = collective_for(request, slug)
    words = words_sought(request)
    page = paged(request, queries.listed(collective.log, words=words))
    about = {"log": collective.log, "page": page, "form": Search(request.GET), "words": words}
    about["may_export"] = may(collective, Role.STEWARD)
    return render(request, "network/record.html", about)


def receipt(request, slug, index):
    """Give the receipt of one entry, to be checked with `cairn record verify`."""
    collective = collective_for(request, slug)
    entry = get_object_or_404(collective.log.entries, index=index)
    answer = JsonResponse(queries.receipt(entry), json_dumps_params={"ensure_ascii": False})
    answer["Content-Disposition"] = f'attachment; filename="{slug}-receipt-{index}.json"'
    return answer


def record_log(request, slug):
    """Give the whole record, as `cairn record verify` reads it; for members."""
    collective = collective_for(request, slug)
    require(collective, Role.OBSERVER)
    return _file(queries.exported(collective.log), "application/x-ndjson", f"{slug}-record.jsonl")


def record_table(request, slug):
    """Give the whole record as a table; for members."""
    collective = collective_for(request, slug)
    require(collective, Role.OBSERVER)
    write = csv.writer(_Line()).writerow
    return _file(
        map(write, map(safe_row, queries.tabulated(collective.log))), "text/csv", f"{slug}-record.csv"
    )


class _Line:
    """Gives back each line that csv writes."""

    def write(self, line):
        return line


def _file(lines, kind, name) -> HttpResponse:
    disposition = f'attachment; filename="{name}"'
    return StreamingHttpResponse(lines, content_type=kind, headers={"Content-Disposition": disposition})
