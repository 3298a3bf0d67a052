"""A small dense reference: the published rules written out plainly, to be agreed with, not to be fast."""

import math

import numpy as np


def plane(matrix, left_out):
    """Return centre, components, positions and extremity of a dense matrix (NaN: not seen)."""
    n, m = matrix.shape
    working = matrix.copy()
    working[:, left_out] = 0.0
    seen = ~np.isnan(working)
    centre = np.array([working[seen[:, j], j].mean() for j in range(m)])
    filled = np.where(seen, working, centre) - centre
    components = np.linalg.svd(filled)[2][:2]
    positions = np.zeros((n, 2))
    for i in range(n):
        for j in range(m):
            if seen[i, j]:
                positions[i] += (working[i, j] - centre[j]) * components[:, j]
        positions[i] *= math.sqrt(m / max(1, seen[i].sum()))
    extremity = [math.sqrt(m) * math.hypot(*((1 - centre[j]) * components[:, j])) for j in range(m)]
    return centre, components, positions, np.array(extremity)


def tallies(matrix, labels, group):
    """Count agrees, disagrees and seen of one group, statement by statement."""
    rows = matrix[[label == group for label in labels]]
    return [(int((c == 1).sum()), int((c == -1).sum()), int((~np.isnan(c)).sum())) for c in rows.T]


def group_informed(matrix, labels, n_groups):
    """Multiply the groups' shares of agreement."""
    product = np.ones(matrix.shape[1])
    for group in range(n_groups):
        product *= [(a + 1) / (s + 2) for a, _, s in tallies(matrix, labels, group)]
    return product


def silhouette(points, labels):
    """Return the mean silhouette of points, one by one."""
    total = 0.0
    for i, label in enumerate(labels):
        distance = [math.dist(points[i], other) for other in points]
        mean = {g: [d for j, d in enumerate(distance) if labels[j] == g and j != i] for g in set(labels)}
        if mean[label]:
            within = sum(mean[label]) / len(mean[label])
            across = min(sum(d) / len(d) for g, d in mean.items() if g != label)
            total += (across - within) / max(within, across)
    return total / len(labels)
