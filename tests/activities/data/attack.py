"""An outsider who kept every download and attacks them by linear programming, apart from the code."""

import numpy as np
from scipy.optimize import linprog

PARENTS = {"Confluence": "County", "Elm": "County", "Oak": "County", "Ash": "County", "County": "Basin"}
GROUPS = ("girls", "boys")


def cells(state):
    """Return the counts that a value consists of: those in it and those left out, each one unknown."""
    found = {}
    for (place, group), (top, bottom) in state.items():
        found[place, group, "in"] = top
        if bottom is not None:
            found[place, group, "out"] = bottom - top
    return found


def within(state):
    """Say what anybody knows to lie within what: (place, group) and what is inside it."""
    for place in {place for place, _group in state}:
        yield (place, ""), [(place, group) for group in GROUPS if (place, group) in state]
        for group in ("", *GROUPS):
            below = [one for one in state if PARENTS.get(one[0]) == place and one[1] == group]
            yield (place, group), below


def equations(states):
    """Write every state's sums over unknowns: what has the same name and the same number is one unknown.

    Parts that are more than their total, by those in it or by those left out, overlap: each stands alone.
    """
    for state in states:
        counts = cells(state)
        for whole, inside in within(state):
            tables = [((*whole, part), [(*one, part) for one in inside]) for part in ("in", "out")]
            tables = [(total, parts) for total, parts in tables if total in counts and parts]
            is_clear = all(sum(counts[one] for one in parts) <= counts[total] for total, parts in tables)
            for total, parts in tables:
                for some in [parts] if is_clear else [[part] for part in parts]:
                    if (left := counts[total] - sum(counts[part] for part in some)) >= 0:
                        known = [(part, counts[part]) for part in some]
                        yield (total, counts[total]), (*known, (("outside", total, *some), left))


def secrets_of(states, shown, threshold):
    """Name every count that must not be found: small ones, small rests, and corrections by few people."""
    found = {one for total, parts in equations(states) for one in (total, *parts) if 0 < one[1] < threshold}
    found |= {one for state in states for one in cells(state).items() if 0 < one[1] < threshold}
    for name, count in cells(states[-1]).items():
        before = [number for where, number in shown if where == name]
        if any(0 < abs(count - number) < threshold for number in before) and (name, count) not in shown:
            found.add((name, count))
    return found


def secrets_found(states, downloads, threshold=5):
    """Return every secret that the downloads show, or of which only one whole number is possible."""
    shown = {one for seen in downloads for one in cells(seen).items()}
    for state, seen in zip(states, downloads, strict=True):
        assert seen.items() <= state.items(), "a download shows what nobody sent"
    secrets = secrets_of(states, shown, threshold)
    unknown, rows, rights = {}, [], []
    for total, parts in equations(states):
        row, right = {}, 0
        for one, sign in [(total, -1), *((part, 1) for part in parts)]:
            if one in shown:
                right -= sign * one[1]
            else:
                row[unknown.setdefault(one, len(unknown))] = sign
        rows.append(row)
        rights.append(right)
    left = np.zeros((len(rows), len(unknown)))
    for number, row in enumerate(rows):
        left[number, list(row)] = list(row.values())
    return sorted(
        one for one in secrets if one in shown or (one in unknown and _pinned(left, rights, unknown[one]))
    )


def _pinned(left, rights, column):
    goal = np.zeros(left.shape[1])
    goal[column] = 1
    ends = [linprog(way * goal, A_eq=left, b_eq=rights) for way in (1, -1)]
    if any(end.status == 3 for end in ends):  # no end to it
        return False
    assert [end.status for end in ends] == [0, 0]
    return np.floor(-ends[1].fun + 1e-6) - np.ceil(ends[0].fun - 1e-6) < 1
