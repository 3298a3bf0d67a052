"""The options of Equal Shares, and how they are said."""

from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal

from cairn.engine.allocation.conditions import Conditions
from cairn.engine.allocation.election import UTILITIES, Election, Utility
from cairn.engine.allocation.ties import TieOrder

Completion = Literal["none", "add1", "add1u", "utilitarian", "phragmen"]
Add1Stop = Literal["overspend", "exhaustive"]
Add1Start = Literal["share", "whole"]
Payment = Literal["partial", "exact", "bounded"]
Comparison = Literal["none", "projects", "covered"]

STOPS: dict[Add1Stop, str] = {
    "overspend": "until the next step would overspend",
    "exhaustive": "until nothing more fits, or the next step would overspend",
}
RULES: dict[Payment, str] = {
    "partial": "Method of Equal Shares",
    "exact": "Exact Equal Shares (only who can pay the full equal part pays)",
    "bounded": "Equal Shares with bounded overspending",
}
CHOICES = {
    "completion": ("none", "add1", "add1u", "utilitarian", "phragmen"),
    "add1_stop": tuple(STOPS),
    "add1_start": ("share", "whole"),
    "payment": tuple(RULES),
    "comparison": ("none", "projects", "covered"),
}


@dataclass(frozen=True, slots=True)
class Shares:
    """The options of Equal Shares; `step` is the rise of add1 for each voter, in minor units.

    A step of "next" (exact payment only) rises to the very next share at which something changes. `start`
    "whole" begins the ladder at the share rounded down to a whole currency unit. `comparison` takes greedy by
    votes instead where strictly more voters have more approved projects funded by it ("projects"), or where
    it leaves fewer voters without any ("covered").
    """

    utility: Utility = "cost"
    completion: Completion = "none"
    add1_stop: Add1Stop = "overspend"
    step: Fraction | Literal["next"] | None = None  # one currency unit where none is given
    lot: tuple[str, ...] | None = None
    add1_start: Add1Start = "share"
    payment: Payment = "partial"
    comparison: Comparison = "none"
    ties_by: tuple[str, ...] = ("cost", "votes")
    conditions: Conditions = field(default_factory=Conditions)

    def __post_init__(self) -> None:
        """Refuse options that do not exist, or do not go together."""
        for name, known in CHOICES.items():
            if getattr(self, name) not in known:
                raise ValueError(
                    f"The {name.replace('_', ' ')} {getattr(self, name)!r} is unknown; "
                    f"choose {', '.join(known[:-1])} or {known[-1]}."
                )
        self._check_pairs()

    def _check_pairs(self) -> None:
        if isinstance(self.step, Fraction) and self.step <= 0:
            raise ValueError("The step must be more than zero.")
        if self.step == "next" and self.payment != "exact":
            raise ValueError("A step to the next change is known under exact payment only.")
        if self.payment != "partial" and self.utility in ("points", "points-cost"):
            raise ValueError("Points need partial payment: exact and bounded payment read approvals.")
        if self.payment == "bounded" and self.climbs:
            raise ValueError("Bounded overspending climbs no ladder; choose none, utilitarian or phragmen.")

    @property
    def climbs(self) -> bool:
        """Return whether the shares are raised until the budget is spent."""
        return self.completion in ("add1", "add1u")


def step_of(election: Election, shares: Shares) -> Fraction | None:
    """Return the step of the ladder in minor units, or None where it goes to the next change."""
    if shares.step == "next":
        return None
    return Fraction(election.scale) if shares.step is None else shares.step


def first_share(election: Election, shares: Shares) -> Fraction:
    """Return what every voter holds in the first run."""
    share = Fraction(election.budget, max(election.n_voters, 1))
    if shares.climbs and shares.add1_start == "whole":
        return Fraction(share // election.scale * election.scale)
    return share


def in_words(election: Election, shares: Shares, order: TieOrder) -> str:
    """Say the rule with all its options."""
    completion = {
        "none": "what is left stays unspent",
        "add1": _ladder_in_words(election, shares),
        "add1u": f"{_ladder_in_words(election, shares)}; then the best supported that fit are added",
        "utilitarian": "then the best supported that fit are added",
        "phragmen": "then Phragmén's rule goes on from what each voter has left",
    }[shares.completion]
    compared = {
        "none": "",
        "projects": "; if more voters have more approved projects under greedy by votes, that is taken",
        "covered": "; if greedy by votes leaves fewer voters without a project, that is taken",
    }[shares.comparison]
    return (
        f"{RULES[shares.payment]}; {UTILITIES[shares.utility]}; {completion}{compared}"
        f"{shares.conditions.in_words}; {order.in_words}"
    )


def _ladder_in_words(election: Election, shares: Shares) -> str:
    start = "from a whole number of units, " if shares.add1_start == "whole" else ""
    step = step_of(election, shares)
    if step is None:
        return f"{start}every voter's share is raised to the next change, {STOPS[shares.add1_stop]}"
    units = step / election.scale
    told = f"{'one' if units == 1 else units} {election.currency or 'currency unit'}"
    return f"{start}every voter's share is raised by {told} at a time, {STOPS[shares.add1_stop]}"
