"""Drafts: opening, revising with others, comparing, objecting, and putting forward."""

from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cairn.network.access import Role, collective_for, may_speak_for, require, require_to_speak_for
from cairn.participation.actions import drafts as actions
from cairn.participation.actions.refusal import DraftChanged, Refused
from cairn.participation.forms.drafts import (
    DraftForm,
    ObjectionAnswerForm,
    ObjectionForm,
    RevisionForm,
    WithdrawalForm,
)
from cairn.participation.models import Objection
from cairn.participation.queries import drafts as about
from cairn.participation.queries.contributions import taken_into
from cairn.participation.queries.processes import permissions
from cairn.participation.views.pages import attempt, done, filled, form_page, refused, seen, sent
from cairn.pathway.actions import PathwayRefusal


def draft(request, slug, pk):
    """Show a draft: its latest words, what changed, objections, and the voices that went into it."""
    collective = collective_for(request, slug)
    draft = get_object_or_404(seen(collective, about.drafts_of(collective)), pk=pk)
    objections = about.objections(draft)
    for one in objections:
        one.may_withdraw = may_speak_for(collective, one.constituent)
    context = {
        "draft": draft,
        "texts": draft.newest,
        "change": about.last_change(draft),
        "revisions": sorted(draft.revisions.all(), key=lambda one: -one.number),
        "objections": objections,
        "taken": taken_into(draft),
        **permissions(collective),
    }
    return render(request, "participation/draft.html", context)


def draft_changes(request, slug, pk):
    """Show what changed between two revisions, word by word."""
    collective = collective_for(request, slug)
    draft = get_object_or_404(seen(collective, about.drafts_of(collective)), pk=pk)
    later = about.revision(draft, request.GET.get("to"), draft.latest)
    earlier = about.revision(draft, request.GET.get("from"), about.before(later) or later)
    context = {"draft": draft, "earlier": earlier, "later": later, "change": about.change(earlier, later)}
    context["revisions"] = sorted(draft.revisions.all(), key=lambda one: one.number)
    return render(request, "participation/draft_changes.html", context)


@login_required
def draft_add(request, slug, pk):
    """Open a draft of a component, or of a new one."""
    collective = collective_for(request, slug)
    require(collective, Role.FACILITATOR)
    process = get_object_or_404(collective.processes, pk=pk)
    form = filled(request, DraftForm, process)
    if sent(request, form):
        given = {"process": process, "component": form.subject(), "words": form.words()}
        if draft := attempt(request, form, actions.open_draft, **given):
            return done(request, _("The draft is open."), draft)
    cancel = process.get_absolute_url()
    return form_page(request, form, title=_("Open a draft"), submit=_("Open the draft"), cancel=cancel)


@login_required
def draft_revise(request, slug, pk):
    """Revise a draft; if somebody saved meanwhile, show both texts and lose none."""
    collective = collective_for(request, slug)
    require(collective, Role.FACILITATOR)
    draft = get_object_or_404(about.drafts_of(collective), pk=pk)
    form = filled(request, RevisionForm, draft)
    context = {"draft": draft, "form": form}
    if sent(request, form):
        try:
            given = {"based_on": form.cleaned_data["based_on"], "words": form.words()}
            actions.revise_draft(draft=draft, **given, by=request.user, at=timezone.now())
            return done(request, _("Your revision is saved."), draft)
        except DraftChanged as refusal:
            context |= about.collision(draft, given) | {
                "refusal": refusal,
                "form": form.moved_to(draft.latest.number),
            }
        except Refused as refusal:
            form.add_error(None, str(refusal))
    return render(
        request, "participation/draft_revise.html", context, status=409 if "refusal" in context else 200
    )


@login_required
@require_POST
def draft_put_forward(request, slug, pk):
    """Make the draft the component's next version, and put it to consent."""
    collective = collective_for(request, slug)
    require(collective, Role.FACILITATOR)
    draft = get_object_or_404(about.drafts_of(collective), pk=pk)
    try:
        version = actions.put_forward(draft=draft, by=request.user, at=timezone.now())
    except (Refused, PathwayRefusal) as refusal:
        return refused(request, refusal, draft)
    return done(
        request,
        _("It is put forward: every constituent can now say."),
        "participation:consent",
        slug,
        version.pk,
    )


@login_required
def objection_add(request, slug, pk):
    """Raise a constituent's objection to a draft."""
    collective = collective_for(request, slug)
    require(collective, Role.MEMBER)
    draft = get_object_or_404(about.drafts_of(collective), pk=pk)
    form = filled(request, ObjectionForm, collective)
    if sent(request, form):
        given = {"draft": draft, **form.cleaned_data}
        if attempt(request, form, actions.raise_objection, **given):
            return done(request, _("The objection stands beside the draft."), draft)
    title, cancel = _("Object to this draft"), draft.get_absolute_url()
    return form_page(
        request, form, title=title, submit=_("Raise the objection"), cancel=cancel, lede=draft.title
    )


@login_required
def objection_answer(request, slug, pk):
    """Answer an objection."""
    collective = collective_for(request, slug)
    require(collective, Role.FACILITATOR)
    objection = get_object_or_404(Objection.objects.filter(draft__process__collective=collective), pk=pk)
    form = filled(request, ObjectionAnswerForm)
    if sent(request, form):
        given = {"objection": objection, **form.cleaned_data}
        if attempt(request, form, actions.answer_objection, **given):
            return done(request, _("The objection is answered."), objection.draft)
    title, cancel = _("Answer an objection"), objection.draft.get_absolute_url()
    return form_page(
        request, form, title=title, submit=_("Record the answer"), cancel=cancel, beside=objection
    )


@login_required
def objection_withdraw(request, slug, pk):
    """Withdraw a constituent's own objection."""
    collective = collective_for(request, slug)
    objection = get_object_or_404(Objection.objects.filter(draft__process__collective=collective), pk=pk)
    require_to_speak_for(collective, objection.constituent)
    form = filled(request, WithdrawalForm)
    if sent(request, form):
        given = {"objection": objection, **form.cleaned_data}
        if attempt(request, form, actions.withdraw_objection, **given):
            return done(request, _("The objection is withdrawn; it stays readable."), objection.draft)
    title, cancel = _("Withdraw an objection"), objection.draft.get_absolute_url()
    return form_page(
        request, form, title=title, submit=_("Withdraw the objection"), cancel=cancel, beside=objection
    )
