"""`cairn measure run`: a definition over a member's own data, all that is wrong with it, what would leave."""

import tempfile
import time
from dataclasses import replace
from itertools import islice
from pathlib import Path

import click

from cairn.config.cli.measure.definitions import path_of, read
from cairn.config.cli.measure.sources import open_source
from cairn.config.cli.measure.telling import Told, show
from cairn.config.cli.output import JSON, InputFault, envelope, print_json

PATIENCE = 2.0


@click.command(
    "run",
    epilog="Example: cairn measure run kindergarten-readiness --data readiness.xlsx --map readiness-map.json",
)
@click.argument("given", metavar="DEFINITION")
@click.option(
    "--data",
    "address",
    required=True,
    metavar="SOURCE",
    help="CSV, XLSX, ODS, Parquet or SQLite file; or sqlite:///FILE, postgresql://USER@HOST/DATABASE.",
)
@click.option(
    "--map",
    "map_file",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="CROSSWALK",
    help="Your columns and codes, as JSON. Written from your headings if it is not there yet.",
)
@click.option("--sheet", help='The sheet of a workbook; "*" reads every one.')
@click.option("--table", help="The table of a database.")
@click.option("--every", type=click.Choice(["quarter", "year"]), help="Join periods into longer ones.")
@click.option("--through", type=click.DateTime(["%Y-%m-%d"]), help="The last day that the data is for.")
@click.option(
    "--threshold", type=click.IntRange(0), default=0, help="Hold back more than the definition does."
)
@click.option(
    "--problems",
    "told_file",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write every problem here, as CSV.",
)
@click.option(
    "-o",
    "bundle_file",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write what leaves here, signed.",
)
@click.option(
    "--sign",
    "key_file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Your key (`cairn measure key`).",
)
@click.option("--sender", default="", help="Your name in the bundle.")
@JSON
def run(given, address, map_file, is_json, **options):
    """Run DEFINITION over SOURCE, where the data lies, and show exactly what would leave.

    Every problem is told with file, row, column, rule and remedy, all at once; then nothing is computed. Rows
    never leave: -o writes the released values only, signed with your key.
    """  # fmt: skip
    if bool(options["bundle_file"]) != bool(options["key_file"]):
        raise click.UsageError("A bundle is signed: give -o FILE and --sign KEY together.")
    path = path_of(given)
    definition, source = read(path), open_source(address)
    work = Work(definition, source, Told(options["told_file"]), options)
    with work.told:
        values, rows = work.values(map_file)
    out = _leaving(definition, values, options["threshold"])
    inputs = [path, *filter(None, [source.path, map_file])]
    if options["bundle_file"]:
        show(definition, values, out, rows, work.told) if not is_json else None
        _write(definition, out, options, source)
    if is_json:
        print_json(
            envelope(inputs, _named(address, source, options), _result(definition, values, out, rows, work))
        )
    elif not options["bundle_file"]:
        show(definition, values, out, rows, work.told)


class Work:
    """One run: from the source to the values."""

    def __init__(self, definition, source, told, options):
        """Keep what it goes by."""
        self.definition, self.source, self.told, self.options = definition, source, told, options
        self.crosswalk = None

    def values(self, map_file):
        """Read all rows, stop if anything is wrong, and compute; give the values and the number of rows."""
        import duckdb

        from cairn.engine.measure.finished import measure_values
        from cairn.engine.measure.running import Duck
        from cairn.engine.measure.staging import Staging

        self.crosswalk = self._crosswalk(map_file)
        with tempfile.TemporaryDirectory(prefix="cairn-measure-") as folder:
            config = {"memory_limit": "1GB", "temp_directory": folder}
            with duckdb.connect(":memory:", config=config) as connection:
                connection.execute("SET enable_external_access = false")
                staging = Staging(connection, self.definition)
                rows = self._read(staging)
                self.told.fail()
                through = self.options["through"]
                try:
                    values = measure_values(
                        Duck(connection), self.definition, every=self.options["every"] or "",
                        through=through and through.date(),
                    )  # fmt: skip
                except ValueError as fault:
                    raise InputFault(f"{self.source.name}: {fault}") from None
        return values, rows

    def _read(self, staging):
        from cairn.engine.measure.reading import TableReader

        reader = TableReader(self.source.name, self.definition, self.crosswalk, self.told)
        rows, began, shown = 0, time.monotonic(), False
        with self._sheets() as sheets:
            for batch in reader.batches(sheets):
                staging.add(batch)
                rows += len(batch.rows)
                if time.monotonic() - began > PATIENCE:
                    click.echo(f"\r{rows:,} rows read …", nl=False, err=True)
                    shown = True
        if shown:
            click.echo(err=True)
        for problem in staging.twice(file=self.source.name):
            self.told(problem)
        return rows

    def _sheets(self, crosswalk=None):
        known = crosswalk or self.crosswalk
        sheet = self.options["sheet"] or (known.sheet if known else "")
        table = self.options["table"] or (known.table if known else "")
        return Guarded(self.source, sheet, table, known.encoding if known else "")

    def _crosswalk(self, map_file):
        """Read the crosswalk that is kept, or propose one from the headings and keep it."""
        from cairn.engine.measure.crosswalk import CrosswalkError, read_crosswalk

        is_kept = map_file is not None and map_file.exists()
        if is_kept:
            try:
                found = read_crosswalk(
                    map_file.read_text(encoding="utf-8"), self.definition, file=str(map_file)
                )
            except (CrosswalkError, UnicodeDecodeError) as fault:
                raise InputFault(str(fault)) from None
        else:
            found = self._proposed()
            if map_file:
                map_file.write_text(found.as_text(), encoding="utf-8")
        return self._complete(found, map_file, is_kept)

    def _complete(self, found, map_file, is_kept):
        """Take what nobody asked for as not collected; without what every row needs, stop."""
        inputs = self.definition.inputs
        lacking = found.lacking(self.definition)
        needed = [name for name in lacking if inputs[name].required or name == self.definition.of]
        if needed:
            each = "\n".join(f"  {name}: {inputs[name].meaning}" for name in needed)
            where = map_file or "a file (give --map FILE and it is written for you)"
            done = (
                ""
                if is_kept or not map_file
                else f" What was found in the headings is written to {map_file}."
            )
            raise InputFault(
                f"{self.source.name}: No column answers {', '.join(needed)}.{done} Name the headings under "
                f'"columns" in {where}:\n{each}'
            )
        return replace(found, fixed={**found.fixed, **dict.fromkeys(lacking, "not collected")})

    def _proposed(self):
        """Propose from the row of headings that answers most."""
        from cairn.engine.measure.crosswalk import Crosswalk, propose
        from cairn.engine.measure.reading import HEADER_ROWS

        with self._sheets(Crosswalk()) as sheets:
            first = next(iter(sheets))
            rows = [cells for _, cells in islice(first.rows, HEADER_ROWS)]
            found = [propose(cells, self.definition, sheet=first.name) for cells in rows]
        best = max(
            found, key=lambda one: len(one.columns), default=Crosswalk(definition=self.definition.name)
        )
        asked = {name: self.options[name] for name in ("sheet", "table") if self.options[name]}
        return replace(best, **asked)


class Guarded:
    """The sheets of a source; what cannot be read is told as the input's fault, whenever it is met."""

    def __init__(self, source, sheet, table, encoding):
        """Keep how to open it."""
        self.made = source.sheets(sheet, table, encoding)

    def __enter__(self):
        """Open it."""
        with self.faults():
            return self.made.__enter__()

    def __exit__(self, kind, fault, trace):
        """Close it, and say what was at fault."""
        from cairn.engine.measure.source import TableError

        self.made.__exit__(kind, fault, trace)
        if isinstance(fault, TableError):
            raise InputFault(str(fault)) from None

    def faults(self):
        """Catch what a reader says when it is opened."""
        from contextlib import contextmanager

        from cairn.engine.measure.source import TableError

        @contextmanager
        def told():
            try:
                yield
            except TableError as fault:
                raise InputFault(str(fault)) from None

        return told()


def _leaving(definition, values, threshold):
    from cairn.engine.measure.leaving import leaving

    try:
        return leaving(definition, values, threshold=threshold)
    except ValueError as fault:
        raise InputFault(str(fault)) from None


def _named(address, source, options):
    """List the options as they were given; an address without its password."""
    given = {name: options[name] for name in ("sheet", "table", "every", "threshold", "sender")}
    through = options["through"]
    return {
        "data": source.name if source.path is None else address,
        "through": through and f"{through:%F}",
        **given,
    }


def _result(definition, values, out, rows, work):
    return {
        "measure": {
            "id": definition.name, "version": definition.version, "title": definition.document["title"],
            "sha256": definition.content_hash, "unit": definition.document.get("unit", ""),
            "better": definition.better,
        },
        "rows": rows,
        "notices": [str(one) for one in work.told.kept if not one.is_error],
        "values": [one.as_json() for one in values],
        "leaves": {
            "rule": out.rule, "threshold": out.threshold, "held": out.held,
            "values": [one.as_json() for one in out.values],
        },
    }  # fmt: skip


def _write(definition, out, options, source):
    """Sign what leaves and write it."""
    from cairn.config.cli.output import sha256_of
    from cairn.engine.measure.bundle import make_bundle, sign_bundle

    inputs = {source.name: sha256_of(source.path)} if source.path else {}
    bundle = make_bundle(definition, out, sender=options["sender"], inputs=inputs)
    try:
        text = sign_bundle(bundle, options["key_file"].read_bytes())
    except ValueError as fault:
        raise InputFault(f"{options['key_file']}: {fault}") from None
    options["bundle_file"].write_text(text, encoding="utf-8")
    click.echo(
        f"Signed and written to {options['bundle_file']}: the values under “What would leave”.", err=True
    )
