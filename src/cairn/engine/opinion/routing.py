"""Choose the statement to show somebody next: the one from which most is learned.

Three things can be learned from a vote, each counted in bits (the fall in uncertainty that is expected):
where the person stands; how the statement divides people, so that new ones get their chance; and what the
person's constituency thinks of it, so that statements few of them have seen come up. A pass teaches
nothing, so each is multiplied by the chance that a side is taken.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import digamma, entr, ndtr

from cairn.engine.disclosure.columns import MIN_SIZE, PROTECTING, SHOWN, held_back
from cairn.engine.opinion.ideal.model import IdealMap
from cairn.engine.opinion.ideal.placing import place, scores
from cairn.engine.opinion.ideal.sides import Floats

Counts = NDArray[np.int64]
EVERYONE = "everyone"
NEAR_BEST = 0.9  # the choice is drawn among statements that teach at least this share of the most
FEW = 10  # votes below which a statement is called new, or little seen
CODES = ("position", "statement", "constituency")
STEEP = float(np.sqrt(np.pi * np.log(2) / 2))
RULE = (
    "The statement whose vote is expected to teach most, in bits: where the person stands, how the statement "
    "divides people, and what the person's constituency thinks of it; times the chance that a side is taken. "
    "Drawn by the seed among those within a tenth of the most."
)


@dataclass(frozen=True, slots=True)
class Desk:
    """What is needed to choose: the map, and the votes on each statement by constituency."""

    drawn: IdealMap
    constituencies: tuple[str, ...]  # the last is everyone
    counts: Counts  # (n_constituencies, 3, n_statements): disagree, pass, agree
    is_open: NDArray[np.bool_]  # (n_statements,) may be shown
    min_size: int = MIN_SIZE  # votes of a constituency on a statement below which nothing is said of them


@dataclass(frozen=True, slots=True)
class Choice:
    """The statement to show, and why. Codes: `position`, `statement`, `constituency`."""

    statement: int  # column
    code: str
    params: Mapping[str, str | int | float]
    reason: str
    bits: Mapping[str, float | None]  # by code: what is expected to be learned; None where held back
    probability: float  # that this person agrees, if they take a side
    n_near_best: int  # among how many it was drawn
    rule: str = RULE


def set_desk(drawn: IdealMap, declared: Mapping[str, str] | None = None, *, min_size: int = MIN_SIZE) -> Desk:
    """Lay out what choosing needs: count the votes on each statement, by constituency and of everyone.

    `declared` maps participant to constituency; who is in none counts among everyone. Fewer than `min_size`
    votes of a constituency take part in the choice, and in nothing that is said of it.
    Raises: ValueError if a constituency is called "everyone".
    """
    votes, declared = drawn.votes, declared or {}
    names = sorted(set(declared.values()))
    if EVERYONE in names:
        raise ValueError(
            f"A constituency is called {EVERYONE!r}, which stands for all; give it another name."
        )
    number = {name: at for at, name in enumerate(names)}
    of_person = np.array(
        [number.get(declared.get(one, ""), len(names)) for one in votes.participants], np.int64
    )
    m = len(votes.statements)
    place_of = (of_person[votes.rows] * 3 + votes.values + 1) * m + votes.cols
    counts = np.bincount(place_of, minlength=(len(names) + 1) * 3 * m).reshape(len(names) + 1, 3, m)
    counts[-1] = counts.sum(axis=0)
    return Desk(drawn, (*names, EVERYONE), counts, ~votes.is_left_out, min_size)


def count_vote(desk: Desk, statement: int, value: int, constituency: str = EVERYONE) -> Desk:
    """Return the desk with one vote more (agree +1, pass 0, disagree -1); the map stays as it is."""
    counts = desk.counts.copy()
    for at in {_number(desk, constituency), len(desk.constituencies) - 1}:
        counts[at, value + 1, statement] += 1
    return replace(desk, counts=counts)


def next_statement(
    desk: Desk, cols: ArrayLike, values: ArrayLike, *, constituency: str = EVERYONE, seed: int = 0
) -> Choice | None:
    """Choose the statement to show next to somebody with these votes; None when they have seen all.

    `cols` are the statements they voted on, `values` agree +1, pass 0, disagree -1. The same votes, desk and
    seed give the same choice; give each person a seed of their own. Statements moderated out, or meta, are
    never shown.
    Raises: ValueError as `place`, or if nobody declared the constituency.
    Source: expected information by the approximation of Houlsby, Huszár, Ghahramani & Lengyel (2011),
    arXiv:1112.5745; a constituency's share of agreement as a Beta distribution, uniform at the start.
    """
    at = _number(desk, constituency)
    here = place(desk.drawn, cols, values)
    is_left = desk.is_open.copy()
    is_left[np.asarray(cols, np.intp)] = False
    left = np.flatnonzero(is_left)
    if not len(left):
        return None
    mean, own, other = scores(desk.drawn, here, left)
    bits = _bits(desk, at, left, (mean, own, other))
    total = bits.sum(axis=0)
    near = np.flatnonzero(total >= NEAR_BEST * total.max())
    pick = int(near[np.random.default_rng([seed, np.size(cols)]).integers(len(near))])
    chance = float(ndtr(mean[pick] / np.sqrt(1 + own[pick] + other[pick])))
    gains: dict[str, float] = dict(zip(CODES, bits[:, pick].tolist(), strict=True))
    code = max(CODES, key=lambda one: gains[one])
    if code == "constituency" and constituency == EVERYONE:
        code = "statement"
    status = _status(desk, at, int(left[pick]))
    params, reason = _reason(desk, (at, status), int(left[pick]), code, (chance, bool(np.size(cols))))
    told = gains if status == SHOWN else gains | {"constituency": None}
    return Choice(int(left[pick]), code, params, reason, told, chance, len(near))


def expected_bits(mean: Floats, variance: Floats) -> Floats:
    """Return what a vote is expected to tell of a score known as normal, in bits.

    >>> expected_bits(np.array([0.0, 0.0, 3.0]), np.array([0.0, 1.0, 1.0])).round(3).tolist()
    [0.0, 0.278, 0.04]
    """
    said = ndtr(mean / np.sqrt(1 + variance))
    whole = (entr(said) + entr(1 - said)) / np.log(2)
    inside = STEEP / np.sqrt(variance + STEEP**2) * np.exp(-(mean**2) / (2 * (variance + STEEP**2)))
    return np.asarray(np.maximum(whole - inside, 0.0), np.float64)


def share_bits(n_agree: Counts, n_disagree: Counts) -> Floats:
    """Return what one vote more is expected to tell of a share of agreement, in bits.

    >>> share_bits(np.array([0, 9]), np.array([0, 9])).round(3).tolist()
    [0.279, 0.035]
    """
    a, b = n_agree + 1.0, n_disagree + 1.0
    said = a / (a + b)
    whole = entr(said) + entr(1 - said)
    inside = digamma(a + b + 1) - said * digamma(a + 1) - (1 - said) * digamma(b + 1)
    return np.asarray(np.maximum((whole - inside) / np.log(2), 0.0), np.float64)


def _number(desk: Desk, constituency: str) -> int:
    if constituency not in desk.constituencies:
        known = ", ".join(desk.constituencies)
        raise ValueError(f"Nobody declared the constituency {constituency!r}; known are {known}.")
    return desk.constituencies.index(constituency)


def _bits(desk: Desk, at: int, left: NDArray[np.intp], found: tuple[Floats, Floats, Floats]) -> Floats:
    """Return what is expected to be learned: (3, n_left) bits on position, statement and constituency."""
    mean, own, other = found
    disagree, passed, agree = desk.counts[-1][:, left]
    takes_side = (agree + disagree + 1) / (agree + disagree + passed + 1)
    whole = expected_bits(mean, own + other)
    position = np.minimum(expected_bits(mean / np.sqrt(1 + other), own / (1 + other)), whole)
    of_share = share_bits(desk.counts[at, 2, left], desk.counts[at, 0, left])
    return np.asarray(np.stack((position, whole - position, of_share)) * takes_side, np.float64)


def _status(desk: Desk, at: int, statement: int) -> int:
    """Say whether a constituency's votes on a statement may be told, as `held_back` does."""
    *seen, of_everyone = desk.counts[:, :, statement].sum(axis=1).tolist()
    column = np.array([*seen, of_everyone - sum(seen)])  # the last declared none
    return SHOWN if at == len(seen) else int(held_back(column[:, None], desk.min_size)[at, 0])


def _reason(
    desk: Desk, where: tuple[int, int], statement: int, code: str, agree: tuple[float, bool]
) -> tuple[dict[str, str | int | float], str]:
    """Say in plain words why: by the largest of the three gains. Small counts stay hidden."""
    (at, status), (chance, has_voted) = where, agree
    name = desk.constituencies[at]
    if code == "position":
        who = "people who vote like you agree with it" if has_voted else "people agree with it"
        said = f"because your answer says most about where you stand: {who} {chance:.0%} of the time"
        return {"probability": chance}, said
    if code == "statement":
        seen = int(desk.counts[-1, :, statement].sum())
        why = "it is new" if seen < FEW else "it is not yet clear who agrees with it"
        return {"votes": seen}, f"because {why}: {_people(seen)} voted on it so far"
    seen = int(desk.counts[at, :, statement].sum())
    if seen < desk.min_size:
        said = f"because few from {name} have seen it: fewer than {desk.min_size} voted on it so far"
        return {"constituency": name, "votes_below": desk.min_size}, said
    why = f"few from {name} have seen it" if seen < FEW else f"it is not yet clear what {name} thinks of it"
    if status == PROTECTING:
        return {"constituency": name}, f"because {why}"
    return {"constituency": name, "votes": seen}, f"because {why}: {_people(seen)} voted on it so far"


def _people(count: int) -> str:
    return {0: "nobody has", 1: "one person has"}.get(count, f"{count:,} people have")
