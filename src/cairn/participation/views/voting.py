"""Voting: one statement at a time, and the list of one's own votes."""

from django import forms
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from cairn.network.access import Role, collective_for, require
from cairn.network.views.page import paged
from cairn.participation.actions import conversations as actions
from cairn.participation.actions.refusal import Refused
from cairn.participation.models import Conversation, Statement, Vote
from cairn.participation.queries import conversations as about
from cairn.participation.views.pages import refused


class VoteForm(forms.Form):
    """A vote: which statement, and what is said to it."""

    statement = forms.IntegerField()
    value = forms.TypedChoiceField(choices=Vote.Value, coerce=int)


@login_required
def vote(request, slug, pk):
    """Show the statement that needs the person's vote most, and take the vote."""
    collective = collective_for(request, slug)
    require(collective, Role.MEMBER)
    conversation = _conversation(collective, pk)
    form = VoteForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        return _voted(request, conversation, form.cleaned_data)
    return _ballot(request, conversation)


def _voted(request, conversation, given):
    """Keep a vote, and lead on: to the next statement, or back to the list where it was changed."""
    statement = get_object_or_404(Statement, conversation=conversation, pk=given["statement"])
    where = "my_votes" if request.POST.get("from") == "my_votes" else "vote"
    address = reverse(f"participation:{where}", args=[conversation.collective.slug, conversation.pk])
    by = {"by": request.user, "constituent": request.collective.membership.constituent}
    try:
        vote = {"conversation": conversation, "statement": statement, "value": given["value"]}
        entry = actions.cast_vote(**vote, **by, at=timezone.now())
    except Refused as refusal:
        return refused(request, refusal, address)
    if request.htmx:
        return _ballot(request, conversation, receipt=entry.index)
    return redirect(f"{address}?receipt={entry.index}")


def _ballot(request, conversation, receipt=None):
    """Show the next statement: the whole page, or only the ballot where htmx asks for it."""
    asked = request.GET.get("receipt", "")
    context = {
        "conversation": conversation,
        "is_open": conversation.is_open_on(timezone.localdate()),
        "statement": about.next_statement(conversation, request.user),
        "progress": about.progress(conversation, request.user),
        "receipt": receipt if receipt is not None else int(asked) if asked.isdecimal() else None,
    }
    name = "participation/conversation_vote.html"
    return render(request, f"{name}#ballot" if request.htmx else name, context)


@login_required
def my_votes(request, slug, pk):
    """List the person's own votes; each can be changed while the conversation is open."""
    collective = collective_for(request, slug)
    require(collective, Role.MEMBER)
    conversation = _conversation(collective, pk)
    asked = request.GET.get("receipt", "")
    context = {
        "conversation": conversation,
        "is_open": conversation.is_open_on(timezone.localdate()),
        "page": paged(request, about.my_votes(conversation, request.user)),
        "receipt": int(asked) if asked.isdecimal() else None,
    }
    return render(request, "participation/conversation_votes.html", context)


def _conversation(collective, pk):
    rows = Conversation.objects.filter(collective=collective).select_related("collective__log", "process")
    return get_object_or_404(rows, pk=pk)
