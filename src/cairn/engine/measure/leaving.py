"""What would leave of a measure's values: without small counts, and without what gives them away."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain

from cairn.engine.disclosure.protect import Name, Protected, Sum, protect, rounded
from cairn.engine.disclosure.rounding import to_nearest
from cairn.engine.measure.cells import Status
from cairn.engine.measure.earlier import Earlier, refuse_other_periods
from cairn.engine.measure.executable import Executable
from cairn.engine.measure.finished import Value
from cairn.engine.measure.places import NO_PLACES, Places


@dataclass(frozen=True, slots=True)
class Leaving:
    """The values as they would leave, in the order they came; held ones are suppressed, without figures."""

    values: tuple[Value, ...]
    held: int  # how many that have a value stay
    threshold: int
    zero_allowed: bool
    round_to: int | None
    rule: str
    already_out: int = 0  # small counts that earlier releases give away, whatever is held back now


def leaving(
    definition: Executable,
    values: Sequence[Value],
    *,
    threshold: int = 0,
    places: Places | None = None,
    released: Sequence[Earlier] = (),
) -> Leaving:
    """Say what would leave of a definition's values.

    Each period is one release: all its places and groups together, since they add up. A share leaves only
    where its numerator, its denominator and those in between may all leave. Rounded figures give a value of
    their own. `places`: those that the values were rolled up through. `released`: what left before; that is
    taken to be known, what it held back stays held back, and its threshold holds too if it is higher.
    `threshold` may tighten the definition's, never loosen it.
    Raises: ValueError for a count that is no whole number from 0 (protect such a measure by rows), or what
    left before by other periods.
    """
    refuse_other_periods(released, {one.period for one in values})
    rule = _Rule(
        definition,
        max(definition.threshold, threshold, *(one.threshold for one in released)),
        definition.zero_allowed and all(one.zero_allowed for one in released),
        places or NO_PLACES,
    )
    made: list[Value] = []
    already_out = 0
    for period, some in _periods(values):
        release = _release(rule, some, [one.of_period(period) for one in released])
        made += [_shown(rule, one, release) for one in some]
        already_out += len(release.counts.keys() & set(release.already_out))
    held = sum(a.status is not b.status for a, b in zip(made, values, strict=True))
    words = _words(rule, len(released))
    return Leaving(tuple(made), held, rule.limit, rule.zero_allowed, definition.round_to, words, already_out)


@dataclass(frozen=True, slots=True)
class _Rule:
    """What holds for every period of a release."""

    definition: Executable
    limit: int
    zero_allowed: bool
    places: Places


def _words(rule: _Rule, n_released: int) -> str:
    rounding = f" Figures are rounded to {rule.definition.round_to}." if rule.definition.round_to else ""
    zero = "" if rule.zero_allowed else " Zero is held back too."
    what = "file of what left before" if n_released == 1 else "files of what left before"
    together = f", also together with {n_released} {what}" if n_released else ""
    return (
        f"Counts below {rule.limit} stay, and with them what would give one away{together}.{zero}{rounding}"
    )


def _periods(values: Sequence[Value]) -> Iterator[tuple[str, list[Value]]]:
    found: dict[str, list[Value]] = {}
    for one in values:
        found.setdefault(one.period, []).append(one)
    yield from found.items()


def _release(rule: _Rule, values: Sequence[Value], released: Sequence[Earlier]) -> Protected:
    """Protect one period, together with what left of it before."""
    named = {(one.place, one.group): _counts(rule.definition, one) for one in values if _is_present(one)}
    counts = {name: count for some in named.values() for name, count in some.items()}
    before = [_before(rule, one, named) for one in released]
    corrected = chain.from_iterable(_corrected(rule, one, counts) for one in before)
    made = protect(
        counts,
        _sums(counts, rule.places),
        threshold=rule.limit,
        zero_allowed=rule.zero_allowed,
        earlier=[*before, *corrected],
        kept=frozenset(name for one in before for name in one.counts if name not in one.shown),
    )
    return rounded(made, rule.definition.round_to) if rule.definition.round_to else made


def _is_present(one: Value) -> bool:
    return one.status is Status.PRESENT


def _before(rule: _Rule, earlier: Earlier, named: dict[tuple[str, str], dict[Name, int]]) -> Protected:
    """Write down an earlier release as its readers have it.

    What it held back is taken to be what it is now: the holder kept no more of it than readers did.
    """
    shown: dict[Name, int] = {}
    held: dict[Name, int] = {}
    for where, figures in earlier.values.items():
        now = named.get(where, {})
        if figures is None:
            held |= now
            continue
        for name, figure in _figures(rule.definition, where, figures).items():
            is_same = to_nearest(now.get(name, figure), earlier.round_to or 1) == figure
            shown[name] = now.get(name, figure) if is_same else figure
    counts = {**held, **shown}
    sums = tuple(_sums(counts, rule.places))
    return Protected(counts, sums, {}, shown, earlier.threshold, earlier.zero_allowed, (), "")


def _corrected(rule: _Rule, before: Protected, counts: dict[Name, int]) -> Iterator[Protected]:
    """Write down what held counts were, where a sum that adds up now did not with them as they are now.

    One of them was corrected since. A reader may guess which, so each is what it must have been then.
    """
    for total, parts in _wholes(dict(before.counts), rule.places):
        names = (total, *parts)
        is_sum = counts.keys() >= set(names) and sum(counts[one] for one in parts) == counts[total]
        gap = before.counts[total] - sum(before.counts[one] for one in parts)
        for name in names if is_sum and gap else ():
            then = before.counts[name] + (-gap if name == total else gap)
            if name not in before.shown and then >= 0:
                known = {one: before.counts[one] for one in names} | {name: then}
                shown = {one: known[one] for one in names if one in before.shown}
                yield replace(before, counts=known, sums=(Sum(total, tuple(parts)),), shown=shown)


def _figures(
    definition: Executable, where: tuple[str, str], figures: tuple[int | None, int | None]
) -> dict[Name, int]:
    """Name the counts that figures tell their readers."""
    numerator, denominator = figures
    if definition.protect_rows or numerator is None:
        is_rows = definition.formula.numerator.kind in ("mean", "quantile")
        return {(*where, "rows"): denominator} if is_rows and denominator is not None else {}
    counts: dict[Name, int] = {(*where, "numerator"): numerator}
    if denominator is not None:
        counts[*where, "denominator"] = denominator
        if definition.formula.part_of_whole:
            counts[*where, "others"] = denominator - numerator
    return counts


def _counts(definition: Executable, one: Value) -> dict[Name, int]:
    """Name the counts of people that stand behind a value, each of which must be free to leave."""
    where = (one.place, one.group)
    if definition.protect_rows or one.numerator is None:
        return {(*where, "rows"): one.rows}
    denominator = None if one.denominator is None else _whole(definition, one.denominator)
    return _figures(definition, where, (_whole(definition, one.numerator), denominator))


def _whole(definition: Executable, figure: int | float) -> int:
    if not isinstance(figure, int) or figure < 0:
        remedy = 'Write "counts": "rows" in its suppression.'
        raise ValueError(f"{definition.name} gives {figure}, which is no count of people. {remedy}")
    return figure


def _sums(counts: dict[Name, int], places: Places) -> list[Sum]:
    """Say what adds up; where parts overlap, that each lies within the whole."""
    return [one for total, parts in _wholes(counts, places) for one in _made_of(counts, total, sorted(parts))]


def _wholes(counts: dict[Name, int], nested: Places) -> Iterator[tuple[Name, list[Name]]]:
    """Give wholes with their parts: groups with finer ones, places with those in them, sides of a share."""
    places: dict[tuple[str, str], set[str]] = {}
    groups: dict[tuple[str, str], list[Name]] = {}
    for name in counts:
        groups.setdefault((name[0], name[2]), []).append(name)
        places.setdefault((name[1], name[2]), set()).add(name[0])
        if name[2] == "others" and (*name[:2], "denominator") in counts:
            yield (*name[:2], "denominator"), [(*name[:2], "numerator"), name]
    for kind, present in places.items():
        for whole, within in nested.split(present):
            yield (whole, *kind), [(place, *kind) for place in within]
    for (place, part), names in groups.items():
        for whole, parts in _finer(names):
            if (place, whole, part) in counts:
                yield (place, whole, part), list(parts)


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
    if sum(counts[name] for name in parts) == counts[total]:
        return [Sum(total, tuple(parts))]
    return [Sum(total, (name,), is_whole=False) for name in parts if counts[name] <= counts[total]]


def _shown(rule: _Rule, one: Value, release: Protected) -> Value:
    """Give a value as it leaves."""
    definition = rule.definition
    if one.status is Status.NOT_APPLICABLE and not rule.zero_allowed:
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
