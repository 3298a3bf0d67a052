"""Places within places: roll up first, protect per release."""

from collections.abc import Mapping

from cairn.engine.disclosure.leaves import TOTAL, check_counts
from cairn.engine.disclosure.protect import Name, Sum


def roll_up(counts: Mapping[Name, int], parents: Mapping[str, str]) -> dict[Name, int]:
    """Add exact counts up to every place above, and over all groups.

    Shapes: `counts` by (place, group), groups that do not overlap; `parents` gives the place that each place
    is part of. The answer has every place above, and everybody as the group TOTAL.
    Only exact counts may be rolled up: what was protected or rounded would make every total wrong, and what
    is held back (None) is refused. Protect afterwards, once per release.
    Raises: ValueError for what is no whole number, a place above that has counts of its own (see `nested`),
    or places that are part of themselves.

    >>> roll_up({("Elm", "a"): 3, ("Oak", "a"): 4}, {"Elm": "County", "Oak": "County"})["County", "a"]
    7
    """
    if held := sorted(name for name, count in counts.items() if count is None):
        raise ValueError(f"{held} are held back: roll up the exact counts, and protect afterwards.")
    check_counts(counts.items())
    if doubled := sorted({place for place, _ in counts} & set(parents.values())):
        raise ValueError(f"{doubled} have parts and counts of their own: give those to `nested` as `own`.")
    table: dict[Name, int] = {}
    for (place, group), count in sorted(counts.items()):
        if group == TOTAL:
            raise ValueError(
                f"{place} has a count without a group, which would be added twice: leave it out."
            )
        for above in _upwards(place, parents):
            for label in (group, TOTAL):
                table[above, label] = table.get((above, label), 0) + int(count)
    return table


def nested(
    counts: Mapping[Name, int], parents: Mapping[str, str], *, own: Mapping[Name, int] | None = None
) -> tuple[dict[Name, int], list[Sum]]:
    """Roll counts up and say what adds up, ready for `protect`.

    Shapes: as `roll_up`. `own` are counts of places above from their own source, people at no site among
    them: there the parts lie within the total, and those at no site are protected too.
    Raises: ValueError as `roll_up`; `protect` refuses an own count smaller than its parts.

    >>> table, sums = nested({("Elm", "a"): 3, ("Oak", "a"): 4}, {"Elm": "County", "Oak": "County"})
    >>> [(one.total, one.is_whole) for one in sums if one.total == ("County", "a")]
    [(('County', 'a'), True)]
    """
    table = roll_up(counts, parents)
    given = dict(own or {})
    check_counts(given.items())
    table.update({name: int(count) for name, count in given.items()})
    below: dict[Name, list[Name]] = {}
    groups: dict[str, list[Name]] = {}
    for place, group in sorted(table):
        if place in parents and (parents[place], group) in table:
            below.setdefault((parents[place], group), []).append((place, group))
        if group != TOTAL:
            groups.setdefault(place, []).append((place, group))
    sums = [Sum(total, tuple(parts), total not in given) for total, parts in below.items()]
    for place, parts in groups.items():
        if (place, TOTAL) in table:
            whole = not ({(place, TOTAL), *parts} & set(given)) or _adds_up(table, place, parts)
            sums.append(Sum((place, TOTAL), tuple(parts), whole))
    return table, sums


def _adds_up(table: Mapping[Name, int], place: str, parts: list[Name]) -> bool:
    return table[place, TOTAL] == sum(table[part] for part in parts)


def _upwards(place: str, parents: Mapping[str, str]) -> list[str]:
    """Give a place and every place above it."""
    chain = [place]
    while (above := parents.get(chain[-1])) is not None:
        if above in chain:
            raise ValueError(
                f"{above} is part of itself ({' in '.join([*chain, above])}): correct the places."
            )
        chain.append(above)
    return chain
