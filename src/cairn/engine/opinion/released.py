"""What of a conversation may leave its holder: counts by statement, merged without anybody's vote."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import ClassVar, Self

import numpy as np
from numpy.typing import NDArray

from cairn.engine.opinion.asked import Asked, as_whole
from cairn.engine.opinion.statements import Floats, Tally, tally, wilson
from cairn.engine.opinion.votes import MODERATED_OUT, Votes
from cairn.engine.summary import AGAIN, pack, unpack

Counts = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class StatementCounts:
    """How many agree, pass and disagree with each statement, in the parts that gave it.

    Counts of parts add up, so that no person may vote in two parts. `n_withheld` says in how many parts too
    few saw a statement for their counts to leave; what they counted is in no figure here.
    """

    KIND: ClassVar[str] = "statement counts"
    VERSION: ClassVar[int] = 1
    SCHEMA: ClassVar[Mapping[str, str]] = {
        "topic": "text: what the conversation is about; equal in all parts",
        "minimum": "whole: people who must have seen a statement in a part; equal in all parts",
        "statements": "texts: those not moderated out",
        "texts": "texts: the words of each statement",
        "moderated": "whole: of each statement, not yet 0, in +1",
        "is_meta": "truth value: of each statement, about the conversation itself",
        "agree": "whole: of each statement",
        "pass": "whole: of each statement",
        "disagree": "whole: of each statement",
        "n_withheld": "whole: of each statement, the parts that withhold it",
    }

    topic: str
    minimum: int
    asked: Asked
    agree: Counts  # (n_statements,)
    passed: Counts
    disagree: Counts
    n_withheld: Counts

    @classmethod
    def empty(cls, *, minimum: int, topic: str = "") -> Self:
        """Return the counts of no statement.

        >>> StatementCounts.empty(minimum=5).asked.ids
        ()
        """
        return cls(topic, _checked(minimum), Asked.from_columns(()), *(np.zeros((4, 0), np.int64)))

    @classmethod
    def from_rows(cls, votes: Votes, *, texts: Sequence[str], minimum: int, topic: str = "") -> Self:
        """Count votes by statement; those moderated out stay, and those that fewer than `minimum` saw.

        Raises: ValueError if fewer than `minimum` people voted, or it is not positive.
        """
        if len(votes.participants) < _checked(minimum):
            raise ValueError(
                f"{len(votes.participants)} people voted, and at least {minimum} must have for their counts "
                "to leave: wait for more, or put them together with another part first."
            )
        asked = Asked(votes.statements, tuple(texts), votes.moderated, votes.is_meta)
        is_kept = votes.moderated != MODERATED_OUT
        overall, _ = tally(votes, np.full(len(votes.participants), -1), 0)
        counts = np.array((overall.agree, overall.passed, overall.disagree, np.zeros_like(overall.agree)))
        whole = cls(topic, minimum, asked.kept(is_kept), *counts[:, is_kept])
        return whole._withheld()

    @property
    def seen(self) -> Counts:
        """Count those who saw each statement, in the parts that gave it."""
        return self.agree + self.passed + self.disagree

    @property
    def overall(self) -> Tally:
        """Return the counts as a tally."""
        return Tally(self.agree, self.disagree, self.seen)

    @property
    def agreement(self) -> tuple[Floats, Floats, Floats]:
        """Return agrees by seen, with the 95 % interval (Wilson); NaN where nothing was given."""
        share = np.where(self.seen > 0, self.agree / np.maximum(self.seen, 1), np.nan)
        return share, *wilson(self.agree, self.seen)

    def merge(self, other: Self) -> Self:
        """Add the counts of two parts that share nobody.

        Raises: ValueError if topics or minimums differ, or what is known about a statement both have.
        """
        if (self.topic, self.minimum) != (other.topic, other.minimum):
            raise ValueError(
                f"The parts are about {self.topic!r} and {other.topic!r}, with minimums {self.minimum} and "
                f"{other.minimum}: merge parts of one conversation with one minimum."
            )
        asked = self.asked.merge(other.asked)
        sums = np.zeros((4, len(asked.ids)), np.int64)
        for part in (self, other):
            sums[:, asked.places(part.asked.ids)] += np.array(part._counts())
        return replace(self, asked=asked, agree=sums[0], passed=sums[1], disagree=sums[2], n_withheld=sums[3])

    def to_bytes(self) -> bytes:
        """Return canonical bytes: equal counts have equal bytes."""
        names = ("agree", "pass", "disagree", "n_withheld")
        return pack(
            self.KIND,
            self.VERSION,
            {"topic": self.topic, "minimum": self.minimum, **self.asked.header()},
            {**self.asked.arrays(), **dict(zip(names, self._counts(), strict=True))},
        )

    @classmethod
    def from_bytes(cls, data: bytes) -> Self:
        """Return the counts that have these bytes; ValueError where none have.

        >>> StatementCounts.from_bytes(StatementCounts.empty(minimum=5).to_bytes()).minimum
        5
        """
        header, arrays = unpack(data, kind=cls.KIND, version=cls.VERSION)
        try:
            asked = Asked.unpacked(header, arrays)
            counts = [arrays[name] for name in ("agree", "pass", "disagree", "n_withheld")]
            found = cls(
                str(header["topic"]),
                _checked(as_whole(header["minimum"])),
                asked,
                *(_as_counts(part) for part in counts),
            )
        except (KeyError, ValueError) as fault:
            raise ValueError(f"The counts hold what no counts hold ({fault}). {AGAIN}") from None
        is_right = all(part.shape == (len(asked.ids),) for part in counts)
        if not is_right or (asked.moderated == MODERATED_OUT).any() or found.to_bytes() != data:
            raise ValueError(f"The counts are not as they are written. {AGAIN}")
        return found

    def for_release(self, minimum: int) -> Self:
        """Return the counts under a higher minimum; a lower one changes nothing.

        Raises: ValueError if `minimum` is not positive.
        """
        return replace(self, minimum=max(_checked(minimum), self.minimum))._withheld()

    def _counts(self) -> tuple[Counts, Counts, Counts, Counts]:
        return self.agree, self.passed, self.disagree, self.n_withheld

    def _withheld(self) -> Self:
        """Withhold the counts that fewer than the minimum make."""
        is_small = (self.seen < self.minimum) & (self.seen > 0)
        agree, passed, disagree = (np.where(is_small, 0, part) for part in self._counts()[:3])
        return replace(
            self, agree=agree, passed=passed, disagree=disagree, n_withheld=self.n_withheld + is_small
        )


def _checked(minimum: int) -> int:
    if minimum < 1:
        raise ValueError(f"The minimum is {minimum}; it must be 1 or more.")
    return minimum


def _as_counts(part: NDArray[np.int64]) -> Counts:
    if part.dtype != np.int64 or (part < 0).any():
        raise ValueError("a count is no whole number from 0")
    return part
