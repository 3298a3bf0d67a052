"""How much flows through a network at most, in whole numbers of any size.

Where only the amount is asked, and not who pays what, money that may go to the same places is one pool, and
lines that the same pools may pay are one need. That makes a network of a few nodes out of a large plan.
"""

from collections import deque
from collections.abc import Hashable


class Network:
    """Nodes by name, and ways between them with what each still carries.

    >>> network = Network()
    >>> for start, end, limit in (("a", "b", 5), ("b", "c", 3), ("a", "c", 1)):
    ...     network.join(start, end, limit)
    >>> network.most("a", "c")
    4
    """

    def __init__(self) -> None:
        """Start with no node."""
        self._place: dict[Hashable, int] = {}
        self._ways: list[list[int]] = []  # of each node; way k and way k ^ 1 are one, there and back
        self._end: list[int] = []
        self._room: list[int] = []
        self._level: list[int] = []
        self._next: list[int] = []

    def join(self, start: Hashable, end: Hashable, limit: int) -> None:
        """Add a way that carries up to a limit."""
        for one, other, room in ((start, end, limit), (end, start, 0)):
            self._ways[self._node(one)].append(len(self._end))
            self._end.append(self._node(other))
            self._room.append(room)

    def most(self, source: Hashable, sink: Hashable) -> int:
        """Return the most that flows from one node to another.

        Source: Dinic (1970), "Algorithm for solution of a problem of maximum flow".
        """
        start, end, total = self._node(source), self._node(sink), 0
        while self._reaches(start, end):
            self._next = [0] * len(self._ways)
            total += self._block(start, end)
        return total

    def _node(self, name: Hashable) -> int:
        if name not in self._place:
            self._place[name] = len(self._ways)
            self._ways.append([])
        return self._place[name]

    def _reaches(self, start: int, end: int) -> bool:
        """Number the nodes by how many steps they lie from the start; return whether the end is reached."""
        self._level = [-1] * len(self._ways)
        self._level[start], queue = 0, deque([start])
        while queue:
            node = queue.popleft()
            for way in self._ways[node]:
                if self._room[way] and self._level[self._end[way]] < 0:
                    self._level[self._end[way]] = self._level[node] + 1
                    queue.append(self._end[way])
        return self._level[end] >= 0

    def _block(self, start: int, end: int) -> int:
        """Fill every shortest path, and return what went along them."""
        total, path, node = 0, list[int](), start
        while True:
            if node == end:
                total += self._push(path)
                path, node = [], start
            elif (way := self._onward(node)) is not None:
                path.append(way)
                node = self._end[way]
            elif path:
                self._next[node := self._end[path.pop() ^ 1]] += 1
            else:
                return total

    def _onward(self, node: int) -> int | None:
        """Return the first way from a node that has room and leads one step further."""
        ways, further = self._ways[node], self._level[node] + 1
        while self._next[node] < len(ways):
            way = ways[self._next[node]]
            if self._room[way] and self._level[self._end[way]] == further:
                return way
            self._next[node] += 1
        return None

    def _push(self, path: list[int]) -> int:
        amount = min(self._room[way] for way in path)
        for way in path:
            self._room[way] -= amount
            self._room[way ^ 1] += amount
        return amount
