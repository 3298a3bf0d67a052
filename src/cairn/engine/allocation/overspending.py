"""Equal Shares with bounded overspending: popular projects, bought by supporters who cannot pay them all.

A project is priced as if the part α of it were bought that its supporters can pay at the price ρ per unit of
utility; the one with the least ρ/α is taken as long as it fits the budget. Its supporters pay the price ρ, or
all they have; the rest comes from what the others do not spend.
"""

from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from cairn.engine.allocation.election import Supporters
from cairn.engine.allocation.ledger import ALIVE, NEAR, Ledger

Offer = tuple[Fraction, Fraction]  # ρ/α, and ρ, per unit of worth


class BoundedLedger(Ledger):
    """The balances of all ballot types where supporters may overspend; amounts in minor units."""

    def can_pay(self, c: int) -> bool:
        """Return whether a project fits the budget and a supporter has anything left."""
        project = self.field.projects[c]
        spent = sum(self.field.projects[b].cost for b in self.bought)
        fits = spent + project.cost <= self.field.election.budget
        return fits and bool((self.emptied_at[project.types] == ALIVE).any())

    def look(self, c: int, price: float, limit: float) -> tuple[float, float]:
        """Return about ρ/α, and how far off that may be."""
        worth = float(self._worths(c)[1].min())
        return worth, NEAR * worth

    def price(self, c: int) -> Fraction:
        """Return ρ/α exactly."""
        return self._offer(c)[0]

    def buy(self, c: int, price: float) -> None:
        """Let the supporters pay the price ρ, or all they have left."""
        exact = self._offer(c)[1]
        project = self.field.projects[c]
        due = float(exact) * project.floats[1]
        gone = self.balance[project.types] <= due
        for k in self._near(project, due):
            gone[k] = self.balance_of(int(project.types[k])) <= exact * int(project.worth[k])
        self._prices.append(exact)
        self._take(project, gone, due)
        self.bought.append(c)

    def _worths(self, c: int) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        """Return the supporters who have anything left, the poorest first, and ρ/α where each is emptied.

        Between two such points ρ/α rises and then falls, so it is least at one of them, or where α = 1.
        """
        project = self.field.projects[c]
        weight, worth, mass = project.floats
        rate = np.maximum(self.balance[project.types], np.finfo(float).tiny) / worth
        alive = np.flatnonzero(self.emptied_at[project.types] == ALIVE)
        order = alive[np.argsort(rate[alive], kind="stable")]
        rate = rate[order]
        held = np.cumsum(weight[order] * worth[order] * rate)
        raised = held + rate * (mass[order].sum() - np.cumsum(mass[order]))
        part = np.minimum(raised / project.cost, 1.0)
        rate = np.where(raised > project.cost, self._whole(rate, held, mass[order], project.cost), rate)
        return order, rate / part**2

    def _whole(
        self, rate: NDArray[np.float64], held: NDArray[np.float64], mass: NDArray[np.float64], cost: int
    ) -> NDArray[np.float64]:
        """Return, where the supporters can pay it all, the price at which they just do."""
        before, rest = held - rate * mass, mass.sum() - np.cumsum(mass) + mass
        price: NDArray[np.float64] = np.maximum((cost - before) / rest, np.concatenate([[0.0], rate[:-1]]))
        return price

    def _offer(self, c: int) -> Offer:
        order, worths = self._worths(c)
        near = worths <= worths.min() * (1 + NEAR)
        _, first = np.unique(worths[near], return_index=True)
        close = order[near][first]
        return min((self._exact_offer(c, int(k)) for k in close), key=lambda offer: (offer[0], offer[1]))

    def _exact_offer(self, c: int, k: int) -> Offer:
        """Return ρ/α and ρ exactly where the k-th supporter is just emptied, or where it all can be paid."""
        project = self.field.projects[c]
        rate = self.balance_of(int(project.types[k])) / int(project.worth[k])
        poor = self._cannot_pay(project, rate)
        paying = project.total - int(project.mass[poor].sum())
        part = (self.held(project.types[poor]) + rate * paying) / project.cost
        if part >= 1:
            whole = super().price(c)
            return whole, whole
        return rate / part**2, rate / part

    def _near(self, project: Supporters, due: NDArray[np.float64]) -> list[int]:
        near = np.abs(self.balance[project.types] - due) <= NEAR * (self._share + due)
        return [int(k) for k in np.flatnonzero(near & (self.emptied_at[project.types] == ALIVE))]
