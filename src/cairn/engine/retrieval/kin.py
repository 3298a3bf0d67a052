"""Words of kin: wages and salary, children and pupils, médico and doctor, from a table made once.

The table holds the commonest words of twelve languages and, for each, the words used most like it, in its own
language and in the others. It was computed once, by `benchmarks/kin_words.py`, from the multilingual E5
embedding; nothing of that model is needed to read it. The lists of words come from wordfreq (Robyn Speer;
data CC BY-SA 4.0).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from io import BytesIO

import numpy as np
from numpy.typing import NDArray

from cairn.engine.retrieval.words import stem

ABROAD = 0.8  # what the nearness of a word of another language than the question's counts


@dataclass(frozen=True, slots=True)
class Kin:
    """The table: stems and their languages, and of each the kin: from the end of the last one to its own."""

    stems: tuple[str, ...]
    languages: tuple[str, ...]
    rows: dict[str, int]
    ends: NDArray[np.uint32]
    kin: NDArray[np.uint16]
    nearness: NDArray[np.uint8]  # in hundredths

    def of(self, words: Iterable[str], language: str | None) -> dict[str, dict[str, float]]:
        """Return for each word that the table holds the stems of its kin and how near they are, up to 1.

        Words of another language than the question's count less; nearest first, ties by the stem.
        """
        return {word: self._of(self.rows[stem(word)], language) for word in words if stem(word) in self.rows}

    def _of(self, row: int, language: str | None) -> dict[str, float]:
        place = slice(int(self.ends[row - 1]) if row else 0, int(self.ends[row]))
        pairs = zip(self.kin[place].tolist(), self.nearness[place].tolist(), strict=True)
        near = {}
        for one, nearness in pairs:
            at_home = language in (None, self.languages[one])
            near[self.stems[one]] = round(nearness / 100 * (1 if at_home else ABROAD), 4)
        return dict(sorted(near.items(), key=lambda pair: (-pair[1], pair[0])))


def read_kin(data: bytes) -> Kin:
    """Read the table from the bytes of its file."""
    with np.load(BytesIO(data), allow_pickle=False) as file:
        stems = tuple(bytes(file["stems"]).decode().split("\n"))
        languages = tuple(bytes(file["languages"]).decode().split(" "))
        rows = {text: row for row, text in enumerate(stems)}
        return Kin(stems, languages, rows, file["ends"], file["rows"], file["nearness"])
