"""What waits for one person: answers to give, objections to meet, consent to record."""

from django.db.models import Count, Max, Min, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cairn.network.access import RANK, Role
from cairn.network.waiting import Waiting
from cairn.participation.models import Consent, Contribution, Draft, Objection
from cairn.pathway.models import Component


def waiting(collective, membership):
    """Return what waits for a member of a collective, oldest first; nothing for a visitor or an observer."""
    if membership is None or RANK[membership.role] < RANK[Role.MEMBER]:
        return []
    found = list(_consents(collective, membership.constituent)) if membership.constituent_id else []
    if RANK[membership.role] >= RANK[Role.FACILITATOR]:
        found += [*_answers(collective), *_objections(collective)]
    return sorted(found, key=lambda one: (one.since, one.text))


def waiting_counts(collective):
    """Return, by process, how many contributions wait, objections stand and drafts are open."""
    rows = Contribution.objects.filter(collective=collective).waiting().values_list("process", "moved_to")
    found = {}
    for given_to, moved_to in rows:
        _add(found, moved_to or given_to, "contributions")
    open_drafts = Draft.objects.filter(process__collective=collective, closed_at=None)
    stands = Q(objections__outcome=Objection.Outcome.STANDING)
    for process, objections in open_drafts.annotate(n=Count("objections", filter=stands)).values_list(
        "process", "n"
    ):
        _add(found, process, "drafts")
        _add(found, process, "objections", objections)
    return found


def _add(found, process, what, n=1):
    counts = found.setdefault(process, {"contributions": 0, "objections": 0, "drafts": 0})
    counts[what] += n


def _answers(collective):
    """Give one line for each process with contributions that wait for its answer."""
    rows = Contribution.objects.filter(collective=collective).waiting()
    grouped, titles = {}, dict(collective.processes.values_list("pk", "title"))
    for given_to, moved_to, given_at in rows.values_list("process", "moved_to", "given_at"):
        grouped.setdefault(moved_to or given_to, []).append(given_at.date())
    for process, days in grouped.items():
        text = ngettext(
            "%(n)d contribution to “%(process)s” waits for an answer",
            "%(n)d contributions to “%(process)s” wait for an answer",
            len(days),
        ) % {"n": len(days), "process": titles[process]}
        url = reverse("participation:contributions", args=[collective.slug, process])
        yield Waiting(text, f"{url}?answer=waiting", min(days))


def _objections(collective):
    stands = Objection.objects.filter(outcome=Objection.Outcome.STANDING, answered_at=None)
    rows = stands.filter(draft__process__collective=collective, draft__closed_at=None)
    grouped = rows.values("draft", "draft__component__kind", "draft__component__number")
    for row in grouped.annotate(n=Count("pk"), since=Min("raised_at")).order_by("draft"):
        component = _component_name(row["draft__component__kind"], row["draft__component__number"])
        text = ngettext(
            "%(n)d objection to the draft of %(component)s waits for an answer",
            "%(n)d objections to the draft of %(component)s wait for an answer",
            row["n"],
        ) % {"n": row["n"], "component": component}
        url = reverse("participation:draft", args=[collective.slug, row["draft"]])
        yield Waiting(text, url, row["since"].date())


def _consents(collective, constituent):
    """Give one line for each version put forward on which the constituent has not spoken yet."""
    if not constituent.is_consulted or constituent.left_on:
        return
    put_forward = Draft.objects.filter(process__collective=collective, version__isnull=False)
    said = Consent.objects.filter(constituent=constituent).values("version")
    unpublished = put_forward.filter(version__editions=None, component__retired_on=None)
    rows = unpublished.exclude(version__in=said).annotate(newest=Max("component__versions__number"))
    for draft in rows.select_related("component", "version").order_by("version__created_at"):
        if draft.newest > draft.version.number:
            continue
        text = _(
            "%(constituent)s has not said yet whether it consents to %(component)s, version %(number)d"
        ) % {
            "constituent": constituent.name,
            "component": draft.component,
            "number": draft.version.number,
        }
        url = reverse("participation:consent", args=[collective.slug, draft.version_id])
        yield Waiting(text, url, draft.version.created_at.date())


def _component_name(kind, number):
    return str(Component(kind=kind, number=number))
