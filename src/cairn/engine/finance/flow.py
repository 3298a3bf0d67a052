"""A maximum flow in whole numbers of any size, and the cut that limits it.

Money is sent source by source and priority by priority: what a later one gets never takes from an earlier
one, and the total is still the greatest there is.
"""

from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

Node = tuple[str, int]  # a commitment or a line, and a year


@dataclass(frozen=True, slots=True)
class Flow:
    """How much goes from each giver to each taker, and which nodes lie on the givers' side of the cut."""

    sent: Mapping[tuple[Node, Node], int]
    left: Mapping[Node, int]  # what each giver could not send
    lack: Mapping[Node, int]  # what each taker did not get
    stuck: frozenset[Node]  # givers on the full side of the cut: what they may serve can take no more

    @property
    def total(self) -> int:
        """Return all that is sent."""
        return sum(self.sent.values())


def send(
    supply: Mapping[Node, int],
    needs: Mapping[Node, int],
    allowed: Mapping[Node, Sequence[Node]],
    *,
    priority: Mapping[Node, int] | None = None,
) -> Flow:
    """Send as much as possible from givers to the takers allowed to each.

    Takers of a lower `priority` number are served first. Givers send in order of how few takers they may
    serve, so that the freest money is kept longest; the order of the arguments breaks what is equal.
    Units: whole minor units, zero or more.
    Source: Ford & Fulkerson (1956); shortest paths as in Edmonds & Karp (1972).

    >>> a, b, x, y = ("a", 2026), ("b", 2026), ("x", 2026), ("y", 2026)
    >>> flow = send({a: 5, b: 4}, {x: 3, y: 9}, {a: [x], b: [x, y]})
    >>> flow.total, flow.left[a], flow.lack[y]
    (7, 2, 5)
    """
    state = _State(supply, needs, allowed)
    levels = sorted({(priority or {}).get(taker, 1) for taker in needs})
    order = sorted(supply, key=lambda giver: len(allowed[giver]))
    for level in levels:
        state.open |= {taker for taker in needs if (priority or {}).get(taker, 1) == level}
        for giver in order:
            while state.left[giver] and (path := state.path(giver)):
                state.push(path)
    stuck = frozenset().union(*(state.reach(giver) for giver in order if state.left[giver]))
    sent = {pair: amount for pair, amount in state.sent.items() if amount}
    return Flow(sent, state.left, state.lack, stuck)


class _State:
    """The flow so far: what is left, what is missing, what goes where."""

    def __init__(
        self, supply: Mapping[Node, int], needs: Mapping[Node, int], allowed: Mapping[Node, Sequence[Node]]
    ) -> None:
        self.left, self.lack = dict(supply), dict(needs)
        self.allowed = allowed
        self.sent: dict[tuple[Node, Node], int] = {}
        self.fed: dict[Node, dict[Node, None]] = {taker: {} for taker in needs}  # who sends to a taker now
        self.open: set[Node] = set()

    def path(self, giver: Node) -> list[Node] | None:
        """Return a shortest way giver, taker, giver, … taker to an open taker that still needs something."""
        came: dict[tuple[str, Node], tuple[str, Node] | None] = {("giver", giver): None}
        queue = deque([("giver", giver)])
        while queue:
            here = queue.popleft()
            if here[0] == "taker" and here[1] in self.open and self.lack[here[1]]:
                return _way(came, here)
            for step in self._steps(here):
                if step not in came:
                    came[step] = here
                    queue.append(step)
        return None

    def _steps(self, here: tuple[str, Node]) -> list[tuple[str, Node]]:
        kind, node = here
        if kind == "giver":
            return [("taker", taker) for taker in self.allowed[node]]
        return [("giver", giver) for giver in self.fed[node]]

    def push(self, path: list[Node]) -> None:
        """Send as much as the way allows, taking back what its odd steps undo."""
        back = [(path[k + 1], path[k]) for k in range(1, len(path) - 1, 2)]
        amount = min([self.left[path[0]], self.lack[path[-1]], *(self.sent[pair] for pair in back)])
        self.left[path[0]] -= amount
        self.lack[path[-1]] -= amount
        for k in range(0, len(path), 2):
            pair = (path[k], path[k + 1])
            self.sent[pair] = self.sent.get(pair, 0) + amount
            self.fed[pair[1]][pair[0]] = None
        for pair in back:
            self.sent[pair] -= amount
            if not self.sent[pair]:
                del self.fed[pair[1]][pair[0]]

    def reach(self, giver: Node) -> set[Node]:
        """Return the givers whose money one giver's could stand in for, step by step."""
        seen = {("giver", giver)}
        queue = [("giver", giver)]
        while queue:
            for step in self._steps(queue.pop()):
                if step not in seen:
                    seen.add(step)
                    queue.append(step)
        return {node for kind, node in seen if kind == "giver"}


def _way(came: Mapping[tuple[str, Node], tuple[str, Node] | None], end: tuple[str, Node]) -> list[Node]:
    way, here = [], end
    while True:
        way.append(here[1])
        before = came[here]
        if before is None:
            return way[::-1]
        here = before
