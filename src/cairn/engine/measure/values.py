"""A measure's values from the sums of its cells, with the kind of absence where there is none."""

from collections.abc import Iterator, Sequence
from collections.abc import Mapping as Dictionary
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cairn.engine.measure.cells import Status
from cairn.engine.measure.compiled import ABSENT, Column, Family
from cairn.engine.measure.executable import Executable

STATUSES = (
    Status.PRESENT, Status.NOT_APPLICABLE, Status.NOT_COLLECTED, Status.MISSING, Status.SUPPRESSED
)  # fmt: skip
Sums = dict[str, NDArray[np.int64]]
EXACT = 1 << 53  # whole numbers below it are exact as floats


@dataclass(frozen=True, slots=True)
class Cells:
    """The cells of a family at all its levels, sorted, and what was summed in them."""

    level: NDArray[np.int64]
    starts: tuple[date, ...]  # the first day of the period
    places: tuple[str, ...]  # empty: all places
    groups: tuple[str, ...]  # empty: everybody
    sums: Sums


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """One definition's values: columns of equal length, sorted by period, place and group.

    Shapes: all (n_values,). `numerator` and `denominator` are None where the measure has none; they count
    units of 10 ** -decimals and are meant only where `status` is 0 (see STATUSES). `value` is NaN elsewhere.
    `rows` is the number of rows that stand behind a value.
    """

    definition: Executable
    periods: tuple[str, ...]
    starts: tuple[date, ...]  # the first day of each period
    places: tuple[str, ...]
    groups: tuple[str, ...]
    numerator: NDArray[np.int64] | None
    denominator: NDArray[np.int64] | None
    decimals: tuple[int, int]
    value: NDArray[np.float64]
    status: NDArray[np.int8]
    rows: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.periods)

    def as_rows(self) -> Iterator[dict[str, Any]]:
        """Give the values one by one, as the command prints them."""
        columns = zip(
            self.periods, self.places, self.groups,
            _plain(self.numerator, self.decimals[0], len(self)),
            _plain(self.denominator, self.decimals[1], len(self)),
            self.value.tolist(), self.status.tolist(),
            strict=True,
        )  # fmt: skip
        for period, place, group, numerator, denominator, value, status in columns:
            present = status == 0
            yield {
                "period": period,
                "place": place,
                "group": group,
                "numerator": numerator if present else None,
                "denominator": denominator if present else None,
                "value": value if present else None,
                "status": STATUSES[status].value,
            }


def _plain(units: NDArray[np.int64] | None, decimals: int, length: int) -> list[int | float | None]:
    if units is None:
        return [None] * length
    return [one if not decimals else one / 10**decimals for one in units.tolist()]


def label(starts_on: date, every: str, year_begins: int) -> str:
    """Name a period: 2024-03, 2024-Q1, 2024, or 2024/25 for a year that does not begin in January.

    >>> label(date(2024, 9, 1), "year", 9), label(date(2024, 4, 1), "quarter", 1)
    ('2024/25', '2024-Q2')
    """
    if every == "month":
        return f"{starts_on.year}-{starts_on.month:02}"
    if every == "quarter":
        return f"{starts_on.year}-Q{(starts_on.month + 2) // 3}"
    year = starts_on.year
    return str(year) if year_begins == 1 else f"{year}/{(year + 1) % 100:02}"


def group_label(codes: Sequence[str], values: Sequence[str]) -> str:
    """Name a group: race=asian, or race=asian, gender=f; empty for everybody.

    >>> group_label(("race", "gender"), ("asian", "f"))
    'race=asian, gender=f'
    """
    return ", ".join(f"{code}={value}" for code, value in zip(codes, values, strict=True))


def gather(family: Family, tables: Sequence[Dictionary[str, Sequence[Any]]]) -> Cells:
    """Put the rolled tables of a family side by side, one row for each cell, sorted.

    The first table has every cell; what another does not have is 0 there.
    """
    keys = [_keys(family, table) for table in tables]
    order = sorted(range(len(keys[0])), key=lambda row: keys[0][row][1:] + keys[0][row][:1])
    place_of = {keys[0][row]: place for place, row in enumerate(order)}
    sums: Sums = {}
    for table, its in zip(tables, keys, strict=True):
        at = np.array([place_of[key] for key in its], dtype=np.int64)
        for name in table:
            if name not in ("level", "period", *family.keys):
                sums[name] = np.zeros(len(order), dtype=np.int64)
                sums[name][at] = [one or 0 for one in table[name]]
    found = [keys[0][row] for row in order]
    return Cells(
        level=np.array([one[0] for one in found], dtype=np.int64),
        starts=tuple(one[1] for one in found),
        places=tuple(one[2] for one in found),
        groups=tuple(one[3] for one in found),
        sums=sums,
    )


def _keys(family: Family, table: Dictionary[str, Sequence[Any]]) -> list[tuple[int, date, str, str]]:
    """Name each rolled row by level, period, place and group."""
    kept = {
        family.mask(level): (
            level.with_place,
            [key for key in family.kept(level) if key != "place"],
            level.codes,
        )
        for level in family.levels
    }
    columns = [list(table[name]) for name in family.keys]
    named = dict(zip(family.keys, columns, strict=True))
    found = []
    for row, (mask, starts_on) in enumerate(zip(table["level"], table["period"], strict=True)):
        with_place, keys, codes = kept[int(mask)]
        group = group_label(codes, [named[key][row] for key in keys])
        found.append((int(mask), starts_on, str(named["place"][row]) if with_place else "", group))
    return found


def evaluate(column: Column, cells: Cells) -> Measured:
    """Turn the sums of a definition into its values.

    Where an input is absent: suppressed at the source outweighs all; `hold` holds back a cell with anything
    missing or not collected; a cell of which nothing is known says why; a ratio over nobody is not
    applicable.
    """
    one = column.definition
    formula, size = one.formula, len(cells.starts)
    numerator, denominator = _figures(column, cells.sums)
    status = _status(column, cells.sums, denominator)
    named = {day: label(day, one.every, one.year_begins) for day in set(cells.starts)}
    decimals = tuple(part.figure.decimals if part.figure else 0 for part in column.parts)
    shown: NDArray[np.int64] | None = numerator
    if formula.numerator.kind == "quantile":
        value, shown = _quantile(column, cells.sums, status), None
    else:
        value = _quotient(numerator, denominator, formula.per, decimals)
    return Measured(
        definition=one,
        periods=tuple(map(named.__getitem__, cells.starts)),
        starts=cells.starts,
        places=cells.places,
        groups=cells.groups,
        numerator=shown,
        denominator=denominator,
        decimals=(decimals[0], decimals[1] if len(decimals) > 1 else 0),
        value=np.where(status == 0, value, np.nan) if size else np.zeros(0),
        status=status,
        rows=cells.sums[column.name("rows")],
    )


def _figures(column: Column, sums: Sums) -> tuple[NDArray[np.int64], NDArray[np.int64] | None]:
    """Find numerator and denominator; of a mean and a quantile the rows are the denominator."""
    kind = column.definition.formula.numerator.kind
    if kind == "quantile":
        return sums[column.name("rows")], sums[column.name("rows")]
    if kind == "mean":
        return sums[column.name("num")], sums[column.name("rows")]
    return sums[column.name("num")], sums.get(column.name("den"))


def _status(column: Column, sums: Sums, denominator: NDArray[np.int64] | None) -> NDArray[np.int8]:
    size = len(sums["n"])
    status = np.zeros(size, dtype=np.int8)
    empty = np.zeros(size, dtype=bool) if denominator is None else denominator == 0
    status[empty] = STATUSES.index(Status.NOT_APPLICABLE)
    if not column.optional:
        return status
    absent = {kind: sums[column.name(kind)] for kind in ABSENT}
    total = np.sum(list(absent.values()), axis=0)
    nothing = (total > 0) & (total == sums["n"])
    if column.definition.missing == "not-met" and denominator is not None:
        nothing &= empty
    for code, kind in enumerate(ABSENT, start=1):
        holds = nothing & (absent[kind] > 0)
        if column.definition.missing == "hold" and kind in ("missing", "not_collected"):
            holds |= absent[kind] > 0
        if kind == "suppressed":
            holds |= absent[kind] > 0
        status[holds] = code
    return status


def _quotient(
    numerator: NDArray[np.int64], denominator: NDArray[np.int64] | None, per: int, decimals: tuple[int, ...]
) -> NDArray[np.float64]:
    """Divide whole numbers, rounded once: the result is the nearest float to the exact quotient."""
    over = per * 10 ** (decimals[1] if len(decimals) > 1 else 0)
    under = 10 ** decimals[0]
    below = denominator if denominator is not None else np.ones(len(numerator), dtype=np.int64)
    largest = max((int(np.abs(one).max(initial=0)) for one in (numerator, below)), default=0)
    if largest * max(over, under) < EXACT:
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.asarray((numerator * over) / (below * under), dtype=np.float64)
    pairs = zip(numerator.tolist(), below.tolist(), strict=True)
    return np.array([a * over / (b * under) if b else np.nan for a, b in pairs], dtype=np.float64)


def _quantile(column: Column, sums: Sums, status: NDArray[np.int8]) -> NDArray[np.float64]:
    """Lie between two neighbouring values in exact proportion (the usual linear rule), rounded once."""
    part = column.definition.formula.numerator
    over, under = part.at.as_integer_ratio()
    scale = under * 10 ** (part.figure.decimals if part.figure else 0)
    columns = (sums[column.name(role)].tolist() for role in ("low", "high", "total"))
    found = []
    for low, high, total in zip(*columns, strict=True):
        rest = (total - 1) * over % under
        found.append((low * (under - rest) + high * rest) / scale)
    return np.where(status == 0, np.array(found, dtype=np.float64), np.nan)
