import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cairn.participation.models import Contribution, Process
from cairn.pathway.actions import add_component, add_version
from tests.factories import AT, ON


def home(cast):
    return reverse("loop:home", args=[cast.collective.slug])


def give(cast, number):
    """Keep a few contributions in a process that is open."""
    process = Process.objects.create(
        collective=cast.collective, title="First", opens_on=ON, created_at=AT, rule={"rule": "consent_of_all"}
    )
    for _each in range(number):
        Contribution.objects.create(
            collective=cast.collective,
            process=process,
            kind="statement",
            text="The bridge first.",
            language="en",
            voice="constituent",
            constituent=cast.upper_valley,
            given_at=AT,
        )
    return process


@pytest.mark.parametrize(
    ("who", "status"),
    [
        (None, 404),
        ("outsider", 404),
        ("observer", 200),
        ("member", 200),
        ("facilitator", 200),
        ("steward", 200),
    ],
)
def test_home_of_a_private_collective_is_there_for_its_members(client, cast, who, status):
    assert cast.login(client, who).get(home(cast)).status_code == status


@pytest.mark.parametrize("who", [None, "outsider"])
def test_home_of_a_public_collective_has_nothing_waiting_for_a_visitor(client, public_cast, who):
    page = public_cast.login(client, who).get(home(public_cast))
    assert (page.status_code, page.context["waiting"]) == (200, [])


def test_home_of_a_new_collective_teaches_the_first_step(client, cast):
    page = cast.login(client, "steward").get(home(cast))
    assert page.context["vision"] is None
    assert "has not written down its vision yet" in page.content.decode()


def test_home_shows_the_vision_and_true_counts(client, cast):
    vision = add_component(
        collective=cast.collective, kind="vision", origin="intentional", by=cast["steward"], at=AT
    )
    texts = [{"language": "en", "title": "Clear water.", "body": "", "status": "original"}]
    add_version(component=vision, texts=texts, reason="", by=cast["steward"], at=AT)
    give(cast, 3)
    page = cast.login(client, "facilitator").get(home(cast))
    stations = {station.key: station for station in page.context["stations"]}
    assert page.context["vision"].text.title == "Clear water."
    assert (stations["voices"].figure, stations["voices"].waiting) == ("3 contributions", 1)
    assert stations["voices"].note == "1 of 2 constituents reached"
    assert stations["pathway"].figure == "not yet published"


def test_home_says_what_is_not_known(client, cast):
    page = cast.login(client, "member").get(home(cast))
    assert [thing.text for thing in page.context["unknown"]] == [
        "What 2 constituents think",
        "Who speaks for 2 constituents",
    ]


def test_home_reads_the_same_for_one_row_and_many(client, cast, django_assert_num_queries):
    cast.login(client, "facilitator")
    give(cast, 1)
    client.get(home(cast))
    with CaptureQueriesContext(connection) as few:
        client.get(home(cast))
    Contribution.objects.all().delete()
    Process.objects.all().delete()
    give(cast, 40)
    with django_assert_num_queries(len(few)):
        client.get(home(cast))
    assert len(few) <= 60
