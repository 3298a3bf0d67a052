"""Paragraphs that keep who they are from one version of a text to the next."""

import hashlib
from collections import Counter, deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from cairn.engine.redline.alignment import Effort, alignment
from cairn.engine.redline.tokens import BREAK, paragraphs_of
from cairn.engine.redline.words import EFFORT, Difference, difference

ALIKE = 0.5  # share of the words of both that two versions of one paragraph have in common
CLOSEST = 100  # pairs that are compared; a longer stretch is paired in order


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph and its identity, which stays when its words change or it moves."""

    id: str
    text: str


@dataclass(frozen=True, slots=True)
class Change:
    """What became of one paragraph: same, revised, added or dropped; and whether it moved."""

    id: str
    kind: str
    moved: bool
    before: str
    after: str
    difference: Difference | None  # of a revised paragraph


def first_paragraphs(text: str) -> tuple[Paragraph, ...]:
    """Give each paragraph of a text its identity, made from its words and its place among equal ones.

    >>> [one.text for one in first_paragraphs("We fish.\\n\\nWe meet.")]
    ['We fish.', 'We meet.']
    """
    return follow((), text)


def follow(before: Sequence[Paragraph], text: str) -> tuple[Paragraph, ...]:
    """Return the paragraphs of a later version, each with the identity of the one it came from.

    A paragraph that stayed keeps its identity, also where it moved; a revised one keeps it where at least
    half of the words of both are in common; every other one is new. Of equal paragraphs the nearest keeps it.
    """
    texts = [part for part in paragraphs_of(text) if part]
    came_from: list[int | None] = [None] * len(texts)
    for i, j in _stayed(before, texts):
        came_from[j] = i
    left = set(range(len(before))).difference(came_from)
    for i, j in _moved(before, texts, came_from, left):
        came_from[j] = i
        left.discard(i)
    for i, j in _revised(before, texts, came_from, left):
        came_from[j] = i
    taken, turns = {paragraph.id for paragraph in before}, Counter[str]()
    found = []
    for j, part in enumerate(texts):
        at = came_from[j]
        identity = before[at].id if at is not None else _new_id(part, taken, turns)
        found.append(Paragraph(identity, part))
    return tuple(found)


def changes(
    before: Sequence[Paragraph], after: Sequence[Paragraph], *, effort: int = EFFORT
) -> tuple[Change, ...]:
    """Say what became of each paragraph, in the order of the text after; dropped ones where they stood.

    Units: effort in steps of the search over all paragraphs (see `difference`).
    Raises: ValueError if an identity is there twice.
    """
    old, new = _by_id(before), _by_id(after)
    kept = alignment(
        [p.id for p in before if p.id in new], [p.id for p in after if p.id in old], effort=Effort(effort)
    )
    common = [paragraph.id for paragraph in after if paragraph.id in old]
    stayed = {common[j] for _i, j in kept}
    n_revised = sum(old[identity] != new[identity] for identity in common) or 1
    found = []
    for identity in _reading_order(before, after, stayed):
        was, now = old.get(identity), new.get(identity)
        moved = was is not None and now is not None and identity not in stayed
        revised = difference(was, now, effort=effort // n_revised) if was and now and was != now else None
        kind = "added" if was is None else "dropped" if now is None else "revised" if revised else "same"
        found.append(Change(identity, kind, moved, was or "", now or "", revised))
    return tuple(found)


def text_of(paragraphs: Sequence[Paragraph]) -> str:
    """Join paragraphs to a text."""
    return BREAK.join(paragraph.text for paragraph in paragraphs)


def _reading_order(
    before: Sequence[Paragraph], after: Sequence[Paragraph], stayed: set[str]
) -> Iterator[str]:
    """Yield every identity in the order of the text after, the dropped ones after what stood before them."""
    new = {paragraph.id for paragraph in after}
    dropped: dict[str, list[str]] = {}
    anchor = ""
    for paragraph in before:
        if paragraph.id not in new:
            dropped.setdefault(anchor, []).append(paragraph.id)
        elif paragraph.id in stayed:
            anchor = paragraph.id
    yield from dropped.get("", ())
    for paragraph in after:
        yield paragraph.id
        yield from dropped.get(paragraph.id, ())


def _by_id(paragraphs: Sequence[Paragraph]) -> dict[str, str]:
    found = {paragraph.id: paragraph.text for paragraph in paragraphs}
    if len(found) != len(paragraphs):
        raise ValueError("Two paragraphs have one identity; make them with `follow`.")
    return found


def _stayed(before: Sequence[Paragraph], texts: Sequence[str]) -> list[tuple[int, int]]:
    keys = [_key(paragraph.text) for paragraph in before], [_key(part) for part in texts]
    return alignment(*keys, effort=Effort(EFFORT))


def _moved(
    before: Sequence[Paragraph], texts: Sequence[str], came_from: Sequence[int | None], left: set[int]
) -> list[tuple[int, int]]:
    """Pair equal paragraphs wherever they stand, first with first."""
    places: dict[str, deque[int]] = {}
    for i in sorted(left):
        places.setdefault(_key(before[i].text), deque()).append(i)
    found = []
    for j, part in enumerate(texts):
        waiting = places.get(_key(part)) if came_from[j] is None else None
        if waiting:
            found.append((waiting.popleft(), j))
    return found


def _revised(
    before: Sequence[Paragraph], texts: Sequence[str], came_from: Sequence[int | None], left: set[int]
) -> Iterator[tuple[int, int]]:
    """Pair what is left between two paragraphs that stayed, then what is left anywhere."""
    old, new = set(left), {j for j, at in enumerate(came_from) if at is None}
    for gap in _gaps(len(before), came_from, left):
        for i, j in _most_alike(before, texts, *gap):
            old.discard(i)
            new.discard(j)
            yield i, j
    if len(old) * len(new) <= CLOSEST:
        yield from _most_alike(before, texts, sorted(old), sorted(new))


def _most_alike(
    before: Sequence[Paragraph], texts: Sequence[str], old: Sequence[int], new: Sequence[int]
) -> Iterator[tuple[int, int]]:
    """Pair paragraphs that have half their words in common, the most alike first."""
    near = len(old) * len(new) <= CLOSEST
    pairs = [(i, j) for i in old for j in new] if near else list(zip(old, new, strict=False))
    bags, others = {i: _bag(before[i].text) for i in old}, {j: _bag(texts[j]) for j in new}
    alike = {(i, j): _alikeness(bags[i], others[j]) for i, j in pairs}
    taken_old: set[int] = set()
    taken_new: set[int] = set()
    for (i, j), share in sorted(alike.items(), key=lambda one: (-one[1], one[0])):
        if share >= ALIKE and i not in taken_old and j not in taken_new:
            taken_old.add(i)
            taken_new.add(j)
            yield i, j


def _gaps(
    n_before: int, came_from: Sequence[int | None], left: set[int]
) -> Iterator[tuple[list[int], list[int]]]:
    """Yield the places, old and new, between each two paragraphs that stayed in order."""
    low_old, new = 0, list[int]()
    for j, at in enumerate([*came_from, n_before]):
        if at is None:
            new.append(j)
        elif at >= low_old:
            old = [i for i in range(low_old, at) if i in left]
            if old and new:
                yield old, new
            low_old, new = at + 1, []


def _alikeness(words: Counter[str], others: Counter[str]) -> float:
    """Return the share of words that two texts have in common, in whatever order (Dice)."""
    return 2 * (words & others).total() / (words.total() + others.total())


def _bag(text: str) -> Counter[str]:
    """Count the words of a text; of one without spaces, its characters."""
    parts = text.split()
    return Counter(parts if len(parts) > 1 else text)


def _key(text: str) -> str:
    return " ".join(text.split())


def _new_id(text: str, taken: set[str], turns: Counter[str]) -> str:
    """Return an identity that is not taken, the same for the same text in the same place among equal ones."""
    key = _key(text)
    while True:
        identity = "p" + hashlib.sha256(f"{turns[key]}\0{key}".encode()).hexdigest()[:12]
        turns[key] += 1
        if identity not in taken:
            return identity
