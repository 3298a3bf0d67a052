"""Bring a backup back: checked whole first, written in one transaction, read again and compared."""

import os
import shutil
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from itertools import zip_longest
from pathlib import Path
from tempfile import TemporaryDirectory

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import DatabaseError, connection, models, transaction

from cairn.record import rows, versions
from cairn.record.archive import ArchiveRefused, Reader
from cairn.record.backup import KIND, Told, file_fields, heads_here, migrations_to_run, write_backup
from cairn.record.chains import ENTRY, HEAD, LOG, check_logs
from cairn.record.protection import protect, unprotect
from cairn.record.verify import DoesNotVerify

SHAPES = {
    "cairn": str,
    "made_at": str,
    "migrations": dict,
    "heads": list,
    "rows": dict,
    "missing_files": list,
}
EMPTIED_TOO = ("sessions.session", "account.emailconfirmation")  # they belong to what was there


@dataclass(slots=True)
class Backup:
    """An open backup that was checked: its manifest, and the tables in the form they were written in."""

    reader: Reader
    tables: dict[str, type[models.Model]]
    is_older: bool = False
    files: set[str] = field(default_factory=set)

    @property
    def manifest(self) -> dict:
        """Return what it says of itself."""
        return self.reader.manifest

    @contextmanager
    def table(self, label: str) -> Iterator[rows.Table]:
        """Open the rows of a table; what does not fit it is refused by the name of its part."""
        name = f"rows/{label}.jsonl"
        with closing(self.reader.lines(name)) as lines:
            try:
                yield rows.Table(self.tables[label], lines)
            except ValueError as fault:
                raise self.reader.refused(f"{name}: {fault}") from None

    def heads(self) -> list[dict]:
        """Follow every log in it from its first entry, and return their heads."""
        with self.table(LOG) as logs, self.table(ENTRY) as entries, self.table(HEAD) as heads:
            return check_logs(logs.records(), entries.records(), heads.records())


def checked(reader: Reader, progress: Told) -> Backup:
    """Check everything that can be checked without writing: hashes, versions, counts, files, the record."""
    for name, shape in SHAPES.items():
        if not isinstance(reader.manifest.get(name), shape):
            raise reader.refused(f"its manifest says nothing readable about {name}")
    backup = _in_its_form(reader)
    reader.check(progress)
    _check_rows(backup, progress)
    _check_parts(backup)
    progress("Following the record from its first entry")
    try:
        heads = backup.heads()
    except DoesNotVerify as fault:
        raise reader.refused(f"the record in it does not verify: {fault}") from None
    if heads != backup.manifest["heads"]:
        raise reader.refused("the record in it does not lead to the heads that its manifest names")
    return backup


def _in_its_form(reader):
    try:
        registry = versions.registry_at(reader.manifest["migrations"])
    except versions.NewerBackup as fault:
        raise ArchiveRefused(f"{reader.path}: {fault}. Nothing was changed. Update Cairn first.") from None
    except (TypeError, KeyError, ValueError):
        raise reader.refused("its manifest says nothing readable about migrations") from None
    return Backup(reader, rows.tables(registry), is_older=registry is not apps)


def _check_rows(backup, progress):
    """Count the rows of every table, and note the files that they name."""
    told = backup.manifest["rows"]
    if set(told) != set(backup.tables):
        odd = sorted(set(told) ^ set(backup.tables))
        raise backup.reader.refused(f"it does not hold the tables that its version has: {odd[0]}")
    for label, model in backup.tables.items():
        progress(f"Counting {label}")
        if f"rows/{label}.jsonl" not in backup.reader.parts:
            raise backup.reader.refused(f"rows/{label}.jsonl is missing")
        count, named = 0, [field.attname for field in file_fields(model)]
        with backup.table(label) as table:
            for row in table.records():
                count += 1
                backup.files.update(str(row[name]) for name in named if row[name])
        if count != told[label]:
            raise backup.reader.refused(f"{label} has {count} rows, and its manifest says {told[label]}")


def _check_parts(backup):
    """See that the archive holds exactly the tables, and the files that rows name."""
    missing = {name for name in backup.manifest["missing_files"] if isinstance(name, str)}
    backup.files -= missing
    expected = {f"rows/{label}.jsonl" for label in backup.tables} | {f"files/{name}" for name in backup.files}
    if odd := sorted(set(backup.reader.parts) - {"README.txt"} ^ expected):
        raise backup.reader.refused(f"{odd[0]} is not what its rows name")


def restore(path: Path, *, may_replace: bool = False, progress: Told = lambda _what: None) -> dict:
    """Restore a backup whole or not at all, and return its manifest; ArchiveRefused says why not.

    The database is brought up to date first. With `may_replace` whatever the installation holds is lost.
    """
    with Reader(path, kind=KIND) as reader:
        backup = checked(reader, progress)
        if not may_replace:
            refuse_what_is_there()
        if migrations_to_run():
            call_command("migrate", verbosity=0)
        with _in_this_version(backup, progress) as source, Files(backup) as files:
            files.unpack(progress)
            with transaction.atomic():
                empty_tables()
                _fill(source, progress)
                _compare(source, progress)
                files.put_in_place()
        return backup.manifest


def refuse_what_is_there() -> None:
    """Refuse an installation that holds anything."""
    there = set(connection.introspection.table_names())
    held = [label for label, model in rows.tables().items() if _has_rows(model, there)]
    held += ["files"] if any(path.is_file() for path in Path(settings.MEDIA_ROOT).rglob("*")) else []
    if held:
        raise ArchiveRefused(
            f"This installation is not empty: it holds {', '.join(held[:4])}{' …' if held[4:] else ''}. "
            "Nothing was changed. Restore into an empty one (another CAIRN_VAR or DATABASE_URL), or give "
            "--replace to lose what is here."
        )


def _has_rows(model, there):
    if model._meta.db_table not in there:
        return False
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT 1 FROM {connection.ops.quote_name(model._meta.db_table)} LIMIT 1")  # noqa: S608
        return cursor.fetchone() is not None


@contextmanager
def _in_this_version(backup, progress):
    """Give a backup of the same rows in the form of this version: itself, or one that is made for it."""
    if not backup.is_older:
        yield backup
        return
    progress(f"Bringing the rows of Cairn {backup.manifest['cairn']} up to date")
    with TemporaryDirectory(prefix="cairn-restore-") as folder:
        path = Path(folder, "up-to-date.zip")
        with versions.database_of_its_own(Path(folder)) as own:
            migrations = backup.manifest["migrations"]
            try:
                versions.bring_up_to_date(own, migrations, lambda: _fill(backup, progress))
            except (DatabaseError, ValueError, LookupError) as fault:
                raise backup.reader.refused(
                    f"it cannot be brought up to date: {_first_line(fault)}"
                ) from None
            write_backup(path, at=datetime.fromisoformat(backup.manifest["made_at"]), progress=progress)
        with Reader(path, kind=KIND) as reader:
            yield _in_its_form(reader)


@transaction.atomic
def empty_tables():
    """Take away whatever stands in the tables, the record too."""
    connection.check_constraints()  # PostgreSQL empties no table that has checks waiting
    unprotect(connection)
    emptied = [*rows.tables().values(), *(apps.get_model(label) for label in EMPTIED_TOO)]
    names = [model._meta.db_table for model in emptied]
    with connection.cursor() as cursor:
        for statement in connection.ops.sql_flush(no_style(), names, reset_sequences=True):
            cursor.execute(statement)
    protect(connection)


def _fill(backup, progress):
    """Write every row, and let the database check what they promise each other."""
    for label in backup.tables:
        progress(f"Writing {label}")
        try:
            with transaction.atomic(), backup.table(label) as table:
                table.insert()
        except (DatabaseError, OverflowError) as fault:
            raise backup.reader.refused(f"the database does not take {label}: {_first_line(fault)}") from None
    try:
        connection.check_constraints()
    except DatabaseError as fault:
        raise backup.reader.refused(f"its rows do not fit together: {_first_line(fault)}") from None
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), list(backup.tables.values())):
            cursor.execute(statement)


def _first_line(fault):
    return str(fault).strip().partition("\n")[0] or type(fault).__name__


def _compare(backup, progress):
    """Read every row again and compare it with the backup, and follow the record once more."""
    for label, model in rows.tables().items():
        progress(f"Comparing {label}")
        with backup.table(label) as table:
            pairs = zip_longest(table.rows(), rows.stored(model, table.names))
            is_same = all(one == other for one, other in pairs)
        if not is_same:
            raise backup.reader.refused(f"{label} reads otherwise in this database than in the backup")
    try:
        is_same = heads_here() == backup.manifest["heads"]
    except DoesNotVerify:
        is_same = False
    if not is_same:
        raise backup.reader.refused("the record does not lead to the heads that the manifest names")


class Files:
    """The stored files of a backup, unpacked beside their place and moved there at the very end."""

    def __init__(self, backup: Backup) -> None:
        """Note where they go."""
        self.backup = backup
        self.root = Path(settings.MEDIA_ROOT)
        self.is_in_place = False

    def __enter__(self) -> "Files":
        """Make a folder beside their place."""
        self.root.parent.mkdir(parents=True, exist_ok=True)
        self.folder = TemporaryDirectory(prefix=".restoring-", dir=self.root.parent)
        self.new, self.old = Path(self.folder.name, "new"), Path(self.folder.name, "old")
        self.new.mkdir(mode=0o700)
        return self

    def unpack(self, progress: Told) -> None:
        """Write them, readable by their owner alone."""
        free = shutil.disk_usage(self.folder.name).free
        names = sorted(self.backup.files)
        if sum(self.backup.reader.parts[f"files/{name}"].bytes for name in names) > free:
            raise self.backup.reader.refused("its files need more space than is free")
        progress(f"Unpacking {len(names)} files")
        for name in names:
            path = self.new / name
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                file.writelines(self.backup.reader.blocks(f"files/{name}"))

    def put_in_place(self) -> None:
        """Move them where they belong; what was there is kept until all is done."""
        if self.root.exists():
            self.root.rename(self.old)
        self.new.rename(self.root)
        self.is_in_place = True

    def __exit__(self, fault: type | None, *_more: object) -> None:
        """Put back what was there if anything went wrong, and take the folder away."""
        if fault and self.is_in_place:
            shutil.rmtree(self.root)
            if self.old.exists():
                self.old.rename(self.root)
        self.folder.cleanup()
