"""A backup: every row and every stored file of one installation at one moment, in one archive."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from django.core.files.storage import default_storage
from django.db import connection, models
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder

from cairn import __version__
from cairn.record import rows
from cairn.record.archive import BLOCK, ArchiveRefused, Writer, whole_file
from cairn.record.chains import ENTRY, HEAD, LOG, check_logs
from cairn.record.snapshot import snapshot
from cairn.record.verify import DoesNotVerify

Told = Callable[[str], None]
KIND = "cairn-backup-1"
ABOUT = """This is a backup of an installation of Cairn {version}, made at {at}.

It holds everything, also names, e-mail addresses and private files: keep it as you keep those.
Bring it back with   cairn restore FILE   into an empty installation, on SQLite or on PostgreSQL.

manifest.json     what is in here: the version, the migrations, the rows of each table, the heads of the
                  record, and each part with its SHA-256
rows/TABLE.jsonl  the rows of one table: the first line names the columns, each later line is one row
files/            uploaded files, under the names that the rows give them
"""


def write_backup(
    path: Path,
    *,
    at: datetime,
    may_replace: bool = False,
    progress: Told = lambda _what: None,
) -> dict:
    """Write a backup and return its manifest; raise ArchiveRefused where that cannot be done whole.

    The installation may be served meanwhile: everything is read as it stood at one moment.
    """
    refuse_behind()
    with whole_file(path, may_replace=may_replace) as file, Writer(file) as writer, snapshot():
        writer.add("README.txt", [ABOUT.format(version=__version__, at=at.isoformat()).encode()])
        manifest = about(at=at, heads=_heads(progress))
        for label, model in rows.tables().items():
            progress(f"Reading {label}")
            writer.add(f"rows/{label}.jsonl", _counted(model, label, manifest["rows"]))
        progress("Reading the stored files")
        for name in file_names():
            _add_file(writer, name, manifest["missing_files"])
        writer.name_parts(manifest)
    return {**manifest, "parts": [part._asdict() for part in writer.parts]}


def refuse_behind() -> None:
    """Refuse a database that is behind this version: its tables are not those that Cairn knows."""
    if not applied():
        raise ArchiveRefused("There is no Cairn here. Set CAIRN_VAR or DATABASE_URL to the one you mean.")
    if plan := migrations_to_run():
        raise ArchiveRefused(
            f"The database is {len(plan)} migration(s) behind Cairn {__version__}. Use the version that it "
            "was served with, or bring it up to date first: cairn manage migrate"
        )


def migrations_to_run() -> list:
    """Return the migrations that the database does not have yet."""
    executor = MigrationExecutor(connection)
    return executor.migration_plan(executor.loader.graph.leaf_nodes())


def about(*, at: datetime, heads: list[dict]) -> dict:
    """Begin a manifest with what is known before anything is read."""
    return {
        "kind": KIND,
        "cairn": __version__,
        "made_at": at.isoformat(),
        "database": connection.vendor,
        "migrations": applied(),
        "heads": heads,
        "rows": {},
        "missing_files": [],
    }


def applied() -> dict[str, list[str]]:
    """Return the migrations that made the tables as they are, by app."""
    found: dict[str, list[str]] = {}
    for app, name in sorted(MigrationRecorder(connection).applied_migrations()):
        found.setdefault(app, []).append(name)
    return found


def _heads(progress):
    progress("Following the record from its first entry")
    try:
        return heads_here()
    except DoesNotVerify as fault:
        raise ArchiveRefused(
            f"The record does not verify: {fault}. Nothing was written; keep your earlier backups."
        ) from None


def heads_here() -> list[dict]:
    """Follow every log of the database from its first entry, and return their heads."""
    tables = rows.tables()
    return check_logs(*(rows.records(tables[label]) for label in (LOG, ENTRY, HEAD)))


def _counted(model, label, counts):
    counts[label] = -1  # the line with the columns is no row
    for line in rows.lines(model):
        counts[label] += 1
        yield line


def file_names() -> list[str]:
    """Return the names of the stored files that rows name, in order, each once."""
    found = set()
    for model in rows.tables().values():
        for field in file_fields(model):
            found.update(model._base_manager.values_list(field.attname, flat=True).distinct())
    return sorted(found - {"", None})


def file_fields(model: type[models.Model]) -> list[models.Field]:
    """Return the fields of a model that name stored files."""
    return [field for field in rows.columns(model) if isinstance(field, models.FileField)]


def _add_file(writer, name, missing):
    try:
        file = default_storage.open(name)
    except FileNotFoundError:
        missing.append(name)
        return
    with file:
        writer.add(f"files/{name}", iter(lambda: file.read(BLOCK), b""))
