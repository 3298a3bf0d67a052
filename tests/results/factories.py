"""Rows of results, made as people make them: by actions, from files that members send."""

import csv
from datetime import date, timedelta
from io import BytesIO, StringIO

from django.core.files import File

from cairn.activities.data import actions as data
from cairn.engine.measure.mapping import Mapping
from cairn.network.models import Place
from cairn.pathway.models import Component, Text, Version
from cairn.results import actions
from tests.factories import AT, ON

WHO = (None, "outsider", "observer", "member", "facilitator", "steward")
RISING = [30, 32, 28, 31, 29, 30, 33, 45, 47, 44, 46, 48, 45, 49]  # per cent, a month each
CALM = [30, 29, 32, 34, 28, 27, 34, 31, 30, 30, 34, 33]


def make_measure(cast, *, slug="seen", threshold=0, **about):
    """Make a measure: a share of a hundred."""
    fields = {
        "name": "Small children seen",
        "kind": "share",
        "numerator": "Children seen in the month",
        "denominator": "Children living there",
        "unit": "%",
        "period": "month",
        "better": "up",
        "disaggregation": ["girls"],
        "threshold": threshold,
    }
    return data.define_measure(
        collective=cast.collective, slug=slug, fields=fields, by=cast["steward"], at=AT, **about
    )


def send(cast, measure, values, *, place=None, group="", of=100, until=ON):
    """Send values as a member's own file, one a month up to the month before a day; None is left out."""
    text, place = StringIO(newline=""), place or cast.place
    writer = csv.writer(text)
    writer.writerow(["Month", "Landing", "Group", "Seen", "Children"])
    for ago, value in enumerate(reversed(values)):
        if value is not None:
            months = until.year * 12 + until.month - 2 - ago
            writer.writerow([f"{months // 12}-{months % 12 + 1:02}", place.name, group, value, of])
    return data.submit(
        measure=measure,
        constituent=cast.upper_valley,
        file=File(BytesIO(text.getvalue().encode()), name=f"{measure.slug}-{place.pk}-{group}.csv"),
        mapping=Mapping(
            period="Month", place="Landing", group="Group", numerator="Seen", denominator="Children"
        ),
        by=cast["member"],
        at=AT,
    )


def add_place(cast, name):
    """Add a site."""
    return Place.objects.create(collective=cast.collective, kind="site", name=name)


def make_practice(cast, *, number=1, title="The weekly boat visit", kind="practice"):
    """Make a practice with one version."""
    component = Component.objects.create(
        collective=cast.collective, kind=kind, number=number, origin="emergent", created_at=AT
    )
    version = Version.objects.create(component=component, number=1, made_by=cast["steward"], created_at=AT)
    Text.objects.create(version=version, language="en", status="original", title=title)
    return component


def hold(cast, *, title="What are the visits telling us?", notes="Rosa spoke of her sister.", took_part=()):
    """Hold a session on the day of the tests."""
    fields = {"title": title, "held_on": ON, "notes": notes}
    return actions.hold_sense_making(
        collective=cast.collective, fields=fields, took_part=list(took_part), by=cast["facilitator"], at=AT
    )


def ask(cast, session, *, measure=None, place=None, text="What is behind it?"):
    """Ask a question in a session."""
    return actions.ask_question(
        session=session, text=text, measure=measure, place=place, by=cast["facilitator"], at=AT
    )


def offer(cast, question, *, text="The boat comes on a fixed day.", role="grandmother", constituent=None):
    """Offer an explanation."""
    fields = {"text": text, "offered_as": role, "would_change_our_mind": "If it fell."}
    return actions.offer_interpretation(
        question=question, fields=fields, constituent=constituent, by=cast["facilitator"], at=AT
    )


def promise(
    cast, constituent=None, *, text="Send a nurse on market day", due_on=date(2026, 6, 1), question=None
):
    """Make a commitment."""
    fields = {"text": text, "with_what": "one post", "due_on": due_on}
    return actions.make_commitment(
        constituent=constituent or cast.upper_valley,
        fields=fields,
        question=question,
        by=cast["facilitator"],
        at=AT,
    )


def plan(cast, practice, constituent=None, **fields):
    """Plan a trial that began a month before the day of the tests."""
    given = {
        "prediction": "A third more children in three months.",
        "starts_on": ON - timedelta(days=30),
        "ends_on": ON + timedelta(days=60),
        **fields,
    }
    return actions.plan_trial(
        practice=practice,
        constituent=constituent or cast.upper_valley,
        fields=given,
        by=cast["facilitator"],
        at=AT,
    )


def adopt(cast, practice, constituent=None, *, trial=None, **fields):
    """Record an adoption."""
    given = {"adaptation": "", "result": "About half.", "adopted_on": ON - timedelta(days=40), **fields}
    return actions.adopt_practice(
        practice=practice,
        constituent=constituent or cast.upper_valley,
        fields=given,
        trial=trial,
        by=cast["facilitator"],
        at=AT,
    )


def acts(collective):
    """List what stands on the record, in order."""
    return list(collective.log.entries.order_by("index").values_list("act", flat=True))
