"""The frame of a collective's pages."""

from django.template import engines
from django.test import RequestFactory

from cairn.network.access import collective_for
from cairn.record.actions import append
from tests.factories import AT


def rendered(cast, who, source='{% extends "network/collective.html" %}'):
    request = RequestFactory().get("/")
    request.user = cast[who]
    request.resolver_match = None
    collective_for(request, cast.collective.slug)
    return engines["django"].from_string(source).render({"user": request.user}, request)


def test_frame_shows_who_is_signed_in_and_the_head_of_the_record(cast):
    append(cast.collective.log, "constituent_added", cast.upper_valley, at=AT)
    page = rendered(cast, "steward")
    root = type(cast.collective.log).objects.get().root.hex()
    assert "Steward · Steward" in page
    assert "Record head 1" in page
    assert f"<code>{root[:4]}…{root[-4:]}</code>" in page
    assert "Two Rivers" in page
