"""What would leave of a measure's values: without small counts, and without what gives them away."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from cairn.engine.disclosure.protect import Name, Protected, Sum, protect, rounded
from cairn.engine.measure.cells import Status
from cairn.engine.measure.executable import Executable
from cairn.engine.measure.finished import Value


@dataclass(frozen=True, slots=True)
class Leaving:
    """The values as they would leave, in the order they came; held ones are suppressed, without figures."""

    values: tuple[Value, ...]
    held: int  # how many that have a value stay
    threshold: int
    zero_allowed: bool
    round_to: int | None
    rule: str


def leaving(definition: Executable, values: Sequence[Value], *, threshold: int = 0) -> Leaving:
    """Say what would leave of a definition's values.

    Each period is one release: all its places and groups together, since they add up. A share leaves only
    where its
    numerator, its denominator and those in between may all leave. Rounded figures give a value of their own.
    `threshold` may tighten the definition's, never loosen it.
    Raises: ValueError for a count that is no whole number from 0; protect such a measure by rows.

    """
    limit = max(definition.threshold, threshold)
    made: list[Value] = []
    for _, some in _periods(values):
        made += _released(definition, some, limit)
    held = sum(a.status is not b.status for a, b in zip(made, values, strict=True))
    rounding = f" Figures are rounded to {definition.round_to}." if definition.round_to else ""
    zero = "" if definition.zero_allowed else " Zero is held back too."
    rule = f"Counts below {limit} stay, and with them what would give one away.{zero}{rounding}"
    return Leaving(tuple(made), held, limit, definition.zero_allowed, definition.round_to, rule)


def _periods(values: Sequence[Value]) -> Iterator[tuple[str, list[Value]]]:
    found: dict[str, list[Value]] = {}
    for one in values:
        found.setdefault(one.period, []).append(one)
    yield from found.items()


def _released(definition: Executable, values: Sequence[Value], limit: int) -> list[Value]:
    counts: dict[Name, int] = {}
    for one in values:
        if one.status is Status.PRESENT:
            counts |= _counts(definition, one)
    release = protect(counts, _sums(counts), threshold=limit, zero_allowed=definition.zero_allowed)
    if definition.round_to:
        release = rounded(release, definition.round_to)
    return [_shown(definition, one, release) for one in values]


def _counts(definition: Executable, one: Value) -> dict[Name, int]:
    """Name the counts of people that stand behind a value, each of which must be free to leave."""
    where = (one.place, one.group)
    if definition.protect_rows or one.numerator is None:
        return {(*where, "rows"): one.rows}
    counts: dict[Name, int] = {(*where, "numerator"): _whole(definition, one.numerator)}
    if one.denominator is not None:
        counts[*where, "denominator"] = _whole(definition, one.denominator)
        if definition.formula.part_of_whole:
            counts[*where, "others"] = counts[*where, "denominator"] - counts[*where, "numerator"]
    return counts


def _whole(definition: Executable, figure: int | float) -> int:
    if not isinstance(figure, int) or figure < 0:
        remedy = 'Write "counts": "rows" in its suppression.'
        raise ValueError(f"{definition.name} gives {figure}, which is no count of people. {remedy}")
    return figure


def _sums(counts: dict[Name, int]) -> list[Sum]:
    """Say what adds up: finer groups to coarser ones, places to all places, parts to the whole."""
    places: dict[tuple[str, str], list[Name]] = {}
    groups: dict[tuple[str, str], list[Name]] = {}
    for name in counts:
        groups.setdefault((name[0], name[2]), []).append(name)
        if name[0]:
            places.setdefault((name[1], name[2]), []).append(name)
    sums = []
    for (group, part), parts in places.items():
        sums += _made_of(counts, ("", group, part), parts)
    for (place, part), names in groups.items():
        for total, parts in _finer(names):
            sums += _made_of(counts, (place, total, part), parts)
    for place, group, part in counts:
        if part == "others":
            parts = [(place, group, "numerator"), (place, group, "others")]
            sums += _made_of(counts, (place, group, "denominator"), parts)
    return sums


def _finer(names: Iterable[Name]) -> Iterator[tuple[str, list[Name]]]:
    """Gather, for each group, the finer groups that split it, once for each way to split."""
    codes = {name: dict(pair.split("=", 1) for pair in name[1].split(", ") if pair) for name in names}
    ways = sorted({tuple(found) for found in codes.values()})
    splits: dict[tuple[str, tuple[str, ...]], list[Name]] = {}
    for name, found in codes.items():
        for fewer in ways:
            if set(fewer) < set(found):
                coarse = ", ".join(f"{code}={found[code]}" for code in fewer)
                splits.setdefault((coarse, tuple(found)), []).append(name)
    for (coarse, _), parts in splits.items():
        yield coarse, parts


def _made_of(counts: dict[Name, int], total: Name, parts: Sequence[Name]) -> list[Sum]:
    """Say that parts make up a total; where they do not add up, that each of them lies within it."""
    if total not in counts:
        return []
    if sum(counts[name] for name in parts) == counts[total]:
        return [Sum(total, tuple(sorted(parts)))]
    return [Sum(total, (name,), is_whole=False) for name in sorted(parts) if counts[name] <= counts[total]]


def _shown(definition: Executable, one: Value, release: Protected) -> Value:
    """Give a value as it leaves."""
    if one.status is Status.NOT_APPLICABLE and not definition.zero_allowed:
        return replace(one, status=Status.SUPPRESSED)  # nobody there is a count of zero
    if one.status is not Status.PRESENT:
        return one
    names = _counts(definition, one)
    if any(release.value(name) is None for name in names):
        return replace(one, numerator=None, denominator=None, value=None, status=Status.SUPPRESSED, rows=0)
    if not definition.round_to or definition.protect_rows:
        return one
    where = (one.place, one.group)
    numerator = release.value((*where, "numerator"))
    denominator = release.value((*where, "denominator")) if one.denominator is not None else None
    value = None if numerator is None else float(numerator)
    if value is not None and denominator is not None:
        value = definition.formula.per * value / denominator if denominator else None
    status = Status.PRESENT if value is not None else Status.SUPPRESSED
    return replace(one, numerator=numerator, denominator=denominator, value=value, status=status)
