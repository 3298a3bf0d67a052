"""What anyone can check about a slate: no large agreeing group goes without, who is covered, what each cost.

EJR+ (Brill & Peters 2023): with a slate of k, no statement outside it is approved by l/k of everyone all of
whom approve fewer than l statements on it. It is checked exactly. Where people have not seen statements it
is checked three times: on the electorate in parts (see `approvals`), and on what people said alone, once so
that no answer to the unseen could mend it (surely violated) and once so that none could break it (holds).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from cairn.engine.representation.approvals import UNSEEN, Approvals
from cairn.engine.representation.bridging import EVERYONE, Block
from cairn.engine.representation.purse import Table, Weights, support_by_level

Unseen = Literal["holds", "open", "violated"]


@dataclass(frozen=True, slots=True)
class Claim:
    """A group that agrees on a statement off the slate, with less than `level` statements on it.

    It has a claim to more if its share of everyone reaches `needed`.
    """

    column: int
    level: int
    share: Fraction  # of everyone, by weight
    needed: Fraction  # level / size

    @property
    def ratio(self) -> Fraction:
        """Return how near the claim is to being due: 1 or more violates EJR+."""
        return self.share / self.needed


class Voice(NamedTuple):
    """People whose coverage is told, and what of their votes is held back."""

    block: Block
    who: NDArray[np.bool_]  # (n_people,)
    is_held: NDArray[np.bool_]  # (n_candidates,) whose votes on it are too few to show, or protect others'
    chance: NDArray[np.float64]  # (n_candidates,) that one of them would agree, from what may be shown


@dataclass(frozen=True, slots=True)
class Coverage:
    """How far one block of people finds itself on the slate; shares of its people."""

    block: Block
    people: int
    covered: float  # approve at least one statement, unseen ones estimated
    stated: float | None  # have said that they agree with at least one: surely covered; None if held back
    possible: float | None  # have said so, or have not seen them all: not surely uncovered
    mean: float  # statements approved, on average, unseen ones estimated
    best: int | None = None  # column of the statement the block agrees with most, and least
    worst: int | None = None


@dataclass(frozen=True, slots=True)
class Certificate:
    """The checks of a slate."""

    ejr_plus: bool
    violations: tuple[Claim, ...]
    largest_claim: Claim | None  # the group nearest to a violation; None if nothing is off the slate
    whatever_unseen: Unseen  # EJR+ whatever people would say of what they have not seen
    overall: Coverage
    coverage: tuple[Coverage, ...]  # by block
    worst: Coverage  # the least covered block; overall where there is none


def claims(table: Table, weights: Weights, slate: Sequence[int], size: int) -> tuple[Claim, ...]:
    """Return the largest claim at each level from 1 to `size`, exactly; empty if all stand on the slate.

    Shapes: `table` is (n_voters, n_statements), `weights` (n_voters,). Of equal claims, the lower column.
    Source: Brill & Peters (2023), "Robust and Verifiable Proportionality Axioms", EC.

    >>> table = np.array([[1, 0]] * 3 + [[0, 1]] * 2, bool)
    >>> [(one.column, one.level, str(one.ratio)) for one in claims(table, np.ones(5, int), [0], 1)]
    [(1, 1, '2/5')]
    """
    count = table[:, list(slate)].sum(axis=1, dtype=np.int64)
    return _claims(table, count, weights, (slate, size))


def _claims(
    table: Table, count: NDArray[np.int64], weights: Weights, asked: tuple[Sequence[int], int]
) -> tuple[Claim, ...]:
    """Return the claims where each voter has `count` statements on the slate."""
    slate, size = asked
    total = int(weights.sum())
    off = np.setdiff1d(np.arange(table.shape[1]), np.asarray(slate, np.int64))
    if not off.size or not total:
        return ()
    by_level = support_by_level(table[:, off], weights, np.minimum(count, size), size + 1)
    below = np.cumsum(by_level, axis=1)[:, :size]  # (n_off, size): those with fewer than 1, 2, … statements
    best = below.argmax(axis=0)
    return tuple(
        Claim(int(off[c]), at + 1, Fraction(int(below[c, at]), total), Fraction(at + 1, size))
        for at, c in enumerate(best.tolist())
    )


def is_violated(found: Sequence[Claim]) -> bool:
    """Say whether any claim is due."""
    return any(claim.ratio >= 1 for claim in found)


def whatever_unseen(given: Approvals, slate: Sequence[int], size: int) -> Unseen:
    """Say whether EJR+ holds, or is violated, whatever people would say of what they have not seen.

    >>> stated = np.array([[1, -1], [-1, 1], [1, 0]], np.int8)
    >>> whatever_unseen(Approvals(stated == 1, np.ones(3, int), stated, np.arange(2), 1), [0], 1)
    'holds'
    """
    stated, weights = given.stated, given.weights[: len(given.stated)]
    agreed, unseen = stated == 1, stated == UNSEEN
    least = agreed[:, list(slate)].sum(axis=1, dtype=np.int64)
    most = least + unseen[:, list(slate)].sum(axis=1, dtype=np.int64)
    if is_violated(_claims(agreed, most, weights, (slate, size))):
        return "violated"
    return "open" if is_violated(_claims(agreed | unseen, least, weights, (slate, size))) else "holds"


def certify(given: Approvals, slate: Sequence[int], size: int, voices: Sequence[Voice]) -> Certificate:
    """Check a slate: `slate` holds columns of `given.table`, `size` is the size that was asked for.

    Where votes of a voice are held back, its coverage takes the chance in their place, for what was not seen
    and what was alike, so that nothing can be learned from it. Of equally covered ones the worst is the
    first.
    """
    found = claims(given.table, given.weights, slate, size)
    shown = np.zeros(given.table.shape[1], np.bool_)
    all_ = Voice(EVERYONE, np.ones(len(given.stated), np.bool_), shown, np.zeros(len(shown)))
    everyone = _coverage(all_, given, slate, 0)
    covered = tuple(_coverage(voice, given, slate, at) for at, voice in enumerate(voices, 1))
    return Certificate(
        ejr_plus=not is_violated(found),
        violations=tuple(claim for claim in found if claim.ratio >= 1),
        largest_claim=max(found, key=lambda claim: claim.ratio, default=None),
        whatever_unseen=whatever_unseen(given, slate, size),
        overall=everyone,
        coverage=covered,
        worst=min(covered, key=lambda one: one.covered, default=everyone),
    )


def _coverage(voice: Voice, given: Approvals, slate: Sequence[int], at: int) -> Coverage:
    columns, people = list(slate), int(voice.who.sum())
    if not (people and columns):
        return Coverage(voice.block, people, 0.0, 0.0, 0.0, 0.0)
    stated = given.stated[voice.who][:, columns]
    has = given.table[np.tile(voice.who, given.n_parts)][:, columns]
    is_held = voice.is_held[columns]
    if is_held.any():
        turn = np.random.default_rng([given.seed, at]).random((people, int(is_held.sum())))
        parts = [(turn + part / given.n_parts) % 1 for part in range(given.n_parts)]
        has[:, is_held] = np.concatenate(parts) < voice.chance[columns][is_held]
    agreed = (stated == 1).any(axis=1)
    possible = agreed | (stated == UNSEEN).any(axis=1)
    rates = has.mean(axis=0)
    return Coverage(
        voice.block,
        people,
        float(has.any(axis=1).mean()),
        None if is_held.any() else float(agreed.mean()),
        None if is_held.any() else float(possible.mean()),
        float(has.sum(axis=1).mean()),
        columns[int(rates.argmax())],
        columns[int(rates.argmin())],
    )
