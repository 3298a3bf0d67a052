"""From definitions to SQL, by additivity: the plan decides the speed, more than the engine does.

Counts and sums take one scan to the finest cells, which are then rolled up. Distinct people take one table
of people by period; nearly all of them are in one cell only and add up like counts, and only the others are
counted again at every level. Quantiles take a table of how often each value occurs, which adds up too.
"""

# ruff: noqa: S608  names are quoted or made here, and literals written by sql.py; no text of a user is SQL

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain

from cairn.engine.measure.executable import Executable
from cairn.engine.measure.expressions import Part, inputs_of
from cairn.engine.measure.sql import DUCKDB, Dialect, Writer, listed, period_start

NOBODY_SAYS = "unknown"  # the group of rows whose code is absent
ABSENT = ("not_applicable", "not_collected", "missing", "suppressed")  # codes 1 to 4; the last weighs most
MISSING_CODE = 3


def absent_column(name: str) -> str:
    """Name the column that says why an input is absent: 0 present, else a code of ABSENT."""
    return f"{name}#"


@dataclass(frozen=True, slots=True)
class Level:
    """One level that values are given at: with the place or over all of them, by some codes."""

    with_place: bool
    codes: tuple[str, ...]


@dataclass(frozen=True)
class Column:
    """How one definition reads a row: which rows go into its parts, and why others are unknown."""

    definition: Executable
    number: int
    dialect: Dialect
    absent: frozenset[str]  # the absence columns that the rows have

    @cached_property
    def writer(self) -> Writer:
        """Write for this engine and period."""
        return Writer(self.dialect, self.definition.every)

    @property
    def parts(self) -> tuple[Part, ...]:
        """Give numerator and, where there is one, denominator."""
        formula = self.definition.formula
        return (formula.numerator, formula.denominator) if formula.denominator else (formula.numerator,)

    @cached_property
    def optional(self) -> tuple[str, ...]:
        """Name the inputs it needs that a row may be without."""
        names = dict.fromkeys(chain.from_iterable(map(inputs_of, self.parts)))
        return tuple(name for name in names if not self.definition.inputs[name].required)

    def state(self, part: Part) -> str:
        """Write whether a row is in a part: TRUE, FALSE, or NULL where that is unknown."""
        where = self.writer.condition(part.where) if part.where else "TRUE"
        held = [self.dialect.name(part.key)] if part.key else []
        held += [self.writer.value(part.figure)] if part.figure else []
        lacking = " OR ".join(f"{one} IS NULL" for one in held)
        return f"CASE WHEN {where} AND ({lacking}) THEN NULL ELSE {where} END" if held else where

    def absence(self) -> str:
        """Write the weightiest reason why an input that is needed is absent."""
        codes = [self._code(name) for name in self.optional]
        return codes[0] if len(codes) == 1 else f"greatest({listed(codes)})"

    def _code(self, name: str) -> str:
        told = absent_column(name)
        column = self.dialect.name(told) if told in self.absent else str(MISSING_CODE)
        return f"CASE WHEN {self.dialect.name(name)} IS NULL THEN {column} ELSE 0 END"

    def unknown(self) -> str:
        """Write whether any part of a row is unknown."""
        return "(" + " OR ".join(f"({self.state(part)}) IS NULL" for part in self.parts) + ")"

    def filter(self, part: Part) -> str:
        """Write which rows a part takes, by the definition's missing strategy."""
        state = f"({self.state(part)})"
        if not self.optional:
            return state
        if self.definition.missing == "not-met":
            return f"{state} AND NOT ({self.unknown()} AND {self.absence()} = 1)"
        return f"{state} AND NOT {self.unknown()}"

    def sums(self) -> Iterator[tuple[str, str]]:
        """Write what is summed over the rows of a cell: (name, aggregate). Every one adds up."""
        for part, role in zip(self.parts, ("num", "den"), strict=False):
            keep = f"FILTER (WHERE {self.filter(part)})"
            if part.kind == "count":
                yield self.name(role), f"count(*) {keep}"
            elif part.kind in ("sum", "mean") and part.figure:
                figure = f"CAST({self.writer.value(part.figure)} AS BIGINT)"
                yield self.name(role), f"CAST(coalesce(sum({figure}) {keep}, 0) AS BIGINT)"
        yield self.name("rows"), f"count(*) FILTER (WHERE {self.filter(self.parts[-1])})"
        if self.optional:
            for code, kind in enumerate(ABSENT, start=1):
                lacking = f"{self.unknown()} AND {self.absence()} = {code}"
                yield self.name(kind), f"count(*) FILTER (WHERE {lacking})"

    def name(self, role: str) -> str:
        """Name a column of this definition."""
        return f"m{self.number}_{role}"


@dataclass(frozen=True)
class Family:
    """Definitions that are answered together: the same period, place and disaggregation."""

    columns: tuple[Column, ...]
    dialect: Dialect
    source: str  # the name of the view that holds the rows
    periods: tuple[str, ...] = ()  # for spans: the first days
    above: str = ""  # the table of each place and every place that it counts in, all places among them

    @property
    def lead(self) -> Executable:
        """Give a definition that speaks for all of them."""
        return self.columns[0].definition

    @cached_property
    def codes(self) -> tuple[str, ...]:
        """Name the inputs that it disaggregates by."""
        return tuple(dict.fromkeys(chain.from_iterable(self.lead.disaggregate)))

    @cached_property
    def keys(self) -> tuple[str, ...]:
        """Name the columns of a finest cell after its period."""
        placed = ("place",) if self.lead.place else ()
        return (*placed, *(f"d{number}" for number in range(len(self.codes))))

    @cached_property
    def levels(self) -> tuple[Level, ...]:
        """List the levels: each disaggregation by place, and over all places unless those are in `above`."""
        placed = ((True,) if self.above else (True, False)) if self.lead.place else (False,)
        return tuple(Level(with_place, codes) for codes in self.lead.disaggregate for with_place in placed)

    def kept(self, level: Level) -> tuple[str, ...]:
        """Name the columns that a level keeps."""
        named = {code: f"d{number}" for number, code in enumerate(self.codes)}
        return (*(["place"] if level.with_place else []), *(named[code] for code in level.codes))

    def base(self) -> str:
        """Write the rows with their period, place and codes."""
        name, lead = self.dialect.name, self.lead
        told = (*([lead.place] if lead.place else []), *self.codes)
        pairs = zip((f"coalesce({name(one)}, '{NOBODY_SAYS}')" for one in told), self.keys, strict=True)
        keys = "".join(f", {sql} AS {key}" for sql, key in pairs)
        if not lead.until:
            day = name(lead.of)  # a row without one is in no period
            dated = f"SELECT *, {self._start(day)} AS period FROM {self.source} WHERE {day} IS NOT NULL"
            return f"SELECT s.*{keys} FROM ({dated}) s"
        starts = listed(f"(DATE '{day}')" for day in self.periods)
        start, end = f"s.{name(lead.of)}", f"s.{name(lead.until)}"
        last = self.dialect.last_day("p.period", lead.every)
        stays = f"{end} > {last}" if lead.counted == "last-day" else f"{end} >= p.period"
        return (
            f"SELECT s.*, p.period{keys} FROM {self.source} s JOIN (VALUES {starts}) AS p(period)"
            f" ON {start} <= {last} AND ({end} IS NULL OR {stays})"
        )

    def _start(self, day: str) -> str:
        return period_start(day, self.lead.every, self.lead.year_begins)

    def cells(self) -> str:
        """Write the finest cells with everything that adds up."""
        sums = [f"{sql} AS {name}" for column in self.columns for name, sql in column.sums()]
        by = listed(("period", *self.keys))
        return f"SELECT {by}, {listed(['count(*) AS n', *sums])} FROM ({self.base()}) GROUP BY {by}"

    def sum_names(self) -> list[str]:
        """Name what adds up."""
        return ["n", *(name for column in self.columns for name, _ in column.sums())]

    def rolled_cells(self, cells: str) -> str:
        """Write all levels from the finest cells in one pass."""
        sets = listed(f"({listed(('period', *self.kept(level)))})" for level in self.levels)
        level = " + ".join(f"GROUPING({key}) * {1 << i}" for i, key in enumerate(self.keys))
        sums = listed(f"CAST(sum({name}) AS BIGINT) AS {name}" for name in self.sum_names())
        keys = listed(("period", *self.keys))
        rows = self._lifted(cells, self.sum_names())
        return f"SELECT {level or 0} AS level, {keys}, {sums} FROM {rows} GROUP BY GROUPING SETS ({sets})"

    def _lifted(self, table: str, names: Sequence[str]) -> str:
        """Write a finest table with each row in every place that it counts in."""
        if not self.above:
            return table
        kept = listed(f"t.{name}" for name in ("period", *self.keys[1:], *names))
        return f"(SELECT a.above AS place, {kept} FROM {table} t JOIN {self.above} a ON a.place = t.place)"

    def mask(self, level: Level) -> int:
        """Give the number by which a rolled row names its level."""
        kept = self.kept(level)
        return sum(1 << i for i, key in enumerate(self.keys) if key not in kept)

    # People: one table for each input whose values are told apart.

    def people_keys(self) -> tuple[str, ...]:
        """Name the inputs whose values are told apart."""
        parts = chain.from_iterable(column.parts for column in self.columns)
        return tuple(dict.fromkeys(part.key for part in parts if part.kind == "distinct"))

    def flags(self, key: str) -> list[tuple[str, str]]:
        """List (name, condition) of each distinct count of a key."""
        return [
            (column.name(role), column.filter(part))
            for column in self.columns
            for part, role in zip(column.parts, ("num", "den"), strict=False)
            if part.kind == "distinct" and part.key == key
        ]

    def people(self, key: str) -> str:
        """Write who is in which finest cell, and in which parts."""
        flags = [f"bool_or(coalesce({sql}, FALSE)) AS {name}" for name, sql in self.flags(key)]
        by = listed(("period", *self.keys))
        person = self.dialect.name(key)
        return (
            f"SELECT {by}, {person} AS who, {listed(flags)} FROM ({self.base()})"
            f" WHERE {person} IS NOT NULL GROUP BY {by}, {person}"
        )

    def wanderers(self, people: str) -> str:
        """Write who is in more than one cell of a period."""
        return f"SELECT period, who FROM {people} GROUP BY period, who HAVING count(*) > 1"

    def rolled_people(self, people: str, wanderers: str, key: str) -> str:
        """Write the distinct people of all levels: those in one cell add up, others are told apart again."""
        names = [name for name, _ in self.flags(key)]
        keys = listed(("period", *self.keys))
        counts = listed(f"count(*) FILTER (WHERE {name}) AS {name}" for name in names)
        settled = (
            f"SELECT {keys}, {counts} FROM {people} p WHERE NOT EXISTS (SELECT 1 FROM {wanderers} w"
            f" WHERE w.period = p.period AND w.who = p.who) GROUP BY {keys}"
        )
        moving = f"SELECT p.* FROM {people} p JOIN {wanderers} w ON w.period = p.period AND w.who = p.who"
        pieces = []
        for level in self.levels:
            kept = self.kept(level)
            by = listed(("period", *kept))
            shown = listed(key if key in kept else f"NULL AS {key}" for key in self.keys)
            head = f"SELECT {self.mask(level)} AS level, period, {shown}"
            sums = listed(f"sum({name}) AS {name}" for name in names)
            pieces.append(f"{head}, {sums} FROM {self._lifted('settled', names)} GROUP BY {by}")
            each = listed(f"bool_or({name}) AS {name}" for name in names)
            rows = self._lifted("moving", ["who", *names])
            once = f"SELECT {by}, who, {each} FROM {rows} GROUP BY {by}, who"
            pieces.append(f"{head}, {counts} FROM ({once}) GROUP BY {by}")
        total = listed(f"CAST(sum({name}) AS BIGINT) AS {name}" for name in names)
        return (
            f"WITH settled AS ({settled}), moving AS ({moving}) SELECT level, {keys}, {total}"
            f" FROM ({' UNION ALL '.join(pieces)}) GROUP BY level, {keys}"
        )

    # Values: one table for each quantile.

    def quantiles(self) -> list[Column]:
        """List the definitions that are quantiles."""
        return [column for column in self.columns if column.parts[0].kind == "quantile"]

    def values(self, column: Column) -> str:
        """Write how often each value occurs in each finest cell."""
        part = column.parts[0]
        figure = column.writer.value(part.figure) if part.figure else "NULL"
        by = listed(("period", *self.keys))
        return (
            f"SELECT {by}, CAST({figure} AS BIGINT) AS v, count(*) AS n FROM ({self.base()})"
            f" WHERE {column.filter(part)} GROUP BY {by}, CAST({figure} AS BIGINT)"
        )

    def rolled_values(self, values: str, column: Column) -> str:
        """Write the two values between which the quantile lies, and the number of values, for all levels."""
        over, under = column.parts[0].at.as_integer_ratio()
        low = self.dialect.whole(f"((total - 1) * {over})", str(under))
        pieces = []
        for level in self.levels:
            kept = self.kept(level)
            by = listed(("period", *kept))
            shown = listed(key if key in kept else f"NULL AS {key}" for key in self.keys)
            rows = self._lifted(values, ["v", "n"])
            summed = f"SELECT {by}, v, sum(n) AS n FROM {rows} GROUP BY {by}, v"
            ranked = (
                f"SELECT *, sum(n) OVER (PARTITION BY {by} ORDER BY v) AS upto,"
                f" sum(n) OVER (PARTITION BY {by}) AS total FROM ({summed})"
            )
            pieces.append(
                f"SELECT {self.mask(level)} AS level, period, {shown},"
                f" min(v) FILTER (WHERE upto > {low}) AS low,"
                f" min(v) FILTER (WHERE upto > least({low} + 1, total - 1)) AS high,"
                f" CAST(max(total) AS BIGINT) AS total FROM ({ranked}) GROUP BY {by}"
            )
        return " UNION ALL ".join(pieces)


def families(
    definitions: Sequence[Executable], *, dialect: Dialect = DUCKDB, source: str = "source",
    absent: frozenset[str] = frozenset(),
) -> list[Family]:  # fmt: skip
    """Put definitions together that one plan can answer, in the order they were given."""
    found: dict[tuple[object, ...], list[Column]] = {}
    for number, one in enumerate(definitions):
        key = (
            one.every, one.of, one.until, one.counted, one.year_begins, one.place, one.disaggregate,
            one.over_places == "mean",
        )  # fmt: skip
        found.setdefault(key, []).append(Column(one, number, dialect, absent))
    return [Family(tuple(columns), dialect, source) for columns in found.values()]
