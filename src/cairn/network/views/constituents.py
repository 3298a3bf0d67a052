"""The constituents of a collective, what they are part of, and who speaks for them."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cairn.network import actions, queries
from cairn.network.access import Role, collective_for, may, require
from cairn.network.forms import ConstituentForm, MandateForm, Search
from cairn.network.models import Constituent
from cairn.network.views.page import form_page, paged, words_sought


def constituents(request, slug):
    """Show the constituents as a tree, each with who speaks for it."""
    collective = collective_for(request, slug)
    is_member = collective.membership is not None
    words = words_sought(request)
    lines = queries.constituent_tree(collective, on=timezone.localdate(), is_member=is_member, words=words)
    about = {"page": paged(request, lines), "form": Search(request.GET), "words": words}
    about |= {"is_member": is_member, "may_add": may(collective, Role.FACILITATOR)}
    return render(request, "network/constituents.html", about)


def constituent(request, slug, pk):
    """Show one constituent: its place, what it is part of, its parts, and who speaks for it."""
    collective = collective_for(request, slug)
    is_member = collective.membership is not None
    rows = queries.seen_constituents(collective, is_member=is_member)
    row = get_object_or_404(rows.select_related("place", "represents"), pk=pk)
    row.collective = collective
    about = {
        "constituent": row,
        "may_change": may(collective, Role.FACILITATOR),
        "is_member": is_member,
        **queries.about_constituent(row, on=timezone.localdate(), is_member=is_member),
    }
    return render(request, "network/constituent.html", about)


@login_required
def constituent_add(request, slug):
    """Add a constituent."""
    collective = collective_for(request, slug)
    require(collective, Role.FACILITATOR)
    initial = {"parents": request.GET.getlist("parent"), "joined_on": timezone.localdate()}
    form = ConstituentForm(Constituent(collective=collective), request.POST or None, initial=initial)
    if form.is_valid():
        row = actions.add_constituent(
            collective=collective, fields=form.cleaned_data, by=request.user, at=timezone.now()
        )
        messages.success(request, _("%(name)s is a constituent now.") % {"name": row})
        return redirect(row)
    back = reverse("network:constituents", args=[slug])
    return form_page(request, form, title=_("Add a constituent"), submit=_("Add this constituent"), back=back)


@login_required
def constituent_change(request, slug, pk):
    """Change what is known of a constituent."""
    collective = collective_for(request, slug)
    require(collective, Role.FACILITATOR)
    row = get_object_or_404(collective.constituents, pk=pk)
    form = ConstituentForm(row, request.POST or None)
    if form.is_valid():
        try:
            actions.change_constituent(
                constituent=row, fields=form.cleaned_data, by=request.user, at=timezone.now()
            )
        except actions.NetworkRefused as refusal:
            form.add_error("parents", str(refusal))
        else:
            messages.success(request, _("%(name)s was changed.") % {"name": row})
            return redirect(row)
    title = _("Change %(name)s") % {"name": row.name}
    return form_page(request, form, title=title, submit=_("Keep these changes"), back=row.get_absolute_url())


@login_required
def mandate_add(request, slug, pk):
    """Record who may speak for a constituent."""
    collective = collective_for(request, slug)
    require(collective, Role.FACILITATOR)
    row = get_object_or_404(collective.constituents, pk=pk)
    form = MandateForm(row, request.POST or None)
    if form.is_valid():
        actions.record_mandate(constituent=row, fields=form.cleaned_data, by=request.user, at=timezone.now())
        messages.success(request, _("The mandate for %(name)s is on file.") % {"name": row})
        return redirect(row)
    title = _("Who may speak for %(name)s?") % {"name": row}
    return form_page(request, form, title=title, submit=_("Record this mandate"), back=row.get_absolute_url())


@login_required
@require_POST
def mandate_end(request, slug, pk, mandate):
    """End a mandate."""
    collective = collective_for(request, slug)
    require(collective, Role.FACILITATOR)
    row = get_object_or_404(collective.constituents, pk=pk)
    held = get_object_or_404(row.mandates, pk=mandate)
    try:
        actions.end_mandate(mandate=held, by=request.user, at=timezone.now())
    except actions.NetworkRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The mandate of %(holder)s has ended.") % {"holder": held.holder})
    return redirect(row)
