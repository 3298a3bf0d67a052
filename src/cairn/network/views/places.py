"""The places of a collective."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from cairn.network import actions, queries
from cairn.network.access import Role, collective_for, may, require
from cairn.network.forms import PlaceForm
from cairn.network.views.page import form_page, paged


def places(request, slug):
    """Show the places, each within the one it lies in."""
    collective = collective_for(request, slug)
    page = paged(request, queries.place_tree(collective))
    return render(
        request, "network/places.html", {"page": page, "may_add": may(collective, Role.FACILITATOR)}
    )


@login_required
def place_add(request, slug):
    """Add a place."""
    collective = collective_for(request, slug)
    require(collective, Role.FACILITATOR)
    form = PlaceForm(collective, request.POST or None)
    back = reverse("network:places", args=[slug])
    if form.is_valid():
        place = actions.add_place(
            collective=collective, fields=form.cleaned_data, by=request.user, at=timezone.now()
        )
        messages.success(request, _("%(place)s is among the places now.") % {"place": place})
        return redirect(back)
    return form_page(request, form, title=_("Add a place"), submit=_("Add this place"), back=back)
