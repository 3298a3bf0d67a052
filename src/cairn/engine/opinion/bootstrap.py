"""Whether groups are found again when other people of the same kind had come: the bootstrap."""

from collections.abc import Mapping

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from cairn.engine.opinion.components import Floats, times
from cairn.engine.opinion.groups import MIN_GROUP, Grouping, Labels, divide

ROUNDS = 3  # of subspace iteration; it starts from the whole map's directions
SPARE = 2  # directions carried along beyond the two that are drawn


def recurrences(
    found: Mapping[int, Grouping],
    matrix: sp.csr_array,
    components: Floats,
    reach: Floats,
    *,
    seed: int,
    n_draws: int,
) -> dict[int, tuple[float, ...]]:
    """Say how far each group is found again among people drawn anew from those there are.

    As many people as there are in `matrix` (n_clustered, n_statements) are drawn with replacement, `n_draws`
    times; they get their own centre, directions (a search that starts from `components`), positions
    (stretched by `reach`, (n_clustered,)) and groups. A group's recurrence is the mean, over draws, of the
    largest overlap (Jaccard) that any group of the draw has with it: 1 always, 0.5 dissolved; 0 in a draw
    that cannot be divided into so many.
    Source: Hennig (2007), Computational Statistics & Data Analysis 52.
    """
    draws: dict[int, list[list[float]]] = {size: [] for size in found}
    for draw in range(n_draws):
        chance = np.random.default_rng([seed, draw, 1])
        rows = np.sort(chance.integers(0, matrix.shape[0], matrix.shape[0]))
        points = _drawn(_centred_anew(matrix[rows]), components, chance) * reach[rows, None]
        divided = divide(points, found, min_group=MIN_GROUP)
        people, first = np.unique(rows, return_index=True)
        for size, whole in found.items():
            here = divided[size].labels[first] if size in divided else np.full(len(people), -1)
            draws[size].append(_overlaps(whole.labels[people], here, size))
    return {size: tuple(np.mean(rows, axis=0).tolist()) for size, rows in draws.items()}


def _centred_anew(part: sp.csr_array) -> sp.csr_array:
    """Subtract what is left of each statement's mean."""
    sums = np.bincount(part.indices, weights=part.data, minlength=part.shape[1])
    seen = np.bincount(part.indices, minlength=part.shape[1])
    part.data -= (sums / np.maximum(seen, 1))[part.indices]
    return part


def _drawn(part: sp.csr_array, components: Floats, chance: np.random.Generator) -> Floats:
    """Return where each person drawn stands on the two directions of those drawn.

    Source: Halko, Martinsson & Tropp (2011), SIAM Review 53, algorithm 4.4.
    """
    transposed, m = part.T, part.shape[1]
    space = np.vstack((components, chance.standard_normal((SPARE, m)))).T[:, :m]
    for _ in range(ROUNDS):
        space = np.linalg.qr(times(transposed, times(part, space)))[0]
    along = times(part, space)
    _, turn = np.linalg.eigh(along.T @ along)
    axes = np.zeros((along.shape[1], 2))
    axes[:, : min(2, along.shape[1])] = turn[:, ::-1][:, :2]
    placed: Floats = along @ axes
    return placed


def _overlaps(whole: Labels, here: NDArray[np.integer], size: int) -> list[float]:
    """Return the largest overlap of each group of the whole with a group of the draw; -1 is none."""
    shared = np.zeros((size, size))
    np.add.at(shared, (whole[here >= 0], here[here >= 0]), 1)
    either = np.bincount(whole, minlength=size)[:, None] + shared.sum(axis=0) - shared
    overlap: list[float] = (shared / np.maximum(either, 1)).max(axis=1).tolist()
    return overlap
