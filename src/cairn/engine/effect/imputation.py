"""Effects by imputation: what would have been is predicted from all that had not adopted yet.

With every unit and time having a level of its own, the estimate is linear in outcomes and its weights are the
same for all units of a cohort, so that the cohorts' moments are enough, for its conservative variance too.
Source: Borusyak, Jaravel & Spiess (2024), Review of Economic Studies 91.
"""

import numpy as np

from cairn.engine.effect.design import Note
from cairn.engine.effect.influence import FromMoments
from cairn.engine.effect.moments import Moments
from cairn.engine.effect.panel import Floats, Wholes

SMALLEST_PART = 1e-10  # of the largest eigenvalue, for one to count as 0


def imputation(moments: Moments) -> tuple[Wholes, Wholes, Floats, FromMoments, tuple[Note, ...]]:
    """Estimate each cohort's effect at each time from its adoption on.

    The answer: numbers of cohorts and of times (K,), effects (K,) in the outcome's unit, the influence of
    units, and notes on times that cannot be imputed (nobody left who had not adopted). In the variance each
    effect is taken about its cohort's mean at its time, so that differences among units widen it.
    """
    m, before = moments, moments.times[None, :] < moments.cohorts[:, None]
    levels, inverse = _levels(m, before)
    group, time = (part[~before[m.treated]] for part in np.indices((len(m.treated), len(m.times))))
    group = m.treated[group]
    target = np.eye(len(m.times))[time] - before[group] / before[group].sum(axis=1, keepdims=True)
    path = target @ inverse
    is_known = np.abs(path @ _system(m, before) - target).max(axis=1, initial=0.0) < 1e-6
    notes: tuple[Note, ...] = ()
    if n := int((~is_known).sum()):
        text = f"{n} comparisons of a cohort and a time have no control left: not made."
        notes = (Note("no_comparison", (("n_cells", n),), text),)
    group, time, target, path = group[is_known], time[is_known], target[is_known], path[is_known]
    slope = -_centred(path[None] * before[:, None], before) * before[:, None]
    for h in m.treated:
        rows = group == h
        slope[h, rows] += target[rows] / m.weights[h]
    att = np.einsum("hkt,ht,h->k", slope, m.means, m.weights)
    return group, time, att, FromMoments(m, slope, _level(m, before, levels, slope)), notes


def _system(m: Moments, before: "np.ndarray[tuple[int, int], np.dtype[np.bool_]]") -> Floats:
    """Return the equations of the times' levels, units' levels taken out: (T, T)."""
    w, n = m.weights, before.sum(axis=1)
    return np.asarray(np.diag(w @ before) - (before.T * (w / np.maximum(n, 1))) @ before)


def _levels(m: Moments, before: "np.ndarray[tuple[int, int], np.dtype[np.bool_]]") -> tuple[Floats, Floats]:
    """Fit the times' levels on what had not adopted yet; return them and the system's pseudo-inverse."""
    values, vectors = np.linalg.eigh(_system(m, before))
    part = np.where(
        values > SMALLEST_PART * values[-1:].max(initial=0.0), 1 / np.where(values == 0, 1, values), 0
    )
    inverse = (vectors * part) @ vectors.T
    return inverse @ (m.weights @ (_centred(m.means * before, before) * before)), inverse


def _centred(values: Floats, before: "np.ndarray[tuple[int, int], np.dtype[np.bool_]]") -> Floats:
    """Subtract each row's mean over the times before adoption; `values` (H, …, T) are 0 elsewhere."""
    shape = (len(before), *[1] * (values.ndim - 2), 1)
    n = np.maximum(before.sum(axis=1), 1).reshape(shape)
    return np.asarray(values - values.sum(axis=-1, keepdims=True) / n)


def _level(
    m: Moments, before: "np.ndarray[tuple[int, int], np.dtype[np.bool_]]", levels: Floats, slope: Floats
) -> Floats:
    """Return what is to be added for a cohort whose mean is not what the model says of it."""
    after = ~before
    own = ((m.square_means - levels) * before).sum(axis=1) / before.sum(axis=1)
    expected = (
        np.einsum("hkt,ht->hk", slope, m.square_means * after + levels * before)
        - np.einsum("hkt,ht->hk", slope, after.astype(float)) * own[:, None]
    )
    return np.asarray(np.einsum("hkt,ht->hk", slope, m.means) - expected)
