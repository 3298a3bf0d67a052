"""`cairn measure run`: a definition over a member's own data, all that is wrong with it, what would leave."""

from pathlib import Path

import click

from cairn.config.cli.measure.definitions import path_of, read
from cairn.config.cli.measure.leaves import given, leaving, leaving_options, read_places, result
from cairn.config.cli.measure.sources import open_source
from cairn.config.cli.measure.telling import Told, many, show
from cairn.config.cli.measure.work import Work, data_options
from cairn.config.cli.output import FILE, JSON, InputFault, envelope, print_json, sha256_of, write_out

EXAMPLE = """\b
Examples:
  cairn measure run kindergarten-readiness --data readiness.xlsx --map readiness-map.json
  cairn measure run kindergarten-readiness --data readiness.xlsx --places places.csv --released 2023.bundle
"""


@click.command("run", epilog=EXAMPLE)
@click.argument("definition", metavar="DEFINITION")
@data_options
@click.option("--every", type=click.Choice(["quarter", "year"]), help="Join periods into longer ones.")
@leaving_options
@click.option(
    "-o",
    "bundle_file",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write what leaves here, signed.",
)
@click.option(
    "--sign",
    "key_file",
    type=FILE,
    help="Your key (`cairn measure key`).",
)
@click.option("--sender", default="", help="Your name in the bundle.")
@JSON
def run(definition, address, map_file, is_json, **options):
    """Run DEFINITION over SOURCE, where the data lies, and show exactly what would leave.

    Every problem is told with file, row, column, rule and remedy, all at once; then nothing is computed. Rows
    never leave: -o writes the released values only, signed with your key.
    """  # fmt: skip
    if bool(options["bundle_file"]) != bool(options["key_file"]):
        raise click.UsageError("A bundle is signed: give -o FILE and --sign KEY together.")
    path = path_of(definition)
    definition, source, places = read(path), open_source(address), read_places(options["places_file"])
    work = Work(definition, source, Told(options["told_file"]), options)
    values, rows = _values(work, map_file, options, places)
    out = leaving(definition, values, options, places, source.name)
    told = result(definition, values, out, places)
    if not is_json:
        show(definition, values, out, places, many(rows, "row"))
        work.told.show_notices()
    if options["bundle_file"]:
        _write(definition, out, options, source, told)
    if not is_json:
        return
    inputs = [path, source.path, map_file, options["places_file"], *options["released_files"]]
    told |= {"rows": rows, "notices": work.told.notices_as_texts()}
    print_json(envelope(filter(None, inputs), _named(address, source, options), told))


def _values(work, map_file, options, places):
    from cairn.engine.measure.finished import measure_values

    with work.told, work.rows(map_file, places) as (engine, rows):
        values = measure_values(
            engine, work.definition, every=options["every"] or "", through=work.through, places=places
        )
    return values, rows


def _named(address, source, options):
    """List the options as they were given; an address without its password."""
    named = {name: options[name] for name in ("sheet", "table", "every", "sender")}
    through = options["through"]
    return {
        "data": source.name if source.path is None else address,
        "through": through and f"{through:%F}",
        **named,
        **given(options),
    }


def _write(definition, out, options, source, told):
    """Sign what leaves and write it."""
    from cairn.engine.measure.bundle import make_bundle, sign_bundle

    inputs = {source.name: sha256_of(source.path)} if source.path else {}
    bundle = make_bundle(definition, out, sender=options["sender"], inputs=inputs)
    bundle |= {"values": told["leaves"]["values"]}  # with the level of each place
    try:
        text = sign_bundle(bundle, options["key_file"].read_bytes())
    except ValueError as fault:
        raise InputFault(f"{options['key_file']}: {fault}") from None
    write_out(options["bundle_file"], text.encode())
    click.echo(
        f"Signed and written to {options['bundle_file']}: the values under “What would leave”.", err=True
    )
