"""An election in the form every rule reads: projects, a budget and ballots merged into weighted types."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

Utility = Literal["cost", "cardinality", "points"]
Ballot = tuple[tuple[int, ...], tuple[int, ...]]  # columns in rising order, and the points of each


class Project(NamedTuple):
    """A project that asks for money; `cost` is in whole minor units."""

    id: str
    cost: int
    name: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Election:
    """Projects, a budget, and the ballots; identical ballots are merged into one weighted type.

    Shapes: `weights` is (n_types,), `starts` is (n_types + 1,), `columns` and `points` are (n_approvals,):
    type t approves the projects `columns[starts[t]:starts[t + 1]]`.
    Units: costs and budget are whole minor units, `scale` of which make one currency unit.
    """

    projects: tuple[Project, ...]  # in the order of their ids as text
    budget: int
    weights: NDArray[np.int64]
    starts: NDArray[np.int64]
    columns: NDArray[np.int64]
    points: NDArray[np.int64]
    has_points: bool = False
    scale: int = 1
    currency: str = ""
    meta: Mapping[str, str] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()

    @property
    def n_voters(self) -> int:
        """Return how many voters there are, those with an empty ballot too."""
        return int(self.weights.sum())

    @property
    def types(self) -> NDArray[np.int64]:
        """Return the ballot type of every approval, (n_approvals,)."""
        return np.repeat(np.arange(len(self.weights)), np.diff(self.starts))

    @property
    def votes(self) -> NDArray[np.int64]:
        """Return how many voters approve each project, (n_projects,)."""
        return self.totals(np.ones_like(self.points))

    def totals(self, worth: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return the sum over voters of what each approval is worth, for each project."""
        sums = np.zeros(len(self.projects), np.int64)
        np.add.at(sums, self.columns, self.weights[self.types] * worth)
        return sums

    def money(self, minor: int) -> int | float:
        """Return an amount in currency units: whole where it is whole."""
        return minor // self.scale if minor % self.scale == 0 else minor / self.scale


def build_election(
    projects: Sequence[Project],
    ballots: Mapping[Ballot, int],
    *,
    budget: int,
    **kept: Any,
) -> Election:
    """Return the election of these projects (already in the order of their ids) and counted ballots.

    The types are sorted, so that the order of voters changes nothing, to the last bit.
    Units: costs and budget in whole minor units.
    Raises: ValueError if an amount is negative or the counts are too large to be summed exactly.
    """
    if budget < 0 or any(project.cost < 0 for project in projects):
        raise ValueError("A cost or the budget is negative; give amounts of zero or more.")
    counted = sorted((ballot, count) for ballot, count in ballots.items() if count)
    lengths = [len(ballot[0]) for ballot, _ in counted]
    election = Election(
        tuple(projects),
        budget,
        weights=np.array([count for _, count in counted], np.int64),
        starts=np.concatenate([[0], np.cumsum(lengths, dtype=np.int64)]).astype(np.int64),
        columns=_joined(counted, 0),
        points=_joined(counted, 1),
        **kept,
    )
    most = int(election.points.max(initial=1)) * sum(count for _, count in counted)
    if most >= 2**52:
        raise ValueError("Weights and points are too large to be summed exactly; scale them down.")
    return election


def _joined(counted: Sequence[tuple[Ballot, int]], part: int) -> NDArray[np.int64]:
    return np.array([value for ballot, _ in counted for value in ballot[part]], np.int64)


@dataclass(frozen=True, slots=True)
class Supporters:
    """Who supports one project: ballot types, their weights, and the utility in units of `factor`."""

    types: NDArray[np.int64]
    worth: NDArray[np.int64]  # 1, or the points given
    mass: NDArray[np.int64]  # weight × worth
    total: int  # the sum of mass
    cost: int
    factor: int  # utility of one unit of worth: the cost under cost utility, else 1
    floats: tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]  # weight, worth, mass


def supporters(election: Election, utility: Utility) -> list[Supporters]:
    """Return the supporters of every project under a utility, in the order of the projects.

    Raises: ValueError for an unknown utility, or for points where the ballots carry none.
    """
    worth = worth_of(election, utility)
    kept = np.flatnonzero(worth > 0)
    order = kept[np.argsort(election.columns[kept], kind="stable")]
    types, worth = election.types[order], worth[order]
    ends = np.cumsum(np.bincount(election.columns[order], minlength=len(election.projects)))
    slices = [slice(end - size, end) for end, size in zip(ends, np.diff(ends, prepend=0), strict=True)]
    return [
        _of_project(project, types[part], worth[part], election.weights, utility)
        for project, part in zip(election.projects, slices, strict=True)
    ]


def _of_project(
    project: Project,
    types: NDArray[np.int64],
    worth: NDArray[np.int64],
    weights: NDArray[np.int64],
    utility: Utility,
) -> Supporters:
    weight = weights[types]
    mass = weight * worth
    factor = project.cost if utility == "cost" else 1
    floats = (weight.astype(float), worth.astype(float), mass.astype(float))
    return Supporters(types, worth, mass, int(mass.sum()), project.cost, factor, floats)


def worth_of(election: Election, utility: Utility) -> NDArray[np.int64]:
    """Return what each approval is worth under a utility: the points given, else one.

    Raises: ValueError for an unknown utility, or for points where the ballots carry none.
    """
    if utility not in ("cost", "cardinality", "points"):
        raise ValueError(f"The utility {utility!r} is unknown; choose cost, cardinality or points.")
    if utility == "points" and not election.has_points:
        raise ValueError("These ballots carry no points; choose the utility cost or cardinality.")
    return election.points if utility == "points" else np.ones_like(election.points)
