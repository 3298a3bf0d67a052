"""What several pages share: a page that holds one form, and what a visitor may see."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone

from cairn.participation.actions.refusal import Refused
from cairn.pathway.actions import PathwayRefusal


def form_page(request, form, *, title, submit, cancel, **more):
    """Show a page with one form; `more` may hold lede (a line about it) and beside (an objection)."""
    context = {"form": form, "title": title, "submit": submit, "cancel": cancel, **more}
    return render(request, "participation/form.html", context)


def filled(request, form_class, *args, **kwargs):
    """Return a form with what was sent, or an empty one."""
    if request.method == "POST":
        return form_class(*args, request.POST, request.FILES, **kwargs)
    return form_class(*args, **kwargs)


def sent(request, form):
    """Say whether a form was sent and holds."""
    return request.method == "POST" and form.is_valid()


def attempt(request, form, action, **given):
    """Do an action as the person, now, and return its result or True; a refusal becomes the form's error."""
    try:
        result = action(**given, by=request.user, at=timezone.now())
    except (Refused, PathwayRefusal) as refusal:
        form.add_error(None, str(refusal))
        return None
    return True if result is None else result


def done(request, message, where, *args):
    """Say what happened, and lead on."""
    messages.success(request, message)
    return redirect(where, *args)


def refused(request, refusal, where, *args):
    """Say why something was not done, and lead back."""
    messages.error(request, str(refusal))
    return redirect(where, *args)


def seen(collective, rows):
    """Keep what the person may see: members all, visitors what stands in a published edition."""
    return rows if collective.membership else rows.published()
