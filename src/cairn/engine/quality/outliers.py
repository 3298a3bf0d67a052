"""Values far from the others: three ways, each with the gate before which it cannot tell."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import fsum, isfinite, sqrt
from statistics import median
from typing import Literal

from cairn.engine.signal.verdict import Verdict, figure

Method = Literal["z", "modified_z", "fences"]
FEWEST = 7
DEFAULTS = {"z": 3.0, "modified_z": 3.5, "fences": 3.0}
RULES = {
    "z": "Further than {} standard deviations from the mean.",
    "modified_z": "Modified z-score (0.6745 × distance from the median over the median distance) above {}.",
    "fences": "More than {} quartile distances below the first or above the third quartile.",
}


@dataclass(frozen=True, slots=True)
class Outliers:
    """Which values lie far out; `scores` is None where nothing can be told."""

    places: tuple[int, ...]
    scores: tuple[float | None, ...] | None
    method: str
    rule: str
    verdict: Verdict


def outliers(
    values: Sequence[float | None], *, method: Method = "modified_z", cut: float | None = None
) -> Outliers:
    """Find values that lie far from the others; missing ones (None) are left out.

    z: only for values that spread like a bell; one wild value widens the yardstick, so that among n values no
    score can pass (n - 1) / sqrt(n): below that nothing is told. modified_z and fences withstand wild values,
    and tell nothing where more than half (or the middle half) of the values are equal, which leaves no
    yardstick. None of them tells anything of fewer than 7 values.
    `cut`: 3, 3.5 and 3 unless given.
    Raises: ValueError for an unknown method, a cut not above 0, or a value that is no number.
    Source: Iglewicz and Hoaglin (1993), How to Detect and Handle Outliers; Tukey (1977), Exploratory Data
    Analysis; Shiffler (1988), American Statistician 42:79-80, on the largest z-score.

    >>> outliers([10, 11, 9, 10, 12, 11, 10, 98]).places
    (7,)
    """
    if method not in RULES:
        raise ValueError(f"The method is {method!r}: use one of {', '.join(RULES)}.")
    limit = DEFAULTS[method] if cut is None else float(cut)
    if not (isfinite(limit) and limit > 0):
        raise ValueError(f"The cut is {cut}: give a number above 0.")
    wrong = [place for place, value in enumerate(values) if value is not None and not isfinite(value)]
    if wrong:
        raise ValueError(f"Value {wrong[0] + 1} is {values[wrong[0]]!r}, no finite number: correct it.")
    there = [(place, float(value)) for place, value in enumerate(values) if value is not None]
    rule = RULES[method].format(f"{limit:g}")
    numbers = [value for _, value in there]
    gate = _gate(numbers, method, limit)
    if gate:
        return Outliers((), None, method, rule, Verdict("cannot_tell", (("n", len(there)),), gate))
    scored = _scores(numbers, method)
    scores: list[float | None] = [None] * len(values)
    for (place, _), score in zip(there, scored, strict=True):
        scores[place] = score
    places = tuple(place for (place, _), score in zip(there, scored, strict=True) if abs(score) > limit)
    shown = ", ".join(figure(float(values[place] or 0.0)) for place in places)
    text = f"None of {len(there)} values lies far from the others."
    if places:
        text = (
            f"{len(places)} of {len(there)} values {'lies' if len(places) == 1 else 'lie'} far out: {shown}. "
        )
        text += "Ask about them before anybody corrects them."
    verdict = Verdict("found" if places else "none", (("n", len(there)), ("found", len(places))), text)
    return Outliers(places, tuple(scores), method, rule, verdict)


def _gate(numbers: Sequence[float], method: str, limit: float) -> str | None:
    """Say why nothing can be told, if nothing can."""
    n = len(numbers)
    if n < FEWEST:
        count = f"{n} value is" if n == 1 else f"{n} values are"
        return f"{count} too few to say which lies far out: {FEWEST} are needed."
    if method == "z" and (n - 1) / sqrt(n) <= limit:
        return f"Among {n} values no z-score can pass {limit:g}, whatever they are: use another method."
    if _spread(numbers, method) == 0:
        return "Too many of the values are equal: there is no spread to measure distance by."
    return None


def _spread(numbers: Sequence[float], method: str) -> float:
    if method == "z":
        mean = fsum(numbers) / len(numbers)
        return sqrt(fsum((number - mean) ** 2 for number in numbers) / (len(numbers) - 1))
    if method == "modified_z":
        middle = median(numbers)
        return median(abs(number - middle) for number in numbers)
    low, high = _quartiles(numbers)
    return high - low


def _scores(numbers: Sequence[float], method: str) -> list[float]:
    spread = _spread(numbers, method)
    if method == "z":
        mean = fsum(numbers) / len(numbers)
        return [(number - mean) / spread for number in numbers]
    if method == "modified_z":
        middle = median(numbers)
        return [0.6745 * (number - middle) / spread for number in numbers]
    low, high = _quartiles(numbers)
    return [(min(number - low, 0.0) + max(number - high, 0.0)) / spread for number in numbers]


def _quartiles(numbers: Sequence[float]) -> tuple[float, float]:
    """Give the medians of the lower and the upper half; a middle value belongs to both (Tukey's hinges)."""
    ordered, half = sorted(numbers), (len(numbers) + 1) // 2
    return median(ordered[:half]), median(ordered[-half:])
