"""One table of counts that may leave: fast enough to be made when it is asked for."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from cairn.engine.disclosure.leaves import TOTAL, Cell, Leaves, check_counts, is_small
from cairn.engine.disclosure.rounding import at_random, to_nearest


@dataclass(frozen=True, slots=True)
class Released:
    """One cell as it leaves; `value` is None where it is held back."""

    row: str
    column: str
    value: int | None
    status: Leaves


@dataclass(frozen=True, slots=True)
class Release:
    """A table that may leave, margins with it, and the rule it was made by."""

    cells: tuple[Released, ...]
    threshold: int
    zero_allowed: bool
    rounding: int | None

    def value(self, row: str, column: str) -> int | None:
        """Give a cell's value; TOTAL names a margin."""
        return next(cell.value for cell in self.cells if (cell.row, cell.column) == (row, column))


def release_table(
    counts: Mapping[Cell, int],
    *,
    threshold: int,
    zero_allowed: bool = True,
    rounding: int | None = None,
    seed: str | None = None,
) -> Release:
    """Release a table of counts with its totals, without its small cells.

    Shapes: `counts` by (row, column), labels not empty; a cell that is not there does not exist.
    Units: people; counts from 1 to `threshold` - 1 are small, zero too unless `zero_allowed`.
    Held back too: further cells, the smallest first, until what is missing from any row, column or
    margin is at least two cells that together reach the threshold (or the total is missing too), and no
    missing cell follows from several rows and columns together. So no small count is found by subtracting.
    `rounding`: shown values go to the nearest multiple, halves up; totals are rounded on their own, so that
    they need not add up. With a `seed` they go up or down at random, right on average, and the same way in
    every release of that seed. Nothing here looks at other releases, or at places within places: for those
    use `protect`.
    Ties go to the label that sorts first; the order of `counts` cannot matter.
    Raises: ValueError for a count that is no whole number from 0, an empty label, or an option out of range.

    >>> counts = {("Elm", "a"): 3, ("Elm", "b"): 20, ("Oak", "a"): 30, ("Oak", "b"): 40}
    >>> release = release_table(counts, threshold=5)
    >>> [release.value(row, column) for row, column in sorted(counts)], release.value("Elm", TOTAL)
    ([None, None, None, None], 23)
    """
    _check(counts, threshold, rounding)
    table = _with_margins(counts)
    small = {cell for cell, n in table.items() if is_small(n, threshold, zero_allowed=zero_allowed)}
    held = set(small)
    lines = _lines(table)
    while extra := _exposed_line(table, lines, held, threshold) or _exposed_by_many(table, held):
        held.add(extra)
    return Release(
        cells=tuple(
            Released(*cell, None, Leaves.SMALL if cell in small else Leaves.PROTECTING)
            if cell in held
            else _released(cell, table[cell], rounding, seed)
            for cell in sorted(table)
        ),
        threshold=threshold,
        zero_allowed=zero_allowed,
        rounding=rounding,
    )


def _check(counts: Mapping[Cell, int], threshold: int, rounding: int | None) -> None:
    if threshold < 0 or (rounding is not None and rounding < 1):
        raise ValueError("The threshold is a whole number from 0, and rounding one from 1: correct them.")
    for cell in counts:
        if not all(cell):
            raise ValueError(f"The cell {cell} has an empty label, which stands for a total: name it.")
    check_counts(counts.items())


def _with_margins(counts: Mapping[Cell, int]) -> dict[Cell, int]:
    table = {cell: int(counts[cell]) for cell in sorted(counts)}
    for (row, column), count in list(table.items()):
        for margin in ((row, TOTAL), (TOTAL, column), (TOTAL, TOTAL)):
            table[margin] = table.get(margin, 0) + count
    return table


def _lines(table: Iterable[Cell]) -> list[list[Cell]]:
    """Gather the cells of every row and column, margins among them; each sums to its own total."""
    lines: dict[tuple[str, str], list[Cell]] = {}
    for cell in sorted(table):
        lines.setdefault(("row", cell[0]), []).append(cell)
        lines.setdefault(("column", cell[1]), []).append(cell)
    return [lines[name] for name in sorted(lines)]


def _exposed_line(
    table: Mapping[Cell, int], lines: list[list[Cell]], held: set[Cell], threshold: int
) -> Cell | None:
    """Find the next cell to hold back in a line whose missing part gives itself away."""
    for line in lines:
        total = line[0]  # its empty label sorts first
        missing = [cell for cell in line if cell in held]
        known_sum = total not in held and sum(table[cell] for cell in missing) < threshold
        if missing and (len(missing) == 1 or known_sum):
            # Never empty: either a single cell is missing, or the total is there.
            rest = (cell for cell in line if cell not in held)
            return _cheapest(rest, table, total)
    return None


def _cheapest(cells: Iterable[Cell], table: Mapping[Cell, int], total: Cell | None = None) -> Cell:
    """Choose what to hold back: no zero and no total if it can be helped, then the smallest count."""

    def cost(cell: Cell) -> tuple[bool, bool, int, Cell]:
        return table[cell] == 0, cell == total, table[cell], cell

    return min(cells, key=cost)


def _exposed_by_many(table: Mapping[Cell, int], held: set[Cell]) -> Cell | None:
    """Find a cell to hold back where rows and columns together give a missing one away.

    Rows and columns are the nodes and missing cells the edges of a graph; each node's edges have a known sum.
    An edge that is a bridge between two parts follows from the sums of either: a second must join them.
    """
    joined: dict[tuple[str, str], set[tuple[str, str]]] = {}
    for row, column in held:
        joined.setdefault(("row", row), set()).add(("column", column))
        joined.setdefault(("column", column), set()).add(("row", row))
    for bridge in sorted(held):
        near = _reached(bridge, joined)
        if ("column", bridge[1]) not in near:
            # Every node has two edges by now, so each part has two rows, and a margin cell joins the parts.
            joins = (
                cell
                for cell in table
                if cell not in held and (("row", cell[0]) in near) != (("column", cell[1]) in near)
            )
            return _cheapest(joins, table)
    return None


def _reached(bridge: Cell, joined: Mapping[tuple[str, str], set[tuple[str, str]]]) -> set[tuple[str, str]]:
    """Gather the rows and columns that missing cells join to a cell's row without that cell."""
    start, end = ("row", bridge[0]), ("column", bridge[1])
    reached, ahead = {start}, [start]
    while ahead:
        node = ahead.pop()
        for other in joined[node] - reached:
            if {node, other} != {start, end}:
                reached.add(other)
                ahead.append(other)
    return reached


def _released(cell: Cell, count: int, rounding: int | None, seed: str | None) -> Released:
    if not rounding:
        return Released(*cell, count, Leaves.SHOWN)
    if seed is None:
        return Released(*cell, to_nearest(count, rounding), Leaves.ROUNDED)
    return Released(*cell, at_random(count, rounding, cell=cell, seed=seed), Leaves.ROUNDED)
