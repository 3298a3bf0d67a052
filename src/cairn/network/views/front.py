"""The front page, links that no package knows, and the demo's one-click sign-in."""

from django.contrib.auth import login
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cairn.network import demo_sign_in as demo
from cairn.network import links, queries
from cairn.network.views.page import paged


def front(request):
    """Show what Cairn is, the collectives a person may see, and how to sign in."""
    page = paged(request, queries.collectives_for(request.user))
    return render(request, "network/front.html", {"page": page})


def link(request, slug, token):
    """Say of a link that no package knows that it does not work."""
    return links.refused(request, _("This link is not complete, or it was changed on the way."))


@require_POST
def demo_sign_in(request):
    """Sign in as an invented person, in demo mode only; elsewhere this address does not exist."""
    if not demo.is_open():
        raise Http404
    role = get_object_or_404(demo.roles(), pk=demo.chosen(request.POST))
    login(request, role.person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return redirect(role.collective)
