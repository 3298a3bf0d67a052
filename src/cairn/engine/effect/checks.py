"""Does the answer rest on one cohort or one unit, and would it have been found where nothing happened?"""

from dataclasses import dataclass

import numpy as np

from cairn.engine.effect.aggregates import Estimates
from cairn.engine.effect.design import Cells, usable
from cairn.engine.effect.fit import Fit, fit
from cairn.engine.effect.group_time import group_time
from cairn.engine.effect.intervals import Estimate, estimates_of
from cairn.engine.effect.moments import Moments, moments_of
from cairn.engine.effect.panel import Panel
from cairn.engine.effect.summary import PanelSummary

MOST_UNITS = 500  # that are left out one by one
MOST_ADJUSTED = 100  # the same where each time covariates are adjusted for
PLACEBOS = 3  # dates before the true one


@dataclass(frozen=True, slots=True)
class LeftOut:
    """The overall effect without one cohort (its adoption time) or one unit (its name)."""

    what: str
    att: float | None  # None where nothing can be compared without it


@dataclass(frozen=True, slots=True)
class Placebo:
    """The effect of pretending that everybody adopted `earlier` periods sooner; it should be near 0."""

    earlier: int
    n_cohorts: int
    estimate: Estimate


def without_each_cohort(fitted: Fit) -> tuple[LeftOut, ...]:
    """Estimate the overall (simple) effect without each cohort of adopters in turn."""
    found = []
    for cohort in fitted.moments.cohorts[fitted.moments.treated]:
        others = fitted.asked.kept(fitted.asked.cohorts != cohort)
        found.append(LeftOut(str(cohort), _simple(others, fitted)))
    return tuple(found)


def without_each_unit(panel: Panel, fitted: Fit) -> tuple[LeftOut, ...]:
    """Estimate the overall (simple) effect without each unit in turn, in the order of their names.

    Nothing with more than 500 units (100 with covariates).
    """
    if len(panel.units) > (MOST_ADJUSTED if panel.covariates.shape[1] else MOST_UNITS):
        return ()
    found = []
    for i, name in enumerate(panel.units):
        kept = np.arange(len(panel.units)) != i
        others = Panel(
            panel.units[kept], panel.times, panel.adopted[kept], panel.outcomes[kept], panel.weights[kept],
            panel.covariates[kept],
        )  # fmt: skip
        att = _simple(moments_of(PanelSummary.of_panel(others)), fitted, others)
        found.append(LeftOut(str(name), att))
    return tuple(found)


def _simple(moments: Moments, fitted: Fit, panel: Panel | None = None) -> float | None:
    try:
        return float(fit(moments, fitted.question, panel).estimates.simple().att[0])
    except ValueError:  # also where covariates cannot be adjusted for without it
        return None


def placebos(fitted: Fit) -> tuple[Placebo, ...]:
    """Pretend adoption came 1, 2 or 3 periods sooner, with data from before the true adoption only.

    Each cohort is compared, over those periods, with the last time before the pretended date; cohorts count
    by size, controls and interval are those of the question (imputation: not-yet). Cohorts without such a
    time are not in it.
    """
    control = fitted.question.control if fitted.question.method == "cs" else "not-yet"
    moments, _ = usable(fitted.asked, control=control)
    found = []
    for earlier in range(1, PLACEBOS + 1):
        cells = _pretended(moments, earlier, control == "not-yet")
        if not len(cells.group):
            break
        att, influence = group_time(moments, cells)
        estimates = Estimates(
            np.zeros(len(att), np.int64),
            moments.times[cells.time],
            cells.group,
            att,
            influence,
            moments.weights,
        )
        mean = estimates.simple()
        (estimate,) = estimates_of(mean.att, mean.influence, moments.counts, level=fitted.question.level)
        found.append(Placebo(earlier, len(np.unique(cells.group)), estimate))
    return tuple(found)


def _pretended(moments: Moments, earlier: int, with_later: bool) -> Cells:
    """List the cells from the pretended adoption to just before the true one."""
    rows = []
    for h in moments.treated:
        start = int(np.searchsorted(moments.times, moments.cohorts[h]))
        for time in range(start - earlier, start):
            pool = moments.is_never.copy()
            if with_later:
                pool |= moments.cohorts > moments.times[time]
                pool[h] = False
            if time >= start - earlier >= 1 and pool.any():
                rows.append((h, time, start - earlier - 1, pool))
    groups, times, bases = (np.array([row[i] for row in rows], np.int64) for i in range(3))
    pools = np.array([row[3] for row in rows], bool).reshape(len(rows), len(moments.cohorts))
    return Cells(groups, times, bases, pools, np.zeros(len(rows), bool))
