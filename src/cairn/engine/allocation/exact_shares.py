"""Exact Equal Shares: only supporters who can pay the full equal part pay, and nobody pays less than others.

What a voter has is the endowment minus the prices of what she paid for. Who pays is a set of ballot types for
each purchase, so exact sums are again a few fractions times whole numbers of voters.
"""

from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from cairn.engine.allocation.conditions import Gate
from cairn.engine.allocation.ledger import BLUR, NEAR, Field, Ledger
from cairn.engine.allocation.ties import TieOrder

Payers = tuple[int, NDArray[np.int64]]  # how many voters pay, and their ballot types in rising order


class ExactLedger(Ledger):
    """The balances of all ballot types when parts are equal or nothing; amounts in minor units."""

    def __init__(self, field: Field, endowment: Fraction) -> None:
        """Give every voter the endowment."""
        super().__init__(field, endowment)
        self.paid: list[Payers] = []
        self._seen: dict[int, tuple[int, Payers]] = {}

    def can_pay(self, c: int) -> bool:
        """Return whether some of the supporters can each pay the same part of the cost."""
        return self.payers(c)[0] > 0

    def look(self, c: int, price: float, limit: float) -> tuple[float, float]:
        """Return what each payer would pay, and how far off the float may be."""
        part = self.field.projects[c].cost / self.payers(c)[0]
        return part, BLUR * part

    def price(self, c: int) -> Fraction:
        """Return exactly what each payer would pay."""
        return Fraction(self.field.projects[c].cost, self.payers(c)[0])

    def buy(self, c: int, price: float) -> None:
        """Let the payers pay their equal parts."""
        exact, payers = self.price(c), self.payers(c)
        self.balance[payers[1]] -= float(exact)
        self._prices.append(exact)
        self.paid.append(payers)
        self.bought.append(c)

    def payers(self, c: int) -> Payers:
        """Return the largest set of supporters who can each pay an equal part; nobody, if there is none."""
        when, known = self._seen.get(c, (-1, (0, np.zeros(0, np.int64))))
        if when != len(self.bought):
            known = self._largest(c)
            self._seen[c] = (len(self.bought), known)
        return known

    def _largest(self, c: int) -> Payers:
        order, counts = self.ranked(c)
        cost = self.field.projects[c].cost
        gap = self.balance[order] * counts - cost
        near = np.abs(gap) <= NEAR * (cost + counts * self._share)
        able = np.flatnonzero((gap >= 0) & ~near)
        last = int(able[-1]) if len(able) else -1
        close = np.flatnonzero(near)
        if len(close) and close[-1] > last:
            order, counts, last = self._told_apart(c, order, close, last)
        return (int(counts[last]) if last >= 0 else 0), np.sort(order[: last + 1])

    def ranked(self, c: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return the types that support a project, the richest first, and how many voters stand so high."""
        types = self.field.projects[c].types
        order = types[np.argsort(-self.balance[types], kind="stable")]
        return order, np.cumsum(self.field.election.weights[order])

    def _told_apart(
        self, c: int, order: NDArray[np.int64], close: NDArray[np.int64], last: int
    ) -> tuple[NDArray[np.int64], NDArray[np.int64], int]:
        """Rank exactly those whom floats cannot tell apart near the price, and find the last who can pay."""
        cost, balance = self.field.projects[c].cost, self.balance[order]
        blur = NEAR * self._share
        part = (balance >= balance[close[-1]] - blur) & (balance <= balance[close[0]] + blur)
        first, end = int(np.argmax(part)), len(part) - int(np.argmax(part[::-1]))
        exact = {int(t): self.balance_of(int(t)) for t in order[first:end]}
        order = order.copy()
        order[first:end] = sorted(exact, key=lambda t: (-exact[t], t))
        counts = np.cumsum(self.field.election.weights[order])
        able = [k for k in range(first, end) if exact[int(order[k])] * int(counts[k]) >= cost]
        return order, counts, max([last, *able])

    def balance_of(self, ballot_type: int) -> Fraction:
        """Return exactly what one voter of a ballot type has left now."""
        pairs = zip(self.paid, self._prices, strict=True)
        return self.endowment - sum((price for who, price in pairs if _holds(who, ballot_type)), Fraction(0))

    def held(
        self,
        types: NDArray[np.int64],
        position: int | None = None,
        weights: NDArray[np.int64] | None = None,
    ) -> Fraction:
        """Return exactly what the voters of these types hold together, now or before a purchase."""
        weights = self.field.election.weights if weights is None else weights
        chosen = np.zeros_like(weights)
        chosen[types] = weights[types]
        spent = sum((self.paid_by(k, chosen) for k in range(len(self.bought[:position]))), Fraction(0))
        return self.endowment * int(chosen.sum()) - spent

    def paid_by(self, position: int, weights: NDArray[np.int64]) -> Fraction:
        """Return exactly what voters, counted by ballot type, paid for one purchase."""
        return self._prices[position] * int(weights[self.paid[position][1]].sum())


def _holds(payers: Payers, ballot_type: int) -> bool:
    place = int(np.searchsorted(payers[1], ballot_type))
    return place < len(payers[1]) and int(payers[1][place]) == ballot_type


def next_rise(ledger: Ledger, order: TieOrder, gate: Gate) -> Fraction | None:
    """Return the least rise of every share at which the run would go another way, or None if it never would.

    The run goes another way as soon as, at some point of it, more supporters of a project can pay than the
    project chosen there allows. Payments do not depend on the share, so each is found exactly.
    Source: after Kraiczy, Robinson & Elkind (2025), "Streamlining Equal Shares", arXiv:2502.11797.
    """
    replay = ExactLedger(ledger.field, ledger.endowment)
    least: Fraction | None = None
    for chosen in [*ledger.bought, None]:
        for c in _open(replay, gate):
            least = _less(least, _rise_of(replay, c, _needed(replay, order, c, chosen), least))
        if chosen is not None:
            replay.buy(chosen, 0.0)
            gate.note(chosen)
    return least


def _open(ledger: ExactLedger, gate: Gate) -> list[int]:
    return [
        c
        for c, project in enumerate(ledger.field.projects)
        if project.total and project.cost and c not in ledger.bought and gate.lets(c)
    ]


def _needed(ledger: ExactLedger, order: TieOrder, c: int, chosen: int | None) -> int:
    """Return how many payers a project needs to be taken, or to be paid otherwise, instead of the chosen."""
    if chosen is None:
        return 1
    count = ledger.payers(chosen)[0]
    if c == chosen:
        return count + 1
    own, other = ledger.field.projects[c], ledger.field.projects[chosen]
    equal = Fraction(own.cost * count * other.factor, other.cost * own.factor)
    before = order.first([c, chosen]) == c
    return int(-(-equal // 1)) if before else int(equal // 1) + 1


def _rise_of(ledger: ExactLedger, c: int, needed: int, least: Fraction | None) -> Fraction | None:
    project = ledger.field.projects[c]
    if needed > project.total:
        return None
    order, counts = ledger.ranked(c)
    rise = project.cost / counts - ledger.balance[order]
    rise[counts < needed] = np.inf
    blur = NEAR * (float(ledger.endowment) + project.cost)
    if least is not None and rise.min() > float(least) + blur:
        return None
    close = np.flatnonzero(rise <= rise.min() + blur)
    exact = [Fraction(project.cost, int(counts[k])) - ledger.balance_of(int(order[k])) for k in close]
    return min((one for one in exact if one > 0), default=None)


def _less(one: Fraction | None, other: Fraction | None) -> Fraction | None:
    return min((rise for rise in (one, other) if rise is not None), default=None)
