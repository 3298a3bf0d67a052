"""Who took part, against how many there are: rates, over- and under-representation, who is missing."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import sqrt
from typing import Literal, NamedTuple

from cairn.engine.representation.membership import Membership

Z_95 = 1.959963984540054
Standing = Literal["not yet reached", "under", "in proportion", "over", "unknown"]
RULE = (
    "Ratio: a constituency's share of those who took part, by its share of the declared population. Its 95 % "
    "interval is Wilson's with the correction for a finite population; under where it lies below 1, over "
    "where above."
)


@dataclass(frozen=True, slots=True)
class Reach:
    """How far one constituency was reached. None where it is not declared, or held back."""

    name: str
    people: int | None  # who cast at least one vote
    population: int | None
    rate: float | None  # people / population
    expected: float | None  # people, had all taken part at the same rate
    ratio: float | None  # people / expected: 1 is in proportion
    low: float | None
    high: float | None
    standing: Standing
    includes: tuple[str, ...] = ()  # the constituencies shown together in this row


@dataclass(frozen=True, slots=True)
class Participation:
    """How far each constituency was reached, and all together."""

    reached: tuple[Reach, ...]  # in the order of their names, those held back together last
    people: int | None  # who took part, of the constituencies with a population
    population: int | None  # of these
    rate: float | None
    rule: str
    verdict: str


def participation(rows: Membership, populations: Mapping[str, int] | None = None) -> Participation:
    """Compare who took part with the declared population of each constituency.

    Units: people. A constituency with a population and nobody who voted is "not yet reached". One without a
    population is told, and left out of the proportions. Those held back are compared together.
    Raises: ValueError if a population is no whole number from 1, or more people took part than there are.
    Source: Wilson (1927); Cochran, Sampling Techniques (3rd ed., 1977), section 2.6, on finite populations.

    >>> from cairn.engine.opinion.votes import votes_from_matrix
    >>> from cairn.engine.representation.membership import membership
    >>> votes = votes_from_matrix([[1]] * 60)
    >>> where = {str(i): "North" if i < 50 else "South" for i in range(60)}
    >>> found = participation(membership(votes, where), {"North": 500, "South": 400, "West": 100})
    >>> [(one.name, one.rate, one.standing) for one in found.reached][:2], found.reached[2].standing
    ([('North', 0.1, 'over'), ('South', 0.025, 'under')], 'not yet reached')
    """
    declared = dict(populations or {})
    units = _units(rows, declared)
    _check(units, declared)
    n_people = sum(unit.people for unit in units if unit.population is not None)
    n_all = sum(unit.population or 0 for unit in units)
    reached = tuple(_reach(unit, n_people, n_all, rows.min_size) for unit in units)
    rate = n_people / n_all if n_all else None
    verdict = _verdict(reached, n_people, n_all)
    return Participation(reached, n_people if n_all else None, n_all or None, rate, RULE, verdict)


class _Unit(NamedTuple):
    name: str
    people: int
    members: tuple[str, ...]  # the constituencies in it; none where it is one
    population: int | None


def _units(rows: Membership, populations: Mapping[str, int]) -> list[_Unit]:
    """List the rows of the table, and the constituencies of which nobody voted."""
    sizes = dict(zip(rows.names, rows.sizes.tolist(), strict=True))
    last = rows.names[-1] if rows.together else None
    units = [_Unit(name, size, (), populations.get(name)) for name, size in sizes.items() if name != last]
    silent = set(populations) - set(sizes) - set(rows.together)
    units += [_Unit(name, 0, (), populations[name]) for name in silent]
    units.sort(key=lambda unit: unit.name)
    if last is not None:
        known = all(name in populations for name in rows.together) and not rows.includes_undeclared
        population = sum(populations[name] for name in rows.together) if known else None
        units.append(_Unit(last, sizes[last], rows.together, population))
    return units


def _check(units: list[_Unit], populations: Mapping[str, int]) -> None:
    for name, population in populations.items():
        if isinstance(population, bool) or population != int(population) or population < 1:
            raise ValueError(
                f"The population of {name} is {population!r}; give a whole number of people from 1."
            )
    for unit in units:
        if unit.population is not None and unit.people > unit.population:
            raise ValueError(
                f"{unit.people} people of {unit.name} took part, but its population is {unit.population}; "
                "correct the population, or who declared the constituency."
            )


def _reach(unit: _Unit, n_people: int, n_all: int, min_size: int) -> Reach:
    people = unit.people if unit.people == 0 or unit.people >= min_size else None
    if unit.population is None or people is None:
        return Reach(unit.name, people, unit.population, *(None,) * 5, "unknown", unit.members)
    expected = n_people * unit.population / n_all
    rate = people / unit.population
    if not people:
        return Reach(unit.name, 0, unit.population, rate, expected, *(None,) * 3, "not yet reached")
    low, high = (end * n_all / unit.population for end in _interval(people, n_people, n_all))
    standing: Standing = "under" if high < 1 else "over" if low > 1 else "in proportion"
    ratio = people / expected
    return Reach(unit.name, people, unit.population, rate, expected, ratio, low, high, standing, unit.members)


def _interval(people: int, n_people: int, n_all: int) -> tuple[float, float]:
    """Return Wilson's interval of people / n_people; it closes as n_people nears n_all."""
    share = people / n_people
    if n_people == n_all:
        return share, share
    square = Z_95**2 * (n_all - n_people) / (n_all - 1)  # the finite population's correction
    middle = (people + square / 2) / (n_people + square)
    half = sqrt(square * (share * (1 - share) * n_people + square / 4)) / (n_people + square)
    return max(middle - half, 0.0), min(middle + half, 1.0)


def _verdict(reached: tuple[Reach, ...], n_people: int, n_all: int) -> str:
    """Say in plain words who took part and who did not."""
    if not n_all:
        return "No populations are declared, so nobody can say who is missing."
    told = [f"{n_people:,} of {n_all:,} people took part ({n_people / n_all:.1%})."]
    silent = [one.name for one in reached if one.standing == "not yet reached"]
    if silent:
        told.append(f"Not yet reached: {', '.join(silent)}.")
    for standing, word in (("under", "Under-represented"), ("over", "Over-represented")):
        found = [f"{one.name} ({one.ratio:.2f})" for one in reached if one.standing == standing]
        if found:
            told.append(f"{word}, beyond chance: {', '.join(found)}.")
    return " ".join(told)
