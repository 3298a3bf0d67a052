"""The summary of a conversation, which merges: the last vote of everyone, and the statements.

Parts may split people, statements or time; put together in any order they give the conversation, and so the
map, of the whole. That takes everyone's votes, so this summary is personal data and stays with those who may
see them. What may go further is what `for_release` gives: counts by statement, without small ones.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, ClassVar, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cairn.engine.columns import CONVERSATION
from cairn.engine.opinion.asked import Asked, as_texts, as_whole
from cairn.engine.opinion.export import Export
from cairn.engine.opinion.released import StatementCounts
from cairn.engine.opinion.votes import (
    Cells,
    Votes,
    check_ids,
    checked_cells,
    last_of_each,
    natural_order,
    renumbered,
)
from cairn.engine.summary import AGAIN, pack, unpack

UNTIMED = np.iinfo(np.int64).min
TYPES = dict(zip([column.name for column in CONVERSATION], ("i4", "i4", "i1", "i8"), strict=True))
RULE = (
    "Of several votes of one person on one statement the latest counts; of those at one moment the lower; "
    "a vote without a time stands before every vote with one."
)


@dataclass(frozen=True, slots=True, eq=False)
class ConversationSummary:
    """Who voted what at last, and when; ids in natural order, cells by row and column."""

    KIND: ClassVar[str] = "conversation"
    VERSION: ClassVar[int] = 1
    SCHEMA: ClassVar[Mapping[str, str]] = {
        "topic": "text: what the conversation is about; equal in all parts",
        "n_cast": "whole: votes cast, changed ones included",
        "participants": "texts: those with at least one vote; personal",
        "statements": "texts: all, also those nobody has voted on",
        "texts": "texts: the words of each statement",
        "moderated": "whole: of each statement, out -1, not yet 0, in +1",
        "is_meta": "truth value: of each statement, about the conversation itself",
        **{column.name: f"{column.dtype}: {column.meaning}; personal" for column in CONVERSATION},
    }

    topic: str
    n_cast: int
    votes: Votes
    texts: tuple[str, ...]  # (n_statements,)
    times: NDArray[np.int64]  # (n_votes,) in one unit for all parts; UNTIMED where there is none

    @classmethod
    def empty(cls, *, topic: str = "") -> Self:
        """Return the summary of a conversation without statements or votes.

        >>> ConversationSummary.empty(topic="Parks").votes.participants
        ()
        """
        return cls.from_rows((), (), ((), (), ()), topic=topic)

    @classmethod
    def from_rows(
        cls,
        participants: Sequence[str],
        statements: Sequence[str],
        cells: tuple[ArrayLike, ArrayLike, ArrayLike],
        *,
        times: ArrayLike | None = None,
        topic: str = "",
        **about: Any,
    ) -> Self:
        """Reduce `cells` = (rows, cols, values), in any order, to the last vote of each pair.

        Shapes: rows, cols, values and times are (n,). Units: agree +1, pass 0, disagree -1; times are whole
        numbers, in one unit for all parts. `about` each statement: `texts`, `moderated` and `is_meta`.
        Raises: ValueError if shapes disagree, an id is there twice, or an index or a vote is out of range.

        >>> rows = ["ann"], ["a"], ([0, 0], [0, 0], [1, -1])
        >>> ConversationSummary.from_rows(*rows, times=[2, 1]).votes.values.tolist()
        [1]
        """
        found = checked_cells(cells, (len(participants), len(statements)))
        check_ids("participant", participants)
        asked = Asked.from_columns(statements, **about)
        cols = asked.places(statements)[found[1]]
        votes, kept_times = _reduced(
            participants, asked, (found[0], cols, found[2]), _times(times, len(cols))
        )
        return cls(topic, len(cols), votes, asked.texts, kept_times)

    @classmethod
    def from_export(cls, export: Export) -> Self:
        """Summarise an exported conversation; where it has no times, none of its votes has one."""
        cast, known = export.cast, {one.id: one for one in export.statements}
        return cls.from_rows(
            cast.participants,
            cast.statements,
            (cast.rows, cast.cols, cast.values),
            times=cast.times,
            topic=export.topic,
            texts=[known[one].text for one in cast.statements],
            moderated=[known[one].moderated for one in cast.statements],
            is_meta=[known[one].is_meta for one in cast.statements],
        )

    def merge(self, other: Self) -> Self:
        """Put two parts together; of several votes of one person on one statement the latest counts.

        Raises: ValueError if the topics differ, or what is known about a statement that both have.
        """
        if self.topic != other.topic:
            raise ValueError(
                f"The parts are about {self.topic!r} and {other.topic!r}: merge parts of one conversation."
            )
        one, two = self.votes, other.votes
        people = list(dict.fromkeys((*one.participants, *two.participants)))
        who = {name: at for at, name in enumerate(people)}
        asked = self.asked.merge(other.asked)
        rows = np.array([who[name] for name in two.participants], np.int32)
        cells = (
            np.concatenate((one.rows, rows[two.rows])),
            np.concatenate((asked.places(one.statements)[one.cols], asked.places(two.statements)[two.cols])),
            np.concatenate((one.values, two.values)),
        )
        votes, times = _reduced(people, asked, cells, np.concatenate((self.times, other.times)))
        return replace(self, n_cast=self.n_cast + other.n_cast, votes=votes, texts=asked.texts, times=times)

    def to_bytes(self) -> bytes:
        """Return canonical bytes: equal summaries have equal bytes."""
        votes = self.votes
        header = {
            "topic": self.topic,
            "n_cast": self.n_cast,
            "participants": list(votes.participants),
            **self.asked.header(),
        }
        cells = (votes.rows, votes.cols, votes.values, self.times)
        arrays: dict[str, NDArray[Any]] = dict(zip(TYPES, cells, strict=True))
        return pack(self.KIND, self.VERSION, header, arrays | self.asked.arrays())

    @classmethod
    def from_bytes(cls, data: bytes) -> Self:
        """Return the summary that has these bytes; ValueError where no summary has them.

        >>> one = ConversationSummary.from_rows(["ann"], ["a"], ([0], [0], [1]))
        >>> ConversationSummary.from_bytes(one.to_bytes()).to_bytes() == one.to_bytes()
        True
        """
        header, arrays = unpack(data, kind=cls.KIND, version=cls.VERSION)
        try:
            row, col, value, times = (_typed(arrays[name], dtype) for name, dtype in TYPES.items())
            asked = Asked.unpacked(header, arrays)
            made = cls.from_rows(
                as_texts(header["participants"]),
                asked.ids,
                (row, col, value),
                times=times,
                topic=str(header["topic"]),
                texts=asked.texts,
                moderated=asked.moderated,
                is_meta=asked.is_meta,
            )
            found = replace(made, n_cast=as_whole(header["n_cast"]))
        except (KeyError, ValueError) as fault:
            raise ValueError(
                f"The conversation summary holds what no summary holds ({fault}). {AGAIN}"
            ) from None
        if found.n_cast < len(found.times) or found.to_bytes() != data:
            raise ValueError(f"The conversation summary is not as it is written. {AGAIN}")
        return found

    def for_release(self, minimum: int) -> StatementCounts:
        """Return what may leave its holder: the votes on each statement as counts, and nobody's vote.

        A statement that fewer than `minimum` people saw is withheld, words and counts.
        Raises: ValueError if fewer than `minimum` people voted at all, or it is not positive.
        """
        return StatementCounts.from_rows(self.votes, topic=self.topic, texts=self.texts, minimum=minimum)

    @property
    def warnings(self) -> tuple[()]:
        """Return none: what a file was warned of is told where it is read."""
        return ()

    @property
    def text_of(self) -> dict[str, str]:
        """Return the words of each statement by its id."""
        return dict(zip(self.votes.statements, self.texts, strict=True))

    @property
    def asked(self) -> Asked:
        """Return the statements."""
        return Asked(self.votes.statements, self.texts, self.votes.moderated, self.votes.is_meta)


def _typed(array: NDArray[Any], dtype: str) -> NDArray[Any]:
    if array.dtype != np.dtype(dtype):
        raise ValueError(f"an array is of type {array.dtype}")
    return array


def _times(times: ArrayLike | None, size: int) -> NDArray[np.int64]:
    if times is None:
        return np.full(size, UNTIMED)
    found = np.asarray(times)
    if found.shape != (size,) or (size and found.dtype.kind not in "iu"):
        raise ValueError(f"There are {size} votes; give each one time, a whole number.")
    return found.astype(np.int64)


def _reduced(
    participants: Sequence[str], asked: Asked, cells: Cells, times: NDArray[np.int64]
) -> tuple[Votes, NDArray[np.int64]]:
    """Keep the last vote of each pair, with its time, in natural order; columns are those of `asked`."""
    rows, cols, values = cells
    order = natural_order(participants)
    has_voted = np.zeros(len(participants), np.bool_)
    has_voted[rows] = True
    order = order[has_voted[order]]
    rows = renumbered(rows, order, len(participants))
    last = last_of_each(rows, cols, values, times)
    who = tuple([participants[at] for at in order.tolist()])
    kept = (rows[last], cols[last], values[last])
    return Votes(who, asked.ids, *kept, asked.moderated, asked.is_meta), times[last]
