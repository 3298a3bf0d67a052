"""The statements put to the vote, as summaries of conversations hold them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cairn.engine.opinion.votes import check_ids, flags, natural_order


@dataclass(frozen=True, slots=True, eq=False)
class Asked:
    """Statements in natural order of their ids; equal facts are equal byte for byte."""

    ids: tuple[str, ...]
    texts: tuple[str, ...]
    moderated: NDArray[np.int8]  # out -1, not yet 0, in +1
    is_meta: NDArray[np.bool_]  # about the conversation itself

    @classmethod
    def from_columns(
        cls,
        ids: Sequence[str],
        *,
        texts: Sequence[str] | None = None,
        moderated: ArrayLike | None = None,
        is_meta: ArrayLike | None = None,
    ) -> Self:
        """Put statements in order; ValueError if an id is there twice or columns differ in length.

        >>> Asked.from_columns(["10", "9"], texts=["More trees", "Fewer cars"]).texts
        ('Fewer cars', 'More trees')
        """
        check_ids("statement", ids)
        words = [""] * len(ids) if texts is None else texts
        if len(words) != len(ids):
            raise ValueError(f"There are {len(words)} texts of {len(ids)} statements; give each one text.")
        order = natural_order(ids)
        return cls(
            tuple([ids[at] for at in order.tolist()]),
            tuple([words[at] for at in order.tolist()]),
            flags("moderated", moderated, len(ids))[order],
            flags("is_meta", is_meta, len(ids)).astype(np.bool_)[order],
        )

    def merge(self, other: Self) -> Self:
        """Return the statements of both; ValueError if they differ about one that both have."""
        if self.ids == other.ids and self._known() == other._known():
            return self
        known = self._known()
        for one, about in other._known().items():
            if known.setdefault(one, about) != about:
                raise ValueError(
                    f"Statement {one} differs between the parts, in its words or its moderation: make all "
                    "parts with the same list of statements."
                )
        return type(self).from_columns(
            tuple(known),
            texts=[text for text, _, _ in known.values()],
            moderated=[moderated for _, moderated, _ in known.values()],
            is_meta=[is_meta for _, _, is_meta in known.values()],
        )

    def places(self, ids: Iterable[str]) -> NDArray[np.int32]:
        """Return where each of these statements stands."""
        place = {one: at for at, one in enumerate(self.ids)}
        return np.array([place[one] for one in ids], np.int32)

    def kept(self, is_kept: NDArray[np.bool_]) -> Self:
        """Return some of the statements."""
        at = np.flatnonzero(is_kept)
        some = at.tolist()
        return type(self)(
            tuple([self.ids[j] for j in some]),
            tuple([self.texts[j] for j in some]),
            self.moderated[at],
            self.is_meta[at],
        )

    def header(self) -> dict[str, list[str]]:
        """Return the texts that a container's header holds."""
        return {"statements": list(self.ids), "texts": list(self.texts)}

    def arrays(self) -> dict[str, NDArray[Any]]:
        """Return the arrays that a container holds."""
        return {"moderated": self.moderated, "is_meta": self.is_meta}

    @classmethod
    def unpacked(cls, header: dict[str, Any], arrays: dict[str, NDArray[Any]]) -> Self:
        """Return the statements of a container; ValueError or KeyError where they are not as written."""
        return cls.from_columns(
            as_texts(header["statements"]),
            texts=as_texts(header["texts"]),
            moderated=arrays["moderated"],
            is_meta=arrays["is_meta"],
        )

    def _known(self) -> dict[str, tuple[str, int, bool]]:
        about = zip(self.texts, self.moderated.tolist(), self.is_meta.tolist(), strict=True)
        return dict(zip(self.ids, about, strict=True))


def as_texts(value: Any) -> list[str]:
    """Return a list of texts from a header; ValueError for anything else."""
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise ValueError("a list of texts is none")
    return value


def as_whole(value: Any) -> int:
    """Return a whole number from 0 from a header; ValueError for anything else."""
    if type(value) is not int or value < 0:
        raise ValueError(f"{value!r} is no whole number from 0")
    return value
