"""The whole answer about one practice and one measure: effects, their uncertainty, checks and a verdict."""

from dataclasses import dataclass, replace
from typing import Literal, cast

import numpy as np
from numpy.typing import NDArray

from cairn.engine.effect.aggregates import Aggregate
from cairn.engine.effect.checks import LeftOut, Placebo, placebos, without_each_cohort, without_each_unit
from cairn.engine.effect.design import Note
from cairn.engine.effect.few import Few, few_units
from cairn.engine.effect.fit import Fit, NoComparisonError, Question, comparisons, fit
from cairn.engine.effect.intervals import FEW, Bands, Estimate, bands, estimates_of
from cairn.engine.effect.moments import Moments, moments_of
from cairn.engine.effect.panel import NEVER, Panel
from cairn.engine.effect.pretrend import Pretrend, pretrend_of
from cairn.engine.effect.sensitivity import Sensitivity, sensitivity_of
from cairn.engine.effect.summary import PanelSummary
from cairn.engine.effect.verdict import Facts, Verdict, nothing, verdict_of

RULES = {
    "cs": "Each cohort's change since just before it adopted, less the change of {control}; averages count "
    "each unit's weight.",
    "imputation": "Each outcome after adoption, less what the levels of its unit and of its time, learned "
    "from all that had not adopted, would have it be; averages count each unit's weight.",
}
SILENT = nothing("no_adopters", "nothing was compared.")
CONTROLS = {"never": "units that never adopt", "not-yet": "units that had not adopted yet"}


@dataclass(frozen=True, slots=True)
class Cell:
    """The effect on one cohort at one time."""

    group: int
    time: int
    estimate: Estimate


@dataclass(frozen=True, slots=True)
class Keyed:
    """The effect at one key: a cohort, a time, or a time since adoption."""

    key: int
    estimate: Estimate


@dataclass(frozen=True, slots=True)
class Effects:
    """Everything about one practice and one measure; None or empty where the panel allows no answer.

    `simple` averages all effects from adoption on, `group` the cohorts' own averages, `calendar` and
    `dynamic` the averages by time and by time since adoption. `leave_out_units` and `few` need the units'
    rows, and are None from summaries. `bands` hold for all event times at once. `interval` says how
    intervals were made.
    """

    rule: str
    question: Question
    n_units: int
    n_times: int
    cohorts: tuple[tuple[int, int], ...]  # adoption time (0 never), units
    att_gt: tuple[Cell, ...] = ()
    simple: Estimate | None = None
    group: Estimate | None = None
    calendar: Estimate | None = None
    dynamic_overall: Estimate | None = None
    by_cohort: tuple[Keyed, ...] = ()
    by_time: tuple[Keyed, ...] = ()
    dynamic: tuple[Keyed, ...] = ()
    bands: Bands | None = None
    pretrend: Pretrend | None = None
    sensitivity: Sensitivity | None = None
    placebos: tuple[Placebo, ...] = ()
    leave_out_cohorts: tuple[LeftOut, ...] = ()
    leave_out_units: tuple[LeftOut, ...] | None = None
    few: Few | None = None
    interval: Literal["normal", "student"] = "normal"
    notes: tuple[Note, ...] = ()
    verdict: Verdict = SILENT


def effects_of(
    summary: PanelSummary, question: Question | None = None, *, seed: int = 0, checks: bool = True
) -> Effects:
    """Estimate from cohort statistics alone: of one site, or of many merged.

    Equal summaries give equal answers, whoever made their parts. The seed is that of the bands and of the
    sensitivity's critical values. Without `checks` bands, sensitivity, placebos and leaving out are not made.
    Raises: ValueError for a question that cannot be asked. Where the panel allows no comparison the verdict
    says why.

    >>> from cairn.engine.effect.panel import panel_of
    >>> rows = [(u, t, 3 * (u < 6), u + t + (u < 6) * (t >= 3) + 0.1 * ((u * t) % 3))
    ...         for u in range(12) for t in (1, 2, 3, 4)]
    >>> found = effects_of(PanelSummary.of_panel(panel_of(*zip(*rows, strict=True))))
    >>> found.verdict.code, round(found.simple.att, 2)
    ('increase', 1.0)
    """
    found, fitted = _answer(moments_of(summary), question or Question(), None, summary.withheld)
    return _checked(found, fitted, None, seed) if fitted and checks else found


def effects_of_panel(panel: Panel, question: Question | None = None, *, seed: int = 0) -> Effects:
    """Estimate from a panel's rows: as `effects_of`, and with what needs rows.

    That is: adjustment for covariates (if the panel has them), leaving out each unit, and, with fewer than 60
    units, inference by randomisation and wild bootstrap.
    Raises: ValueError as `effects_of` and `group_time_with_covariates`; covariates with imputation.
    """
    question = question or Question()
    if panel.covariates.shape[1] and question.method == "imputation":
        raise ValueError("Imputation takes no covariates: leave them out, or ask for method cs.")
    asked = moments_of(PanelSummary.of_panel(panel))
    found, fitted = _answer(asked, question, panel, 0)
    if panel.dropped:
        every = len(panel.units) + panel.dropped
        text = f"{panel.dropped} of {every} units lack a value at some time: the answer is of the others."
        found = replace(found, notes=(Note("dropped", (("n_units", panel.dropped),), text), *found.notes))
    if fitted is None:
        return found
    found = _checked(found, fitted, panel, seed)
    few = few_units(panel, level=question.level, seed=seed) if found.n_units < FEW else None
    return replace(found, leave_out_units=without_each_unit(panel, fitted), few=few)


def _answer(
    asked: Moments, question: Question, panel: Panel | None, withheld: int
) -> tuple[Effects, Fit | None]:
    """Estimate, and judge without the checks that take time; no fit where nothing can be compared."""
    notes: tuple[Note, ...] = ()
    if withheld:
        text = f"{withheld} cohorts stayed with their holders because they were too small."
        notes = (Note("withheld", (("n_cohorts", withheld),), text),)
    cohorts = tuple(
        (0 if c == NEVER else c, n)
        for c, n in zip(asked.cohorts.tolist(), asked.counts.tolist(), strict=True)
    )
    empty = Effects(
        RULES[question.method].format(control=CONTROLS[question.control]), question, int(asked.counts.sum()),
        len(asked.times), cohorts, notes=notes,
    )  # fmt: skip
    try:
        fitted = fit(asked, question, panel)
    except NoComparisonError as why:
        return replace(empty, notes=(*notes, *why.notes), verdict=nothing(why.code, str(why))), None
    return _filled(empty, fitted), fitted


def _filled(empty: Effects, fitted: Fit) -> Effects:
    question, e, counts = fitted.question, fitted.estimates, fitted.moments.counts
    by_cohort, by_time, dynamic = e.by_cohort(), e.by_time(), e.by_event_time()
    cells = estimates_of(e.att, e.influence, counts, level=question.level)
    found = replace(
        empty,
        att_gt=tuple(
            Cell(g, t, one) for g, t, one in zip(e.cohort.tolist(), e.time.tolist(), cells, strict=True)
        ),
        simple=_one(fitted, e.simple()),
        group=_one(fitted, e.over_cohorts(by_cohort)),
        calendar=_one(fitted, e.mean_of(by_time, first=int(by_time.keys[0]))),
        dynamic_overall=_one(fitted, e.mean_of(dynamic, first=0)),
        by_cohort=_keyed(fitted, by_cohort),
        by_time=_keyed(fitted, by_time),
        dynamic=_keyed(fitted, dynamic),
        pretrend=pretrend_of(comparisons(fitted, base=question.base)),
        interval="student" if counts.sum() < FEW else "normal",
        notes=(*empty.notes, *fitted.notes, *_single(fitted)),
    )
    return replace(found, verdict=verdict_of(_facts(found, fitted)))


def _facts(found: Effects, fitted: Fit) -> Facts:
    m, question = fitted.moments, fitted.question
    is_first = m.cohorts == m.cohorts[0]
    has_later = question.method == "imputation" or question.control == "not-yet"
    adopters, controls = ~m.is_never, (~is_first if has_later else m.is_never)
    counted = [int(m.counts[side].sum()) for side in (adopters, controls)]
    weighed = [_weighed(m, side) for side in (adopters, controls)]
    alone = int(m.counts[(m.counts == 1) & adopters].sum())
    return Facts(
        cast(Estimate, found.simple), min(counted[0], weighed[0]), min(counted[1], weighed[1]), alone,
        question, found.pretrend, found.sensitivity, is_by_weight=min(weighed) < min(counted),
    )  # fmt: skip


def _weighed(m: Moments, side: NDArray[np.bool_]) -> int:
    """Count the units of some cohorts by their weights: so many equal ones would give as sure a mean."""
    return int(m.weights[side].sum() ** 2 / m.squares[side].sum() + 1e-6)


def _checked(found: Effects, fitted: Fit, panel: Panel | None, seed: int) -> Effects:
    """Add what asks how far the answer can be trusted."""
    has_covariates = panel is not None and panel.covariates.shape[1] > 0
    dynamic = fitted.estimates.by_event_time().influence.covariance()
    found = replace(
        found,
        bands=bands(dynamic, level=fitted.question.level, seed=seed),
        sensitivity=_sensitivity(fitted, panel, seed),
        placebos=placebos(fitted),
        leave_out_cohorts=() if has_covariates else without_each_cohort(fitted),
    )
    return replace(found, verdict=verdict_of(_facts(found, fitted)))


def _sensitivity(fitted: Fit, panel: Panel | None, seed: int) -> Sensitivity | None:
    try:
        return sensitivity_of(comparisons(fitted, base="universal", panel=panel), seed=seed)
    except ValueError:  # covariates that can be adjusted for with a varying base only
        return None


def _one(fitted: Fit, mean: Aggregate) -> Estimate:
    (one,) = estimates_of(mean.att, mean.influence, fitted.moments.counts, level=fitted.question.level)
    return one


def _keyed(fitted: Fit, parts: Aggregate) -> tuple[Keyed, ...]:
    found = estimates_of(parts.att, parts.influence, fitted.moments.counts, level=fitted.question.level)
    return tuple(Keyed(key, one) for key, one in zip(parts.keys.tolist(), found, strict=True))


def _single(fitted: Fit) -> tuple[Note, ...]:
    """Name cohorts of one unit, whose spread cannot be seen."""
    m = fitted.moments
    names = ", ".join(str(c) for c in m.cohorts[(m.counts == 1) & ~m.is_never])
    if not names:
        return ()
    text = f"Cohorts with one unit ({names}) show no spread: errors are smaller than they should be."
    return (Note("single_unit", (("cohorts", names),), text),)
