"""Counts that each place reported for itself: what adds up, and that nothing small is found by it."""

import random

import pytest

from cairn.engine.disclosure.protect import Sum, protect
from cairn.engine.disclosure.reported import reported

VALLEY = {"Elm": "County", "Oak": "County", "County": "State"}


def told(counts, parents=VALLEY, groups=()):
    """Write sums in short: the total, its parts, and whether they are all of it."""
    return [(one.total, one.parts, one.is_whole) for one in reported(counts, parents, groups=groups)]


def of(place, group="", part="in"):
    return place, group, part


@pytest.mark.parametrize(
    ("counts", "sums"),
    [
        # a county is more than its sites: somebody is at no site
        ({of("County"): 9, of("Elm"): 4}, [(of("County"), (of("Elm"),), False)]),
        ({of("County"): 4, of("Elm"): 4}, [(of("County"), (of("Elm"),), True)]),
        # nobody asked the county, so the state is the nearest place above
        ({of("State"): 4, of("Elm"): 4}, [(of("State"), (of("Elm"),), True)]),
        # a county that gave its girls only stands in with them, and its sites do not count twice
        (
            {of("State"): 9, of("County", "girls"): 4, of("Elm"): 4},
            [(of("State"), (of("County", "girls"),), False)],
        ),
        # the county's own register counted fewer than a site: two sources, and no sum
        ({of("County"): 3, of("Elm"): 4}, []),
        # people seen at both sites: each site for itself
        (
            {of("County"): 9, of("Elm"): 6, of("Oak"): 5},
            [(of("County"), (of("Elm"),), False), (of("County"), (of("Oak"),), False)],
        ),
        # a share: those in it, those left out, and both
        (
            {of("Elm", part=part): count for part, count in (("in", 3), ("out", 5), ("of", 8))},
            [(of("Elm", part="of"), (of("Elm"), of("Elm", part="out")), True)],
        ),
        # places without a place above, and nobody at all
        ({of("Far"): 3, of("Elm"): 4}, []),
        ({}, []),
    ],
)
def test_what_adds_up(counts, sums):
    assert told(counts) == sums


def test_groups_that_overlap_are_sums_of_their_own_and_so_are_neighbours_that_make_up_everybody():
    counts = {of("Elm"): 50, of("Elm", "girls"): 3, of("Elm", "boys"): 20, of("Elm", "others"): 27}
    counts |= {of("Elm", "rural"): 31}
    groups = ("girls", "boys", "others", "rural")
    alone = [(of("Elm"), (of("Elm", group),), False) for group in groups]
    together = (of("Elm"), tuple(of("Elm", group) for group in groups[:3]), True)
    assert told(counts, groups=groups) == [*alone, together]


def test_places_that_lie_in_themselves_lie_in_nothing():
    around = {"Elm": "Oak", "Oak": "Elm", "Ash": "Elm"}
    assert told({of("Elm"): 4, of("Ash"): 3}, around) == [(of("Elm"), (of("Ash"),), False)]
    assert told({of("Ash"): 3, of("Far"): 9}, around) == []


def test_the_order_of_the_counts_says_nothing():
    chance = random.Random(3)
    counts = {
        of(place, group): chance.randint(0, 40) for place in (*VALLEY, "State") for group in ("", "girls")
    }
    names = list(counts)
    chance.shuffle(names)
    assert reported({name: counts[name] for name in names}, VALLEY) == reported(counts, VALLEY)


def test_a_site_is_not_found_by_subtracting_the_others_from_their_county():
    counts = {of("County"): 63, of("Elm"): 3, of("Oak"): 60}
    release = protect(counts, reported(counts, VALLEY), threshold=5)
    assert release.public() == {of("County"): 63, of("Elm"): None, of("Oak"): None}
    assert release.sums == (Sum(of("County"), (of("Elm"), of("Oak"))),)
