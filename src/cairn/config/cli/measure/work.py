"""From a member's rows to a table that a definition runs over, with all that is wrong with them."""

import tempfile
from contextlib import contextmanager
from dataclasses import replace
from itertools import islice
from pathlib import Path

import click

from cairn.config.cli.output import Counted, InputFault, write_out

DATA_OPTIONS = (
    click.option(
        "--data", "address", required=True, metavar="SOURCE",
        help="CSV, XLSX, ODS, Parquet or SQLite file; or sqlite:///FILE, postgresql://USER@HOST/DATABASE.",
    ),
    click.option(
        "--map", "map_file", type=click.Path(dir_okay=False, path_type=Path), metavar="CROSSWALK",
        help="Your columns and codes, as JSON. Written from your headings if it is not there yet.",
    ),
    click.option("--sheet", help='The sheet of a workbook; "*" reads every one.'),
    click.option("--table", help="The table of a database."),
    click.option("--through", type=click.DateTime(["%Y-%m-%d"]), help="The last day that the data is for."),
    click.option(
        "--problems", "told_file", type=click.Path(dir_okay=False, path_type=Path),
        help="Write every problem here, as CSV.",
    ),
)  # fmt: skip


def data_options(command):
    """Add the options that say where rows are and how they are read."""
    for option in reversed(DATA_OPTIONS):
        command = option(command)
    return command


@contextmanager
def faults_as_told(name):
    """Tell what the engine refuses as the fault of an input."""
    try:
        yield
    except ValueError as fault:
        raise InputFault("\n".join(f"{name}: {line}" for line in str(fault).splitlines())) from None


class Work:
    """One reading of a source: from its rows to a table that a definition runs over."""

    def __init__(self, definition, source, told, options):
        """Keep what it goes by."""
        self.definition, self.source, self.told, self.options = definition, source, told, options
        self.crosswalk = None

    @property
    def through(self):
        """Give the last day that the data is for, if it was said."""
        return self.options["through"] and self.options["through"].date()

    @contextmanager
    def rows(self, map_file, places=None):
        """Read all rows, stop if anything is wrong, and give an engine over them and their number."""
        import duckdb

        from cairn.engine.measure.running import Duck
        from cairn.engine.measure.staging import Staging

        self.crosswalk = self._crosswalk(map_file)
        with tempfile.TemporaryDirectory(prefix="cairn-measure-") as folder:
            config = {"memory_limit": "1GB", "temp_directory": folder}
            with duckdb.connect(":memory:", config=config) as connection:
                connection.execute("SET enable_external_access = false")
                staging = Staging(connection, self.definition)
                rows = self._read(staging)
                for problem in staging.elsewhere(places, file=self.source.name) if places else ():
                    self.told(problem)
                self.told.fail()
                with faults_as_told(self.source.name):
                    yield Duck(connection), rows

    def _read(self, staging):
        from cairn.engine.measure.reading import TableReader

        reader = TableReader(self.source.name, self.definition, self.crosswalk, self.told)
        rows, counted = 0, Counted("{n:,} rows read …")
        with self._sheets() as sheets:
            for batch in reader.batches(sheets):
                staging.add(batch)
                rows += len(batch.rows)
                counted(rows)
        for problem in staging.twice(file=self.source.name):
            self.told(problem)
        return rows

    def _sheets(self, crosswalk=None):
        known = crosswalk or self.crosswalk
        sheet = self.options["sheet"] or (known.sheet if known else "")
        table = self.options["table"] or (known.table if known else "")
        return _guarded(self.source.sheets(sheet, table, known.encoding if known else ""))

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
                write_out(map_file, found.as_text().encode())
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
            found = [
                propose(cells, self.definition, sheet=first.name)
                for first in islice(sheets, 1)
                for _, cells in islice(first.rows, HEADER_ROWS)
            ]
        best = max(
            found, key=lambda one: len(one.columns), default=Crosswalk(definition=self.definition.name)
        )
        asked = {name: self.options[name] for name in ("sheet", "table") if self.options[name]}
        return replace(best, **asked)


@contextmanager
def _guarded(opened):
    """Open the sheets of a source; what cannot be read is told as the input's fault, whenever it is met."""
    from cairn.engine.measure.source import TableError

    try:
        with opened as sheets:
            yield sheets
    except TableError as fault:
        raise InputFault(str(fault)) from None
