"""A measure's summary: its finest cells, so that parts merge into the whole and give the same values.

Counts and sums merge as they are. Quantiles need how often each value occurs. Distinct people need the
people: each is kept as a keyed hash, which only holders of the key can make. That is no anonymity: with the
key anybody can be looked for. So sets of people merge among those who share a key, and never leave by
`for_release`.
"""

# ruff: noqa: S608  names are made here

import hashlib
import hmac
from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Mapping as Dictionary
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, ClassVar, Self

import duckdb
import numpy as np
from numpy.typing import NDArray

from cairn.engine.measure.compiled import Family, families
from cairn.engine.measure.earlier import Earlier
from cairn.engine.measure.executable import Executable, read_definition
from cairn.engine.measure.finished import Value, finish
from cairn.engine.measure.places import Places
from cairn.engine.measure.released import MeasureRelease
from cairn.engine.measure.running import Duck, Engine, check_source, make_tables, roll_up, with_periods
from cairn.engine.summary import pack, unpack

Key = tuple[Any, ...]  # of a finest cell: first day's ordinal, place and codes; then a person or a value
Table = Dictionary[Key, tuple[int, ...]]
NO_KEY = b""
HASH = 16  # bytes of a keyed hash
DAMAGED = "Make the summary again."


@dataclass(frozen=True, slots=True)
class MeasureSummary:
    """What rows are reduced to for one definition; equal for one pass, a stream, and parts merged."""

    KIND: ClassVar[str] = "measure"
    VERSION: ClassVar[int] = 1
    SCHEMA: ClassVar[Dictionary[str, str]] = {
        "definition": "text: the definition's canonical JSON",
        "through": "text: the last day of the data, or empty",
        "key": "text: names the key of the people's hashes, or empty",
        "cells": "sums of each finest cell: rows, numerators, denominators, absences",
        "people": "for each input told apart: cell, keyed hash (16 bytes), and which parts the person is in",
        "values": "for a quantile: cell, value in units of its last decimal, and how many rows have it",
    }

    definition: Executable
    through: date | None = None
    key_name: str = ""
    tables: Dictionary[str, Table] = field(default_factory=dict)

    @classmethod
    def empty(cls, *, definition: Executable, through: date | None = None, key: bytes = NO_KEY) -> Self:
        """Return the summary of no rows.

        `through`: needed for a measure of spans, where parts must agree how far they count.
        `key`: needed for distinct people; those who merge must use the same.
        Raises: ValueError where one is lacking.
        """
        family = families([definition])[0]
        if definition.until and through is None:
            raise ValueError(
                f"{definition.name} counts spans: say through which day, the same for all parts."
            )
        if family.people_keys() and len(key) < HASH:
            raise ValueError(
                f"{definition.name} tells people apart: give a secret key of at least {HASH} bytes."
            )
        name = hmac.new(key, b"cairn measure key", hashlib.sha256).hexdigest() if family.people_keys() else ""
        return cls(definition, through, name, {what: {} for what in _columns(family)})

    @classmethod
    def from_rows(
        cls, engine: Engine, *, definition: Executable, through: date | None = None, key: bytes = NO_KEY,
        source: str = "source",
    ) -> Self:  # fmt: skip
        """Reduce the rows of a view (see run_measures), in any order.

        Raises: ValueError as `empty` and as run_measures do.
        """
        made = cls.empty(definition=definition, through=through, key=key)
        absent = check_source(engine, [definition], source)
        family = families([definition], dialect=engine.dialect, source=source, absent=absent)[0]
        family = with_periods(engine, family, through)
        names = make_tables(engine, family)
        tables = {what: dict(_rows(engine, family, what, name, key)) for what, name in names.items()}
        for name in names.values():
            engine.drop(name)
        return replace(made, tables=tables)

    def merge(self, other: Self, /) -> Self:
        """Return the summary of both together: sums add, people are united.

        Raises: ValueError where definition, last day or key differ.
        """
        if different := self.difference(other):
            raise ValueError(
                f"Two summaries with different {different} cannot be merged: make both by the same."
            )
        tables = {
            what: _united(table, other.tables[what], is_set=what.startswith("people:"))
            for what, table in self.tables.items()
        }
        return replace(self, tables=tables)

    def difference(self, other: Self, /) -> str:
        """Name what keeps two summaries apart; empty where they merge."""
        settings = (
            ("definitions", self.definition.content_hash, other.definition.content_hash),
            ("last days", self.through, other.through),
            ("keys", self.key_name, other.key_name),
        )
        return next((name for name, mine, theirs in settings if mine != theirs), "")

    @property
    def n_cells(self) -> int:
        """Count its finest cells."""
        return len(self.tables["cells"])

    @property
    def n_rows(self) -> int:
        """Count the rows behind it; one of a span stands in each of its periods."""
        place = _named(families([self.definition])[0], "cells").index("n")
        return sum(sums[place] for sums in self.tables["cells"].values())

    def values(self, *, places: Places | None = None) -> list[Value]:
        """Give the measure's values, as measure_values does for the rows themselves.

        Raises: ValueError as measure_values does for `places`.
        """
        with duckdb.connect(":memory:", config={"threads": 1}) as connection:
            engine = Duck(connection)
            family = families([self.definition])[0]
            names = {what: f"part_{number}" for number, what in enumerate(_columns(family))}
            for what, name in names.items():
                _fill(connection, family, what, name, self.tables[what])
            measured = roll_up(engine, family, names, places=places)[0]
        return finish(measured, through=self.through, places=places)

    def for_release(
        self, minimum: int, /, *, places: Places | None = None, released: Sequence[Earlier] = ()
    ) -> MeasureRelease:
        """Return what may leave its holder: values without small counts, and no sets of people at all.

        `places` and `released` as `leaving` has them.
        Raises: ValueError for a measure whose values do not add up from part to part.
        """
        values = self.values(places=places)
        return MeasureRelease.of_values(
            self.definition, values, minimum=minimum, places=places, released=released
        )

    def to_bytes(self) -> bytes:
        """Return canonical bytes: equal summaries have equal bytes.

        Raises: ValueError for a sum beyond 64 bits.
        """
        texts = sorted({text for table in self.tables.values() for cell in table for text in _texts(cell)})
        number = {text: place for place, text in enumerate(texts)}
        header = {
            "definition": self.definition.canonical(),
            "through": self.through.isoformat() if self.through else "",
            "key": self.key_name,
            "texts": texts,
        }
        arrays = {}
        for what, table in self.tables.items():
            rows = sorted(table.items())
            cells = [[_number(part, number) for part in cell] for cell, _ in rows] or [[]]
            arrays[f"{what}/cells"] = _array(cells)[: len(rows)]
            arrays[f"{what}/sums"] = _array([sums for _, sums in rows] or [[]])[: len(rows)]
        return pack(self.KIND, self.VERSION, header, arrays)

    @classmethod
    def from_bytes(cls, data: bytes, /) -> Self:
        """Return the summary that has these bytes.

        Raises: ValueError where they are damaged.
        """
        header, arrays = unpack(data, kind=cls.KIND, version=cls.VERSION)
        try:
            definition = read_definition(header["definition"], file="summary")
            through = date.fromisoformat(header["through"]) if header["through"] else None
            family = families([definition])[0]
            tables = {
                name: dict(_unpacked(name, arrays, header["texts"], (width, len(_named(family, name)))))
                for name, width in _columns(family).items()
            }
            made = cls(definition, through, str(header["key"]), tables)
            is_whole = made.to_bytes() == data
        except (KeyError, TypeError, AttributeError, IndexError) as fault:
            raise ValueError(
                f"The summary does not hold what a measure's does ({fault}). {DAMAGED}"
            ) from None
        if not is_whole:
            raise ValueError(f"The summary is not as it is written. {DAMAGED}")
        return made


def _columns(family: Family) -> dict[str, int]:
    """Name the finest tables of a family and the number of parts in a key of each."""
    width = 1 + len(family.keys)
    people = {f"people:{key}": width + 2 for key in family.people_keys()}
    return {"cells": width, **people, **{f"values:{one.number}": width + 1 for one in family.quantiles()}}


def _named(family: Family, what: str) -> list[str]:
    """Name what a table holds beside its key."""
    if what == "cells":
        return family.sum_names()
    return [name for name, _ in family.flags(what.removeprefix("people:"))] if what[0] == "p" else ["n"]


def _rows(
    engine: Engine, family: Family, what: str, name: str, key: bytes
) -> Iterator[tuple[Key, tuple[int, ...]]]:
    """Bring a finest table here, people as hashes."""
    told = engine.ask(f"SELECT * FROM {name}")
    keys = [told[column] for column in ("period", *family.keys)]
    sums = zip(*(told[column] for column in _named(family, what)), strict=True)
    if what.startswith("people:"):
        keys += _hashes(told["who"], key)
    elif what.startswith("values:"):
        keys.append(told["v"])
    for cell, some in zip(zip(*keys, strict=True), sums, strict=True):
        yield (cell[0].toordinal(), *cell[1:]), tuple(map(int, some))


def _hashes(people: Iterable[str], key: bytes) -> list[list[int]]:
    """Hash people with the key, as two whole numbers of 64 bits each."""
    digests = [hashlib.blake2b(who.encode(), key=key[:64], digest_size=HASH).digest() for who in people]
    return [[int.from_bytes(one[at : at + 8], "little", signed=True) for one in digests] for at in (0, 8)]


def _united(one: Table, other: Table, *, is_set: bool) -> Table:
    """Add two tables; of people, whether they are in a part in either."""
    whole = dict(one)
    for cell, sums in other.items():
        mine = whole.get(cell)
        if mine is not None:
            sums = tuple(a | b if is_set else a + b for a, b in zip(mine, sums, strict=True))  # noqa: PLW2901
        whole[cell] = sums
    return whole


def _texts(cell: Key) -> Iterator[str]:
    return (part for part in cell if isinstance(part, str))


def _number(part: Any, number: Dictionary[str, int]) -> int:
    return number[part] if isinstance(part, str) else part


def _array(numbers: Sequence[Any]) -> NDArray[np.int64]:
    try:
        return np.array(numbers, dtype=np.int64)
    except OverflowError:
        raise ValueError("A sum is too large to be kept exactly. Use a larger unit.") from None


def _unpacked(
    what: str, arrays: Dictionary[str, NDArray[Any]], texts: Sequence[str], widths: tuple[int, int]
) -> Iterator[tuple[Key, tuple[int, ...]]]:
    """Read a table back: the first part of a key is a day, the last of people and values are numbers."""
    cells, sums = arrays[f"{what}/cells"].tolist(), arrays[f"{what}/sums"].tolist()
    end = widths[0] - {"c": 0, "p": 2, "v": 1}[what[0]]
    for cell, some in zip(cells, sums, strict=True):
        if (len(cell), len(some)) != widths:
            raise ValueError(f"The summary does not hold what a measure's does. {DAMAGED}")
        named = [_text(texts, part) for part in cell[1:end]]
        yield (cell[0], *named, *cell[end:]), tuple(some)


def _text(texts: Sequence[str], part: int) -> str:
    if part < 0:
        raise IndexError("a text before the first")
    return str(texts[part])


def _fill(connection: duckdb.DuckDBPyConnection, family: Family, what: str, name: str, table: Table) -> None:
    """Put a finest table back, to be rolled up like any other."""
    more = {"c": (), "p": ("who_a", "who_b"), "v": ("v",)}[what[0]]
    names = ("period", *family.keys, *more, *_named(family, what))
    rows = [(*cell, *sums) for cell, sums in table.items()]
    columns: Sequence[Sequence[Any]] = list(zip(*rows, strict=True)) or [()] * len(names)
    arrays = {
        one: np.array(column, dtype=object) if one in family.keys else _array(column)
        for one, column in zip(names, columns, strict=True)
    }
    kinds = dict.fromkeys(family.keys, "VARCHAR") | {"period": "INTEGER"}
    flag = "BOOLEAN" if what[0] == "p" else "BIGINT"
    kinds |= dict.fromkeys(more, "BIGINT") | dict.fromkeys(_named(family, what), flag)
    cast = {one: f"CAST({one} AS {kind})" for one, kind in kinds.items()}
    cast["period"] = f"DATE '0001-01-01' + ({cast['period']} - 1)"
    told = [f"{sql} AS {one}" for one, sql in cast.items()]
    who = ["who_a::VARCHAR || ',' || who_b::VARCHAR AS who"] if what[0] == "p" else []
    connection.register("cairn_part", arrays)
    connection.execute(f"CREATE TEMP TABLE {name} AS SELECT {', '.join((*told, *who))} FROM cairn_part")
    connection.unregister("cairn_part")
