"""What a rule says about how the constituents stand: passed, failed, or still open."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from cairn.engine.decision.judging import JUDGES, whole_of
from cairn.engine.decision.rules import Rule
from cairn.engine.decision.standing import STATES, Standing
from cairn.engine.decision.wording import Value, Wording, share_of


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a rule says, why, and what each of its parts says.

    `open` means that those not yet reached, or whose conditions are not yet met, can still decide it. Counts
    are over all in scope.
    """

    rule: Rule
    state: str  # "passed", "failed" or "open"
    counts: Mapping[str, int]  # by state of STATES, constituents
    not_reached: tuple[str, ...]  # by name
    reason: Wording
    parts: tuple["Outcome", ...] = ()
    waiting: tuple[str, ...] = ()  # those whose conditions are not yet met
    opted_out: tuple[str, ...] = ()  # those whom it does not bind

    @property
    def text(self) -> str:
        """Say why, in English."""
        return self.reason.text

    @property
    def is_binding(self) -> bool:
        """Say whether it decides anything: a sense check and advice do not."""
        return self.rule.name not in ("sense_check", "advice")


def evaluate(rule: Rule, standings: Iterable[Standing], *, closed: bool = False, turn: int = 1) -> Outcome:
    """Apply a rule to how the constituents in scope stand.

    Denominators are all in scope, those not yet reached included, unless the rule itself says otherwise;
    silence never counts as consent. Before the close, passed and failed are final whatever those not reached
    will say. With `closed`, nobody can be reached any more, and what was open has failed; a condition that
    is not met then stands against. `turn` says for the how-manieth time the question is put.
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
    return _outcome(rule, ordered, closed, turn)


def standing_of(
    constituent: str, outcome: Outcome, *, weight: int | Fraction = 1, unit: int | Fraction = 1
) -> Standing:
    """Return how a constituent stands that decided by a rule of its own over its own members.

    Passed is its consent, failed its objection with the reason; while it is open it is not yet reached.

    >>> from cairn.engine.decision.rules import parse_rule
    >>> houses = [Standing("Elder house", "consent"), Standing("Younger house", "withheld")]
    >>> own = evaluate(parse_rule({"rule": "consent_of_all"}), houses)
    >>> standing_of("River nation", own).state
    'withheld'
    """
    state = {"passed": "consent", "failed": "withheld", "open": "not_reached"}[outcome.state]
    return Standing(constituent, state, weight, unit, outcome.text if state == "withheld" else "")


def _outcome(rule: Rule, standings: Sequence[Standing], closed: bool, turn: int) -> Outcome:
    if rule.name == "from_round":
        state, reason = _from_round(rule, turn)
        return _told(rule, standings, state, reason)
    if not standings:
        return _told(rule, standings, "failed" if closed else "open", Wording("nobody_in_scope", {}))
    if rule.name == "opt_out":
        return _opt_out(rule, standings, closed, turn)
    if rule.rules:
        return _of_parts(rule, standings, closed, turn)
    state, reason = JUDGES[rule.name](rule, standings, closed)
    return _told(rule, standings, state, reason)


def _told(
    rule: Rule, standings: Sequence[Standing], state: str, reason: Wording, parts: tuple[Outcome, ...] = ()
) -> Outcome:
    counts = {kind: sum(standing.state == kind for standing in standings) for kind in STATES}
    not_reached = tuple(standing.constituent for standing in standings if not standing.is_reached)
    waiting = tuple(standing.constituent for standing in standings if standing.waits)
    outside = tuple(standing.constituent for standing in standings if standing.state == "opted_out")
    return Outcome(rule, state, counts, not_reached, reason, parts, waiting, outside)


def _from_round(rule: Rule, turn: int) -> tuple[str, Wording]:
    state = "passed" if turn >= rule.number else "failed"
    return state, Wording(f"from_round.{state}", {"turn": turn, "number": rule.number})


def _of_parts(rule: Rule, standings: Sequence[Standing], closed: bool, turn: int) -> Outcome:
    parts = tuple(_outcome(part, standings, closed, turn) for part in rule.rules)
    counts = {state: sum(part.state == state for part in parts) for state in ("passed", "failed", "open")}
    decisive, other = ("passed", "failed") if rule.name == "any_of" else ("failed", "passed")
    state = decisive if counts[decisive] else "open" if counts["open"] else other
    reason = Wording(f"{rule.name}.{state}", {**counts, "total": len(parts)})
    return _told(rule, standings, state, reason, parts)


def _opt_out(rule: Rule, standings: Sequence[Standing], closed: bool, turn: int) -> Outcome:
    """Judge the others by their rule, as long as few enough opt out, or still can."""
    others = [standing for standing in standings if standing.state != "opted_out"]
    part = _outcome(rule.rules[0], others, closed, turn)
    whole = whole_of(rule, standings)
    outside = whole - sum((standing.amount(rule.by) for standing in others), Fraction(0))
    silent = sum((s.amount(rule.by) for s in others if s.is_undecided), Fraction(0))
    told: dict[str, Value] = {
        "outside": len(standings) - len(others),
        "others": len(others),
        "share": share_of(rule.share),
        "part": part.reason,
    }
    if outside > rule.share * whole:
        return _told(rule, standings, "failed", Wording("opt_out.too_many", told), (part,))
    could_be_too_many = not closed and outside + silent > rule.share * whole
    state = "open" if part.state == "passed" and could_be_too_many else part.state
    code = "opt_out.could" if state != part.state else f"opt_out.{state}"
    return _told(rule, standings, state, Wording(code, told), (part,))
