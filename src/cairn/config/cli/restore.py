"""`cairn restore`: bring a backup back, whole or not at all."""

import click

from cairn.config.cli.backup import summed_up, tell_heads, told_in_words
from cairn.config.cli.database import start_django
from cairn.config.cli.output import FILE, JSON, Progress, console, envelope, print_json


@click.command()
@click.argument("path", metavar="FILE", type=FILE)
@click.option("--check", "is_check", is_flag=True, help="Only check the file; touch no database.")
@click.option("--replace", "may_replace", is_flag=True, help="Lose whatever this installation holds.")
@JSON
def command(path, is_check, may_replace, is_json):
    """Restore a backup into an installation that holds nothing yet, on SQLite or on PostgreSQL.

    The file is checked whole before anything is written: every hash, the version, the counts, and the record
    from its first entry. Then everything is written in one transaction, read again, and compared row by row.
    A backup of an older Cairn is brought up to date. Stop the server first; where anything is wrong, nothing
    changes.

    Example: DATABASE_URL=postgresql://cairn@localhost/cairn cairn restore /backups/cairn-2026-11-22.zip
    """
    if is_check and may_replace:
        raise click.UsageError("--check changes nothing, so there is nothing to --replace.")
    start_django()
    with told_in_words(), Progress() as progress:
        manifest = _checked(path, progress) if is_check else _restored(path, may_replace, progress)
    options = {"check": is_check, "replace": may_replace}
    if is_json:
        held = summed_up(manifest)
        print_json(envelope([path], options, {"ok": True, "checked": len(manifest["parts"]), **held}))
    else:
        _tell(path, summed_up(manifest), is_check=is_check)


def _checked(path, progress):
    from cairn.record.archive import Reader
    from cairn.record.backup import KIND
    from cairn.record.restore import checked

    with Reader(path, kind=KIND) as reader:
        return checked(reader, progress).manifest


def _restored(path, may_replace, progress):
    from cairn.record.restore import restore

    return restore(path, may_replace=may_replace, progress=progress)


def _tell(path, held, *, is_check):
    count = f"{held['rows']:,} rows and {held['files']:,} files"
    what = f"{path} is whole: {count}" if is_check else f"Restored {count} from {path}"
    by = f"of Cairn {held['made_by']}, {held['made_at'][:16].replace('T', ' ')} UTC"
    console.print(f"{what} ({by}).", markup=False, soft_wrap=True)
    tell_heads(held["heads"])
    if not is_check:
        console.print("Every row was read again and compared. Start it with: cairn serve", markup=False)
