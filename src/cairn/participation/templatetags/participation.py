"""How these pages name constituents and speakers, and show states and answers by a shape and a word."""

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from cairn.network.models import Constituent
from cairn.participation.models import Consent, Contribution, Disposition, Objection
from cairn.web.templatetags.web import tag_

register = template.Library()

STATES = {
    Consent.State.CONSENT: ("moss", "dot"),
    Consent.State.RESERVATION: ("moss", "half"),
    Consent.State.WITHHELD: ("refusal", "cross"),
    Consent.State.WITHDRAWN: ("refusal", "down"),
    Consent.State.NOT_REACHED: ("soft", "ring"),
}
OUTCOMES = {
    Disposition.Outcome.TAKEN_UP: ("moss", "tick"),
    Disposition.Outcome.PARTLY: ("moss", "half"),
    Disposition.Outcome.NOT: ("soft", "dash"),
    Disposition.Outcome.MOVED: ("soft", "triangle"),
}
OBJECTIONS = {
    Objection.Outcome.STANDING: ("ochre", "triangle"),
    Objection.Outcome.INTEGRATED: ("moss", "tick"),
    Objection.Outcome.WITHDRAWN: ("soft", "dash"),
}
JUDGED = {
    "passed": (gettext_noop("Agreed"), "moss", "tick"),
    "failed": (gettext_noop("Not agreed"), "refusal", "cross"),
    "open": (gettext_noop("Still open"), "ochre", "ring"),
    "unknown": (gettext_noop("Cannot be told yet"), "ochre", "ring"),
    "none": (gettext_noop("No rule"), "soft", "dash"),
}


@register.filter
def named(constituent, collective):
    """Name a constituent; one that is a person is named to members only."""
    if constituent is None:
        return ""
    if constituent.kind == Constituent.Kind.PERSON and collective.membership is None:
        return _("a person")
    return constituent.name


@register.filter
def spoken_by(contribution, collective):
    """Say who speaks for whom: role, constituent, the speaker's name for members, and who relayed it."""
    parts = [contribution.role, named(contribution.constituent, collective)]
    if contribution.voice == Contribution.Voice.CONSTITUENT:
        parts[1] = _("for %(constituent)s") % {"constituent": parts[1]}
    if collective.membership:
        parts.append(str(contribution.speaker or ""))
    if contribution.voice == Contribution.Voice.RELAYED:
        parts.append(_relayed(contribution, collective))
    return ", ".join(part for part in parts if part) or _("Somebody")


@register.simple_tag
def state_tag(state):
    """Show a state of consent."""
    tone, shape = STATES[state]
    return tag_(Consent.State(state).label, tone=tone, shape=shape)


@register.simple_tag
def outcome_tag(outcome):
    """Show what became of a contribution, or that it waits."""
    if not outcome:
        return tag_(_("Waits for an answer"), tone="ochre", shape="ring")
    tone, shape = OUTCOMES[outcome]
    return tag_(Disposition.Outcome(outcome).label, tone=tone, shape=shape)


@register.simple_tag
def objection_tag(outcome):
    """Show what became of an objection."""
    tone, shape = OBJECTIONS[outcome]
    return tag_(Objection.Outcome(outcome).label, tone=tone, shape=shape)


@register.simple_tag
def judged_tag(state):
    """Show what a rule came to."""
    words, tone, shape = JUDGED[state]
    return tag_(_(words), tone=tone, shape=shape)


def _relayed(contribution, collective):
    if collective.membership and contribution.relayed_by:
        return _("relayed by %(person)s") % {"person": contribution.relayed_by}
    return _("relayed by the facilitator")
