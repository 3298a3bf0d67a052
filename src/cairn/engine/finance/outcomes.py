"""Payments for outcomes: what is paid for results that were verified, and who bears what was not reached."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from cairn.engine.finance.money import whole


@dataclass(frozen=True, slots=True)
class Tier:
    """From how many units above the baseline a price holds; minor units for each."""

    above: Fraction
    price: Fraction


@dataclass(frozen=True, slots=True)
class Outcome:
    """What is paid for one metric: for every verified unit above the baseline, by tiers."""

    metric: str
    baseline: Fraction
    tiers: tuple[Tier, ...]
    target: Fraction | None = None

    def __post_init__(self) -> None:
        """Refuse tiers that do not begin at zero or do not rise."""
        starts = [tier.above for tier in self.tiers]
        if not starts or starts[0] != 0 or starts != sorted(set(starts)):
            raise ValueError(f"{self.metric}: the tiers must begin above 0 and rise.")
        if any(tier.price < 0 for tier in self.tiers):
            raise ValueError(f"{self.metric}: a price is negative; give zero or more.")

    def earned(self, verified: Fraction) -> Fraction:
        """Return what a verified result earns, exactly; nothing at or below the baseline."""
        reached = max(verified - self.baseline, Fraction(0))
        ends = [*(tier.above for tier in self.tiers[1:]), reached]
        return sum(
            (
                tier.price * max(min(reached, end) - tier.above, Fraction(0))
                for tier, end in zip(self.tiers, ends, strict=True)
            ),
            Fraction(0),
        )


@dataclass(frozen=True, slots=True)
class OutcomePayment:
    """What is paid in all; minor units."""

    earned: int  # for what was verified, before cap and floor
    paid: int
    disputed: int  # what more would be paid if every disputed result were upheld
    lost: int  # what the targets would have earned and the results did not: borne by who paid up front


def pay(
    outcomes: Sequence[Outcome],
    verified: Mapping[str, Fraction],
    *,
    cap: int,
    floor: int = 0,
    disputed: Mapping[str, Fraction] | None = None,
) -> OutcomePayment:
    """Return the payment: min(cap, max(floor, Σ price × max(0, verified − baseline))).

    A metric that was not verified earns nothing. Results in dispute are not paid, but said.
    Raises: ValueError if the floor lies above the cap, or a result is for an unknown metric.

    >>> visits = Outcome("visits", Fraction(100), (Tier(Fraction(0), Fraction(50)),))
    >>> pay([visits], {"visits": Fraction(140)}, cap=1500).paid
    1500
    """
    disputed = disputed or {}
    if not 0 <= floor <= cap:
        raise ValueError("The floor lies between zero and the cap.")
    unknown = sorted({*verified, *disputed} - {one.metric for one in outcomes})
    if unknown:
        raise ValueError(f"No outcome has the metric {', '.join(unknown)}.")

    def payment(results: Mapping[str, Fraction]) -> int:
        return min(cap, max(floor, whole(_earned(outcomes, results))))

    upheld = {**verified, **disputed}
    targets = {one.metric: one.target for one in outcomes if one.target is not None}
    paid = payment(verified)
    lost = max(payment({**verified, **targets}) - paid, 0)
    earned = whole(_earned(outcomes, verified))
    return OutcomePayment(earned, paid, max(payment(upheld) - paid, 0), lost)


def _earned(outcomes: Sequence[Outcome], results: Mapping[str, Fraction]) -> Fraction:
    known = (one for one in outcomes if one.metric in results)
    return sum((one.earned(results[one.metric]) for one in known), Fraction(0))


def internal_rate(flows: Sequence[int]) -> float | None:
    """Return the rate per period at which flows are worth nothing together, or None where there is none.

    Found by halving between −99.99 % and 1,000 %; the flows must change sign just once, and then it is the
    only one. Units: minor units, the first now.

    >>> round(internal_rate([-1000, 0, 1210]), 6)
    0.1
    """
    signs = [flow > 0 for flow in flows if flow]
    if sum(a != b for a, b in pairwise(signs)) != 1:
        return None
    rising = signs[-1]
    low, high = -0.9999, 10.0
    if (_worth(flows, low) > 0) != rising or (_worth(flows, high) > 0) == rising:
        return None
    for _ in range(200):
        middle = (low + high) / 2
        if (_worth(flows, middle) > 0) == rising:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def _worth(flows: Sequence[int], rate: float) -> float:
    """Return the present value of flows, scaled so that nothing overflows."""
    value = 0.0
    for flow in reversed(flows):
        value = value / (1 + rate) + flow
    return value
