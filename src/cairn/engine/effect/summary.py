"""What a panel is reduced to so that sites can estimate together: exact moments of each cohort."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, ClassVar, Self

import numpy as np
from numpy.typing import NDArray

from cairn.engine.effect.panel import NEVER, Panel
from cairn.engine.exact import Exact, exact_gram
from cairn.engine.summary import pack, unpack

SMALLEST = 3  # with two units, their moments give each unit's own values
USUAL = 5  # the minimum of units in a cohort that leaves its holder, unless a higher one is asked for
MOST = 5_000  # times
PERIODS = ("number", "quarter", "month", "day")
AGAIN = "Make it again with `summarise`, or ask its holder for it again."


@dataclass(frozen=True, slots=True, eq=False)
class PanelSummary:
    """Counts, sums and cross-products of each cohort: all that effects without covariates need.

    `cohorts` are adoption times, rising, NEVER last. For a unit with weight w and outcomes y let z = (w,
    w·y), each product rounded once: `totals` (n_cohorts, 1+n_times) sums w and w·y; `products` (n_cohorts,
    triangle) sums the upper triangle of z zᵀ, row by row. Both are exact, so that sites merged equal the
    whole to the last bit. `withheld` counts cohorts of sites that were too small to leave; `period` says
    what the times count.
    """

    times: tuple[int, ...]
    cohorts: tuple[int, ...]
    counts: tuple[int, ...]
    totals: Exact
    products: Exact
    withheld: int = 0
    period: str = "number"

    KIND: ClassVar[str] = "panel"
    VERSION: ClassVar[int] = 1
    SCHEMA: ClassVar[Mapping[str, str]] = {
        "times": "whole numbers, rising: the times of the panel; all sites must have the same",
        "cohorts": "whole numbers, rising: adoption times; 9223372036854775807 is never",
        "counts": "whole numbers: units in each cohort",
        "totals": "exact: sums over the cohort's units of weight and weight × outcome",
        "products": "exact: sums over the cohort's units of products of these, upper triangle",
        "withheld": "whole number: cohorts that did not leave their holder because they were too small",
        "period": "what times count: number (also years), quarter, month or day; all sites the same",
    }

    def __eq__(self, other: object) -> bool:
        """Say whether all fields are equal."""
        if not isinstance(other, PanelSummary):
            return NotImplemented
        return self.to_bytes() == other.to_bytes()

    __hash__ = None  # type: ignore[assignment]

    @classmethod
    def empty(cls, **settings: Any) -> Self:
        """Return the summary of no unit; settings are `times` and `period`.

        >>> PanelSummary.empty(times=(2003, 2004)).cohorts
        ()
        """
        times = tuple(int(time) for time in settings["times"])
        width, period = len(times) + 1, settings.get("period", "number")
        if period not in PERIODS:
            raise ValueError(f"The period is {period!r}: choose {', '.join(PERIODS)}.")
        sums = Exact.zeros(0, width), Exact.zeros(0, width * (width + 1) // 2)
        return cls(times, (), (), *sums, period=period)

    @classmethod
    def from_rows(cls, *rows: Any, **settings: Any) -> Self:
        """Reduce one panel (see `panel_of`), units in any order; `period` is the one setting."""
        (panel,) = rows
        return cls.of_panel(panel, **settings)

    @classmethod
    def of_panel(cls, panel: Panel, *, period: str = "number") -> Self:
        """Reduce a panel, whose times count the period.

        >>> from cairn.engine.effect.panel import panel_of
        >>> panel = panel_of([1, 1, 2, 2], [1, 2, 1, 2], [2, 2, 0, 0], [1.0, 2.0, 3.0, 3.5])
        >>> PanelSummary.of_panel(panel).totals.floats().tolist()
        [[1.0, 1.0, 2.0], [1.0, 3.0, 3.5]]
        """
        found = cls.empty(times=panel.times.tolist(), period=period)
        cohorts, place, counts = np.unique(panel.adopted, return_inverse=True, return_counts=True)
        if not len(cohorts):
            return found
        rows = np.split(np.argsort(place, kind="stable"), np.cumsum(counts)[:-1])
        sums, products = [], []
        for which in rows:
            w, y = panel.weights[which, None], panel.outcomes[which]
            z = np.hstack([w, w * y if panel.is_weighted else y])
            products.append(exact_gram(z))
            sums.append(_column_sums(z) if panel.is_weighted else products[-1].rows(slice(z.shape[1])))
        return replace(
            found, cohorts=tuple(cohorts.tolist()), counts=tuple(counts.tolist()),
            totals=Exact.stacked(sums), products=Exact.stacked(products),
        )  # fmt: skip

    def merge(self, other: Self, /) -> Self:
        """Return the summary of both together; ValueError where times differ. A unit must be in one only."""
        if (self.times, self.period) != (other.times, other.period):
            raise ValueError(
                f"The panels have different times ({_range(self)}; {_range(other)}): "
                "give every site the same ones."
            )
        cohorts = tuple(sorted({*self.cohorts, *other.cohorts}))
        counts = dict.fromkeys(cohorts, 0)
        for one in (self, other):
            for cohort, count in zip(one.cohorts, one.counts, strict=True):
                counts[cohort] += count
        return replace(
            self, cohorts=cohorts, counts=tuple(counts.values()),
            totals=_spread(self.totals, self.cohorts, cohorts)
            + _spread(other.totals, other.cohorts, cohorts),
            products=_spread(self.products, self.cohorts, cohorts)
            + _spread(other.products, other.cohorts, cohorts),
            withheld=self.withheld + other.withheld,
        )  # fmt: skip

    def to_bytes(self) -> bytes:
        """Return canonical bytes: equal summaries have equal bytes."""
        header = {
            "times": list(self.times), "withheld": self.withheld, "period": self.period,
            "exponents": [self.totals.exponent, self.products.exponent],
        }  # fmt: skip
        arrays: dict[str, NDArray[Any]] = {
            "cohorts": np.array(self.cohorts, np.int64),
            "counts": np.array(self.counts, np.int64),
            "totals": self.totals.to_array(),
            "products": self.products.to_array(),
        }
        return pack(self.KIND, self.VERSION, header, arrays)

    @classmethod
    def from_bytes(cls, data: bytes, /) -> Self:
        """Return the summary that has these bytes; ValueError where they are damaged."""
        header, arrays = unpack(data, kind=cls.KIND, version=cls.VERSION)
        try:
            found = cls._read(header, arrays)
            is_whole = found.to_bytes() == data
        except (KeyError, TypeError, ValueError, OverflowError, AttributeError):
            is_whole = False
        if not is_whole:
            raise ValueError(f"The panel summary is not as it is written. {AGAIN}")
        return found

    @classmethod
    def _read(cls, header: dict[str, Any], arrays: dict[str, NDArray[Any]]) -> Self:
        times, exponents = tuple(header["times"]), header["exponents"]
        cohorts, counts = tuple(arrays["cohorts"].tolist()), tuple(arrays["counts"].tolist())
        width = len(times) + 1
        shape = (len(cohorts), width), (len(cohorts), width * (width + 1) // 2)
        is_sound = (
            0 < len(times) <= MOST
            and header["period"] in PERIODS
            and all(type(value) is int for value in (*times, header["withheld"], *exponents))
            and header["withheld"] >= 0
            and all(abs(value) < 5000 for value in exponents)
            and sorted(set(times)) == list(times)
            and sorted(set(cohorts)) == list(cohorts)
            and all(0 < count < 1 << 48 for count in counts)
            and len(counts) == len(cohorts)
            and (not cohorts or cohorts[0] > 0)
        )
        if not is_sound:
            raise ValueError
        totals, products = (
            Exact.from_array(arrays[name], exponent, size)
            for name, size, exponent in zip(("totals", "products"), shape, exponents, strict=True)
        )
        if not (totals.floats()[:, 0] > 0).all():
            raise ValueError
        return cls(times, cohorts, counts, totals, products, header["withheld"], header["period"])

    def small(self, minimum: int = USUAL) -> tuple[tuple[int, int], ...]:
        """Return each cohort with fewer units than the minimum, and how many it has."""
        pairs = zip(self.cohorts, self.counts, strict=True)
        return tuple((cohort, count) for cohort, count in pairs if count < minimum)

    def for_release(self, minimum: int = USUAL, /, *, withhold: bool = False) -> Self:
        """Return what may leave its holder: every cohort has at least `minimum` units.

        A smaller cohort is refused by name; with `withhold` it stays behind, and `withheld` counts it.
        Raises: ValueError for a small cohort, and for a minimum below 3.
        """
        if minimum < SMALLEST:
            raise ValueError(
                f"The minimum is {minimum}: below {SMALLEST} units, moments give away each unit's values."
            )
        small = self.small(minimum)
        if not small:
            return self
        if not withhold:
            named = ", ".join(f"{_named(cohort)} ({count})" for cohort, count in small)
            raise ValueError(
                f"Too few units to leave this place: cohort {named}; the minimum is {minimum}. Adopters of "
                "near times can be put together in one cohort, or small cohorts withheld."
            )
        kept = [i for i, count in enumerate(self.counts) if count >= minimum]
        return replace(
            self, cohorts=tuple(self.cohorts[i] for i in kept), counts=tuple(self.counts[i] for i in kept),
            totals=self.totals.rows(kept), products=self.products.rows(kept),
            withheld=self.withheld + len(small),
        )  # fmt: skip


def _column_sums(z: NDArray[np.float64]) -> Exact:
    """Sum columns exactly: products with a column of ones."""
    return exact_gram(np.hstack([np.ones((len(z), 1)), z])).rows(slice(1, z.shape[1] + 1))


def _spread(numbers: Exact, cohorts: tuple[int, ...], among: tuple[int, ...]) -> Exact:
    """Put rows of cohorts where they stand among more cohorts; the others are 0."""
    return numbers.among([among.index(cohort) for cohort in cohorts], len(among))


def _range(summary: PanelSummary) -> str:
    times = summary.times
    return f"{times[0]} to {times[-1]}, {len(times)} of them, by {summary.period}" if times else "none"


def _named(cohort: int) -> str:
    return "never" if cohort == NEVER else str(cohort)
