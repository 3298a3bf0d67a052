from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cairn.engine.disclosure.leaves import TOTAL
from cairn.engine.disclosure.rounding import at_random, controlled, to_nearest
from cairn.engine.disclosure.table import release_table

tables = st.dictionaries(
    st.tuples(st.sampled_from(["r0", "r1", "r2", "r3"]), st.sampled_from(["c0", "c1", "c2", "c3"])),
    st.integers(0, 60),
    max_size=16,
)


@settings(deadline=None)
@given(st.integers(0, 10**12), st.integers(1, 100))
def test_the_nearest_multiple_is_never_more_than_half_a_base_away(count, base):
    assert to_nearest(count, base) % base == 0
    assert abs(2 * (to_nearest(count, base) - count)) <= base


@settings(deadline=None)
@given(st.integers(0, 10**6), st.integers(1, 100), st.text(max_size=5))
def test_random_rounding_goes_to_a_neighbour_and_keeps_multiples(count, base, seed):
    found = at_random(count, base, cell=("Elm", "a"), seed=seed)
    assert found % base == 0
    assert abs(found - count) < base
    assert found == at_random(count, base, cell=("Elm", "a"), seed=seed)
    assert at_random(count * base, base, cell=("Elm",), seed=seed) == count * base


def test_random_rounding_is_right_on_average():
    found = Counter(at_random(12, 5, cell=("Elm", str(k)), seed="s") for k in range(20_000))
    assert set(found) == {10, 15}
    assert abs(found[15] / 20_000 - 2 / 5) < 0.012


@settings(deadline=None)
@given(tables, st.integers(1, 11), st.one_of(st.none(), st.text(max_size=3)))
def test_controlled_rounding_still_adds_up(counts, base, seed):
    table = controlled(counts, base=base, seed=seed).values
    exact = dict(counts)
    for (row, column), count in counts.items():
        for margin in ((row, TOTAL), (TOTAL, column), (TOTAL, TOTAL)):
            exact[margin] = exact.get(margin, 0) + count
    assert set(table) == set(exact)
    for cell, value in table.items():
        assert value % base == 0
        assert abs(value - exact[cell]) < base
    for line in (0, 1):
        sums = Counter()
        for cell, value in table.items():
            sums[cell[line]] += -value if cell[1 - line] == TOTAL else value
        assert set(sums.values()) <= {0}


def test_controlled_rounding_with_seeds_is_right_on_average():
    counts = {("r0", "c0"): 2, ("r0", "c1"): 9, ("r1", "c0"): 4, ("r1", "c1"): 11}
    sums = Counter()
    for seed in range(4000):
        sums.update(controlled(counts, base=5, seed=str(seed)).values)
    assert all(abs(sums[cell] / 4000 - count) < 0.16 for cell, count in counts.items())


def test_controlled_rounding_is_the_same_for_any_order():
    counts = {
        (row, column): 7 * len(row + column) + ord(column[0]) for row in ("a", "bb") for column in "xyz"
    }
    turned = dict(reversed(counts.items()))
    assert controlled(counts, base=4) == controlled(turned, base=4)
    assert controlled(counts, base=4, seed="x") == controlled(turned, base=4, seed="x")
    assert controlled(counts, base=4, seed="x").rule.startswith(
        "Every count is a multiple of 4, chosen at random"
    )


def test_a_table_rounds_at_random_when_a_seed_is_given():
    counts = {(row, column): 21 for row in "ab" for column in "xy"}
    release = release_table(counts, threshold=5, rounding=5, seed="s")
    assert {cell.value % 5 for cell in release.cells} == {0}
    assert release == release_table(counts, threshold=5, rounding=5, seed="s")
    assert release != release_table(counts, threshold=5, rounding=5, seed="t")


def test_bad_input_is_refused():
    with pytest.raises(ValueError, match="Rounding is to 0"):
        controlled({}, base=0)
    with pytest.raises(ValueError, match="give a whole number from 0"):
        controlled({("a", "b"): -1}, base=5)
