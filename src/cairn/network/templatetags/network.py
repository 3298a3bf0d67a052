"""What the frame of a collective's pages shows: its places, and the head of its record."""

from django import template
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from cairn.network import demo_sign_in
from cairn.network.acts import ACTS
from cairn.web.charts.path_map import Station

register = template.Library()

# The places of a collective: what each is called, where it begins, and the packages that belong to it.
PLACES = [
    (gettext_noop("Home"), "loop:home", {"loop:home"}),
    (gettext_noop("Pathway"), "pathway:index", {"pathway", "loop"}),
    (gettext_noop("Together"), "participation:index", {"participation"}),
    (
        gettext_noop("Activities"),
        "activities:index",
        {"activities", "movement", "influence", "learning", "investment"},
    ),
    (gettext_noop("Data"), "data:index", {"data"}),
    (gettext_noop("What we learn"), "results:index", {"results"}),
]

# The stations of the path, and the packages whose pages belong to each.
STATIONS = {
    "voices": (gettext_noop("Voices"), {"participation"}),
    "pathway": (gettext_noop("Pathway"), {"pathway", "loop"}),
    "activities": (gettext_noop("Activities"), PLACES[3][2]),
    "data": (gettext_noop("Data"), {"data"}),
    "results": (gettext_noop("What it tells us"), {"results"}),
    "practices": (gettext_noop("Practices"), set()),
}
PRACTICES = {"results:trial", "results:trial_add", "results:adoptions"}
LONG = 64  # characters of a fact that a list shows; the receipt has all


@register.simple_tag(takes_context=True)
def collective_places(context):
    """List the places of the request's collective for web/nav.html, marking the one the reader is in."""
    request = context["request"]
    here = request.resolver_match
    links = []
    for label, name, inside in PLACES:
        try:
            url = reverse(name, args=[request.collective.slug])
        except NoReverseMatch:  # a package that is not installed has no place
            continue
        links.append({"label": _(label), "url": url, "current": _current(here, name, inside)})
    return links


def _current(here, name, inside):
    """Say whether the reader is on a place ("page"), somewhere inside it (True), or elsewhere (False)."""
    if here is None:
        return False
    if here.view_name == name:
        return "page"
    return here.namespace in inside and here.view_name != "loop:home"


@register.simple_tag(takes_context=True)
def station_here(context):
    """Return the stations of the path and the one a page belongs to, for `{% where %}`; None elsewhere."""
    here = context["request"].resolver_match
    key = _station(here) if here and here.view_name != "loop:home" else None
    return key and {"key": key, "all": [Station(name, _(label)) for name, (label, _in) in STATIONS.items()]}


def _station(here):
    if here.view_name in PRACTICES:
        return "practices"
    return next((key for key, (_label, inside) in STATIONS.items() if here.namespace in inside), None)


@register.filter
def short_hash(value):
    """Write the first and last four characters of a hash: 9f3c…a71e."""
    text = bytes(value).hex() if not isinstance(value, str) else value
    return f"{text[:4]}…{text[-4:]}"


@register.simple_tag
def demo_people():
    """List the invented people to sign in as; nobody, unless one-click sign-in exists here."""
    return demo_sign_in.people()


@register.filter
def act_words(act):
    """Say in words what an act on the record was; one without a phrase of its own is read from its name."""
    return _(ACTS[act]) if act in ACTS else act.replace("_", " ").capitalize()


@register.filter
def fact_words(fact):
    """Write a name or a value of the record's facts for people."""
    if isinstance(fact, bool):
        return _("yes") if fact else _("no")
    if isinstance(fact, list):
        return ", ".join(map(fact_words, fact)) or "–"
    if isinstance(fact, dict):
        return "; ".join(f"{name} {fact_words(value)}" for name, value in fact.items()) or "–"
    words = str(fact).replace("_", " ")
    return words if len(words) <= LONG else f"{words[:LONG]}…"
