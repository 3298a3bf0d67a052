"""Sending a file, in steps: choose it, say which column is what, see everything, then store it.

Nothing is stored before the last step. Between the steps the file lies in a private folder under a name that
only the sender's session knows.
"""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.files import File
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cairn.activities.data import actions, pending, queries
from cairn.activities.data.forms import ColumnsForm, FileForm, QuestionsForm, initial_columns
from cairn.activities.data.queries import pages, sending
from cairn.activities.data.queries.words import problem_in_words
from cairn.activities.data.views.downloads import csv_file
from cairn.activities.data.views.page import measure_or_404
from cairn.activities.queries import spoken_for
from cairn.engine.measure.mapping import Mapping
from cairn.engine.measure.problems import errors
from cairn.engine.measure.source import TableError
from cairn.network.access import Role, collective_for, may, require, require_to_speak_for
from cairn.network.models import Place

SHOWN_PROBLEMS = 200
KEPT = "files_on_their_way"  # in the session


@dataclass
class Upload:
    """A file on its way, and what its sender has said of it so far."""

    token: str
    about: dict[str, Any]
    file: File
    constituent: Any

    @property
    def mapping(self):
        """Return the mapping as said so far, or None."""
        return Mapping.from_json(self.about["mapping"]) if self.about["mapping"] else None


@login_required
def submit(request, slug, measure):
    """Step 1: choose a file."""
    collective = collective_for(request, slug)
    require(collective, Role.MEMBER)
    shown = measure_or_404(collective, measure)
    constituents = spoken_for(collective, timezone.localdate())
    own = collective.membership.constituent_id
    form = FileForm(
        request.POST or None, request.FILES or None, constituents=constituents, initial={"constituent": own}
    )
    if form.is_valid() and (token := _taken_in(request, shown, form)):
        return redirect("data:columns", slug, measure, token)
    about = {"collective": collective, "measure": shown, "form": form, "may_send": constituents.exists()}
    return render(request, "data/submit.html", about, status=422 if form.errors else 200)


def _taken_in(request, measure, form):
    """Keep a file that can be read and is new, and return its token; else say in the form why not."""
    file, constituent = form.cleaned_data["file"], form.cleaned_data["constituent"]
    try:
        actions.refuse_twice(measure, constituent, actions.hash_of(file))
        actions.table_of(file)
    except (actions.SubmissionRefused, TableError) as refusal:
        form.add_error("file", str(refusal))
        return None
    token = pending.keep(file, now=timezone.now())
    about = {"measure": measure.pk, "constituent": constituent.pk, "name": actions.base_name(file)}
    kept = request.session.get(KEPT, {})
    request.session[KEPT] = kept | {token: about | {"mapping": None, "new_places": [], "kind": "site"}}
    return token


def _upload(request, collective, measure, token):
    """Return a file on its way, if it is this session's and still here; its sender may still speak for it."""
    about = request.session.get(KEPT, {}).get(token)
    path = pending.path_of(token, now=timezone.now()) if about else None
    if path is None or about["measure"] != measure.pk:
        return None
    constituent = get_object_or_404(collective.constituents, pk=about["constituent"])
    require_to_speak_for(collective, constituent)
    return Upload(token, about, File(path.open("rb"), name=about["name"]), constituent)


def _say(request, upload, **said):
    """Keep what the sender said of a file."""
    kept = request.session[KEPT]
    request.session[KEPT] = kept | {upload.token: upload.about | said}


def _gone(request, slug, measure):
    messages.warning(
        request, _("That file is no longer kept here. Nothing of it was stored; choose it again.")
    )
    return redirect("data:submit", slug, measure)


@login_required
def columns(request, slug, measure, upload):
    """Step 2: say which column is what."""
    collective = collective_for(request, slug)
    require(collective, Role.MEMBER)
    shown = measure_or_404(collective, measure)
    kept = _upload(request, collective, shown, upload)
    if kept is None:
        return _gone(request, slug, measure)
    try:
        with kept.file:
            form, about = _columns_form(request, collective, shown, kept)
    except TableError as fault:
        messages.error(request, str(fault))
        return redirect("data:submit", slug, measure)
    if form.is_valid():
        _say(request, kept, mapping=form.mapping(about["earlier"]).as_json())
        return redirect("data:check", slug, measure, upload)
    about |= {"collective": collective, "measure": shown, "upload": kept, "form": form}
    return render(request, "data/columns.html", about, status=422 if form.errors else 200)


def _columns_form(request, collective, measure, kept):
    """Read the sheet that is asked for, and propose its columns."""
    earlier = kept.mapping or actions.remembered(measure=measure, constituent=kept.constituent)
    names = actions.table_of(kept.file).sheet_names
    wanted = request.POST.get("sheet") or request.GET.get("sheet") or (earlier.sheet if earlier else None)
    wanted = wanted if wanted in names else next(iter(names), None)
    sheet = actions.table_of(kept.file, wanted).sheets[0]
    seen = sending.glimpse(sheet, earlier)
    mapping = sending.proposed(measure, seen, earlier, sheet.name)
    places = collective.places.order_by("name")
    form = ColumnsForm(
        request.POST or None,
        headers=seen.headers,
        sheets=names,
        sheet=sheet.name,
        definition=measure.latest,
        places=places,
        initial=initial_columns(mapping, sheet.name, places),
    )
    about = {"seen": seen, "sheets": names, "sheet": sheet.name, "earlier": earlier or Mapping()}
    return form, about | {"is_remembered": earlier is not None and mapping == earlier}


@login_required
def check(request, slug, measure, upload):
    """Step 3: see what would be stored and everything that is wrong, answer questions, and store it."""
    collective = collective_for(request, slug)
    require(collective, Role.MEMBER)
    shown = measure_or_404(collective, measure)
    kept = _upload(request, collective, shown, upload)
    if kept is None:
        return _gone(request, slug, measure)
    if kept.mapping is None:
        return redirect("data:columns", slug, measure, upload)
    step = _store if request.POST.get("do") == "store" else _check
    try:
        with kept.file:
            return step(request, collective, shown, kept)
    except TableError as fault:  # a sheet that was not looked at before
        messages.error(request, str(fault))
        return redirect("data:columns", slug, measure, upload)


def _read(measure, kept):
    """Read the file as it would be stored."""
    table = actions.table_of(kept.file, kept.mapping.sheet)
    found, problems = actions.read_rows(measure, table, kept.mapping, new_places=kept.about["new_places"])
    return table, found, problems


def _check(request, collective, measure, kept):
    table, found, problems = _read(measure, kept)
    wrong = errors(problems)
    asked = sending.questions(wrong, table)
    form = QuestionsForm(
        request.POST or None,
        questions=asked,
        places=collective.places.order_by("name"),
        may_add=may(collective, Role.FACILITATOR),
    )
    if asked and form.is_valid():
        _answer(request, kept, form)
        return redirect(request.path)
    about = {
        "collective": collective,
        "measure": measure,
        "upload": kept,
        "wrong": [problem_in_words(problem, table) for problem in wrong[:SHOWN_PROBLEMS]],
        "wrong_count": len(wrong),
        "left_out": [problem_in_words(one, table) for one in problems if not one.is_error][:SHOWN_PROBLEMS],
        "preview": pages.preview(measure, found),
        "form": form if asked else None,
    }
    return render(request, "data/check.html", about)


def _answer(request, kept, form):
    """Keep what the sender said about names, marks and sheets, with the mapping."""
    mapping = kept.mapping.as_json()
    mapping["place_names"] = [*mapping["place_names"], *form.place_names()]
    mapping["absences"] = [*mapping["absences"], *form.absences()]
    mapping["skip_sheets"] = [*mapping["skip_sheets"], *form.cleaned_data.get("sheets", [])]
    added = [*kept.about["new_places"], *form.new_places()]
    kind = form.cleaned_data.get("kind") or kept.about["kind"]
    _say(request, kept, mapping=mapping, new_places=added, kind=kind)


def _store(request, collective, measure, kept):
    """Store the file, whole, and lead to its page."""
    kind = Place.Kind(kept.about["kind"]).value
    new_places = kept.about["new_places"] if may(collective, Role.FACILITATOR) else []
    try:
        stored = actions.submit_with_places(
            measure=measure,
            constituent=kept.constituent,
            file=kept.file,
            mapping=kept.mapping,
            new_places=[{"name": name, "kind": kind} for name in new_places],
            by=request.user,
            at=timezone.now(),
        )
    except actions.SubmissionRefused as refusal:
        messages.error(request, str(refusal))
        return redirect(request.path)
    pending.drop(kept.token)
    request.session[KEPT] = {
        token: about for token, about in request.session[KEPT].items() if token != kept.token
    }
    count = stored.observations.count()
    said = ngettext("%(count)s value of %(who)s is stored.", "%(count)s values of %(who)s are stored.", count)
    messages.success(request, said % {"count": count, "who": kept.constituent.name})
    return redirect(stored)


@login_required
def problems_csv(request, slug, measure, upload):
    """Give every problem of a file on its way, as a table to work through."""
    collective = collective_for(request, slug)
    require(collective, Role.MEMBER)
    shown = measure_or_404(collective, measure)
    kept = _upload(request, collective, shown, upload)
    if kept is None or kept.mapping is None:
        return _gone(request, slug, measure)
    with kept.file:
        table, _found, problems = _read(shown, kept)
    heading = (_("sheet"), _("row"), _("column"), _("cell"), _("rule"), _("what is wrong"), _("what to do"))
    rows = [problem_in_words(problem, table) for problem in errors(problems)]
    return csv_file(heading, rows, f"{queries.latest_of(shown).measure.slug}-problems.csv")
