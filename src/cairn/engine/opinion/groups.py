"""Groups of people who vote alike, with the evidence that they are there; "no clear groups" is an answer.

Nothing here is drawn by chance but the halves of the statements and the people drawn anew (see `bootstrap`),
which the seed fixes. People are gathered into at most 64 cells, cells are joined by Ward's rule, and the best
number of groups is the one with the widest gaps (silhouette) and the surest halves, among those that are
found again when half the statements are hidden and when people are drawn anew.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import permutations
from typing import Any

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from cairn.engine.opinion.components import Floats, times

MAX_CELLS = 64
MAX_GROUPS = 5
MIN_GROUP = 5  # people: a smaller cluster is not published as a group
MIN_STABILITY = 0.4  # agreement beyond chance called "moderate" by Landis & Koch (1977), Biometrics 33
MIN_RECURRENCE = 0.6  # overlap from which a cluster shows a pattern, Hennig (2007), CSDA 52
MIN_SILHOUETTE = 0.25  # below it "no substantial structure", Kaufman & Rousseeuw (1990), p. 88
MIN_VOTES, MIN_CLUSTERED = 7, 15
Labels = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Grouping:
    """One way to divide the people on the map, and the evidence for it."""

    n_groups: int
    labels: Labels  # (n_clustered,) 0 is the largest group
    silhouette: float  # -1 to 1: how much wider the gaps are than the groups
    stability: tuple[float, ...]  # for each group, -1 to 1; empty where it was not tested
    bootstrap: tuple[float, ...] = ()  # for each group, 0 to 1; empty where it was not tested

    @property
    def sizes(self) -> tuple[int, ...]:
        """Count the people of each group."""
        return tuple(np.bincount(self.labels, minlength=self.n_groups).tolist())

    @property
    def is_clear(self) -> bool:
        """Say whether every group is large enough, apart from the others and found again in both tests."""
        return (
            min(self.sizes) >= MIN_GROUP
            and self.silhouette >= MIN_SILHOUETTE
            and min(self.stability, default=1.0) >= MIN_STABILITY
            and min(self.bootstrap, default=1.0) >= MIN_RECURRENCE
        )


def who_is_clustered(count: NDArray[np.integer[Any]], n_voted: int) -> NDArray[np.bool_]:
    """Say who has voted enough to be grouped: min(7, statements voted on) votes, else the 15 most active.

    `count` is the votes of each participant; of equally active people, the first in the order of ids.

    >>> who_is_clustered(np.array([2, 1]), 2).tolist()
    [True, True]
    """
    is_clustered = count >= min(MIN_VOTES, n_voted)
    if is_clustered.sum() < MIN_CLUSTERED:
        is_clustered[np.argsort(-count, kind="stable")[:MIN_CLUSTERED]] = True
    return is_clustered


def divide(points: Floats, sizes: Iterable[int], *, min_group: int = 1) -> dict[int, Grouping]:
    """Divide points (n, 2) into each number of groups asked for that the points allow.

    A few stragglers, fewer than `min_group`, start no group: they go to the nearest.
    Ward's joining on cells gives the start, Lloyd's rounds settle it, each point goes to the nearest centre.
    Source: Ward (1963), J. Am. Stat. Assoc. 58; weights as in Lloyd (1982).

    >>> divide(np.array([[0.0, 0], [0, 1], [9, 0], [9, 1], [9, 2]]), [2])[2].labels.tolist()
    [1, 1, 0, 0, 0]
    """
    if not len(points):
        return {}
    centres, weights = _cells(points)
    distances = np.sqrt(_squares(centres, centres))
    found = {}
    for size, start in _join(centres, weights, set(sizes), min_group).items():
        middles = _settle(centres, weights, start, size)
        cell_labels = _squares(centres, middles).argmin(axis=1)
        labels = _squares(points, middles).argmin(axis=1)
        present, labels = np.unique(labels, return_inverse=True)
        left = len(
            present
        )  # fewer where settling emptied a group; asked for too, that size then overwrites it
        silhouette = _silhouette(distances, weights, cell_labels, size)
        found[left] = Grouping(left, _by_size(labels, left), silhouette, ())
    return found


def _squares(points: Floats, centres: Floats) -> Floats:
    """Return squared distances, (n_points, n_centres)."""
    across = points[:, :1] - centres[:, 0]
    up = points[:, 1:] - centres[:, 1]
    across *= across
    up *= up
    across += up
    return across


def _by_size(labels: Labels, size: int) -> Labels:
    """Renumber groups so that the largest is 0; of equal ones, that of the first participant."""
    first = [int(np.argmax(labels == group)) for group in range(size)]
    count = np.bincount(labels, minlength=size)
    order = sorted(range(size), key=lambda group: (-int(count[group]), first[group]))
    return np.argsort(order)[labels]


def _cells(points: Floats) -> tuple[Floats, Floats]:
    """Gather points into at most 64 cells: halve the widest spread, at its mean, again and again."""
    cells = [np.hstack((points, points * points))]
    sums = [cells[0].sum(axis=0).tolist()]
    spreads = [_spread(sums[0], len(points))]
    while len(cells) < MAX_CELLS:
        widest = max(range(len(cells)), key=lambda at: spreads[at][0])
        spread, axis = spreads[widest]
        if spread <= 0:
            break
        cell = cells[widest]
        is_left = cell[:, axis] < sums[widest][axis] / len(cell)
        halves = [cell[is_left], cell[~is_left]]
        if not (len(halves[0]) and len(halves[1])):  # the same point again and again, but for rounding
            spreads[widest] = (0.0, 0)
            continue
        cells[widest : widest + 1] = halves
        sums[widest : widest + 1] = [half.sum(axis=0).tolist() for half in halves]
        spreads[widest : widest + 1] = [
            _spread(sums[widest + at], len(half)) for at, half in enumerate(halves)
        ]
    weights = np.array([float(len(cell)) for cell in cells])
    return np.array(sums)[:, :2] / weights[:, None], weights


def _spread(sums: list[float], count: int) -> tuple[float, int]:
    """Return the larger sum of squares about the mean, and its axis, from the sums of x, y, x² and y²."""
    if count == 1:
        return 0.0, 0
    first, second = sums[2] - sums[0] * sums[0] / count, sums[3] - sums[1] * sums[1] / count
    return (first, 0) if first >= second else (second, 1)


def _join(centres: Floats, weights: Floats, sizes: set[int], min_group: int) -> dict[int, Labels]:
    """Join cells pair by pair, each time the pair that adds least to the spread within.

    Keep the coarsest division that has each asked number of groups of `min_group` people or more; cells
    of smaller ones are labelled -1.
    """
    centres, weights = centres.copy(), weights.copy()
    labels = np.arange(len(weights))
    cost = _squares(centres, centres) * (weights[:, None] * weights / (weights[:, None] + weights))
    np.fill_diagonal(cost, np.inf)
    kept = {}
    for left in range(len(weights), 0, -1):
        large = np.flatnonzero(weights >= min_group)
        if len(large) in sizes:
            kept[len(large)] = np.where((weights >= min_group)[labels], np.searchsorted(large, labels), -1)
        if left > 1:
            _join_cheapest(centres, weights, labels, cost)
    return kept


def _join_cheapest(centres: Floats, weights: Floats, labels: Labels, cost: Floats) -> None:
    """Join, in place, the two clusters that add least to the spread; the second's weight becomes 0."""
    one, other = sorted(divmod(int(cost.argmin()), len(weights)))
    both = weights[one] + weights[other]
    centres[one] = (weights[one] * centres[one] + weights[other] * centres[other]) / both
    weights[one], weights[other] = both, 0.0
    labels[labels == other] = one
    about = centres - centres[one]
    row = (about * about).sum(axis=1) * (weights * both / (weights + both))
    row[(weights == 0) | (np.arange(len(row)) == one)] = np.inf
    cost[one], cost[:, one] = row, row
    cost[other], cost[:, other] = np.inf, np.inf


def _settle(centres: Floats, weights: Floats, start: Labels, size: int) -> Floats:
    """Move each cell to the nearest group centre until nothing moves; return the group centres."""
    labels, middles = start, np.zeros((size, 2))
    for _ in range(100):  # pragma: no branch - it settles in far fewer
        share = weights[:, None] * (labels[:, None] == np.arange(size))
        total = share.sum(axis=0)
        middles = np.where(total[:, None] > 0, share.T @ centres / np.maximum(total, 1)[:, None], middles)
        moved = _squares(centres, middles).argmin(axis=1)
        if (moved == labels).all():
            break
        labels = moved
    return middles


def _silhouette(distances: Floats, weights: Floats, labels: Labels, size: int) -> float:
    """Return the mean silhouette of cells, each counting as its people (Rousseeuw 1987)."""
    share = weights[:, None] * (labels[:, None] == np.arange(size))
    total = share.sum(axis=0)
    towards = distances @ share
    own = np.arange(len(labels)), labels
    within = towards[own] / np.maximum(total[labels] - 1, 1)
    across = towards / np.maximum(total, 1)
    across[:, total == 0] = np.inf
    across[own] = np.inf
    nearest = across.min(axis=1)
    widest = np.maximum(within, nearest)
    is_alone = (total[labels] <= 1) | (widest == 0) | ~np.isfinite(nearest)
    gap = np.where(is_alone, 0.0, (nearest - within) / np.where(is_alone, 1.0, widest))
    return float(weights @ gap / weights.sum())


def allowed_sizes(n_clustered: int) -> range:
    """Return the numbers of groups worth trying: 2 to 5, fewer where there are few people.

    >>> [list(allowed_sizes(n)) for n in (9, 10, 24, 1000)]
    [[], [2], [2, 3, 4], [2, 3, 4, 5]]
    """
    return range(2, min(MAX_GROUPS, 2 + n_clustered // 12, n_clustered // MIN_GROUP) + 1)


def stabilities(
    found: dict[int, Grouping], matrix: sp.csr_array, kept: NDArray[np.intp], *, seed: int, n_splits: int
) -> dict[int, tuple[float, ...]]:
    """Say how far each group is found again by two separate halves of the statements.

    The statements `kept` are split in two at random, `n_splits` times. Each half alone draws its own map
    of the people in `matrix` (n_clustered, n_statements) and divides them; the stability of a group is how
    far the two halves agree on who belongs to it, beyond chance (Cohen's kappa: 0 chance, 1 always).
    Source of the halves' maps: Halko, Martinsson & Tropp (2011), SIAM Review 53, algorithm 4.4.
    """
    if len(kept) < 2:
        return {size: (0.0,) * size for size in found}
    draws: dict[int, list[list[float]]] = {size: [] for size in found}
    for split in range(n_splits):
        chance = np.random.default_rng([seed, split])
        mixed = chance.permutation(kept)
        halves = [_half(matrix, np.sort(part), chance) for part in np.array_split(mixed, 2)]
        both = halves[0][1] & halves[1][1]
        divided = [divide(points[both], found, min_group=MIN_GROUP) for points, _ in halves]
        for size, whole in found.items():
            if all(size in one for one in divided):
                named = [_named_as(one[size].labels, whole.labels[both], size) for one in divided]
                draws[size].append([kappa(named[0] == g, named[1] == g) for g in range(size)])
            else:
                draws[size].append([0.0] * size)
    return {size: tuple(np.mean(rows, axis=0).tolist()) for size, rows in draws.items()}


def _half(
    matrix: sp.csr_array, columns: NDArray[np.intp], chance: np.random.Generator
) -> tuple[Floats, NDArray[np.bool_]]:
    """Draw the map of one half: where each person stands, and who voted on at least two of its statements."""
    part = matrix[:, columns]
    seen = np.diff(part.indptr)
    transposed = part.T
    space = chance.standard_normal((len(columns), min(4, len(columns))))
    for _ in range(5):
        space = np.linalg.qr(times(transposed, times(part, space)))[0]
    along = times(part, space)
    _, turn = np.linalg.eigh(along.T @ along)
    axes = np.zeros((along.shape[1], 2))
    axes[:, : min(2, along.shape[1])] = turn[:, ::-1][:, :2]
    return along @ axes * np.sqrt(len(columns) / np.maximum(1, seen))[:, None], seen >= 2


def _named_as(labels: Labels, whole: Labels, size: int) -> Labels:
    """Rename groups after those of the whole map, so that as many people as possible keep their name."""
    shared = np.bincount(labels * size + whole, minlength=size * size).reshape(size, size)
    best = max(permutations(range(size)), key=lambda names: sum(shared[g, names[g]] for g in range(size)))
    return np.array(best)[labels]


def kappa(one: NDArray[np.bool_], other: NDArray[np.bool_]) -> float:
    """Return the agreement of two judgements beyond chance (Cohen 1960); 0 where there is no choice.

    >>> kappa(np.array([True, True, False, False]), np.array([True, True, False, False]))
    1.0
    """
    p, q = one.mean(), other.mean()
    by_chance = p * q + (1 - p) * (1 - q)
    return float(((one == other).mean() - by_chance) / (1 - by_chance)) if by_chance < 1 else 0.0
