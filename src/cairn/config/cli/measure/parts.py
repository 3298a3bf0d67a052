"""`cairn measure summarise` and `cairn measure merge`: a measure in parts, each where its rows lie."""

from pathlib import Path

import click

from cairn.config.cli.measure.definitions import path_of, read
from cairn.config.cli.measure.leaves import (
    PLACES,
    RELEASED,
    as_told,
    given,
    leaving,
    leaving_options,
    read_places,
    read_released,
    result,
)
from cairn.config.cli.measure.sources import open_source
from cairn.config.cli.measure.telling import Told, many, show, show_released
from cairn.config.cli.measure.work import Work, data_options, faults_as_told
from cairn.config.cli.output import (
    FILE,
    FILES,
    JSON,
    InputFault,
    Progress,
    envelope,
    print_json,
    say,
    sha256_of,
    write_out,
)

EXAMPLE_SUMMARISE = """\b
Examples:
  cairn measure summarise third-grade-reading --data north.xlsx --map north.json -o north.summary
                          --shared-key network.secret
  cairn measure summarise homelessness-inflow --data north.csv -o north.counts --release 11
"""
EXAMPLE_MERGE = """\b
Examples:
  cairn measure merge north.summary south.summary --places places.csv --json > state.json
  cairn measure merge north.counts south.counts
"""
LEAST = 16  # bytes of a shared key
OWN_KEY = b"no hash of a person leaves by --release"
Output = click.Path(dir_okay=False, writable=True, path_type=Path)


@click.command("summarise", epilog=EXAMPLE_SUMMARISE)
@click.argument("definition", metavar="DEFINITION")
@data_options
@click.option("-o", "--output", required=True, metavar="FILE", type=Output, help="Where to write it.")
@click.option(
    "--release", type=click.IntRange(min=1), metavar="N", help="Write only values of N people or more."
)
@PLACES
@RELEASED
@click.option(
    "--shared-key",
    "key_file",
    type=FILE,
    metavar="FILE",
    help="The members' common secret, to count a person once (`cairn measure key FILE --shared`).",
)
@JSON
def summarise(definition, address, map_file, output, is_json, **options):
    """Summarise the rows of SOURCE by DEFINITION into FILE, to be merged with those of other members.

    Without --release it holds exact counts of the smallest groups; people who are told apart are in it as
    hashes, which who has the key can look up. Keep it with those who may see that.
    """  # fmt: skip
    from cairn.engine.measure.merging import MeasureSummary

    path = path_of(definition)
    definition, source, places = read(path), open_source(address), read_places(options["places_file"])
    if not options["release"] and (places or options["released_files"]):
        raise click.UsageError(
            "--places and --released go with --release; else give them to `cairn measure merge`."
        )
    _keep_apart(output, [source.path, path, *options["released_files"]])
    key = _key(definition, options)
    released = read_released(options["released_files"], definition)
    work = Work(definition, source, Told(options["told_file"]), options)
    with work.told, work.rows(map_file, places) as (engine, rows):
        whole = MeasureSummary.from_rows(engine, definition=definition, through=work.through, key=key)
        leaves = whole
        if options["release"]:
            leaves = whole.for_release(options["release"], places=places, released=released)
    write_out(output, leaves.to_bytes())
    told = _told(output, whole, leaves, rows)
    if is_json:
        inputs = [path, source.path, map_file, options["places_file"], *options["released_files"]]
        named = {name: options[name] for name in ("sheet", "table", "release")}
        named |= {
            **given(options),
            "data": source.name if source.path is None else address,
            "through": options["through"] and f"{options['through']:%F}",
        }
        print_json(envelope(filter(None, inputs), named, told | {"notices": work.told.notices_as_texts()}))
        return
    say(_sentence(told))
    work.told.show_notices()


def _keep_apart(output, read):
    """Refuse to write over what is read."""
    if output and output.resolve() in {path.resolve() for path in read if path}:
        raise click.UsageError(f"-o {output} would write over what is read. Choose another name.")


def _key(definition, options):
    """Ask for what parts must agree on, before any row is read; give the secret they share, if any."""
    from cairn.engine.measure.compiled import families

    key = _shared_key(options["key_file"]) if options["key_file"] else b""
    if definition.until and not options["through"]:
        raise click.UsageError(
            f"{definition.name} counts who is there at a time: give --through, the same day for all parts."
        )
    if options["release"]:
        return key or OWN_KEY
    if families([definition])[0].people_keys() and not key:
        raise click.UsageError(
            f"{definition.name} counts each person once: give --shared-key FILE, the same at every member "
            "(make one with `cairn measure key network.secret --shared`)."
        )
    return key


def _shared_key(path):
    key = path.read_bytes().strip()
    if len(key) < LEAST or b"PUBLIC KEY" in key:
        raise InputFault(
            f"{path}: This is no shared secret of at least {LEAST} bytes. Make one with "
            "`cairn measure key network.secret --shared`, and give it to the other members in person."
        )
    return key


def _told(path, whole, made, rows):
    """Say what was written."""
    told = {"output": str(path), "sha256": sha256_of(path), "kind": made.KIND, "version": made.VERSION}
    told |= {"measure": whole.definition.name, "rows": rows}
    if made.KIND != "measure":
        return told | {
            "minimum": made.minimum, "n_values": len(made.table), "n_withheld": made.n_withheld
        }  # fmt: skip
    tables = whole.tables
    people = [len({cell[-2:] for cell in table}) for what, table in tables.items() if what[:7] == "people:"]
    return told | {
        "n_cells": whole.n_cells,
        "n_people": max(people, default=0),
        "n_figures": sum(len(table) for what, table in tables.items() if what[:7] == "values:"),
    }


def _sentence(told):
    """Say plainly what a file holds, and who may have it."""
    rows = many(told["rows"], "row")
    if told["kind"] != "measure":
        values = many(told["n_values"], "value")
        return (
            f"{told['output']}: {values} of {rows}, none of fewer than {told['minimum']:,}, and no person; "
            f"{told['n_withheld']:,} withheld."
        )
    people, cells = told["n_people"], many(told["n_cells"], "cell")
    hashes = "person as a hash" if people == 1 else "people as hashes"
    more = f", {people:,} {hashes} of the shared key" if people else ""
    more += f", {many(told['n_figures'], 'single figure')}" if told["n_figures"] else ""
    return (
        f"{told['output']}: {rows} as exact counts of {cells}{more}. No row and no person's name is in it, "
        "but places, codes and the smallest groups are: keep it with those who may see them. What may go "
        "further is made with --release."
    )


@click.command("merge", epilog=EXAMPLE_MERGE)
@FILES
@click.option("-o", "--output", metavar="FILE", type=Output, help="Write the merged summary too.")
@leaving_options
@JSON
@click.pass_context
def merge(ctx, files, output, is_json, **options):
    """Merge the summaries in FILE... and give the values of the whole; of releases, add up what they show.

    The values are those of `cairn measure run` over all rows together.
    """  # fmt: skip
    _keep_apart(output, files)
    places = read_places(options["places_file"])
    with Progress() as progress:
        progress("Merging")
        whole, notices = _merged(files)
        if whole.KIND != "measure":
            _refuse_leaving(ctx)
        values, out = _values(whole, files, options, places)
        if output:
            write_out(output, whole.to_bytes())
    if is_json:
        told = _as_json(whole, values, out, places) | {"n_parts": len(files), "notices": notices}
        inputs = [*files, *filter(None, [options["places_file"]]), *options["released_files"]]
        print_json(envelope(inputs, given(options), told))
        return
    if out:
        show(whole.definition, values, out, places, _parts(len(files), whole.n_rows))
    else:
        show_released(whole, values, len(files))
    for notice in notices:
        say(notice)


def _parts(number, rows):
    return f"{number:,} summar{'y' if number == 1 else 'ies'} of {many(rows, 'row')}"


def _merged(files):
    """Read summaries of one kind and merge them; every file that does not fit is told."""
    from cairn.engine.measure.merging import MeasureSummary
    from cairn.engine.measure.released import MeasureRelease
    from cairn.engine.summary import kind_of, merge_all

    kinds = {kind.KIND: kind for kind in (MeasureSummary, MeasureRelease)}
    found, faults, seen, notices = [], [], {}, []
    for file in files:
        data = file.read_bytes()
        try:
            kind = found[0].KIND if found else kind_of(data)
            if kind not in kinds:
                raise ValueError(f"This is a summary of kind {kind!r}: choose one of a measure.")
            part = kinds[kind].from_bytes(data)
            if different := found and part.difference(found[0]):
                raise ValueError(f"It has other {different} than {files[0]}: make all parts by the same.")
        except ValueError as fault:
            faults.append(f"{file}: {fault}")
            continue
        if (first := seen.setdefault(sha256_of(file), file)) is not file and part.n_cells:
            notices.append(f"Note: {file} holds the same as {first}, and is counted again.")
        found.append(part)
    if faults:
        raise InputFault("\n".join(faults))
    return merge_all(found), notices


def _refuse_leaving(ctx):
    """Refuse options of what would leave where it has left already."""
    typed = click.core.ParameterSource.COMMANDLINE
    for name, there in (("places", "--places"), ("released", "--released"), ("threshold", "--release")):
        if typed in map(ctx.get_parameter_source, (name, f"{name}_file", f"{name}_files")):
            why = "needs exact counts, and these files were made with --release"
            raise click.UsageError(f"--{name} {why}: give {there} to `cairn measure summarise`.", ctx)


def _values(whole, files, options, places):
    """Give the values of the whole, and what would leave of them; of releases all has left."""
    if whole.KIND != "measure":
        return whole.values(), None
    name = ", ".join(file.name for file in files)
    with faults_as_told(name):
        values = whole.values(places=places)
    return values, leaving(whole.definition, values, options, places, name)


def _as_json(whole, values, out, places):
    if out:
        return {"rows": whole.n_rows, **result(whole.definition, values, out, places)}
    definition, told = whole.definition, as_told(places)
    about = {"id": definition.name, "version": definition.version, "sha256": definition.content_hash}
    return {
        "measure": about | {"title": definition.document["title"]},
        "minimum": whole.minimum,
        "n_withheld": whole.n_withheld,
        "values": [told(one) for one in values],
    }
