from itertools import combinations, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cairn.engine.quality.slices import target_slice


def every_way(sizes, population):
    """Choose every set of people for every pledge; give the numbers of different people, and of doubled."""
    people = range(population)
    for chosen in product(*(combinations(people, size) for size in sizes)):
        counts = [sum(person in one for one in chosen) for person in people]
        yield chosen, sum(1 for n in counts if n), sum(1 for n in counts if n > 1)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(0, 4), min_size=1, max_size=3), st.integers(4, 6))
def test_every_bound_is_reached_and_none_is_passed(sizes, population):
    """Against every possible way in which the pledges could overlap."""
    pledges = {str(number): size for number, size in enumerate(sizes)}
    found = target_slice(pledges, target=3, population=population)
    ways = list(every_way(sizes, population))
    assert (found.low, found.high) == (min(w[1] for w in ways), max(w[1] for w in ways))
    assert (found.twice_low, found.twice_high) == (min(w[2] for w in ways), max(w[2] for w in ways))


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(0, 4), min_size=2, max_size=3), st.data())
def test_known_overlaps_narrow_the_range_and_never_miss(sizes, data):
    ways = list(every_way(sizes, 5))
    chosen, different, doubled = data.draw(st.sampled_from(ways))
    pairs = data.draw(st.lists(st.sampled_from(list(combinations(range(len(sizes)), 2))), unique=True))
    overlaps = {(str(b), str(a)): len({*chosen[a]} & {*chosen[b]}) for a, b in pairs}
    pledges = {str(number): size for number, size in enumerate(sizes)}
    found = target_slice(pledges, target=3, overlaps=overlaps)
    assert found.low <= different <= found.high
    assert found.twice_high <= sum(sizes) - found.low
    assert found.twice_low <= doubled <= found.twice_high


def test_two_partners_whose_overlap_is_known_are_exact():
    found = target_slice({"Elm": 300, "Oak": 500}, target=700, overlaps={("Elm", "Oak"): 100})
    assert (found.low, found.high, found.gap_low, found.gap_high) == (700, 700, 0, 0)
    assert (found.twice_low, found.twice_high) == (100, 100)
    assert found.verdict.text == "The pledges reach 700 of 700 people: enough, whoever is counted twice."


def test_overlaps_that_go_round_are_counted_along_a_tree():
    overlaps = {("a", "b"): 1, ("b", "c"): 1, ("a", "c"): 1}
    found = target_slice(dict.fromkeys("abc", 2), target=9, overlaps=overlaps)
    assert (found.low, found.high) == (3, 4)
    assert found.verdict.text == (
        "The pledges reach between 3 and 4 of 9 people: at least 5 are missing, whoever is counted twice."
    )


def test_a_pledge_that_nobody_knows_is_not_nothing():
    found = target_slice({"Elm": 300, "Fir": None}, target=700)
    assert (found.low, found.high, found.twice_high, found.gap_low, found.gap_high) == (
        300, None, None, None, 400,
    )  # fmt: skip
    assert (found.unknown, found.verdict.code) == (("Fir",), "unknown")
    assert found.verdict.text == (
        "The pledges reach at least 300 of 700 people; whether it is enough, nobody can tell before Fir is "
        "known."
    )
    few = target_slice({"Elm": 300, "Fir": None}, target=700, population=600)
    assert (few.high, few.twice_high, few.verdict.code) == (600, 600, "short")
    assert target_slice({"Elm": 700, "Fir": None}, target=700).verdict.code == "reached"


@pytest.mark.parametrize(
    ("pledges", "options"),
    [
        (dict.fromkeys("abc", 2), {"overlaps": {("a", "b"): 2, ("b", "c"): 2, ("a", "c"): 0}}),
        (dict.fromkeys("ab", 3), {"overlaps": {("a", "b"): 0}, "population": 5}),
    ],
)
def test_figures_that_contradict_one_another_are_refused(pledges, options):
    with pytest.raises(ValueError, match=r"cannot all be true: they make at least .* and at most"):
        target_slice(pledges, target=1, **options)


def test_nobody_pledges_nothing():
    found = target_slice({}, target=10)
    assert (found.low, found.high, found.total, found.verdict.code) == (0, 0, 0, "short")


def test_every_pledge_that_cannot_be_is_named():
    with pytest.raises(ValueError, match=r"the target is 1.5.*pledge of Elm is -3.*pledge of Oak is True"):
        target_slice({"Elm": -3, "Oak": True}, target=1.5)
    with pytest.raises(ValueError, match="pledge of Elm is 9, more than the 5 people there are"):
        target_slice({"Elm": 9}, target=1, population=5)
    with pytest.raises(
        ValueError, match=r"Elm and Elm names no two.*Elm and Yew names no two.*more than one of"
    ):
        target_slice(
            {"Elm": 3, "Oak": 2}, target=1, overlaps={("Elm", "Elm"): 1, ("Elm", "Yew"): 1, ("Elm", "Oak"): 3}
        )
