"""Give people a role in a collective, and with it an account; end roles."""

from functools import partial

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from cairn.network.actions.refusal import NetworkRefused
from cairn.network.models import Membership, Person
from cairn.record.actions import append


@transaction.atomic
def give_role(*, collective, fields, by, at):
    """Give a person a role; a person without an account gets one, and an invitation goes out.

    `fields`: email, role, and if known name, language and the constituent the person belongs to. A role the
    person already has here is ended and replaced.
    """
    person = _person(fields)
    before = _locked(collective).filter(person=person).first()
    if before:
        _refuse_last_steward(before, fields["role"])
        before.ended_at = at
        before.save(update_fields=["ended_at"])
    membership = Membership.objects.create(
        collective=collective,
        person=person,
        role=fields["role"],
        constituent=fields.get("constituent"),
        created_at=at,
    )
    facts = {"role": membership.role, "constituent": membership.constituent_id}
    append(collective.log, "role_given", membership, at=at, facts=facts, personal={"person": person.email})
    if before is None and not person.is_invented:
        transaction.on_commit(partial(_invite, membership, by))
    return membership


def _person(fields):
    """Find the person by e-mail, or make them an account."""
    email = fields["email"].lower().strip()
    person = Person.objects.filter(email=email).first()
    if person is None:
        language = fields.get("language", "")
        person = Person.objects.create_user(email, fields.get("name", ""), language=language)
    return person


def _invite(membership, by):
    """Tell a person of their role, in their language, and how to sign in."""
    about = {
        "membership": membership,
        "by": by,
        "sign_in": settings.SITE_URL.rstrip("/") + reverse("account_request_login_code"),
    }
    language = membership.person.language or membership.collective.language
    with translation.override(language):
        subject = _("You are in %(collective)s") % {"collective": membership.collective.name}
        text = render_to_string("network/invitation.txt", about)
    send_mail(subject.replace("\n", " "), text, None, [membership.person.email])


@transaction.atomic
def end_role(*, membership, by, at):
    """End a person's role; what they did stays theirs, and the last steward cannot go."""
    membership = _locked(membership.collective).filter(pk=membership.pk).first()
    if membership is None:
        raise NetworkRefused(_("This role has already ended."))
    _refuse_last_steward(membership, None)
    membership.ended_at = at
    membership.save(update_fields=["ended_at"])
    append(membership.collective.log, "role_ended", membership, at=at, facts={"role": membership.role})
    return membership


def _locked(collective):
    """Return the present roles of a collective, locked so that two acts cannot remove the last steward."""
    return Membership.objects.select_for_update().filter(collective=collective, ended_at=None)


def _refuse_last_steward(membership, role):
    steward = Membership.Role.STEWARD
    if membership.role != steward or role == steward:
        return
    stewards = list(_locked(membership.collective).filter(role=steward))
    if len(stewards) == 1:
        raise NetworkRefused(_("A collective needs a steward: give somebody else that role first."))
