"""Pages of the network (under way)."""

from django.http import Http404
from django.shortcuts import render
from django.utils.translation import gettext

from cairn.network import links
from cairn.network.access import collective_for


def front(request):
    """Show what Cairn is and the collectives a person may see."""
    return render(request, "network/front.html")


def people(request, slug):
    """Show the collective's frame; the page itself is under way."""
    collective_for(request, slug)
    return render(request, "network/collective.html")


constituents = places = record = people


def constituent(request, slug, pk):
    """Answer that nothing is here yet."""
    collective_for(request, slug)
    raise Http404


receipt = constituent


def link(request, slug, token):
    """Say of a link that no package knows that it does not work."""
    return links.refused(request, gettext("This link is not complete, or it was changed on the way."))
