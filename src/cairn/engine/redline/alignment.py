"""Find what two sequences have in common, in bounded time."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Hashable, Sequence
from dataclasses import dataclass

Pair = tuple[int, int]  # places of one common element, in the first and in the second sequence


@dataclass(slots=True)
class Effort:
    """Steps that may still be taken; each attempt may use a quarter of what is left."""

    left: int

    def share(self) -> int:
        """Return the steps that the next attempt may take."""
        return self.left // 4


def alignment(before: Sequence[Hashable], after: Sequence[Hashable], *, effort: Effort) -> list[Pair]:
    """Pair the elements that stayed, in order.

    The shortest edit is found where that fits the effort; else the sequences are cut at elements that
    stand once in each, and the pieces between are tried; a piece that fits neither has nothing in common.
    Source: Myers (1986), An O(ND) difference algorithm; anchors as in Cohen's patience difference.

    >>> alignment("stone", "tones", effort=Effort(1000))
    [(1, 0), (2, 1), (3, 2), (4, 3)]
    """
    pairs: list[Pair] = []
    pieces = [(0, len(before), 0, len(after))]
    while pieces:
        low_a, high_a, low_b, high_b = pieces.pop()
        while low_a < high_a and low_b < high_b and before[low_a] == after[low_b]:
            pairs.append((low_a, low_b))
            low_a, low_b = low_a + 1, low_b + 1
        while low_a < high_a and low_b < high_b and before[high_a - 1] == after[high_b - 1]:
            high_a, high_b = high_a - 1, high_b - 1
            pairs.append((high_a, high_b))
        if low_a == high_a or low_b == high_b:
            continue
        a, b = before[low_a:high_a], after[low_b:high_b]
        found = _shortest(a, b, effort)
        if found is not None:
            pairs += [(low_a + i, low_b + j) for i, j in found]
            continue
        cuts = [(low_a + i, low_b + j) for i, j in _said_once(a, b)]
        pairs += cuts
        if cuts:
            pieces += _between(cuts, (low_a, high_a, low_b, high_b))
    return sorted(pairs)


def _between(cuts: list[Pair], whole: tuple[int, int, int, int]) -> list[tuple[int, int, int, int]]:
    low_a, high_a, low_b, high_b = whole
    starts = [(low_a, low_b), *((i + 1, j + 1) for i, j in cuts)]
    return [(i, k, j, m) for (i, j), (k, m) in zip(starts, [*cuts, (high_a, high_b)], strict=True)]


def _said_once(a: Sequence[Hashable], b: Sequence[Hashable]) -> list[Pair]:
    """Pair what stands once in each, along the longest rising sequence."""
    in_a, in_b = Counter(a), Counter(b)
    place_in_b = {word: j for j, word in enumerate(b) if in_b[word] == 1}
    candidates = [(i, place_in_b[word]) for i, word in enumerate(a) if in_a[word] == 1 and word in place_in_b]
    ends: list[int] = []
    last: list[int] = []  # the candidate that ends each length
    came_from: list[int] = []
    for k, (_i, j) in enumerate(candidates):
        length = bisect_left(ends, j)
        came_from.append(last[length - 1] if length else -1)
        ends[length : length + 1] = [j]
        last[length : length + 1] = [k]
    path: list[Pair] = []
    k = last[-1] if last else -1
    while k >= 0:
        path.append(candidates[k])
        k = came_from[k]
    return path[::-1]


def _shortest(a: Sequence[Hashable], b: Sequence[Hashable], effort: Effort) -> list[Pair] | None:
    """Find the shortest edit by Myers' greedy search; None when its share of the effort is used up."""
    n, m, allowed, spent = len(a), len(b), effort.share(), 0
    reach = {1: 0}  # the furthest place in `a` on each diagonal
    history: list[dict[int, int]] = []
    while spent <= allowed:
        edits = len(history)
        history.append({k: reach[k] for k in range(-edits - 1, edits + 2, 2) if k in reach})
        for k in range(-edits, edits + 1, 2):
            down = k == -edits or (k != edits and reach[k - 1] < reach[k + 1])
            start = x = reach[k + 1] if down else reach[k - 1] + 1
            while x < n and x - k < m and a[x] == b[x - k]:
                x += 1
            reach[k] = x
            spent += 2 + x - start
            if x >= n and x - k >= m:
                effort.left -= spent
                return _walk_back(history, n, m)
    effort.left -= spent
    return None


def _walk_back(history: list[dict[int, int]], n: int, m: int) -> list[Pair]:
    pairs: list[Pair] = []
    x, y = n, m
    for edits in range(len(history) - 1, -1, -1):
        reach, k = history[edits], x - y
        down = k == -edits or (k != edits and reach[k - 1] < reach[k + 1])
        start = reach[k + 1] if down else reach[k - 1] + 1
        while x > start:
            x, y = x - 1, y - 1
            pairs.append((x, y))
        x, y = (x, y - 1) if down else (x - 1, y)
    return pairs[::-1]
