"""Target slices: what partners pledge towards a target, when they may serve the same people."""

from collections.abc import Mapping
from dataclasses import dataclass

from cairn.engine.signal.verdict import Verdict


@dataclass(frozen=True, slots=True)
class Slice:
    """Pledges towards one target: at least `low` and at most `high` different people, whoever overlaps.

    Where somebody's pledge is not known, nobody knows the most either (None), unless by the population.
    """

    target: int
    low: int
    high: int | None
    total: int  # of the known pledges, people counted as often as they are pledged
    twice_low: int  # people in several pledges: at least
    twice_high: int | None  # and at most
    gap_low: int | None  # still missing if nobody is counted twice; below 0: more than the target
    gap_high: int  # still missing if the pledges overlap most
    unknown: tuple[str, ...]  # partners whose pledge is not known, which is not 0
    rule: str
    verdict: Verdict


def target_slice(
    pledges: Mapping[str, int | None],
    *,
    target: int,
    population: int | None = None,
    overlaps: Mapping[tuple[str, str], int] | None = None,
) -> Slice:
    """Say how many different people the pledges reach, and how many are in several, as ranges.

    Shapes: `pledges` in people by partner, None where nobody knows. `population`: how many people there are
    at all. `overlaps`: for pairs of partners the number of people in both, where it is known.
    Different people: at least the largest pledge (with known overlaps: at least the sum of any partners less
    all their overlaps), at most the sum (less the overlaps along the largest spanning tree), at most the
    population. In several pledges: at most half of the sum, and the sum less the fewest different people; at
    least what the population forces, or one known overlap.
    Every bound can be reached where all pledges and no overlap are known.
    Raises: ValueError for what is no whole number from 0, a pledge above the population, an overlap that
    names no two partners whose pledges are known or is larger than one of them, and figures that cannot all
    be true; every one is named.
    Source: Fréchet (1935) bounds; Bonferroni's and Hunter's (1976) inequalities, J. Applied Probability 13.

    >>> found = target_slice({"Elm": 300, "Oak": 500}, target=700)
    >>> found.low, found.high, found.twice_low, found.twice_high
    (500, 800, 0, 300)
    >>> found.verdict.text
    'The pledges reach between 500 and 800 of 700 people: enough only if few are counted twice.'
    """
    known = {tuple(sorted(pair)): number for pair, number in (overlaps or {}).items()}
    told = {who: size for who, size in pledges.items() if size is not None}
    unknown = tuple(sorted(set(pledges) - set(told)))
    _check(told, target, population, known)
    sizes = sorted(told.values())
    total = sum(sizes)
    everybody = total if population is None else population
    low = max(sizes[-1] if sizes else 0, _bonferroni(told, known))
    most = min(total - _tree(known), everybody)
    if low > most:
        raise ValueError(
            f"The pledges and overlaps cannot all be true: they make at least {low} different people and at "
            f"most {most}. Correct a pledge, an overlap or the population."
        )
    high = population if unknown else most
    return Slice(
        target, low, high, total,
        max(_forced(sizes, everybody), max(known.values(), default=0)),
        population if unknown else min(total // 2, total - low, everybody),
        None if high is None else target - high, target - low, unknown,
        "At least the largest pledge; at most the sum, or everybody there is; known overlaps narrow both.",
        _verdict(target, low, high, unknown),
    )  # fmt: skip


def _verdict(target: int, low: int, high: int | None, unknown: tuple[str, ...]) -> Verdict:
    reach = f"at least {low}" if high is None else f"between {low} and {high}" if low != high else f"{low}"
    text = f"The pledges reach {reach} of {target} people"
    about: tuple[tuple[str, int | str], ...] = (("target", target), ("low", low))
    about += (() if high is None else (("high", high),)) + (("unknown", ", ".join(unknown)),)
    if low >= target:
        return Verdict("reached", about, f"{text}: enough, whoever is counted twice.")
    if high is not None and high < target:
        end = f"at least {target - high} are missing, whoever is counted twice."
        return Verdict("short", about, f"{text}: {end}")
    if unknown:
        end = f"whether it is enough, nobody can tell before {', '.join(unknown)} is known."
        return Verdict("unknown", about, f"{text}; {end}")
    return Verdict("perhaps", about, f"{text}: enough only if few are counted twice.")


def _check(
    pledges: Mapping[str, int],
    target: int,
    population: int | None,
    overlaps: Mapping[tuple[str, ...], int],
) -> None:
    numbers = {"the target": target, **{f"the pledge of {who}": number for who, number in pledges.items()}}
    numbers |= {f"the overlap of {' and '.join(pair)}": number for pair, number in overlaps.items()}
    numbers |= {} if population is None else {"the population": population}
    wrong = [
        f"{name} is {number!r}: give a whole number from 0."
        for name, number in numbers.items()
        if isinstance(number, bool) or not isinstance(number, int) or number < 0
    ]
    if not wrong:
        wrong += [
            f"The pledge of {who} is {number}, more than the {population} people there are: correct it."
            for who, number in pledges.items()
            if population is not None and number > population
        ]
        for pair, number in overlaps.items():
            if len(set(pair)) != 2 or any(who not in pledges for who in pair):
                wrong.append(f"The overlap of {' and '.join(pair)} names no two partners: correct it.")
            elif number > min(pledges[who] for who in pair):
                wrong.append(
                    f"The overlap of {' and '.join(pair)} is {number}, more than one of them pledges."
                )
    if wrong:
        raise ValueError(" ".join(wrong))


def _bonferroni(pledges: Mapping[str, int], overlaps: Mapping[tuple[str, ...], int]) -> int:
    """Give the best lower bound of partners whose overlaps are all known, added one by one, largest first."""
    best = 0
    for first in pledges:
        chosen, bound = [first], pledges[first]
        for who in sorted(pledges, key=lambda one: (-pledges[one], one)):
            pairs = [tuple(sorted((who, other))) for other in chosen]
            if who not in chosen and all(pair in overlaps for pair in pairs):
                gain = pledges[who] - sum(overlaps[pair] for pair in pairs)
                if gain > 0:
                    chosen.append(who)
                    bound += gain
        best = max(best, bound)
    return best


def _tree(overlaps: Mapping[tuple[str, ...], int]) -> int:
    """Add up the overlaps of the largest spanning forest: so many, at least, are counted twice."""
    part: dict[str, str] = {}

    def find(who: str) -> str:
        while part.setdefault(who, who) != who:
            who = part[who]
        return who

    total = 0
    for pair in sorted(overlaps, key=lambda one: (-overlaps[one], one)):
        one, other = find(pair[0]), find(pair[1])
        if one != other:
            part[one] = other
            total += overlaps[pair]
    return total


def _forced(sizes: list[int], everybody: int) -> int:
    """Give the fewest people in several pledges, if all pledges lie within so many people."""
    low, high = 0, everybody
    while low < high:  # with d people in several, what is left of each pledge must fit the others one by one
        middle = (low + high) // 2
        if sum(max(0, size - middle) for size in sizes) <= everybody - middle:
            high = middle
        else:
            low = middle + 1
    return low
