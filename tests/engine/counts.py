"""A small summary of its own, to try what every summary shares: how many of each colour."""

from collections import Counter
from dataclasses import dataclass

import numpy as np

from cairn.engine.summary import pack, unpack


@dataclass(frozen=True)
class Counts:
    """How often each text occurs."""

    KIND = "counts"
    VERSION = 1
    SCHEMA = {"names": "texts, sorted", "n": "whole numbers, how often each"}
    of: tuple[tuple[str, int], ...] = ()

    @classmethod
    def empty(cls):
        return cls()

    @classmethod
    def from_rows(cls, rows):
        return cls(tuple(sorted(Counter(rows).items())))

    def merge(self, other):
        return type(self)(tuple(sorted((Counter(dict(self.of)) + Counter(dict(other.of))).items())))

    def to_bytes(self):
        names = {"names": [name for name, _ in self.of]}
        return pack(self.KIND, self.VERSION, names, {"n": np.array([n for _, n in self.of], np.int64)})

    @classmethod
    def from_bytes(cls, data):
        header, arrays = unpack(data, kind=cls.KIND, version=cls.VERSION)
        return cls(tuple(zip(header["names"], arrays["n"].tolist(), strict=True)))

    def for_release(self, minimum):
        return type(self)(tuple((name, n) for name, n in self.of if n >= minimum))


def make(part):
    """Summarise the letters of a text; a digit is at fault."""
    if any(letter.isdigit() for letter in part):
        raise ValueError(f"{part!r} holds a digit: take it out.")
    return Counts.from_rows(part)
