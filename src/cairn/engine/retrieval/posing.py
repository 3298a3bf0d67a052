"""A question made ready: the words it asks for, their weights, their kin, and how far a text covers them."""

import math
import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from cairn.engine.retrieval import index
from cairn.engine.retrieval.kin import Kin
from cairn.engine.retrieval.words import (
    ROOTS,
    asked_words,
    asks_for_number,
    counted,
    has_number,
    is_mistyped,
    kinship,
    language,
    names,
    numbers_near,
    root,
    stem,
    words,
)  # fmt: skip

UNKNOWN = 0.6  # weight of a word that stands in no document
KIN = 0.9  # what a word of kin counts, times its nearness
MISTYPED = 0.8  # what a word counts that is one letter from the word asked for
NEAREST = 8  # words of kin to a word, of those that stand in the documents
FEW = 20  # pages that are never too many to find by
LONG = 6  # letters of a word that may be mistyped

Credits = dict[str, float]


@dataclass(frozen=True, slots=True)
class Question:
    """A question as the index understands it; `hits` remembers what each word of a text counts for."""

    asked: tuple[str, ...]
    weights: dict[str, float]  # of each word asked for
    names: tuple[tuple[str, str], ...]  # as typed, and its root
    wants_number: bool
    counted: str | None  # the word asked for whose number is wanted
    counts: dict[str, int]  # pages that hold each root asked for
    kin: Mapping[str, Mapping[str, float]]  # of each word asked for: stems of kin, and how near
    rare: frozenset[str]  # roots of kin that few pages hold
    mistyped: dict[str, frozenset[str]]  # of each word that stands nowhere: roots a letter away
    total: int  # pages
    weight: float = field(init=False)  # of all words
    hits: "_Hits" = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "weight", sum(self.weights.values()))
        object.__setattr__(self, "hits", _Hits(self))

    def further(self) -> frozenset[str]:
        """Return the roots of kin that are rare enough to find by, and of words a letter away."""
        return self.rare.union(*self.mistyped.values()) - set(self.counts)

    def credits(self, texts: Iterable[str]) -> Credits:
        """Say how far each word asked for is among the words of a text, from 0 to 1, without those absent."""
        best: Credits = {}
        hits, near = self.hits, self.hits.near
        for text in texts:
            if ROOTS[text] in near:
                for word, credit in hits[text]:
                    if credit > best.get(word, 0.0):
                        best[word] = credit
        return best

    def share(self, *credits: Credits) -> float:
        """Return the share of the question's weight that some of the texts cover."""
        best = credits[0] if len(credits) == 1 else _merged(credits)
        covered = [weight * best[word] for word, weight in self.weights.items() if word in best]
        return sum(covered) / self.weight

    def wants_more(self, text: str) -> bool:
        """Tell whether a number was asked for and the text has none, or none near the word counted."""
        if not self.wants_number or self.counted is None:
            return self.wants_number and not has_number(text)
        kept = {one for one in words(text) if any(word == self.counted for word, _ in self.hits[one])}
        return not numbers_near(text, kept)


def _merged(credits: Iterable[Credits]) -> Credits:
    best: Credits = {}
    for one in credits:
        for word, credit in one.items():
            if credit > best.get(word, 0.0):
                best[word] = credit
    return best


class _Hits(dict[str, tuple[tuple[str, float], ...]]):
    """For a word of a text: the words asked for that it counts for, and how much, found once a word."""

    def __init__(self, question: Question) -> None:
        self.question = question
        self.near: dict[str, list[str]] = {}  # of a root: the words asked for that it may count for
        for word in question.asked:
            kin = {root(text) for text in question.kin.get(word, ())}
            for text in {root(word)} | kin | question.mistyped.get(word, frozenset()):
                self.near.setdefault(text, []).append(word)

    def __missing__(self, text: str) -> tuple[tuple[str, float], ...]:
        found = ((word, self._credit(word, text)) for word in self.near.get(root(text), ()))
        self[text] = hits = tuple(pair for pair in found if pair[1])
        return hits

    def _credit(self, word: str, text: str) -> float:
        kin = self.question.kin.get(word, {}).get(stem(text), 0.0)
        is_slip = root(text) in self.question.mistyped.get(word, ()) and is_mistyped(word, text)
        return max(kinship(word, text), KIN * kin, MISTYPED * is_slip)


def pose(connection: sqlite3.Connection, text: str, kin: Kin | None = None) -> Question:
    """Make a question ready: weigh its words, and find their kin and what they may have been mistyped from.

    A word weighs 1 if it stands on a single page, towards 0 if on all of them.
    """
    asked = asked_words(text)
    total = index.count(connection)["pages"]
    counts = index.frequencies(connection, {root(word) for word in asked})
    weights = {word: _weight(counts[root(word)], total) for word in asked}
    named = tuple((name, root(part)) for name in names(text) for part in words(name))
    near = kin.of(asked, language(text)) if kin else {}
    there = index.frequencies(connection, {root(text) for kin in near.values() for text in kin})
    near = {word: _nearest(kin, there) for word, kin in near.items()}
    rare = frozenset(text for text, n in there.items() if 0 < n <= max(index.COMMON * total, FEW))
    kept = {root(text) for kin in near.values() for text in kin}
    lost = [word for word in asked if not counts[root(word)] and word not in near and len(word) >= LONG]
    mistyped = {word: _a_letter_away(connection, word) for word in lost}
    return Question(
        asked, weights, named, asks_for_number(text), counted(text), counts, near, rare & kept, mistyped,
        total,
    )  # fmt: skip


def _nearest(kin: Mapping[str, float], there: Mapping[str, int]) -> Credits:
    """Keep the nearest of the kin whose root stands in the index."""
    return dict([(text, near) for text, near in kin.items() if there[root(text)]][:NEAREST])


def _weight(n: int, total: int) -> float:
    """Return the inverse frequency of a word between 0 and 1."""
    return math.log1p(total / n) / math.log1p(total) if n else UNKNOWN


def _a_letter_away(connection: sqlite3.Connection, word: str) -> frozenset[str]:
    """Return the roots of the index that begin alike and may be the root of the word meant."""
    own = root(word)
    return frozenset(text for text in index.alike(connection, own[0]) if is_mistyped(own, text, ends=False))
