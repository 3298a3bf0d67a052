"""The newest acts on the record that concern everybody, in words and with their addresses."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from cairn.activities.data.models import Break, Definition
from cairn.activities.investment.models import Allotment
from cairn.activities.learning.models import Session
from cairn.activities.movement.models import Convening
from cairn.participation.models import Consent, Gathering, Process
from cairn.participation.queries.rules import public_name
from cairn.pathway.models import Edition, Version
from cairn.results.models import Adoption, SenseMaking, Trial


@dataclass(frozen=True)
class Act:
    """One act: when, in words, and where to see it."""

    at: datetime
    words: str
    url: str


def consent_withdrawn(consent):
    """Tell who took consent back, and from what."""
    version = consent.version
    return _("%(who)s withdrew consent on “%(title)s”") % {
        "who": public_name(consent.constituent),
        "title": title(version),
    }, version


def trial_closed(trial):
    """Tell how a trial ended."""
    words = {
        "adopt": _("“%(title)s” worked at %(who)s, and stays"),
        "adapt": _("“%(title)s” was adapted at %(who)s"),
        "abandon": _("“%(title)s” was stopped with a lesson at %(who)s"),
    }[trial.decision]
    return words % {"title": name_of(trial.practice), "who": public_name(trial.constituent)}, trial


def practice_adopted(adoption):
    """Tell who took a practice up."""
    words = _("%(who)s took up “%(title)s”")
    return words % {
        "who": public_name(adoption.constituent),
        "title": name_of(adoption.practice),
    }, adoption.practice


def version_added(version):
    """Tell which text came in."""
    return _("“%s” came in, and is put to consent") % title(version), version


def named(words):
    """Make a teller for rows that have a name and a page of their own."""
    return lambda row: (words() % row, row)


def of_activity(words):
    """Make a teller for rows that stand on an activity."""
    return lambda row: (words() % row.activity.title, row.activity)


# act -> model, what else to read, and how to tell it
TOLD = {
    "consent_withdrawn": (Consent, ("constituent", "version__component__collective"), consent_withdrawn),
    "trial_closed": (Trial, ("constituent", "practice__collective", "collective"), trial_closed),
    "practice_adopted": (Adoption, ("constituent", "practice__collective"), practice_adopted),
    "version_added": (Version, ("component__collective",), version_added),
    "edition_published": (Edition, ("collective",), lambda row: (_("“%s” was published") % row.title, row)),
    "gathering_recorded": (Gathering, ("collective",), named(lambda: _("“%s” was held"))),
    "process_opened": (Process, ("collective",), named(lambda: _("The process “%s” was opened"))),
    "sense_making_held": (
        SenseMaking,
        ("collective",),
        named(lambda: _("People made sense of the data: “%s”")),
    ),
    "fund_allotted": (
        Allotment,
        ("fund__activity__collective",),
        lambda row: (_("“%s” was allotted") % row.fund.activity.title, row.fund.activity),
    ),
    "session_recorded": (
        Session,
        ("activity__collective",),
        of_activity(lambda: _("A session was held: “%s”")),
    ),
    "convening_story_told": (Convening, ("activity__collective",), of_activity(lambda: _("“%s” was held"))),
    "measure_defined": (
        Definition,
        ("measure__collective",),
        lambda row: (_("“%s” was defined") % row.name, row.measure),
    ),
    "break_recorded": (
        Break,
        ("measure__collective",),
        lambda row: (_("A break in the data: %s") % row.cause, row.measure),
    ),
}

OF_VERSIONS = {"consent_withdrawn", "version_added"}


def lately(collective, *, shown):
    """Return the newest acts that concern everybody; gatherings only for members, who may open them."""
    acts = set(TOLD) if collective.membership else set(TOLD) - {"gathering_recorded"}
    entries = list(collective.log.entries.filter(act__in=acts).order_by("-index")[:shown])
    wanted = defaultdict(set)
    for entry in entries:
        wanted[entry.act].add(int(entry.subject.rpartition(":")[2]))
    rows = {act: rows_of(act, keys) for act, keys in wanted.items()}
    if not collective.membership:
        rows |= {act: _published(rows[act]) for act in OF_VERSIONS & set(rows)}
    return [
        act
        for entry in entries
        if (act := told(entry, rows[entry.act].get(int(entry.subject.rpartition(":")[2]))))
    ]


def _published(rows):
    """Leave out what is told of a version that no edition published: a visitor reads no such version."""
    about = {pk: getattr(row, "version", row).pk for pk, row in rows.items()}
    kept = set(Version.objects.filter(pk__in=about.values()).published().values_list("pk", flat=True))
    return {pk: rows[pk] for pk, version in about.items() if version in kept}


def rows_of(act, keys):
    """Read the rows of one kind of act."""
    model, related, _teller = TOLD[act]
    return model.objects.select_related(*related).in_bulk(keys)


def told(entry, row):
    """Tell one act, if its row is there."""
    if row is None:
        return None
    words, page = TOLD[entry.act][2](row)
    return Act(entry.at, words, page.get_absolute_url())


def name_of(component):
    """Return the newest title of a component."""
    newest = component.versions.prefetch_related("texts").order_by("-number").first()
    return newest.text.title if newest and newest.text else str(component)


def title(version):
    """Return a version's title in the reader's language."""
    return version.text.title if version.text else str(version)
