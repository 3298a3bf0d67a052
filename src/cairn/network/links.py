"""Signed links for small acts without an account: to consent, to reply, to debrief.

A link serves one act about one row for one constituent, and ends. It is a key: it goes by e-mail or paper to
the one who may speak for the constituent. What is done by it is recorded as done by link.

A package mounts a view of its own at an address that ends in `<str:token>/` below `/c/SLUG/`:

    def consent_link(request, slug, token):
        try:
            link = links.read_link(token, act="consent", slug=slug, at=timezone.now())
        except links.LinkRefused as refusal:
            return links.refused(request, refusal)
        version = get_object_or_404(Version, pk=link.subject_pk, component__collective=link.collective)
        …
        # the template extends network/link.html
        return render(request, "participation/consent_link.html", {"link": link, …})

and makes links with `links.make_link("participation:consent_link", act="consent", …)`.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from cairn.network.models import Collective, Constituent

LASTS = timedelta(days=14)


class LinkRefused(Exception):
    """A link cannot be used; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Link:
    """What a link is good for."""

    act: str
    constituent: Constituent
    subject_pk: int
    until: datetime

    @property
    def collective(self) -> Collective:
        """Return the collective of its constituent."""
        return self.constituent.collective


def make_link(name, *, act, constituent, subject_pk, at, lasts=LASTS):
    """Return the whole address of a link; `name` is the view's, `at` the moment it is made."""
    said = {"c": constituent.pk, "s": subject_pk, "u": int((at + lasts).timestamp())}
    token = _signer(act).sign_object(said, compress=True)
    return settings.SITE_URL.rstrip("/") + reverse(name, args=[constituent.collective.slug, token])


def read_link(token, *, act, slug, at):
    """Return what a link is good for; raise LinkRefused if it is changed, over, or for another act."""
    try:
        said = _signer(act).unsign_object(token)
    except (BadSignature, ValueError):
        raise LinkRefused(_("This link is not complete, or it was changed on the way.")) from None
    until = datetime.fromtimestamp(said["u"], tz=at.tzinfo)
    constituent = Constituent.objects.select_related("collective").filter(pk=said["c"]).first()
    if constituent is None or constituent.collective.slug != slug or constituent.left_on:
        raise LinkRefused(_("The constituent that this link was made for is no longer in the collective."))
    if at >= until:
        raise LinkRefused(
            _("This link has ended. Links work for a limited time, so that an old letter cannot act.")
        )
    return Link(act, constituent, said["s"], until)


def refused(request, refusal):
    """Answer with a page that says why a link does not work and what to do."""
    return render(request, "network/link_refused.html", {"refusal": refusal}, status=410)


def _signer(act):
    return Signer(salt=f"cairn.link.{act}")
