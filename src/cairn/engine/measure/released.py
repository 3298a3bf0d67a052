"""What of a measure's summary may leave its holder: values without small counts, which add up over parts."""

from collections.abc import Iterator, Sequence
from collections.abc import Mapping as Dictionary
from dataclasses import dataclass, field
from datetime import date
from typing import Any, ClassVar, Self

import numpy as np

from cairn.engine.measure.cells import Status
from cairn.engine.measure.earlier import Earlier
from cairn.engine.measure.executable import Executable, read_definition
from cairn.engine.measure.finished import Value
from cairn.engine.measure.leaving import leaving
from cairn.engine.measure.places import Places
from cairn.engine.measure.values import STATUSES, label
from cairn.engine.summary import pack, unpack

Where = tuple[int, str, str]  # the ordinal of a period's first day, place, group
Sums = tuple[int, int, int, int, int]  # numerator, denominator, parts that give, that hold back, absence
DAMAGED = "Make the release again."


@dataclass(frozen=True, slots=True)
class MeasureRelease:
    """Values of one or more parts, each protected by its holder; where one held back, the sum is held back.

    Parts are taken to have no person in common: a count of distinct people adds up like any other here.
    """

    KIND: ClassVar[str] = "measure-release"
    VERSION: ClassVar[int] = 1
    SCHEMA: ClassVar[Dictionary[str, str]] = {
        "definition": "text: the definition's canonical JSON",
        "minimum": "whole number: no count below it is in here, of any part",
        "texts": "texts: places and groups, by their numbers in `cells`",
        "cells": "first day of the period (ordinal), place, group",
        "sums": "numerator, denominator, parts that give a value, parts that hold it back, worst absence",
    }

    definition: Executable
    minimum: int
    table: Dictionary[Where, Sums] = field(default_factory=dict)

    @classmethod
    def empty(cls, *, definition: Executable, minimum: int) -> Self:
        """Return the release of no part.

        Raises: ValueError for a measure whose values cannot be added up.
        """
        if definition.additivity == "order" or definition.over_places == "mean":
            why = (
                "a quantile of several is none"
                if definition.additivity == "order"
                else "it is a mean of places"
            )
            raise ValueError(
                f"{definition.name} does not add up from released values: {why}. Merge whole summaries among "
                "those who may see them, or send values with cairn measure run -o."
            )
        return cls(definition, max(minimum, definition.threshold))

    @classmethod
    def of_values(
        cls,
        definition: Executable,
        values: Sequence[Value],
        *,
        minimum: int,
        places: Places | None = None,
        released: Sequence[Earlier] = (),
    ) -> Self:
        """Protect the values of one part, and keep what may leave; `places` and `released` as in `leaving`.

        Raises: ValueError as `empty` and as `leaving` do.
        """
        made = cls.empty(definition=definition, minimum=minimum)
        out = leaving(definition, values, threshold=minimum, places=places, released=released)
        table = {
            (one.starts_on.toordinal(), one.place, one.group): _sums(definition, one) for one in out.values
        }
        return cls(definition, max(made.minimum, out.threshold), table)

    def merge(self, other: Self, /) -> Self:
        """Return both together: figures add up, and what either holds back is held back.

        Raises: ValueError where the definitions differ.
        """
        if different := self.difference(other):
            raise ValueError(
                f"Two releases with different {different} cannot be merged: make both by the same."
            )
        table = dict(self.table)
        for where, theirs in other.table.items():
            mine = table.get(where, (0, 0, 0, 0, 0))
            added = tuple(a + b for a, b in zip(mine[:4], theirs[:4], strict=True))
            table[where] = (*added, max(mine[4], theirs[4]))  # type: ignore[assignment]
        return type(self)(self.definition, min(self.minimum, other.minimum), table)

    def difference(self, other: Self, /) -> str:
        """Name what keeps two releases apart; empty where they merge."""
        is_same = self.definition.content_hash == other.definition.content_hash
        return "" if is_same else "definitions"

    @property
    def n_cells(self) -> int:
        """Count its values, held back or not."""
        return len(self.table)

    @property
    def n_withheld(self) -> int:
        """Count the values that at least one part holds back."""
        return sum(held > 0 for _, _, _, held, _ in self.table.values())

    def values(self) -> list[Value]:
        """Give the values of all parts together, sorted by period, place and group."""
        return list(self._values())

    def _values(self) -> Iterator[Value]:
        for (day, place, group), sums in sorted(self.table.items()):
            starts_on = date.fromordinal(day)
            status = self._status(sums)
            yield Value(
                period=label(starts_on, self.definition.every, self.definition.year_begins),
                starts_on=starts_on, place=place, group=group, status=status, rows=0,
                **_figures(self.definition, sums, is_present=status is Status.PRESENT),
            )  # fmt: skip

    def _status(self, sums: Sums) -> Status:
        _, _, n_given, n_withheld, absence = sums
        if n_withheld:
            return Status.SUPPRESSED
        is_held = self.definition.missing == "hold" and STATUSES[absence] in (
            Status.MISSING,
            Status.NOT_COLLECTED,
        )
        return Status.PRESENT if n_given and not is_held else STATUSES[absence]

    def for_release(self, minimum: int, /) -> Self:
        """Return it as it is: each part was protected before it left.

        Raises: ValueError if more is asked for than the parts kept to.
        """
        if minimum > self.minimum:
            raise ValueError(
                f"A part was released with a minimum of {self.minimum}: ask its holder for one of {minimum}."
            )
        return self

    def to_bytes(self) -> bytes:
        """Return canonical bytes: equal releases have equal bytes."""
        rows = sorted(self.table.items())
        texts = sorted({text for (_, *some), _ in rows for text in some})
        number = {text: place for place, text in enumerate(texts)}
        header = {"definition": self.definition.canonical(), "minimum": self.minimum, "texts": texts}
        cells = [(day, number[place], number[group]) for (day, place, group), _ in rows]
        arrays = {
            "cells": np.array(cells, dtype=np.int64).reshape(-1, 3),
            "sums": np.array([sums for _, sums in rows], dtype=np.int64).reshape(-1, 5),
        }
        return pack(self.KIND, self.VERSION, header, arrays)

    @classmethod
    def from_bytes(cls, data: bytes, /) -> Self:
        """Return the release that has these bytes.

        Raises: ValueError where they are damaged.
        """
        header, arrays = unpack(data, kind=cls.KIND, version=cls.VERSION)
        try:
            texts = header["texts"]
            table = {
                (day, str(texts[place]), str(texts[group])): tuple(sums)
                for (day, place, group), sums in zip(
                    arrays["cells"].tolist(), arrays["sums"].tolist(), strict=True
                )
            }
            definition = read_definition(header["definition"], file="release")
            made = cls(definition, int(header["minimum"]), table)
            is_whole = made.to_bytes() == data and all(_is_sound(one) for one in table.values())
            made.values()
        except (KeyError, TypeError, AttributeError, IndexError, OverflowError) as fault:
            raise ValueError(f"The release does not hold what one does ({fault}). {DAMAGED}") from None
        if not is_whole:
            raise ValueError(f"The release is not as it is written. {DAMAGED}")
        return made


def _is_sound(sums: tuple[Any, ...]) -> bool:
    return len(sums) == 5 and min(sums[2:]) >= 0 and sums[4] < len(STATUSES)


def _sums(definition: Executable, one: Value) -> Sums:
    """Put a value as it leaves into whole numbers, in units of the last decimal."""
    if one.status is not Status.PRESENT:
        is_held = one.status is Status.SUPPRESSED
        return 0, 0, 0, int(is_held), STATUSES.index(one.status)
    scales = _scales(definition)
    figures = [
        round((figure or 0) * scale)
        for figure, scale in zip((one.numerator, one.denominator), scales, strict=True)
    ]
    return figures[0], figures[1], 1, 0, 0


def _scales(definition: Executable) -> tuple[int, int]:
    formula = definition.formula
    parts = (formula.numerator, formula.denominator)
    above, below = (10**part.figure.decimals if part and part.figure else 1 for part in parts)
    return above, below


def _figures(definition: Executable, sums: Sums, *, is_present: bool) -> dict[str, Any]:
    """Bring sums back to figures; one division, rounded once."""
    formula, (above, below) = definition.formula, _scales(definition)
    has_denominator = formula.denominator is not None or formula.numerator.kind == "mean"
    if not is_present:
        return {"numerator": None, "denominator": None, "value": None}
    over, under = sums[0], sums[1] if has_denominator else 1
    value = over * formula.per * below / (under * above) if under else None
    return {
        "numerator": over if above == 1 else over / above,
        "denominator": (under if below == 1 else under / below) if has_denominator else None,
        "value": value,
    }
