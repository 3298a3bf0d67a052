"""Two outcomes side by side: the safety valve of cities that move from greedy to Equal Shares."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from cairn.engine.allocation.allotment import Allotment, Comparison
from cairn.engine.allocation.election import Election
from cairn.engine.allocation.greedy import greedy_in_order
from cairn.engine.allocation.shares import Shares
from cairn.engine.allocation.ties import TieOrder


def compared(election: Election, allotment: Allotment, order: TieOrder, shares: Shares) -> Allotment:
    """Return the allotment, or greedy by votes where strictly more voters are better off under it.

    By "projects" a voter is better off with more approved projects funded; by "covered" with one rather than
    none. The result says both numbers, whichever is taken.
    Source: the comparison step of equalshares.net, as in Wieliczka and Świecie (2023).
    """
    if shares.comparison == "none":
        return allotment
    other = greedy_in_order(election, order, conditions=shares.conditions)
    own, against = satisfaction(election, allotment.winners), satisfaction(election, other.winners)
    if shares.comparison == "covered":
        own, against = np.minimum(own, 1), np.minimum(against, 1)
    weights = election.weights
    found = Comparison(
        shares.comparison, int(weights[own > against].sum()), int(weights[against > own].sum())
    )
    if found.taken == "greedy":
        return replace(other, rule=allotment.rule, runs=allotment.runs, comparison=found)
    return replace(allotment, comparison=found)


def satisfaction(election: Election, winners: tuple[str, ...]) -> NDArray[np.int64]:
    """Return how many of the winners each ballot type approves, (n_types,)."""
    chosen = np.isin([project.id for project in election.projects], list(winners))
    types = election.types[chosen[election.columns]]
    return np.bincount(types, minlength=len(election.weights)).astype(np.int64)
