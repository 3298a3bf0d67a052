"""Panels to try: the shared one, small made ones, and a slow reference of their estimates."""

import csv

import numpy as np

from cairn.engine.effect.panel import NEVER, panel_of


def shared(folder, *, covariate=False):
    """Return the county panel of the shared data: first.treat 0 is never."""
    with (folder / "panels/mpdta.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    return panel_of(
        [int(row["countyreal"]) for row in rows],
        [int(row["year"]) for row in rows],
        [int(row["first.treat"]) for row in rows],
        [float(row["lemp"]) for row in rows],
        covariates=[[float(row["lpop"])] for row in rows] if covariate else None,
    )


def golden(folder, name):
    """Return the rows of a golden file."""
    with (folder / f"panels/golden/mpdta_R_did_2.5.1_{name}.csv").open(newline="") as file:
        return [{key: value.strip() for key, value in row.items()} for row in csv.DictReader(file)]


def made(cohorts=(3, 5, 6, 0), each=6, times=7, *, seed=1, weighted=False, effect=1.0, covariates=0):
    """Invent a panel with cohorts of equal size (0 never), autocorrelated errors and a constant effect."""
    chance = np.random.default_rng(seed)
    adopted = np.repeat(cohorts, each)
    n = len(adopted)
    outcomes = chance.normal(size=(n, 1)) + chance.normal(size=(n, times)).cumsum(axis=1)
    since = np.arange(1, times + 1) >= np.where(adopted > 0, adopted, NEVER)[:, None]
    unit, time = np.indices((n, times))
    weights = chance.uniform(0.5, 2.0, n) if weighted else np.ones(n)
    more = chance.normal(size=(n, covariates))
    return panel_of(
        unit.ravel(), time.ravel() + 1, np.repeat(adopted, times), (outcomes + effect * since).ravel(),
        weights=np.repeat(weights, times), covariates=np.repeat(more, times, axis=0) if covariates else None,
    )  # fmt: skip


def imputed(panel, targets):
    """Estimate by imputation with a dense regression on units' and times' dummies; (effect, error) of each.

    `targets` are weights (n, T) on what has adopted. Errors are conservative: effects are taken about the
    mean of their cohort and time, with squared weights (Borusyak, Jaravel & Spiess 2024).
    """
    n, times = panel.outcomes.shape
    after = panel.times >= panel.adopted[:, None]
    dummies = np.zeros((n, times, n + times))
    for i in range(n):
        for t in range(times):
            dummies[i, t, i] = dummies[i, t, n + t] = 1.0
    x, y, w = dummies.reshape(n * times, -1), panel.outcomes.ravel(), np.repeat(panel.weights, times)
    known = ~after.ravel()
    inverse = np.linalg.pinv((x[known].T * w[known]) @ x[known])
    rest = y - x @ (inverse @ ((x[known].T * w[known]) @ y[known]))
    found = []
    for target in targets:
        v = target.ravel().copy()
        v[known] = -(w[known, None] * x[known]) @ (inverse @ (x[~known].T @ v[~known]))
        error = rest.copy().reshape(n, times)
        for cohort in np.unique(panel.adopted):
            for t in np.flatnonzero(panel.times >= cohort):
                rows = panel.adopted == cohort
                square = panel.weights[rows] ** 2
                error[rows, t] -= square @ error[rows, t] / square.sum()
        influence = (v.reshape(n, times) * error).sum(axis=1)
        found.append((float(target.ravel()[~known] @ rest[~known]), float(np.sqrt((influence**2).sum()))))
    return found


def compared(panel, cohort, time, base, *, not_yet=False):
    """Estimate one group-time effect and its error by hand, unit by unit."""
    column = {int(one): i for i, one in enumerate(panel.times)}
    change = panel.outcomes[:, column[time]] - panel.outcomes[:, column[base]]
    is_in = panel.adopted == cohort
    is_out = panel.adopted == NEVER
    if not_yet:
        is_out = (panel.adopted > max(time, base)) & ~is_in
    total, square = 0.0, 0.0
    for rows, sign in ((is_in, 1), (is_out, -1)):
        w = panel.weights[rows] / panel.weights[rows].sum()
        mean = w @ change[rows]
        total += sign * mean
        square += ((w * (change[rows] - mean)) ** 2).sum()
    return total, np.sqrt(square)
