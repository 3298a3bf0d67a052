"""The engine's sentences about rules, marked for translation: they are data there, and words here.

A test holds this list equal to `cairn.engine.decision.SENTENCES`.
"""

from django.utils.translation import gettext_noop as _

SENTENCES = [
    _("at least {share}"),
    _("more than {share}"),
    _("{part} of {whole} constituents"),
    _("{part} of {whole} by weight"),
    _("every constituent consents; a reservation counts as consent"),
    _("every constituent consents without reservation"),
    _("{needed} of the constituents consent; a reservation counts as consent"),
    _("{needed} of the constituents consent without reservation"),
    _("{needed} of the constituents by weight consent; a reservation counts as consent"),
    _("{needed} of the constituents by weight consent without reservation"),
    _("every constituent is reached and none objects"),
    _("none of the constituents reached objects"),
    _("{needed} of the constituents are reached"),
    _("{needed} of the constituents by weight are reached"),
    _("both of these: {parts}"),
    _("all of these: {parts}"),
    _("one of these: {parts}"),
    _("Nobody is in scope, so there is nobody to ask."),
    _("All {total} constituents consent."),
    _("All {total} constituents consent, {reservations} with a reservation."),
    _("Consent of all is needed; it is not given by {against}."),
    _("Nobody stands against, but {unreached} of {total} constituents are not yet reached."),
    _("Consent of all is needed; {unreached} of {total} constituents were not reached."),
    _("{measured} consent; {needed} was needed."),
    _("{measured} consent; {needed} was needed and can no longer be reached."),
    _("{measured} consent; {needed} is needed, and those not yet reached can decide it."),
    _("{measured} consented by the close; {needed} was needed."),
    _("No objection stands; {reached} of {total} constituents were reached."),
    _("An objection stands, from {against}."),
    _("No objection stands so far, but {unreached} of {total} constituents are not yet reached."),
    _(
        "No objection stands, but {unreached} of {total} constituents were not reached, "
        "and silence is not consent."
    ),
    _("{measured} are reached; {needed} was needed."),
    _("{measured} are reached; {needed} is needed."),
    _("{measured} were reached by the close; {needed} was needed."),
    _("Both majorities are reached."),
    _("Both majorities are needed; {failed} of 2 cannot be reached."),
    _("Both majorities are needed; {open} of 2 are still open."),
    _("All {total} conditions are met."),
    _("All conditions are needed; {failed} of {total} cannot be met."),
    _("All conditions are needed; {open} of {total} are still open."),
    _("One condition is enough, and {passed} of {total} are met."),
    _("One condition is enough, but none of {total} can be met."),
    _("One condition is enough; {open} of {total} are still open."),
]
