"""What a rule says about how the constituents stand: passed, failed, or still open."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from cairn.engine.decision.rules import Rule
from cairn.engine.decision.wording import Value, Wording, number

STATES = ("consent", "reservation", "withheld", "not_reached", "withdrawn")
AGAINST = ("withheld", "withdrawn")


@dataclass(frozen=True, slots=True, order=True)
class Standing:
    """How one constituent in scope stands.

    `unit` is what it counts for as a constituent (a half-canton: 1/2), `weight` what it counts for by weight
    (its people, say). Both are exact.
    """

    constituent: str
    state: str  # one of STATES
    weight: int | Fraction = 1
    unit: int | Fraction = 1

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


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a rule says, why, and what each of its parts says.

    `open` means that those not yet reached can still decide it. Counts are over all in scope.
    """

    rule: Rule
    state: str  # "passed", "failed" or "open"
    counts: Mapping[str, int]  # by state of STATES, constituents
    not_reached: tuple[str, ...]  # by name
    reason: Wording
    parts: tuple["Outcome", ...] = ()

    @property
    def text(self) -> str:
        """Say why, in English."""
        return self.reason.text


def evaluate(rule: Rule, standings: Iterable[Standing], *, closed: bool = False) -> Outcome:
    """Apply a rule to how the constituents in scope stand.

    Denominators are all in scope, those not yet reached included; silence never counts as consent. Before
    the close, passed and failed are final whatever those not reached will say. With `closed`, nobody can be
    reached any more, and what was open has failed; only an objection looked for among those reached, and not
    found, lets it pass.
    Raises: ValueError if a constituent stands twice, or nothing counts by weight where the rule does.

    >>> from cairn.engine.decision.rules import parse_rule
    >>> rule = parse_rule({"rule": "threshold", "share": "2/3"})
    >>> evaluate(rule, [Standing("Ash", "consent"), Standing("Birch", "not_reached")]).text
    '1 of 2 constituents consent; at least 2/3 is needed, and those not yet reached can decide it.'
    """
    ordered = sorted(standings, key=lambda standing: standing.constituent)
    names = [standing.constituent for standing in ordered]
    twice = sorted({name for name, after in pairwise(names) if name == after})
    if twice:
        raise ValueError(f"{', '.join(twice)} stands twice; give one standing for each constituent.")
    return _outcome(rule, ordered, closed)


def _outcome(rule: Rule, standings: Sequence[Standing], closed: bool) -> Outcome:
    if not standings:
        return _told(rule, standings, "failed" if closed else "open", Wording("nobody_in_scope", {}))
    if rule.rules:
        return _of_parts(rule, standings, closed)
    judge = {
        "consent_of_all": _consent_of_all,
        "threshold": _threshold,
        "no_standing_objection": _no_standing_objection,
        "quorum": _quorum,
    }[rule.name]
    state, reason = judge(rule, standings, closed)
    return _told(rule, standings, state, reason)


def _told(
    rule: Rule, standings: Sequence[Standing], state: str, reason: Wording, parts: tuple[Outcome, ...] = ()
) -> Outcome:
    counts = {kind: sum(standing.state == kind for standing in standings) for kind in STATES}
    not_reached = tuple(standing.constituent for standing in standings if standing.state == "not_reached")
    return Outcome(rule, state, counts, not_reached, reason, parts)


def _of_parts(rule: Rule, standings: Sequence[Standing], closed: bool) -> Outcome:
    parts = tuple(_outcome(part, standings, closed) for part in rule.rules)
    counts = {state: sum(part.state == state for part in parts) for state in ("passed", "failed", "open")}
    decisive, other = ("passed", "failed") if rule.name == "any_of" else ("failed", "passed")
    state = decisive if counts[decisive] else "open" if counts["open"] else other
    reason = Wording(f"{rule.name}.{state}", {**counts, "total": len(parts)})
    return _told(rule, standings, state, reason, parts)


def _names(standings: Iterable[Standing]) -> str:
    return ", ".join(standing.constituent for standing in standings)


def _consents(rule: Rule, standing: Standing) -> bool:
    return standing.state == "consent" or (rule.with_reservation and standing.state == "reservation")


def _consent_of_all(rule: Rule, standings: Sequence[Standing], closed: bool) -> tuple[str, Wording]:
    unreached = [standing for standing in standings if standing.state == "not_reached"]
    against = [s for s in standings if s.state != "not_reached" and not _consents(rule, s)]
    reservations = sum(standing.state == "reservation" for standing in standings)
    told: dict[str, Value] = {"total": len(standings), "unreached": len(unreached)}
    if against:
        return "failed", Wording("consent_of_all.failed", {**told, "against": _names(against)})
    if unreached:
        return _undecided(closed), Wording(f"consent_of_all.{'closed' if closed else 'open'}", told)
    if reservations:
        return "passed", Wording("consent_of_all.passed.reserved", {**told, "reservations": reservations})
    return "passed", Wording("consent_of_all.passed", told)


def _undecided(closed: bool) -> str:
    return "failed" if closed else "open"


def _no_standing_objection(rule: Rule, standings: Sequence[Standing], closed: bool) -> tuple[str, Wording]:
    against = [standing for standing in standings if standing.state in AGAINST]
    unreached = sum(standing.state == "not_reached" for standing in standings)
    reached = len(standings) - unreached
    told: dict[str, Value] = {"total": len(standings), "unreached": unreached, "reached": reached}
    if against:
        return "failed", Wording("no_standing_objection.failed", {**told, "against": _names(against)})
    if not unreached or (closed and reached and rule.among == "reached"):
        return "passed", Wording("no_standing_objection.passed", told)
    return _undecided(closed), Wording(f"no_standing_objection.{'closed' if closed else 'open'}", told)


def _threshold(rule: Rule, standings: Sequence[Standing], closed: bool) -> tuple[str, Wording]:
    given = sum((s.amount(rule.by) for s in standings if _consents(rule, s)), Fraction(0))
    silent = sum((s.amount(rule.by) for s in standings if s.state == "not_reached"), Fraction(0))
    whole = _whole(rule, standings)
    told = _measured(rule, given, whole)
    if _enough(rule, given, whole):
        return "passed", Wording("threshold.passed", told)
    if not _enough(rule, given + silent, whole):
        return "failed", Wording("threshold.failed", told)
    return _undecided(closed), Wording(f"threshold.{'closed' if closed else 'open'}", told)


def _quorum(rule: Rule, standings: Sequence[Standing], closed: bool) -> tuple[str, Wording]:
    reached = sum((s.amount(rule.by) for s in standings if s.state != "not_reached"), Fraction(0))
    whole = _whole(rule, standings)
    told = _measured(rule, reached, whole)
    if _enough(rule, reached, whole):
        return "passed", Wording("quorum.passed", told)
    return _undecided(closed), Wording(f"quorum.{'closed' if closed else 'open'}", told)


def _whole(rule: Rule, standings: Sequence[Standing]) -> Fraction:
    whole = sum((standing.amount(rule.by) for standing in standings), Fraction(0))
    if not whole:
        raise ValueError(f"{rule.name}: nobody in scope counts for anything by {rule.by}; give the amounts.")
    return whole


def _enough(rule: Rule, part: Fraction, whole: Fraction) -> bool:
    return part > rule.share * whole if rule.more_than else part >= rule.share * whole


def _measured(rule: Rule, part: Fraction, whole: Fraction) -> dict[str, Value]:
    amounts: dict[str, Value] = {"part": number(part), "whole": number(whole)}
    return {"measured": Wording(f"of_{rule.by}", amounts), "needed": rule.needed}
