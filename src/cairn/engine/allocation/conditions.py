"""What stands beside every rule: thresholds, projects that exclude one another, and limits by category."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction

import numpy as np

from cairn.engine.allocation.election import Election


@dataclass(frozen=True, slots=True)
class Conditions:
    """What a collective asks beside the rule.

    `minimum_votes` drops projects with fewer votes. `eligibility` f drops those whose part of the votes is
    less than their part of the budget divided by f (votes / voters < cost / (f × budget); Świecie took 3).
    Of the projects in each of `exclusive` at most one is funded. `limits` gives the most that may be spent on
    a category, in minor units; a project may have several, parted by commas, and counts in each.
    """

    minimum_votes: int = 0
    eligibility: Fraction | None = None
    exclusive: tuple[tuple[str, ...], ...] = ()
    limits: Mapping[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Refuse conditions that make no sense."""
        if self.minimum_votes < 0 or any(limit < 0 for limit in self.limits.values()):
            raise ValueError("A threshold or a limit is negative; give zero or more.")
        if self.eligibility is not None and self.eligibility <= 0:
            raise ValueError("The eligibility factor must be more than zero; Świecie took 3.")

    @property
    def in_words(self) -> str:
        """Say the conditions, or nothing where there are none."""
        told = []
        if self.minimum_votes:
            told.append(f"projects with fewer than {self.minimum_votes} votes take no part")
        if self.eligibility is not None:
            told.append(
                "projects whose part of the votes is less than their part of the budget divided by "
                f"{self.eligibility} take no part"
            )
        told += [f"at most one of {', '.join(rivals)} is funded" for rivals in self.exclusive]
        told += [f"category {name} has a limit" for name in sorted(self.limits)]
        return "".join(f"; {one}" for one in told)


def eligible(election: Election, conditions: Conditions) -> Election:
    """Return the election in which projects below a threshold have no supporters left; voters all stay.

    Raises: ValueError if an exclusion names a project, or a limit a category, that does not exist.
    """
    _check_names(election, conditions)
    dropped = np.array(_dropped(election, conditions), np.int64)
    if not len(dropped):
        return election
    keep = ~np.isin(election.columns, dropped)
    sizes = np.bincount(election.types[keep], minlength=len(election.weights))
    return replace(
        election,
        starts=np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64),
        columns=election.columns[keep],
        points=election.points[keep],
    )


def _dropped(election: Election, conditions: Conditions) -> list[int]:
    votes, factor = election.votes.tolist(), conditions.eligibility
    low = [c for c, count in enumerate(votes) if count < conditions.minimum_votes]
    if factor is None:
        return low
    part = factor * election.budget
    return low + [
        c for c, one in enumerate(election.projects) if votes[c] * part < one.cost * election.n_voters
    ]


def _check_names(election: Election, conditions: Conditions) -> None:
    ids = {project.id for project in election.projects}
    unknown = sorted({name for rivals in conditions.exclusive for name in rivals} - ids)
    if unknown:
        raise ValueError(f"Projects that exclude one another are not in the election: {', '.join(unknown)}.")
    categories = {name for project in election.projects for name in project.categories}
    unknown = sorted(set(conditions.limits) - categories)
    if unknown:
        raise ValueError(
            f"No project has the category {', '.join(unknown)}; known are: "
            f"{', '.join(sorted(categories)) or 'none'}."
        )


class Gate:
    """Which projects the conditions still let in, while projects are bought; a closed one stays closed."""

    def __init__(self, election: Election, conditions: Conditions) -> None:
        """Open the gate for everybody."""
        ids = [project.id for project in election.projects]
        self.costs = [project.cost for project in election.projects]
        self.rivals = [{ids.index(name) for name in names} for names in conditions.exclusive]
        self.categories = [project.categories for project in election.projects]
        self.left = dict(conditions.limits)
        self.out: set[int] = set()
        self.binds = bool(self.rivals or self.left)

    def lets(self, c: int) -> bool:
        """Return whether a project may still be funded."""
        return not self.binds or (
            c not in self.out
            and all(self.costs[c] <= self.left[name] for name in self.categories[c] if name in self.left)
        )

    def note(self, c: int) -> None:
        """Take in that a project was bought."""
        for rivals in self.rivals:
            if c in rivals:
                self.out |= rivals - {c}
        for name in set(self.categories[c]) & set(self.left):
            self.left[name] -= self.costs[c]
