"""Group-time effects without covariates, from cohort moments alone."""

import numpy as np

from cairn.engine.effect.design import Cells
from cairn.engine.effect.influence import FromMoments
from cairn.engine.effect.moments import Moments
from cairn.engine.effect.panel import Floats


def group_time(moments: Moments, cells: Cells) -> tuple[Floats, FromMoments]:
    """Estimate each cell: the change of the cohort's mean less that of its controls' mean.

    Shapes: (K,) effects in the outcome's unit, and the influence of units on them.
    Source: Callaway & Sant'Anna (2021), Journal of Econometrics 225, with unconditional parallel trends.
    """
    n_cells, every = len(cells.group), np.arange(len(cells.group))
    weight = np.where(cells.pool, moments.weights, 0.0)
    share = weight / weight.sum(axis=1, keepdims=True)
    change = (moments.means[:, cells.time] - moments.means[:, cells.base]).T  # (K, H)
    controls = (share * change).sum(axis=1)
    att = change[every, cells.group] - controls
    factor = -np.where(cells.pool, 1.0, 0.0) / weight.sum(axis=1, keepdims=True)
    level = factor * (change - controls[:, None])
    factor[every, cells.group] += 1 / moments.weights[cells.group]
    contrast = np.zeros((n_cells, len(moments.times)))
    contrast[every, cells.time] += 1.0
    contrast[every, cells.base] -= 1.0
    return att, FromMoments(moments, factor.T[:, :, None] * contrast, level.T)
