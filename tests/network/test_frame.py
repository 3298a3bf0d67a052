"""The frame of a collective's pages, and the words of the record."""

import pytest
from django.template import engines
from django.test import RequestFactory
from django.urls import resolve, reverse
from django.utils import translation

from cairn.network.access import collective_for
from cairn.network.acts import ACTS
from cairn.network.templatetags import network as tags
from cairn.record.actions import append
from tests.factories import AT


def requested(cast, who, path="/c/rivers/places/"):
    request = RequestFactory().get(path)
    request.user = cast[who]
    request.resolver_match = resolve(path)
    collective_for(request, cast.collective.slug)
    return request


def rendered(cast, who, source='{% extends "network/collective.html" %}'):
    request = requested(cast, who)
    return engines["django"].from_string(source).render({"user": request.user}, request)


def test_frame_shows_who_is_signed_in_and_the_head_of_the_record(cast):
    append(cast.collective.log, "constituent_added", cast.upper_valley, at=AT)
    page = rendered(cast, "steward")
    root = type(cast.collective.log).objects.get().root.hex()
    assert "Steward · Steward" in page
    assert "Record head 1" in page
    assert f"<code>{root[:4]}…{root[-4:]}</code>" in page
    assert "Two Rivers" in page


def test_frame_reads_no_database(cast, django_assert_num_queries):
    request = requested(cast, "steward")
    frame = engines["django"].from_string('{% extends "network/collective.html" %}')
    with django_assert_num_queries(0):
        frame.render({"user": request.user}, request)


@pytest.mark.parametrize(
    ("name", "args", "lit", "station"),
    [
        ("loop:home", [], "Home", None),
        ("pathway:index", [], "Pathway", "pathway"),
        ("loop:component", ["vision", 1], "Pathway", "pathway"),
        ("participation:index", [], "Together", "voices"),
        ("activities:index", [], "Activities", "activities"),
        ("network:places", [], None, None),
    ],
)
def test_frame_lights_the_place_and_the_station_of_a_page(cast, name, args, lit, station):
    request = requested(cast, "member", reverse(name, args=["rivers", *args]))
    links = tags.collective_places({"request": request})
    assert [link["label"] for link in links if link["current"]] == ([lit] if lit else [])
    here = tags.station_here({"request": request})
    assert (here and here["key"]) == station


def test_act_has_words_and_one_without_is_read_from_its_name():
    assert tags.act_words("role_given") == "Somebody was given a role"
    assert tags.act_words("stone_laid_again") == "Stone laid again"


def test_every_act_has_spanish_words():
    with translation.override("es"):
        same = [act for act, words in ACTS.items() if tags.act_words(act) == words]
    assert same == []


@pytest.mark.parametrize(
    ("fact", "words"),
    [
        (True, "yes"),
        (False, "no"),
        (3, "3"),
        ("not_yet_reached", "not yet reached"),
        (["a_b", 1], "a b, 1"),
        ([], "–"),
        ({"n": True}, "n yes"),
        ("x" * 100, "x" * 64 + "…"),
    ],
)
def test_fact_is_written_for_people(fact, words):
    assert tags.fact_words(fact) == words
