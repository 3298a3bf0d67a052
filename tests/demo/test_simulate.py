from datetime import date
from random import Random

import pytest
from django.test import override_settings

from cairn.demo.simulate import DemoRefused, make_demo, simulate
from cairn.demo.story.network import COLLECTIVE
from cairn.demo.world import World
from cairn.network.models import Collective, Person
from cairn.participation.queries import standing
from cairn.pathway.models import Version
from cairn.results import queries as results
from tests.factories import make_collective

TODAY = date(2026, 11, 20)


def told(world):
    """Return what the record says, without the chance of its salts."""
    entries = world.collective.log.entries.order_by("index")
    return [(entry.act, entry.at, entry.commitments.keys()) for entry in entries]


@pytest.mark.django_db
def test_demo_holds_the_constituents_that_were_promised():
    world = simulate(World(TODAY, Random(7)))
    kinds = [row.kind for row in world.collective.constituents.all()]
    assert {kind: kinds.count(kind) for kind in set(kinds)} == {
        "group": 12,
        "nation": 3,
        "government": 2,
        "organisation": 1,
    }


@pytest.mark.django_db
def test_demo_happens_in_the_order_of_its_record():
    world = simulate(World(TODAY, Random(7)))
    moments = [entry.at for entry in world.collective.log.entries.order_by("index")]
    assert moments == sorted(moments)
    assert moments[-1].date() <= TODAY


@pytest.mark.django_db
def test_demo_is_the_same_for_the_same_seed_and_day():
    first = told(simulate(World(TODAY, Random(7))))
    Collective.objects.filter(slug=COLLECTIVE["slug"]).update(slug="first")
    first_log = Collective.objects.get(slug="first").log
    type(first_log).objects.filter(pk=first_log.pk).update(origin="first")
    for person in Person.objects.all():
        Person.objects.filter(pk=person.pk).update(email=f"{person.pk}@first.example")
    assert first == told(simulate(World(TODAY, Random(7))))


@pytest.mark.django_db
def test_demo_shows_what_each_station_can_say():
    world = simulate(World(TODAY, Random(7)))
    tally = results.tally_of(results.readings(member_of(world), on=TODAY))
    assert (tally.signals > 2, tally.calm > 2, tally.short > 1) == (True, True, True)
    principle = Version.objects.get(component=world["together"], number=2)
    found = standing(principle, on=TODAY)
    assert (found["not_reached"], found["reservation"], found["outcome"]) == (2, 2, "passed")


def member_of(world):
    """Return the collective as a member sees it."""
    world.collective.membership = world.collective.memberships.first()
    return world.collective


@pytest.mark.django_db
@override_settings(DEMO=True)
def test_demo_is_refused_beside_something_real():
    make_collective()
    with pytest.raises(DemoRefused, match="real people or collectives"):
        make_demo()


@pytest.mark.django_db
def test_demo_is_made_once():
    assert make_demo(today=TODAY) is True
    assert make_demo(today=TODAY) is False
