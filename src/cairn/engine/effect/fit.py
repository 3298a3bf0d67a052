"""One question put to one panel: which estimator, which controls, and the group-time effects that follow."""

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from cairn.engine.effect.aggregates import Estimates
from cairn.engine.effect.covariates import Adjust, Units, group_time_with_covariates
from cairn.engine.effect.design import Base, Control, Note, cells_of, usable
from cairn.engine.effect.group_time import group_time
from cairn.engine.effect.imputation import imputation
from cairn.engine.effect.influence import Influence
from cairn.engine.effect.moments import Moments
from cairn.engine.effect.panel import NEVER, Panel, Wholes

Method = Literal["cs", "imputation"]
CHOICES = {"method": ("cs", "imputation"), "control": ("never", "not-yet"), "base": ("varying", "universal"),
           "adjust": ("dr", "reg", "ipw")}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked: estimator, controls, base, adjustment, level, and the smallest effect that matters."""

    method: Method = "cs"
    control: Control = "never"
    base: Base = "varying"
    adjust: Adjust = "dr"
    level: float = 0.95
    matters: float | None = None

    def __post_init__(self) -> None:
        """Refuse choices that there are not: ValueError."""
        for name, choices in CHOICES.items():
            if getattr(self, name) not in choices:
                raise ValueError(f"{name} is {getattr(self, name)!r}: choose {' or '.join(choices)}.")
        if not 0.5 <= self.level < 1:
            raise ValueError(f"The level is {self.level}: give one from 0.5 to below 1, such as 0.95.")
        if self.matters is not None and not 0 < self.matters < np.inf:
            raise ValueError(f"The smallest effect that matters is {self.matters}: give a positive number.")


class NoComparisonError(ValueError):
    """Nothing can be compared; `code` says why (no_adopters, no_controls)."""

    def __init__(self, code: str, text: str, notes: tuple[Note, ...]) -> None:
        """Keep the code and what was left out."""
        super().__init__(text)
        self.code, self.notes = code, notes


@dataclass(frozen=True, slots=True, eq=False)
class Fit:
    """Estimates of all cells, and what they were made from; `is_fixed`: 0 by definition."""

    question: Question
    asked: Moments  # before anything was left out
    moments: Moments
    estimates: Estimates
    is_fixed: "np.ndarray[tuple[int], np.dtype[np.bool_]]"
    notes: tuple[Note, ...]

    def before(self) -> Wholes:
        """Return the cells before adoption that were estimated: the test of trends."""
        return np.flatnonzero(~self.estimates.is_after & ~self.is_fixed)


def fit(moments: Moments, question: Question, panel: Panel | None = None) -> Fit:
    """Make every comparison that the panel allows.

    With a `panel` that has covariates the comparisons are adjusted for them, from its rows.
    Raises: NoComparisonError if nobody adopts within the panel, or there is no control; ValueError as
    `group_time_with_covariates`.
    """
    is_cs = question.method == "cs"
    asked = moments
    moments, notes = usable(moments, control=question.control if is_cs else "never")
    if not len(moments.treated):
        text = "No unit adopts between the second and the last time."
        raise NoComparisonError("no_adopters", text, notes)
    made = _cs(moments, question, panel) if is_cs else _imputed(moments)
    cohort, time, estimates, is_fixed, more = made
    if not (moments.times[time] >= moments.cohorts[cohort]).any():
        has_later = is_cs and question.control == "never" and len(asked.cohorts) > 1
        text = "There are no controls." + (" Try those that adopt later (not-yet)." if has_later else "")
        raise NoComparisonError("no_controls", text, notes)
    return Fit(question, asked, moments, estimates, is_fixed, (*notes, *more))


_Made = tuple[Wholes, Wholes, Estimates, "np.ndarray[tuple[int], np.dtype[np.bool_]]", tuple[Note, ...]]


def _cs(moments: Moments, question: Question, panel: Panel | None) -> _Made:
    cells, notes = cells_of(moments, control=question.control, base=question.base)
    cohort, time = moments.cohorts[cells.group], moments.times[cells.time]
    influence: Influence
    if panel is None or not panel.covariates.shape[1]:
        att, influence = group_time(moments, cells)
    else:
        names = [f"Cohort {g} at {t}" for g, t in zip(cohort, time, strict=True)]
        units = _units(moments, panel)
        att, influence = group_time_with_covariates(units, cells, adjust=question.adjust, names=names)
    estimates = Estimates(cohort, time, cells.group, att, influence, moments.weights)
    return cells.group, cells.time, estimates, cells.is_fixed, notes


def _units(moments: Moments, panel: Panel) -> Units:
    """Return the rows of the units that are compared, at the times that are."""
    known = np.isin(panel.adopted, moments.cohorts)
    kept = known | (panel.adopted > panel.times[0])
    number = np.searchsorted(moments.cohorts, np.where(known, panel.adopted, NEVER)[kept])
    columns = np.searchsorted(panel.times, moments.times)
    return Units(panel.outcomes[kept][:, columns], panel.covariates[kept], number, panel.weights[kept])


def _imputed(moments: Moments) -> _Made:
    cohort, time, att, influence, notes = imputation(moments)
    estimates = Estimates(
        moments.cohorts[cohort], moments.times[time], cohort, att, influence, moments.weights,
        are_sizes_random=False,
    )  # fmt: skip
    return cohort, time, estimates, np.zeros(len(att), bool), notes


def comparisons(fitted: Fit, *, base: Base, panel: Panel | None = None) -> Fit:
    """Return the group-time comparisons that check a fit; those of imputation are with not-yet controls.

    Raises: NoComparisonError and ValueError as `fit`.
    """
    if fitted.question.method == "cs" and fitted.question.base == base:
        return fitted
    control: Control = fitted.question.control if fitted.question.method == "cs" else "not-yet"
    return fit(fitted.asked, replace(fitted.question, method="cs", control=control, base=base), panel)
