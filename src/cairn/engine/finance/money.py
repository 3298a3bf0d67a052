"""Whole minor units from exact fractions: rounded once, divided without losing any."""

from collections.abc import Sequence
from fractions import Fraction


def whole(amount: Fraction) -> int:
    """Return an amount in whole minor units; a half goes to the even side.

    >>> whole(Fraction(5, 2)), whole(Fraction(7, 2)), whole(Fraction(-1, 3))
    (2, 4, 0)
    """
    return round(amount)


def divide(total: int, weights: Sequence[Fraction | int]) -> list[int]:
    """Divide whole minor units in proportion to weights so that the parts sum to the total exactly.

    What rounding down leaves over goes to the largest remainders, the earlier first where they are equal.
    Raises: ValueError if a weight is negative, or none is positive while there is something to divide.

    >>> divide(100, [1, 1, 1])
    [34, 33, 33]
    """
    whole_weight = sum((Fraction(weight) for weight in weights), Fraction(0))
    if any(weight < 0 for weight in weights):
        raise ValueError("A weight is negative; give zero or more.")
    if not whole_weight:
        if total:
            raise ValueError("There is an amount to divide but no weight above zero.")
        return [0] * len(weights)
    exact = [total * Fraction(weight) / whole_weight for weight in weights]
    parts = [one.numerator // one.denominator for one in exact]
    order = sorted(range(len(parts)), key=lambda k: (parts[k] - exact[k], k))
    for k in order[: total - sum(parts)]:
        parts[k] += 1
    return parts
