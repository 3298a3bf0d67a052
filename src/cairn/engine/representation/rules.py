"""The three rules that choose a proportional slate, in exact numbers.

They are those of `engine/allocation` with every statement costing one and the slate's size as the budget, and
the tests hold them to the same answers. They stand here again because the tables differ: ballots on money are
sparse and alike, so types are merged; approvals of statements fill half of a table in which no two
people are alike. Floats show where to look, fractions decide. No fraction is kept per voter: those who
paid for the same statements have the same left.
"""

from collections.abc import Callable, Sequence
from fractions import Fraction
from math import inf, lcm
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from cairn.engine.representation.purse import Purse, Table, Weights, support_by_level

Rule = Literal["equal-shares", "phragmen", "pav"]
Phase = Literal["shares", "phragmen", "pav"]
RULES: tuple[Rule, ...] = ("equal-shares", "phragmen", "pav")
NEAR = 1e-9  # floats closer than this are compared again as fractions
IN_WORDS: dict[Rule, str] = {
    "equal-shares": (
        "Method of Equal Shares: everyone holds an equal share of the slate, and supporters buy a statement "
        "together where each pays least; what is left is filled by Phragmén's rule"
    ),
    "phragmen": (
        "Phragmén's sequential rule: a statement is carried evenly by its supporters, and the next one is "
        "that which makes the heaviest load of its supporters least"
    ),
    "pav": (
        "Sequential proportional approval voting: a supporter with n statements already on the slate counts "
        "1/(n + 1), and the next statement is that with the highest sum"
    ),
}
TIES = "ties go to the statement with more support, then to the one whose id comes first"


class Choice(NamedTuple):
    """A statement chosen: how, and what it cost its supporters. The cost of each statement is one."""

    column: int
    phase: Phase
    price: Fraction | None  # shares: what each pays at most; phragmen: the load each carries after; pav: None
    most: Fraction | None  # the most that any one supporter paid for it; everyone holds size / voters
    support: int  # weight of those who approve


class Tie(NamedTuple):
    """Statements that stood exactly equal, the one taken, and why: its support, or the order of ids."""

    columns: tuple[int, ...]
    chosen: int
    broken_by: Literal["support", "order"]
    place: int  # how many had been chosen before


class Slots:
    """A slate that is being filled."""

    def __init__(self, size: int, support: Sequence[int]) -> None:
        """Start with nothing on it; `support` is the weight of each statement's supporters."""
        self.size, self.support = size, support
        self.chosen: list[Choice] = []
        self.ties: list[Tie] = []
        self.is_open = np.array(support) > 0

    @property
    def has_room(self) -> bool:
        """Say whether another statement can be chosen."""
        return len(self.chosen) < self.size and bool(self.is_open.any())

    def first(self, tied: Sequence[int]) -> int:
        """Return the statement that the order of ties puts first, and note the tie."""
        column = min(tied, key=lambda c: (-self.support[c], c))
        if len(tied) > 1:
            equal = sum(self.support[c] == self.support[column] for c in tied) > 1
            self.ties.append(
                Tie(tuple(sorted(tied)), column, "order" if equal else "support", len(self.chosen))
            )
        return column

    def add(self, column: int, phase: Phase, price: Fraction | None, most: Fraction | None) -> None:
        """Put a statement on the slate."""
        self.chosen.append(Choice(column, phase, price, most, self.support[column]))
        self.is_open[column] = False


def choose(
    table: Table, weights: Weights, size: int, rule: Rule
) -> tuple[tuple[Choice, ...], tuple[Tie, ...]]:
    """Choose up to `size` statements by a rule, exactly.

    Shapes: `table` is (n_voters, n_statements), `weights` (n_voters,), whole numbers from 0. Fewer are chosen
    only if fewer have any support. Ties go to more support, then the lower column.
    Raises: ValueError for an unknown rule, a size below 1, shapes that disagree or too large weights.
    Source: Brill, Freeman, Janson & Lackner (2024) on Phragmén's methods, Mathematical Programming 203;
    Peters & Skowron (2020) on Equal Shares, EC; Thiele (1895) on PAV; Lackner & Skowron (2023).

    >>> table = np.array([[1, 1, 0]] * 6 + [[0, 0, 1]] * 4, bool)
    >>> [choice.column for choice in choose(table, np.ones(10, int), 2, "phragmen")[0]]
    [0, 2]
    """
    if rule not in RULES:
        raise ValueError(f"The rule {rule!r} is unknown; choose {', '.join(RULES)}.")
    if size < 1:
        raise ValueError(f"A slate of {size} was asked for; ask for 1 or more.")
    if table.ndim != 2 or weights.shape != table.shape[:1] or weights.min(initial=0) < 0:
        raise ValueError(
            f"Approvals are {table.shape}, weights {weights.shape}; give each voter one, from 0."
        )
    nobody = np.zeros(len(table), np.int64)
    slots = Slots(size, support_by_level(table, weights, nobody, 1)[:, 0].tolist())
    if rule == "pav":
        _pav(slots, table, weights)
    else:
        total = int(weights.sum())
        shares = Fraction(size, max(total, 1)) if rule == "equal-shares" else Fraction(0)
        purse = Purse(table, weights, shares)
        if rule == "equal-shares":
            _equal_shares(slots, purse)
        _phragmen(slots, purse)
    return tuple(slots.chosen), tuple(slots.ties)


def _phragmen(slots: Slots, purse: Purse) -> None:
    """Fill the slate by least load; a load is what a voter has, below zero."""
    support = np.maximum(np.array(slots.support, np.float64), 1)
    while slots.has_room:
        held = purse.held_by_supporters()
        load, blur = (1 - held) / support, NEAR * (1 + np.abs(held)) / support
        near = slots.is_open & (load - blur <= (load + blur)[slots.is_open].min())
        exact = {c: purse.load(c) for c in np.flatnonzero(near).tolist()}
        least = min(exact.values())
        column = slots.first([c for c, value in exact.items() if value == least])
        slots.add(column, "phragmen", least, purse.richest(column) + least)
        purse.settle(column, lambda _: -least)  # noqa: B023 - called at once


def _equal_shares(slots: Slots, purse: Purse) -> None:
    """Fill the slate with what supporters can buy together, where each pays least."""
    bounds = np.where(slots.is_open, 1 / np.maximum(np.array(slots.support, np.float64), 1), inf)
    bounds *= 1 - NEAR
    while slots.has_room and np.isfinite(bounds).any():
        exact = _cheapest(bounds, purse)
        if not exact:
            continue  # some could not be paid after all, and are out now
        price = min(exact.values())
        column = slots.first([c for c, value in exact.items() if value == price])
        slots.add(column, "shares", price, min(price, purse.richest(column)))
        bounds[column] = inf
        purse.settle(column, _left_after(price))


def _left_after(price: Fraction) -> Callable[[Fraction], Fraction]:
    return lambda value: value - min(value, price)


def _cheapest(bounds: NDArray[np.float64], purse: Purse) -> dict[int, Fraction]:
    """Return the exact prices of the statements that may be cheapest; raise the bounds of those looked at.

    A price never falls during a run, so the last one is a lower bound of the next.
    """
    best, seen = inf, []
    for c in np.argsort(bounds, kind="stable").tolist():
        if bounds[c] > best or bounds[c] == inf:
            break
        price, is_sure = purse.about_price(c)
        bounds[c] = max(bounds[c], price * (1 - NEAR)) if is_sure else bounds[c] if price < inf else inf
        best = min(best, price * (1 + NEAR)) if is_sure else best
        seen.append(c)
    exact = {}
    for c in seen:
        if bounds[c] <= best and bounds[c] < inf:
            price_of_c = purse.price(c)
            if price_of_c is None:
                bounds[c] = inf
            else:
                exact[c] = price_of_c
    return exact


def _pav(slots: Slots, table: Table, weights: Weights) -> None:
    """Fill the slate by the sum over supporters of 1 / (n + 1), in whole parts of the common multiple."""
    common = lcm(*range(1, slots.size + 1))
    level = np.zeros(len(table), np.int64)
    while slots.has_room:
        worth = [common // (n + 1) for n in range(len(slots.chosen) + 1)]
        sums = support_by_level(table, weights, level, len(worth)).tolist()
        scores = [sum(n * w for n, w in zip(row, worth, strict=True)) for row in sums]
        is_open = np.flatnonzero(slots.is_open).tolist()
        best = max(scores[c] for c in is_open)
        column = slots.first([c for c in is_open if scores[c] == best])
        slots.add(column, "pav", None, None)
        level += table[:, column]
