"""Record a constituent's consent, withdraw it, ask for it by e-mail, and publish what is agreed."""

import hashlib

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from cairn.network import links
from cairn.participation.actions.refusal import NotConsulted, NothingAgreed, NothingToWithdraw
from cairn.participation.models import Consent
from cairn.participation.queries.publishing import candidates
from cairn.pathway import actions as pathway
from cairn.record.actions import append

State = Consent.State


@transaction.atomic
def record_consent(*, version, constituent, said, by, at):
    """Put on the ledger what a constituent said to a version; what it said before stays.

    `said` holds state, text, way, given_by and evidence; `by` is None where a signed link was used.
    """
    if not constituent.is_consulted or constituent.collective_id != version.component.collective_id:
        raise NotConsulted(
            _("%(constituent)s is not among those whose consent is asked.")
            % {"constituent": constituent.name}
        )
    return _keep(version, constituent, said, by, at)


@transaction.atomic
def withdraw_consent(*, version, constituent, said, by, at):
    """Take a constituent's consent back, at any time; the text stays as it was, the standing changes."""
    latest = version.consents.filter(constituent=constituent).order_by("-recorded_at", "-pk").first()
    if latest is None or latest.state not in {State.CONSENT, State.RESERVATION}:
        raise NothingToWithdraw(
            _("%(constituent)s has given no consent to this version, so there is none to withdraw.")
            % {"constituent": constituent.name}
        )
    return _keep(version, constituent, {**said, "state": State.WITHDRAWN}, by, at)


@transaction.atomic
def ask_for_consent(*, version, constituent, email, by, at):
    """Send a link by which a constituent says what it thinks of one version; the address is not kept."""
    if not constituent.is_consulted:
        raise NotConsulted(
            _("%(constituent)s is not among those whose consent is asked.")
            % {"constituent": constituent.name}
        )
    url = links.make_link(
        "participation:consent_link", act="consent", constituent=constituent, subject_pk=version.pk, at=at
    )
    about = {"version": version, "constituent": constituent, "url": url, "until": at + links.LASTS}
    _send(email, _("Your consent is asked: %(title)s") % {"title": version.text.title}, "consent", about)
    collective = version.component.collective
    facts = {"version": version.pk, "constituent": constituent.pk}
    append(collective.log, "consent_asked", version, at=at, facts=facts, personal={"by": by.pk})


@transaction.atomic
def ask_for_contribution(*, process, constituent, email, by, at):
    """Send a link by which a constituent gives a contribution without an account; the address is not kept."""
    url = links.make_link(
        "participation:contribution_link",
        act="contribute",
        constituent=constituent,
        subject_pk=process.pk,
        at=at,
    )
    about = {"process": process, "constituent": constituent, "url": url, "until": at + links.LASTS}
    _send(email, _("You are asked: %(title)s") % {"title": process.title}, "contribution", about)
    facts = {"process": process.pk, "constituent": constituent.pk}
    log = process.collective.log
    append(log, "contribution_asked", process, at=at, facts=facts, personal={"by": by.pk})


@transaction.atomic
def publish(*, collective, title, foreword, by, at):
    """Publish an edition of what is agreed: of each component the newest version whose rule passed.

    The standing of each is kept in the words of the collective's own language.
    """
    chosen = [one for one in candidates(collective, on=at.date()) if one.chosen]
    if not chosen:
        raise NothingAgreed(_("No version is agreed yet, so there is nothing to publish."))
    with translation.override(collective.language):
        standings = [(one.chosen, one.standing) for one in chosen]
    return pathway.publish_edition(
        collective=collective, title=title, foreword=foreword, standings=standings, by=by, at=at
    )


def _keep(version, constituent, said, by, at):
    consent = Consent.objects.create(
        version=version, constituent=constituent, recorded_by=by, recorded_at=at, **said
    )
    facts = {
        "version": version.pk,
        "constituent": constituent.pk,
        "state": str(consent.state),
        "way": str(consent.way),
        "has_evidence": bool(consent.evidence),
    }
    act = "consent_withdrawn" if consent.state == State.WITHDRAWN else "consent_recorded"
    personal = {"text": consent.text, "given_by": consent.given_by, "by": by.pk if by else ""}
    if consent.evidence:  # a scanned letter: its hash too could be compared with another copy
        personal["evidence"] = _digest(consent.evidence)
    append(version.component.collective.log, act, consent, at=at, facts=facts, personal=personal)
    return consent


def _digest(file):
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def _send(email, subject, name, about):
    body = render_to_string(f"participation/email/{name}.txt", about)
    transaction.on_commit(lambda: send_mail(subject, body, settings.DEFAULT_FROM_EMAIL, [email]))
