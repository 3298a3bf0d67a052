"""An election in the form every rule reads: projects, a budget and ballots merged into weighted types."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Any, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

Utility = Literal["cost", "cardinality", "points", "points-cost"]
UTILITIES: dict[Utility, str] = {
    "cost": "a funded project counts by its cost",
    "cardinality": "every funded project counts as one",
    "points": "a funded project counts by the points given to it",
    "points-cost": "a funded project counts by the points given to it times its cost",
}
TOO_LARGE = "Weights and points are too large to be summed exactly; scale them down."
Ballot = tuple[tuple[int, ...], tuple[int, ...]]  # columns in rising order, and the points of each


class Project(NamedTuple):
    """A project that asks for money; `cost` is in whole minor units."""

    id: str
    cost: int
    name: str = ""
    more: tuple[
        tuple[str, str], ...
    ] = ()  # other columns of the file, such as ("category", "sport, education")

    @property
    def categories(self) -> tuple[str, ...]:
        """Return the categories it stands in."""
        named = dict(self.more).get("category", "").split(",")
        return tuple(name.strip() for name in named if name.strip())


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
    groups: Mapping[str, NDArray[np.int64]] = field(default_factory=dict)  # how many of each type, by group

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

    def totals(self, worth: NDArray[np.int64], weights: NDArray[np.int64] | None = None) -> NDArray[np.int64]:
        """Return the sum over voters, or those counted in `weights`, of what each approval is worth."""
        weights = self.weights if weights is None else weights
        sums = np.zeros(len(self.projects), np.int64)
        np.add.at(sums, self.columns, weights[self.types] * worth)
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
    ordered = sorted(ballot for ballot, count in ballots.items() if count)
    lengths = np.fromiter((len(ballot[0]) for ballot in ordered), np.int64, len(ordered))
    size = int(lengths.sum())
    election = Election(
        tuple(projects),
        budget,
        weights=_whole_numbers((ballots[ballot] for ballot in ordered), len(ordered)),
        starts=np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64),
        columns=_whole_numbers(chain.from_iterable(ballot[0] for ballot in ordered), size),
        points=_whole_numbers(chain.from_iterable(ballot[1] for ballot in ordered), size),
        **kept,
    )
    most = int(election.points.max(initial=1)) * sum(election.weights.tolist())
    if most >= 2**52:
        raise ValueError(TOO_LARGE)
    return election


def _whole_numbers(values: Iterable[int], size: int) -> NDArray[np.int64]:
    try:
        return np.fromiter(values, np.int64, size)
    except OverflowError:
        raise ValueError(TOO_LARGE) from None


@dataclass(frozen=True, slots=True)
class Supporters:
    """Who supports one project: ballot types, their weights, and the utility in units of `factor`."""

    types: NDArray[np.int64]
    worth: NDArray[np.int64]  # 1, or the points given
    mass: NDArray[np.int64]  # weight × worth
    total: int  # the sum of mass
    cost: int
    factor: int  # utility of one unit of worth: the cost where the cost counts, else 1
    floats: tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]  # weight, worth, mass


def supporters(election: Election, utility: Utility) -> list[Supporters]:
    """Return the supporters of every project under a utility, in the order of the projects.

    Raises: ValueError for an unknown utility, or for points where the ballots carry none.
    """
    worth = worth_of(election, utility)
    order = by_column(election.columns, len(election.projects))
    if not worth.all():
        order = order[worth[order] > 0]
    types, worth, columns = election.types[order], worth[order], election.columns[order]
    ends = np.cumsum(np.bincount(columns, minlength=len(election.projects)))
    slices = [slice(end - size, end) for end, size in zip(ends, np.diff(ends, prepend=0), strict=True)]
    return [
        _of_project(project, types[part], worth[part], election.weights, utility)
        for project, part in zip(election.projects, slices, strict=True)
    ]


def by_column(columns: NDArray[np.int64], size: int) -> NDArray[np.int64]:
    """Return the order that sorts approvals by project; numbers of 16 bits are sorted in one pass."""
    short = columns.astype(np.uint16) if size <= 2**16 else columns
    return np.argsort(short, kind="stable")


def _of_project(
    project: Project,
    types: NDArray[np.int64],
    worth: NDArray[np.int64],
    weights: NDArray[np.int64],
    utility: Utility,
) -> Supporters:
    weight = weights[types]
    factor = project.cost if utility in ("cost", "points-cost") else 1
    if utility in ("cost", "cardinality"):  # one number serves as three: a million voters fit into memory
        floats = weight.astype(float)
        ones = np.broadcast_to(np.float64(1.0), weight.shape)
        shared = (floats, ones, floats)
        return Supporters(types, worth, weight, int(weight.sum()), project.cost, factor, shared)
    mass = weight * worth
    each = (weight.astype(float), worth.astype(float), mass.astype(float))
    return Supporters(types, worth, mass, int(mass.sum()), project.cost, factor, each)


def worth_of(election: Election, utility: Utility) -> NDArray[np.int64]:
    """Return what each approval is worth under a utility: the points given, else one.

    Raises: ValueError for an unknown utility, or for points where the ballots carry none.
    """
    if utility not in UTILITIES:
        raise ValueError(
            f"The utility {utility!r} is unknown; choose cost, cardinality, points or points-cost."
        )
    if utility in ("cost", "cardinality"):
        return np.broadcast_to(np.int64(1), election.points.shape)
    if not election.has_points:
        raise ValueError("These ballots carry no points; choose the utility cost or cardinality.")
    return election.points
