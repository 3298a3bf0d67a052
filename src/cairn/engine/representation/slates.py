"""Small sets of statements that speak for many: the common ground, and a proportional slate.

Common ground shows what everyone shares; where eight such statements are near unanimous, they say nothing of
what people differ on. So a proportional slate is chosen among contested statements alone: each group that is
large enough and agrees on something has its part of it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from cairn.engine.disclosure.columns import MIN_SIZE
from cairn.engine.opinion.statements import Tally, tally
from cairn.engine.opinion.votes import Votes
from cairn.engine.representation import approvals as electing
from cairn.engine.representation.agreement import Agreement, agreement
from cairn.engine.representation.approvals import Approvals, Floats
from cairn.engine.representation.bridging import Block, Bridge, bridging, evidence
from cairn.engine.representation.certificate import Certificate, Voice, certify
from cairn.engine.representation.membership import Membership, membership
from cairn.engine.representation.rules import IN_WORDS, TIES, Choice, Rule, Tie, choose
from cairn.engine.representation.wording import common_reason, proportional_reason, verdict

Kind = Literal["proportional", "common-ground"]
Weighing = Literal["people", "constituencies"]
KINDS: tuple[Kind, ...] = ("proportional", "common-ground")
OF_WHOM = {"people": "of everyone", "constituencies": "by weight"}
ONE_VOICE = 10**9  # the weight of a constituency where all weigh the same
EJR_PLUS = (
    "EJR+: with {size} statements, no 1/{size} of everyone who agree on a statement left out have none of "
    "theirs on the slate, no 2/{size} have fewer than two, and so on."
)
UNSEEN = (
    "What somebody has not seen she neither approves nor rejects: each person counts as {parts} equal "
    "parts, and approves it in as many as the chance foretells that she would agree (seed {seed})."
)
LEFT_OUT = "Only stated agreement approves; what somebody has not seen gives a statement no support."


@dataclass(frozen=True, slots=True)
class People:
    """Votes, and the blocks of people they come from."""

    votes: Votes
    labels: NDArray[np.int64]  # (n_participants,) index into groups, -1 for none
    groups: tuple[str, ...]  # names of the groups found; none where there are no clear groups
    rows: Membership | None  # declared constituencies
    found: Agreement | None  # how far these agree


@dataclass(frozen=True, slots=True)
class Request:
    """What slate is wanted."""

    size: int
    kind: Kind = "proportional"
    rule: Rule = "equal-shares"
    weigh: Weighing = "people"
    n_parts: int = 4
    seed: int = 0

    def __post_init__(self) -> None:
        """Refuse what does not exist."""
        if self.size < 1:
            raise ValueError(f"A slate of {self.size} was asked for; ask for 1 or more.")
        if self.kind not in KINDS:
            raise ValueError(f"The kind {self.kind!r} is unknown; choose {' or '.join(KINDS)}.")
        if self.weigh not in ("people", "constituencies"):
            raise ValueError(f"The weighing {self.weigh!r} is unknown; choose people or constituencies.")


@dataclass(frozen=True, slots=True)
class Seat:
    """A statement on a slate, and why; `agree` and the like count everyone who voted on it."""

    statement: int  # column of the votes
    reason: str
    agree: int
    disagree: int
    passed: int
    support: float  # share of everyone, by weight, who approve: said, and estimated where that is asked for
    choice: Choice | None  # how it was chosen; None on common ground
    bridge: Bridge | None  # None on a proportional slate


@dataclass(frozen=True, slots=True)
class Slate:
    """Statements in the order of their choice, with what anyone can check."""

    kind: Kind
    size: int  # asked for
    n_candidates: int
    seats: tuple[Seat, ...]
    approvals: Approvals  # whose table and statements the certificate names columns of
    certificate: Certificate
    ties: tuple[Tie, ...]
    together: tuple[str, ...]  # constituencies too small to be told apart
    weigh: Weighing
    is_held: NDArray[np.bool_]  # (n_candidates,) what it weighs and cost would tell what a few of one said
    rule: str
    verdict: str


def people_of(
    votes: Votes,
    labels: NDArray[np.int64],
    groups: Sequence[str],
    declared: Mapping[str, str] | None = None,
    *,
    min_size: int = MIN_SIZE,
) -> People:
    """Gather votes, the groups found (`labels` as of an opinion map) and declared constituencies.

    Raises: ValueError if labels are not one for each participant, or min_size is not positive.
    """
    if labels.shape != (len(votes.participants),) or labels.max(initial=-1) >= len(groups):
        raise ValueError(
            f"Give each of the {len(votes.participants)} participants one of {len(groups)} groups."
        )
    rows = membership(votes, declared, min_size=min_size) if declared else None
    return People(votes, labels, tuple(groups), rows, None if rows is None else agreement(votes, rows))


def propose(
    people: People, request: Request, *, chances: Floats | None = None, estimate: bool = True
) -> Slate:
    """Choose a slate of statements and certify it.

    `chances` is (n_participants, n_statements): how likely each person would agree with what she has not
    seen; without it, what people of her group said. With `estimate` off nothing is estimated: only what was
    said counts, and coverage is what was said, too.
    Raises: ValueError if a request is out of range, or constituencies are to be weighed and none is declared.

    >>> from cairn.engine.opinion.votes import votes_from_matrix
    >>> votes = votes_from_matrix([[1, -1, 1, -1]] * 6 + [[-1, 1, 1, -1]] * 6)
    >>> slate = propose(people_of(votes, np.array([0] * 6 + [1] * 6), "AB"), Request(2))
    >>> [seat.statement for seat in slate.seats], slate.certificate.ejr_plus, slate.certificate.worst.covered
    ([0, 1], True, 1.0)
    """
    votes, weights = people.votes, _weights(people, request)
    if estimate and chances is None:
        chances = electing.chances_to_agree(votes, people.labels)
    columns = electing.candidates(votes, contested=request.kind == "proportional", weights=weights)
    given = electing.approvals(
        votes,
        columns,
        chances if estimate else None,
        n_parts=request.n_parts,
        seed=request.seed,
        weights=weights,
    )
    make = _proportional if request.kind == "proportional" else _common
    return make(people, request, given)


def _weights(people: People, request: Request) -> NDArray[np.int64] | None:
    """Let every constituency weigh the same, to one in a million, if that is asked for.

    Those held back together weigh as many voices as they are, and in them everyone the same: else the weight
    of a statement would tell what each of two people said.
    """
    if request.weigh == "people":
        return None
    rows = people.rows
    if rows is None:
        raise ValueError("Constituencies cannot be weighed: none is declared. Declare them, or weigh people.")
    place = rows.labels + 1  # those who declared none are one more
    voices = np.ones(len(rows.names) + 1, np.int64)
    if rows.together:
        voices[-1] = len(rows.together) + rows.includes_undeclared
    sizes = np.maximum(np.bincount(place, minlength=len(voices)), 1)
    weights: NDArray[np.int64] = (ONE_VOICE * voices + sizes // 2) // sizes
    return weights[place]


def _held(people: People, request: Request, given: Approvals) -> NDArray[np.bool_]:
    """Say of which candidates the weighed figures would tell what a few of one constituency said."""
    if request.weigh == "people" or people.found is None:
        return np.zeros(len(given.statements), np.bool_)
    return np.asarray((~people.found.is_shown[:, given.statements]).any(axis=0), np.bool_)


def _voices(people: People, given: Approvals) -> list[Voice]:
    """Return everyone whose coverage is told: constituencies, then groups."""
    nothing = np.zeros(len(given.statements), np.bool_)
    found = [
        Voice(Block(name, "group"), people.labels == at, nothing, np.zeros(len(nothing)))
        for at, name in enumerate(people.groups)
    ]
    if people.rows is None or people.found is None:
        return found
    is_held = ~people.found.is_shown[:, given.statements]
    chance = people.found.pooled.share[0][:, given.statements]
    return [
        Voice(Block(name, "constituency"), people.rows.labels == at, is_held[at], chance[at])
        for at, name in enumerate(people.rows.names)
    ] + found


def _proportional(people: People, request: Request, given: Approvals) -> Slate:
    """Choose among contested statements by the rule asked for."""
    chosen, ties = choose(given.table, given.weights, request.size, request.rule)
    overall, by_group = tally(people.votes, people.labels, len(people.groups))
    share, is_held = Fraction(request.size, max(given.total, 1)), _held(people, request, given)
    where = _standing(people, by_group)
    seats = []
    for one in chosen:
        j = int(given.statements[one.column])
        said = int(overall.agree[j]), int(overall.seen[j])
        support, hidden = _support(given, one.column), bool(is_held[one.column])
        told = "" if hidden else f", about {support:.0%} {OF_WHOM[request.weigh]}"
        rates = [(block, float(rate[j])) for block, rate in where]
        reason = proportional_reason(said, told, one, None if hidden else share, rates)
        seats.append(_seat(j, overall, reason, support, (one, None)))
    rule = f"{IN_WORDS[request.rule]}; {TIES}."
    return _slate(people, request, given, (seats, [one.column for one in chosen], ties, rule))


def _common(people: People, request: Request, given: Approvals) -> Slate:
    """Take the statements that bridge most."""
    labels = people.labels if people.groups else np.zeros(len(people.labels), np.int64)
    overall, by_group = tally(people.votes, labels, max(1, len(people.groups)))
    of_blocks = evidence(people.rows, people.found, people.groups, by_group)
    stands = np.zeros(len(people.votes.statements), np.bool_)
    stands[given.statements] = True
    ranked = bridging(of_blocks, ~stands)
    column_of = {int(j): at for at, j in enumerate(given.statements)}
    seats, columns = [], []
    for one in ranked.ranked[: request.size]:
        said = int(overall.agree[one.statement]), int(overall.seen[one.statement])
        columns.append(column_of[one.statement])
        support = _support(given, columns[-1])
        seats.append(_seat(one.statement, overall, common_reason(one, said), support, (None, one)))
    return _slate(people, request, given, (seats, columns, (), ranked.rule))


def _standing(people: People, by_group: Tally) -> list[tuple[Block, Floats]]:
    """Return the share of each block that agrees with each statement, pooled for constituencies."""
    found = [
        (Block(name, "group"), (agree + 0.5) / (seen + 1))
        for name, agree, seen in zip(people.groups, by_group.agree, by_group.seen, strict=True)
    ]
    if people.rows is None or people.found is None:
        return found
    pooled = zip(people.rows.names, people.found.pooled.share[0], strict=True)
    return [(Block(name, "constituency"), rate) for name, rate in pooled] + found


def _support(given: Approvals, column: int) -> float:
    """Return the share of everyone, by weight, who approve a statement."""
    return int(given.weights[given.table[:, column]].sum()) / max(given.total, 1)


def _seat(
    j: int, overall: Tally, reason: str, support: float, how: tuple[Choice | None, Bridge | None]
) -> Seat:
    counts = overall.agree[j], overall.disagree[j], overall.passed[j]
    agree, disagree, passed = (int(count) for count in counts)
    return Seat(j, reason, agree, disagree, passed, support, *how)


def _slate(
    people: People,
    request: Request,
    given: Approvals,
    made: tuple[list[Seat], list[int], tuple[Tie, ...], str],
) -> Slate:
    """Certify what was chosen, and say by which rule."""
    seats, columns, ties, told = made
    certificate = certify(given, columns, request.size, _voices(people, given))
    n_bridging = sum(seat.bridge.is_bridging for seat in seats if seat.bridge)
    asked = request.size, len(seats), len(given.statements)
    weighing = {
        "people": "Everyone weighs the same.",
        "constituencies": (
            "Every constituency weighs the same, and in it everyone the same; those too small to be told "
            "apart weigh together what they would weigh alone."
        ),
    }
    said = UNSEEN if given.is_estimated else LEFT_OUT
    parts = [told, weighing[request.weigh], said.format(parts=given.n_parts, seed=request.seed)]
    return Slate(
        kind=request.kind,
        size=request.size,
        n_candidates=len(given.statements),
        seats=tuple(seats),
        approvals=given,
        certificate=certificate,
        ties=ties,
        together=people.rows.together if people.rows else (),
        weigh=request.weigh,
        is_held=_held(people, request, given),
        rule=" ".join([*parts, EJR_PLUS.format(size=request.size)]),
        verdict=verdict(certificate, asked, n_bridging if request.kind == "common-ground" else None),
    )
