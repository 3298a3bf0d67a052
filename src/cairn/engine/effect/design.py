"""Which comparisons a panel allows: who is compared, from when to when, and what had to be left out."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from cairn.engine.effect.moments import Moments
from cairn.engine.effect.panel import NEVER, Wholes

Control = Literal["never", "not-yet"]
Base = Literal["varying", "universal"]


@dataclass(frozen=True, slots=True)
class Note:
    """Something that a reader must know: a code, its figures, and an English sentence made of both.

    Codes: already_adopted (n_units) · adopts_later (n_units, last) · last_as_control (cohort, n_units,
    until) · withheld (n_cohorts) · dropped (n_units) · no_comparison (n_cells) · single_unit (cohorts).
    """

    code: str
    params: tuple[tuple[str, int | float | str], ...]
    text: str


@dataclass(frozen=True, slots=True, eq=False)
class Cells:
    """Group-time comparisons: cohort `group[k]` at `time[k]` against `base[k]`, all as numbers; K of them.

    Shapes: `pool` (K, H) says which cohorts are the controls. `is_fixed` marks the base itself (an effect
    of 0).
    """

    group: Wholes
    time: Wholes
    base: Wholes
    pool: NDArray[np.bool_]
    is_fixed: NDArray[np.bool_]


def usable(moments: Moments, *, control: Control) -> tuple[Moments, tuple[Note, ...]]:
    """Leave out what cannot be compared, and say so.

    Cohorts that adopted at or before the first time have no past. Those that adopt after the last time have
    not adopted yet in this panel, and count as never. With not-yet controls and nobody who never adopts, the
    last cohort is a control only, and times from its adoption on are left out.
    """
    notes = []
    is_early = moments.cohorts <= moments.times[0] if len(moments.times) else moments.cohorts < 0
    if is_early.any():
        n = int(moments.counts[is_early].sum())
        text = f"{_units(n)} had adopted by the first time: left out, for want of a time before."
        notes.append(Note("already_adopted", (("n_units", n),), text))
        moments = moments.kept(~is_early)
    is_late = (moments.cohorts > moments.times[-1:].max(initial=0)) & ~moments.is_never
    if is_late.any():
        n, last = int(moments.counts[is_late].sum()), int(moments.times[-1])
        text = f"{_units(n)} adopt after the last time, {last}: counted among those that never adopt."
        notes.append(Note("adopts_later", (("n_units", n), ("last", last)), text))
        moments = pooled(moments, np.where(is_late, NEVER, moments.cohorts))
    if control == "not-yet" and len(moments.cohorts) > 1 and not moments.is_never.any():
        cohort, n = int(moments.cohorts[-1]), int(moments.counts[-1])
        until = moments.times < cohort
        text = (
            f"Nobody never adopts: the last cohort ({cohort}, {_units(n)}) serves as control only, "
            f"and times from {cohort} on are left out."
        )
        notes.append(Note("last_as_control", (("cohort", cohort), ("n_units", n), ("until", cohort)), text))
        moments = pooled(moments, np.append(moments.cohorts[:-1], NEVER)).kept(
            np.arange(len(moments.cohorts)), until
        )
    return moments, tuple(notes)


def pooled(moments: Moments, cohorts: Wholes) -> Moments:
    """Rename cohorts; those of one name become one, which only NEVER may take several of.

    The scatter of several is that about their common mean.
    """
    names, place = np.unique(cohorts, return_inverse=True)
    parts = [np.flatnonzero(place == h) for h in range(len(names))]
    first = np.array([rows[0] for rows in parts], np.int64)
    joined = moments.kept(first)
    joined.cohorts[:] = names
    for h, rows in enumerate(parts):
        if len(rows) > 1:
            _join(joined, h, moments, rows)
    return joined


def _join(joined: Moments, h: int, moments: Moments, rows: Wholes) -> None:
    w, w2 = moments.weights[rows], moments.squares[rows]
    mean = w @ moments.means[rows] / w.sum()
    shift = moments.means[rows] - mean
    tilt = moments.tilt[rows]
    joined.counts[h], joined.weights[h], joined.squares[h] = moments.counts[rows].sum(), w.sum(), w2.sum()
    joined.means[h], joined.square_means[h] = mean, w2 @ moments.square_means[rows] / w2.sum()
    joined.scatter[h] = (
        moments.scatter[rows].sum(axis=0) + tilt.T @ shift + shift.T @ tilt + (shift.T * w2) @ shift
    )
    joined.tilt[h] = tilt.sum(axis=0) + w2 @ shift


def cells_of(moments: Moments, *, control: Control, base: Base) -> tuple[Cells, tuple[Note, ...]]:
    """List the comparisons of every cohort that adopts, in order of cohort and time.

    From adoption on, the base is the last time before it. Before adoption it is the time just before
    (varying) or the same one (universal). Controls never adopt, or (not-yet) had not adopted by the later
    of time and base. Comparisons without any control are left out, and counted.
    Source: Callaway & Sant'Anna (2021), Journal of Econometrics 225.
    """
    times, cohorts = moments.times, moments.cohorts
    adopters = cohorts[moments.treated]
    start = np.searchsorted(times, adopters)  # number of the first time at or after adoption
    group, time = (part.ravel() for part in np.indices((len(adopters), len(times))))
    last_before = start[group] - 1
    before = np.where(base == "varying", time - 1, last_before)
    from_ = np.where(time >= start[group], last_before, before)
    is_fixed = time == from_
    pool = np.repeat(moments.is_never[None], len(time), axis=0)
    if control == "not-yet":
        later = times[np.maximum(time, from_)]
        pool |= cohorts[None, :] > later[:, None]
        pool[np.arange(len(time)), moments.treated[group]] = False
    here = from_ >= 0
    empty = here & ~pool.any(axis=1)
    notes: tuple[Note, ...] = ()
    if n := int(empty.sum()):
        text = f"{n} comparisons of a cohort and a time have no control left: not made."
        notes = (Note("no_comparison", (("n_cells", n),), text),)
    kept = here & ~empty
    group = moments.treated[group]
    return Cells(group[kept], time[kept], from_[kept], pool[kept], is_fixed[kept]), notes


def _units(n: int) -> str:
    return f"{n:,} unit{'' if n == 1 else 's'}"
