"""Invent practices × measures whose effects are known, most of them nothing."""

import numpy as np
from scipy.stats import norm

from cairn.engine.effect.discovery import discoveries
from cairn.engine.effect.pooling import pooled_effects


def world(chance, practices=15, measures=20, null=0.7, error=0.13):
    """Return true effects, estimates, errors and practices: 70 % of the cells are nothing."""
    practice = np.repeat(np.arange(practices), measures)
    good = chance.normal(0.05, 0.05, practices)[practice]
    true = np.where(chance.random(len(practice)) < null, 0.0, good + chance.normal(0, 0.05, len(practice)))
    errors = error * chance.uniform(0.8, 1.25, len(practice))
    return true, true + errors * chance.normal(size=len(true)), errors, practice


def simulate(worlds, seed):
    """Return rates over many worlds: false discoveries, coverage, errors, and what the top five claim."""
    chance, rows = np.random.default_rng(seed), []
    for _ in range(worlds):
        true, estimate, errors, practice = world(chance)
        p = 2 * norm.sf(np.abs(estimate / errors))
        pooled = pooled_effects(estimate, errors, practice)
        raw, best = np.argsort(-estimate)[:5], np.argsort(-pooled.mean)[:5]
        row = {}
        for name, called in (("p < .05", p < 0.05), ("bh", discoveries(p).is_called),
                             ("by", discoveries(p, method="by").is_called)):  # fmt: skip
            row[f"called {name}"] = called.sum()
            row[f"false {name}"] = (true[called] == 0).mean() if called.any() else 0.0
        row["coverage"] = ((pooled.lower <= true) & (true <= pooled.upper)).mean()
        row["rmse raw"] = ((estimate - true) ** 2).mean()
        row["rmse pooled"] = ((pooled.mean - true) ** 2).mean()
        row["top raw claims"], row["top raw truth"] = estimate[raw].mean(), true[raw].mean()
        row["top pooled claims"], row["top pooled truth"] = pooled.mean[best].mean(), true[best].mean()
        rows.append(row)
    found = {name: float(np.mean([row[name] for row in rows])) for name in rows[0]}
    return found | {name: found[name] ** 0.5 for name in ("rmse raw", "rmse pooled")}
