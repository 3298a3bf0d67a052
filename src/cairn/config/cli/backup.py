"""`cairn backup`: everything of an installation, in one file."""

from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import click

from cairn.config.cli.database import start_django
from cairn.config.cli.output import JSON, InputFault, Progress, console, envelope, print_json, sha256_of

ARCHIVE = click.argument("path", metavar="FILE", type=click.Path(dir_okay=False, path_type=Path))


@click.command()
@ARCHIVE
@click.option("--overwrite", is_flag=True, help="Replace FILE if it is there, once the new one is whole.")
@JSON
def command(path, overwrite, is_json):
    """Back up the whole installation while it is being served: its database and its stored files.

    FILE is a ZIP with the rows of every table, the uploaded files and a manifest; it can be restored on
    SQLite and on PostgreSQL. It holds everything, names and e-mail addresses too, and is not encrypted: your
    account alone can read it (mode 0600), so encrypt it before it leaves the machine. Sessions, sign-in
    codes, rate limits and the secret key are not in it.

    Example: cairn backup /backups/cairn-2026-11-22.zip
    """
    start_django()
    from cairn.record.archive import Reader
    from cairn.record.backup import KIND, write_backup

    with told_in_words(), Progress() as progress:
        manifest = write_backup(path, at=datetime.now(UTC), may_replace=overwrite, progress=progress)
        with Reader(path, kind=KIND) as written:
            checked = written.check(progress)
    _tell(path, manifest, checked, is_json=is_json, overwrite=overwrite)


@contextmanager
def told_in_words():
    """Say what refuses in words: an archive, the database, or the disk."""
    from django.db import OperationalError

    from cairn.record.archive import ArchiveRefused

    try:
        yield
    except ArchiveRefused as refusal:
        raise InputFault(str(refusal)) from None
    except OperationalError as fault:
        said = str(fault).strip().partition("\n")[0]
        raise InputFault(
            f"The database cannot be used: {said}. Is DATABASE_URL right, and is it running?"
        ) from None
    except OSError as fault:
        raise InputFault(f"Nothing was changed: {fault}.") from None


def summed_up(manifest):
    """Return what a backup holds, for the answer of a command."""
    return {
        "made_by": manifest["cairn"],
        "made_at": manifest["made_at"],
        "rows": sum(manifest["rows"].values()),
        "tables": manifest["rows"],
        "files": sum(part["name"].startswith("files/") for part in manifest["parts"]),
        "missing_files": manifest["missing_files"],
        "heads": manifest["heads"],
    }


def _tell(path, manifest, checked, *, is_json, overwrite):
    held = summed_up(manifest)
    about = {"file": str(path), "bytes": path.stat().st_size, "sha256": sha256_of(path)}
    if is_json:
        result = {"ok": True, "checked": checked, **about, **held}
        print_json(envelope([], {"overwrite": overwrite}, result))
        return
    console.print(
        f"Backed up {held['rows']:,} rows and {held['files']:,} files to {path} ({size_of(about['bytes'])}).",
        markup=False,
        soft_wrap=True,
    )
    tell_heads(held["heads"])
    console.print(f"SHA-256 {about['sha256']}", style="dim", soft_wrap=True)
    for name in held["missing_files"]:
        click.echo(f"Missing: a row names the file {name}, which is not stored here.", err=True)


def tell_heads(heads):
    """Say of each log how long it is and where it leads."""
    for head in heads:
        console.print(
            f"Record {head['log']}: {head['size']:,} entries, head {head['root'][:16]}…, verified.",
            markup=False,
            soft_wrap=True,
        )


def size_of(count):
    """Write a number of bytes as people say it.

    >>> size_of(950), size_of(1_234_567)
    ('950 bytes', '1.2 MB')
    """
    for unit, of in (("GB", 1e9), ("MB", 1e6), ("kB", 1e3)):
        if count >= of:
            return f"{count / of:.1f} {unit}"
    return f"{count} bytes"
