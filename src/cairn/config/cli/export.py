"""`cairn export`: everything one collective holds, in open formats."""

import click

from cairn.config.cli.backup import ARCHIVE, size_of, told_in_words
from cairn.config.cli.database import start_django
from cairn.config.cli.output import (
    JSON,
    InputFault,
    Progress,
    console,
    envelope,
    print_json,
    print_table,
    sha256_of,
)

PERSONAL = "Also names, e-mail addresses, words, drafts, and votes with their time."
VOTES = "Also each person's votes, in a row without a name."
COUNTS = "Also values as they were sent, however small, and the files they came in."


@click.command()
@click.argument("slug", metavar="COLLECTIVE")
@ARCHIVE
@click.option("--with-personal", is_flag=True, help=PERSONAL)
@click.option("--with-votes", is_flag=True, help=VOTES)
@click.option("--with-small-counts", is_flag=True, help=COUNTS)
@click.option("--overwrite", is_flag=True, help="Replace FILE if it is there, once the new one is whole.")
@JSON
def command(slug, path, *, overwrite, is_json, **asked):
    """Export everything a collective holds to FILE, a ZIP of Markdown, CSV and JSON that needs no Cairn.

    By default it holds what anybody may read: nothing about people, no count of few, nothing unpublished. The
    options add what you may hand to nobody else; a README inside says in plain words what is where and what
    was left out. The same database gives the same bytes.

    Example: cairn export three-rivers three-rivers.zip
    """
    start_django()
    from cairn.record.archive import Reader
    from cairn.record.export import KIND, Scope

    scope = Scope(**{name.removeprefix("with_"): value for name, value in asked.items()})
    with told_in_words(), Progress() as progress:
        manifest = _written(path, slug, scope, overwrite, progress)
        with Reader(path, kind=KIND) as written:
            checked = written.check(progress)
    options = {"collective": slug, **scope._asdict(), "overwrite": overwrite}
    _tell(path, manifest, checked, options, is_json=is_json)


def _written(path, slug, scope, overwrite, progress):
    from cairn.loop.export import write_export
    from cairn.network.models import Collective
    from cairn.record.backup import refuse_behind

    refuse_behind()
    collective = Collective.objects.filter(slug=slug).first()
    if collective is None:
        there = ", ".join(Collective.objects.order_by("slug").values_list("slug", flat=True)) or "none yet"
        raise InputFault(f"{slug}: there is no such collective (there are: {there}).")
    return write_export(path, collective, scope, may_replace=overwrite, progress=progress)


def _tell(path, manifest, checked, options, *, is_json):
    about = {"file": str(path), "bytes": path.stat().st_size, "sha256": sha256_of(path)}
    about |= {name: manifest[name] for name in ("as_of", "heads", "scope", "parts")}
    if is_json:
        print_json(envelope([], options, {"ok": True, "checked": checked, **about}))
        return
    console.print(
        f"Exported {manifest['name']} to {path}: {checked} files, {size_of(about['bytes'])}, as of "
        f"{manifest['as_of'][:10]}.",
        markup=False,
        soft_wrap=True,
    )
    print_table("", ("in it", "files", "bytes"), _folders(manifest["parts"]))
    console.print(_held(manifest["scope"]), markup=False)
    console.print(f"SHA-256 {about['sha256']}", style="dim", soft_wrap=True)


def _held(scope):
    if scope["personal"]:
        return "It holds personal data; only you can read the file."
    if any(scope.values()):
        return "It holds what not everybody may read; only you can read the file."
    return "Nothing about people was taken up, beside what is published."


def _folders(parts):
    found = {}
    for part in parts:
        folder = part["name"].split("/")[0] + ("/" if "/" in part["name"] else "")
        count, size = found.get(folder, (0, 0))
        found[folder] = count + 1, size + part["bytes"]
    return [(folder, *counted) for folder, counted in found.items()]
