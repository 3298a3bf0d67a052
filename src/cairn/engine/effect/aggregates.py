"""Effects put together: over all, by cohort, by time, and by time since adoption."""

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array

from cairn.engine.effect.influence import Influence
from cairn.engine.effect.panel import Floats, Wholes


@dataclass(frozen=True, slots=True, eq=False)
class Aggregate:
    """Estimates (J,) with the influence of units on them; `keys` say which (cohort, time, event time)."""

    keys: Wholes
    att: Floats
    influence: Influence


@dataclass(frozen=True, slots=True, eq=False)
class Estimates:
    """Group-time effects (K,) with what is needed to put them together.

    `cohort` and `time` (K,) are values, `number` (K,) is the cohort's number, `size` (H,) its total weight.
    `are_sizes_random`: the shares of cohorts are themselves estimated (Callaway & Sant'Anna), or given.
    """

    cohort: Wholes
    time: Wholes
    number: Wholes
    att: Floats
    influence: Influence
    size: Floats
    are_sizes_random: bool = True

    @property
    def is_after(self) -> "np.ndarray[tuple[int], np.dtype[np.bool_]]":
        """Say which effects are from adoption on."""
        return self.time >= self.cohort

    def over(self, rows: list[Wholes], keys: Wholes) -> Aggregate:
        """Average the effects of each list of cells, by the size of their cohorts."""
        weights, extra = self.shares(rows), np.zeros((len(self.size), len(rows)))
        att = weights @ self.att
        for j, cells in enumerate(rows if self.are_sizes_random else ()):
            off = (self.att[cells] - att[j]) / self.size[self.number[cells]].sum()
            np.add.at(extra[:, j], self.number[cells], off)
        return Aggregate(keys, att, self.influence.combined(weights, extra))

    def shares(self, rows: list[Wholes]) -> csr_array:
        """Return each cell's share in each list, by the size of cohorts: (len(rows), K), sparse."""
        sizes = [self.size[self.number[cells]] for cells in rows]
        ends = np.cumsum([0, *map(len, rows)])
        values = np.concatenate([size / size.sum() for size in sizes])
        return csr_array((values, np.concatenate(rows), ends), shape=(len(rows), len(self.att)))

    def simple(self) -> Aggregate:
        """Average all effects from adoption on."""
        return self.over([np.flatnonzero(self.is_after)], np.zeros(1, np.int64))

    def by_time(self) -> Aggregate:
        """Average the effects at each time."""
        keys = np.unique(self.time[self.is_after])
        return self.over([np.flatnonzero(self.is_after & (self.time == key)) for key in keys], keys)

    def by_event_time(self) -> Aggregate:
        """Average the effects at each time since adoption; before it, they should be near 0."""
        event = self.time - self.cohort
        keys = np.unique(event)
        return self.over([np.flatnonzero(event == key) for key in keys], keys)

    def by_cohort(self) -> Aggregate:
        """Average the effects of each cohort over its times."""
        keys = np.unique(self.cohort[self.is_after])
        return self.over([np.flatnonzero(self.is_after & (self.cohort == key)) for key in keys], keys)

    def over_cohorts(self, by_cohort: Aggregate) -> Aggregate:
        """Average the cohorts' own averages, by their size."""
        number = np.array([self.number[self.cohort == key][0] for key in by_cohort.keys], np.int64)
        size = self.size[number]
        weights = (size / size.sum())[None]
        extra = np.zeros((len(self.size), 1))
        if self.are_sizes_random:
            extra[number, 0] = (by_cohort.att - weights[0] @ by_cohort.att) / size.sum()
        return Aggregate(
            np.zeros(1, np.int64), weights @ by_cohort.att, by_cohort.influence.combined(weights, extra)
        )

    def mean_of(self, parts: Aggregate, *, first: int) -> Aggregate:
        """Average the estimates from a first key on, each counting the same."""
        is_in = parts.keys >= first
        weights = (is_in / is_in.sum())[None]
        extra = np.zeros((len(self.size), 1))
        return Aggregate(np.zeros(1, np.int64), weights @ parts.att, parts.influence.combined(weights, extra))
