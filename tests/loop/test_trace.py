from datetime import UTC, date, datetime
from random import Random

import pytest
from django.urls import reverse

from cairn.activities.data.models import Observation
from cairn.demo.simulate import simulate
from cairn.demo.world import World
from cairn.loop.queries.trace import trace_number, trace_version
from cairn.pathway.actions import add_version
from cairn.pathway.models import Version

TODAY = date(2026, 11, 20)


@pytest.fixture
def world(db):
    """Return the demo: the one collective in which the whole thread has been walked."""
    return simulate(World(TODAY, Random(7)))


@pytest.fixture
def principle(world):
    """Return the newest version of the principle that came up from practice."""
    return Version.objects.get(component=world["together"], number=2)


def stages(side):
    return {stage.key: stage for stage in side}


def test_trace_of_a_sentence_goes_back_to_who_said_it(principle):
    origin = stages(trace_version(principle, with_words=True, on=TODAY).origin)
    assert list(origin) == ["called-for", "said", "woven", "mapped", "drafted", "agreed"]
    assert origin["said"].stones[0].text == "“They decided about the weir on a Tuesday, in Spanish.”"
    assert origin["said"].stones[0].note == "elder · Community of Confluence · Gathering at the confluence"
    assert [stone.text for stone in origin["mapped"].stones] == ["How shall we decide about a valley?"]
    assert not any(stage.is_empty for stage in origin.values())


def test_trace_of_a_sentence_goes_forward_to_the_next_version(world):
    first = Version.objects.get(component=world["together"], number=1)
    fate = stages(trace_version(first, with_words=True, on=TODAY).fate)
    assert list(fate) == [
        *("published", "acted-on", "seen", "understood", "promised", "tried", "adopted", "revised"),
    ]
    assert not any(stage.is_empty for stage in fate.values())
    assert (
        fate["revised"].stones[0].text == "The dates are read aloud: it came up from practice at Ferry Town."
    )


def test_trace_keeps_the_words_of_people_from_visitors(principle):
    said = stages(trace_version(principle, with_words=False, on=TODAY).origin)["said"]
    assert said.total == stages(trace_version(principle, with_words=True, on=TODAY).origin)["said"].total
    assert "weir" not in " ".join(stone.text for stone in said.stones)


def test_trace_of_a_number_goes_back_to_its_file_and_forward_to_the_pathway(world):
    observation = Observation.objects.filter(
        measure=world["met-before"], place=world.places["Ferry Town"], superseded_by=None
    ).latest("period_on")
    found = trace_number(observation, is_member=True)
    origin, fate = stages(found.origin), stages(found.fate)
    assert list(origin) == ["held", "defined", "filed", "reviewed"]
    assert origin["filed"].stones[0].text == observation.submission.file_name
    assert f"row {observation.row}" in origin["filed"].stones[0].note
    assert list(fate) == ["understood", "promised", "tried", "adopted", "revised"]
    assert not any(stage.is_empty for stage in fate.values())


@pytest.mark.parametrize("who", [None, "member"])
def test_component_page_marks_the_sentences_that_have_a_trace(client, world, principle, who):
    if who:
        client.force_login(world.people["ruth"])
    page = client.get(reverse("loop:component", args=["three-rivers", "principle", 4]))
    marked = [one.text for part in page.context["paragraphs"] for one in part if one.passages]
    assert len(marked) == 4
    assert ("They decided about the weir" in page.content.decode()) == (who == "member")


def test_older_version_says_that_there_is_a_newer_one(client, world):
    page = client.get(reverse("loop:version", args=["three-rivers", "principle", 4, 1]))
    assert page.context["is_newest"] is False
    assert "Read the newest version." in page.content.decode()


def test_trace_pages_are_there_for_visitors_of_a_public_collective_alone(client, world, principle):
    observation = Observation.objects.filter(superseded_by=None).first()
    addresses = [
        reverse("loop:trace", args=["three-rivers", principle.pk]),
        reverse("loop:number", args=["three-rivers", observation.pk]),
    ]
    assert [client.get(address).status_code for address in addresses] == [200, 200]
    type(world.collective).objects.update(visibility="private")
    assert [client.get(address).status_code for address in addresses] == [404, 404]


def test_trace_of_another_collective_is_not_there(client, cast, world, principle):
    cast.login(client, "steward")
    assert client.get(reverse("loop:trace", args=[cast.collective.slug, principle.pk])).status_code == 404


@pytest.fixture
def unpublished(world, principle):
    """Return a third version of the principle, which no edition holds yet."""
    words = {"language": "en", "title": "Not for all yet", "body": "Not for all yet.", "status": "original"}
    return add_version(
        component=principle.component,
        texts=[words],
        reason="Only members know why",
        by=world.people["ruth"],
        at=datetime(2026, 11, 19, tzinfo=UTC),
    )


@pytest.mark.parametrize(("who", "status", "number"), [(None, 404, 2), ("ruth", 200, 3)])
def test_a_version_that_no_edition_holds_is_for_members(client, world, unpublished, who, status, number):
    if who:
        client.force_login(world.people[who])
    place = ["three-rivers", "principle", 4]
    assert client.get(reverse("loop:version", args=[*place, 3])).status_code == status
    assert client.get(reverse("loop:trace", args=["three-rivers", unpublished.pk])).status_code == status
    newest = client.get(reverse("loop:component", args=place))
    assert newest.context["version"].number == number
    pages = [
        newest,
        client.get(reverse("loop:version", args=[*place, 2])),
        client.get(reverse("loop:component", args=["three-rivers", "vision", 1])),
        client.get(reverse("loop:home", args=["three-rivers"])),
    ]
    told = any(
        words in page.content.decode() for page in pages for words in ("Not for all", "members know why")
    )
    assert told == (who is not None)
