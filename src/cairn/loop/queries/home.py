"""Where the work stands at each station of the loop, what waits, and what is not known yet."""

from dataclasses import dataclass

from django.db.models import Q
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cairn.activities.data import queries as data
from cairn.activities.influence import queries as influence
from cairn.activities.investment import queries as investment
from cairn.activities.learning import queries as learning
from cairn.activities.models import Activity
from cairn.activities.movement import queries as movement
from cairn.network import queries as network
from cairn.network.models import Mandate
from cairn.participation import queries as participation
from cairn.pathway.models import Version
from cairn.results import queries as results
from cairn.results.models import Trial
from cairn.web.charts.path_map import Station

SHOWN = 6


@dataclass(frozen=True)
class Open:
    """Something that waits for the reader, or that nobody knows yet."""

    text: str
    url: str
    note: str = ""
    station: str = ""


def vision(collective):
    """Return the newest version of the collective's vision, or None."""
    versions = Version.objects.filter(component__collective=collective, component__kind="vision")
    newest = versions.filter(component__retired_on=None).order_by("-number")
    return newest.select_related("component__collective").prefetch_related("texts").first()


def stations(collective, *, on, waiting=()):
    """Return the six stations in the order of the loop."""
    made = (voices, held, acted, counted, told, tried)
    return [
        station(collective, on, [thing for thing in waiting if thing.station == station.__name__])
        for station in made
    ]


def address(name, collective):
    """Return the address of a package's first page."""
    return reverse(name, args=[collective.slug])


def voices(collective, _on, waiting):
    """Count what was said, and whom the collective has reached."""
    count, coverage = collective.contributions.count(), participation.coverage(collective)
    return Station(
        "voices",
        _("Voices"),
        ngettext("%(n)d contribution", "%(n)d contributions", count) % {"n": count},
        _("%(reached)d of %(asked)d constituents reached")
        % {"reached": coverage.reached, "asked": coverage.in_scope},
        count,
        len(waiting),
        address("participation:index", collective),
    )


def held(collective, _on, waiting):
    """Tell which edition is in force and how many signed it."""
    edition = collective.editions.order_by("-number").first()
    figure = _("edition %d") % edition.number if edition else _("not yet published")
    count = collective.components.filter(retired_on=None).count()
    signed = edition.signatures.count() if edition else 0
    note = ngettext("%(n)d constituent signed", "%(n)d constituents signed", signed) % {"n": signed}
    return Station(
        "pathway", _("Pathway"), figure, note, count, len(waiting), address("pathway:index", collective)
    )


def acted(collective, on, waiting):
    """Count the activities under way, and say whom none of them serves."""
    running = Activity.objects.filter(
        Q(ends_on=None) | Q(ends_on__gte=on), collective=collective, starts_on__lte=on
    )
    count = running.count()
    unserved = network.consulted(collective, on).exclude(activities__in=running).count()
    note = (
        _("every constituent is served by one")
        if not unserved
        else (
            ngettext("%(n)d constituent served by none", "%(n)d constituents served by none", unserved)
            % {"n": unserved}
        )
    )
    return Station(
        "activities",
        _("Activities"),
        ngettext("%(n)d under way", "%(n)d under way", count) % {"n": count},
        note,
        count,
        len(waiting),
        address("activities:index", collective),
    )


def counted(collective, on, waiting):
    """Tell how many places have reported for the latest period."""
    reported = data.reporting(collective, on=on)
    figure = _("%(given)d of %(expected)d places") % {"given": reported.given, "expected": reported.expected}
    note = (
        _("in %s") % date_format(reported.period_on, "F Y")
        if reported.period_on
        else _("nothing was asked for yet")
    )
    return Station(
        "data", _("Data"), figure, note, reported.given, len(waiting), address("data:index", collective)
    )


def told(collective, on, waiting):
    """Count the signals, and the series too short to call."""
    tally = results.tally(collective, on=on)
    figure = ngettext("%(n)d signal", "%(n)d signals", tally.signals) % {"n": tally.signals}
    note = _("%(calm)d series without change, %(short)d too short to call") % {
        "calm": tally.calm,
        "short": tally.short,
    }
    return Station(
        "results",
        _("What it tells us"),
        figure,
        note,
        tally.signals,
        len(waiting),
        address("results:index", collective),
    )


def tried(collective, _on, waiting):
    """Count the trials that run, and those that stopped with a lesson."""
    trials = Trial.objects.filter(collective=collective)
    running, lessons = trials.filter(closed_at=None).count(), trials.filter(decision="abandon").count()
    return Station(
        "practices",
        _("Practices"),
        ngettext("%(n)d trial running", "%(n)d trials running", running) % {"n": running},
        ngettext("%(n)d stopped with a lesson", "%(n)d stopped with a lesson", lessons) % {"n": lessons},
        trials.count(),
        len(waiting),
        address("results:adoptions", collective),
    )


def waiting_for(collective, membership, *, on):
    """List what waits for a member, from every package, oldest first."""
    if membership is None:
        return []
    found = [
        *((thing, "voices") for thing in participation.waiting(collective, membership)),
        *(
            (thing, "acted")
            for package in (movement, influence, learning, investment)
            for thing in package.waiting(collective, membership, on)
        ),
        *((thing, "counted") for thing in data.waiting(collective, membership, on)),
        *((thing, "tried") for thing in results.waiting(collective, membership, on)),
    ]
    found.sort(key=lambda pair: (pair[0].since is None, pair[0].since))
    return [Open(thing.text, thing.url, since(thing.since, on), station) for thing, station in found]


def since(day, on):
    """Say how long something has been waiting."""
    if day is None or day > on:
        return ""
    days = (on - day).days
    return (
        ngettext("since yesterday or today", "for %(n)d days", days) % {"n": days} if days > 1 else _("new")
    )


def unknown(collective, *, on):
    """List what the collective does not know yet, and says so."""
    return [
        thing
        for thing in (
            unreached(collective),
            unclear_mandates(collective),
            *short_series(collective, on),
            early(collective, on),
        )
        if thing
    ]


def unreached(collective):
    """Name the constituents nobody has reached yet."""
    missing = participation.coverage(collective).not_reached
    if not missing:
        return None
    names = ", ".join(constituent.name for constituent in missing[:3])
    text = ngettext("What %(n)d constituent thinks", "What %(n)d constituents think", len(missing)) % {
        "n": len(missing)
    }
    return Open(text, address("participation:index", collective), _("Not yet reached: %s") % names)


def unclear_mandates(collective):
    """Count the constituents for which nobody knows who may speak."""
    clear = Mandate.objects.filter(ended_at=None).exclude(basis=Mandate.Basis.UNKNOWN)
    unclear = (
        collective.constituents.filter(is_consulted=True, left_on=None).exclude(mandates__in=clear).count()
    )
    if not unclear:
        return None
    text = ngettext("Who speaks for %(n)d constituent", "Who speaks for %(n)d constituents", unclear) % {
        "n": unclear
    }
    return Open(text, address("network:constituents", collective), _("Their mandates are not on record"))


def short_series(collective, on):
    """Name the series that are too short to call."""
    return [
        Open(verdict.title, verdict.url, verdict.words)
        for verdict in results.too_short(collective, on=on)[:2]
    ]


def early(collective, on):
    """Count the trials whose end is still to come."""
    trials = Trial.objects.filter(collective=collective, closed_at=None, ends_on__gte=on)
    count = trials.count()
    if not count:
        return None
    text = ngettext("Whether %(n)d trial will work", "Whether %(n)d trials will work", count) % {"n": count}
    return Open(
        text, address("results:adoptions", collective), _("They are still running: too early to tell")
    )


def lately(collective):
    """Return the newest acts on the record, in words."""
    return network.latest_acts(collective, limit=6)
