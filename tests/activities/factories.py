"""Rows of activities, made as people make them: by actions."""

from datetime import date, timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext

from cairn.activities.actions import add_activity
from cairn.pathway.models import Component, Text, Version
from tests.factories import AT, ON

WHO = (None, "outsider", "observer", "member", "facilitator", "steward")


def make_activity(cast, *, title="Listening at the rivers", kind="movement", **fields):
    """Make an activity that began ten days before the day of the tests."""
    given = {"title": title, "starts_on": ON - timedelta(days=10), **fields}
    return add_activity(collective=cast.collective, kind=kind, fields=given, by=cast["facilitator"], at=AT)


def make_principle(cast, *, number=4, title="Those who live with it take part"):
    """Make a principle with one version."""
    component = Component.objects.create(
        collective=cast.collective, kind="principle", number=number, origin="intentional", created_at=AT
    )
    version = Version.objects.create(component=component, number=1, made_by=cast["steward"], created_at=AT)
    Text.objects.create(version=version, language="en", status="original", title=title)
    return component


def acts(collective):
    """List what stands on the record, in order."""
    return list(collective.log.entries.order_by("index").values_list("act", flat=True))


def activity_fields(**fields):
    """Return the fields that every activity needs."""
    return {"title": "Listening at the rivers", "starts_on": date(2026, 3, 10), **fields}


def queries_of(client, url):
    """Return how often a page asks the database."""
    with CaptureQueriesContext(connection) as asked:
        assert client.get(url).status_code == 200
    return len(asked)
