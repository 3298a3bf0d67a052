"""Record who may speak for whom."""

from django.db import transaction
from django.utils.translation import gettext as _

from cairn.network.actions.refusal import NetworkRefused
from cairn.network.models import Mandate
from cairn.record.actions import append


@transaction.atomic
def record_mandate(*, constituent, fields, by, at):
    """Put a mandate on file; how it was given may be unknown, and that is shown.

    `fields`: holder (the name as it was given), and if known person, basis, given_by, scope, since_on and
    until_on.
    """
    mandate = Mandate.objects.create(constituent=constituent, created_at=at, **fields)
    facts = {
        "constituent": constituent.pk,
        "basis": mandate.basis,
        "since_on": mandate.since_on,
        "until_on": mandate.until_on,
    }
    said = {"holder": mandate.holder, "given_by": mandate.given_by, "scope": mandate.scope}
    append(constituent.collective.log, "mandate_recorded", mandate, at=at, facts=facts, personal=said)
    return mandate


@transaction.atomic
def end_mandate(*, mandate, by, at):
    """End a mandate; it stays on file."""
    mandate = Mandate.objects.select_for_update().get(pk=mandate.pk)
    if mandate.ended_at:
        raise NetworkRefused(_("This mandate has already ended."))
    mandate.ended_at = at
    mandate.save(update_fields=["ended_at"])
    constituent = mandate.constituent
    append(constituent.collective.log, "mandate_ended", mandate, at=at, facts={"constituent": constituent.pk})
    return mandate
