"""What these views share: a page with one form, and an act that may be refused."""

from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from cairn.results.actions import Refused


def crumbs(collective, *more):
    """Say where a page belongs: what we learn, and then each (text, url) given."""
    first = {"text": _("What we learn"), "url": reverse("results:index", args=[collective.slug])}
    return [first, *({"text": text, "url": url} for text, url in more)]


def form_page(request, form, **about):
    """Answer with a page of one form; `about`: title, submit, cancel, and a lede or the words quoted."""
    page = {"form": form, "crumbs": crumbs(request.collective), **about}
    return render(request, "results/form.html", page, status=422 if form.errors else 200)


def accepted(form, action, **given):
    """Do what was asked and return it, or put the refusal at the head of the form and return None."""
    try:
        return action(**given)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return None


def picked(rows, pk):
    """Return the row of a list that an address names by its id, or None for none or nonsense."""
    return rows.filter(pk=pk).first() if pk and str(pk).isdecimal() else None
