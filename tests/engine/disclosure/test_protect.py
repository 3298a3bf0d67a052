"""Releases one after another, places within places and overlapping groups, attacked by linear programming."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cairn.engine.disclosure.leaves import TOTAL, Leaves
from cairn.engine.disclosure.nested import nested
from cairn.engine.disclosure.protect import Sum, protect, rounded
from tests.engine.disclosure.attack import recovered, spans

PARENTS = {"s1": "c1", "s2": "c1", "s3": "c1", "s4": "c2", "s5": "c2", "c1": "state", "c2": "state"}
SITES = ["s1", "s2", "s3", "s4", "s5"]
count = st.one_of(st.integers(0, 12), st.integers(0, 40))
tables = st.fixed_dictionaries({(site, group): count for site in SITES for group in "abc"})


def row(*numbers):
    return {("Elm", name): number for name, number in zip("abcdefgh", numbers, strict=False)}


def with_total(counts):
    total = {("Elm", TOTAL): sum(counts.values())}
    return counts | total, [Sum(("Elm", TOTAL), tuple(counts))]


@settings(max_examples=25, deadline=None)
@given(tables, st.sampled_from([5, 11]), st.booleans())
def test_no_small_count_of_nested_places_is_recovered(counts, threshold, zero_allowed):
    table, sums = nested(counts, PARENTS)
    release = protect(table, sums, threshold=threshold, zero_allowed=zero_allowed)
    assert recovered([release]) == []
    assert release.already_out == ()
    for name, value in release.public().items():
        assert value is None or value == table[name]
        assert value is None or value >= threshold or (value == 0 and zero_allowed)


@settings(max_examples=20, deadline=None)
@given(tables, st.data())
def test_a_later_release_recovers_nothing_of_an_earlier_one(counts, data):
    """The second has corrected counts, more places, or other thresholds; both are attacked together."""
    table, sums = nested(counts, PARENTS)
    upper = {name: number for name, number in table.items() if not name[0].startswith("s")}
    only_upper = [one for one in sums if {one.total, *one.parts} <= set(upper)]
    first = protect(*data.draw(st.sampled_from([(table, sums), (upper, only_upper)])), threshold=11)
    changed = data.draw(st.dictionaries(st.sampled_from(sorted(counts)), count, max_size=3))
    again, sums_again = nested(counts | changed, PARENTS)
    second = protect(again, sums_again, threshold=data.draw(st.sampled_from([5, 11])), earlier=[first])
    gone = {one for one in recovered([first, second]) if one[0] not in second.already_out}
    assert gone == set()


@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(0, 30), min_size=2, max_size=5), st.integers(0, 30))
def test_those_outside_overlapping_groups_are_protected_too(groups, extra):
    names = [("Elm", str(number)) for number in range(len(groups))]
    everybody = max(groups) + extra
    counts = dict(zip(names, groups, strict=True)) | {("Elm", TOTAL): everybody}
    sums = [Sum(("Elm", TOTAL), (name,), is_whole=False) for name in names]
    release = protect(counts, sums, threshold=6)
    assert recovered([release]) == []


@given(tables, st.randoms(use_true_random=False))
@settings(max_examples=10, deadline=None)
def test_the_order_of_counts_and_sums_never_matters(counts, random):
    table, sums = nested(counts, PARENTS)
    shuffled = dict(random.sample(sorted(table.items()), len(table)))
    one, other = (
        protect(table, sums, threshold=6),
        protect(shuffled, random.sample(sums, len(sums)), threshold=6),
    )
    assert (one.leaves, list(one.shown.items())) == (other.leaves, list(other.shown.items()))


def test_finer_places_in_a_later_release_do_not_give_away_what_was_held_back():
    """The county was published without the site; publishing all other sites later would subtract to it."""
    county = {("county", TOTAL): 60, ("s1", TOTAL): 3, ("rest", TOTAL): 57}
    first = protect(county, [Sum(("county", TOTAL), (("s1", TOTAL), ("rest", TOTAL)))], threshold=5)
    assert first.public() == {("county", TOTAL): 60, ("rest", TOTAL): None, ("s1", TOTAL): None}
    sites = {("s2", TOTAL): 20, ("s3", TOTAL): 37, ("rest", TOTAL): 57}
    sums = [Sum(("rest", TOTAL), (("s2", TOTAL), ("s3", TOTAL)))]
    alone = protect(sites, sums, threshold=5)
    assert recovered([first, alone]) == [(("s1", TOTAL), 3)]
    second = protect(sites, sums, threshold=5, earlier=[first])
    assert recovered([first, second]) == []
    assert second.public() == {("rest", TOTAL): None, ("s2", TOTAL): None, ("s3", TOTAL): 37}


def test_sums_over_time_are_sums_like_others():
    """January to March were released; January to April would give April away."""
    first = protect({("Elm", "to March"): 40}, threshold=5)
    counts = {("Elm", "to March"): 40, ("Elm", "April"): 2, ("Elm", "to April"): 42}
    sums = [Sum(("Elm", "to April"), (("Elm", "to March"), ("Elm", "April")))]
    second = protect(counts, sums, threshold=5, earlier=[first])
    assert second.public() == {
        ("Elm", "April"): None, ("Elm", "to April"): None, ("Elm", "to March"): 40,
    }  # fmt: skip


def test_a_correction_by_few_people_is_held_back():
    first = protect({("Elm", "a"): 40, ("Oak", "a"): 40}, threshold=5)
    second = protect({("Elm", "a"): 42, ("Oak", "a"): 50}, threshold=5, earlier=[first])
    assert second.leaves == {("Elm", "a"): Leaves.CHANGED, ("Oak", "a"): Leaves.SHOWN}
    assert second.public() == {("Elm", "a"): None, ("Oak", "a"): 50}


def test_a_looser_threshold_later_shows_nothing_that_was_held_back():
    first = protect(row(8, 20), threshold=11)
    assert protect(row(8, 20), threshold=5, earlier=[first]).public() == {
        ("Elm", "a"): None,
        ("Elm", "b"): 20,
    }
    changed = protect(row(9, 20), threshold=5, earlier=[first])
    assert changed.value(("Elm", "a")) == 9


def test_what_is_out_already_is_named_and_not_repeated():
    first = protect(row(8, 20), threshold=5)
    second = protect(row(8, 20), threshold=11, earlier=[first])
    assert (second.already_out, second.value(("Elm", "a"))) == ((("Elm", "a"),), None)
    assert second.rule.endswith("alone or with 1 earlier releases.")


def test_what_earlier_releases_give_away_together_is_named():
    """Two releases made without one another already subtract to it; nothing can be called back."""
    counts, sums = with_total(row(3, 20))
    total = protect({("Elm", TOTAL): 23}, threshold=5)
    other = protect({("Elm", "b"): 20}, threshold=5)
    made = protect(counts, sums, threshold=5, earlier=[total, other])
    assert made.already_out == (("Elm", "a"),)


def test_a_chain_of_sums_is_followed_to_what_can_still_be_held_back():
    first = protect({("Elm", "x"): 23, ("Elm", "b"): 0}, threshold=5)
    counts = {("Elm", "x"): 23, ("Elm", "a"): 3, ("Elm", "b"): 0, ("Elm", "c"): 20,
              ("Elm", "d"): 50, ("Elm", "cd"): 70}  # fmt: skip
    sums = [
        Sum(("Elm", "x"), (("Elm", "a"), ("Elm", "b"), ("Elm", "c"))),
        Sum(("Elm", "cd"), (("Elm", "c"), ("Elm", "d"))),
    ]
    release = protect(counts, sums, threshold=5, earlier=[first])
    assert recovered([first, release]) == []
    assert release.value(("Elm", "d")) is None


def test_a_count_that_follows_from_several_sums_together_gets_a_partner():
    """Every row and column lacks two counts; still one follows from three rows and columns together."""
    counts = {(row_, column): 50 for row_ in "abcd" for column in "wxyz"}
    counts |= {("a", "w"): 3, ("a", "x"): 4, ("b", "w"): 4, ("b", "x"): 3, ("b", "y"): 2}
    counts |= {("c", "y"): 3, ("c", "z"): 4, ("d", "y"): 4, ("d", "z"): 3}
    sums = []
    for label in "abcd":
        sums.append(Sum((label, TOTAL), tuple((label, column) for column in "wxyz")))
    for label in "wxyz":
        sums.append(Sum((TOTAL, label), tuple((row_, label) for row_ in "abcd")))
    totals = {one.total: sum(counts[part] for part in one.parts) for one in sums}
    release = protect(counts | totals, sums, threshold=5)
    assert recovered([release]) == []
    assert sum(how is Leaves.PROTECTING for how in release.leaves.values()) == 1


def test_a_count_that_protects_nothing_is_shown_again():
    """What was to protect a small count follows from an earlier release: its total must go instead."""
    first = protect({("Elm", "x"): 70, ("Elm", "c"): 50}, threshold=5)
    counts = {("Elm", "t"): 23, ("Elm", "a"): 3, ("Elm", "b"): 20, ("Elm", "c"): 50, ("Elm", "x"): 70}
    sums = [
        Sum(("Elm", "t"), (("Elm", "a"), ("Elm", "b"))), Sum(("Elm", "x"), (("Elm", "b"), ("Elm", "c"))),
    ]  # fmt: skip
    release = protect(counts, sums, threshold=5, earlier=[first])
    assert recovered([first, release]) == []
    assert {name[1] for name, value in release.public().items() if value is None} == {"a", "t"}


def test_two_small_counts_whose_sum_is_small_take_a_third():
    counts, sums = with_total(row(1, 1, 30, 40))
    release = protect(counts, sums, threshold=5)
    assert [release.value(name) for name in sorted(counts)] == [72, None, None, None, 40]
    assert set(spans([release]).values()) == {(0.0, 32.0)}


def test_zeros_are_held_back_where_the_rule_says_so():
    counts, sums = with_total(row(0, 0, 30, 40))
    assert protect(counts, sums, threshold=5).value(("Elm", "a")) == 0
    assert protect(counts, sums, threshold=5, zero_allowed=False).value(("Elm", "c")) is None


def test_a_release_is_rounded_after_it_is_protected():
    counts, sums = with_total(row(3, 12, 33))
    release = protect(counts, sums, threshold=5)
    to_five = rounded(release, 5)
    assert to_five.public() == {
        ("Elm", TOTAL): 50, ("Elm", "a"): None, ("Elm", "b"): None, ("Elm", "c"): 35,
    }  # fmt: skip
    assert (to_five.leaves["Elm", "c"], to_five.leaves["Elm", "a"]) == (Leaves.ROUNDED, Leaves.SMALL)
    drawn = rounded(release, 5, seed="a").public()
    assert drawn == rounded(release, 5, seed="a").public()
    with pytest.raises(ValueError, match="Rounding is to 0"):
        rounded(release, 0)


@pytest.mark.parametrize(
    ("counts", "sums", "message"),
    [
        ({("a",): 1.5, ("b",): -1}, [], r"cell \('a',\) is 1.5.*cell \('b',\) is -1"),
        ({("a",): 1}, [Sum(("a",), (("b",),))], r"names \[\('b',\)\], which have no count"),
        ({("a",): 1, ("b",): 2}, [Sum(("a",), (("b",),))], "parts of .* sum to 2, and it is 1"),
        ({("a",): 3, ("b",): 2}, [Sum(("a",), (("b",),))], "parts of .* sum to 2, and it is 3"),
    ],
)
def test_counts_that_cannot_be_are_refused(counts, sums, message):
    with pytest.raises(ValueError, match=message):
        protect(counts, sums, threshold=5)


def test_fractions_of_people_are_no_counts():
    with pytest.raises(ValueError, match="whole number"):
        protect({("a",): Fraction(1, 2)}, threshold=5)
