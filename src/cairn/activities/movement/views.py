"""Pages of convenings."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from cairn.activities.forms import EmailsForm
from cairn.activities.movement import actions, queries
from cairn.activities.movement.calendar_file import calendar_file
from cairn.activities.movement.forms import ConveningForm, ReplyForForm, ReplyForm, StoryForm
from cairn.activities.movement.models import Convening
from cairn.activities.queries import addresses, consulted_constituents, in_words, shown_names, spoken_for
from cairn.network import links
from cairn.network.access import Role, collective_for, may, require, require_to_speak_for


def _convening(collective, pk):
    rows = Convening.objects.select_related("activity__collective", "activity__place", "activity__advances")
    return get_object_or_404(rows, activity__collective=collective, pk=pk)


def convening(request, slug, pk):
    """Show a convening: what it is, who comes, and its story."""
    collective = collective_for(request, slug)
    shown = _convening(collective, pk)
    activity, today = shown.activity, timezone.localdate()
    about = {
        "collective": collective,
        "convening": shown,
        "activity": activity,
        "component": in_words(activity.advances) if activity.advances else "",
        "served": shown_names(collective, activity.served.order_by("name")),
        "tally": queries.tally(shown),
        "is_over": (activity.ends_on or shown.held_on) < today,
        "has_begun": shown.held_on <= today,
        "may_reply": may(collective, Role.MEMBER),
        "may_lead": may(collective, Role.FACILITATOR),
    }
    return render(request, "movement/convening.html", about)


@login_required
def convening_add(request, slug):
    """Call a convening."""
    collective = collective_for(request, slug)
    require(collective, Role.FACILITATOR)
    form = ConveningForm(request.POST or None, collective=collective, on=timezone.localdate())
    if form.is_valid():
        called = actions.call_convening(
            collective=collective,
            fields=form.activity_fields(),
            agenda=form.cleaned_data["agenda"],
            by=request.user,
            at=timezone.now(),
        )
        messages.success(
            request, _("“%(title)s” is called. Now invite the constituents.") % {"title": called}
        )
        return redirect("movement:invite", slug, called.pk)
    return render(request, "movement/convening_add.html", {"collective": collective, "form": form})


@login_required
def invite(request, slug, pk):
    """Invite constituents by e-mail."""
    collective = collective_for(request, slug)
    require(collective, Role.FACILITATOR)
    shown = _convening(collective, pk)
    form = EmailsForm(request.POST or None, **_to_invite(collective, shown))
    if form.is_valid() and _accepted(
        form, actions.invite, convening=shown, emails=form.emails(), by=request.user, at=timezone.now()
    ):
        messages.success(
            request, _("%(count)d invitations are on their way.") % {"count": len(form.emails())}
        )
        return redirect(shown)
    about = {"collective": collective, "convening": shown, "activity": shown.activity, "form": form}
    return render(request, "movement/invite.html", about)


def _to_invite(collective, shown):
    """Offer those who have not replied; who was invited already is asked again only on purpose."""
    here = consulted_constituents(collective, timezone.localdate())
    silent = here.exclude(replies__convening=shown)
    invited = set(shown.invitations.values_list("constituent_id", flat=True))
    known = {pk: email for pk, email in addresses(silent).items() if pk not in invited}
    hints = dict.fromkeys(invited, _("Invited already; no reply yet."))
    return {"constituents": silent, "known": known, "hints": hints}


@login_required
def reply(request, slug, pk):
    """Reply for a constituent the person may speak for."""
    collective = collective_for(request, slug)
    require(collective, Role.MEMBER)
    shown = _convening(collective, pk)
    offered = spoken_for(collective, timezone.localdate())
    form = ReplyForForm(request.POST or None, constituents=offered, initial=_own(collective, shown))
    if form.is_valid():
        constituent = form.cleaned_data["constituent"]
        require_to_speak_for(collective, constituent)
        if _replied(request, form, shown, constituent, form.reply_fields()):
            return redirect(shown)
    about = {"collective": collective, "convening": shown, "activity": shown.activity, "form": form}
    return render(request, "movement/reply.html", about)


def _own(collective, shown):
    """Begin with the person's own constituent and what it last replied."""
    constituent = collective.membership.constituent
    given = queries.present_reply(shown, constituent) if constituent else None
    before = {"answer": given.answer, "people": max(given.people, 1), "note": given.note} if given else {}
    return {"constituent": constituent, **before}


def _replied(request, form, shown, constituent, fields):
    by = request.user if request.user.is_authenticated else None
    done = {"convening": shown, "constituent": constituent, "fields": fields, "by": by, "at": timezone.now()}
    if not _accepted(form, actions.reply, **done):
        return False
    messages.success(request, _("Reply of %(constituent)s recorded.") % {"constituent": constituent})
    return True


def _accepted(form, action, **given):
    """Do what was asked, or put the refusal at the head of the form."""
    try:
        action(**given)
    except actions.ConveningRefused as refusal:
        form.add_error(None, str(refusal))
        return False
    return True


def reply_link(request, slug, token):
    """Reply by the link of an invitation, without an account."""
    try:
        link = links.read_link(token, act="reply", slug=slug, at=timezone.now())
    except links.LinkRefused as refusal:
        return links.refused(request, refusal)
    shown = _convening(link.collective, link.subject_pk)
    before = queries.present_reply(shown, link.constituent)
    form = ReplyForm(request.POST or None, initial={"answer": before.answer} if before else {})
    given = {"convening": shown, "constituent": link.constituent, "by": None, "at": timezone.now()}
    if form.is_valid() and _accepted(form, actions.reply, fields=form.cleaned_data, **given):
        messages.success(request, _("Thank you. Your reply is recorded; you may change it by the same link."))
        return redirect(request.path)
    about = {"link": link, "convening": shown, "form": form, "before": before}
    return render(request, "movement/reply_link.html", about)


def calendar(request, slug, pk):
    """Give the convening as a file for a calendar."""
    shown = _convening(collective_for(request, slug), pk)
    page = request.build_absolute_uri(shown.get_absolute_url())
    written = calendar_file(shown, url=page, at=timezone.now())
    return HttpResponse(
        written,
        content_type="text/calendar; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="convening-{shown.pk}.ics"'},
    )


@login_required
def story(request, slug, pk):
    """Tell the story of a convening that was held."""
    collective = collective_for(request, slug)
    require(collective, Role.FACILITATOR)
    shown = _convening(collective, pk)
    before = {"story": shown.story, "people_reached": shown.people_reached}
    form = StoryForm(request.POST or None, initial=before)
    given = {"convening": shown, "by": request.user, "at": timezone.now()}
    if form.is_valid() and _accepted(form, actions.tell_story, **form.cleaned_data, **given):
        messages.success(request, _("The story of “%(title)s” is recorded.") % {"title": shown})
        return redirect(shown)
    about = {"collective": collective, "convening": shown, "activity": shown.activity, "form": form}
    return render(request, "movement/story.html", about)
