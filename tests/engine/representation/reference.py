"""The rules once more, voter by voter, slow and plain."""

from fractions import Fraction


def choose(approvals, weights, size, rule):
    """Return the statements chosen, in order; ties go to more support, then the lower number."""
    m = max((max(a, default=-1) for a in approvals), default=-1) + 1
    support = [sum(w for a, w in zip(approvals, weights, strict=True) if c in a) for c in range(m)]
    voters = range(len(approvals))
    total = sum(weights)
    has = [Fraction(size, total) if rule == "equal-shares" and total else Fraction(0) for _ in voters]
    chosen = []

    def best(costs):
        costs = {c: cost for c, cost in costs.items() if cost is not None}
        return min(costs, key=lambda c: (costs[c], -support[c], c)) if costs else None

    def still_open():
        return [c for c in range(m) if support[c] and c not in chosen]

    while rule == "equal-shares" and len(chosen) < size:
        c = best({c: _price(c, approvals, weights, has) for c in still_open()})
        if c is None:
            break
        price = _price(c, approvals, weights, has)
        has = [have - min(have, price) if c in approvals[i] else have for i, have in enumerate(has)]
        chosen.append(c)
    while len(chosen) < size and still_open():
        if rule == "pav":
            c = best(
                {
                    c: -sum(_gain(c, a, w, chosen) for a, w in zip(approvals, weights, strict=True))
                    for c in still_open()
                }
            )
        else:
            load = {
                c: (1 - sum(has[i] * weights[i] for i in voters if c in approvals[i])) / support[c]
                for c in still_open()
            }
            c = best(load)
            has = [-load[c] if c in approvals[i] else have for i, have in enumerate(has)]
        chosen.append(c)
    return chosen


def _gain(c, approved, weight, chosen):
    return Fraction(weight, len(approved & set(chosen)) + 1) if c in approved else 0


def _price(c, approvals, weights, has):
    """Try each supporter's balance as the last that pays in full."""
    held = [(has[i], weights[i]) for i in range(len(approvals)) if c in approvals[i] and weights[i]]
    if sum((have * w for have, w in held), Fraction(0)) < 1:
        return None
    tried = []
    for most, _ in held:
        payers = sum(w for have, w in held if have >= most)
        price = (1 - sum((have * w for have, w in held if have < most), Fraction(0))) / payers
        if price <= most and sum(min(have, price) * w for have, w in held) == 1:
            tried.append(price)
    return min(tried)


def votes_of(table):
    """Return the approvals of a table of truth values as sets."""
    return [{c for c, approved in enumerate(row) if approved} for row in table.tolist()]
