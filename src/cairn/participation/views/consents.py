"""The ledger of a version, consent by every way it is given, and publishing what is agreed."""

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import FileResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _

from cairn.network import links
from cairn.network.access import Role, collective_for, may_speak_for, require, require_to_speak_for
from cairn.network.views.page import paged
from cairn.participation import queries
from cairn.participation.actions import consents as actions
from cairn.participation.actions.refusal import Refused
from cairn.participation.forms.consents import (
    AskForm,
    ConsentForm,
    ConsentWithdrawalForm,
    LinkedConsentForm,
    PublishForm,
)
from cairn.participation.models import Consent
from cairn.participation.queries import consents as about
from cairn.participation.queries.processes import permissions
from cairn.participation.queries.publishing import candidates
from cairn.participation.queries.rules import rule_words
from cairn.participation.views.pages import attempt, done, filled, form_page, refused, sent
from cairn.pathway.actions import PathwayRefusal
from cairn.pathway.standing import standing_of


def consent(request, slug, pk):
    """Show who stands behind a version, constituent by constituent, and what the rule makes of it."""
    collective = collective_for(request, slug)
    version = get_object_or_404(about.versions_seen(collective), pk=pk)
    ledger = queries.ledger(version, on=timezone.localdate())
    page = paged(request, ledger.lines)
    for line in page:
        line.constituent.is_mine = may_speak_for(collective, line.constituent)
    context = {
        "version": version,
        "ledger": ledger,
        "standing": standing_of(about.as_standing(ledger)),
        "rule": rule_words(ledger.rule),
        "page": page,
        "reserved": about.reserved(ledger),
        "objections": about.objections_to(version),
        "is_heard": collective.membership is not None,
        **permissions(collective),
    }
    return render(request, "participation/consent.html", context)


@login_required
def consent_add(request, slug, pk):
    """Record what a constituent says to a version."""
    collective = collective_for(request, slug)
    require(collective, Role.MEMBER)
    version = get_object_or_404(about.versions_seen(collective), pk=pk)
    begin = {"constituent": request.GET.get("constituent"), "way": Consent.Way.ONLINE}
    form = filled(request, ConsentForm, collective, initial=begin)
    if sent(request, form):
        constituent, said = form.cleaned_data["constituent"], form.said()
        actions.record_consent(
            version=version, constituent=constituent, said=said, by=request.user, at=timezone.now()
        )
        message = _("What %(constituent)s says is recorded.") % {"constituent": constituent}
        return done(request, message, "participation:consent", slug, version.pk)
    return render(request, "participation/consent_form.html", {"form": form, "version": version})


@login_required
def consent_withdraw(request, slug, pk, constituent):
    """Take a constituent's consent back."""
    collective = collective_for(request, slug)
    version = get_object_or_404(about.versions_seen(collective), pk=pk)
    constituent = get_object_or_404(collective.constituents, pk=constituent)
    require_to_speak_for(collective, constituent)
    form = filled(request, ConsentWithdrawalForm, initial={"way": Consent.Way.ONLINE})
    if sent(request, form):
        given = {"version": version, "constituent": constituent, "said": form.cleaned_data}
        if attempt(request, form, actions.withdraw_consent, **given):
            message = _("The consent of %(constituent)s is withdrawn.") % {"constituent": constituent}
            return done(request, message, "participation:consent", slug, version.pk)
    context = {"form": form, "version": version, "constituent": constituent}
    return render(request, "participation/consent_form.html", context)


@login_required
def consent_ask(request, slug, pk):
    """Send a constituent a link by which it consents without an account."""
    collective = collective_for(request, slug)
    require(collective, Role.FACILITATOR)
    version = get_object_or_404(about.versions_seen(collective), pk=pk)
    form = filled(request, AskForm, collective, initial={"constituent": request.GET.get("constituent")})
    where = ("participation:consent", slug, version.pk)
    if sent(request, form):
        actions.ask_for_consent(version=version, **form.cleaned_data, by=request.user, at=timezone.now())
        return done(request, _("The link is sent. It works for 14 days."), *where)
    title, cancel = _("Ask for consent by e-mail"), about.ledger_url(version)
    return form_page(
        request, form, title=title, submit=_("Send the link"), cancel=cancel, lede=version.text.title
    )


def consent_link(request, slug, token):
    """Take what a constituent says to a version from somebody who has a signed link."""
    now = timezone.now()
    try:
        link = links.read_link(token, act="consent", slug=slug, at=now)
    except links.LinkRefused as refusal:
        return links.refused(request, refusal)
    version = get_object_or_404(about.versions_of(link.collective), pk=link.subject_pk)
    form = filled(request, LinkedConsentForm)
    context = {
        "link": link,
        "version": version,
        "form": form,
        "said": about.latest(version, link.constituent),
    }
    if sent(request, form):
        actions.record_consent(
            version=version, constituent=link.constituent, said=form.said(), by=None, at=now
        )
        return render(request, "participation/link_done.html", context)
    return render(request, "participation/consent_link.html", context)


@login_required
def evidence(request, slug, pk):
    """Hand out the act or letter behind a consent, to those who speak for the constituent."""
    collective = collective_for(request, slug)
    rows = Consent.objects.filter(version__component__collective=collective).exclude(evidence="")
    consent = get_object_or_404(rows.select_related("constituent"), pk=pk)
    if not may_speak_for(collective, consent.constituent):
        raise PermissionDenied(_("Only facilitators and those who speak for the constituent see this file."))
    name = consent.evidence.name.rsplit("/", 1)[-1]
    answer = FileResponse(consent.evidence.open("rb"), as_attachment=True, filename=name)
    answer["Content-Type"] = "application/octet-stream"
    return answer


@login_required
def publish(request, slug):
    """Publish an edition of what is agreed."""
    collective = collective_for(request, slug)
    require(collective, Role.STEWARD)
    form = filled(request, PublishForm)
    if sent(request, form):
        try:
            now = timezone.now()
            edition = actions.publish(collective=collective, **form.cleaned_data, by=request.user, at=now)
            return done(request, _("“%(edition)s” is published.") % {"edition": edition.title}, edition)
        except (Refused, PathwayRefusal) as refusal:
            return refused(request, refusal, "participation:publish", slug)
    found = candidates(collective, on=timezone.localdate())
    context = {"form": form, "candidates": found, "n": sum(one.chosen is not None for one in found)}
    return render(request, "participation/publish.html", context)
