"""Many run charts at once give what each gives alone."""

from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cairn.engine.signal.readings import Rebase
from cairn.engine.signal.rules import RunRules
from cairn.engine.signal.run import run_chart
from cairn.engine.signal.run_batch import run_charts

MONTHS = [date(2020 + place // 12, place % 12 + 1, 1) for place in range(40)]
cells = st.one_of(st.none(), st.integers(0, 4), st.integers(0, 4), st.just(2))


def tables():
    width = st.integers(1, 40)
    return width.flatmap(lambda n: st.lists(st.lists(cells, min_size=n, max_size=n), min_size=1, max_size=4))


def assert_same(rows, dates, **options):
    values = np.array([[np.nan if cell is None else cell for cell in row] for row in rows], dtype=float)
    charts = run_charts(dates, values, **options)
    labels, kinds = charts.labels(), charts.kinds()
    for row, cells_here in enumerate(rows):
        there = [place for place, cell in enumerate(cells_here) if cell is not None]
        one = run_chart([dates[k] for k in there], [cells_here[k] for k in there], **options)
        assert [label or None for label in labels[row, there].tolist()] == [p.label for p in one.points]
        assert [kind or None for kind in kinds[row, there].tolist()] == [p.kind for p in one.points]
        centres = [None if np.isnan(line) else line for line in charts.centre[row, there].tolist()]
        assert centres == [point.centre for point in one.points]
        told = {"few": -1, "many": 1}
        runs = [told[signal.side] for signal in one.signals if signal.rule == "runs"]
        assert [number for number in charts.runs[row].tolist() if number] == runs
        called = [phase.is_called for phase in one.phases]
        with_points = [
            bool(set(range(start, stop)) & set(there))
            for start, stop in zip(charts.starts, (*charts.starts[1:], len(dates)), strict=True)
        ]
        assert charts.is_called[row, with_points].tolist() == called
        crowded = [phase.centre is not None and 2 * phase.on_line > phase.points for phase in one.phases]
        assert charts.is_mostly_on_line[row, with_points].tolist() == crowded


@settings(max_examples=60, deadline=None)
@given(
    tables(),
    st.sampled_from([None, "up", "down"]),
    st.sampled_from([None, 8]),
    st.sampled_from([(), (date(2021, 3, 1),), (date(2020, 2, 1), date(2021, 8, 15))]),
    st.sampled_from([None, "month", "quarter", "irregular"]),
)
def test_many_charts_equal_each_alone(rows, better, baseline, rebase, unit):
    options = {"better": better, "baseline": baseline, "unit": unit}
    causes = [Rebase(day, "a new form") for day in rebase]
    assert_same(rows, MONTHS[: len(rows[0])], rebase=causes, **options)


@settings(max_examples=40, deadline=None)
@given(tables(), st.sampled_from([2, 3, 4]))
def test_short_rules_are_found_alike(rows, length):
    rules = RunRules(shift=length, trend=length, draw=2, call=3)
    assert_same(rows, MONTHS[: len(rows[0])], rules=rules)


@settings(max_examples=30, deadline=None)
@given(
    st.lists(st.integers(1, 100), min_size=12, max_size=30, unique=True),
    st.randoms(use_true_random=False),
)
def test_uneven_dates_have_their_own_rhythm(days, random):
    dates = [date.fromordinal(737000 + day) for day in sorted(days)]
    rows = [[random.choice([None, 1, 2, 3, 9]) for _ in dates] for _ in range(3)]
    assert_same(rows, dates)


@pytest.mark.parametrize("today", [date(2023, 4, 1), date(2023, 9, 1)])
def test_old_series_are_drawn_and_not_called(today):
    rising = [1, 2] * 6 + [5, 6] * 6
    assert_same([[*rising, *[3] * 16], [*rising, *[None] * 16], [None] * 40], MONTHS, today=today)


@pytest.mark.parametrize(
    ("dates", "values", "message"),
    [
        (MONTHS[:2], [[1.0]], "one row per series and one column per date"),
        ([], [[]], "one column per date, at least one"),
        (MONTHS[1::-1], [[1.0, 2.0]], "sort the columns by date"),
        (MONTHS[:2], [[1.0, np.inf]], "value of series 1 on 2020-02-01 is no finite number"),
    ],
)
def test_bad_tables_are_refused_with_place_and_remedy(dates, values, message):
    with pytest.raises(ValueError, match=message):
        run_charts(dates, np.array(values))
