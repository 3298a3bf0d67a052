"""Write an export: every part in a fixed order, so that the same database gives the same bytes."""

from collections.abc import Callable, Iterator
from datetime import UTC
from pathlib import Path

from django.template.loader import render_to_string
from django.utils.translation import override

from cairn import __version__
from cairn.activities.data.models import Submission
from cairn.activities.data.queries.exported import measure_files
from cairn.loop.export.components import component_files
from cairn.loop.export.tables import PEOPLE, TABLES, people_named
from cairn.network.models import Membership
from cairn.participation.actions.opinion_maps import map_of
from cairn.participation.queries.exported import conversation_files, evidence_files, stored_files
from cairn.pathway.queries.exported import edition_files
from cairn.record.archive import Writer, whole_file
from cairn.record.export import KIND, Scope, csv_blocks, json_block
from cairn.record.queries import exported as exported_log
from cairn.record.snapshot import snapshot
from cairn.results.queries.exported import series_file

Told = Callable[[str], None]
Parts = Iterator[tuple[str, Iterator[bytes]]]


def write_export(
    path: Path,
    collective,
    scope: Scope,
    *,
    may_replace: bool = False,
    progress: Told = lambda _what: None,
) -> dict:
    """Write what a collective holds as a ZIP and return its manifest; ArchiveRefused says why not.

    It is read as at one moment, while others go on writing. Without any part of the scope it holds what
    anybody may read: no names of people but those of roles, no e-mail address, no count that is too small.
    """
    for conversation in collective.conversations.order_by("pk"):
        map_of(conversation=conversation, at=_last_act(collective))
    with whole_file(path, may_replace=may_replace) as file, Writer(file) as writer, snapshot():
        collective = _as_reader(collective, scope)
        for name, blocks in _parts(collective, scope, progress):
            writer.add(name, blocks)
        writer.name_parts(_about(collective, scope))
    return {**_about(collective, scope), "parts": [part._asdict() for part in writer.parts]}


def _as_reader(collective, scope):
    """Return the collective as its reader gets it from the gate: a visitor, or a steward."""
    own = type(collective).objects.select_related("log").get(pk=collective.pk)
    own.membership = Membership(role=Membership.Role.STEWARD) if scope.personal else None
    return own


def _about(collective, scope):
    log = collective.log
    return {
        "kind": KIND,
        "cairn": __version__,
        "collective": collective.slug,
        "name": collective.name,
        "as_of": _last_act(collective).isoformat(),
        "scope": scope._asdict(),
        "heads": [{"log": log.origin, "size": log.size, "root": log.root_hex}],
    }


def _last_act(collective):
    """Return the moment of the last act on the record: the export says how things stood then."""
    last = collective.log.entries.order_by("-index").values_list("at", flat=True).first()
    return (last or collective.created_at).astimezone(UTC)


def _parts(collective, scope, progress) -> Parts:
    """Yield every part in order, saying what comes next."""
    on, for_members = _last_act(collective).date(), scope.personal
    yield "README.md", [_readme(collective, scope, on).encode()]
    progress("Writing the pathway")
    yield from edition_files(collective, for_members=for_members)
    yield from component_files(collective, on=on, for_members=for_members)
    progress("Writing conversations")
    yield from conversation_files(collective, scope)
    progress("Writing measures and results")
    yield from measure_files(collective)
    yield series_file(collective, on=on)
    progress("Writing the record")
    yield "record/log.jsonl", exported_log(collective.log)
    yield from _tables(collective, scope, progress)
    progress("Writing files")
    yield from _files(collective, scope)


def _readme(collective, scope, on):
    """Write what a reader sees first: what is where, what is not in it, how to check it."""
    about = {
        "collective": collective,
        "scope": scope,
        "has_votes": scope.personal or scope.votes,
        "version": __version__,
        "on": on.isoformat(),
        "size": str(collective.log.size),
        "root": collective.log.root_hex,
    }
    return render_to_string("loop/export_readme.md", about)


def _tables(collective, scope, progress) -> Parts:
    resources = []
    with override("en"):
        for table in (one for one in TABLES if one.is_in(scope)):
            progress(f"Writing {table.label}")
            for written in table.parts(collective, scope):
                yield written.path, written.blocks()
                resources.append(written.resource())
    if scope.personal:
        yield "people.csv", csv_blocks(PEOPLE, people_named(collective, scope))
    about = {"name": collective.slug, "title": collective.name, "profile": "tabular-data-package"}
    yield "datapackage.json", json_block({**about, "resources": resources})


def _files(collective, scope) -> Parts:
    if scope.personal:
        yield from evidence_files(collective)
    if scope.small_counts:
        names = Submission.objects.filter(measure__collective=collective).values_list("file", flat=True)
        yield from stored_files(sorted(set(names)))
