"""Who has a role in a collective."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cairn.network import actions, queries
from cairn.network.access import Role, collective_for, may, require
from cairn.network.forms import RoleForm, Search
from cairn.network.views.page import form_page, paged, words_sought


def people(request, slug):
    """Show who has which role; for members only."""
    collective = collective_for(request, slug)
    require(collective, Role.OBSERVER)
    words = words_sought(request)
    about = {
        "page": paged(request, queries.members(collective, words=words)),
        "form": Search(request.GET),
        "words": words,
        "may_give": may(collective, Role.STEWARD),
    }
    return render(request, "network/people.html", about)


@login_required
def role_give(request, slug):
    """Give a person a role."""
    collective = collective_for(request, slug)
    require(collective, Role.STEWARD)
    form = RoleForm(collective, request.POST or None)
    back = reverse("network:people", args=[slug])
    if form.is_valid():
        try:
            given = actions.give_role(
                collective=collective, fields=form.cleaned_data, by=request.user, at=timezone.now()
            )
        except actions.NetworkRefused as refusal:
            form.add_error("role", str(refusal))
        else:
            messages.success(request, _("%(person)s now has a role here.") % {"person": given.person})
            return redirect(back)
    return form_page(request, form, title=_("Give a role"), submit=_("Give this role"), back=back)


@login_required
@require_POST
def role_end(request, slug, pk):
    """End a person's role."""
    collective = collective_for(request, slug)
    require(collective, Role.STEWARD)
    membership = get_object_or_404(collective.memberships.filter(ended_at=None), pk=pk)
    try:
        actions.end_role(membership=membership, by=request.user, at=timezone.now())
    except actions.NetworkRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The role of %(person)s has ended.") % {"person": membership.person})
    return redirect("network:people", slug)
