"""What the index and a process's page show."""

from collections import Counter

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cairn.network.access import Role, may
from cairn.participation.models import Contribution, Objection, Round
from cairn.participation.queries import reach, rules
from cairn.participation.queries.awaited import waiting_counts
from cairn.pathway.queries import read_newest

ROLES = {"steward": Role.STEWARD, "facilitator": Role.FACILITATOR, "member": Role.MEMBER}


def permissions(collective):
    """Return which roles the person has here, for the links of a page."""
    return {f"is_{name}": may(collective, role) for name, role in ROLES.items()}


def index_url(collective):
    """Return the address of the index."""
    return reverse("participation:index", args=[collective.slug])


def summaries(collective, processes, today):
    """Return for each process: when, what is open now, whom it reached, and what it waits for."""
    processes = list(processes)
    waits, reached = waiting_counts(collective), reach.coverage_of(collective, processes)
    now = {}
    for one in Round.objects.filter(process__in=processes).order_by("number"):
        if one.is_open_on(today):
            now.setdefault(one.process_id, []).append(one.get_kind_display())
    for process in processes:
        process.collective = collective
    return [
        {
            "process": process,
            "is_open": process.is_open_on(today),
            "is_ahead": process.opens_on > today,
            "now": now.get(process.pk, []),
            "coverage": reached[process.pk],
            "waits": _waits(waits.get(process.pk, {})),
        }
        for process in processes
    ]


def whole(process, today, *, is_member):
    """Return what the page of one process shows before its lists.

    Visitors see components as published, and no number of people by role: a few in a role may be known.
    """
    rounds = list(process.rounds.order_by("number"))
    scope = reach.scope_of(process)
    answered = Contribution.objects.answered_in(process).count()
    waiting = Contribution.objects.waiting_in(process).count()
    components = read_newest(
        list(process.components.select_related("collective")), only_published=not is_member
    )
    return {
        "process": process,
        "is_open": process.is_open_on(today),
        "rule": rules.rule_words(process.rule),
        "components": components,
        "rounds": rounds,
        "steps": [_step(one, today) for one in rounds],
        "scope": scope,
        "coverage": reach.coverage_of(process.collective, [process])[process.pk],
        "roles": reach.by_role(process, with_people=is_member),
        "answered": answered,
        "to_answer": answered + waiting,
        "waiting": waiting,
        "themes": _themes(process),
        "conversations": process.conversations.order_by("-opens_on", "-pk"),
    }


def matrix_page(process, constituents, rounds, seen, today):
    """Return the rows of the coverage matrix, each cell in words, with links to gatherings that are seen.

    A cell of a round still to come is None: nobody could be reached in it.
    """
    known = {one.pk: one for one in seen}
    rows = reach.matrix(process, list(constituents), rounds)
    has_outside = any(row["cells"][-1] for row in rows)
    labels = [*(str(one) for one in rounds), *([_("Outside the rounds")] if has_outside else [])]
    ahead = [one.opens_on > today for one in rounds] + [False]
    for row in rows:
        cells = zip(ahead, row["cells"], strict=True)
        told = [None if is_ahead and not cell else _told(cell, known) for is_ahead, cell in cells]
        row["cells"] = list(zip(labels, told, strict=False))
    return {"rows": rows, "has_outside": has_outside}


def gatherings(rows):
    """Return gatherings with what a list of them shows, the newest first."""
    return rows.select_related("place", "collective").order_by("-held_on", "-pk")


def drafts(rows):
    """Return drafts with what a list of them shows, the newest first."""
    rows = rows.select_related("component", "process__collective", "version").order_by("-created_at", "-pk")
    stands = Q(objections__outcome=Objection.Outcome.STANDING)
    return rows.prefetch_related("revisions").annotate(standing=Count("objections", filter=stands))


def _themes(process):
    rows = process.themes.annotate(n=Count("contributions")).order_by("-n", "title")
    found = list(rows)
    for one in found:
        one.url = reverse("participation:theme", args=[process.collective.slug, one.pk])
    return {
        "shared": [one for one in found if not one.is_minority],
        "minority": [one for one in found if one.is_minority],
    }


def _step(one, today):
    is_open = one.is_open_on(today)
    note = _("open now") if is_open else (_("over") if one.closes_on < today else _("to come"))
    return {"round": one, "step": one.get_kind_display(), "here": is_open, "note": note}


def _waits(counts):
    said = []
    if n := counts.get("contributions"):
        said.append(
            ngettext("%(n)d contribution waits for an answer", "%(n)d contributions wait for an answer", n)
            % {"n": n}
        )
    if n := counts.get("objections"):
        said.append(ngettext("%(n)d objection stands", "%(n)d objections stand", n) % {"n": n})
    if n := counts.get("drafts"):
        said.append(ngettext("%(n)d draft is open", "%(n)d drafts are open", n) % {"n": n})
    return said


def _told(cell, known):
    """Say what reached a constituent in a round: each gathering, then the other ways with their counts."""
    counts = Counter()
    for one in cell:
        if one.way != "gathering":
            counts[one.way] += one.count
    came = [_came(one, known.get(one.gathering)) for one in cell if one.way == "gathering"]
    return came + [{"text": _counted(way, n), "url": ""} for way, n in counts.items()]


def _came(one, gathering):
    if gathering is None:
        text = ngettext("%(n)d person at a gathering", "%(n)d people at a gathering", one.count)
        return {"text": text % {"n": one.count}, "url": ""}
    text = ngettext("%(n)d person at %(gathering)s", "%(n)d people at %(gathering)s", one.count)
    return {
        "text": text % {"n": one.count, "gathering": gathering.title},
        "url": gathering.get_absolute_url(),
    }


def _counted(way, n):
    return {
        "contribution": ngettext("%(n)d contribution", "%(n)d contributions", n),
        "conversation": ngettext("%(n)d participant in a vote", "%(n)d participants in a vote", n),
        "objection": ngettext("%(n)d objection", "%(n)d objections", n),
        "consent": ngettext("%(n)d answer on consent", "%(n)d answers on consent", n),
    }[way] % {"n": n}
