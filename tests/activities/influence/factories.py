"""Institutions and asks, made by the actions people use."""

from datetime import timedelta

from cairn.activities.influence.actions import add_institution, ask_institution
from tests.factories import AT, ON


def make_institution(cast, name="Ministry of Water"):
    """Add an institution."""
    return add_institution(
        collective=cast.collective, name=name, level="national", by=cast["facilitator"], at=AT
    )


def make_ask(cast, *, institution=None, title="A law for the rivers"):
    """Ask an institution, thirty days before the day of the tests."""
    return ask_institution(
        institution=institution or make_institution(cast),
        ask="Give the rivers a voice in every permit.",
        fields={"title": title, "starts_on": ON - timedelta(days=30)},
        by=cast["facilitator"],
        at=AT,
    )
