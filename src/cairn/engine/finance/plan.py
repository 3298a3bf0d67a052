"""A costed plan: what is needed, by line and year, and who committed what to which of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal

from cairn.engine.finance.loans import Loan
from cairn.engine.finance.outcomes import Outcome
from cairn.engine.finance.ramps import Ramp
from cairn.engine.finance.waterfall import Tranche

Range = Literal["low", "base", "high"]
STATUSES = ("expected", "pledged", "signed", "conditional", "disbursed", "spent", "verified")
SIGNED = STATUSES[STATUSES.index("signed") :]
RANGES: tuple[Range, ...] = ("low", "base", "high")


@dataclass(frozen=True, slots=True)
class Spread:
    """A figure with what it may be at least and at most; low ≤ base ≤ high."""

    low: Fraction
    base: Fraction
    high: Fraction

    def at(self, which: Range) -> Fraction:
        """Return the low, base or high figure."""
        return Fraction(getattr(self, which))

    @property
    def is_sure(self) -> bool:
        """Return whether low and high are the same."""
        return self.low == self.high


@dataclass(frozen=True, slots=True)
class Line:
    """One line of costs: quantity × unit cost for every year, in prices of the price year."""

    id: str
    name: str
    component: str
    level: str
    currency: str
    unit_cost: Spread  # minor units of its currency
    quantity: Mapping[int, Spread]  # by year; a year that is not named needs nothing
    priority: int = 1  # 1 is funded first where money is short
    evidence: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """Who gives: an organisation, its constituency, and its kind (treasury, donor, foundation …)."""

    id: str
    name: str
    kind: str = ""
    constituency: str = ""


@dataclass(frozen=True, slots=True)
class Commitment:
    """What a source will give, by year, and what it may be used for."""

    id: str
    source: str
    status: str
    probability: Fraction
    amounts: Mapping[int, int]  # minor units of the plan's currency, by year
    lines: frozenset[str] | None = None  # the lines it may pay; None: any
    carry_over: bool = False  # what one year leaves may be used in a later one
    instrument: str = "grant"


@dataclass(frozen=True, slots=True)
class Spending:
    """What was spent of a commitment, on a line, in a year; minor units of the plan's currency."""

    commitment: str
    line: str
    year: int
    amount: int


@dataclass(frozen=True, slots=True)
class Rate:
    """What one unit of a currency is worth in the plan's currency, by year, pinned to a date and a source."""

    by_year: Mapping[int, Fraction]
    on: str
    source: str


@dataclass(frozen=True, slots=True)
class Scenario:
    """Assumptions in place of the plan's: a range, more inflation, other exchange rates, other factors."""

    range: Range = "base"
    more_inflation: Fraction = Fraction(0)  # added to every yearly rate
    exchange: Mapping[str, Fraction] = field(default_factory=dict)  # factor on the rate of a currency
    quantity: Mapping[str, Fraction] = field(default_factory=dict)  # factor by line, or else by component
    unit_cost: Mapping[str, Fraction] = field(default_factory=dict)
    delay: Mapping[str, int] = field(default_factory=dict)  # calendar years by which a source comes later


BASE = Scenario()


@dataclass(frozen=True, slots=True)
class PlannedRamp:
    """A co-financing partner's path, and the lines whose cost it is a share of (None: all)."""

    id: str
    source: str
    ramp: Ramp
    lines: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class OutcomeContract:
    """What is paid for verified results, within a cap and above a floor; minor units."""

    id: str
    outcomes: tuple[Outcome, ...]
    cap: int
    floor: int
    verified: Mapping[str, Fraction]
    disputed: Mapping[str, Fraction]


@dataclass(frozen=True, slots=True)
class PlannedWaterfall:
    """Tranches, and the cash of every period; minor units."""

    id: str
    tranches: tuple[Tranche, ...]
    cash: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Instruments:
    """The instruments of a plan beside plain commitments."""

    ramps: tuple[PlannedRamp, ...] = ()
    loans: Mapping[str, Loan] = field(default_factory=dict)
    contracts: tuple[OutcomeContract, ...] = ()
    waterfalls: tuple[PlannedWaterfall, ...] = ()


NO_INSTRUMENTS = Instruments()


@dataclass(frozen=True, slots=True)
class Plan:
    """A costed plan with its sources; amounts are whole minor units, rates exact fractions."""

    name: str
    currency: str
    decimals: int
    price_year: int
    years: tuple[int, ...]
    lines: tuple[Line, ...]
    sources: tuple[Source, ...] = ()
    commitments: tuple[Commitment, ...] = ()
    spending: tuple[Spending, ...] = ()
    inflation: Mapping[str, Mapping[int, Fraction]] = field(default_factory=dict)  # by currency and year
    exchange: Mapping[str, Rate] = field(default_factory=dict)
    scenarios: Mapping[str, Scenario] = field(default_factory=dict)
    place: str = ""
    instruments: Instruments = NO_INSTRUMENTS

    @property
    def scale(self) -> int:
        """Return how many minor units make one unit of the plan's currency."""
        return int(10**self.decimals)

    def money(self, minor: int) -> str:
        """Return an amount as people read it: in whole units of the currency, less than one to the last."""
        whole = round(Fraction(minor, self.scale))
        if whole or not minor:
            return f"{self.currency} {whole:,}"
        return f"{self.currency} {minor / self.scale:.{self.decimals}f}"

    def scenario(self, name: str) -> Scenario:
        """Return a scenario by its name; low, base and high always exist.

        Raises: ValueError if there is none of that name.
        """
        known = {"low": Scenario("low"), "base": BASE, "high": Scenario("high"), **self.scenarios}
        if name not in known:
            raise ValueError(f"There is no scenario {name!r}; known are: {', '.join(sorted(known))}.")
        return known[name]
