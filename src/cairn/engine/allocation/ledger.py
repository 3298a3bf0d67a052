"""Who has how much left: floats show where to look, fractions decide.

In Equal Shares every supporter who can pays the same price per unit of utility, and the others pay what they
have left. So what a voter has is the endowment minus the prices of what she paid in full, until she is
emptied. The exact sum over any set of voters is therefore a few fractions times whole numbers of voters, and
no fraction is kept per voter.
"""

from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from cairn.engine.allocation.election import Election, Supporters, Utility, supporters, worth_of

NEAR = 1e-9  # a float comparison closer than this, relative to the amounts in it, is made again exactly
BLUR = 1e-12  # what rounding may do to a sum, relative to the amounts summed
ALIVE = np.iinfo(np.int64).max


def dot(a: NDArray[np.float64], b: NDArray[np.float64] | NDArray[np.bool_]) -> float:
    """Return the sum of products in one thread; linear algebra libraries start more, and wait for them."""
    return float((a * b).sum())


class Field:
    """What the runs of one election share: who supports what, and what each approval is worth."""

    def __init__(self, election: Election, utility: Utility) -> None:
        """Read the supporters of every project under a utility."""
        self.election = election
        self.projects: list[Supporters] = supporters(election, utility)
        self.worth = worth_of(election, utility)
        self.sizes = np.diff(election.starts)

    def units(self, types: NDArray[np.int64], weights: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return, for each project, the units of utility that these types hold, with these weights."""
        sizes = self.sizes[types]
        ends = np.cumsum(sizes)
        rows = np.repeat(self.election.starts[types] - ends + sizes, sizes) + np.arange(int(sizes.sum()))
        mass = np.repeat(weights[types], sizes) * self.worth[rows]
        # floats hold these whole numbers exactly: build_election keeps them under 2**52
        sums = np.bincount(self.election.columns[rows], mass, minlength=len(self.projects))
        return sums.astype(np.int64)

    def row(self, ballot_type: int) -> dict[int, int]:
        """Return what one ballot type supports, and the worth of each."""
        part = slice(self.election.starts[ballot_type], self.election.starts[ballot_type + 1])
        return dict(zip(self.election.columns[part].tolist(), self.worth[part].tolist(), strict=True))


class Ledger:
    """The balances of all ballot types during one run; amounts in minor units."""

    def __init__(self, field: Field, endowment: Fraction) -> None:
        """Give every voter the endowment."""
        self.field, self.endowment = field, endowment
        self.balance = np.full(len(field.sizes), float(endowment))
        self.emptied_at = np.full(len(field.sizes), ALIVE, np.int64)
        self.bought: list[int] = []
        self._prices: list[Fraction] = []
        self._share = float(endowment)

    def can_pay(self, c: int) -> bool:
        """Return whether the supporters of a project hold its cost together."""
        project = self.field.projects[c]
        weight = project.floats[0]
        held = dot(weight, self.balance[project.types])
        if abs(held - project.cost) > NEAR * max(project.cost, float(weight.sum()) * self._share):
            return held > project.cost
        return self.held(project.types) >= project.cost

    def hold_more(self, c: int) -> bool:
        """Return whether the supporters of a project hold more than its cost together now."""
        project = self.field.projects[c]
        held = dot(project.floats[0], self.balance[project.types])
        if abs(held - project.cost) > NEAR * max(project.cost, float(project.floats[0].sum()) * self._share):
            return held > project.cost
        return self.held(project.types) > project.cost

    def look(self, c: int, price: float, limit: float) -> tuple[float, float]:
        """Return about what a unit of worth costs, and how far off that may be; stop once above `limit`.

        Newton's steps climb from a price known to be too low, so each of them is a lower bound itself.
        """
        project = self.field.projects[c]
        weight, worth, mass = project.floats
        balance = self.balance[project.types]
        while True:
            full = balance >= price * worth
            paying = dot(mass, full)
            if paying <= 0:  # every purse is emptied, or seems to be: only fractions can tell
                return price, float("inf")
            rest = np.where(full, 0.0, balance)
            higher = (project.cost - dot(weight, rest)) / paying
            if higher <= price * (1 + BLUR) or higher > limit:
                poor = dot(weight, ~full)
                return higher, NEAR * higher + BLUR * (project.cost + poor * self._share) / paying
            price = higher

    def buy(self, c: int, price: float) -> None:
        """Let the supporters of a project pay for it: the price, or all they have left."""
        project = self.field.projects[c]
        due = price * project.floats[1]
        balance = self.balance[project.types]
        gone = balance <= due
        near = np.abs(balance - due) <= NEAR * (self._share + due)
        near &= self.emptied_at[project.types] == ALIVE
        if near.any():
            exact = self.price(c)
            for k in np.flatnonzero(near).tolist():
                gone[k] = self.balance_of(int(project.types[k])) <= exact * int(project.worth[k])
            self._prices.append(exact)
        self._take(project, gone, due)
        self.bought.append(c)

    def _take(self, project: Supporters, gone: NDArray[np.bool_], due: NDArray[np.float64]) -> None:
        self.balance[project.types] = np.where(gone, 0.0, self.balance[project.types] - due)
        newly = project.types[gone]
        self.emptied_at[newly] = np.minimum(self.emptied_at[newly], len(self.bought))

    def prices(self, until: int | None = None) -> list[Fraction]:
        """Return the exact price per unit of worth of what was bought, in order, up to a purchase."""
        until = len(self.bought) if until is None else until
        while len(self._prices) < until:
            position = len(self._prices)
            project = self.field.projects[self.bought[position]]
            gone = self.emptied_at[project.types] <= position
            paying = project.total - int(project.mass[gone].sum())
            self._prices.append((project.cost - self.held(project.types[gone], position)) / paying)
        return self._prices[:until]

    def price(self, c: int) -> Fraction:
        """Return the exact price per unit of worth at which supporters can buy a project now."""
        project = self.field.projects[c]
        price = Fraction(project.cost, project.total)
        while True:
            poor = self._cannot_pay(project, price)
            paying = project.total - int(project.mass[poor].sum())
            higher = (project.cost - self.held(project.types[poor])) / paying
            if higher == price:
                return price
            price = higher

    def _cannot_pay(self, project: Supporters, price: Fraction) -> NDArray[np.bool_]:
        due = float(price) * project.floats[1]
        balance = self.balance[project.types]
        poor: NDArray[np.bool_] = balance < due
        for k in np.flatnonzero(np.abs(balance - due) <= NEAR * (self._share + due)).tolist():
            poor[k] = self.balance_of(int(project.types[k])) < price * int(project.worth[k])
        return poor

    def balance_of(self, ballot_type: int) -> Fraction:
        """Return exactly what one voter of a ballot type has left now."""
        if self.emptied_at[ballot_type] < len(self.bought):
            return Fraction(0)
        row = self.field.row(ballot_type)
        paid = [row[c] * price for c, price in zip(self.bought, self.prices(), strict=True) if c in row]
        return self.endowment - sum(paid, Fraction(0))

    def held(
        self,
        types: NDArray[np.int64],
        position: int | None = None,
        weights: NDArray[np.int64] | None = None,
    ) -> Fraction:
        """Return exactly what the voters of these types hold together, now or before a purchase."""
        position = len(self.bought) if position is None else position
        weights = self.field.election.weights if weights is None else weights
        alive = types[self.emptied_at[types] >= position]
        units = self.field.units(alive, weights)
        pairs = zip(self.bought[:position], self.prices(position), strict=True)
        spent = sum((price * int(units[c]) for c, price in pairs if units[c]), Fraction(0))
        return self.endowment * int(weights[alive].sum()) - spent

    def paid_by(self, position: int, weights: NDArray[np.int64]) -> Fraction:
        """Return exactly what voters, counted by ballot type, paid for one purchase."""
        project = self.field.projects[self.bought[position]]
        gone = self.emptied_at[project.types] <= position
        units = int((weights[project.types] * project.worth)[~gone].sum())
        return self.prices()[position] * units + self.held(project.types[gone], position, weights)
