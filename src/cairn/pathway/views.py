"""Pages of the pathway: as it stands, its editions, and what people add to it."""

from hashlib import sha256

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.cache import cache
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _

from cairn.engine.redline import difference
from cairn.network.access import Role, collective_for, may, require, require_to_speak_for
from cairn.network.views.page import paged
from cairn.pathway import actions, queries
from cairn.pathway.forms import ComponentForm, LinkForm, SignForm, VersionForm
from cairn.pathway.models import Component
from cairn.pathway.pdf import PangoMissing, to_pdf


def index(request, slug):
    """Show the pathway as it stands; a visitor sees what is published."""
    collective = collective_for(request, slug)
    is_visitor = collective.membership is None
    pathway = queries.pathway_now(collective, only_published=is_visitor, read_practices=False)
    practices = paged(request, pathway.practices)
    queries.read_newest(practices.object_list, only_published=is_visitor)
    page = {
        "collective": collective,
        "pathway": pathway,
        "practices": practices,
        "edition": queries.editions_of(collective).first(),
        "may_add": may(collective, Role.MEMBER),
        "may_facilitate": may(collective, Role.FACILITATOR),
    }
    return render(request, "pathway/index.html", page)


@login_required
def component_add(request, slug):
    """Add a component, and go on to its first text."""
    collective = collective_for(request, slug)
    require(collective, Role.MEMBER)
    kind = request.GET.get("kind", "practice")
    form = ComponentForm(request.POST or None, collective=collective, initial={"kind": kind})
    if form.is_valid():
        try:
            given = {"collective": collective, "by": request.user, "at": timezone.now()}
            component = actions.add_component(**form.cleaned_data, **given)
        except actions.PathwayRefusal as refusal:
            form.add_error("kind", str(refusal))
        else:
            messages.success(
                request, _("%(component)s added. Now write its text.") % {"component": component}
            )
            return redirect("pathway:version_add", slug, component.kind, component.number)
    return render(request, "pathway/component_add.html", {"collective": collective, "form": form})


@login_required
def version_add(request, slug, kind, number):
    """Write a component's next version; somebody else's newer one is shown beside it, nothing is lost."""
    collective = collective_for(request, slug)
    component = queries.component_at(collective, kind, number)
    require(collective, role_to_write(component))
    form = VersionForm(request.POST or None, component=component)
    page = {"collective": collective, "component": component, "form": form}
    if form.is_valid():
        try:
            version = add_version(form, component, by=request.user, at=timezone.now())
        except actions.NewerVersion as refusal:
            return render(request, "pathway/version_add.html", {**page, **beside(form, refusal)}, status=409)
        except actions.PathwayRefusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("%(version)s added.") % {"version": version})
            return redirect(version)
    return render(request, "pathway/version_add.html", page)


def role_to_write(component):
    """Return the role it takes to write a component: practices are open to members."""
    return Role.MEMBER if component.kind == Component.Kind.PRACTICE else Role.FACILITATOR


def add_version(form, component, *, by, at):
    """Hand what was typed to the action."""
    return actions.add_version(
        component=component,
        texts=form.texts,
        reason=form.cleaned_data["reason"],
        builds_on=form.cleaned_data["builds_on"],
        by=by,
        at=at,
    )


def beside(form, refusal):
    """Return the newer version, what it says differently, and the form again, now building on it."""
    mine = form.texts[0]
    theirs = queries.text_in(refusal.newer, mine["language"])
    form.data = {**form.data.dict(), "builds_on": str(refusal.newer.number)}
    return {
        "refusal": refusal,
        "theirs": theirs,
        "title_difference": difference(theirs.title, mine["title"]),
        "body_difference": difference(theirs.body, mine["body"]),
    }


@login_required
def component_retire(request, slug, kind, number):
    """Take a component out of the pathway, after asking."""
    collective = collective_for(request, slug)
    require(collective, Role.STEWARD)
    component = queries.component_at(collective, kind, number)
    page = {"collective": collective, "component": component}
    if request.method != "POST":
        return render(request, "pathway/retire.html", page)
    try:
        actions.retire_component(component=component, by=request.user, at=timezone.now())
    except actions.PathwayRefusal as refusal:
        return render(request, "pathway/retire.html", {**page, "refusal": refusal})
    messages.success(request, _("%(component)s retired.") % {"component": component})
    return redirect("pathway:index", slug)


def links(request, slug):
    """Show how components hang together, and link two more."""
    collective = collective_for(request, slug)
    is_visitor = collective.membership is None
    components = queries.components_of(collective, only_published=is_visitor)
    form = LinkForm(request.POST or None, collective=collective, components=components)
    if request.method == "POST":
        require(collective, Role.FACILITATOR)
        if form.is_valid() and linked(request, form):
            return redirect("pathway:links", slug)
    rows = paged(request, queries.links_of(collective, components))
    page = {"collective": collective, "form": form, "links": rows, "is_visitor": is_visitor}
    return render(request, "pathway/links.html", {**page, "may_link": may(collective, Role.FACILITATOR)})


def linked(request, form):
    """Link two components and say so; a refusal goes beside the form."""
    try:
        actions.link_components(**form.cleaned_data, by=request.user, at=timezone.now())
    except actions.PathwayRefusal as refusal:
        form.add_error("kind", str(refusal))
        return False
    messages.success(request, _("Link added."))
    return True


def editions(request, slug):
    """List every edition, the newest first."""
    collective = collective_for(request, slug)
    page = paged(request, queries.editions_of(collective))
    return render(request, "pathway/editions.html", {"collective": collective, "editions": page})


def contents_for(request, slug, number):
    """Pass the gate and gather an edition, in the language that the address asks for."""
    collective = collective_for(request, slug)
    edition = get_object_or_404(collective.editions, number=number)
    edition.collective = collective
    given = {"language": request.GET.get("language"), "for_members": collective.membership is not None}
    return collective, queries.edition_contents(edition, **given)


def edition(request, slug, number):
    """Show an edition at its permanent address."""
    collective, contents = contents_for(request, slug, number)
    page = {"collective": collective, "contents": contents, "may_sign": may_sign(collective, contents)}
    return render(request, "pathway/edition.html", page)


def may_sign(collective, contents):
    """Say whether the person has anybody left to sign for."""
    if may(collective, Role.FACILITATOR):
        return True
    mine = collective.membership.constituent_id if may(collective, Role.MEMBER) else None
    return mine is not None and mine not in {signature.constituent_id for signature in contents.signatures}


def edition_data(request, slug, number):
    """Give an edition as data."""
    collective, contents = contents_for(request, slug, number)
    answer = queries.edition_json(contents, for_members=collective.membership is not None)
    return JsonResponse(answer, json_dumps_params={"ensure_ascii": False, "indent": 1})


def edition_pdf(request, slug, number):
    """Give an edition as a PDF; where Pango is missing, say what to install."""
    collective, contents = contents_for(request, slug, number)
    page = {"collective": collective, "contents": contents, "site_url": settings.SITE_URL}
    try:
        made = kept_pdf(render_to_string("pathway/edition_pdf.html", page, request=request), contents)
    except PangoMissing:
        return render(request, "pathway/pdf_missing.html", page, status=503)
    name = f"{collective.slug}-edition-{number}.pdf"
    headers = {"Content-Disposition": f'inline; filename="{name}"'}
    return HttpResponse(made, content_type="application/pdf", headers=headers)


def kept_pdf(markup, contents):
    """Make a PDF once for each thing it says: setting type takes seconds."""
    key = f"edition-pdf-{sha256(markup.encode()).hexdigest()}"
    return cache.get_or_set(key, lambda: to_pdf(markup, identifier=contents.content), timeout=86_400)


@login_required
def sign(request, slug, number):
    """Put a constituent's name under an edition."""
    collective = collective_for(request, slug)
    require(collective, Role.MEMBER)
    edition = get_object_or_404(collective.editions, number=number)
    form = SignForm(request.POST or None, collective=collective, edition=edition)
    if form.is_valid():
        constituent = form.cleaned_data["constituent"]
        require_to_speak_for(collective, constituent)
        try:
            actions.sign_edition(edition=edition, **form.cleaned_data, by=request.user, at=timezone.now())
        except actions.PathwayRefusal as refusal:
            form.add_error("constituent", str(refusal))
        else:
            messages.success(request, _("%(constituent)s signed.") % {"constituent": constituent.name})
            return redirect(edition)
    return render(request, "pathway/sign.html", {"collective": collective, "edition": edition, "form": form})
