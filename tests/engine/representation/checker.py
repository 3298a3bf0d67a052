"""Check a slate's certificate again from the approvals alone, in the plainest way; no code is shared."""

from fractions import Fraction


def check(approvals, weights, certificate):
    """Return what is wrong with a certificate, in words; nothing is wrong in an empty list.

    `approvals` are sets of statements, one a voter; `certificate` holds `size`, `slate`, whether voters held
    `shares`, exact `phases` and `prices` in order, `ejr_plus`, and `coverage`: block to (voters, share).
    """
    wrong, total = [], sum(weights)
    size, slate = certificate["size"], certificate["slate"]
    voters = list(zip(approvals, weights, strict=True))
    due = False
    for statement in set().union(*approvals) - set(slate):
        for level in range(1, size + 1):
            group = sum(w for a, w in voters if statement in a and len(a & set(slate)) < level)
            due = due or group * size >= level * total
    if due == certificate["ejr_plus"]:
        wrong.append(f"EJR+ is {'violated' if due else 'met'}")
    wrong += _unpaid(voters, certificate, Fraction(size, total))
    for name, (block, share) in certificate["coverage"].items():
        found = sum(bool(approvals[i] & set(slate)) for i in block) / len(block)
        if abs(found - share) > 1e-12:
            wrong.append(f"{name} is covered by {found}")
    return wrong


def _unpaid(voters, certificate, endowment):
    """Let supporters pay: everyone starts with an equal share (or with none, and pays into debt)."""
    phases = certificate["phases"]
    if "pav" in phases:
        return []
    has, wrong = [endowment if certificate["shares"] else Fraction(0)] * len(voters), []
    for statement, phase, price in zip(certificate["slate"], phases, certificate["prices"], strict=True):
        who = [i for i, (approved, _) in enumerate(voters) if statement in approved]
        pays = {i: min(has[i], price) if phase == "shares" else has[i] + price for i in who}
        if sum(pays[i] * voters[i][1] for i in who) != 1 or min(pays.values()) < 0:
            wrong.append(f"statement {statement} is not paid for")
        has = [have - pays.get(i, 0) for i, have in enumerate(has)]
    return wrong
