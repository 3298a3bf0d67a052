"""Statements that bridge: agreed with in every constituency and every group found, as far as votes can say.

Each block of people counts by its own votes alone: agreement elsewhere is no evidence that this one agrees.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from cairn.engine.disclosure.columns import MIN_SIZE, PROTECTING, SMALL
from cairn.engine.opinion.statements import Tally
from cairn.engine.representation.agreement import Agreement
from cairn.engine.representation.membership import Membership
from cairn.engine.representation.pooling import lower_bound

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]
Kind = Literal["constituency", "group", "everyone"]
Standing = Literal["bridges", "not yet known", "does not bridge"]
RULE = (
    "A statement's score is the lowest, over all declared constituencies and all groups found, of the share "
    "that surely agrees (lower 95 % bound, by that block's own votes alone). It bridges where that is more "
    "than half everywhere. Fewer than {min_size} votes are no evidence: with such a block it is not yet "
    "known to bridge. Those that bridge stand first, then those not yet known, those with fewest such "
    "blocks first; in each by score, and of equal scores by the geometric mean of the bounds."
)


class Block(NamedTuple):
    """People whose agreement counts as one voice."""

    name: str
    kind: Kind


EVERYONE = Block("everyone", "everyone")


@dataclass(frozen=True, slots=True)
class Bridge:
    """How far one statement is agreed with everywhere."""

    statement: int  # column
    standing: Standing
    score: float  # lowest of the lower bounds over the blocks with enough votes; 0 if there is none
    geometric: float  # their geometric mean
    weakest: Block | None  # where the score is
    share: float | None  # agrees by votes seen there; None where it is held back
    short: tuple[Block, ...]  # blocks with fewer than min_size votes
    in_words: str

    @property
    def is_bridging(self) -> bool:
        """Say whether every block surely agrees."""
        return self.standing == "bridges"


@dataclass(frozen=True, slots=True)
class Bridging:
    """All statements, the most bridging first."""

    ranked: tuple[Bridge, ...]
    blocks: tuple[Block, ...]
    rule: str
    verdict: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """Agrees and votes seen of each block (n_blocks, n_statements), as far as they may be used."""

    blocks: tuple[Block, ...]
    agree: Counts
    seen: Counts
    is_short: NDArray[np.bool_]  # too few votes to count as evidence
    is_joint: NDArray[np.bool_]  # the counts are those of all cells held back, together
    min_size: int


def evidence(
    rows: Membership | None, found: Agreement | None, groups: Sequence[str], by_group: Tally
) -> Evidence:
    """Gather the counts of every block; those held back to protect others are told together, as published.

    `by_group` is (n_groups, n_statements). Without constituencies `rows` and `found` are None. Where there
    are neither constituencies nor groups, `by_group` holds everyone in one row, and `groups` is empty.
    """
    blocks: list[Block] = []
    agree, seen, short, joint = [], [], [], []
    min_size = MIN_SIZE if rows is None else rows.min_size
    if rows is not None and found is not None:
        is_protecting = found.status == PROTECTING
        blocks += [Block(name, "constituency") for name in rows.names]
        agree.append(np.where(is_protecting, found.rest[0], np.maximum(found.agree, 0)))
        seen.append(np.where(is_protecting, found.rest.sum(axis=0), np.maximum(found.seen, 0)))
        short.append((found.status == SMALL) | (found.seen == 0))
        joint.append(is_protecting)
    if groups or not blocks:
        blocks += [Block(name, "group") for name in groups] or [EVERYONE]
        agree.append(by_group.agree)
        seen.append(by_group.seen)
        short.append(by_group.seen < min_size)
        joint.append(np.zeros(by_group.seen.shape, np.bool_))
    is_short = np.vstack(short)
    n, of = (np.where(is_short, 0, np.vstack(part)) for part in (agree, seen))
    return Evidence(tuple(blocks), n, of, is_short, np.vstack(joint), min_size)


def bridging(given: Evidence, is_left_out: NDArray[np.bool_]) -> Bridging:
    """Rank statements by how surely every block agrees; those left out of the map are left out here.

    >>> n, of = np.array([[90, 40], [5, 5]]), np.array([[100, 100], [5, 6]])
    >>> no = np.zeros((2, 2), bool)
    >>> two = (Block("North", "constituency"), Block("South", "constituency"))
    >>> ranked = bridging(Evidence(two, n, of, no, no, 5), np.zeros(2, bool)).ranked
    >>> [(one.statement, one.standing, one.weakest.name, round(one.score, 3)) for one in ranked]
    [(0, 'bridges', 'South', 0.694), (1, 'does not bridge', 'North', 0.322)]
    """
    bounds = lower_bound(given.agree, given.seen)
    found = [_bridge(given, bounds[:, j], j) for j in np.flatnonzero(~is_left_out).tolist()]
    ranked = tuple(sorted(found, key=_order))
    sure, open_ = (sum(one.standing == kind for one in ranked) for kind in ("bridges", "not yet known"))
    verdict = f"On {sure:,} of {len(ranked):,} statements more than half surely agree {_in(given.blocks)}."
    if open_:
        verdict += f" On {open_:,} more they do, wherever enough people have voted."
    return Bridging(ranked, given.blocks, RULE.format(min_size=given.min_size), verdict)


def _order(one: Bridge) -> tuple[int, int, float, float, int]:
    rank = ("bridges", "not yet known", "does not bridge").index(one.standing)
    return rank, len(one.short) if rank == 1 else 0, -one.score, -one.geometric, one.statement


def _bridge(given: Evidence, bounds: Floats, j: int) -> Bridge:
    known = np.flatnonzero(~given.is_short[:, j])
    short = tuple(block for block, few in zip(given.blocks, given.is_short[:, j], strict=True) if few)
    few = _few(short, given.min_size) if short else ""
    if not known.size:
        return Bridge(j, "not yet known", 0.0, 0.0, None, None, short, f"Not yet known: {few}.")
    at = int(known[bounds[known].argmin()])
    score = float(bounds[at])
    geometric = float(np.exp(np.log(bounds[known]).mean()))
    share = None if given.is_joint[at, j] else float(given.agree[at, j] / given.seen[at, j])
    standing: Standing = "does not bridge" if score <= 0.5 else "not yet known" if short else "bridges"
    least = _least(given.blocks[at], score, share)
    if score <= 0.5:
        words = f"Does not bridge: {least}."
    elif given.blocks == (EVERYONE,):
        words = f"{least[0].upper()}{least[1:]}."
    elif short:
        words = f"Agreed wherever enough have voted; least {least}. Not yet known: {few}."
    else:
        words = f"Agreed {_in(given.blocks)}; least {least}."
    return Bridge(j, standing, score, geometric, given.blocks[at], share, short, words)


def _least(block: Block, score: float, share: float | None) -> str:
    """Say how far a block agrees: what is seen, and what is sure."""
    if share is None:
        return (
            f"in {told(block)}, told together with others held back, where at least {score:.0%} surely agree"
        )
    where = "" if block == EVERYONE else f"in {told(block)}, where "
    return f"{where}{share:.0%} of those who saw it agree, surely at least {score:.0%}"


def _few(short: tuple[Block, ...], min_size: int) -> str:
    if short == (EVERYONE,):
        return f"fewer than {min_size} have voted on it"
    return f"fewer than {min_size} votes in {', '.join(map(told, short))}"


def told(block: Block) -> str:
    """Name a block in a sentence."""
    return f"group {block.name}" if block.kind == "group" else block.name


def _in(blocks: tuple[Block, ...]) -> str:
    """Say where: in all constituencies and groups."""
    words = {"constituency": "constituencies", "group": "groups"}
    counts = [(kind, sum(block.kind == kind for block in blocks)) for kind in words]
    how = {1: "the one", 2: "both"}
    parts = [f"{how.get(n, f'all {n}')} {kind if n == 1 else words[kind]}" for kind, n in counts if n]
    return f"in {' and '.join(parts)}" if parts else "among everyone"
