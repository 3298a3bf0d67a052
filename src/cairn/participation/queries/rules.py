"""How a version is agreed: the rules a process may choose, and what a rule makes of a ledger, in words."""

from dataclasses import dataclass

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from cairn.engine.decision import Outcome, Standing, evaluate, parse_rule
from cairn.network.models import Constituent


@dataclass(frozen=True, slots=True)
class NamedRule:
    """A rule that a process may choose: in plain words, and as the engine reads it."""

    words: str
    rule: dict


RULES = {
    "all": NamedRule(
        _("Every constituent consents; a reservation counts, and is published beside the text"),
        {"rule": "consent_of_all"},
    ),
    "two_thirds": NamedRule(
        _("At least two thirds of the constituents consent"), {"rule": "threshold", "share": "2/3"}
    ),
    "half": NamedRule(
        _("More than half of the constituents consent"),
        {"rule": "threshold", "share": "1/2", "more_than": True},
    ),
    "double": NamedRule(
        _("More than half of the constituents consent, and they stand for more than half of the people"),
        {"rule": "double_majority", "constituents": "1/2", "weight": "1/2"},
    ),
    "no_objection": NamedRule(
        _("At least two thirds of the constituents are reached, and none of those reached objects"),
        {
            "rule": "all_of",
            "rules": [
                {"rule": "quorum", "share": "2/3"},
                {"rule": "no_standing_objection", "among": "reached"},
            ],
        },
    ),
}
NO_RULE = _("It was written down as it stood: no process put it to consent.")


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a rule makes of a ledger: passed, failed or open; none without a rule, else unknown."""

    state: str
    outcome: Outcome | None = None
    message: str = ""

    @property
    def has_passed(self):
        """Say whether the version is agreed."""
        return self.state == "passed"

    @property
    def words(self):
        """Say why, in the reader's language."""
        return outcome_words(self)

    @property
    def parts(self):
        """Return what each part of the rule says, in the reader's language."""
        return [
            (part.state, part.reason.translated(_now))
            for part in (self.outcome.parts if self.outcome else ())
        ]


def key_of(rule):
    """Return the key of a named rule, or nothing for another one."""
    return next((key for key, named in RULES.items() if named.rule == rule), "")


def rule_words(rule):
    """Say what a rule asks for, in the reader's language."""
    if not rule:
        return str(NO_RULE)
    key = key_of(rule)
    return str(RULES[key].words) if key else _sentence(parse_rule(rule).wording.translated(_now))


def outcome_words(judgement):
    """Say what a rule came to and why, in the reader's language."""
    if judgement.outcome is None:
        return str(judgement.message)
    return judgement.outcome.reason.translated(_now)


def judge(rule, states, *, closed=False):
    """Apply a rule to the state of each constituent asked; `closed` when nobody can be reached any more.

    Every constituent asked is in the denominators, those not yet reached included.
    """
    if not rule:
        return Judgement("none", message=NO_RULE)
    unweighed = [one for one in states if one.population is None] if _weighs(rule) else []
    if unweighed:
        names = ", ".join(public_name(one) for one in unweighed)
        told = _now("This rule counts people, and nobody wrote down for how many these stand: %(names)s.")
        return Judgement("unknown", message=told % {"names": names})
    standings = [
        Standing(public_name(one), str(state), weight=one.population or 0) for one, state in states.items()
    ]
    outcome = evaluate(parse_rule(rule), standings, closed=closed)
    return Judgement(outcome.state, outcome)


def public_name(constituent):
    """Return the name that everybody may read; a constituent who is a person has only a number."""
    if constituent.kind == Constituent.Kind.PERSON:
        return _now("Person %(number)d") % {"number": constituent.pk}
    return constituent.name


def _weighs(rule):
    if "rules" in rule:
        return any(_weighs(part) for part in rule["rules"])
    return rule.get("by") == "weight" or rule["rule"] == "double_majority"


def _sentence(words):
    return f"{words[:1].upper()}{words[1:]}."
