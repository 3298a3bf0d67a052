"""From cells to a measure's values: over time and places as the definition says, and no silent gap."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from typing import Any

from cairn.engine.measure.cells import Status
from cairn.engine.measure.executable import Executable
from cairn.engine.measure.places import NO_PLACES, Places
from cairn.engine.measure.running import Engine, next_start, run_measures, start_of
from cairn.engine.measure.values import STATUSES, Measured, label

COARSER = {"month": ("quarter", "year"), "quarter": ("year",), "year": ()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """One value. `place` empty: all places; `group` empty: everybody. Only a present one has figures."""

    period: str
    starts_on: date
    place: str
    group: str
    numerator: int | float | None
    denominator: int | float | None
    value: float | None
    status: Status
    rows: int  # that stand behind it

    def as_json(self) -> dict[str, Any]:
        """Give what the command prints."""
        names = ("period", "place", "group", "numerator", "denominator", "value", "status")
        return {name: getattr(self, name) for name in names}


def measure_values(
    engine: Engine,
    definition: Executable,
    *,
    source: str = "source",
    every: str = "",
    through: date | None = None,
    places: Places | None = None,
) -> list[Value]:
    """Compute a definition's values, sorted by period, place and group.

    `every`: a coarser period, reached as the definition's `over_time` says (sum, last, mean, recompute).
    `places`: gives values for every place above one that has rows too, reached as `over_places` says, as
    those over all places are: a ratio from sums, a quantile from values, each person counted once, a mean
    over the finest places. A place without rows in a period between the first and the last is there with
    what `no_rows` says: missing, or zero; under `hold` its absence holds back the sums over places too.
    `through`: the last day the data is for; later periods are not made up, earlier ones are.
    Raises: ValueError for a period that cannot be reached, or a place that is not listed.
    """
    coarser = bool(every) and every != definition.every
    if coarser and every not in COARSER[definition.every]:
        raise ValueError(f"A {definition.every} cannot be told as {every}s. Use a longer period.")
    if coarser and definition.over_time == "none":
        raise ValueError(
            f"{definition.name} is not to be joined over time. Give its values by {definition.every}."
        )
    if coarser and definition.over_time in ("recompute", "sum") and definition.additivity != "stock":
        # What adds up is summed from the rows: the same, and exact.
        definition = replace(definition, every=every)
        coarser = False
    measured = run_measures(engine, [definition], source=source, through=through, places=places)[0]
    values = finish(measured, through=through, places=places)
    return list(_over_time(definition, values, every)) if coarser else values


def finish(measured: Measured, *, through: date | None = None, places: Places | None = None) -> list[Value]:
    """Give the values of a run with its gaps told, and over places as the definition says."""
    definition = measured.definition
    values = _with_gaps(definition, list(listed(measured)), through)
    return sorted(_over_places(definition, values, places or NO_PLACES), key=_order)


def listed(measured: Measured) -> Iterator[Value]:
    """Give the values of a run one by one."""
    rows = zip(measured.as_rows(), measured.starts, measured.rows.tolist(), strict=True)
    for row, starts_on, count in rows:
        yield Value(**{**row, "status": Status(row["status"])}, starts_on=starts_on, rows=count)


def _with_gaps(definition: Executable, values: list[Value], through: date | None) -> list[Value]:
    """Add what no row speaks of: everybody of a place in a period between the first and the last."""
    if not values:
        return []
    last = max([one.starts_on for one in values] + ([through] if through else []))
    places = sorted({one.place for one in values})
    here = {(one.starts_on, one.place) for one in values if not one.group}
    day = min(one.starts_on for one in values)
    while day <= last:
        values += [_gap(definition, day, place) for place in places if (day, place) not in here]
        day = next_start(day, definition.every)
    return sorted(values, key=_order)


def _order(one: Value) -> tuple[date, str, str]:
    return one.starts_on, one.place, one.group


def _gap(definition: Executable, starts_on: date, place: str) -> Value:
    """Make the value of a cell without rows."""
    is_ratio = definition.additivity in ("ratio", "order")
    status = Status.MISSING
    if definition.no_rows == "zero":
        status = Status.NOT_APPLICABLE if is_ratio else Status.PRESENT
    zero = 0 if status is Status.PRESENT else None
    return Value(
        period=label(starts_on, definition.every, definition.year_begins),
        starts_on=starts_on, place=place, group="", numerator=zero, denominator=None,
        value=None if zero is None else 0.0, status=status, rows=0,
    )  # fmt: skip


def _over_places(definition: Executable, values: Sequence[Value], places: Places) -> Iterator[Value]:
    """Say what holds over places, as the definition chose."""
    if not definition.place or definition.over_places in ("sum", "recompute"):
        lacking = _lacking(definition, values, places)
        for one in values:
            yield _absent(one, Status.MISSING) if (one.starts_on, one.place) in lacking else one
        return
    yield from (one for one in values if one.place)
    if definition.over_places == "mean":
        yield from _means(definition, values, places)


def _lacking(definition: Executable, values: Iterable[Value], places: Places) -> set[tuple[date, str]]:
    """Find the sums over places that lack a whole place, where the definition holds such sums back."""
    if definition.missing != "hold" or not definition.place:
        return set()
    lacking = (one for one in values if one.place and not one.group and one.status is Status.MISSING)
    return {(one.starts_on, up) for one in lacking for up in places.above(one.place)}


def _means(definition: Executable, values: Iterable[Value], places: Places) -> Iterator[Value]:
    """Average the finest places of every place above them, and of all together."""
    wholes: dict[tuple[date, str, str], Value] = {}
    parts: dict[tuple[date, str, str], list[Value]] = {}
    for one in values:
        wholes |= {} if one.place else {(one.starts_on, "", one.group): one}
        for up in places.above(one.place):
            key = (one.starts_on, up, one.group)
            wholes.setdefault(key, replace(one, place=up))
            parts.setdefault(key, []).append(one)
    for key, one in wholes.items():
        yield _mean(definition, one, parts.get(key, []))


def _absent(one: Value, status: Status) -> Value:
    return replace(one, numerator=None, denominator=None, value=None, status=status)


def _mean(definition: Executable, one: Value, parts: Sequence[Value]) -> Value:
    """Average values, exactly and rounded once; under `hold` an absent part makes the whole absent."""
    present = [Fraction(part.value) for part in parts if part.value is not None]
    worst = max((STATUSES.index(part.status) for part in parts), default=STATUSES.index(Status.MISSING))
    if not present or (worst and definition.missing == "hold"):
        return _absent(one, STATUSES[worst])
    rows = sum(part.rows for part in parts)
    mean = float(sum(present) / len(present))
    return replace(
        one, numerator=None, denominator=None, value=mean, status=Status.PRESENT, rows=rows
    )  # the figures of an average of averages are those of its parts


def _over_time(definition: Executable, values: Sequence[Value], every: str) -> Iterator[Value]:
    """Join periods into longer ones: the last of them, or their mean."""
    cells: dict[tuple[date, str, str], list[Value]] = {}
    for one in values:
        start = start_of(one.starts_on, every, 1)
        cells.setdefault((start, one.place, one.group), []).append(one)
    for (start, _, _), parts in sorted(cells.items()):
        named = replace(parts[-1], period=label(start, every, 1), starts_on=start)
        yield named if definition.over_time == "last" else _mean(definition, named, parts)
