"""Pages of sessions and their debriefs."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from cairn.activities.forms import EmailsForm
from cairn.activities.learning import actions, queries
from cairn.activities.learning.forms import DebriefForForm, DebriefForm, NotesForm, SessionForm
from cairn.activities.learning.models import Debrief, Session
from cairn.activities.queries import addresses, in_words, present_constituents, shown_names, spoken_for
from cairn.network import links
from cairn.network.access import Role, collective_for, may, require, require_to_speak_for


def _session(collective, pk):
    rows = Session.objects.select_related("activity__collective", "activity__advances", "activity__place")
    return get_object_or_404(rows, activity__collective=collective, pk=pk)


def session(request, slug, pk):
    """Show a session: its question, its notes, who attended, and what they took from it."""
    collective = collective_for(request, slug)
    shown = _session(collective, pk)
    activity, today = shown.activity, timezone.localdate()
    about = {
        "collective": collective,
        "session": shown,
        "activity": activity,
        "component": in_words(activity.advances) if activity.advances else "",
        "served": shown_names(collective, activity.served.order_by("name")),
        "attended": shown_names(collective, shown.attended.order_by("name")),
        "debriefs": list(queries.debriefs(shown)),
        "is_held": shown.held_on <= today,
        "later_on": shown.held_on + queries.LATER,
        "is_asked_again": shown.held_on + queries.LATER > today,
        "may_debrief": may(collective, Role.MEMBER) and shown.held_on <= today,
        "may_lead": may(collective, Role.FACILITATOR),
    }
    return render(request, "learning/session.html", about)


@login_required
def session_add(request, slug):
    """Announce a session."""
    collective = collective_for(request, slug)
    require(collective, Role.FACILITATOR)
    form = SessionForm(request.POST or None, collective=collective, on=timezone.localdate())
    if form.is_valid():
        fields, question = form.activity_fields(), form.cleaned_data["question"]
        held = actions.hold_session(
            collective=collective, fields=fields, question=question, by=request.user, at=timezone.now()
        )
        messages.success(request, _("The session “%(title)s” is announced.") % {"title": held})
        return redirect(held)
    return render(request, "learning/session_add.html", {"collective": collective, "form": form})


def _accepted(form, action, **given):
    """Do what was asked, or put the refusal at the head of the form."""
    try:
        action(**given)
    except actions.SessionRefused as refusal:
        form.add_error(None, str(refusal))
        return False
    return True


@login_required
def notes(request, slug, pk):
    """Record the notes of a session and who attended."""
    collective = collective_for(request, slug)
    require(collective, Role.FACILITATOR)
    shown = _session(collective, pk)
    here = present_constituents(collective, timezone.localdate())
    before = {"notes": shown.notes, "attended": shown.attended.all()}
    form = NotesForm(request.POST or None, constituents=here, initial=before)
    if form.is_valid():
        given = {"notes": form.cleaned_data["notes"], "attended": list(form.cleaned_data["attended"])}
        if _accepted(
            form, actions.record_session, session=shown, by=request.user, at=timezone.now(), **given
        ):
            messages.success(request, _("The notes of “%(title)s” are recorded.") % {"title": shown})
            return redirect(shown)
    about = {"collective": collective, "session": shown, "activity": shown.activity, "form": form}
    return render(request, "learning/notes.html", about)


@login_required
def debrief(request, slug, pk):
    """Debrief for a constituent the person may speak for."""
    collective = collective_for(request, slug)
    require(collective, Role.MEMBER)
    shown = _session(collective, pk)
    offered = spoken_for(collective, timezone.localdate())
    before = {"constituent": collective.membership.constituent_id}
    form = DebriefForForm(request.POST or None, constituents=offered, initial=before)
    if form.is_valid():
        constituent = form.cleaned_data["constituent"]
        require_to_speak_for(collective, constituent)
        if _debriefed(request, form, shown, constituent, form.debrief_fields()):
            return redirect(shown)
    about = {"collective": collective, "session": shown, "activity": shown.activity, "form": form}
    return render(request, "learning/debrief.html", {**about, "is_later": _is_later(shown)})


def _is_later(shown):
    return queries.moment_on(shown, timezone.localdate()) == Debrief.Moment.LATER


def _debriefed(request, form, shown, constituent, fields):
    given = {"session": shown, "constituent": constituent, "fields": fields, "by": request.user}
    if not _accepted(form, actions.give_debrief, at=timezone.now(), **given):
        return False
    messages.success(request, _("Debrief of %(constituent)s recorded.") % {"constituent": constituent})
    return True


def debrief_link(request, slug, token):
    """Debrief by a link from an e-mail, without an account."""
    try:
        link = links.read_link(token, act="debrief", slug=slug, at=timezone.now())
    except links.LinkRefused as refusal:
        return links.refused(request, refusal)
    shown = _session(link.collective, link.subject_pk)
    form = DebriefForm(request.POST or None)
    given = {"session": shown, "constituent": link.constituent, "by": None, "at": timezone.now()}
    if form.is_valid() and _accepted(form, actions.give_debrief, fields=form.cleaned_data, **given):
        messages.success(
            request, _("Thank you. Your debrief is recorded; members of the collective read it.")
        )
        return redirect(request.path)
    about = {"link": link, "session": shown, "form": form, "is_later": _is_later(shown)}
    return render(request, "learning/debrief_link.html", about)


@login_required
def debrief_ask(request, slug, pk):
    """Send those who attended a link to debrief without an account."""
    collective = collective_for(request, slug)
    require(collective, Role.FACILITATOR)
    shown = _session(collective, pk)
    asked = shown.attended.order_by("name")
    form = EmailsForm(request.POST or None, constituents=asked, known=addresses(asked))
    given = {"session": shown, "by": request.user, "at": timezone.now()}
    if form.is_valid() and _accepted(form, actions.ask_for_debriefs, emails=form.emails(), **given):
        messages.success(request, _("%(count)d links are on their way.") % {"count": len(form.emails())})
        return redirect(shown)
    about = {"collective": collective, "session": shown, "activity": shown.activity, "form": form}
    return render(request, "learning/debrief_ask.html", about)
