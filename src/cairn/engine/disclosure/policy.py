"""The rule by which counts leave, and how several are joined: only ever to a tighter one."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from fractions import Fraction
from math import lcm


@dataclass(frozen=True, slots=True)
class Policy:
    """What may leave. Each part can be made tighter: never looser, whoever asks.

    Units: `threshold` in people, counts below it are small; `rounding` in people; `top` and `bottom` are the
    shares beyond which only "more than" and "less than" are told.
    Raises: ValueError for a part that cannot be.
    """

    threshold: int
    zero_allowed: bool = True
    rounding: int | None = None
    top: Fraction | None = None
    bottom: Fraction | None = None

    def __post_init__(self) -> None:
        if self.threshold < 0:
            raise ValueError(f"The threshold is {self.threshold}: give a whole number from 0.")
        if self.rounding is not None and self.rounding < 1:
            raise ValueError(f"Rounding is to {self.rounding}: give a whole number from 1, or none.")
        bottom, top = self.bottom or Fraction(0), Fraction(1) if self.top is None else self.top
        if not 0 <= bottom <= top <= 1:
            raise ValueError(f"Coding below {bottom} and above {top}: give shares from 0 to 1, bottom first.")

    def is_as_tight_as(self, other: "Policy") -> bool:
        """Say whether nothing leaves under this one that would not leave under the other.

        >>> Policy(11).is_as_tight_as(Policy(5)), Policy(5, rounding=5).is_as_tight_as(Policy(5, rounding=3))
        (True, False)
        """
        return (
            self.threshold >= other.threshold
            and self.zero_allowed <= other.zero_allowed
            and (self.rounding or 1) % (other.rounding or 1) == 0
            and _or(self.top, 1) <= _or(other.top, 1)
            and _or(self.bottom, 0) >= _or(other.bottom, 0)
        )


@dataclass(frozen=True, slots=True)
class Effective:
    """The policy that holds, and whose wish each part of it is."""

    policy: Policy
    binding: tuple[tuple[str, tuple[str, ...]], ...]  # (part, whose), where somebody asked for it
    rule: str


def tightest(policies: Mapping[str, Policy]) -> Effective:
    """Join what the definition, the collective and a member ask for: of each part the strictest holds.

    Shapes: `policies` by whose they are. The largest threshold; zeros only if all allow them; rounding to a
    common multiple; the widest coding. The answer is as tight as each of them, whatever their order.
    Raises: ValueError without a policy, or where coding from above and from below would meet.

    >>> found = tightest({"definition": Policy(5), "member": Policy(11), "collective": Policy(10)})
    >>> found.policy.threshold, found.rule
    (11, 'Counts below 11 are held back (member).')
    """
    if not policies:
        raise ValueError("There is no policy to join: give at least the definition's.")
    given = dict(sorted(policies.items()))
    all_ = list(given.values())
    tops = [policy.top for policy in all_ if policy.top is not None]
    bottoms = [policy.bottom for policy in all_ if policy.bottom is not None]
    roundings = [policy.rounding for policy in all_ if policy.rounding is not None]
    policy = Policy(
        threshold=max(policy.threshold for policy in all_),
        zero_allowed=all(policy.zero_allowed for policy in all_),
        rounding=lcm(*roundings) if roundings else None,
        top=min(tops, default=None),
        bottom=max(bottoms, default=None),
    )
    binding = {
        part.name: tuple(who for who, one in given.items() if _binds(part.name, one, policy))
        for part in fields(Policy)
    }
    whose = tuple((part, names) for part, names in binding.items() if names)
    return Effective(policy, whose, _words(policy, binding))


def _binds(part: str, one: Policy, joined: Policy) -> bool:
    """Say whether a part of the joined policy is what this one asked for."""
    asked = getattr(one, part)
    if part == "rounding" and asked is not None:
        return True  # a common multiple is everybody's
    return asked not in (None, True) and asked == getattr(joined, part)


def _words(policy: Policy, binding: Mapping[str, tuple[str, ...]]) -> str:
    told = [(f"Counts below {policy.threshold} are held back", "threshold")]
    if not policy.zero_allowed:
        told.append(("Zero is held back too", "zero_allowed"))
    if policy.rounding is not None:
        told.append((f"Counts are rounded to {policy.rounding}", "rounding"))
    if policy.top is not None:
        told.append((f"Shares above {float(policy.top):.0%} are told as more than that", "top"))
    if policy.bottom is not None:
        told.append((f"Shares below {float(policy.bottom):.0%} are told as less than that", "bottom"))
    return " ".join(f"{words} ({', '.join(binding[part])})." for words, part in told)


def _or(share: Fraction | None, otherwise: int) -> Fraction:
    return Fraction(otherwise) if share is None else share
