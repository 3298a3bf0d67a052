"""Contributions: the list, one with its answers, giving, answering, and taking down; and themes."""

from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cairn.network import links
from cairn.network.access import Role, collective_for, may, require
from cairn.network.views.page import paged
from cairn.participation.actions import contributions as actions
from cairn.participation.actions.consents import ask_for_contribution
from cairn.participation.forms.consents import AskForm
from cairn.participation.forms.contributions import (
    AnswerForm,
    ContributionFilter,
    ContributionForm,
    LinkedContributionForm,
    TakeDownForm,
    ThemeForm,
    WeaveForm,
)
from cairn.participation.models import Contribution, Process, Theme
from cairn.participation.queries import contributions as about
from cairn.participation.queries.processes import permissions
from cairn.participation.views.pages import attempt, done, filled, form_page, refused, seen, sent

NOT_OPEN = gettext_lazy(
    "This process is not open now, so it takes no contributions. "
    "A facilitator can still write down what was said."
)


def contributions(request, slug, pk):
    """List the contributions to a process, with filters."""
    collective = collective_for(request, slug)
    process = get_object_or_404(Process.objects.select_related("collective"), collective=collective, pk=pk)
    form = ContributionFilter(process, request.GET, is_member=collective.membership is not None)
    rows = form.kept(seen(collective, Contribution.objects.in_process(process)))
    page = paged(request, about.told(rows))
    context = {"process": process, "filter": form, "page": page, **permissions(collective)}
    return render(request, "participation/contributions.html", context)


def takes_words(process, collective):
    """Say whether a person may give to a process now; a facilitator may enter what was said before."""
    return may(collective, Role.FACILITATOR) or process.is_open_on(timezone.localdate())


def contribution(request, slug, pk):
    """Show one contribution: its words, who spoke for whom, every answer, and where its words stand."""
    collective = collective_for(request, slug)
    rows = about.told(seen(collective, Contribution.objects.filter(collective=collective)))
    contribution = get_object_or_404(rows, pk=pk)
    context = {
        "contribution": contribution,
        "history": about.history(contribution),
        **permissions(collective),
    }
    return render(request, "participation/contribution.html", context)


@login_required
def contribution_add(request, slug, pk):
    """Give a contribution to a process."""
    collective = collective_for(request, slug)
    require(collective, Role.MEMBER)
    process = get_object_or_404(collective.processes, pk=pk)
    if not takes_words(process, collective):
        return refused(request, NOT_OPEN, process)
    begin = {
        "language": collective.language,
        "kind": "statement",
        "constituent": collective.membership.constituent_id,
    }
    form = filled(request, ContributionForm, collective, initial=begin)
    if sent(request, form):
        words = form.words(request.user)
        given = actions.give_contribution(process=process, words=words, by=request.user, at=timezone.now())
        return done(request, _("Your contribution is kept. It will get an answer."), given)
    title, submit = _("Give a contribution"), _("Give this contribution")
    return form_page(
        request, form, title=title, submit=submit, cancel=process.get_absolute_url(), lede=process.title
    )


@login_required
def contribution_ask(request, slug, pk):
    """Send somebody without an account a link to contribute."""
    collective = collective_for(request, slug)
    require(collective, Role.FACILITATOR)
    process = get_object_or_404(collective.processes, pk=pk)
    form = filled(request, AskForm, collective, consulted=False)
    if sent(request, form):
        ask_for_contribution(process=process, **form.cleaned_data, by=request.user, at=timezone.now())
        return done(request, _("The link is sent. It works for 14 days."), process)
    title, submit = _("Ask somebody without an account"), _("Send the link")
    return form_page(
        request, form, title=title, submit=submit, cancel=process.get_absolute_url(), lede=process.title
    )


def contribution_link(request, slug, token):
    """Take a contribution from somebody who has a signed link."""
    now = timezone.now()
    try:
        link = links.read_link(token, act="contribute", slug=slug, at=now)
    except links.LinkRefused as refusal:
        return links.refused(request, refusal)
    process = get_object_or_404(link.collective.processes, pk=link.subject_pk)
    if not process.is_open_on(timezone.localdate()):
        return links.refused(request, NOT_OPEN)
    form = filled(request, LinkedContributionForm, link.collective, link.constituent)
    context = {"link": link, "process": process, "form": form}
    if sent(request, form):
        actions.give_contribution(process=process, words=form.words(), by=None, at=now)
        return render(request, "participation/link_done.html", context)
    return render(request, "participation/contribution_link.html", context)


@login_required
def contribution_answer(request, slug, pk):
    """Say what became of a contribution."""
    collective = collective_for(request, slug)
    require(collective, Role.FACILITATOR)
    contribution = get_object_or_404(about.told(collective.contributions.all()), pk=pk)
    form = filled(request, AnswerForm, contribution)
    if sent(request, form):
        given = {"contribution": contribution, "answer": form.cleaned_data}
        if attempt(request, form, actions.answer_contribution, **given):
            return done(request, _("The answer is recorded; those who spoke can read it."), contribution)
    context = {"form": form, "contribution": contribution}
    return render(request, "participation/answer.html", context)


@login_required
def contribution_take_down(request, slug, pk):
    """Take the words of a contribution down."""
    collective = collective_for(request, slug)
    require(collective, Role.STEWARD)
    contribution = get_object_or_404(collective.contributions, pk=pk)
    form = filled(request, TakeDownForm)
    if sent(request, form):
        given = {"contribution": contribution, **form.cleaned_data}
        if attempt(request, form, actions.take_down, **given):
            return done(request, _("The words are taken down. A mark stays in their place."), contribution)
    title, submit = _("Take the words down"), _("Take these words down")
    cancel = contribution.get_absolute_url()
    lede = _("The words go for good, and the record then says nothing of them. That they were given stays.")
    return form_page(request, form, title=title, submit=submit, cancel=cancel, lede=lede)


@login_required
def theme_add(request, slug, pk):
    """Name a theme."""
    collective = collective_for(request, slug)
    require(collective, Role.FACILITATOR)
    process = get_object_or_404(collective.processes, pk=pk)
    form = filled(request, ThemeForm, process)
    if sent(request, form):
        theme = actions.name_theme(process=process, **form.cleaned_data, by=request.user, at=timezone.now())
        return done(request, _("The theme is named. Put contributions under it."), theme)
    title, cancel = _("Name a theme"), process.get_absolute_url()
    return form_page(request, form, title=title, submit=_("Name the theme"), cancel=cancel)


def theme(request, slug, pk):
    """Show what stands under a theme; a facilitator puts contributions under it."""
    collective = collective_for(request, slug)
    rows = Theme.objects.select_related("process__collective").filter(process__collective=collective)
    theme = get_object_or_404(rows, pk=pk)
    page = paged(request, about.told(seen(collective, Contribution.objects.filter(themes=theme))))
    context = {"theme": theme, "page": page, **permissions(collective)}
    return render(request, "participation/theme.html", context)


@login_required
def theme_weave(request, slug, pk):
    """Tick which contributions of the process stand under a theme, page by page."""
    collective = collective_for(request, slug)
    require(collective, Role.FACILITATOR)
    theme = get_object_or_404(Theme.objects.filter(process__collective=collective), pk=pk)
    narrow = ContributionFilter(theme.process, request.GET, is_member=True)
    everything = about.told(Contribution.objects.in_process(theme.process).filter(taken_down_at=None))
    page = paged(request, narrow.kept(everything))
    form = _weaving(request, theme, page, everything)
    if sent(request, form):
        add, leave = form.parts()
        actions.weave(theme=theme, add=add, leave=leave, by=request.user, at=timezone.now())
        return done(request, _("The theme is woven."), theme)
    context = {"theme": theme, "page": page, "filter": narrow, "form": form}
    return render(request, "participation/weave.html", context)


def _weaving(request, theme, page, everything):
    """Return the form over the contributions that were on the page when it was read."""
    shown = [pk for pk in request.POST.getlist("shown") if pk.isdecimal() and len(pk) < 19]
    rows = everything.filter(pk__in=shown) if request.method == "POST" else page.object_list
    ticked = [one.pk for one in rows if theme in one.themes.all()]
    return filled(request, WeaveForm, rows, initial={"under": ticked})
