"""Effects beside diff-diff: seconds, memory, equal numbers; what merging costs; and how small networks fare.

Both sides begin with the panel's four columns in memory, the form each takes: for Cairn arrays, for diff-diff
a data frame. What is timed is the same: all group-time effects with analytic errors, and their averages (all,
by cohort, by time since adoption; Cairn's also by time, and its test of trends). Cairn's figure includes
making the exact cohort statistics that sites can merge. Panels have ten cohorts, and 30 % that never adopt.
"""

import numpy as np

from benchmarks.measuring import Contest, Table

SEED = 20_26
SIZES = {
    "10,000 units × 120 times": {"units": 10_000, "times": 120},
    "100,000 units × 60 times": {"units": 100_000, "times": 60},
}
CURVE = {f"{units:,} units": {"units": units, "times": 60} for units in (1_000, 10_000, 100_000)}
LONG = {f"{times} times": {"units": 2_000, "times": times} for times in (30, 60, 120, 240)}


def made(units, times, seed=SEED):
    """Make a panel: levels of units and times, autocorrelated errors, effects that grow after adoption."""
    chance = np.random.default_rng(seed)
    starts = np.linspace(times // 4, times - 5, 10).astype(int)
    cohort = chance.choice(11, units, p=[0.3, *[0.07] * 10])
    adopted = np.where(cohort == 0, 0, starts[cohort - 1])
    error = chance.normal(size=(units, times))
    for t in range(1, times):
        error[:, t] += 0.6 * error[:, t - 1]
    since = np.arange(1, times + 1) - np.where(adopted > 0, adopted, 10**6)[:, None]
    effect = np.where(since >= 0, 0.5 + 0.01 * since, 0.0)
    outcome = chance.normal(size=(units, 1)) + np.linspace(0, 2, times) + error + effect
    return {
        "unit": np.repeat(np.arange(units), times),
        "time": np.tile(np.arange(1, times + 1), units),
        "adopted": np.repeat(adopted, times),
        "outcome": outcome.ravel(),
    }


def _answer(att, se):
    return f"{att:.9f} ({se:.7f})"


def cairn(units, times):
    """Panel, exact cohort statistics, effects."""
    from cairn.engine.effect.effects import effects_of
    from cairn.engine.effect.panel import panel_of
    from cairn.engine.effect.summary import PanelSummary

    rows = made(units, times)

    def compute():
        panel = panel_of(rows["unit"], rows["time"], rows["adopted"], rows["outcome"])
        found = effects_of(PanelSummary.of_panel(panel), checks=False)
        return _answer(found.simple.att, found.simple.se)

    return compute


def cairn_two_sites(units, times):
    """Two sites' statistics, through bytes, merged; effects."""
    from cairn.engine.effect.effects import effects_of
    from cairn.engine.effect.panel import panel_of
    from cairn.engine.effect.summary import PanelSummary

    rows = made(units, times)
    here = rows["unit"] % 2 == 0
    sites = [{name: column[side] for name, column in rows.items()} for side in (here, ~here)]

    def compute():
        parts = []
        for site in sites:
            panel = panel_of(site["unit"], site["time"], site["adopted"], site["outcome"])
            parts.append(PanelSummary.of_panel(panel).to_bytes())
        one, other = (PanelSummary.from_bytes(part) for part in parts)
        found = effects_of(one.merge(other), checks=False)
        return _answer(found.simple.att, found.simple.se)

    return compute


def diff_diff(units, times):
    """The peer: Callaway–Sant'Anna without covariates, and the same averages."""
    import pandas as pd
    from diff_diff import CallawaySantAnna

    frame = pd.DataFrame(made(units, times))

    def compute():
        model = CallawaySantAnna(control_group="never_treated", base_period="varying")
        names = {"outcome": "outcome", "unit": "unit", "time": "time", "first_treat": "adopted"}
        found = model.fit(frame, **names)
        for kind in ("group", "event_study"):  # it has no average by time
            found.aggregate(kind)
        return _answer(found.overall_att, found.overall_se)

    return compute


def cairn_imputation(units, times):
    """Imputation from the same cohort statistics."""
    from cairn.engine.effect.effects import effects_of
    from cairn.engine.effect.fit import Question
    from cairn.engine.effect.panel import panel_of
    from cairn.engine.effect.summary import PanelSummary

    rows = made(units, times)

    def compute():
        panel = panel_of(rows["unit"], rows["time"], rows["adopted"], rows["outcome"])
        found = effects_of(PanelSummary.of_panel(panel), Question(method="imputation"), checks=False)
        return f"{found.simple.att:.8f}"

    return compute


def diff_diff_imputation(units, times):
    """The peer's imputation."""
    import pandas as pd
    from diff_diff import ImputationDiD

    frame = pd.DataFrame(made(units, times))

    def compute():
        names = {"outcome": "outcome", "unit": "unit", "time": "time", "first_treat": "adopted"}
        return f"{ImputationDiD().fit(frame, **names).overall_att:.8f}"

    return compute


CONTESTS = (
    Contest(
        "Group-time effects",
        "Four columns in memory to effects, errors and averages; the answer: the overall effect (its error).",
        SIZES,
        {"Cairn": cairn, "Cairn, two sites merged": cairn_two_sites, "diff-diff": diff_diff},
        same_answers=True,
    ),
    Contest(
        "Imputation",
        "Four columns in memory to the overall effect and its error.",
        SIZES,
        {"Cairn": cairn_imputation, "diff-diff": diff_diff_imputation},
        same_answers=True,
        left_out={("100,000 units × 60 times", "diff-diff"): "left out: about 40 s and 3 GB"},
    ),
    Contest(
        "Cost of group-time effects by units", "As above, 60 times.", CURVE,
        {"Cairn": cairn, "diff-diff": diff_diff}, curve="units", runs=1,
    ),
    Contest(
        "Cost of group-time effects by times", "As above, 2,000 units.", LONG,
        {"Cairn": cairn, "diff-diff": diff_diff}, curve="times", runs=1,
    ),
)  # fmt: skip

NETWORKS = 100


def tables():
    """Yield whether the intervals of small networks cover."""
    yield Table(
        "Small networks",
        f"Share of 95 % intervals that hold the true effect, 0.5: {NETWORKS} panels of 36 times each, errors "
        f"with autocorrelation 0.6, half of the units adopt on three dates; seeds from {SEED}.",
        ("units", "group-time, normal", "group-time, Student's", "imputation, normal", "randomisation"),
        tuple(_covered(units) for units in (12, 24, 40)),
    )


def _covered(units):
    """Return how often four intervals cover, in networks of so many units."""
    from scipy.stats import norm

    from cairn.engine.effect.effects import effects_of
    from cairn.engine.effect.few import few_units
    from cairn.engine.effect.fit import Question
    from cairn.engine.effect.panel import panel_of
    from cairn.engine.effect.summary import PanelSummary

    z, hits = norm.ppf(0.975), np.zeros(4)
    for number in range(NETWORKS):
        panel = panel_of(*_network(units, SEED + number))
        summary = PanelSummary.of_panel(panel)
        cs = effects_of(summary, checks=False).simple
        bjs = effects_of(summary, Question(method="imputation"), checks=False).simple
        few = few_units(panel, seed=number, draws=999)
        ends = [(cs.att - z * cs.se, cs.att + z * cs.se), (cs.lower, cs.upper),
                (bjs.att - z * bjs.se, bjs.att + z * bjs.se), (few.lower, few.upper)]  # fmt: skip
        hits += [low <= 0.5 <= high for low, high in ends]
    return (units, *(f"{hit:.0%}" for hit in hits / NETWORKS))


def _network(units, seed, times=36):
    """Make the columns of one small network."""
    chance = np.random.default_rng(seed)
    adopted = np.zeros(units, int)
    adopted[: units // 2] = np.resize([13, 19, 25], units // 2)
    error = chance.normal(size=(units, times))
    for t in range(1, times):
        error[:, t] += 0.6 * error[:, t - 1]
    is_after = np.arange(1, times + 1) >= np.where(adopted > 0, adopted, 99)[:, None]
    outcome = chance.normal(size=(units, 1)) + error + 0.5 * is_after
    return (
        np.repeat(np.arange(units), times), np.tile(np.arange(1, times + 1), units),
        np.repeat(adopted, times), outcome.ravel(),
    )  # fmt: skip
