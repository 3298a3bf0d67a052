"""Participation against population: rates, intervals, who is not yet reached, and refusals."""

import numpy as np
import pytest
from scipy.stats import hypergeom

from cairn.engine.representation.participation import Reach, participation
from tests.engine.representation.test_membership import rows_of


def standings(found):
    """Return the standing of each row by name."""
    return {one.name: one.standing for one in found.reached}


def test_rates_and_ratios_against_the_population():
    found = participation(rows_of({"N": 60, "S": 20, "W": 20}), {"N": 500, "S": 300, "W": 200})
    north, _, west = found.reached
    assert (north.rate, north.expected, north.ratio) == (0.12, 50.0, 1.2)
    assert (round(north.low, 3), round(north.high, 3)) == (1.014, 1.373)
    assert standings(found) == {"N": "over", "S": "under", "W": "in proportion"}
    assert (found.people, found.population, found.rate) == (100, 1000, 0.1)
    assert found.verdict == (
        "100 of 1,000 people took part (10.0%). Under-represented, beyond chance: S (0.67). "
        "Over-represented, beyond chance: N (1.20)."
    )
    assert west.includes == ()


def test_who_is_not_yet_reached_is_named():
    found = participation(rows_of({"N": 10}), {"N": 100, "Isle": 40, "Far": 60})
    assert standings(found) == {"Far": "not yet reached", "Isle": "not yet reached", "N": "over"}
    assert found.reached[0] == Reach("Far", 0, 60, 0.0, 3.0, None, None, None, "not yet reached")
    assert "Not yet reached: Far, Isle." in found.verdict


def test_a_constituency_without_a_population_is_told_and_left_out():
    found = participation(rows_of({"N": 10, "S": 30}), {"N": 100})
    assert standings(found) == {"N": "in proportion", "S": "unknown"}
    assert (found.people, found.population, found.reached[1].people) == (10, 100, 30)


def test_without_populations_nobody_can_say_who_is_missing():
    found = participation(rows_of({"N": 10}))
    assert (found.people, found.population, found.rate) == (None, None, None)
    assert found.verdict == "No populations are declared, so nobody can say who is missing."


def test_small_constituencies_are_compared_together():
    found = participation(rows_of({"N": 50, "A": 3, "B": 4}), {"N": 500, "A": 30, "B": 470})
    assert [(one.name, one.people, one.population, one.includes) for one in found.reached] == [
        ("N", 50, 500, ()),
        ("Smaller ones together", 7, 500, ("A", "B")),
    ]
    assert found.reached[1].standing == "under"


def test_those_together_with_people_of_no_constituency_are_not_compared():
    found = participation(rows_of({"N": 50, "A": 3}, undeclared=4), {"N": 500, "A": 30})
    assert (found.reached[1].standing, found.reached[1].population) == ("unknown", None)
    missing = participation(rows_of({"N": 50, "A": 3, "B": 4}), {"N": 500, "A": 30})
    assert missing.reached[1].standing == "unknown"


def test_too_few_people_in_all_are_held_back():
    found = participation(rows_of({"A": 3}), {"A": 30})
    assert (found.reached[0].people, found.reached[0].standing) == (None, "unknown")


def test_when_everyone_took_part_nothing_is_uncertain():
    found = participation(rows_of({"N": 30, "S": 10}), {"N": 30, "S": 10})
    assert [(one.low, one.ratio, one.high, one.standing) for one in found.reached] == [
        (1.0, 1.0, 1.0, "in proportion")
    ] * 2


@pytest.mark.parametrize(("n", "share"), [(100, 0.3), (400, 0.1), (700, 0.5)])
def test_chance_alone_is_rarely_called_under_or_over(n, share):
    """Draw participants blindly from 1,000 people: at most about one in twenty is called beyond chance."""
    own = int(1000 * share)
    drawn = np.arange(n + 1)
    odds = hypergeom(1000, own, n).pmf(drawn)
    called = 0.0
    for people, chance in zip(drawn, odds, strict=True):
        if chance > 1e-6:
            found = participation(rows_of({"N": people, "S": n - people}), {"N": own, "S": 1000 - own})
            called += chance * (found.reached[0].standing != "in proportion")
    assert called < 0.07


@pytest.mark.parametrize(
    ("populations", "wrong"),
    [
        ({"N": 9}, "10 people of N took part, but its population is 9"),
        ({"N": 0}, "The population of N is 0; give a whole number of people from 1"),
        ({"N": 10.5}, "The population of N is 10.5"),
        ({"N": True}, "The population of N is True"),
    ],
)
def test_a_population_that_cannot_be_is_refused(populations, wrong):
    with pytest.raises(ValueError, match=wrong):
        participation(rows_of({"N": 10}), populations)
