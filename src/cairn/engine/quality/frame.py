"""Measures side by side, period by period; what is not known is None and never 0."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from cairn.engine.quality.numbers import Given, known


@dataclass(frozen=True, slots=True)
class Frame:
    """Values of several measures over the same periods, and whether each period's data are of quality."""

    periods: tuple[str, ...]
    values: Mapping[str, tuple[Fraction | None, ...]]
    quality: tuple[bool | None, ...]
    suppressed: Mapping[str, frozenset[str]] = field(default_factory=dict)  # periods in which it is held back


def frame_of(
    periods: Sequence[str],
    values: Mapping[str, Sequence[Given | None]],
    *,
    quality: Sequence[bool | None] | None = None,
    suppressed: Mapping[str, Collection[str]] | None = None,
) -> Frame:
    """Check values of several measures over the same periods.

    Shapes: one entry per period in each measure and in `quality` (None: nobody knows); periods in their
    order, each once, with missing ones there and their values None. `suppressed`: the periods in which a
    measure's value is known at its source, which holds it back; it is None here, and never taken as 0.
    Raises: ValueError for shapes that disagree, a period twice, or what is no number.

    >>> frame_of(["2024-01"], {"active": [220]}).values["active"]
    (Fraction(220, 1),)
    """
    if len(set(periods)) != len(periods):
        twice = sorted({period for period in periods if list(periods).count(period) > 1})
        raise ValueError(f"The periods {', '.join(twice)} are there twice: keep one of each.")
    marks = [None] * len(periods) if quality is None else list(quality)
    wrong = [name for name, column in values.items() if len(column) != len(periods)]
    if wrong or len(marks) != len(periods):
        raise ValueError(
            f"There are {len(periods)} periods, and {', '.join(sorted(wrong)) or 'quality'} has another "
            "number of entries: give one for each period, None where nothing is known."
        )
    exact_values = {
        name: tuple(
            known(value, f"{name} in {period}") for period, value in zip(periods, column, strict=True)
        )
        for name, column in sorted(values.items())
    }
    held = {name: frozenset(found) for name, found in sorted((suppressed or {}).items())}
    return Frame(tuple(periods), exact_values, tuple(marks), held)
