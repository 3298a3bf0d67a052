import pytest

from cairn.engine.disclosure.leaves import TOTAL
from cairn.engine.disclosure.nested import nested, roll_up
from cairn.engine.disclosure.protect import protect
from tests.engine.disclosure.attack import recovered

PARENTS = {"Elm": "County", "Oak": "County", "County": "State"}
COUNTS = {("Elm", "a"): 3, ("Elm", "b"): 20, ("Oak", "a"): 30, ("Oak", "b"): 40}


def test_counts_are_rolled_up_to_every_place_above_and_to_everybody():
    table = roll_up(COUNTS, PARENTS)
    assert {name: table[name] for name in table if name[0] == "County"} == {
        ("County", "a"): 33, ("County", "b"): 60, ("County", TOTAL): 93,
    }  # fmt: skip
    assert (table["State", TOTAL], table["Elm", TOTAL]) == (93, 23)


def test_rolling_up_first_keeps_totals_that_rolling_up_protected_counts_would_lose():
    release = protect(*nested(COUNTS, PARENTS), threshold=5)
    assert release.value(("State", TOTAL)) == 93
    with pytest.raises(ValueError, match="are held back: roll up the exact counts"):
        roll_up(release.public(), PARENTS)


def test_people_at_no_site_are_protected_too():
    """The county counts 95: two are at no site, and would follow from the county and its sites."""
    table, sums = nested(COUNTS, PARENTS, own={("County", TOTAL): 95, ("State", TOTAL): 95})
    release = protect(table, sums, threshold=5)
    assert recovered([release]) == []
    shown = {name for name, value in release.public().items() if value is not None}
    assert not {("County", TOTAL), ("Elm", TOTAL), ("Oak", TOTAL)} <= shown


def test_own_counts_need_no_groups():
    table, sums = nested({("Elm", "a"): 9}, {"Elm": "County"}, own={("Town", "a"): 7})
    assert ("Town", "a") in table
    assert [one.total for one in sums if "Town" in str(one)] == []


@pytest.mark.parametrize(
    ("counts", "parents", "message"),
    [
        ({("County", "a"): 3}, PARENTS, "have parts and counts of their own"),
        ({("Elm", TOTAL): 3}, PARENTS, "a count without a group"),
        ({("Elm", "a"): -3}, PARENTS, "give a whole number from 0"),
        ({("x", "a"): 3}, {"x": "y", "y": "z", "z": "y"}, "y is part of itself .x in y in z in y."),
    ],
)
def test_places_and_counts_that_cannot_be_are_refused(counts, parents, message):
    with pytest.raises(ValueError, match=message):
        roll_up(counts, parents)
