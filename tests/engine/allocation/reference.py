"""The rules once more, as slowly and plainly as can be: one purse per voter, fractions throughout."""

from fractions import Fraction


def naive_price(cost, purses, worth):
    """Return the least price per unit of worth at which these purses pay the cost together."""
    supporters = sorted((i for i in purses if worth.get(i)), key=lambda i: purses[i] / worth[i])
    paid, units = Fraction(0), sum(worth[i] for i in supporters)
    for i in supporters:
        price = (cost - paid) / units
        if price * worth[i] <= purses[i]:
            return price
        paid, units = paid + purses[i], units - worth[i]
    return None


def naive_equal_shares(costs, worths, endowment, n_voters, factors):
    """Return (winners, prices, purses): `worths[c]` maps each supporter of c to what it is worth to her."""
    purses = dict.fromkeys(range(n_voters), Fraction(endowment))
    winners, prices = [], []
    while True:
        best = None
        for c, cost in enumerate(costs):
            if c in winners or not cost or not worths[c]:
                continue
            price = naive_price(cost, purses, worths[c])
            if price is not None:
                best = min(
                    best or (price / factors[c] + 1,), (price / factors[c], cost, -len(worths[c]), c, price)
                )
        if best is None:
            return winners, prices, purses
        *_, c, price = best
        winners.append(c)
        prices.append(price)
        for i, worth in worths[c].items():
            purses[i] -= min(purses[i], price * worth)


def naive_phragmen(costs, worths, loads, left, done=()):
    """Return the projects bought by Phragmén's rule from these loads, in order."""
    able = [c for c, cost in enumerate(costs) if worths[c] and cost <= left and c not in done]
    bought = []
    while able:
        level = {c: Fraction(costs[c] + sum(loads[i] for i in worths[c]), len(worths[c])) for c in able}
        tied = [c for c in able if level[c] == min(level.values())]
        if any(costs[c] > left for c in tied):
            break
        chosen = min(tied, key=lambda c: (costs[c], -len(worths[c]), c))
        loads.update(dict.fromkeys(worths[chosen], level[chosen]))
        left -= costs[chosen]
        able.remove(chosen)
        bought.append(chosen)
    return bought


def violates_ejr_plus_up_to_one(costs, worths, winners, budget, n_voters):
    """Return a project that shows a violation of EJR+ up to one project (cost utility), or None.

    For an unfunded c and any target b: the supporters who would not even have b by adding c to what they
    have must hold less than b of the budget together, if the funded set is to be called proportional.
    """
    for c, cost in enumerate(costs):
        if c in winners or not worths[c]:
            continue
        have = sorted(sum(costs[w] for w in winners if i in worths[w]) for i in worths[c])
        for size, reached in enumerate(have, start=1):
            if Fraction(budget * size, n_voters) > reached + cost:
                return c
    return None


def naive_exact_shares(costs, worths, endowment, n_voters, factors):
    """Return (winners, payers, purses) where only who can pay the full equal part pays."""
    purses = dict.fromkeys(range(n_voters), Fraction(endowment))
    winners, payers = [], []
    while True:
        best = None
        for c, cost in enumerate(costs):
            if c in winners or not cost or not worths[c]:
                continue
            for size in range(len(worths[c]), 0, -1):
                able = [i for i in worths[c] if purses[i] >= Fraction(cost, size)]
                if len(able) >= size:
                    offer = (Fraction(cost, size * factors[c]), cost, -len(worths[c]), c, able)
                    best = min(best or offer, offer)
                    break
        if best is None:
            return winners, payers, purses
        *_, c, able = best
        winners.append(c)
        payers.append(sorted(able))
        for i in able:
            purses[i] -= Fraction(costs[c], len(able))


def naive_bounded(costs, worths, budget, n_voters, factors):
    """Return (winners, purses) with bounded overspending: least ρ/α over a fine set of candidate prices."""
    purses = dict.fromkeys(range(n_voters), Fraction(budget, n_voters))
    winners, left = [], budget
    while True:
        best = None
        for c, cost in enumerate(costs):
            if c in winners or not 0 < cost <= left:
                continue
            purse = {i: purses[i] for i in worths[c] if purses[i]}
            offers = []
            for emptied in set(purse.values()):
                part = sum(min(p, emptied) for p in purse.values()) / cost
                if part < 1:
                    offers.append((emptied / part**2, emptied / part))
            if purse and sum(purse.values()) >= cost:
                price = naive_price(cost, purse, dict.fromkeys(purse, 1))
                offers.append((price, price))
            if offers:
                value, price = min(offers)
                offer = (value / factors[c], cost, -len(worths[c]), c, price)
                best = min(best or offer, offer)
        if best is None:
            return winners, purses
        *_, c, price = best
        winners.append(c)
        left -= costs[c]
        for i in worths[c]:
            purses[i] -= min(purses[i], price)
