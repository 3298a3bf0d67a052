"""Sense-making: hold a session, ask, explain, judge, decide."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from cairn.network.access import Role, collective_for, may, require, require_to_speak_for
from cairn.network.views.page import paged
from cairn.results import actions
from cairn.results.forms import (
    AskForm,
    DecisionForm,
    InterpretationForm,
    JudgementForm,
    QuestionForm,
    SenseMakingForm,
)
from cairn.results.models import Interpretation, Question
from cairn.results.queries import sense
from cairn.results.queries.commitments import commitments, with_states
from cairn.results.views.page import accepted, crumbs, form_page
from cairn.results.views.series import place_in


def sense_makings(request, slug):
    """List the sessions, the newest first."""
    collective = collective_for(request, slug)
    page = {
        "collective": collective,
        "page": paged(request, sense.sessions(collective)),
        "crumbs": crumbs(collective),
        "may_lead": may(collective, Role.FACILITATOR),
    }
    return render(request, "results/sense_makings.html", page)


def _session(collective, pk):
    return get_object_or_404(collective.sense_makings.select_related("collective"), pk=pk)


def sense_making(request, slug, pk):
    """Show a session: its questions with the chart, the explanations side by side, and its decision."""
    collective, today = collective_for(request, slug), timezone.localdate()
    shown = _session(collective, pk)
    made = commitments(collective, on=today).filter(question__session=shown)
    page = {
        "collective": collective,
        "session": shown,
        "took_part": shown.took_part.order_by("name"),
        "asked": sense.asked_in(shown, collective=collective, on=today),
        "states": {row.pk: row.state for row in with_states(made, on=today)},
        "crumbs": crumbs(collective, (_("Sense-making"), reverse("results:sense_makings", args=[slug]))),
        "may_lead": may(collective, Role.FACILITATOR),
        "may_add": may(collective, Role.MEMBER),
    }
    return render(request, "results/sense_making.html", page)


@login_required
def sense_making_add(request, slug):
    """Hold a session."""
    collective = collective_for(request, slug)
    require(collective, Role.FACILITATOR)
    form = SenseMakingForm(
        request.POST or None, collective=collective, initial={"held_on": timezone.localdate()}
    )
    if form.is_valid():
        fields = {name: form.cleaned_data[name] for name in ("title", "held_on", "notes")}
        took_part = list(form.cleaned_data["took_part"])
        given = {"collective": collective, "fields": fields, "took_part": took_part}
        made = actions.hold_sense_making(**given, by=request.user, at=timezone.now())
        messages.success(request, _("“%(session)s” is recorded. Ask its first question.") % {"session": made})
        return redirect(made)
    back = reverse("results:sense_makings", args=[slug])
    title, submit = _("Hold a sense-making session"), _("Record this session")
    return form_page(request, form, title=title, submit=submit, cancel=back)


@login_required
def question_add(request, slug, pk):
    """Ask a question in a session."""
    collective = collective_for(request, slug)
    require(collective, Role.FACILITATOR)
    session = _session(collective, pk)
    form = QuestionForm(request.POST or None, collective=collective)
    given = {"session": session, "by": request.user, "at": timezone.now()}
    if form.is_valid() and accepted(form, actions.ask_question, **form.cleaned_data, **given):
        messages.success(request, _("The question is recorded, with the signal as it stands."))
        return redirect(session)
    about = {"title": _("Ask a question"), "submit": _("Record this question"), "lede": session.title}
    return form_page(request, form, cancel=session.get_absolute_url(), **about)


@login_required
def ask(request, slug, measure, place):
    """Ask about a series in a session: one that is on record, or a new one."""
    collective = collective_for(request, slug)
    require(collective, Role.FACILITATOR)
    row, where = place_in(collective, measure, place)
    today = timezone.localdate()
    before = {"text": sense.suggested(row, where, on=today), "held_on": today}
    form = AskForm(request.POST or None, sessions=sense.sessions(collective), initial=before)
    if form.is_valid():
        session = _session_for(form, collective, request)
        about = {"session": session, "text": form.cleaned_data["text"], "measure": row, "place": where}
        actions.ask_question(**about, by=request.user, at=timezone.now())
        messages.success(request, _("The question is recorded, with the signal as it stands."))
        return redirect(session)
    lede, cancel = f"{row.latest.name} · {where}", reverse("results:signal", args=[slug, measure, place])
    title, submit = _("Ask about this series"), _("Record this question")
    return form_page(request, form, title=title, submit=submit, lede=lede, cancel=cancel)


def _session_for(form, collective, request):
    """Return the session that was chosen, or hold the new one."""
    given = form.cleaned_data
    if given["session"]:
        return given["session"]
    fields = {"title": given["title"], "held_on": given["held_on"]}
    return actions.hold_sense_making(collective=collective, fields=fields, by=request.user, at=timezone.now())


@login_required
def decide(request, slug, pk):
    """Write down what a session decided."""
    collective = collective_for(request, slug)
    require(collective, Role.FACILITATOR)
    session = _session(collective, pk)
    form = DecisionForm(request.POST or None, initial={"decision": session.decision})
    given = {"session": session, "by": request.user, "at": timezone.now()}
    if form.is_valid() and accepted(form, actions.decide, **form.cleaned_data, **given):
        messages.success(request, _("The decision is recorded."))
        return redirect(session)
    about = {"title": _("What was decided"), "submit": _("Record this decision"), "lede": session.title}
    return form_page(request, form, cancel=session.get_absolute_url(), **about)


@login_required
def interpretation_add(request, slug, pk):
    """Offer an explanation of what is seen."""
    collective = collective_for(request, slug)
    require(collective, Role.MEMBER)
    rows = Question.objects.select_related("session__collective")
    question = get_object_or_404(rows, session__collective=collective, pk=pk)
    form = InterpretationForm(request.POST or None, collective=collective)
    if form.is_valid():
        constituent = form.cleaned_data["constituent"]
        if constituent:
            require_to_speak_for(collective, constituent)
        about = {"question": question, "fields": form.words(), "constituent": constituent}
        actions.offer_interpretation(**about, by=request.user, at=timezone.now())
        messages.success(request, _("The explanation stands beside the others."))
        return redirect(question.session)
    about = {"title": _("Offer an explanation"), "submit": _("Offer this explanation")}
    return form_page(request, form, quoted=question.text, cancel=question.session.get_absolute_url(), **about)


@login_required
def interpretation_judge(request, slug, pk):
    """Write down how plausible the session found an explanation."""
    collective = collective_for(request, slug)
    require(collective, Role.FACILITATOR)
    rows = Interpretation.objects.select_related("question__session__collective")
    offered = get_object_or_404(rows, question__session__collective=collective, pk=pk)
    session = offered.question.session
    form = JudgementForm(request.POST or None, initial={"plausibility": offered.plausibility})
    if form.is_valid():
        about = {"interpretation": offered, **form.cleaned_data}
        actions.judge_interpretation(**about, by=request.user, at=timezone.now())
        messages.success(request, _("Recorded how plausible the session finds it."))
        return redirect(session)
    about = {"title": _("How plausible is it?"), "submit": _("Record this judgement")}
    return form_page(request, form, quoted=offered.text, cancel=session.get_absolute_url(), **about)
