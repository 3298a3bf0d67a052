"""Rounding that hides small differences: to the nearest, at random without bias, or so that all adds up."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256

from cairn.engine.disclosure.leaves import TOTAL, Cell, check_counts

Node = tuple[str, str]  # ("row" or "column", label)


def to_nearest(count: int, base: int) -> int:
    """Round to the nearest multiple, halves up.

    >>> [to_nearest(count, 5) for count in (0, 2, 3, 7, 8)]
    [0, 0, 5, 5, 10]
    """
    return (2 * count + base) // (2 * base) * base


def at_random(count: int, base: int, *, cell: tuple[str, ...], seed: str) -> int:
    """Round up or down to a multiple so that the count is right on average over seeds.

    The same cell with the same count goes the same way in every release of one seed: asking again, or
    comparing releases, averages nothing out. The seed stays with its holder.
    Source: unbiased random rounding, Cox (1987), Journal of the American Statistical Association 82:520-524.

    >>> at_random(10, 5, cell=("Elm", "a"), seed="2024"), at_random(11, 5, cell=("Elm", "a"), seed="2024") % 5
    (10, 0)
    """
    below = count // base * base
    return (
        below + base
        if _chance("\x1f".join((seed, *cell, str(count)))) * base < (count - below) << 64
        else below
    )


def _chance(text: str) -> int:
    """Draw a whole number below 2**64 that the text decides."""
    return int.from_bytes(sha256(text.encode()).digest()[:8], "big")


@dataclass(frozen=True, slots=True)
class Rounded:
    """A table rounded with its totals so that every row and column still adds up."""

    values: Mapping[Cell, int]
    base: int
    rule: str


def controlled(counts: Mapping[Cell, int], *, base: int, seed: str | None = None) -> Rounded:
    """Round a table with its totals to multiples so that it still adds up, each cell by less than the base.

    Shapes: `counts` by (row, column); the answer has the margins too, named TOTAL. A multiple stays as it is.
    With a `seed` every cell is right on average over seeds; without one the way is chosen by which moves the
    cells less, so that the answer is the same for everybody.
    The cells that are no multiple yet hold a closed path in every row and column they touch; going round it,
    up and down by turns, changes no sum, and each round makes at least one of them a multiple.
    Raises: ValueError for a count that is no whole number from 0, or a base below 1.
    Source: Cox (1987), A constructive procedure for unbiased controlled rounding, JASA 82:520-524.

    >>> table = controlled({("Elm", "a"): 3, ("Elm", "b"): 4, ("Oak", "a"): 4, ("Oak", "b"): 2}, base=5)
    >>> {value % 5 for value in table.values.values()}
    {0}
    >>> table.values["Elm", "a"] + table.values["Elm", "b"] == table.values["Elm", ""]
    True
    """
    if base < 1:
        raise ValueError(f"Rounding is to {base}: give a whole number from 1.")
    check_counts(counts.items())
    table = {cell: int(counts[cell]) for cell in sorted(counts)}
    for (row, column), count in list(table.items()):
        for margin in ((row, TOTAL), (TOTAL, column), (TOTAL, TOTAL)):
            table[margin] = table.get(margin, 0) + count
    exact = dict(table)
    number = 0
    while path := _closed_path(table, base):
        number += 1
        _go_round(table, exact, path, base, None if seed is None else f"{seed}\x1f{number}")
    how = "by least change" if seed is None else "at random, right on average"
    rule = f"Every count is a multiple of {base}, chosen {how}, and rows and columns still add up."
    return Rounded(dict(sorted(table.items())), base, rule)


def _closed_path(table: Mapping[Cell, int], base: int) -> list[Cell] | None:
    """Find a closed path of cells that are no multiple, a row and a column by turns."""
    near: dict[Node, list[Cell]] = {}
    for cell in sorted(cell for cell, value in table.items() if value % base):
        near.setdefault(("row", cell[0]), []).append(cell)
        near.setdefault(("column", cell[1]), []).append(cell)
    if not near:
        return None
    node, last = min(near), None
    nodes: list[Node] = [node]
    path: list[Cell] = []
    while True:  # every node has two such cells, since its sum is a multiple: there is always a way on
        last = next(cell for cell in near[node] if cell != last)
        node = ("column", last[1]) if node[0] == "row" else ("row", last[0])
        path.append(last)
        if node in nodes:
            return path[nodes.index(node) :]
        nodes.append(node)


def _signed(path: list[Cell]) -> Iterator[tuple[Cell, int]]:
    """Give each cell of a path its way so that no sum changes: a margin counts against its line."""
    for place, cell in enumerate(path):
        against = (cell[0] == TOTAL) != (cell[1] == TOTAL)
        yield cell, (1 if place % 2 == 0 else -1) * (-1 if against else 1)


def _go_round(
    table: dict[Cell, int], exact: Mapping[Cell, int], path: list[Cell], base: int, seed: str | None
) -> None:
    ways = dict(_signed(path))
    steps = {way: min(-table[cell] * sign * way % base for cell, sign in ways.items()) for way in (1, -1)}
    if seed is None:
        moved = {
            way: sum(abs(table[cell] + sign * way * steps[way] - exact[cell]) for cell, sign in ways.items())
            for way in (1, -1)
        }
        way = 1 if moved[1] <= moved[-1] else -1
    else:  # up with the chance that leaves each cell right on average
        way = 1 if _chance(seed) * (steps[1] + steps[-1]) < steps[-1] << 64 else -1
    for cell, sign in ways.items():
        table[cell] += sign * way * steps[way]
