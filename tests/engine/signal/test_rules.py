"""The rules against slow readings of their definitions, and against the published table of runs."""

from fractions import Fraction
from itertools import groupby, pairwise, permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cairn.engine.signal.rules import RunRules, runs, runs_expected, shifts, trends

TAIL = Fraction(1, 40)


@pytest.mark.parametrize(
    ("above", "below", "fewest", "most"),  # Swed and Eisenhart (1943), critical 2.5% values, one step inside
    [
        (5, 5, 3, 9),
        (6, 6, 4, 10),
        (8, 8, 5, 13),
        (10, 10, 7, 15),
        (12, 12, 8, 18),
        (15, 15, 11, 21),
        (20, 20, 15, 27),
    ],
)
def test_runs_expected_agrees_with_the_published_table(above, below, fewest, most):
    assert runs_expected(above, below, tail=TAIL) == (fewest, most)


def test_runs_expected_agrees_with_every_order_counted():
    orders = set(permutations([1] * 4 + [0] * 4))
    numbers = sorted(sum(1 for _ in groupby(order)) for order in orders)
    fewest, most = runs_expected(4, 4, tail=Fraction(1, 10))
    total = len(numbers)
    assert sum(n < fewest for n in numbers) * 10 <= total < sum(n <= fewest for n in numbers) * 10
    assert sum(n > most for n in numbers) * 10 <= total < sum(n >= most for n in numbers) * 10


def test_runs_expected_of_one_side_is_one():
    assert runs_expected(5, 0, tail=TAIL) == (1, 1)


def test_runs_on_one_side_only_are_not_judged():
    assert runs([1] * 9, tail=TAIL) == []


def test_runs_too_many_are_found():
    (pattern,) = runs([1, -1] * 8, tail=TAIL)
    assert (pattern.side, pattern.points) == ("many", tuple(range(16)))


@settings(deadline=None)
@given(st.lists(st.sampled_from([-1, 0, 1]), max_size=40))
def test_shifts_are_the_long_stretches_of_points_off_the_line(sides):
    useful = [(place, side) for place, side in enumerate(sides) if side]
    stretches = [[place for place, _ in group] for _, group in groupby(useful, key=lambda pair: pair[1])]
    expected = [tuple(places) for places in stretches if len(places) >= 6]
    assert [pattern.points for pattern in shifts(sides, [False] * len(sides), length=6)] == expected


@settings(deadline=None)
@given(st.lists(st.integers(0, 4), max_size=40))
def test_trends_are_found_where_a_slow_search_finds_them(values):
    found = {place for p in trends(values, [False] * len(values), length=4) for place in p.points}
    expected = set()
    for start in range(len(values)):
        for end in range(start + 1, len(values) + 1):
            steps = [key for key, _ in groupby(values[start:end])]
            pairs = list(pairwise(steps))
            if len(steps) >= 4 and (all(a < b for a, b in pairs) or all(a > b for a, b in pairs)):
                expected |= set(range(start, end))
    assert found == expected


def test_a_break_ends_a_shift_and_a_trend():
    breaks = [True, False, False, True, False, False]
    assert shifts([1] * 6, breaks, length=6) == []
    assert trends([1, 2, 3, 4, 5, 6], breaks, length=5) == []


def test_rules_of_one_point_are_refused():
    with pytest.raises(ValueError, match="use a length of at least 2"):
        RunRules(shift=1)
