"""A panel: the outcome of each unit at each time, when the unit adopted a practice, and its weight."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
Wholes = NDArray[np.int64]
NEVER = int(np.iinfo(np.int64).max)  # the adoption time of a unit that never adopts
LARGEST = 1e100  # so that products of outcomes and weights stay finite
SMALLEST = 1e-100  # so that they do not vanish
LIGHTEST, HEAVIEST = 1e-15, 1e15  # weights
TOLD = 12  # faults of one kind that are named; the rest are counted
Incomplete = Literal["refuse", "drop"]


@dataclass(frozen=True, slots=True, eq=False)
class Panel:
    """Units × times, without gaps.

    Shapes: `outcomes` (n_units, n_times), `times` (n_times,) rising, `adopted` and `weights` (n_units,),
    `covariates` (n_units, n_covariates). `units` are the names, in rising order. `dropped` counts units that
    were left out because a time was missing.
    """

    units: NDArray[Any]
    times: Wholes
    adopted: Wholes
    outcomes: Floats
    weights: Floats
    covariates: Floats
    dropped: int = 0

    def __post_init__(self) -> None:
        """Refuse what no panel can be: ValueError."""
        n, t = self.outcomes.shape
        if not (len(self.units) == len(self.adopted) == len(self.weights) == len(self.covariates) == n):
            raise ValueError("Units, adoption times, weights, covariates and outcomes differ in length.")
        if len(self.times) != t or (np.diff(self.times) <= 0).any():
            raise ValueError("Times must rise, one for each column of outcomes.")
        for values in (self.outcomes, self.covariates):
            if not (np.abs(values) <= LARGEST).all():
                raise ValueError(f"An outcome or covariate is not a finite number up to {LARGEST:g}.")
        if not _can_weigh(self.weights).all():
            raise ValueError("A weight is not a positive number: leave the unit out, or correct it.")

    @property
    def is_weighted(self) -> bool:
        """Say whether some unit weighs other than 1."""
        return bool((self.weights != 1.0).any())


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong at one row: its number from 0, the role of its column, what, and what to do.

    The text has places for the unit, for times ({time[0]}, or {all}), and for another row.
    """

    row: int
    role: str  # unit, time, adopted, outcome, weights or the number of a covariate
    text: str
    unit: str = ""
    times: tuple[int, ...] = ()
    other: int = 0

    def said(self, *, row: Callable[[int], int] | None = None, time: Callable[[int], object] = str) -> str:
        """Say it, with rows and times as the sender knows them (without a word: rows count from 1)."""
        times = ["never" if one == NEVER else str(time(one)) for one in self.times]
        other = row(self.other) if row else self.other + 1
        return self.text.format(unit=self.unit, time=times, all=", ".join(times), row=other)


class PanelError(ValueError):
    """Rows that make no panel; `faults` has them all, up to a dozen of each kind."""

    def __init__(self, faults: list[Fault], more: int = 0) -> None:
        """Say all of them in one message."""
        self.faults, self.more = tuple(faults), more
        told = [f"Row {fault.row + 1}, {fault.role}: {fault.said()}" for fault in faults]
        super().__init__("\n".join([*told, f"… and {more} more."] if more else told))


def panel_of(  # noqa: PLR0913 - a panel has these columns
    units: ArrayLike,
    times: ArrayLike,
    adopted: ArrayLike,
    outcomes: ArrayLike,
    *,
    weights: ArrayLike | None = None,
    covariates: ArrayLike | None = None,
    incomplete: Incomplete = "refuse",
) -> Panel:
    """Arrange rows, one per unit and time, into a panel; their order does not matter.

    Shapes: all (n_rows,), `covariates` (n_rows, n_covariates). Times are whole numbers; the adoption time of
    a unit that never adopts is NEVER, or 0 where 0 is none of the times. Adoption, weight and covariates must
    be the same in all rows of a unit. A unit without a row for some time is refused, or left out with
    `incomplete="drop"`; nothing is filled in.
    Raises: PanelError, a ValueError that names every row at fault.

    >>> panel_of(["b", "a", "b", "a"], [2, 1, 1, 2], [0, 2, 0, 2], [4.0, 1.0, 3.0, 2.0]).outcomes.tolist()
    [[1.0, 2.0], [3.0, 4.0]]
    """
    value = np.asarray(outcomes, np.float64)
    weight = None if weights is None else np.asarray(weights, np.float64)
    more = np.empty((len(value), 0)) if covariates is None else np.asarray(covariates, np.float64)
    unit, time = np.asarray(units), _whole(times, "times")
    given = _whole(adopted, "adoption times")
    columns = [unit, time, given, value, more, *([] if weight is None else [weight])]
    if len({len(column) for column in columns}) > 1 or not len(value):
        raise ValueError("There are no rows, or the columns differ in length.")
    _check_values(value, weight, more)
    _check_adoption(given, time)
    names, label, rows = _arranged(unit, time) or _arrange(unit, time, incomplete)
    given = np.where(given == 0, NEVER, given)
    _check_constant(rows, len(label), (given, weight, more))
    first = _wide(np.arange(len(unit)), rows, len(label))[:, 0]
    weight = np.ones(len(unit)) if weight is None else weight
    return Panel(
        units=unit[first], times=label, adopted=given[first], outcomes=_wide(value, rows, len(label)),
        weights=weight[first], covariates=more[first], dropped=len(names) - len(first),
    )  # fmt: skip


def _wide(column: NDArray[Any], rows: Wholes | None, n_times: int) -> NDArray[Any]:
    """Return a column as units × times; `rows` is None where it stands so already."""
    return column.reshape(-1, n_times) if rows is None else column[rows]


def _whole(values: ArrayLike, name: str) -> Wholes:
    found = np.asarray(values)
    if found.dtype.kind not in "iu":
        as_float = np.asarray(values, np.float64)
        if not (np.abs(as_float) < 2**53).all() or (as_float != np.trunc(as_float)).any():
            raise ValueError(f"The {name} must be whole numbers.")
        found = as_float
    return found.astype(np.int64, copy=False)


def _arranged(unit: NDArray[Any], time: Wholes) -> tuple[NDArray[Any], Wholes, None] | None:
    """Return names and times where rows are in order and complete, so that none need be moved; else None."""
    n_times = int((unit == unit[0]).argmin()) or len(unit) if unit.ndim == 1 else 0
    if not n_times or len(unit) % n_times:
        return None
    names, label = unit[::n_times], time[:n_times]
    by_unit, by_time = unit.reshape(-1, n_times), time.reshape(-1, n_times)
    is_rising = (label[1:] > label[:-1]).all() and (names[1:] > names[:-1]).all()
    if not is_rising or (by_unit != names[:, None]).any() or (by_time != label).any():
        return None
    return names, label, None


def _arrange(
    units: NDArray[Any], times: Wholes, incomplete: Incomplete
) -> tuple[NDArray[Any], Wholes, Wholes]:
    """Return names, times and the row of each cell, unit by unit."""
    name, unit = _coded(units)
    label, time = _coded(times)
    order = _order(unit * len(label) + time, len(name) * len(label), name, label, incomplete)
    return name, label, order.reshape(-1, len(label))


def _coded(values: NDArray[Any]) -> tuple[NDArray[Any], Wholes]:
    """Return the different values in rising order and each row's number among them; fast where sorted."""
    if values.ndim != 1:
        raise ValueError("Each column is one list of values.")
    if values.dtype.kind in "iu" and len(values):
        low, high = int(values.min()), int(values.max())
        if high - low <= max(4 * len(values), 1000):
            shifted = values.astype(np.int64) - low
            seen = np.zeros(high - low + 1, bool)
            seen[shifted] = True
            return np.flatnonzero(seen) + low, (np.cumsum(seen) - 1)[shifted]
    found, place = np.unique(values, return_inverse=True)
    return found, place.astype(np.int64)


def _order(
    place: Wholes, n_cells: int, names: NDArray[Any], labels: Wholes, incomplete: Incomplete
) -> Wholes:
    """Return the row of each cell, unit by unit; units with a gap are refused or left out."""
    row = np.full(n_cells, -1)
    row[place[::-1]] = np.arange(len(place))[::-1]
    again = np.flatnonzero(row[place] != np.arange(len(place)))
    n_times = len(labels)
    text = "unit {unit} at time {time[0]} is already in row {row}: keep one of the two."
    faults = [
        Fault(int(i), "time", text, str(names[place[i] // n_times]), (int(labels[place[i] % n_times]),),
              int(row[place[i]]))
        for i in again[:TOLD]
    ]  # fmt: skip
    wide = row.reshape(-1, n_times)
    short = np.flatnonzero((wide < 0).any(axis=1))
    n_more = max(len(again) - TOLD, 0)
    if incomplete == "refuse":
        faults += [_gap(wide[i], names[i], labels) for i in short[:TOLD]]
        n_more += max(len(short) - TOLD, 0)
    if faults:
        raise PanelError(faults, n_more)
    kept = np.delete(wide, short, axis=0)
    if not len(kept):
        raise ValueError("No unit has a value at every time: there is nothing left to compare.")
    return kept.ravel()


def _gap(rows: Wholes, name: object, labels: Wholes) -> Fault:
    text = "unit {unit} has no value at {all}: add it, or leave out units with gaps (drop)."
    missing = tuple(int(label) for label in labels[rows < 0][:5])
    return Fault(int(rows.max()), "unit", text, str(name), missing)


def _check_values(value: Floats, weight: Floats | None, more: Floats) -> None:
    faults, n_more, size = [], 0, np.abs(value)
    checks = [
        ("outcome", size <= LARGEST, value, "is not a number that can be used: correct it"),
        *(
            ("weights", _can_weigh(column), column, "is no weight: it must be positive")
            for column in ([] if weight is None else [weight])
        ),
        *(
            (str(j), np.abs(column) <= LARGEST, column, "is not a number that can be used: correct it")
            for j, column in enumerate(more.T)
        ),
    ]
    for role, good, column, why in checks:
        bad = np.flatnonzero(~good)
        faults += [Fault(int(i), role, f"{column[i]} {why}.") for i in bad[:TOLD]]
        n_more += max(len(bad) - TOLD, 0)
    if faults:
        raise PanelError(faults, n_more)
    if 0 < size.max() < SMALLEST:
        raise ValueError(f"All outcomes are smaller than {SMALLEST:g}: give them in a smaller unit.")


def _check_adoption(given: Wholes, time: Wholes) -> None:
    """Refuse adoption before 1, which is kept for those that never adopt; 0 is one of the times, or never."""
    is_unclear = (given == 0) & bool(time.min() <= 0 <= time.max())
    text = "{time[0]} is no adoption time: 0 says never. Count times from 1 on, and leave never blank."
    wrong = np.flatnonzero((given < 0) | is_unclear)
    if len(wrong):
        faults = [Fault(int(i), "adopted", text, times=(int(given[i]),)) for i in wrong[:TOLD]]
        raise PanelError(faults, max(len(wrong) - TOLD, 0))


def _check_constant(rows: Wholes | None, n_times: int, columns: tuple[Wholes, Floats | None, Floats]) -> None:
    given, weight, more = columns
    faults, n_more = [], 0
    roles: list[tuple[str, NDArray[Any]]] = [("adopted", given)]
    roles += [] if weight is None else [("weights", weight)]
    roles += [(str(j), column) for j, column in enumerate(more.T)]
    for role, column in roles:
        values = _wide(column, rows, n_times)
        differs = values != values[:, :1]
        off = np.argwhere(differs) if differs.any() else np.empty((0, 2), np.int64)
        for i, j in off[:TOLD]:
            at, first = (i * n_times + j, i * n_times) if rows is None else (rows[i, j], rows[i, 0])
            times = (int(column[at]), int(column[first])) if role == "adopted" else ()
            one, two = ("{time[0]}", "{time[1]}") if times else (column[at], column[first])
            text = f"{one} differs from {two} in row {{row}} of the same unit: give it one value."
            faults.append(Fault(int(at), role, text, times=times, other=int(first)))
        n_more += max(len(off) - TOLD, 0)
    if faults:
        raise PanelError(faults, n_more)


def _can_weigh(weights: Floats) -> NDArray[np.bool_]:
    return np.asarray((weights >= LIGHTEST) & (weights <= HEAVIEST))
