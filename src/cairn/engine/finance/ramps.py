"""Co-financing ramps: the path by which a government takes over what others pay."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from cairn.engine.finance.money import whole

Shape = Literal["flat", "compound", "linear", "stepped"]


@dataclass(frozen=True, slots=True)
class Ramp:
    """A domestic share by year, each between 0 and 1.

    flat: always `start`. compound: `start`, growing by `growth` a year. linear: from `start` in the first
    year to 1 in the year `full_by`, by equal steps. stepped: `steps` gives the share from a
    year on. No share ever exceeds 1. `reaches_full` is the claim that the ramp ends at 1.
    """

    shape: Shape
    start: Fraction = Fraction(0)
    growth: Fraction = Fraction(0)
    full_by: int | None = None
    steps: Mapping[int, Fraction] | None = None
    reaches_full: bool = False

    def __post_init__(self) -> None:
        """Refuse a ramp that cannot be drawn."""
        if self.shape not in ("flat", "compound", "linear", "stepped"):
            raise ValueError(f"The ramp {self.shape!r} is unknown; choose flat, compound, linear or stepped.")
        shares = [self.start, *(self.steps or {}).values()]
        if not all(0 <= share <= 1 for share in shares) or self.growth < 0:
            raise ValueError("A share lies between 0 and 1, and the growth is zero or more.")
        if (self.shape == "linear") != (self.full_by is not None) or (self.shape == "stepped") != bool(
            self.steps
        ):
            raise ValueError(
                "A linear ramp, and no other, has full_by; a stepped one, and no other, has steps."
            )


def shares(ramp: Ramp, years: Sequence[int]) -> dict[int, Fraction]:
    """Return the share of every year, exactly.

    Raises: ValueError if a linear ramp is to be full before its first year, or the claim to reach 1 fails.

    >>> [str(share) for share in shares(Ramp("linear", full_by=2030), range(2026, 2031)).values()]
    ['0', '1/4', '1/2', '3/4', '1']
    """
    first = min(years)
    if ramp.full_by is not None and ramp.full_by < first:
        raise ValueError(f"The ramp is to be full by {ramp.full_by}, before its first year {first}.")
    told = {year: min(_share(ramp, year, first), Fraction(1)) for year in years}
    if ramp.reaches_full and told[max(years)] != 1:
        reached = float(told[max(years)])
        raise ValueError(f"The ramp is said to reach 100 %, but in {max(years)} it stands at {reached:.1%}.")
    return told


def _share(ramp: Ramp, year: int, first: int) -> Fraction:
    if ramp.shape == "compound":
        return Fraction(ramp.start * (1 + ramp.growth) ** (year - first))
    if ramp.full_by is not None:
        span = ramp.full_by - first
        return (
            ramp.start + (1 - ramp.start) * Fraction(min(year - first, span), span) if span else Fraction(1)
        )
    if ramp.steps:
        reached = [step for step in ramp.steps if step <= year]
        return ramp.steps[max(reached)] if reached else ramp.start
    return ramp.start


@dataclass(frozen=True, slots=True)
class CoFinancing:
    """What is due from a co-financing partner in a year and what came; minor units."""

    year: int
    share: Fraction
    due: int
    realised: int
    affordable: bool | None  # None where no revenue is known

    @property
    def short(self) -> int:
        """Return what is missing."""
        return max(self.due - self.realised, 0)


def co_finance(
    ramp: Ramp,
    costs: Mapping[int, int],
    *,
    realised: Mapping[int, int] | None = None,
    revenue: Mapping[int, int] | None = None,
    most: Fraction = Fraction(1),
) -> list[CoFinancing]:
    """Return what is due each year, what came, and whether it stays within a part `most` of the revenue."""
    told = []
    for year, share in shares(ramp, sorted(costs)).items():
        due = whole(share * costs[year])
        able = None if revenue is None or year not in revenue else due <= most * revenue[year]
        told.append(CoFinancing(year, share, due, (realised or {}).get(year, 0), able))
    return told


def incentive(cofinancing: Sequence[CoFinancing], amount: int) -> int:
    """Return what of an incentive is released: the part of what was due that came; minor units.

    >>> incentive([CoFinancing(2026, Fraction(1, 2), 100, 80, None)], 1000)
    800
    """
    due = sum(one.due for one in cofinancing)
    came = sum(min(one.due, one.realised) for one in cofinancing)
    return amount if not due else whole(Fraction(amount * came, due))
