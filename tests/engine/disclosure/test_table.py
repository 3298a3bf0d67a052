"""What leaves is attacked as a reader would: by subtraction, and by linear programming over all margins."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from cairn.engine.disclosure import TOTAL, Leaves, release_ratio, release_table


def tables(largest_count=30):
    """Draw tables of counts of up to 5 x 5; some cells may not exist."""
    cells = st.tuples(
        st.sampled_from(["r0", "r1", "r2", "r3", "r4"]), st.sampled_from(["c0", "c1", "c2", "c3", "c4"])
    )
    return st.dictionaries(cells, st.integers(0, largest_count), min_size=1, max_size=25)


def equations(release):
    """Write what a reader knows: every row and column of what left sums to its margin."""
    unknown = [(cell.row, cell.column) for cell in release.cells if cell.value is None]
    place = {cell: number for number, cell in enumerate(unknown)}
    lines = {}
    for cell in release.cells:
        for line, is_margin in (
            (("row", cell.row), cell.column == TOTAL),
            (("column", cell.column), cell.row == TOTAL),
        ):
            left, right = lines.setdefault(line, (np.zeros(len(unknown)), [0]))
            sign = -1 if is_margin else 1
            if cell.value is None:
                left[place[cell.row, cell.column]] += sign
            else:
                right[0] -= sign * cell.value
    return (
        unknown,
        np.array([left for left, _ in lines.values()]),
        np.array([right[0] for _, right in lines.values()]),
    )


@settings(deadline=None)
@given(tables(), st.integers(0, 12), st.booleans())
def test_nothing_held_back_follows_by_subtraction(counts, threshold, zero_allowed):
    release = release_table(counts, threshold=threshold, zero_allowed=zero_allowed)
    unknown, left, _ = equations(release)
    rank = np.linalg.matrix_rank(left, tol=1e-8) if unknown else 0
    for number in range(len(unknown)):
        unit = np.zeros((1, len(unknown)))
        unit[0, number] = 1
        assert np.linalg.matrix_rank(np.vstack([left, unit]), tol=1e-8) == rank + 1


@settings(deadline=None)
@given(tables(largest_count=9))
def test_a_full_table_leaves_every_small_cell_an_interval(counts):
    rows, columns = (
        sorted({row for row, _ in counts} | {"r0", "r1"}),
        sorted({c for _, c in counts} | {"c0", "c1"}),
    )
    full = {(row, column): counts.get((row, column), 7) for row in rows for column in columns}
    release = release_table(full, threshold=5)
    unknown, left, right = equations(release)
    truth = {(cell.row, cell.column) for cell in release.cells if cell.status is Leaves.SMALL}
    for number, cell in enumerate(unknown):
        if cell in truth:
            goal = np.zeros(len(unknown))
            goal[number] = 1
            low, high = (sign * linprog(sign * goal, A_eq=left, b_eq=right).fun for sign in (1, -1))
            assert high - low > 1e-6, (cell, low, high)


@settings(deadline=None)
@given(tables(), st.integers(2, 12))
def test_no_small_cell_leaves(counts, threshold):
    release = release_table(counts, threshold=threshold, zero_allowed=False)
    assert all(cell.value is None or cell.value >= threshold for cell in release.cells)


@settings(deadline=None)
@given(tables(), st.randoms(use_true_random=False))
def test_the_order_of_cells_never_matters(counts, random):
    shuffled = dict(random.sample(sorted(counts.items()), len(counts)))
    assert release_table(counts, threshold=6) == release_table(shuffled, threshold=6)


def test_a_table_of_large_counts_leaves_whole():
    counts = {(row, column): 20 for row in "ab" for column in "xy"}
    release = release_table(counts, threshold=5)
    assert {cell.status for cell in release.cells} == {Leaves.SHOWN}
    assert (release.value("a", TOTAL), release.value(TOTAL, TOTAL)) == (40, 80)


def test_one_small_cell_takes_a_partner_in_its_row_and_its_column():
    counts = {("a", "x"): 3, ("a", "y"): 20, ("a", "z"): 50, ("b", "x"): 30, ("b", "y"): 40, ("b", "z"): 60}
    release = release_table(counts, threshold=5)
    held = {(cell.row, cell.column): cell.status for cell in release.cells if cell.value is None}
    assert held == {
        ("a", "x"): Leaves.SMALL, ("a", "y"): Leaves.PROTECTING,
        ("b", "x"): Leaves.PROTECTING, ("b", "y"): Leaves.PROTECTING,
    }  # fmt: skip


def test_two_small_cells_whose_sum_is_small_take_a_third():
    counts = {("a", column): count for column, count in zip("vwxyz", (1, 1, 30, 40, 50), strict=True)}
    counts |= {("b", column): 60 for column in "vwxyz"}
    release = release_table(counts, threshold=5)
    assert release.value("a", "x") is None


def test_a_cell_between_two_separate_groups_of_missing_ones_gets_a_partner():
    counts = {(row, column): 50 for row in "abcd" for column in "wxyz"}
    counts |= {("a", "w"): 3, ("a", "x"): 4, ("b", "w"): 4, ("b", "x"): 3, ("b", "y"): 2}
    counts |= {("c", "y"): 3, ("c", "z"): 4, ("d", "y"): 4, ("d", "z"): 3}
    release = release_table(counts, threshold=5)
    assert sum(cell.value is None for cell in release.cells) > 9


def test_zero_is_shown_or_held_back_as_asked():
    counts = {(row, column): 20 for row in "ab" for column in "xy"} | {("a", "x"): 0}
    assert release_table(counts, threshold=5).value("a", "x") == 0
    assert release_table(counts, threshold=5, zero_allowed=False).value("a", "x") is None


def test_shown_values_are_rounded_halves_up():
    counts = {("a", "x"): 12, ("a", "y"): 13, ("b", "x"): 15, ("b", "y"): 18}
    release = release_table(counts, threshold=5, rounding=5)
    assert [release.value(*cell) for cell in sorted(counts)] == [10, 15, 15, 20]
    assert {cell.status for cell in release.cells} == {Leaves.ROUNDED}
    assert release_table({("a", "x"): 5}, threshold=0, rounding=10).value("a", "x") == 10


def test_a_table_of_one_small_cell_keeps_everything():
    release = release_table({("a", "x"): 1}, threshold=5)
    assert [cell.value for cell in release.cells] == [None] * 4


@pytest.mark.parametrize(
    ("numerator", "denominator", "status"),
    [
        (40, 80, Leaves.SHOWN),
        (4, 80, Leaves.SMALL),
        (76, 80, Leaves.SMALL),
        (0, 80, Leaves.SHOWN),
        (0, 0, Leaves.SMALL),
    ],
)
def test_a_ratio_leaves_only_if_both_its_sides_are_large(numerator, denominator, status):
    assert release_ratio(numerator, denominator, threshold=5)[1] is status


def test_a_ratio_of_nobody_is_held_back_where_zero_is_small():
    assert release_ratio(0, 80, threshold=5, zero_allowed=False) == (None, Leaves.SMALL)


@pytest.mark.parametrize(
    ("counts", "options", "message"),
    [
        ({("", "x"): 1}, {}, "empty label"),
        ({("a", "x"): -1}, {}, "give a whole number from 0"),
        ({("a", "x"): 1.5}, {}, "give a whole number from 0"),
        ({("a", "x"): True}, {}, "give a whole number from 0"),
        ({}, {"threshold": -1}, "correct them"),
        ({}, {"rounding": 0}, "correct them"),
    ],
)
def test_bad_input_is_refused_with_its_remedy(counts, options, message):
    with pytest.raises(ValueError, match=message):
        release_table(counts, **{"threshold": 5, **options})
    with pytest.raises(ValueError, match="more than the denominator"):
        release_ratio(3, 2, threshold=1)
