"""Which version of each component goes into the next edition, and which are left out and why."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from cairn.participation.queries.consents import Ledger, as_standing, ledgers
from cairn.pathway.models import Component, Version


@dataclass(frozen=True, slots=True)
class Candidate:
    """A component, the version of it that goes into the next edition, and its latest one."""

    component: Component
    latest: Version
    latest_ledger: Ledger
    chosen: Version | None
    chosen_ledger: Ledger | None

    @property
    def is_latest(self):
        """Say whether the latest version goes in."""
        return self.chosen == self.latest

    @property
    def standing(self):
        """Return the standing of the version that goes in."""
        return as_standing(self.chosen_ledger)

    @property
    def words(self):
        """Say what goes in, and why not the latest."""
        if self.is_latest:
            return _("Version %(number)d goes in.") % {"number": self.latest.number}
        if self.chosen:
            return _("Version %(number)d, the last agreed one, goes in.") % {"number": self.chosen.number}
        return _("Left out: no version of it is agreed yet.")


def candidates(collective, *, on=None):
    """Return a candidate for each component in use that has a text, in the pathway's order."""
    components = list(
        Component.objects.filter(collective=collective, retired_on=None).prefetch_related("versions__texts")
    )
    versions = [version for component in components for version in component.versions.all()]
    for component in components:
        component.collective = collective
        for version in component.versions.all():
            version.component = component
    found = ledgers(versions, on=on)
    order = list(Component.Kind.values)
    components.sort(key=lambda one: (order.index(one.kind), one.number))
    return [_candidate(component, found) for component in components if component.versions.all()]


def _candidate(component, found):
    newest_first = sorted(component.versions.all(), key=lambda version: -version.number)
    chosen = _chosen(newest_first, found)
    latest = newest_first[0]
    return Candidate(component, latest, found[latest.pk], chosen, found[chosen.pk] if chosen else None)


def _chosen(newest_first, found):
    """Choose the newest version whose rule passed; one that no rule was put to, where none ever was."""
    agreed = [one for one in newest_first if found[one.pk].outcome.has_passed]
    if agreed:
        return agreed[0]
    asked = [one for one in newest_first if found[one.pk].rule]
    return None if asked else newest_first[0]
