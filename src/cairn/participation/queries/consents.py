"""Who stands behind a version: the ledger of consents, and the standing that the rule is read from."""

from collections import defaultdict
from dataclasses import dataclass, field

from django.urls import reverse

from cairn.network.models import Constituent
from cairn.participation.models import Consent, Objection, Process
from cairn.participation.queries import rules
from cairn.participation.queries.reach import in_scope
from cairn.pathway import queries as pathway
from cairn.pathway.models import Version

State = Consent.State


@dataclass(frozen=True, slots=True)
class Line:
    """One constituent in the ledger of a version: what it says now, and all it said before."""

    constituent: Constituent
    entries: tuple[Consent, ...] = ()
    objects: bool = False  # its objection to the draft stands

    @property
    def latest(self):
        """Return what it says now, or None if it was not reached."""
        return self.entries[-1] if self.entries else None

    @property
    def earlier(self):
        """Return what it said before, the newest first."""
        return self.entries[-2::-1]

    @property
    def state(self):
        """Return its state now."""
        return self.latest.state if self.entries else State.NOT_REACHED.value

    @property
    def state_judged(self):
        """Return the state a rule reads: a standing objection is a no until its constituent says more."""
        return State.WITHHELD.value if self.objects and not self.entries else self.state

    @property
    def label(self):
        """Return its state in words."""
        return State(self.state).label

    @property
    def stands(self):
        """Say whether it consents now, with or without a reservation."""
        return self.state in {State.CONSENT, State.RESERVATION}


@dataclass(frozen=True, slots=True)
class Ledger:
    """A version's consents over every constituent asked, and what the rule makes of them."""

    lines: tuple[Line, ...]
    rule: dict
    outcome: rules.Judgement
    others: tuple[Line, ...] = field(default=())  # entries of constituents that are not asked any more

    @property
    def counts(self):
        """Return how many constituents are in each state."""
        counted = dict.fromkeys(State.values, 0)
        for line in self.lines:
            counted[line.state] += 1
        return counted

    @property
    def not_reached(self):
        """Return the constituents that were not reached yet."""
        return [line.constituent for line in self.lines if not line.entries]


def ledger(version, *, on=None):
    """Return the ledger of one version, over the constituents asked on a day or at present."""
    return ledgers([version], on=on)[version.pk]


def ledgers(versions, *, on=None):
    """Return the ledgers of versions of one collective, by id, in a fixed number of queries."""
    versions = list(versions)
    if not versions:
        return {}
    collective = versions[0].component.collective
    asked = list(in_scope(collective, on=on).order_by("name"))
    said = _entries(versions)
    terms, objections = _terms(versions, on), _standing_objections(versions)
    return {one.pk: _ledger(asked, said[one.pk], terms[one.pk], objections[one.pk]) for one in versions}


def standing(version, *, on=None):
    """Return who stands behind a version as an edition keeps it; see pathway's EditionEntry."""
    return standings([version], on=on)[version.pk]


def standings(versions, *, on=None):
    """Return the standing of each version, by id, in a fixed number of queries."""
    return {pk: as_standing(one) for pk, one in ledgers(versions, on=on).items()}


def as_standing(found):
    """Write a ledger as counts, reservations and words."""
    reserved = [line for line in found.lines if line.state in {State.RESERVATION, State.WITHHELD}]
    return {
        **found.counts,
        "reservations": [
            {
                "constituent": rules.public_name(line.constituent),
                "text": line.latest.text,
                "state": line.state,
            }
            for line in reserved
        ],
        "rule": str(rules.rule_words(found.rule)),
        "outcome": found.outcome.state,
        "reason": str(rules.outcome_words(found.outcome)),
    }


def _terms(versions, on):
    """Return for each version the rule it was put forward under, and whether its process is over on a day."""
    found = {one.pk: ({}, False) for one in versions}
    rows = Process.objects.filter(drafts__version__in=versions)
    for version, rule, closes_on in rows.values_list("drafts__version", "rule", "closes_on"):
        found[version] = (rule, bool(on and closes_on and closes_on < on))
    return found


def _ledger(asked, said, terms, objections):
    rule, closed = terms
    lines = tuple(Line(one, tuple(said.pop(one, ())), one.pk in objections) for one in asked)
    judged = rules.judge(rule, {line.constituent: line.state_judged for line in lines}, closed=closed)
    return Ledger(lines, rule, judged, tuple(Line(one, tuple(entries)) for one, entries in said.items()))


def _entries(versions):
    """Return for each version what each constituent said, oldest first."""
    found = defaultdict(lambda: defaultdict(list))
    rows = Consent.objects.filter(version__in=versions).select_related("constituent")
    for row in rows.order_by("recorded_at", "pk"):
        found[row.version_id][row.constituent].append(row)
    return found


def _standing_objections(versions):
    """Return for each version the constituents whose objection to its draft stands."""
    found = defaultdict(set)
    rows = Objection.objects.filter(draft__version__in=versions, outcome=Objection.Outcome.STANDING)
    for version, constituent in rows.values_list("draft__version", "constituent"):
        found[version].add(constituent)
    return found


def versions_of(collective):
    """Return the versions of a collective's components, ready for a page."""
    rows = Version.objects.filter(component__collective=collective)
    return rows.select_related("component__collective", "draft__process").prefetch_related("texts")


def versions_seen(collective):
    """Return the versions whose ledger the reader may see, ready for a page."""
    return pathway.versions_seen(collective).select_related("component__collective", "draft__process")


def latest(version, constituent):
    """Return what a constituent says to a version now, or None."""
    return version.consents.filter(constituent=constituent).order_by("-recorded_at", "-pk").first()


def reserved(found):
    """Return the lines of a ledger whose words stand beside the text."""
    return [line for line in found.lines if line.latest and line.latest.text]


def objections_to(version):
    """Return the objections to the draft a version came from."""
    rows = Objection.objects.filter(draft__version=version).select_related("constituent")
    return rows.order_by("raised_at", "pk")


def ledger_url(version):
    """Return the address of a version's ledger."""
    return reverse("participation:consent", args=[version.component.collective.slug, version.pk])
