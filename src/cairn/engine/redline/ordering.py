"""Bring the orders of several amendments together: what they add, and what they move."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from cairn.engine.redline.alignment import Effort, alignment
from cairn.engine.redline.words import EFFORT

START = ""  # stands before the first paragraph
Ids = Sequence[str]


@dataclass(frozen=True, slots=True)
class Placed:
    """What amendments put after one paragraph that stays where it is, in one order."""

    anchor: str  # identity, or START
    ids: tuple[str, ...]
    amendments: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Order:
    """The merged order of all paragraphs, what was put where, and what could not be."""

    ids: tuple[str, ...]
    moved: Mapping[str, tuple[str, ...]]  # by paragraph of the base: the amendments that move it
    contested: tuple[tuple[Placed, ...], ...]  # each: what stands against each other


def order_of(base: Ids, orders: Mapping[str, Ids]) -> Order:
    """Merge the orders that amendments give the paragraphs of a base.

    What only one amendment adds or moves to a place goes there, also where the paragraph before it moves or
    is dropped by another. Different paragraphs in one place, or one paragraph in different places, are
    contested: additions stay out and moves are not made.
    """
    accepted, contested = _agreed(list(_placed(base, orders)))
    ids = _laid_out(base, accepted)
    circle = [one for one in accepted if not set(one.ids) <= set(ids)]
    if circle:  # each would follow the other
        contested.append(tuple(circle))
        accepted = [one for one in accepted if one not in circle]
        ids = _laid_out(base, accepted)
    known = set(base)
    moved = {one: placed.amendments for placed in accepted for one in placed.ids if one in known}
    return Order(tuple(ids), moved, tuple(contested))


def _placed(base: Ids, orders: Mapping[str, Ids]) -> Iterator[Placed]:
    """Yield what stands after each paragraph that stays in its order, once for equal proposals."""
    found: dict[tuple[str, tuple[str, ...]], list[str]] = {}
    for name in sorted(orders):
        stays = {base[i] for i, _j in alignment(base, orders[name], effort=Effort(EFFORT))}
        anchor, run = START, list[str]()
        for identity in [*orders[name], None]:
            if identity is None or identity in stays:
                if run:
                    found.setdefault((anchor, tuple(run)), []).append(name)
                anchor, run = identity or START, []
            else:
                run.append(identity)
    for (anchor, ids), names in sorted(found.items()):
        yield Placed(anchor, ids, tuple(names))


def _agreed(placed: Sequence[Placed]) -> tuple[list[Placed], list[tuple[Placed, ...]]]:
    """Part what can be done from what stands against each other: by place, or by a paragraph they share."""
    groups: list[list[Placed]] = []
    for one in placed:
        meets = [group for group in groups if any(_meets(one, other) for other in group)]
        groups = [group for group in groups if group not in meets]
        groups.append([other for group in meets for other in group] + [one])
    alone = [group[0] for group in groups if len(group) == 1]
    return alone, [tuple(group) for group in groups if len(group) > 1]


def _meets(one: Placed, other: Placed) -> bool:
    return one.anchor == other.anchor or not set(one.ids).isdisjoint(other.ids)


def _laid_out(base: Ids, accepted: Sequence[Placed]) -> list[str]:
    """Put what was accepted after its paragraph, and so on; what would follow itself is not there."""
    after = {one.anchor: one.ids for one in accepted}
    moved = {identity for one in accepted for identity in one.ids}
    found: list[str] = []
    waiting = [identity for identity in reversed([START, *base]) if identity not in moved]
    while waiting:
        identity = waiting.pop()
        found.append(identity)
        waiting += reversed(after.get(identity, ()))
    return found[1:]
