"""What pages read of the network."""

from datetime import date, timedelta

from cairn.network import queries
from cairn.network.models import Place
from tests.factories import ON
from tests.network.factories import add_constituent, record_mandate


def shown(lines):
    return [(line.row.name, line.depth, line.is_repeat) for line in lines]


def tree(cast, **options):
    return queries.constituent_tree(cast.collective, **{"on": ON, "is_member": True, **options})


def test_constituent_stands_under_every_parent_and_is_marked_the_second_time(cast):
    village = add_constituent(cast, "Village", parents=[cast.upper_valley, cast.lower_delta])
    add_constituent(cast, "Hamlet", parents=[village])
    assert shown(tree(cast)) == [
        ("Lower delta", 0, False),
        ("Village", 1, False),
        ("Hamlet", 2, False),
        ("Upper valley", 0, False),
        ("Village", 1, True),
    ]


def test_tree_shows_those_of_a_day(cast):
    village = add_constituent(cast, "Village", joined_on=date(2026, 2, 1))
    village.left_on = date(2026, 2, 20)
    village.save()
    names = [name for name, _depth, _repeat in shown(tree(cast, on=date(2026, 2, 10)))]
    assert names == ["Lower delta", "Upper valley", "Village"]
    assert len(tree(cast, on=date(2026, 2, 20))) == 2
    assert len(tree(cast, on=date(2026, 1, 31))) == 2


def test_part_of_one_that_left_stands_by_itself(cast):
    add_constituent(cast, "Village", parents=[cast.upper_valley])
    cast.upper_valley.left_on = ON
    cast.upper_valley.save()
    assert shown(tree(cast)) == [("Lower delta", 0, False), ("Village", 0, False)]


def test_tree_hides_people_from_visitors(cast):
    add_constituent(cast, "Elder Manuel", kind="person", parents=[cast.upper_valley])
    assert len(tree(cast)) == 3
    assert len(tree(cast, is_member=False)) == 2


def test_consulted_are_those_present_whose_consent_is_asked(cast):
    add_constituent(cast, "Ministry", kind="government", is_consulted=False)
    add_constituent(cast, "Late village", joined_on=ON + timedelta(days=1))
    assert set(queries.consulted(cast.collective, ON)) == {cast.upper_valley, cast.lower_delta}


def test_places_stand_within_each_other(cast):
    county = Place.objects.create(collective=cast.collective, kind="county", name="Alder county")
    Place.objects.create(collective=cast.collective, kind="site", name="Weir", within=county)
    assert shown(queries.place_tree(cast.collective)) == [
        ("Alder county", 0, False),
        ("Weir", 1, False),
        ("Confluence", 0, False),
    ]


def test_mandate_holds_between_its_days_as_far_as_they_are_known(cast):
    open_ended = record_mandate(cast, cast.upper_valley)
    record_mandate(cast, cast.upper_valley, until_on=ON - timedelta(days=1))
    record_mandate(cast, cast.upper_valley, since_on=ON + timedelta(days=1))
    today = record_mandate(cast, cast.upper_valley, since_on=ON, until_on=ON)
    assert list(queries.mandates_on(ON)) == [today, open_ended]
