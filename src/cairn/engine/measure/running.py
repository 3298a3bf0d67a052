"""Running definitions over rows: in DuckDB here, in Spark where the data lies; the same cells either way."""

# ruff: noqa: S608  names are quoted or made here, and literals written by sql.py; no text of a user is SQL

from collections.abc import Iterator, Sequence
from collections.abc import Mapping as Dictionary
from dataclasses import replace
from datetime import date
from typing import Any, Protocol

import duckdb

from cairn.engine.measure.compiled import NOBODY_SAYS, Family, families
from cairn.engine.measure.executable import Executable
from cairn.engine.measure.places import EVERYWHERE, Places
from cairn.engine.measure.sql import DUCKDB, Dialect
from cairn.engine.measure.values import Measured, evaluate, gather

MOST_PERIODS = 2_400  # of a span: two centuries of months
COLUMN_TYPES = {  # what a column of rows must be, as DuckDB and Spark name types
    "number": {"BIGINT", "INTEGER", "SMALLINT", "TINYINT", "UINTEGER", "USMALLINT", "UTINYINT", "INT"},
    "day": {"DATE"},
    "flag": {"BOOLEAN"},
    "text": {"VARCHAR", "STRING"},
}
Columns = Dictionary[str, Sequence[Any]]


class Engine(Protocol):
    """What runs SQL."""

    dialect: Dialect

    def columns(self, source: str) -> dict[str, str]:
        """Give the columns of a view and their types, in capital letters."""

    def keep(self, name: str, sql: str) -> None:
        """Compute a table and keep it under a name."""

    def ask(self, sql: str) -> Columns:
        """Compute a table and give its columns."""

    def drop(self, name: str) -> None:
        """Forget a kept table."""


class Duck:
    """DuckDB on one connection; it holds what it computes in memory up to its own limit, then on disk."""

    dialect = DUCKDB

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self.connection = connection

    def columns(self, source: str) -> dict[str, str]:
        """Give the columns of a view and their types."""
        described = self.connection.execute(f"DESCRIBE SELECT * FROM {source}").fetchall()
        return {str(row[0]): str(row[1]).upper() for row in described}

    def keep(self, name: str, sql: str) -> None:
        """Compute a table and keep it."""
        self._run(f"CREATE OR REPLACE TEMP TABLE {name} AS {sql}")

    def ask(self, sql: str) -> Columns:
        """Compute a table and give its columns."""
        made = self._run(sql)
        names = [str(one[0]) for one in made.description or ()]
        rows = made.fetchall()
        columns = list(zip(*rows, strict=True)) if rows else [() for _ in names]
        return dict(zip(names, columns, strict=True))

    def drop(self, name: str) -> None:
        """Forget a kept table."""
        self._run(f"DROP TABLE IF EXISTS {name}")

    def _run(self, sql: str) -> duckdb.DuckDBPyConnection:
        try:
            return self.connection.execute(sql)
        except (duckdb.ConversionException, duckdb.OutOfRangeException) as fault:
            raise ValueError(f"A sum is too large to be kept exactly ({fault}). Use a larger unit.") from None


def run_measures(
    engine: Engine,
    definitions: Sequence[Executable],
    *,
    source: str = "source",
    through: date | None = None,
    places: Places | None = None,
) -> list[Measured]:
    """Compute definitions over the rows of a view, as few scans for all of them as their additivity allows.

    `source` is a view or table whose columns are named as the inputs: id, text and code as text, integer
    and number as whole counts of 10 ** -decimals, date and period as dates, flag as boolean. A column `x#`
    may say why `x` is NULL (see compiled.ABSENT); without it NULL is missing.
    `through`: the last day that spans are counted to; without it, the last day that the rows name.
    `places`: rows count in every place above theirs too, each person once (see finished for the mean).
    The result stands in the order of the definitions; row order cannot matter.
    Raises: ValueError for a lacking column, a wrong type, a NULL in a required input, a place that is not
    listed, or a sum beyond 64 bits.
    """
    absent = check_source(engine, definitions, source)
    found: dict[int, Measured] = {}
    for family in families(definitions, dialect=engine.dialect, source=source, absent=absent):
        whole = with_periods(engine, family, through)
        rolled = roll_up(engine, whole, make_tables(engine, whole), places=places)
        for column, measured in zip(whole.columns, rolled, strict=True):
            found[column.number] = measured
    return [found[number] for number in range(len(definitions))]


def check_source(engine: Engine, definitions: Sequence[Executable], source: str) -> frozenset[str]:
    """Check that a view holds what the definitions need, and name its absence columns."""
    columns = engine.columns(source)
    required = set()
    for one in definitions:
        for name, wanted in one.inputs.items():
            kind = columns.get(name)
            if kind is None:
                raise ValueError(f"The rows have no column {name!r}, which {one.name} needs. Map one to it.")
            if kind not in COLUMN_TYPES[wanted.family]:
                remedy = f"Give it as {' or '.join(sorted(COLUMN_TYPES[wanted.family]))}."
                raise ValueError(f"The column {name!r} is {kind}; {one.name} needs a {wanted.type}. {remedy}")
            if wanted.required:
                required.add(name)
    _refuse_null(engine, sorted(required), source)
    return frozenset(name for name in columns if name.endswith("#"))


def _refuse_null(engine: Engine, names: Sequence[str], source: str) -> None:
    quoted = [engine.dialect.name(name) for name in names]
    counts = ", ".join(f"count(*) - count({one}) AS n{i}" for i, one in enumerate(quoted))
    found = engine.ask(f"SELECT count(*) AS n, {counts} FROM {source}") if names else {}
    for number, name in enumerate(names):
        if lacking := int(found[f"n{number}"][0]):
            raise ValueError(
                f"{lacking:,} rows have no {name!r}, which is required. Fill it in or leave them out."
            )


def with_periods(engine: Engine, family: Family, through: date | None) -> Family:
    """Name the periods that spans are spread over; a family of events stays as it is."""
    lead = family.lead
    if not lead.until:
        return family
    name = engine.dialect.name
    start, end = name(lead.of), name(lead.until)
    sql = f"SELECT min({start}) AS first, max({start}) AS last, max({end}) AS gone FROM {family.source}"
    asked = engine.ask(sql)
    first, last = (
        asked["first"][0],
        through or max(filter(None, (asked["last"][0], asked["gone"][0])), default=None),
    )
    days = (
        list(period_starts(first, last, lead.every, lead.year_begins)) if first and last else [date(1, 1, 1)]
    )
    return replace(family, periods=tuple(day.isoformat() for day in days))


def period_starts(first: date, last: date, every: str, year_begins: int) -> Iterator[date]:
    """List the first days of the periods from one day to another.

    Raises: ValueError if there are too many.

    >>> [day.isoformat() for day in period_starts(date(2024, 2, 9), date(2024, 8, 1), "quarter", 1)]
    ['2024-01-01', '2024-04-01', '2024-07-01']
    """
    day, count = start_of(first, every, year_begins), 0
    while day <= last:
        count += 1
        if count > MOST_PERIODS:
            raise ValueError(
                f"The rows span more than {MOST_PERIODS:,} periods, from {first} to {last}. Check dates."
            )
        yield day
        day = next_start(day, every)


def next_start(day: date, every: str) -> date:
    """Give the first day of the next period."""
    months = day.year * 12 + day.month - 1 + {"month": 1, "quarter": 3, "year": 12}[every]
    return date(months // 12, months % 12 + 1, 1)


def start_of(day: date, every: str, year_begins: int) -> date:
    """Give the first day of the period that a day lies in.

    >>> start_of(date(2024, 3, 5), "year", 9)
    datetime.date(2023, 9, 1)
    """
    if every == "month":
        return day.replace(day=1)
    if every == "quarter":
        return date(day.year, (day.month - 1) // 3 * 3 + 1, 1)
    return date(day.year - (day.month < year_begins), year_begins, 1)


def make_tables(engine: Engine, family: Family) -> dict[str, str]:
    """Compute the finest tables; name them by what they hold: cells, people of a key, values of a measure."""
    tables = {"cells": family.cells()}
    tables |= {f"people:{key}": family.people(key) for key in family.people_keys()}
    tables |= {f"values:{column.number}": family.values(column) for column in family.quantiles()}
    named = {what: f"cairn_finest_{number}" for number, what in enumerate(tables)}
    for what, name in named.items():
        engine.keep(name, tables[what])
    return named


def roll_up(
    engine: Engine, family: Family, tables: Dictionary[str, str], *, places: Places | None = None
) -> list[Measured]:
    """Compute all levels from the finest tables, which are then forgotten.

    Raises: ValueError for a place that is not among `places`, or where there are no places to speak of.
    """
    if places is not None:
        family = _with_places(engine, family, tables["cells"], places)
    rolled = [engine.ask(family.rolled_cells(tables["cells"]))]
    for key in family.people_keys():
        people = tables[f"people:{key}"]
        engine.keep("cairn_wanderers", family.wanderers(people))
        rolled.append(engine.ask(family.rolled_people(people, "cairn_wanderers", key)))
        engine.drop("cairn_wanderers")
    for column in family.quantiles():
        table = dict(engine.ask(family.rolled_values(tables[f"values:{column.number}"], column)))
        names = {role: column.name(role) for role in ("low", "high", "total")}
        rolled.append({names.get(name, name): values for name, values in table.items()})
    for name in (*tables.values(), *filter(None, [family.above])):
        engine.drop(name)
    cells = gather(family, rolled)
    return [evaluate(column, cells) for column in family.columns]


def _with_places(engine: Engine, family: Family, cells: str, places: Places) -> Family:
    """Write down in which places the rows of each place count."""
    lead = family.lead
    if not lead.place or lead.over_places == "none":
        why = "is not to be joined over places" if lead.place else "has no places"
        raise ValueError(f"{lead.name} {why}. Leave out the table of places.")
    found = sorted(set(engine.ask(f"SELECT DISTINCT place FROM {cells}")["place"]) - {NOBODY_SAYS})
    if unknown := places.unknown(found):
        told = " ".join(f"{place!r}: {remedy}" for place, remedy in unknown.items())
        raise ValueError(f"{len(unknown)} places are not in the table of places. {told}")
    is_mean = lead.over_places == "mean"  # of the finest places' values, which are averaged afterwards
    pairs = []
    for place in (*found, NOBODY_SAYS):
        own = places.own(place)
        pairs += [(place, up) for up in (own, *([EVERYWHERE] if is_mean else places.above(own)))]
    text = engine.dialect.text
    rows = ", ".join(f"({text(place)}, {text(up)})" for place, up in pairs)
    engine.keep("cairn_above", f"SELECT * FROM (VALUES {rows}) AS t(place, above)")
    return replace(family, above="cairn_above")
