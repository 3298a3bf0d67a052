"""Declared constituencies first: how far each agrees, who took part, and what bridges them and the groups."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cairn.engine.disclosure.columns import MIN_SIZE
from cairn.engine.opinion.statements import tally
from cairn.engine.opinion.votes import Votes
from cairn.engine.representation.agreement import Agreement, agreement
from cairn.engine.representation.bridging import Bridging, bridging, evidence
from cairn.engine.representation.membership import Membership, membership
from cairn.engine.representation.participation import Participation, participation

Groups = tuple[NDArray[np.int64], tuple[str, ...]]  # of each participant, -1 for none; and their names


@dataclass(frozen=True, slots=True)
class Constituencies:
    """All that is said of declared constituencies; rows are those of `rows`, columns those of the votes."""

    rows: Membership
    agreement: Agreement
    participation: Participation
    bridging: Bridging
    rule: str
    verdict: str


def constituencies(
    votes: Votes,
    declared: Mapping[str, str],
    *,
    populations: Mapping[str, int] | None = None,
    groups: Groups | None = None,
    min_size: int = MIN_SIZE,
) -> Constituencies:
    """Say how far each declared constituency agrees, who took part, and which statements bridge.

    `declared` maps participant to constituency, `populations` constituency to people. `groups` are those
    found on an opinion map: `(drawn.labels, tuple(group.id for group in drawn.groups))`.
    Raises: ValueError if min_size is not positive, or a population does not fit.

    >>> from cairn.engine.opinion.votes import votes_from_matrix
    >>> votes = votes_from_matrix([[1, -1]] * 12 + [[1, 1]] * 12)
    >>> where = {str(i): "North" if i < 12 else "South" for i in range(24)}
    >>> found = constituencies(votes, where, populations={"North": 100, "South": 110, "West": 90})
    >>> found.participation.verdict, [one.statement for one in found.bridging.ranked if one.is_bridging]
    ('24 of 300 people took part (8.0%). Not yet reached: West.', [0])
    """
    rows = membership(votes, declared, min_size=min_size)
    found = agreement(votes, rows)
    reached = participation(rows, populations)
    labels, names = groups or (np.full(len(votes.participants), -1), ())
    everyone = labels if names else np.zeros(len(votes.participants), np.int64)
    _, by_group = tally(votes, everyone, max(1, len(names)))
    bridges = bridging(evidence(rows, found, names, by_group), votes.is_left_out)
    return Constituencies(
        rows,
        found,
        reached,
        bridges,
        " ".join([found.rule, reached.rule, bridges.rule]),
        f"{reached.verdict} {bridges.verdict}",
    )
