"""Many charts with limits at once give what each gives alone, bit for bit."""

from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cairn.engine.signal.batch import rate_charts, xmr_charts
from cairn.engine.signal.rates import CHARTS
from cairn.engine.signal.readings import Rebase
from cairn.engine.signal.xmr import xmr_chart

DAYS = [date(2024, 1 + place // 28, place % 28 + 1) for place in range(60)]
BETTER = st.sampled_from([None, "up", "down"])
REBASES = st.sampled_from([(), (DAYS[14],), (DAYS[3], DAYS[30])])
value = st.one_of(st.none(), st.integers(0, 6), st.floats(-50, 50), st.just(3), st.integers(40, 90))


def tables(cell):
    width = st.integers(1, 60)
    return width.flatmap(lambda n: st.lists(st.lists(cell, min_size=n, max_size=n), min_size=1, max_size=4))


def assert_same(charts, row, there, one):
    number = lambda array: [None if np.isnan(x) else x for x in array[row, there].tolist()]  # noqa: E731
    assert charts.labels()[row, there].tolist() == [point.label for point in one.points]
    assert charts.kinds()[row, there].tolist() == [point.kind for point in one.points]
    assert number(charts.mean) == [point.limits.mean for point in one.points]
    assert number(charts.lower) == [point.limits.lower for point in one.points]
    assert number(charts.upper) == [point.limits.upper for point in one.points]
    assert charts.variation()[row] == one.variation
    assert charts.assurance()[row] == one.assurance
    gone = [place for place in range(charts.mean.shape[1]) if place not in there]
    assert set(charts.labels()[row, gone].tolist()) <= {""}


@settings(max_examples=80, deadline=None)
@given(tables(value), BETTER, REBASES, st.booleans(), st.sampled_from([None, 12]))
def test_many_xmr_charts_equal_each_alone(rows, better, rebase, screen, baseline):
    dates = DAYS[: len(rows[0])]
    options = {
        "better": better, "rebase": [Rebase(day, "a cause") for day in rebase], "screen": screen,
        "baseline": baseline, "target": 3.0,
    }  # fmt: skip
    values = np.array([[np.nan if cell is None else cell for cell in row] for row in rows], dtype=float)
    charts = xmr_charts(dates, values, **options)
    for row, cells in enumerate(rows):
        there = [place for place, cell in enumerate(cells) if cell is not None]
        one = xmr_chart([dates[k] for k in there], [cells[k] for k in there], **options)
        assert_same(charts, row, there, one)


counts = st.one_of(st.none(), st.tuples(st.integers(0, 30), st.integers(30, 400)), st.just((0, 50)))


@settings(max_examples=60, deadline=None)
@given(tables(counts), st.sampled_from(sorted(CHARTS)), BETTER, REBASES, st.sampled_from([None, 12]))
def test_many_charts_of_counts_equal_each_alone(rows, chart, better, rebase, baseline):
    dates = DAYS[: len(rows[0])]
    options = {"better": better, "rebase": [Rebase(day, "a cause") for day in rebase], "baseline": baseline}
    tops, bottoms = (
        np.array([[np.nan if cell is None else cell[k] for cell in row] for row in rows], dtype=float)
        for k in (0, 1)
    )
    charts = rate_charts(chart, dates, tops, bottoms, target=0.1, **options)
    for row, cells in enumerate(rows):
        there = [place for place, cell in enumerate(cells) if cell is not None]
        given_ = [dates[k] for k in there], [cells[k][0] for k in there], [cells[k][1] for k in there]
        assert_same(charts, row, there, CHARTS[chart](*given_, target=0.1, **options))


def test_without_a_target_nothing_is_assured():
    assert xmr_charts(DAYS[:3], np.ones((2, 3)), better="up").assurance() == [None, None]


@pytest.mark.parametrize(
    ("chart", "top", "bottom", "message"),
    [
        ("c", 1, 2, "The chart is 'c': use p, pprime or u."),
        ("p", 3, 2, "counts of series 2, point 1 are 3 of 2: give whole numbers"),
        ("u", 1.5, 2, "counts of series 2, point 1 are 1.5 of 2"),
        ("u", -1, 2, "counts of series 2, point 1 are -1 of 2"),
        ("u", 1, 0, "counts of series 2, point 1 are 1 of 0"),
        ("u", np.nan, 2, "counts of series 2, point 1 are nan of 2"),
    ],
)
def test_counts_that_cannot_be_are_refused_with_their_place(chart, top, bottom, message):
    with pytest.raises(ValueError, match=message):
        rate_charts(chart, DAYS[:1], np.array([[1.0], [top]]), np.array([[2.0], [bottom]]))


def test_values_beyond_all_numbers_are_refused():
    with pytest.raises(ValueError, match="value of series 1 on 2024-01-01 is no finite number"):
        xmr_charts(DAYS[:1], np.array([[1.7e308]]))
