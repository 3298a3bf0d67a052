"""What a plan gets wrong, collected with its path."""

from collections import Counter
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from cairn.engine.finance.plan import Plan


class Faults:
    """The faults found so far, each with its path."""

    def __init__(self) -> None:
        """Start with none."""
        self.told: list[str] = []

    def add(self, path: str, what: str) -> None:
        """Note a fault."""
        self.told.append(f"{path}: {what}")

    def once(self, path: str, names: Sequence[str]) -> None:
        """Note every id that is given more than once."""
        for name in sorted(name for name, times in Counter(names).items() if times > 1):
            self.add(path, f"the id {name!r} is given twice. Give everyone an id of its own.")

    def known(self, path: str, name: str, names: Sequence[str] | Mapping[str, Any], kind: str) -> bool:
        """Return whether a name is known, and note it if not."""
        if name not in names:
            self.add(path, f"there is no {kind} {name!r}. Name one that the plan lists.")
        return name in names


def minor(amount: Fraction | int, plan: Plan, path: str, faults: Faults) -> int:
    """Return an amount of currency units in minor units; one that is not whole is a fault."""
    exact = Fraction(amount) * plan.scale
    if exact.denominator > 1:
        faults.add(path, f"{float(amount):g} has more than {plan.decimals} decimals. Round it.")
    return exact.numerator // exact.denominator
