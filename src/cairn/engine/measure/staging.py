"""Where rows wait to be counted: a table of typed columns in DuckDB, filled batch by batch."""

# ruff: noqa: S608  names come from a checked definition and are quoted

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any

import duckdb
import numpy as np
from numpy.typing import NDArray

from cairn.engine.measure.compiled import absent_column
from cairn.engine.measure.executable import Executable
from cairn.engine.measure.expressions import Input
from cairn.engine.measure.places import Places
from cairn.engine.measure.problems import Problem
from cairn.engine.measure.reading import Batch
from cairn.engine.measure.sql import DUCKDB

TYPES = {"number": "BIGINT", "day": "DATE", "flag": "BOOLEAN", "text": "VARCHAR"}
EPOCH = date(1970, 1, 1).toordinal()


class Staging:
    """Rows of one definition in a DuckDB table, in memory up to the connection's limit and then on disk."""

    def __init__(
        self, connection: duckdb.DuckDBPyConnection, definition: Executable, table: str = "source"
    ) -> None:
        """Make the table anew."""
        self.connection, self.definition, self.table = connection, definition, table
        self.optional = [one.name for one in definition.inputs.values() if not one.required]
        columns = [f"{DUCKDB.name(one.name)} {TYPES[one.family]}" for one in definition.inputs.values()]
        columns += [f"{DUCKDB.name(absent_column(name))} UTINYINT" for name in self.optional]
        listed = ", ".join((*columns, '"sheet#" VARCHAR', '"row#" BIGINT'))
        connection.execute(f"CREATE OR REPLACE TABLE {table} ({listed})")

    def add(self, batch: Batch) -> None:
        """Append a batch."""
        inputs = self.definition.inputs
        arrays: dict[str, NDArray[Any]] = {
            f"v{place}": _column(one, batch.values[name]) for place, (name, one) in enumerate(inputs.items())
        }
        arrays |= {
            f"a{place}": np.array(batch.absent[name], dtype=np.uint8)
            for place, name in enumerate(self.optional)
        }
        arrays["row"] = np.array(batch.rows, dtype=np.int64)
        values = [_typed(f"v{place}", one) for place, one in enumerate(inputs.values())]
        values += [f"a{place}" for place in range(len(self.optional))]
        self.connection.register("cairn_batch", arrays)
        listed = ", ".join((*values, DUCKDB.text(batch.sheet), '"row"'))
        self.connection.execute(f"INSERT INTO {self.table} SELECT {listed} FROM cairn_batch")
        self.connection.unregister("cairn_batch")

    def fill(self, batches: Iterable[Batch]) -> int:
        """Append batches and count their rows."""
        count = 0
        for batch in batches:
            self.add(batch)
            count += len(batch.rows)
        return count

    def elsewhere(self, places: Places, *, file: str) -> Iterator[Problem]:
        """Tell the places of rows that a table of places does not list, each at its first row."""
        if not self.definition.place:
            return
        place = DUCKDB.name(self.definition.place)
        told = self.connection.execute(
            f'SELECT {place}, arg_min("sheet#", rowid), arg_min("row#", rowid), count(*) FROM {self.table}'
            f" WHERE {place} IS NOT NULL GROUP BY ALL ORDER BY min(rowid)"
        ).fetchall()
        unknown = places.unknown(found for found, *_ in told)
        for found, sheet, row, count in told:
            if found in unknown:
                rows = f" ({count:,} rows)" if count > 1 else ""
                message = f"The place {found!r} is not in the table of places{rows}."
                yield Problem(file, sheet, row, None, "", "place", message, unknown[found])

    def twice(self, *, file: str) -> Iterator[Problem]:
        """Tell the rows that say again what the definition lets a row say once."""
        names = [DUCKDB.name(name) for name in self.definition.document.get("unique", ())]
        if not names:
            return
        by = ", ".join(names)
        first = (
            f'first_value(struct_pack(s := "sheet#", r := "row#")) OVER (PARTITION BY {by} ORDER BY rowid)'
        )
        known = " AND ".join(f"{name} IS NOT NULL" for name in names)
        sql = (
            f'SELECT "sheet#", "row#", f.s, f.r FROM (SELECT *, rowid AS nth, {first} AS f FROM {self.table}'
            f' WHERE {known}) WHERE f.s <> "sheet#" OR f.r <> "row#" ORDER BY nth'
        )
        told = self.connection.execute(sql)
        said = ", ".join(self.definition.document["unique"])
        while some := told.fetchmany(1_000):
            for sheet, row, first_sheet, first_row in some:
                here = f"row {first_row}" + (f" of sheet {first_sheet}" if first_sheet else "")
                message = f"The same {said} is already in {here}."
                yield Problem(file, sheet, row, None, "", "twice", message, "Keep one of the two.")


def _column(one: Input, values: Sequence[Any]) -> NDArray[Any]:
    """Make an array that DuckDB reads without copying row by row; None is masked."""
    if one.family == "text":
        return np.array(values, dtype=object)
    if one.family == "day":
        values = [value and value.toordinal() - EPOCH for value in values]
    mask = [value is None for value in values]
    filled = np.array([value or 0 for value in values], dtype=np.bool_ if one.family == "flag" else np.int64)
    return np.ma.MaskedArray(filled, mask=mask)


def _typed(column: str, one: Input) -> str:
    """Write a column of a batch as its type; days come as days since 1970."""
    if one.family == "day":
        return f"DATE '1970-01-01' + CAST({column} AS INTEGER)"
    return f"CAST({column} AS {TYPES[one.family]})"
