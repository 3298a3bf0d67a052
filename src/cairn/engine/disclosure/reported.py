"""What anybody can add up of counts that each place reported for itself."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import combinations

from cairn.engine.disclosure.leaves import TOTAL
from cairn.engine.disclosure.protect import Name, Sum

IN, OUT, OF = "in", "out", "of"  # those in a share, those left out of it, and both
Unit = tuple[str, str]  # (place, group)
Table = tuple[Name, list[Name]]  # a total, and what lies in it


def reported(
    counts: Mapping[Name, int], parents: Mapping[str, str], *, groups: Sequence[str] = ()
) -> list[Sum]:
    """Say what adds up, ready for `protect`, where nothing was rolled up and every count was reported.

    Shapes: `counts` by (place, group, part), where the group TOTAL is everybody and the part is IN, OUT or
    OF; `parents` gives the place that each place lies in; `groups` in the order of the definition.
    A place's groups lie within everybody there. A place lies within the nearest place above it that reported,
    with its groups if it reported nobody else. What lies in a total and in none of its parts is a part too.
    Parts that are more than their total overlap: then each is a sum of its own, and so are neighbouring
    groups of the definition that make up everybody. A part that alone is more than its total comes from
    another source, and says nothing. Places that lie in themselves lie in nothing.

    >>> counts = {("County", "", "in"): 9, ("Elm", "", "in"): 4, ("Oak", "", "in"): 5}
    >>> [(one.total, one.is_whole) for one in reported(counts, {"Elm": "County", "Oak": "County"})]
    [(('County', '', 'in'), True)]
    """
    units = sorted({(place, group) for place, group, _part in counts})
    sums = [
        Sum((*unit, OF), ((*unit, IN), (*unit, OUT)))
        for unit in units
        if all((*unit, part) in counts for part in (IN, OUT, OF))
    ]
    for tables in _tables(counts, parents, groups):
        sums += _together(counts, tables) if _fits(counts, tables) else _apart(counts, tables)
    return sums


def overlaps(counts: Mapping[Name, int], parents: Mapping[str, str]) -> bool:
    """Say whether any parts are more than their total: then `reported` may say more of some of the counts.

    >>> overlaps({("County", "", "in"): 9, ("Elm", "", "in"): 8, ("Oak", "", "in"): 5},
    ...     {"Elm": "County", "Oak": "County"})
    True
    """
    return not all(_fits(counts, tables) for tables in _tables(counts, parents, ()))


def _tables(
    counts: Mapping[Name, int], parents: Mapping[str, str], groups: Sequence[str]
) -> Iterator[list[Table]]:
    """Give what lies in what: for every total those in it, those left out of it, and both."""
    units = sorted({(place, group) for place, group, _part in counts})
    order = {group: number for number, group in enumerate(groups)}
    for total, parts in [*_groups(units, order).items(), *_places(units, parents).items()]:
        tables: list[Table] = []
        for kind in (IN, OUT, OF):
            inside: list[Name] = [(*part, kind) for part in parts if (*part, kind) in counts]
            tables += [((*total, kind), inside)] if inside and (*total, kind) in counts else []
        yield tables


def _groups(units: Sequence[Unit], order: Mapping[str, int]) -> dict[Unit, list[Unit]]:
    """Gather the groups of every place that reported everybody, in the order of the definition."""
    found: dict[Unit, list[Unit]] = {unit: [] for unit in units if unit[1] == TOTAL}
    for place, group in sorted(units, key=lambda unit: (order.get(unit[1], len(order)), unit)):
        if group != TOTAL and (place, TOTAL) in found:
            found[place, TOTAL].append((place, group))
    return found


def _places(units: Sequence[Unit], parents: Mapping[str, str]) -> dict[Unit, list[Unit]]:
    """Gather what lies in the same place above: the same group, or a place's groups for everybody."""
    known, places = set(units), {place for place, _group in units}
    reporting: dict[str, set[str]] = {}
    for place, group in units:
        reporting.setdefault(group, set()).add(place)
    found: dict[Unit, list[Unit]] = {}
    for place, group in units:
        above = _nearest(place, parents, places if group == TOTAL else reporting[group])
        if (above, group) in known:
            found.setdefault((above, group), []).append((place, group))
        if (place, TOTAL) not in known and (whole := (_nearest(place, parents, places), TOTAL)) in known:
            found.setdefault(whole, []).append((place, group))
    return found


def _nearest(place: str, parents: Mapping[str, str], among: Collection[str]) -> str:
    """Find the nearest place above that is one of some; empty if there is none, or no end."""
    above, seen = parents.get(place, ""), {place}
    while above and above not in among and above not in seen:
        seen.add(above)
        above = parents.get(above, "")
    return "" if above == place or above not in among else above


def _fits(counts: Mapping[Name, int], tables: Sequence[Table]) -> bool:
    """Say whether parts can be told apart: they are not more than their total, however they are counted."""
    return all(sum(counts[part] for part in inside) <= counts[total] for total, inside in tables)


def _together(counts: Mapping[Name, int], tables: Sequence[Table]) -> list[Sum]:
    return [
        Sum(total, tuple(inside), sum(counts[part] for part in inside) == counts[total])
        for total, inside in tables
    ]


def _apart(counts: Mapping[Name, int], tables: Sequence[Table]) -> list[Sum]:
    """Say of parts that overlap how each lies in the total, and which neighbours make it up."""
    sums = []
    for total, parts in tables:
        sums += [Sum(total, (part,), is_whole=False) for part in parts if counts[part] <= counts[total]]
        for first, last in combinations(range(len(parts) + 1), 2):
            run = parts[first:last]
            if last - first > 1 and sum(counts[part] for part in run) == counts[total]:
                sums.append(Sum(total, tuple(run)))
    return sums
