"""What the pages of activities read."""

from collections import Counter

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cairn.activities.models import Activity
from cairn.network.access import Role, may
from cairn.network.models import Constituent
from cairn.record.export import Table

Kind, State = Activity.Kind, Activity.State

# What each kind is, in one sentence.
MEANINGS = {
    Kind.MOVEMENT: gettext_lazy("We bring people together around a shared story, and more of them."),
    Kind.DATA: gettext_lazy("We agree what to count, count it in the same way, and look at it together."),
    Kind.INFLUENCE: gettext_lazy("We ask those who decide for a decision, and follow what becomes of it."),
    Kind.LEARNING: gettext_lazy("We learn from each other, and ask later what came of it."),
    Kind.INVESTMENT: gettext_lazy("We put money together, and decide together what it pays for."),
}
SHAPES = {State.COMING: "ring", State.UNDER_WAY: "half", State.ENDED: "dot"}


def kinds(collective, on):
    """List the five kinds: what each is, how many are under way and in all, and how many it serves."""
    under_way = _by_kind(collective.activities.under_way(on), Count("pk"))
    in_all = _by_kind(collective.activities, Count("pk"))
    served = _by_kind(collective.activities, Count("served", distinct=True))
    return [
        {
            "kind": kind,
            "meaning": MEANINGS[kind],
            "under_way": under_way[kind],
            "in_all": in_all[kind],
            "served": served[kind],
        }
        for kind in Kind
    ]


def _by_kind(activities, figure):
    return Counter(dict(activities.order_by().values_list("kind").annotate(figure=figure)))


def present_constituents(collective, on):
    """Return the constituents that belong to the collective on a day, by name."""
    here = collective.constituents.filter(joined_on__lte=on)
    return here.exclude(left_on__lte=on).order_by("name")


def spoken_for(collective, on):
    """Return the present constituents the person the gate let in may act for."""
    present = present_constituents(collective, on)
    if may(collective, Role.FACILITATOR):
        return present
    own = collective.membership.constituent_id if may(collective, Role.MEMBER) else None
    return present.filter(pk=own)


def consulted_constituents(collective, on):
    """Return the present constituents that are asked and counted, by name."""
    return present_constituents(collective, on).filter(is_consulted=True)


def served_by_none(collective, on):
    """Return the consulted constituents that no activity under way on a day names among those it serves."""
    under_way = collective.activities.under_way(on)
    return consulted_constituents(collective, on).exclude(activities__in=under_way)


def list_activities(collective, on, *, kind="", state=""):
    """Return the activities to list, newest first, each with how many it served and what it advances."""
    activities = collective.activities.all()
    if kind:
        activities = activities.filter(kind=kind)
    if state:
        activities = getattr(activities, State(state).value)(on)
    counted = activities.annotate(served_count=Count("served")).select_related("advances", "place")
    return counted.order_by("-starts_on", "-pk")


def with_state(activities, on):
    """Say of each activity where it stands on a day, with the shape that stands beside the word."""
    for activity in activities:
        activity.state = activity.state_on(on)
        activity.state_shape = SHAPES[activity.state]
    return activities


def own_pages(activity):
    """List the pages that know more of it: a convening, an ask, a session, a fund, or measures."""
    pages = [
        (_("Invitations, replies and the story of this convening"), getattr(activity, "convening", None)),
        (_("The ask, the institution and the stages it has reached"), getattr(activity, "policy_ask", None)),
        (_("The session and its debriefs"), getattr(activity, "session", None)),
        (_("The fund, its proposals and how it was allotted"), getattr(activity, "fund", None)),
    ]
    links = [{"text": text, "url": page.get_absolute_url()} for text, page in pages if page is not None]
    slug = activity.collective.slug
    measures = [
        {
            "text": _("Measure: %(name)s") % {"name": measure.slug},
            "url": reverse("data:measure", args=[slug, measure.slug]),
        }
        for measure in activity.measures.order_by("slug")
    ]
    return links + measures


def components(collective):
    """Return the components an activity may advance, with the texts their titles come from."""
    present = collective.components.filter(retired_on=None)
    return present.prefetch_related("versions__texts").order_by("kind", "number")


def in_words(component):
    """Name a component by its kind, number and the title of its latest version."""
    latest = max(component.versions.all(), key=lambda version: version.number, default=None)
    text = latest.text if latest else None
    return f"{component}: {text.title}" if text else str(component)


def shown_name(collective, constituent):
    """Name a constituent as this reader may see it: a person's name is for members only."""
    is_person = constituent.kind == Constituent.Kind.PERSON
    return _("A person") if is_person and collective.membership is None else constituent.name


def shown_names(collective, constituents):
    """Name several constituents as this reader may see them."""
    return [shown_name(collective, constituent) for constituent in constituents]


def addresses(constituents):
    """Return the e-mail address of a member with an account for each constituent that has one."""
    known = {}
    memberships = constituents.filter(memberships__ended_at=None).order_by("-memberships__pk")
    for pk, email in memberships.values_list("pk", "memberships__person__email"):
        known[pk] = email or ""
    return known


EXPORTED = (Table(Activity, "collective"),)
