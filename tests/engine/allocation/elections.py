"""Small elections, drawn by Hypothesis or written by hand."""

from collections import Counter
from dataclasses import dataclass

from hypothesis import strategies as st

from cairn.engine.allocation.election import Project, build_election


@dataclass
class Drawn:
    """An election as plain lists, for the slow reference, and built, for the engine."""

    costs: list
    ballots: list  # one dict per voter: project -> points
    budget: int

    @property
    def worths(self):
        return [{i: b[c] for i, b in enumerate(self.ballots) if c in b} for c in range(len(self.costs))]

    @property
    def approvals(self):
        return [dict.fromkeys(supporters, 1) for supporters in self.worths]

    def build(self, ballots=None):
        counted = Counter((tuple(sorted(b)), tuple(b[c] for c in sorted(b))) for b in ballots or self.ballots)
        projects = [Project(chr(97 + c), cost) for c, cost in enumerate(self.costs)]
        return build_election(projects, counted, budget=self.budget, has_points=True)

    def ids(self, columns):
        return tuple(chr(97 + c) for c in columns)


@st.composite
def elections(draw, least_cost=0):
    """Draw small whole numbers, so that ties and empty purses are common."""
    costs = draw(st.lists(st.integers(least_cost, 12), min_size=1, max_size=6))
    columns = st.dictionaries(st.integers(0, len(costs) - 1), st.integers(1, 3), max_size=len(costs))
    ballots = draw(st.lists(columns, min_size=1, max_size=8))
    return Drawn(costs, ballots, draw(st.integers(0, 40)))
