"""A conversation that is going on: takes one vote at a time and keeps its map up to date.

What is refreshed at each vote, and what waits, is said in `RULE`. Taking a vote costs a fixed number of
operations on rows of the pair counts and a few products with the matrix of pairs, whatever the number of
people. The votes taken are held so that a full map, or the summary, of the whole can be had at any time.
"""

from dataclasses import dataclass, replace

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from cairn.engine.opinion import statements as says
from cairn.engine.opinion.components import Directions, Floats, place_statements, with_sign
from cairn.engine.opinion.leading import Leading
from cairn.engine.opinion.map import OpinionMap, draw
from cairn.engine.opinion.pairs import Pairs
from cairn.engine.opinion.summary import UNTIMED, ConversationSummary
from cairn.engine.opinion.votes import AGREE, DISAGREE, MODERATED_OUT, PASS

RULE = (
    "Refreshed at each vote: all counts, overall and by group, and what follows from them alone (exact); the "
    "centre; both components, the statements' places and extremity (residual within 1e-9 of the first "
    "eigenvalue, as in a full drawing); the place of who voted. With the next full drawing: who belongs to "
    "which group, the number of groups and the evidence for it. The places of everyone else on request."
)


@dataclass(frozen=True, slots=True)
class Refreshed:
    """The map after a vote; arrays of statements are in the order of `statements`, new ones last."""

    statements: tuple[str, ...]
    is_left_out: NDArray[np.bool_]  # (n_statements,)
    is_meta: NDArray[np.bool_]  # (n_statements,)
    n_participants: int
    directions: Directions
    statement_positions: Floats  # (n_statements, 2)
    extremity: Floats  # (n_statements,) NaN where nobody has voted
    overall: says.Tally  # (n_statements,)
    by_group: says.Tally  # (n_groups, n_statements) of the groups last drawn
    informing: says.Tally  # the same; without groups, of everyone clustered as one
    participant: str  # who voted
    position: tuple[float, float]  # of who voted
    group: int  # of who voted, as last drawn; -1 for none
    is_counted: bool  # False where a later vote on that statement was known already
    rule: str = RULE

    @property
    def group_informed(self) -> Floats:
        """Return how far all groups agree with each statement."""
        return says.group_informed(self.informing)

    @property
    def priority(self) -> Floats:
        """Return the weight with which the classical routing shows each statement next."""
        return says.priorities(self.informing, self.extremity, self.is_meta)

    @property
    def representative(self) -> tuple[tuple[says.Standout, ...], ...]:
        """Return the statements that tell each group from everyone else."""
        return says.representative(self.by_group, self.is_left_out)

    @property
    def majorities(self) -> tuple[tuple[says.Standout, ...], tuple[says.Standout, ...]]:
        """Return the statements that most people agree with, and those they disagree with."""
        return (
            says.majority(self.overall, self.is_left_out, "agree"),
            says.majority(self.overall, self.is_left_out, "disagree"),
        )

    @property
    def contested(self) -> tuple[says.Contested, ...]:
        """Return contested statements, the most divided first."""
        return says.contested(self.overall, self.by_group, self.is_left_out)

    @property
    def is_common(self) -> NDArray[np.bool_]:
        """Say on which statements every group surely leans the same way."""
        return says.common_ground(self.informing, self.is_left_out)


class LiveMap:
    """Holds a conversation, takes votes, and gives the map as it then is.

    >>> live = LiveMap(ConversationSummary.empty(topic="Parks"))
    >>> live.take("ann", "benches", 1).overall.agree.tolist()
    [1]
    >>> live.take("ann", "benches", -1).overall.agree.tolist(), live.summary().n_cast
    ([0], 2)
    """

    def __init__(self, summary: ConversationSummary, *, drawn: OpinionMap | None = None) -> None:
        """Begin from a summary, and from the groups of a map drawn of it, where there is one.

        Raises: ValueError if the map is not of these votes.
        """
        votes = summary.votes
        self._base, self._n_taken = summary, 0
        self._latest = int(summary.times.max(initial=UNTIMED))
        self._people = {name: at for at, name in enumerate(votes.participants)}
        self._columns = {name: at for at, name in enumerate(votes.statements)}
        self._texts, self._moderated, self._is_meta = list(summary.texts), votes.moderated, votes.is_meta
        self._ballots: dict[int, Ballot] = {}  # of those who voted since
        self._starts = votes.starts
        self._pairs = Pairs(votes)
        self._leading = Leading(self._pairs.matrix(self._is_left_out))
        self._labels, self._newcomer, self._n_groups = [0] * len(self._people), 0, 0
        self._informing = says.tally(votes, np.zeros(len(self._people), np.int64), 1)[1]
        if drawn is not None:
            self._adopt(drawn)

    @property
    def _is_left_out(self) -> NDArray[np.bool_]:
        left_out: NDArray[np.bool_] = (self._moderated == MODERATED_OUT) | self._is_meta
        return left_out

    def ask(self, statement: str, *, text: str = "", moderated: int = 0, is_meta: bool = False) -> None:
        """Put a new statement to the vote.

        Raises: ValueError if it is there already, has no id, or `moderated` is not -1, 0 or 1.
        """
        if statement in self._columns or not statement or moderated not in (-1, 0, 1):
            raise ValueError(
                f"Statement {statement!r} (moderated {moderated}) cannot be added: give it an id of its own, "
                "and -1, 0 or 1."
            )
        self._columns[statement] = len(self._columns)
        self._texts.append(text)
        self._moderated = np.append(self._moderated, np.int8(moderated))
        self._is_meta = np.append(self._is_meta, is_meta)
        self._pairs.add_statement()
        self._leading.add()
        counts = (self._informing.agree, self._informing.disagree, self._informing.seen)
        self._informing = says.Tally(*(np.pad(part, ((0, 0), (0, 1))) for part in counts))

    def take(self, participant: str, statement: str, vote: int, *, time: int | None = None) -> Refreshed:
        """Take one vote, of a new person or on a new statement too, and return the refreshed map.

        Units: agree +1, pass 0, disagree -1; `time` as in the summary, or None for just after all others.
        Where a later vote of this person on this statement is known (at one time, a lower one), that stays.
        Raises: ValueError if the vote is none, or an id is empty.
        """
        if vote not in (AGREE, PASS, DISAGREE) or not participant:
            raise ValueError(f"{vote!r} by {participant!r}: a vote is 1, 0 or -1, by somebody with an id.")
        if statement not in self._columns:
            self.ask(statement)
        who = self._people.setdefault(participant, len(self._people))
        if who == len(self._labels):
            self._labels.append(self._newcomer)
        when = max(self._latest, -1) + 1 if time is None else time
        self._latest, self._n_taken = max(self._latest, when), self._n_taken + 1
        ballot, at = self._ballot(who), self._columns[statement]
        is_counted = ballot.is_last(at, vote, when)
        if is_counted:
            self._count(who, at, ballot, vote)
            self._ballots[who] = ballot.put(at, vote, when)
        return self._refreshed(participant, who, is_counted)

    def summary(self) -> ConversationSummary:
        """Return the summary of all votes, those taken since included."""
        ballots = list(self._ballots.values())
        names = list(self._people)
        made = ConversationSummary.from_rows(
            [names[who] for who in self._ballots],
            list(self._columns),
            (
                np.repeat(np.arange(len(ballots)), [len(one.cols) for one in ballots]),
                np.concatenate([np.zeros(0, np.int32), *(one.cols for one in ballots)]),
                np.concatenate([np.zeros(0, np.int8), *(one.values for one in ballots)]),
            ),
            times=np.concatenate([np.zeros(0, np.int64), *(one.times for one in ballots)]),
            topic=self._base.topic,
            texts=self._texts,
            moderated=self._moderated,
            is_meta=self._is_meta,
        )
        return replace(made.merge(self._base), n_cast=self._base.n_cast + self._n_taken)

    def draw(self, *, seed: int = 0, n_splits: int = 4) -> OpinionMap:
        """Draw the full map of all votes, and go on from its groups; ValueError where there is no vote."""
        drawn = draw(self.summary().votes, seed=seed, n_splits=n_splits)
        self._adopt(drawn)
        return drawn

    def places(self) -> tuple[tuple[str, ...], Floats]:
        """Return everybody and where they stand, (n_participants, 2), by the present directions.

        In time of all votes, and therefore not part of `take`.
        """
        left_out, votes = self._is_left_out, self._base.votes
        plane = self._directions(left_out, self._pairs.counts()[2] > 0)
        apart = np.where(left_out[votes.cols], 0.0, votes.values - plane.centre[votes.cols])
        size = (len(votes.participants), len(left_out))
        placed = sp.csr_array((apart, votes.cols, self._starts), shape=size) @ plane.components.T
        seen = np.bincount(votes.rows, weights=~left_out[votes.cols], minlength=size[0])
        seen += (left_out & plane.is_in_matrix).sum()
        everyone = np.zeros((len(self._people), 2))
        everyone[: size[0]] = placed * np.sqrt(plane.is_in_matrix.sum() / np.maximum(1, seen))[:, None]
        for who in self._ballots:
            everyone[who] = self._place(who, plane, left_out)
        return tuple(self._people), everyone

    def _adopt(self, drawn: OpinionMap) -> None:
        """Take over who belongs to which group; without groups, everyone clustered is one."""
        votes = drawn.votes
        is_same = set(votes.participants) == set(self._people) and set(votes.statements) == set(self._columns)
        if not is_same or len(votes.values) != self._pairs.counts()[2].sum():
            raise ValueError("The map is not one of these votes: draw it anew.")
        self._n_groups = len(drawn.groups)
        labels = drawn.labels if self._n_groups else np.where(drawn.is_clustered, 0, -1)
        of = dict(zip(votes.participants, labels.tolist(), strict=True))
        self._labels, self._newcomer = [of[name] for name in self._people], -1
        counted = says.tally(votes, labels, max(1, self._n_groups))[1]
        place = {name: at for at, name in enumerate(votes.statements)}
        order = [place[name] for name in self._columns]
        self._informing = says.Tally(
            counted.agree[:, order], counted.disagree[:, order], counted.seen[:, order]
        )

    def _ballot(self, who: int) -> "Ballot":
        """Return the votes of one person."""
        if who in self._ballots:
            return self._ballots[who]
        votes = self._base.votes
        own = slice(self._starts[who], self._starts[who + 1]) if who < len(votes.participants) else slice(0)
        return Ballot(votes.cols[own], votes.values[own], self._base.times[own])

    def _count(self, who: int, at: int, ballot: "Ballot", vote: int) -> None:
        """Count a vote that is the last on its statement, wherever it counts."""
        before = ballot.vote_on(at)
        self._pairs.change(at, ballot.others(at), (before, vote))
        if self._labels[who] >= 0:
            group, tally = self._labels[who], self._informing
            tally.agree[group, at] += (vote == AGREE) - (before == AGREE)
            tally.disagree[group, at] += (vote == DISAGREE) - (before == DISAGREE)
            tally.seen[group, at] += before is None
        left_out = self._is_left_out
        if not left_out[at]:
            self._leading.change(at, self._pairs.row(at, left_out))

    def _refreshed(self, participant: str, who: int, is_counted: bool) -> Refreshed:
        """Put together what has been refreshed."""
        left_out, counts = self._is_left_out, self._pairs.counts()
        directions = self._directions(left_out, counts[2] > 0)
        places = place_statements(directions)
        copies = [
            part.copy() for part in (self._informing.agree, self._informing.disagree, self._informing.seen)
        ]
        return Refreshed(
            statements=tuple(self._columns),
            is_left_out=left_out,
            is_meta=self._is_meta,
            n_participants=len(self._people),
            directions=directions,
            statement_positions=places,
            extremity=np.where(directions.is_in_matrix, np.hypot(places[:, 0], places[:, 1]), np.nan),
            overall=says.Tally(*counts),
            by_group=says.Tally(*(part[: self._n_groups] for part in copies)),
            informing=says.Tally(*copies),
            participant=participant,
            position=self._place(who, directions, left_out),
            group=self._labels[who] if self._n_groups else -1,
            is_counted=is_counted,
        )

    def _directions(self, left_out: NDArray[np.bool_], is_in_matrix: NDArray[np.bool_]) -> Directions:
        leading = self._leading
        total = float(leading.matrix.trace())
        is_real = leading.values > 1e-14 * total
        components = np.zeros((2, leading.size))
        for axis in np.flatnonzero(is_real).tolist():
            components[axis] = with_sign(np.where(is_in_matrix & ~left_out, leading.vectors[axis], 0.0))
        share = float(leading.values[is_real].sum()) / total if total else 0.0
        return Directions(self._pairs.means(left_out), components, share, is_in_matrix)

    def _place(self, who: int, plane: Directions, left_out: NDArray[np.bool_]) -> tuple[float, float]:
        """Say where one person stands, as `components.reach_of` has it."""
        ballot = self._ballot(who)
        cols, values = ballot.cols, ballot.values
        is_kept = ~left_out[cols]
        seen = int(is_kept.sum()) + int((left_out & plane.is_in_matrix).sum())
        reach = np.sqrt(plane.is_in_matrix.sum() / max(1, seen))
        cols, values = cols[is_kept], values[is_kept]
        x, y = (plane.components[:, cols] @ (values - plane.centre[cols]) * reach).tolist()
        return x, y


@dataclass(frozen=True, slots=True)
class Ballot:
    """The votes of one person, by column."""

    cols: NDArray[np.int32]
    values: NDArray[np.int8]
    times: NDArray[np.int64]

    def vote_on(self, at: int) -> int | None:
        """Return the vote on a statement, None where it was not seen."""
        place = int(np.searchsorted(self.cols, at))
        return int(self.values[place]) if self._is_at(place, at) else None

    def others(self, at: int) -> tuple[NDArray[np.int32], NDArray[np.int8]]:
        """Return columns and votes of all statements but one."""
        is_other = self.cols != at
        return self.cols[is_other], self.values[is_other]

    def is_last(self, at: int, vote: int, time: int) -> bool:
        """Say whether a vote counts, by the rule of the summary: the later, at one time the lower."""
        place = int(np.searchsorted(self.cols, at))
        if not self._is_at(place, at):
            return True
        return (time, -vote) > (int(self.times[place]), -int(self.values[place]))

    def put(self, at: int, vote: int, time: int) -> "Ballot":
        """Return the ballot with a vote in its place."""
        place = int(np.searchsorted(self.cols, at))
        after = place + self._is_at(place, at)
        return Ballot(
            np.concatenate((self.cols[:place], [np.int32(at)], self.cols[after:])).astype(np.int32),
            np.concatenate((self.values[:place], [np.int8(vote)], self.values[after:])).astype(np.int8),
            np.concatenate((self.times[:place], [np.int64(time)], self.times[after:])).astype(np.int64),
        )

    def _is_at(self, place: int, at: int) -> bool:
        return place < len(self.cols) and bool(self.cols[place] == at)
