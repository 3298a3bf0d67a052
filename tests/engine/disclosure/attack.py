"""A reader who attacks releases, apart from the engine: linear programming over all they know."""

import numpy as np
from scipy.optimize import linprog

from cairn.engine.disclosure.leaves import Leaves


def spans(releases):  # noqa: PLR0912 - one story
    """Give the range of every secret of every release, as a reader of all of them could work it out.

    The reader sees `public()` and the sums, and guesses rightly which counts did not change in between: what
    has the same name and the same true number is one unknown.
    """
    known, rows, unknown = {}, [], {}
    for release in releases:
        for name, value in release.public().items():
            if value is not None:
                known[name, release.counts[name]] = value

    def add(row, one, sign):
        if one in known:
            row[1] -= sign * known[one]
        else:
            row[0][unknown.setdefault(one, len(unknown))] = sign

    secrets = set()
    for release in releases:
        for name, how in release.leaves.items():
            if how in (Leaves.SMALL, Leaves.CHANGED):
                secrets.add((name, release.counts[name]))
        for one in release.sums:
            row = [{}, 0]
            for part in one.parts:
                add(row, (part, release.counts[part]), 1)
            rest = release.counts[one.total] - sum(release.counts[part] for part in one.parts)
            if not one.is_whole:
                outside = (("outside", one.total, one.parts), rest)
                add(row, outside, 1)
                if 0 < rest < release.threshold:
                    secrets.add(outside)
            add(row, (one.total, release.counts[one.total]), -1)
            rows.append(row)
    found = {}
    left = np.zeros((len(rows), len(unknown)))
    for number, (terms, _) in enumerate(rows):
        for column, sign in terms.items():
            left[number, column] = sign
    right = np.array([total for _, total in rows], dtype=float)
    for one in secrets:
        if one in known:
            found[one] = (known[one], known[one])
        elif one in unknown:
            goal = np.zeros(len(unknown))
            goal[unknown[one]] = 1
            ends = []
            for way in (1, -1):
                answer = linprog(way * goal, A_eq=left, b_eq=right)
                ends.append(way * answer.fun if answer.status == 0 else np.inf)
            found[one] = tuple(ends)
    return found


def recovered(releases):
    """Name the secrets of which only one whole number is possible."""
    return sorted(
        one
        for one, (low, high) in spans(releases).items()
        if high < np.inf and np.floor(high + 1e-6) - np.ceil(low - 1e-6) < 1
    )
