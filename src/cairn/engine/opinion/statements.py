"""What the votes say of each statement: overall, in each group found, and in each declared constituency."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from cairn.engine.disclosure.columns import MIN_SIZE, SHOWN, held_back
from cairn.engine.opinion.votes import Votes

Z_90 = 1.2816  # one-sided 90 %
Z_95 = 1.959963984540054  # two-sided 95 %
MOST = 5  # statements listed for a group, and for a majority
META_PRIORITY = 49.0  # of a statement about the conversation itself
EVEN = 0.4  # the smaller side of an even split holds at least this share
Counts = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Tally:
    """Votes on each statement, in each group where there are groups (the last axis is statements)."""

    agree: Counts
    disagree: Counts
    seen: Counts  # passes included

    @property
    def passed(self) -> Counts:
        """Count the passes."""
        return self.seen - self.agree - self.disagree

    @property
    def mean(self) -> Floats:
        """Return the mean vote (agree +1, pass 0, disagree -1); NaN where nobody has voted."""
        return _ratio(self.agree - self.disagree, self.seen)


@dataclass(frozen=True, slots=True)
class Standout:
    """A statement that stands out: for a group, or as a majority's."""

    statement: int  # column
    direction: Literal["agree", "disagree"]
    n: int  # votes in that direction
    seen: int
    share: float  # (n + 1) / (seen + 2)
    z: float  # against one half
    ratio: float | None = None  # the group's share by everyone else's; None for a majority
    z_ratio: float | None = None  # of that difference
    is_best_agree: bool = False


@dataclass(frozen=True, slots=True)
class Contested:
    """A statement on which people, or groups, stand against each other."""

    statement: int  # column
    kind: Literal["overall", "between groups"]
    agree: int
    disagree: int
    seen: int


@dataclass(frozen=True, slots=True)
class Constituency:
    """How far a declared constituency agrees with each statement, with 95 % intervals (Wilson).

    Where `is_suppressed`, counts are -1 and shares NaN: some of its people voted, but fewer than `min_size`,
    or the figure would give away another that is held back. Where nobody voted the shares are NaN too.
    """

    name: str
    size: int | None  # people on record with at least one vote; None where it is held back
    tally: Tally  # each (n_statements,)
    agreement: Floats  # agrees by votes seen
    low: Floats
    high: Floats
    is_suppressed: NDArray[np.bool_]
    min_size: int


def tally(votes: Votes, labels: NDArray[np.int64], n_groups: int) -> tuple[Tally, Tally]:
    """Count votes by statement: overall (n_statements,), and by group (n_groups, n_statements).

    `labels` is (n_participants,), -1 for who is in no group; they count overall.
    """
    m = len(votes.statements)
    base = (labels + 1) * (3 * m) + m  # a pass of the first statement; its group comes first, then the vote
    place = np.repeat(base, np.diff(votes.starts))
    place += votes.cols
    place += np.multiply(votes.values, m, dtype=np.int32)
    counts = np.bincount(place, minlength=(n_groups + 1) * 3 * m).reshape(n_groups + 1, 3, m)
    whole, inside = counts.sum(axis=0), counts[1:]
    return (
        Tally(whole[2], whole[0], whole.sum(axis=0)),
        Tally(inside[:, 2], inside[:, 0], inside.sum(axis=1)),
    )


def group_informed(by_group: Tally) -> Floats:
    """Return how far all groups agree: the product over groups of (agrees + 1) / (seen + 2).

    Source: the group-informed consensus of Small et al. (2021), Recerca 26(2).

    >>> group_informed(Tally(np.array([[3], [0]]), np.array([[0], [3]]), np.array([[3], [3]]))).tolist()
    [0.16000000000000003]
    """
    return np.asarray(np.prod((by_group.agree + 1) / (by_group.seen + 2), axis=0), np.float64)


def priorities(by_group: Tally, extremity: Floats, is_meta: NDArray[np.bool_]) -> Floats:
    """Return the weight with which the classical routing shows each statement next.

    With A, P and S the agrees, passes and seen of all groups together: the square of
    (1 - (P + 1) / (S + 2)) (extremity + 1) (A + 1) / (S + 2) (1 + 8 * 2^(-S / 5)); 49 for one about the
    conversation itself; 1 where nobody has voted (`extremity` is NaN).
    Source: as `representative`.

    >>> tally = Tally(np.array([[0, 2]]), np.array([[0, 0]]), np.array([[0, 3]]))
    >>> priorities(tally, np.array([0.0, 1.0]), np.array([False, False])).round(4).tolist()
    [5.0625, 20.4321]
    """
    agree, passed, seen = (part.sum(axis=0) for part in (by_group.agree, by_group.passed, by_group.seen))
    importance = (1 - (passed + 1) / (seen + 2)) * (extremity + 1) * (agree + 1) / (seen + 2)
    weight = (importance * (1 + 8 * 2.0 ** (-seen / 5))) ** 2
    return np.asarray(np.where(is_meta, META_PRIORITY, np.where(np.isnan(extremity), 1.0, weight)))


def one_sample_z(n: Counts, seen: Counts) -> Floats:
    """Return z of a share against one half, with one vote added; 1.0 where nobody has voted.

    >>> round(float(one_sample_z(np.array([286]), np.array([295]))[0]), 6)
    16.158422
    """
    return np.asarray(2 * np.sqrt(seen + 1) * ((n + 1) / (seen + 1) - 0.5), np.float64)


def two_sample_z(n: Counts, seen: Counts, n_rest: Counts, seen_rest: Counts) -> Floats:
    """Return z of a group's share against everyone else's, with one vote added to each; 0 where all agree."""
    x, y = (n + 1) / (seen + 1), (n_rest + 1) / (seen_rest + 1)
    pooled = (n + n_rest + 2) / (seen + seen_rest + 2)
    spread = np.sqrt(np.maximum(pooled * (1 - pooled) * (1 / (seen + 1) + 1 / (seen_rest + 1)), 0))
    return np.where(pooled == 1, 0.0, (x - y) / np.where(spread > 0, spread, 1.0))


def representative(by_group: Tally, is_left_out: NDArray[np.bool_]) -> tuple[tuple[Standout, ...], ...]:
    """Choose for each group up to five statements that tell it from everyone else.

    Those significant in one direction both against one half and against the others (one-sided 90 %, not
    corrected for the number of statements), the strongest first, led by the one agreed with most; agrees
    stand before disagrees. Where none is significant, one statement all the same.
    Source: the published method of Polis, Small et al. (2021), Recerca 26(2).
    """
    evidence = _evidence(by_group)
    groups = range(len(by_group.seen))
    return tuple(
        _of_group(by_group, group, {name: part[:, group] for name, part in evidence.items()}, is_left_out)
        for group in groups
    )


def _of_group(
    by_group: Tally, group: int, evidence: Mapping[str, Floats], is_left_out: NDArray[np.bool_]
) -> tuple[Standout, ...]:
    """Choose the statements of one group; its evidence is (2, n_statements)."""
    shown = np.flatnonzero(~is_left_out)
    best = _best_agree(evidence, by_group, group, shown.tolist())
    is_enough = ((evidence["t"] > Z_90) & (evidence["z"] > Z_90)).any(axis=0) & ~is_left_out
    strength = evidence["r"] * evidence["t"] * evidence["p"] * evidence["z"]
    side = np.where(evidence["t"][0] > evidence["t"][1], 0, 1)
    enough = [j for j in np.flatnonzero(is_enough).tolist() if j != best]
    ranked = sorted(enough, key=lambda j: -strength[side[j], j])
    if best is not None:
        chosen = [(best, 0), *((j, int(side[j])) for j in ranked)][:MOST]
    elif ranked:
        chosen = [(j, int(side[j])) for j in ranked][:MOST]
    elif shown.size:
        last = int(shown[evidence["t"][:, shown].max(axis=0).argmax()])
        chosen = [(last, int(side[last]))]
    else:
        chosen = []
    chosen.sort(key=lambda pair: pair[1])
    return tuple(_standout(by_group, group, evidence, j, at, is_best=j == best) for j, at in chosen)


def _evidence(by_group: Tally) -> dict[str, Floats]:
    """Return p, z, r and t, each (2, n_groups, n_statements): agree, then disagree."""
    n, seen = np.stack((by_group.agree, by_group.disagree)), by_group.seen
    rest, seen_rest = n.sum(axis=1, keepdims=True) - n, seen.sum(axis=0) - seen
    share = (n + 1) / (seen + 2)
    return {
        "p": share,
        "z": one_sample_z(n, seen),
        "r": share / ((rest + 1) / (seen_rest + 2)),
        "t": two_sample_z(n, seen, rest, seen_rest),
    }


def _best_agree(
    evidence: Mapping[str, Floats], by_group: Tally, group: int, shown: Sequence[int]
) -> int | None:
    """Find the statement a group agrees with most, by the rule of the source: one pass, in order."""
    p, z, r, t = (evidence[name][0].tolist() for name in "pzrt")
    has_sides = ((by_group.agree[group] + by_group.disagree[group]) > 0).tolist()
    best: int | None = None
    for j in shown:
        if not has_sides[j]:
            continue
        if best is None:
            is_better = z[j] > Z_90 or (r[j] > 1 and p[j] > 0.5)
        elif r[best] > 1:
            is_better = r[j] * t[j] * p[j] * z[j] > r[best] * t[best] * p[best] * z[best]
        else:
            is_better = p[j] * z[j] > p[best] * z[best]
        if is_better:
            best = j
    return best


def _standout(
    by_group: Tally, group: int, evidence: Mapping[str, Floats], j: int, side: int, *, is_best: bool
) -> Standout:
    counts = (by_group.agree, by_group.disagree)[side]
    p, z, r, t = (float(evidence[name][side, j]) for name in "pzrt")
    direction: Literal["agree", "disagree"] = "disagree" if side else "agree"
    return Standout(j, direction, int(counts[group, j]), int(by_group.seen[group, j]), p, z, r, t, is_best)


def majority(
    overall: Tally, is_left_out: NDArray[np.bool_], direction: Literal["agree", "disagree"]
) -> tuple[Standout, ...]:
    """Choose up to five statements that most people agree (or disagree) with, significantly.

    Source: as `representative`.
    """
    n = overall.agree if direction == "agree" else overall.disagree
    share, z = (n + 1) / (overall.seen + 2), one_sample_z(n, overall.seen)
    held = np.flatnonzero(~is_left_out & (overall.seen > 0) & (share > 0.5) & (z > Z_90))
    best = held[np.argsort(-(share * z)[held], kind="stable")][:MOST].tolist()
    return tuple(
        Standout(j, direction, int(n[j]), int(overall.seen[j]), float(share[j]), float(z[j])) for j in best
    )


def common_ground(by_group: Tally, is_left_out: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Say on which statements more than half of every group surely leans the same way.

    Surely: the lower end of the 95 % interval (Wilson) of the share among votes seen is above one half.
    """
    lean = [np.all(wilson(n, by_group.seen)[0] > 0.5, axis=0) for n in (by_group.agree, by_group.disagree)]
    return np.asarray(~is_left_out & (lean[0] | lean[1]), np.bool_)


def contested(overall: Tally, by_group: Tally, is_left_out: NDArray[np.bool_]) -> tuple[Contested, ...]:
    """List contested statements, the most divided first.

    "Between groups": more than half of one group surely agrees and more than half of another surely
    disagrees (95 %, Wilson); these stand first, by the gap between the groups' shares of agreement.
    "Overall": of those who took a side the smaller side is at least 40 %, at least half of those who saw
    it took one, and there are ten or more of them; by the smaller side's share of votes seen.
    """
    sides = overall.agree + overall.disagree
    smaller = np.minimum(overall.agree, overall.disagree)
    is_even = (sides >= 10) & (2 * sides >= overall.seen) & (smaller >= EVEN * sides)
    is_for = np.any(wilson(by_group.agree, by_group.seen)[0] > 0.5, axis=0)
    is_against = np.any(wilson(by_group.disagree, by_group.seen)[0] > 0.5, axis=0)
    is_between = np.asarray(is_for & is_against, np.bool_)
    share = by_group.agree / np.maximum(by_group.seen, 1)
    gap = share.max(axis=0, initial=0.0) - share.min(axis=0, initial=1.0)
    order_key = np.where(is_between, -1 - gap, -smaller / np.maximum(overall.seen, 1))
    listed = np.flatnonzero(~is_left_out & (is_even | is_between))
    order = listed[np.argsort(order_key[listed], kind="stable")]
    return tuple(
        Contested(
            j,
            "between groups" if is_between[j] else "overall",
            int(overall.agree[j]),
            int(overall.disagree[j]),
            int(overall.seen[j]),
        )
        for j in order.tolist()
    )


def wilson(n: Counts, of: Counts) -> tuple[Floats, Floats]:
    """Return the 95 % interval of a share; (0, 1) where there is nothing to go by.

    Source: Wilson (1927), J. Am. Stat. Assoc. 22.

    >>> [round(float(end), 4) for end in wilson(np.array(8), np.array(10))]
    [0.4902, 0.9433]
    """
    square = Z_95 * Z_95
    middle = (n + square / 2) / (of + square)
    half = Z_95 / (of + square) * np.sqrt(n * (of - n) / np.maximum(of, 1) + square / 4)
    return np.maximum(middle - half, 0.0), np.minimum(middle + half, 1.0)


def by_constituency(
    votes: Votes, declared: Mapping[str, str], *, min_size: int = MIN_SIZE
) -> tuple[Constituency, ...]:
    """Say how far each declared constituency agrees with each statement, by name.

    `declared` maps participant to constituency; who is not in the votes is passed over. A figure from
    fewer than `min_size` votes is suppressed, and so are those that would give it away (see `held_back`).
    Raises: ValueError if min_size is not positive.
    """
    if min_size < 1:
        raise ValueError(f"min_size is {min_size}; it must be 1 or more.")
    names = sorted({declared[one] for one in votes.participants if one in declared})
    number = {name: at for at, name in enumerate(names)}
    labels = np.array([number.get(declared.get(one, ""), -1) for one in votes.participants], np.int64)
    overall, inside = tally(votes, labels, len(names))
    undeclared = overall.seen - inside.seen.sum(axis=0)
    is_hidden = held_back(np.vstack((inside.seen, undeclared)), min_size)[:-1] != SHOWN
    sizes = np.roll(np.bincount(labels + 1, minlength=len(names) + 1), -1)  # those of none stand last
    is_told = held_back(sizes[:, None], min_size)[:, 0] == SHOWN
    return tuple(
        _constituency(
            name,
            int(sizes[at]) if is_told[at] else None,
            Tally(inside.agree[at], inside.disagree[at], inside.seen[at]),
            is_hidden[at],
            min_size,
        )
        for name, at in number.items()
    )


def _constituency(
    name: str, size: int | None, counts: Tally, is_hidden: NDArray[np.bool_], min_size: int
) -> Constituency:
    low, high = wilson(counts.agree, counts.seen)
    nothing = np.full(len(is_hidden), np.nan)
    return Constituency(
        name,
        size,
        Tally(*(np.where(is_hidden, -1, part) for part in (counts.agree, counts.disagree, counts.seen))),
        np.where(is_hidden, nothing, _ratio(counts.agree, counts.seen)),
        np.where(is_hidden, nothing, low),
        np.where(is_hidden, nothing, high),
        is_hidden,
        min_size,
    )


def _ratio(n: Counts, of: Counts) -> Floats:
    return np.where(of > 0, n / np.maximum(of, 1), np.nan)
