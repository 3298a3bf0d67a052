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
    "threshold.passed": "{measured} consent; {needed} was needed.",
    "threshold.failed": "{measured} consent; {needed} was needed and can no longer be reached.",
    "threshold.open": "{measured} consent; {needed} is needed, and those not yet reached can decide it.",
    "threshold.closed": "{measured} consented by the close; {needed} was needed.",
    "no_standing_objection.passed": "No objection stands; {reached} of {total} constituents were reached.",
    "no_standing_objection.failed": "An objection stands, from {against}.",
    "no_standing_objection.open": "No objection so far; {unreached} of {total} are not yet reached.",
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
        return "; ".join(part.translated(translate) for part in value)
    return str(value)


def number(amount: Fraction) -> int | str:
    """Return an exact number as people write it: whole, else with a decimal point, else as a fraction.

    >>> number(Fraction(4)), number(Fraction(7, 2)), number(Fraction(2, 3))
    (4, '3.5', '2/3')
    """
    if amount.denominator == 1:
        return amount.numerator
    hundredths = amount * 100
    return f"{float(amount):g}" if hundredths.denominator == 1 and amount < 10**4 else str(amount)
