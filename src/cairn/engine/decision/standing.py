"""How one constituent stands towards a text, and what it counts for."""

from dataclasses import dataclass
from fractions import Fraction

STATES = (
    "consent",
    "reservation",  # consents; the reservation stays beside the text
    "conditional",  # consents once its conditions are met
    "withheld",  # objects
    "abstained",  # reached, and takes no position
    "opted_out",  # lets the others go on without it
    "not_reached",
    "withdrawn",  # had consented, and no longer does
)
AGAINST = ("withheld", "withdrawn")


@dataclass(frozen=True, slots=True, order=True)
class Standing:
    """How one constituent in scope stands.

    `unit` is what it counts for as a constituent (a half-canton: 1/2), `weight` what it counts for by weight
    (its people, say). Both are exact.
    Raises: ValueError for an unknown state or an amount that is not exact, or under 0.
    """

    constituent: str
    state: str  # one of STATES
    weight: int | Fraction = 1
    unit: int | Fraction = 1
    reason: str = ""  # of an objection, a reservation or a condition, in its own words
    is_met: bool = False  # the conditions of a conditional consent are met
    is_answered: bool = False  # what it advised, asked or objected has an answer

    def __post_init__(self) -> None:
        """Refuse a state that does not exist and amounts that cannot be counted exactly."""
        if self.state not in STATES:
            raise ValueError(
                f"{self.constituent}: the state {self.state!r} is unknown; choose one of {', '.join(STATES)}."
            )
        for name, amount in (("weight", self.weight), ("unit", self.unit)):
            if not isinstance(amount, int | Fraction) or amount < 0:
                raise ValueError(
                    f"{self.constituent}: {name} is {amount!r}; give a whole number or a Fraction, 0 or more."
                )

    def amount(self, by: str) -> Fraction:
        """Return what the constituent counts for."""
        return Fraction(self.unit if by == "constituents" else self.weight)

    @property
    def is_reached(self) -> bool:
        """Say whether the constituent has said anything."""
        return self.state != "not_reached"

    @property
    def waits(self) -> bool:
        """Say whether it waits for its conditions to be met."""
        return self.state == "conditional" and not self.is_met

    @property
    def is_undecided(self) -> bool:
        """Say whether it can still become a consent by itself: not reached, or waiting for conditions."""
        return not self.is_reached or self.waits

    @property
    def is_against(self) -> bool:
        """Say whether it withholds its consent or has withdrawn it."""
        return self.state in AGAINST
