"""Sentences as data: a code and what fills it, so that a page can say them in any language.

`Wording.text` is ready English. A page in another language calls `wording.translated(gettext)`: every text in
`SENTENCES` is a message to translate, with the same names in braces.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Union

Value = Union[int, str, "Wording", tuple["Wording", ...]]

SENTENCES = {
    # Parts of sentences
    "at_least": "at least {share}",
    "more_than": "more than {share}",
    "of_constituents": "{part} of {whole} constituents",
    "of_weight": "{part} of {whole} by weight",
    "whom.cast": "who take a side",
    "whom.reached": "who are reached",
    # Rules
    "rule.consent_of_all": "every constituent consents, with or without reservation",
    "rule.consent_of_all.full": "every constituent consents without reservation",
    "rule.threshold.constituents": "{needed} of the constituents consent, with or without reservation",
    "rule.threshold.constituents.full": "{needed} of the constituents consent without reservation",
    "rule.threshold.weight": "{needed} of the constituents by weight consent, with or without reservation",
    "rule.threshold.weight.full": "{needed} of the constituents by weight consent without reservation",
    "rule.no_standing_objection.all": "every constituent is reached and none objects",
    "rule.no_standing_objection.reached": "none of the constituents reached objects",
    "rule.quorum.constituents": "{needed} of the constituents are reached",
    "rule.quorum.weight": "{needed} of the constituents by weight are reached",
    "rule.no_standing_objection.all.reasoned": "every constituent is reached and none objects with a reason",
    "rule.no_standing_objection.reached.reasoned": "none of the constituents reached objects with a reason",
    "rule.majority.cast.constituents": "{needed} of those who consent or object consent",
    "rule.majority.cast.constituents.full": (
        "{needed} of those who consent or object consent without reservation"
    ),
    "rule.majority.cast.weight": "{needed} by weight of those who consent or object consent",
    "rule.majority.cast.weight.full": (
        "{needed} by weight of those who consent or object consent without reservation"
    ),
    "rule.majority.reached.constituents": "{needed} of those reached consent",
    "rule.majority.reached.constituents.full": "{needed} of those reached consent without reservation",
    "rule.majority.reached.weight": "{needed} by weight of those reached consent",
    "rule.majority.reached.weight.full": "{needed} by weight of those reached consent without reservation",
    "rule.fewer_against": "fewer than {number} of the constituents object",
    "rule.sense_check": "everyone was asked where they lean, which binds nobody",
    "rule.advice": "everyone affected was asked for advice, and whoever gave it has an answer",
    "rule.from_round": "the question is put in round {number} or later",
    "rule.opt_out.constituents": "at most {share} of the constituents opt out, and for the others: {parts}",
    "rule.opt_out.weight": (
        "at most {share} of the constituents by weight opt out, and for the others: {parts}"
    ),
    "rule.double_majority": "both of these: {parts}",
    "rule.all_of": "all of these: {parts}",
    "rule.any_of": "one of these: {parts}",
    # Outcomes
    "nobody_in_scope": "Nobody is in scope, so there is nobody to ask.",
    "consent_of_all.passed": "All {total} constituents consent.",
    "consent_of_all.passed.reserved": "All {total} constituents consent, {reservations} with reservation.",
    "consent_of_all.failed": "Consent of all is needed; it is not given by {against}.",
    "consent_of_all.open": "Nobody stands against; {unreached} of {total} constituents are not yet reached.",
    "consent_of_all.closed": "Consent of all is needed; {unreached} of {total} were not reached.",
    "consent_of_all.open.waiting": (
        "Nobody stands against; {unreached} of {total} constituents are not yet reached, or wait for a "
        "condition."
    ),
    "consent_of_all.closed.waiting": (
        "Consent of all is needed; {unreached} of {total} were not reached, or waited for a condition."
    ),
    "threshold.passed": "{measured} consent; {needed} was needed.",
    "threshold.failed": "{measured} consent; {needed} was needed and can no longer be reached.",
    "threshold.open": "{measured} consent; {needed} is needed, and those not yet reached can decide it.",
    "threshold.closed": "{measured} consented by the close; {needed} was needed.",
    "threshold.open.waiting": (
        "{measured} consent; {needed} is needed, and those not yet reached, or waiting for a condition, can "
        "decide it."
    ),
    "threshold.closed.waiting": (
        "{measured} consented by the close, some only on a condition not met; {needed} was needed."
    ),
    "majority.passed": "{measured} {whom} consent; {needed} was needed.",
    "majority.failed": "{measured} {whom} consent; {needed} was needed and can no longer be reached.",
    "majority.open": "{measured} {whom} consent so far; {needed} is needed.",
    "majority.closed.passed": "{measured} {whom} consented; {needed} was needed.",
    "majority.closed.failed": "{measured} {whom} consented by the close; {needed} was needed.",
    "fewer_against.passed": "Objections: {against}; fewer than {number} was needed.",
    "fewer_against.nobody": "Nobody is reached yet; silence is not consent.",
    "fewer_against.open": "Objections so far: {against}; {number} would stop it.",
    "fewer_against.failed": "Against it: {against}, from {names}; {number} stop it.",
    "sense_check.passed": (
        "{reached} of {total} said where they lean: {towards} towards it, {away} away. It decides nothing."
    ),
    "sense_check.open": (
        "{reached} of {total} have said where they lean: {towards} towards it, {away} away so far."
    ),
    "sense_check.closed": "Nobody said where they lean.",
    "advice.passed": "All {total} were asked, and whoever gave advice has an answer.",
    "advice.open": "{unreached} of {total} are still to be asked.",
    "advice.closed": "{unreached} of {total} were not asked.",
    "advice.unanswered": "An answer is owed to {names}.",
    "advice.closed.unanswered": "No answer was given to {names}.",
    "from_round.passed": "This is round {turn}; the rule holds from round {number}.",
    "from_round.failed": "This is only round {turn}; the rule holds from round {number}.",
    "opt_out.passed": "It holds for {others}; opted out: {outside}. {part}",
    "opt_out.open": "Opted out so far: {outside}. For the other {others}: {part}",
    "opt_out.failed": "It does not hold for the {others} who stay in. {part}",
    "opt_out.could": (
        "It would hold for {others}, but those not yet reached could still opt out; {share} at most may. "
        "{part}"
    ),
    "opt_out.too_many": "Opted out: {outside}, and {share} at most may.",
    "no_standing_objection.passed": "No objection stands; {reached} of {total} constituents were reached.",
    "no_standing_objection.failed": "An objection stands, from {against}.",
    "no_standing_objection.unmet": "An objection stands, or a condition is not met: {against}.",
    "no_standing_objection.open": "No objection so far; {unreached} of {total} are not yet reached.",
    "no_standing_objection.waiting": "No objection stands, but these wait for a condition: {waiting}.",
    "no_standing_objection.closed": "Silence is not consent; {unreached} of {total} were not reached.",
    "quorum.passed": "{measured} are reached; {needed} was needed.",
    "quorum.open": "{measured} are reached; {needed} is needed.",
    "quorum.closed": "{measured} were reached by the close; {needed} was needed.",
    "double_majority.passed": "Both majorities are reached.",
    "double_majority.failed": "Both majorities are needed; {failed} of 2 cannot be reached.",
    "double_majority.open": "Both majorities are needed; {open} of 2 are still open.",
    "all_of.passed": "All conditions are met ({passed} of {total}).",
    "all_of.failed": "All conditions are needed; {failed} of {total} cannot be met.",
    "all_of.open": "All conditions are needed; {open} of {total} are still open.",
    "any_of.passed": "One condition is enough, and {passed} of {total} are met.",
    "any_of.failed": "One condition is enough, but none of {total} can be met.",
    "any_of.open": "One condition is enough; {open} of {total} are still open.",
    # Choices among options
    "rule.approval": "the {winners} options that most approve",
    "rule.approval.one": "the option that most approve",
    "rule.ranked": "the option that beats each other one to one, else by the strongest chain of wins",
    "rule.with_share.cast": "{choice}, with the approval of at least {share} of those who voted",
    "rule.with_share.all": "{choice}, with the approval of at least {share} of everyone",
    "rule.with_quorum": "{choice}, once at least {quorum} have voted",
    "approval.passed": "Most approve {names}: each by {votes} or more of the {cast} who voted.",
    "approval.passed.one": "Most approve {names}: {votes} of the {cast} who voted.",
    "approval.short": "{names} would be chosen, but less than {share} approve.",
    "ranked.beats_all": (
        "{names} beats every other option one to one, the closest ({closest}) by {ahead} to {behind}."
    ),
    "ranked.chain": (
        "No option beats every other one to one. By the strongest chain of wins it is {names}; one to one "
        "against {closest} it has {ahead} to {behind}."
    ),
    "choice.tied": "The votes do not decide between {names}.",
    "choice.open": "{cast} of {whole} have voted, and those who have not can still decide it.",
    "choice.quorum": "{cast} of {whole} have voted, and at least {quorum} must.",
    "choice.nobody": "Nobody has voted.",
}


@dataclass(frozen=True, slots=True)
class Wording:
    """A sentence by its code, with what fills it; a filling may be a wording itself."""

    code: str
    params: Mapping[str, Value]

    @property
    def text(self) -> str:
        """Return the sentence in English."""
        return self.translated(lambda sentence: sentence)

    def translated(self, translate: Callable[[str], str]) -> str:
        """Return the sentence, with every part of it passed through `translate` first.

        >>> Wording("at_least", {"share": "2/3"}).translated({"at least {share}": "al menos {share}"}.get)
        'al menos 2/3'
        """
        filled = {name: _said(value, translate) for name, value in self.params.items()}
        return translate(SENTENCES[self.code]).format(**filled)


def _said(value: Value, translate: Callable[[str], str]) -> str:
    if isinstance(value, Wording):
        return value.translated(translate)
    if isinstance(value, tuple):
        return "; ".join(_enclosed(part, translate) for part in value)
    return str(value)


def _enclosed(part: Wording, translate: Callable[[str], str]) -> str:
    """Say one of several parts, in brackets where it has several itself."""
    text = part.translated(translate)
    has_parts = any(isinstance(value, tuple) and value for value in part.params.values())
    return f"({text})" if has_parts else text


def number(amount: Fraction) -> int | str:
    """Return an exact number as people write it: whole, else with a decimal point, else as a fraction.

    >>> number(Fraction(4)), number(Fraction(7, 2)), number(Fraction(2, 3))
    (4, '3.5', '2/3')
    """
    if amount.denominator == 1:
        return amount.numerator
    hundredths = amount * 100
    return f"{float(amount):g}" if hundredths.denominator == 1 and amount < 10**4 else str(amount)


def share_of(amount: Fraction) -> str:
    """Return a share as people write it: a simple fraction, else per cent, else the fraction.

    >>> share_of(Fraction(2, 3)), share_of(Fraction(11, 20)), share_of(Fraction(1)), share_of(Fraction(5, 11))
    ('2/3', '55%', '100%', '5/11')
    """
    percent = number(amount * 100)
    is_simple = 1 < amount.denominator < 10 or "/" in str(percent)
    return str(amount) if is_simple else f"{percent}%"
