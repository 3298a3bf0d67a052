"""What a measure is: a definition that can be run, compared and named by its content."""

import hashlib
import json
from dataclasses import asdict, dataclass
from typing import Literal, get_args

PeriodKind = Literal["month", "quarter", "year"]
Kind = Literal["count", "share", "rate", "mean"]
Better = Literal["up", "down", "neither"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Definition:
    """A measure's definition; two with equal content are the same one, whoever wrote them.

    Kinds: count (the numerator), share (numerator out of denominator, in percent), rate (numerator per
    `per` of the denominator), mean (numerator summed over the denominator).
    Raises: ValueError with a remedy where the parts do not fit together.
    """

    name: str
    kind: Kind
    numerator: str
    denominator: str = ""  # empty for a count
    unit: str = ""
    period: PeriodKind = "month"
    better: Better = "neither"
    disaggregation: tuple[str, ...] = ()  # codes a group may have
    threshold: int = 0  # counts below it do not leave; 0: all may
    lag_days: int = 0  # how late the figure usually is
    per: int = 1  # for a rate: 1000 says "per thousand"

    def __post_init__(self) -> None:
        for name, allowed in (("kind", Kind), ("period", PeriodKind), ("better", Better)):
            if getattr(self, name) not in get_args(allowed):
                raise ValueError(
                    f"The {name} is {getattr(self, name)!r}: use one of {', '.join(get_args(allowed))}."
                )
        if not self.name.strip() or not self.numerator.strip():
            raise ValueError("A definition needs a name and a numerator: say what is counted.")
        if (self.kind == "count") == bool(self.denominator.strip()):
            raise ValueError(
                f"A {self.kind} {'takes no' if self.kind == 'count' else 'needs a'} denominator: "
                "change the kind, or the denominator."
            )
        if min(self.threshold, self.lag_days) < 0 or self.per < 1:
            raise ValueError("Threshold and lag are whole numbers from 0, and per from 1: correct them.")

    def value_of(self, numerator: float, denominator: float | None = None) -> float | None:
        """Compute the measure's value; None where there is nobody in the denominator.

        >>> schools = Definition(name="Attendance", kind="share", numerator="present", denominator="enrolled")
        >>> schools.value_of(3, 4), schools.value_of(0, 0)
        (75.0, None)
        """
        if self.kind == "count":
            return float(numerator)
        if not denominator:
            return None
        factor = {"share": 100, "rate": self.per, "mean": 1}[self.kind]
        return factor * numerator / denominator

    def canonical(self) -> str:
        """Write the definition as canonical JSON: sorted keys, no spaces."""
        return json.dumps(asdict(self), sort_keys=True, separators=(",", ":"), ensure_ascii=False)

    def content_hash(self) -> str:
        """Name the definition by the SHA-256 of its canonical form."""
        return hashlib.sha256(self.canonical().encode()).hexdigest()
