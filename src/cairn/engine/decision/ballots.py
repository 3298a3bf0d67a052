"""Choose among several options: by approval, or by ranking them (Schulze's method), exactly.

A ballot that approves names the options one can live with; a ballot that ranks puts them in order, equals
allowed, and what it does not name stands below what it names, on one level. Weights are exact. Who has not
voted is part of every whole, and is named.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import permutations
from typing import Any

from cairn.engine.decision.rules import check_keys, choice, read_share, whole_number
from cairn.engine.decision.wording import Value, Wording, number, share_of

Weight = int | Fraction
Levels = Sequence[Collection[str]]  # best first
KEYS = {"approval": {"winners", "share", "of", "quorum"}, "ranked": {"method", "quorum"}}


@dataclass(frozen=True, slots=True)
class ChoiceRule:
    """How one or more of several options are chosen."""

    name: str  # "approval" or "ranked"
    winners: int = 1
    share: Fraction | None = None  # of weight, that must approve a winner
    of: str = "cast"  # or "all": what the share is of
    quorum: Fraction | None = None  # of weight, that must have voted

    @property
    def wording(self) -> Wording:
        """Say what the rule does."""
        one = ".one" if self.name == "approval" and self.winners == 1 else ""
        said = Wording(f"rule.{self.name}{one}", {"winners": self.winners})
        if self.share is not None:
            said = Wording(f"rule.with_share.{self.of}", {"choice": said, "share": share_of(self.share)})
        if self.quorum is not None:
            said = Wording("rule.with_quorum", {"choice": said, "quorum": share_of(self.quorum)})
        return said


@dataclass(frozen=True, slots=True)
class Vote:
    """What one voter said; None is "not yet"."""

    voter: str
    ballot: Collection[str] | Levels | None
    weight: Weight = 1


@dataclass(frozen=True, slots=True)
class Choice:
    """Which options are chosen, and why.

    `open` means that those who have not voted can still decide it, `tied` that the votes do not: no lot is
    drawn and no order of names decides; `tied` says between which.
    """

    rule: ChoiceRule
    state: str  # "passed", "failed", "open" or "tied"
    winners: tuple[str, ...]  # in the order of their votes; empty unless passed
    tied: tuple[str, ...]
    tally: Mapping[str, Fraction]  # approval: weight that approves; ranked: options it beats one to one
    against_each_other: Mapping[
        tuple[str, str], Fraction
    ]  # ranked: weight that prefers the first; else empty
    cast: Fraction
    whole: Fraction
    not_reached: tuple[str, ...]
    reason: Wording

    @property
    def text(self) -> str:
        """Say why, in English."""
        return self.reason.text


def parse_choice(plain: Mapping[str, Any]) -> ChoiceRule:
    """Return the rule for a choice among options that a plain dict describes.

    - `{"rule": "approval", "winners": 2, "share": "1/2", "of": "cast", "quorum": "1/3"}`: the options that
      most approve; each winner needs the share, of the votes cast or of `"all"`.
    - `{"rule": "ranked", "method": "schulze", "quorum": "1/3"}`: the option that beats each other one to
      one; where none does, the strongest chain of such wins decides (Schulze 2011).

    Raises: ValueError that names the rule, the key and the remedy.

    >>> parse_choice({"rule": "approval", "winners": 2}).wording.text
    'the 2 options that most approve'
    """
    if not isinstance(plain, Mapping) or plain.get("rule") not in KEYS:
        raise ValueError(f"A choice among options goes by {' or '.join(KEYS)}; this says {plain!r}.")
    name = str(plain["rule"])
    check_keys(plain, name, KEYS[name])
    choice(plain, name, "method", ("schulze",))
    return ChoiceRule(
        name,
        whole_number(plain, name, "winners", 1),
        read_share(plain, name, "share") if "share" in plain else None,
        choice(plain, name, "of", ("cast", "all")),
        read_share(plain, name, "quorum") if "quorum" in plain else None,
    )


def choose(
    rule: ChoiceRule, options: Collection[str], votes: Iterable[Vote], *, closed: bool = False
) -> Choice:
    """Choose among options by a rule; nobody's silence counts for an option.

    Before the close the choice is open until no vote still missing can change it.
    Raises: ValueError for a voter or an option named twice, an unknown option, or a weight under 0.
    Source: Brams & Fishburn (1978); Schulze (2011), doi:10.1007/s00355-010-0475-4.

    >>> rule = parse_choice({"rule": "ranked"})
    >>> votes = [Vote("Ash", [["trail"], ["weir"]]), Vote("Birch", [["trail"], ["weir"]])]
    >>> choose(rule, ["weir", "trail"], votes).text
    'trail beats every other option one to one, the closest (weir) by 2 to 0.'
    """
    options = _checked_options(options, rule)
    voted = sorted(votes, key=lambda vote: vote.voter)
    _check_votes(voted, options, rule)
    cast = sum((Fraction(vote.weight) for vote in voted if vote.ballot is not None), Fraction(0))
    whole = sum((Fraction(vote.weight) for vote in voted), Fraction(0))
    judge = _by_approval if rule.name == "approval" else _by_ranking
    chosen = judge(rule, options, [vote for vote in voted if vote.ballot is not None], whole - cast)
    if not closed and cast < whole and not chosen.is_final:
        state, reason = "open", Wording("choice.open", _cast(cast, whole))
    elif rule.quorum is not None and cast < rule.quorum * whole:
        state = "failed" if closed or cast == whole else "open"
        reason = Wording("choice.quorum", _cast(cast, whole) | {"quorum": share_of(rule.quorum)})
    elif not cast:
        state, reason = ("failed" if closed else "open"), Wording("choice.nobody", {})
    else:
        state, reason = chosen.state, chosen.reason
    return Choice(
        rule,
        state,
        chosen.winners if state == "passed" else (),
        chosen.tied if state == "tied" else (),
        chosen.tally,
        chosen.pairs,
        cast,
        whole,
        tuple(vote.voter for vote in voted if vote.ballot is None),
        reason,
    )


@dataclass(frozen=True, slots=True)
class _Chosen:
    """What the votes cast say, and whether those missing cannot change it."""

    state: str
    reason: Wording
    tally: Mapping[str, Fraction]
    is_final: bool
    winners: tuple[str, ...] = ()
    tied: tuple[str, ...] = ()
    pairs: Mapping[tuple[str, str], Fraction] = field(default_factory=dict)


def _by_approval(
    rule: ChoiceRule, options: Sequence[str], votes: Sequence[Vote], missing: Fraction
) -> _Chosen:
    tally = {
        option: sum(
            (Fraction(v.weight) for v in votes if v.ballot is not None and option in v.ballot), Fraction(0)
        )
        for option in options
    }
    order = sorted(options, key=lambda option: (-tally[option], option))
    last, next_one = (
        tally[order[rule.winners - 1]],
        tally[order[rule.winners]] if len(order) > rule.winners else None,
    )
    tied = tuple(option for option in order if tally[option] == last) if next_one == last else ()
    cast = sum((Fraction(vote.weight) for vote in votes), Fraction(0))
    base = cast + missing if rule.of == "all" else cast
    short = [
        one for one in order[: rule.winners] if rule.share is not None and tally[one] < rule.share * base
    ]
    told: dict[str, Value] = {
        "names": ", ".join(order[: rule.winners]),
        "votes": number(last),
        "cast": number(cast),
    }
    final = (next_one is None or last > next_one + missing) and (
        rule.share is None or last >= rule.share * (cast + missing)
    )
    if short:
        told |= {"share": share_of(rule.share or Fraction(0)), "names": ", ".join(short)}
        return _Chosen("failed", Wording("approval.short", told), tally, is_final=False)
    if tied:
        told["names"] = ", ".join(tied)
        return _Chosen("tied", Wording("choice.tied", told), tally, is_final=False, tied=tied)
    winners = tuple(order[: rule.winners])
    code = "approval.passed" if rule.winners > 1 else "approval.passed.one"
    return _Chosen("passed", Wording(code, told), tally, final, winners)


def _by_ranking(
    rule: ChoiceRule, options: Sequence[str], votes: Sequence[Vote], missing: Fraction
) -> _Chosen:
    pairs = _preferences(options, votes)
    beaten = {
        one: Fraction(sum(pairs[one, other] > pairs[other, one] for other in options if other != one))
        for one in options
    }
    best = _schulze(options, pairs)
    told: dict[str, Value] = {"names": ", ".join(best)}
    if len(best) > 1:
        return _Chosen("tied", Wording("choice.tied", told), beaten, is_final=False, tied=best, pairs=pairs)
    (winner,) = best
    others = [other for other in options if other != winner]
    closest = min(others, key=lambda other: (pairs[winner, other] - pairs[other, winner], other))
    ahead, behind = pairs[winner, closest], pairs[closest, winner]
    told |= {"closest": closest, "ahead": number(ahead), "behind": number(behind)}
    code = "ranked.beats_all" if beaten[winner] == len(others) else "ranked.chain"
    is_final = code == "ranked.beats_all" and ahead > behind + missing
    return _Chosen("passed", Wording(code, told), beaten, is_final, best, pairs=pairs)


def _preferences(options: Sequence[str], votes: Sequence[Vote]) -> dict[tuple[str, str], Fraction]:
    """Return the weight of those who prefer the first of each pair to the second."""
    pairs = dict.fromkeys(permutations(options, 2), Fraction(0))
    for vote in votes:
        level = {option: at for at, equals in enumerate(vote.ballot or ()) for option in equals}
        for one, other in pairs:
            if level.get(one, len(options)) < level.get(other, len(options)):
                pairs[one, other] += vote.weight
    return pairs


def _schulze(options: Sequence[str], pairs: Mapping[tuple[str, str], Fraction]) -> tuple[str, ...]:
    """Return the options no other has a stronger chain against than they have back; one, or a tie."""
    from votelib.evaluate.condorcet import Schulze  # only who ranks waits for it

    strength = Schulze.widest_paths(dict(pairs))
    return tuple(
        one
        for one in options
        if all(
            strength.get((one, other), 0) >= strength.get((other, one), 0)
            for other in options
            if other != one
        )
    )


def _checked_options(options: Collection[str], rule: ChoiceRule) -> Sequence[str]:
    ordered = sorted(options)
    if len(set(ordered)) != len(ordered) or "" in ordered:
        raise ValueError("An option is there twice, or has no name; give each option one name.")
    if len(ordered) < 2 or len(ordered) < rule.winners:
        raise ValueError(
            f"There are {len(ordered)} options and {rule.winners} to be chosen; give two options or more, "
            "and no fewer than are to be chosen."
        )
    return ordered


def _check_votes(votes: Sequence[Vote], options: Collection[str], rule: ChoiceRule) -> None:
    faults = []
    known = set(options)
    for at, vote in enumerate(votes):
        if at and votes[at - 1].voter == vote.voter:
            faults.append(f"{vote.voter} votes twice; keep the vote that counts.")
        if not isinstance(vote.weight, int | Fraction) or vote.weight < 0:
            faults.append(
                f"{vote.voter}: the weight is {vote.weight!r}; give a whole number or a Fraction, 0 or more."
            )
        named = [one for level in vote.ballot or () for one in (level if rule.name == "ranked" else [level])]
        unknown = sorted({str(one) for one in named if one not in known})
        if unknown:
            faults.append(
                f"{vote.voter}: there is no option {', '.join(unknown)}; choose from {', '.join(options)}."
            )
        if len(set(map(str, named))) != len(named):
            faults.append(f"{vote.voter} names an option twice; name each once.")
    if faults:
        raise ValueError(" ".join(faults))


def _cast(cast: Fraction, whole: Fraction) -> dict[str, Value]:
    return {"cast": number(cast), "whole": number(whole)}
