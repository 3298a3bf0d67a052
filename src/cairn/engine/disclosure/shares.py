"""Shares that may leave: whole, coded at the top or the bottom, or not at all."""

from fractions import Fraction

from cairn.engine.disclosure.leaves import Leaves, check_counts, is_small


def release_ratio(
    numerator: int,
    denominator: int,
    *,
    threshold: int,
    zero_allowed: bool = True,
    top: Fraction | None = None,
    bottom: Fraction | None = None,
) -> tuple[float | None, Leaves]:
    """Release one share from 0 to 1, unless those in it or those left out of it are few.

    `top` and `bottom` code the ends: a share above `top` leaves as AT_LEAST with the value of `top`, one
    below `bottom` as AT_MOST. A coded share leaves even where the few at its end are small, but only if at
    least `threshold` different numbers of them are possible within the code; else it is held back.
    Raises: ValueError if the numbers are not counts, or the numerator is the larger.

    >>> release_ratio(40, 80, threshold=10), release_ratio(78, 80, threshold=10)
    ((0.5, <Leaves.SHOWN: 'shown'>), (None, <Leaves.SMALL: 'small'>))
    >>> release_ratio(297, 300, threshold=10, top=Fraction(95, 100))
    (0.95, <Leaves.AT_LEAST: 'at_least'>)
    """
    check_counts([(("numerator",), numerator), (("denominator",), denominator)])
    if numerator > denominator:
        raise ValueError(f"The numerator {numerator} is more than the denominator {denominator}: correct it.")
    if denominator == 0 or is_small(denominator, threshold, zero_allowed=True):
        return None, Leaves.SMALL
    share = Fraction(int(numerator), int(denominator))
    if top is not None and share > top:
        return _coded(top, 1 - top, denominator, threshold, Leaves.AT_LEAST)
    if bottom is not None and share < bottom:
        return _coded(bottom, bottom, denominator, threshold, Leaves.AT_MOST)
    parts = (numerator, denominator - numerator)
    if any(is_small(part, threshold, zero_allowed=zero_allowed) for part in parts):
        return None, Leaves.SMALL
    return numerator / denominator, Leaves.SHOWN


def _coded(
    bound: Fraction, width: Fraction, denominator: int, threshold: int, leaves: Leaves
) -> tuple[float | None, Leaves]:
    """Tell the bound, unless the code leaves so few possible numbers that it says as much as the share."""
    reach = width * int(denominator)
    possible = -(-reach.numerator // reach.denominator)  # 0 up to the last whole number below the bound
    return (float(bound), leaves) if possible >= max(threshold, 2) else (None, Leaves.SMALL)
