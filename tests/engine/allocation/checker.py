"""An independent checker of certificates, from plain ballots: it shares no line with the engine."""

from fractions import Fraction
from itertools import combinations


def proportional(costs, ballots, winners, budget):
    """Return whether EJR+ up to one project holds by cost: every group that agrees on what was left out.

    A group of the k poorest supporters is as hard to satisfy as any group of k, so those are enough.
    """
    for c, cost in costs.items():
        supporters = [ballot for ballot in ballots if c in ballot]
        have = sorted(sum(costs[w] for w in winners if w in ballot) for ballot in supporters)
        for size, reached in enumerate(have, start=1):
            if c not in winners and budget * size > len(ballots) * (reached + cost):
                return False
    return True


def proportional_for_every_group(costs, ballots, winners, budget):
    """Return the same by trying every group of voters; for tiny elections."""
    voters = range(len(ballots))
    for size in range(1, len(ballots) + 1):
        for group in combinations(voters, size):
            agreed = set.intersection(*(set(ballots[i]) for i in group)) - set(winners)
            most = max(sum(costs[w] for w in winners if w in ballots[i]) for i in group)
            if any(budget * size > len(ballots) * (most + costs[c]) for c in agreed):
                return False
    return True


def pays(costs, ballots, purchases, amount):
    """Return what every voter has left if these purchases, priced in order, are paid exactly; else None."""
    purses = [Fraction(amount)] * len(ballots)
    for c, price in purchases:
        paid = {i: min(purses[i], price) for i, ballot in enumerate(ballots) if c in ballot}
        if sum(paid.values()) != costs[c]:
            return None
        for i, part in paid.items():
            purses[i] -= part
    return purses


def priceable(costs, ballots, purchases, amount):
    """Return whether the prices pay everything, and nothing left out could be bought from what is left."""
    purses = pays(costs, ballots, purchases, amount)
    bought = {c for c, _ in purchases}
    return purses is not None and all(
        sum(purse for purse, ballot in zip(purses, ballots, strict=True) if c in ballot) <= costs[c]
        for c in costs
        if c not in bought and any(c in ballot for ballot in ballots)
    )
