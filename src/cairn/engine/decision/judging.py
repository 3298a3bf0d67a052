"""How each rule without parts judges: its state, and the reason in words."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction

from cairn.engine.decision.rules import Rule
from cairn.engine.decision.standing import Standing
from cairn.engine.decision.wording import Value, Wording, number

Judgement = tuple[str, Wording]
Judge = Callable[[Rule, Sequence[Standing], bool], Judgement]


def consent_of_all(rule: Rule, standings: Sequence[Standing], closed: bool) -> Judgement:
    """Pass where every constituent consents."""
    undecided = sum(standing.is_undecided for standing in standings)
    against = [s for s in standings if not s.is_undecided and not _consents(rule, s)]
    reservations = sum(standing.state == "reservation" for standing in standings)
    told: dict[str, Value] = {"total": len(standings), "unreached": undecided}
    if against:
        return "failed", Wording("consent_of_all.failed", {**told, "against": _names(against)})
    if undecided:
        return _undecided(closed), Wording(_open_or_closed("consent_of_all", standings, closed), told)
    if reservations:
        return "passed", Wording("consent_of_all.passed.reserved", {**told, "reservations": reservations})
    return "passed", Wording("consent_of_all.passed", told)


def no_standing_objection(rule: Rule, standings: Sequence[Standing], closed: bool) -> Judgement:
    """Pass where nobody objects, and all are reached (or at the close, where the rule asks only those)."""
    against = [one for one in standings if one.is_against and (one.reason or not rule.reasoned)]
    waiting = [standing for standing in standings if standing.waits]
    unreached = sum(not standing.is_reached for standing in standings)
    reached = len(standings) - unreached
    told: dict[str, Value] = {"total": len(standings), "unreached": unreached, "reached": reached}
    if against or (closed and waiting):
        named = _names(sorted(against + (waiting if closed else [])))
        code = "unmet" if closed and waiting else "failed"
        return "failed", Wording(f"no_standing_objection.{code}", {**told, "against": named})
    if waiting:
        return "open", Wording("no_standing_objection.waiting", {**told, "waiting": _names(waiting)})
    if not unreached or (closed and reached and rule.among == "reached"):
        return "passed", Wording("no_standing_objection.passed", told)
    return _undecided(closed), Wording(f"no_standing_objection.{'closed' if closed else 'open'}", told)


def threshold(rule: Rule, standings: Sequence[Standing], closed: bool) -> Judgement:
    """Pass where enough of all in scope consent."""
    given = _sum(rule, (s for s in standings if _consents(rule, s)))
    silent = _sum(rule, (s for s in standings if s.is_undecided))
    whole = whole_of(rule, standings)
    told = _measured(rule, given, whole)
    if _enough(rule, given, whole):
        return "passed", Wording("threshold.passed", told)
    if not _enough(rule, given + silent, whole):
        return "failed", Wording("threshold.failed", told)
    return _undecided(closed), Wording(_open_or_closed("threshold", standings, closed), told)


def majority(rule: Rule, standings: Sequence[Standing], closed: bool) -> Judgement:
    """Pass where enough of those who consent or object (and abstain, if the rule says so) consent."""
    given = _sum(rule, (s for s in standings if _consents(rule, s)))
    silent = _sum(rule, (s for s in standings if s.is_undecided))
    cast = given + _sum(rule, (s for s in standings if _counts_in_majority(rule, s)))
    whom: dict[str, Value] = {"whom": Wording(f"whom.{rule.of}", {})}
    told = _measured(rule, given, cast) | whom
    if closed:
        late = cast + _sum(rule, (s for s in standings if s.waits))
        state = "passed" if late and _enough(rule, given, late) else "failed"
        return state, Wording(f"majority.closed.{state}", _measured(rule, given, late) | whom)
    if given and _enough(rule, given, cast + silent):
        return "passed", Wording("majority.passed", told)
    if cast + silent == 0 or not _enough(rule, given + silent, cast + silent):
        return "failed", Wording("majority.failed", told)
    return "open", Wording("majority.open", told)


def fewer_against(rule: Rule, standings: Sequence[Standing], closed: bool) -> Judgement:
    """Pass where fewer than a number of constituents object."""
    against = [one for one in standings if one.is_against or (closed and one.waits)]
    undecided = 0 if closed else sum(standing.is_undecided for standing in standings)
    told: dict[str, Value] = {"against": len(against), "number": rule.number}
    if not any(standing.is_reached for standing in standings):
        return _undecided(closed), Wording("fewer_against.nobody", told)
    if len(against) >= rule.number:
        return "failed", Wording("fewer_against.failed", {**told, "names": _names(against)})
    state = "open" if len(against) + undecided >= rule.number else "passed"
    return state, Wording(f"fewer_against.{state}", told)


def quorum(rule: Rule, standings: Sequence[Standing], closed: bool) -> Judgement:
    """Pass where enough are reached, whatever they say."""
    reached = _sum(rule, (s for s in standings if s.is_reached))
    whole = whole_of(rule, standings)
    told = _measured(rule, reached, whole)
    if _enough(rule, reached, whole):
        return "passed", Wording("quorum.passed", told)
    return _undecided(closed), Wording(f"quorum.{'closed' if closed else 'open'}", told)


def sense_check(rule: Rule, standings: Sequence[Standing], closed: bool) -> Judgement:
    """Pass where everybody was asked, or at the close somebody was; it says how they lean."""
    reached = [standing for standing in standings if standing.is_reached]
    towards = sum(_consents(rule, standing) or standing.waits for standing in reached)
    told: dict[str, Value] = {
        "reached": len(reached),
        "total": len(standings),
        "towards": towards,
        "away": sum(standing.is_against for standing in reached),
    }
    if len(reached) == len(standings) or (closed and reached):
        return "passed", Wording("sense_check.passed", told)
    return _undecided(closed), Wording(f"sense_check.{'closed' if closed else 'open'}", told)


def advice(rule: Rule, standings: Sequence[Standing], closed: bool) -> Judgement:
    """Pass where everybody was asked, and whoever said more than yes, or nothing, has an answer."""
    unreached = [standing for standing in standings if not standing.is_reached]
    unanswered = [s for s in standings if _wants_an_answer(s) and not s.is_answered]
    told: dict[str, Value] = {"total": len(standings), "unreached": len(unreached)}
    if unanswered:
        code = "advice.closed.unanswered" if closed else "advice.unanswered"
        return _undecided(closed), Wording(code, {**told, "names": _names(unanswered)})
    if unreached:
        return _undecided(closed), Wording(f"advice.{'closed' if closed else 'open'}", told)
    return "passed", Wording("advice.passed", told)


JUDGES: Mapping[str, Judge] = {
    "consent_of_all": consent_of_all,
    "threshold": threshold,
    "majority": majority,
    "no_standing_objection": no_standing_objection,
    "fewer_against": fewer_against,
    "quorum": quorum,
    "sense_check": sense_check,
    "advice": advice,
}


def _consents(rule: Rule, standing: Standing) -> bool:
    if standing.state == "conditional":
        return standing.is_met
    return standing.state == "consent" or (rule.with_reservation and standing.state == "reservation")


def _counts_in_majority(rule: Rule, standing: Standing) -> bool:
    """Say whether a standing that is no consent is part of the whole that a majority is of."""
    if standing.is_undecided or _consents(rule, standing):
        return False
    return rule.of == "reached" or standing.is_against or standing.state == "reservation"


def _wants_an_answer(standing: Standing) -> bool:
    return standing.state in ("reservation", "conditional") or standing.is_against or bool(standing.reason)


def _undecided(closed: bool) -> str:
    return "failed" if closed else "open"


def _open_or_closed(name: str, standings: Iterable[Standing], closed: bool) -> str:
    """Return the code of an outcome that is still open, or was at the close; conditions are named as such."""
    waits = ".waiting" if any(standing.waits for standing in standings) else ""
    return f"{name}.{'closed' if closed else 'open'}{waits}"


def _names(standings: Iterable[Standing]) -> str:
    return ", ".join(standing.constituent for standing in standings)


def _sum(rule: Rule, standings: Iterable[Standing]) -> Fraction:
    return sum((standing.amount(rule.by) for standing in standings), Fraction(0))


def whole_of(rule: Rule, standings: Sequence[Standing]) -> Fraction:
    """Return what all in scope count for.

    Raises: ValueError if that is nothing.
    """
    whole = _sum(rule, standings)
    if not whole:
        raise ValueError(f"{rule.name}: nobody in scope counts for anything by {rule.by}; give the amounts.")
    return whole


def _enough(rule: Rule, part: Fraction, whole: Fraction) -> bool:
    return part > rule.share * whole if rule.more_than else part >= rule.share * whole


def _measured(rule: Rule, part: Fraction, whole: Fraction) -> dict[str, Value]:
    amounts: dict[str, Value] = {"part": number(part), "whole": number(whole)}
    return {"measured": Wording(f"of_{rule.by}", amounts), "needed": rule.needed}
