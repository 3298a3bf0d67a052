"""What the views of this package share: a page of a list, and a page with one form."""

from django.core.paginator import Paginator
from django.shortcuts import render
from django.utils.translation import gettext as _

ROWS = 25


def paged(request, rows, *, size=ROWS, name="page"):
    """Return the page of a list that the address asks for under a name; a wrong number gives the nearest."""
    return Paginator(rows, size).get_page(request.GET.get(name))


def form_page(request, form, *, title, submit, back):
    """Answer with a page that holds one form; `back` is where one goes without saving."""
    trail = [{"text": _("Back"), "url": back}]
    about = {"form": form, "title": title, "submit": submit, "back": back, "trail": trail}
    return render(request, "network/form.html", about, status=422 if form.errors else 200)


def words_sought(request):
    """Read what is searched for, as a database can look for it: short, and without the character NUL."""
    return request.GET.get("q", "").replace("\x00", "").strip()[:100]
