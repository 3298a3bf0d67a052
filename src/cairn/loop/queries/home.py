"""Where the work stands at each station of the loop, what waits, and what is not known yet."""

from dataclasses import dataclass
from datetime import date

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
from cairn.network.models import Collective, Constituent, Mandate
from cairn.participation import queries as participation
from cairn.pathway.models import Edition
from cairn.pathway.queries import versions_seen
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
    """Return the newest version of the collective's vision that the reader may see, or None."""
    versions = versions_seen(collective).filter(component__kind="vision", component__retired_on=None)
    return versions.order_by("-number").first()


@dataclass(frozen=True)
class Sight:
    """What several parts of the page look at, read once."""

    collective: Collective
    on: date
    edition: Edition | None  # the newest
    coverage: participation.Coverage
    readings: list[results.Reading]
    waiting: list[Open]

    def waits_at(self, station):
        """Count what waits for the reader at a station."""
        return sum(1 for thing in self.waiting if thing.station == station)

    def address(self, name):
        """Return the address of a package's first page."""
        return reverse(name, args=[self.collective.slug])


def look(collective, *, on):
    """Read what the home page shows for the person the gate let in."""
    waiting = waiting_for(collective, collective.membership, on=on)
    readings = results.readings(collective, on=on)
    edition = collective.editions.order_by("-number").first()
    return Sight(collective, on, edition, participation.coverage(collective), readings, waiting)


def stations(sight):
    """Return the six stations in the order of the loop."""
    return [station(sight) for station in (voices, held, acted, counted, told, tried)]


def voices(sight):
    """Count what was said, and whom the collective has reached."""
    collective = sight.collective
    count, coverage = collective.contributions.count(), sight.coverage
    return Station(
        "voices",
        _("Voices"),
        ngettext("%(n)d contribution", "%(n)d contributions", count) % {"n": count},
        _("%(reached)d of %(asked)d constituents reached")
        % {"reached": coverage.reached, "asked": coverage.in_scope},
        count,
        sight.waits_at("voices"),
        sight.address("participation:index"),
    )


def held(sight):
    """Tell which edition is in force and how many signed it."""
    collective = sight.collective
    edition = sight.edition
    figure = _("edition %d") % edition.number if edition else _("not yet published")
    count = collective.components.filter(retired_on=None).count()
    signed = edition.signatures.count() if edition else 0
    note = ngettext("%(n)d constituent signed", "%(n)d constituents signed", signed) % {"n": signed}
    return Station(
        "pathway", _("Pathway"), figure, note, count, sight.waits_at("held"), sight.address("pathway:index")
    )


def acted(sight):
    """Count the activities under way, and say whom none of them serves."""
    collective, on = sight.collective, sight.on
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
        sight.waits_at("acted"),
        sight.address("activities:index"),
    )


def counted(sight):
    """Tell how many places have reported for the latest period."""
    reported = data.reporting(sight.collective, on=sight.on)
    figure = _("%(given)d of %(expected)d places") % {"given": reported.given, "expected": reported.expected}
    note = (
        _("in %s") % date_format(reported.period_on, "F Y")
        if reported.period_on
        else _("nothing was asked for yet")
    )
    return Station(
        "data",
        _("Data"),
        figure,
        note,
        reported.given,
        sight.waits_at("counted"),
        sight.address("data:index"),
    )


def told(sight):
    """Count the signals, and the series too short to call."""
    tally = results.tally_of(sight.readings)
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
        sight.waits_at("told"),
        sight.address("results:index"),
    )


def tried(sight):
    """Count the trials that run, and those that stopped with a lesson."""
    trials = Trial.objects.filter(collective=sight.collective)
    running, lessons = trials.filter(closed_at=None).count(), trials.filter(decision="abandon").count()
    return Station(
        "practices",
        _("Practices"),
        ngettext("%(n)d trial running", "%(n)d trials running", running) % {"n": running},
        ngettext("%(n)d stopped with a lesson", "%(n)d stopped with a lesson", lessons) % {"n": lessons},
        trials.count(),
        sight.waits_at("tried"),
        sight.address("results:adoptions"),
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
    return ngettext("for %(n)d day", "for %(n)d days", days) % {"n": days} if days else _("new")


def unknown(sight):
    """List what the collective does not know yet, and says so."""
    found = (unreached(sight), unclear_mandates(sight), *short_series(sight), early(sight))
    return [thing for thing in found if thing]


def unreached(sight):
    """Name the constituents nobody has reached yet."""
    missing = sight.coverage.not_reached
    if not missing:
        return None
    shown = [one for one in missing if sight.collective.membership or one.kind != Constituent.Kind.PERSON]
    names = ", ".join(constituent.name for constituent in shown[:3])
    text = ngettext("What %(n)d constituent thinks", "What %(n)d constituents think", len(missing)) % {
        "n": len(missing)
    }
    return Open(text, sight.address("participation:index"), _("Not yet reached: %s") % names)


def unclear_mandates(sight):
    """Count the constituents for which nobody knows who may speak."""
    clear = Mandate.objects.filter(ended_at=None).exclude(basis=Mandate.Basis.UNKNOWN)
    unclear = (
        sight.collective.constituents.filter(is_consulted=True, left_on=None)
        .exclude(mandates__in=clear)
        .count()
    )
    if not unclear:
        return None
    text = ngettext("Who speaks for %(n)d constituent", "Who speaks for %(n)d constituents", unclear) % {
        "n": unclear
    }
    return Open(text, sight.address("network:constituents"), _("Their mandates are not on record"))


def short_series(sight):
    """Name the first series that are too short to call."""
    short = [reading for reading in sight.readings if reading.is_short]
    return [Open(reading.title, reading.url, reading.words) for reading in short[:2]]


def early(sight):
    """Count the trials whose end is still to come."""
    trials = Trial.objects.filter(collective=sight.collective, closed_at=None, ends_on__gte=sight.on)
    count = trials.count()
    if not count:
        return None
    text = ngettext("Whether %(n)d trial will work", "Whether %(n)d trials will work", count) % {"n": count}
    return Open(text, sight.address("results:adoptions"), _("They are still running: too early to tell"))
