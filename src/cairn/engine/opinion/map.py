"""Draw an opinion map: where people and statements stand, which groups there are, and what they share.

The map is the published one of Polis made exact: same centre, components, positions and statistics, but no
sampling and no memory of earlier maps, so the same votes give the same map in whatever order they come.
The groups are ours, with evidence (see `groups`).
"""

import string
from dataclasses import dataclass, replace

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from cairn.engine.opinion import statements as says
from cairn.engine.opinion.bootstrap import recurrences
from cairn.engine.opinion.components import (
    Directions,
    Floats,
    centred,
    find_directions,
    place_statements,
    reach_of,
    times,
)
from cairn.engine.opinion.groups import (
    MIN_GROUP,
    Grouping,
    allowed_sizes,
    divide,
    stabilities,
    who_is_clustered,
)
from cairn.engine.opinion.votes import Votes

RULE = (
    "Principal components of (vote - mean) over seen votes, exact; positions stretched by "
    "sqrt(statements / votes); Ward and Lloyd on at most 64 cells; 2 to 5 groups of 5 or more people, the "
    "widest apart and best found again by separate halves of the statements (kappa 0.4 or more, silhouette "
    "0.25 or more), and found again among people drawn anew (bootstrap, overlap 0.6 or more)."
)
DRAWS_A_SPLIT = 3  # people drawn anew so often for each division of the statements
NUMBERS = {2: "Two", 3: "Three", 4: "Four", 5: "Five", 6: "Six", 7: "Seven", 8: "Eight", 9: "Nine"}


@dataclass(frozen=True, slots=True)
class Group:
    """People who vote alike. Letters go by size: A is the largest."""

    id: str
    size: int
    stability: float | None  # agreement of halves of the statements beyond chance; None if not tested
    bootstrap: float | None  # overlap with what is found among people drawn anew; None if not tested
    representative: tuple[says.Standout, ...]


@dataclass(frozen=True, slots=True)
class Tried:
    """A number of groups that was tried, and the evidence for it."""

    n_groups: int
    sizes: tuple[int, ...]
    silhouette: float
    stability: tuple[float, ...]
    bootstrap: tuple[float, ...]
    is_clear: bool


@dataclass(frozen=True, slots=True)
class OpinionMap:
    """An opinion map and all that was counted for it; rows and columns are those of `votes`."""

    votes: Votes
    directions: Directions
    positions: Floats  # (n_participants, 2)
    statement_positions: Floats  # (n_statements, 2)
    extremity: Floats  # (n_statements,) distance from the centre; NaN where nobody has voted
    is_clustered: NDArray[np.bool_]  # (n_participants,) has voted enough to be grouped
    labels: NDArray[np.int64]  # (n_participants,) index into groups, -1 for none
    groups: tuple[Group, ...]  # empty: no clear groups
    tried: tuple[Tried, ...]
    overall: says.Tally  # (n_statements,)
    by_group: says.Tally  # (n_groups, n_statements)
    group_informed: Floats  # (n_statements,); without groups, of everyone clustered as one
    priority: Floats  # (n_statements,) weight with which the classical routing shows it next
    majority_agree: tuple[says.Standout, ...]
    majority_disagree: tuple[says.Standout, ...]
    is_common: NDArray[np.bool_]  # (n_statements,) every group surely leans the same way
    contested: tuple[says.Contested, ...]
    rule: str
    verdict: str


def draw(votes: Votes, *, n_groups: int | None = None, seed: int = 0, n_splits: int = 4) -> OpinionMap:
    """Draw the opinion map of votes.

    `n_groups` asks for that many groups, clear or not; else there are 2 to 5, or none if none is clear.
    The seed fixes which halves of the statements and which people drawn anew test the groups, `n_splits` how
    often (halves so often, people three times as often; 0: not tested), and nothing else goes by chance.
    Raises: ValueError if there is no vote, or people cannot be divided into n_groups.

    >>> from cairn.engine.opinion.votes import votes_from_matrix
    >>> drawn = draw(votes_from_matrix([[1, 1, -1]] * 12 + [[-1, -1, 1]] * 8), n_splits=0)
    >>> drawn.verdict
    'Two groups of 12 and 8 people. Every group leans the same way on 0 of 3 statements; 3 are contested.'
    """
    if not votes.values.size:
        raise ValueError("There are no votes to draw a map from; wait for the first, or import them.")
    plane = _plane(votes)
    ways = _ways(plane, n_groups, seed=seed, n_splits=n_splits)
    clear = [one for one in ways if one.is_clear or n_groups is not None]
    chosen = max(clear, key=lambda one: one.silhouette * min(one.stability, default=1.0), default=None)
    return _describe(plane, ways, chosen)


@dataclass(frozen=True, slots=True)
class _Plane:
    """Votes, and where everyone stands."""

    votes: Votes
    matrix: sp.csr_array  # (vote - mean), as large as the votes
    directions: Directions
    reach: Floats  # (n_participants,) how far votes few or many are stretched
    positions: Floats
    is_clustered: NDArray[np.bool_]


def _plane(votes: Votes) -> _Plane:
    given = centred(votes)
    directions = find_directions(given)
    is_clustered = who_is_clustered(np.diff(votes.starts), int(given.is_in_matrix.sum()))
    reach = reach_of(given)
    positions = times(given.matrix, directions.components.T) * reach[:, None]
    return _Plane(votes, given.matrix, directions, reach, positions, is_clustered)


def _ways(plane: _Plane, n_groups: int | None, *, seed: int, n_splits: int) -> list[Grouping]:
    """Divide the people clustered in each way that is asked for, and test each."""
    points = plane.positions[plane.is_clustered]
    if n_groups is None:
        found = divide(points, allowed_sizes(len(points)), min_group=MIN_GROUP)
    else:
        found = _asked_for(points, n_groups)
    if not (found and n_splits):
        return [one for _, one in sorted(found.items())]
    rows = np.flatnonzero(plane.is_clustered)
    kept = np.flatnonzero(plane.directions.is_in_matrix & ~plane.votes.is_left_out)
    people = plane.matrix[rows]
    halves = stabilities(found, people, kept, seed=seed, n_splits=n_splits)
    again = recurrences(
        found,
        people,
        plane.directions.components,
        plane.reach[rows],
        seed=seed,
        n_draws=DRAWS_A_SPLIT * n_splits,
    )
    return [
        replace(one, stability=halves[size], bootstrap=again[size]) for size, one in sorted(found.items())
    ]


def _asked_for(points: Floats, n_groups: int) -> dict[int, Grouping]:
    """Divide into exactly so many groups, of five or more people if that can be."""
    if n_groups < 1:
        raise ValueError(f"{n_groups} groups were asked for; ask for 1 or more.")
    for min_group in (MIN_GROUP, 1):
        found = divide(points, [n_groups], min_group=min_group)
        if n_groups in found:
            return {n_groups: found[n_groups]}
    raise ValueError(
        f"{n_groups} groups were asked for, but the {len(points)} people who can be grouped do not fall "
        "into so many; ask for fewer."
    )


def _describe(plane: _Plane, ways: list[Grouping], chosen: Grouping | None) -> OpinionMap:
    """Count votes by group, and say what stands out."""
    votes, left_out = plane.votes, plane.votes.is_left_out
    together = np.where(plane.is_clustered, 0, -1)  # one group of everyone, where there are no clear groups
    labels = together.copy()
    if chosen is not None:
        labels[plane.is_clustered] = chosen.labels
    n_groups = chosen.n_groups if chosen is not None else 0
    overall, informing = says.tally(votes, labels, max(1, n_groups))
    by_group = says.Tally(
        informing.agree[:n_groups], informing.disagree[:n_groups], informing.seen[:n_groups]
    )
    is_common = says.common_ground(informing, left_out)
    contested = says.contested(overall, by_group, left_out)
    places = place_statements(plane.directions)
    distance = np.where(plane.directions.is_in_matrix, np.hypot(places[:, 0], places[:, 1]), np.nan)
    return OpinionMap(
        votes=votes,
        directions=plane.directions,
        positions=plane.positions,
        statement_positions=places,
        extremity=distance,
        is_clustered=plane.is_clustered,
        labels=labels if n_groups else np.full(len(labels), -1),
        groups=_groups(chosen, by_group, left_out),
        tried=tuple(
            Tried(w.n_groups, w.sizes, w.silhouette, w.stability, w.bootstrap, w.is_clear) for w in ways
        ),
        overall=overall,
        by_group=by_group,
        group_informed=says.group_informed(informing),
        priority=says.priorities(informing, distance, votes.is_meta),
        majority_agree=says.majority(overall, left_out, "agree"),
        majority_disagree=says.majority(overall, left_out, "disagree"),
        is_common=is_common,
        contested=contested,
        rule=RULE,
        verdict=_verdict(plane, ways, chosen, (int(is_common.sum()), len(contested))),
    )


def _groups(chosen: Grouping | None, by_group: says.Tally, left_out: NDArray[np.bool_]) -> tuple[Group, ...]:
    if chosen is None:
        return ()
    representative = says.representative(by_group, left_out)
    return tuple(
        Group(
            string.ascii_uppercase[at] if at < 26 else str(at + 1),
            size,
            chosen.stability[at] if chosen.stability else None,
            chosen.bootstrap[at] if chosen.bootstrap else None,
            representative[at],
        )
        for at, size in enumerate(chosen.sizes)
    )


def _verdict(plane: _Plane, ways: list[Grouping], chosen: Grouping | None, found: tuple[int, int]) -> str:
    """Say in plain words what the map shows."""
    n_common, n_contested = found
    n_shown = int((plane.directions.is_in_matrix & ~plane.votes.is_left_out).sum())
    if chosen is None:
        opening, who = f"No clear groups: {_why_not(plane, ways)}.", "Most people lean"
    elif chosen.n_groups == 1:
        opening, who = f"One group of {_people(chosen.sizes[0])}.", "Most of them lean"
    else:
        sizes = [f"{size:,}" for size in chosen.sizes]
        count = NUMBERS.get(chosen.n_groups, str(chosen.n_groups))
        opening = f"{count} groups of {', '.join(sizes[:-1])} and {sizes[-1]} people."
        who = "Every group leans"
    said = [
        opening,
        f"{who} the same way on {n_common:,} of {n_shown:,} statements; {n_contested:,} "
        f"{'is' if n_contested == 1 else 'are'} contested.",
    ]
    n_apart = int((~plane.is_clustered).sum())
    if n_apart:
        said.append(f"{_people(n_apart)} voted on too few statements to be grouped.")
    return " ".join(said)


def _why_not(plane: _Plane, ways: list[Grouping]) -> str:
    n_clustered = int(plane.is_clustered.sum())
    if not ways:
        return f"{_people(n_clustered)} can be grouped, too few or too alike for two groups of {MIN_GROUP}"
    return (
        "no division is wide, and found again both when half the statements are hidden and among people "
        "drawn anew"
    )


def _people(count: int) -> str:
    return "1 person" if count == 1 else f"{count:,} people"
