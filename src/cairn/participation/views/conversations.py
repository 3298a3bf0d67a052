"""Conversations: the list, one with its statements, opening and importing, moderation, paper ballots."""

from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cairn.network.access import Role, collective_for, may, require
from cairn.network.views.page import paged
from cairn.participation.actions import conversations as actions
from cairn.participation.actions.ballots import record_ballots
from cairn.participation.actions.conversation_imports import import_conversation
from cairn.participation.actions.refusal import Refused
from cairn.participation.forms import conversations as forms
from cairn.participation.models import Conversation, Statement
from cairn.participation.queries import conversations as about
from cairn.participation.queries.processes import permissions
from cairn.participation.views.pages import done, filled, form_page, sent


def conversations(request, slug):
    """List the conversations of a collective."""
    collective = collective_for(request, slug)
    page = paged(request, about.listed(collective))
    context = {"page": page, "today": timezone.localdate(), **permissions(collective)}
    return render(request, "participation/conversations.html", context)


def conversation(request, slug, pk):
    """Show what a conversation asks, how far it is, and its statements."""
    collective = collective_for(request, slug)
    conversation = _conversation(collective, pk)
    form = forms.StatementFilter(request.GET if may(collective, Role.MEMBER) else {})
    given, today = form.given(), timezone.localdate()
    context = {
        "conversation": conversation,
        "today": today,
        "is_open": conversation.is_open_on(today),
        "figures": about.figures(conversation),
        "filter": form,
        "given": given,
        "page": paged(request, about.statements_of(conversation, **given)),
        **permissions(collective),
    }
    return render(request, "participation/conversation.html", context)


@login_required
def conversation_add(request, slug):
    """Open a conversation in a process."""
    collective = collective_for(request, slug)
    require(collective, Role.FACILITATOR)
    today = timezone.localdate()
    begin = {"language": collective.language, "process": request.GET.get("process"), "opens_on": today}
    form = filled(request, forms.ConversationForm, collective, initial=begin)
    if sent(request, form):
        given, now = dict(form.cleaned_data), timezone.now()
        process = given.pop("process")
        opened = actions.open_conversation(process=process, about=given, by=request.user, at=now)
        return done(request, _("The conversation is open. Give it its first statements."), opened)
    title, cancel = _("Open a conversation"), reverse("participation:conversations", args=[slug])
    return form_page(request, form, title=title, submit=_("Open the conversation"), cancel=cancel)


@login_required
def conversation_import(request, slug):
    """Import an exported conversation."""
    collective = collective_for(request, slug)
    require(collective, Role.FACILITATOR)
    form = filled(request, forms.ImportForm, collective, initial={"language": collective.language})
    if sent(request, form):
        given = dict(form.cleaned_data)
        files, attribution, now = given.pop("files"), given.pop("attribution"), timezone.now()
        by = {"by": request.user, "at": now, "attribution": attribution, "about": given}
        try:
            imported = import_conversation(collective=collective, files=files, **by)
            return done(request, _("The conversation is imported, and its map is drawn."), imported)
        except Refused as refusal:
            form.add_error("files", str(refusal).split("\n"))
    title, cancel = _("Import a conversation"), reverse("participation:conversations", args=[slug])
    return form_page(request, form, title=title, submit=_("Import the conversation"), cancel=cancel)


@login_required
def statement_add(request, slug, pk):
    """Put a statement to the vote: a facilitator as one of the conversation, a member as their own."""
    collective = collective_for(request, slug)
    require(collective, Role.MEMBER)
    conversation = _conversation(collective, pk)
    form = filled(request, forms.StatementForm, collective, initial={"language": conversation.language})
    if sent(request, form):
        try:
            statement = _given(request, conversation, collective, form.cleaned_data)
            return done(request, _said(statement, conversation), conversation)
        except Refused as refusal:
            form.add_error(None, str(refusal))
    title, cancel = _("Put a statement to the vote"), conversation.get_absolute_url()
    submit = _("Put this statement to the vote")
    return form_page(request, form, title=title, submit=submit, cancel=cancel, lede=conversation.title)


def _given(request, conversation, collective, words):
    given = {"conversation": conversation, **words, "by": request.user, "at": timezone.now()}
    if may(collective, Role.FACILITATOR):
        return actions.add_statement(**given)
    return actions.propose_statement(**given, constituent=collective.membership.constituent)


def _said(statement, conversation):
    if conversation.is_moderated_first and statement.moderation == Statement.Moderation.WAITING:
        return _("Your statement is kept. A facilitator looks at it before others see it.")
    return _("Statement %(number)s is put to the vote.") % {"number": statement.key}


@login_required
def statements_put(request, slug, pk):
    """Put contributions of the process to the vote, in the words they were given."""
    collective = collective_for(request, slug)
    require(collective, Role.FACILITATOR)
    conversation = get_object_or_404(_rows(collective).filter(process__isnull=False, source=""), pk=pk)
    page = paged(request, about.contributions_to_put(conversation))
    form = filled(request, forms.PutToTheVoteForm, page.object_list)
    if sent(request, form):
        chosen = form.chosen()
        _put(conversation, chosen, by=request.user, at=timezone.now())
        text = ngettext(
            "%(n)d contribution is put to the vote.", "%(n)d contributions are put to the vote.", len(chosen)
        )
        return done(request, text % {"n": len(chosen)}, conversation)
    context = {"form": form, "page": page, "conversation": conversation}
    return render(request, "participation/conversation_put.html", context)


@transaction.atomic
def _put(conversation, contributions, *, by, at):
    for one in contributions:
        given = {"text": one.text, "language": one.language, "contribution": one}
        actions.add_statement(conversation=conversation, **given, by=by, at=at)


@login_required
def statement_moderate(request, slug, pk):
    """Accept a statement, or leave it out with a reason."""
    collective = collective_for(request, slug)
    require(collective, Role.FACILITATOR)
    rows = Statement.objects.filter(conversation__collective=collective).select_related("conversation")
    statement = get_object_or_404(rows.select_related("conversation__collective__log"), pk=pk)
    begin = {"moderation": statement.moderation or None, "reason": statement.reason}
    form = filled(request, forms.ModerationForm, initial=begin)
    if sent(request, form):
        try:
            now = timezone.now()
            actions.moderate_statement(statement=statement, **form.cleaned_data, by=request.user, at=now)
            return done(request, _("What becomes of the statement is recorded."), statement.conversation)
        except Refused as refusal:
            form.add_error(None, str(refusal))
    context = {"form": form, "statement": statement, "conversation": statement.conversation}
    return render(request, "participation/conversation_moderate.html", context)


@login_required
def ballots_add(request, slug, pk):
    """Enter votes that were given on paper."""
    collective = collective_for(request, slug)
    require(collective, Role.FACILITATOR)
    conversation = _conversation(collective, pk)
    form = filled(request, forms.BallotsForm, collective)
    if sent(request, form):
        try:
            ballots, now = form.cleaned_data["ballots"], timezone.now()
            kept = record_ballots(conversation=conversation, ballots=ballots, by=request.user, at=now)
            text = ngettext("%(n)d vote is recorded.", "%(n)d votes are recorded.", kept) % {"n": kept}
            return done(request, text, conversation)
        except Refused as refusal:
            form.add_error("sheet", str(refusal).split("\n"))
    title, cancel = _("Enter paper ballots"), conversation.get_absolute_url()
    submit = _("Record these votes")
    return form_page(request, form, title=title, submit=submit, cancel=cancel, lede=conversation.title)


def _rows(collective):
    return Conversation.objects.filter(collective=collective).select_related("collective__log", "process")


def _conversation(collective, pk):
    return get_object_or_404(_rows(collective), pk=pk)
