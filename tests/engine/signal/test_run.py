from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cairn.engine.signal.periods import rhythm_of
from cairn.engine.signal.readings import Rebase
from cairn.engine.signal.rules import RunRules
from cairn.engine.signal.run import run_chart

FLAT = [44, 38, 45, 37, 46, 36, 44, 39, 45, 37, 46, 36]  # crosses 41.5 or so at every step


def months(count, start=2024):
    return [date(start + place // 12, place % 12 + 1, 1) for place in range(count)]


def chart_of(values, **options):
    return run_chart(months(len(values)), values, **options)


def found(chart):
    return [(signal.rule, signal.side, signal.from_.month, signal.to.month) for signal in chart.signals]


def test_no_points_say_so():
    chart = run_chart([], [], today=date(2024, 1, 1))
    assert (chart.verdict.code, chart.centre, chart.points, chart.is_recent) == ("no_points", None, (), None)


def test_three_points_are_not_enough_to_draw():
    chart = chart_of([1, 2, 3])
    assert chart.verdict.text == "3 points: not enough to draw yet."
    assert (chart.is_drawn, chart.centre, [point.kind for point in chart.points]) == (False, None, [None] * 3)


def test_eight_points_are_enough_to_draw_but_not_to_call():
    chart = chart_of([1] * 4 + [9] * 4)
    assert chart.verdict.text == "8 points: enough to draw, not enough to call."
    assert dict(chart.verdict.params) == {"n": 8, "needed": 10}
    assert (chart.is_drawn, chart.is_called, chart.centre, chart.signals) == (True, False, 5.0, ())


def test_six_months_below_are_a_shift():
    chart = chart_of([44, 45, 43, 46, 44, 45, 38, 37, 39, 36, 38, 37])
    assert chart.verdict.text == "Six months below the median 41: a shift, not noise."
    assert dict(chart.verdict.params) == {
        "n": 6, "unit": "month", "side": "below", "centre": 41.0, "from": "2024-07-01", "to": "2024-12-01",
        "meaning": "neutral", "is_current": True,
    }  # fmt: skip
    assert chart.points[-1].label == "6 Points Below CL"
    assert chart.variation == "neutral_low"
    assert chart.signals[-1].parameter == 6.0


@pytest.mark.parametrize(
    ("better", "kind", "variation", "ending"),
    [
        ("down", "special_cause_improvement", "improvement_low", "This is the direction hoped for."),
        ("up", "special_cause_concern", "concern_low", "This is not the direction hoped for."),
    ],
)
def test_the_direction_of_better_gives_a_signal_its_meaning(better, kind, variation, ending):
    chart = chart_of([44, 45, 43, 46, 44, 45, 38, 37, 39, 36, 38, 37], better=better)
    assert (chart.points[-1].kind, chart.variation) == (kind, variation)
    assert chart.verdict.text.endswith(ending)


def test_variation_rising_names_high():
    values = [38, 37, 39, 36, 38, 37, 44, 45, 43, 46, 44, 45]
    assert chart_of(values, better="up").variation == "improvement_high"
    assert chart_of(values, better="down").variation == "concern_high"
    assert chart_of(values).variation == "neutral_high"


def test_ordinary_variation_is_no_signal():
    values = [44, 38, 37, 45, 46, 36, 44, 39, 37, 45, 46, 36]
    chart = chart_of(values, better="up")
    assert chart.signals == ()
    assert chart.variation == "common_cause"
    assert chart.verdict.text == (
        "Twelve months around the median 41.5: no signal, the ups and downs are the ordinary ones."
    )


def test_a_point_on_the_line_neither_counts_nor_breaks():
    chart = chart_of([5, 1, 6, 2, 9, 8, 9, 5, 7, 8, 7, 1, 2, 1, 5, 1, 2], rules=RunRules(tail=0))
    assert chart.centre == 5.0
    assert found(chart) == [("shift", "above", 5, 11)]
    assert chart.signals[0].points == 6
    assert chart.points[7].kind == "common_cause"


def test_a_point_on_the_line_at_the_end_does_not_end_a_shift():
    chart = chart_of([44, 45, 43, 46, 44, 45, 41, 38, 37, 39, 36, 38, 37, 41])
    assert chart.verdict.text == "Six months below the median 41: a shift, not noise."


def test_a_trend_counts_equal_neighbours_once():
    chart = chart_of([5, 9, 4, 8, 5, 9, 1, 2, 2, 3, 6, 7], rules=RunRules(shift=9), better="up")
    assert found(chart) == [("trend", "rising", 7, 12)]
    assert (
        chart.verdict.text
        == "Five months rising in a row: a trend, not noise. This is the direction hoped for."
    )
    assert chart.points[8].label == "5 Point Trend (Increasing)"


def test_a_falling_trend_is_labelled():
    chart = chart_of([5, 9, 4, 8, 5, 9, 2, 9, 7, 6, 5, 3], rules=RunRules(shift=9))
    assert chart.points[-1].label == "5 Point Trend (Decreasing)"


def test_a_past_signal_is_told_with_its_dates():
    chart = chart_of([9, 8, 9, 8, 9, 8, 1, 7, 2, 6, 1, 9, 3, 2], rules=RunRules(tail=0))
    told = "Six months above the median 7.5, 2024-01-01 to 2024-06-01: a shift, not noise."
    assert chart.verdict.text == f"{told} Nothing is called since."


def test_too_few_and_too_many_crossings_are_told():
    often = chart_of([1, 9] * 8)
    assert often.verdict.text == "The line crosses the median 5 too often for chance alone: look for a cause."
    seldom = chart_of([1, 2, 1, 2, 1, 8, 9, 8, 9, 8], rules=RunRules(shift=9))
    assert (
        seldom.verdict.text == "The line crosses the median 5 too seldom for chance alone: look for a cause."
    )
    assert seldom.variation == "common_cause"


def test_a_missing_period_breaks_a_run():
    dates = [day for day in months(13) if day != date(2024, 10, 1)]
    values = [44, 45, 43, 46, 44, 45, 38, 37, 39, 36, 38, 37]
    chart = run_chart(dates, values, rules=RunRules(tail=0))
    assert [signal.side for signal in chart.signals] == ["above"]
    assert [point.date.month for point in chart.points if not point.follows] == [1, 11]
    whole = run_chart(dates, values, rules=RunRules(tail=0), unit="irregular")
    assert [signal.side for signal in whole.signals] == ["above", "below"]
    assert whole.verdict.text.startswith("Six points below")


def test_a_point_that_failed_quality_is_shown_and_does_not_count():
    values = [44, 45, 43, 46, 44, 45, 38, 37, 999, 39, 36, 38, 37]
    chart = chart_of(values, quality=[value != 999 for value in values], rules=RunRules(tail=0))
    assert (chart.centre, chart.phases[0].points) == (41.0, 12)
    assert (chart.points[8].label, chart.points[8].kind) == ("Failed quality", None)
    assert [signal.side for signal in chart.signals] == ["above"]


def test_only_failed_points_leave_nothing_to_draw():
    chart = chart_of([1, 2], quality=[False, False])
    assert (chart.verdict.code, len(chart.points)) == ("no_points", 2)


def test_a_frozen_baseline_shows_an_improvement_continue():
    chart = chart_of([44, 45, 43, 46, 44, 45, 38, 37, 39, 36, 38, 37], baseline=6)
    assert (chart.centre, chart.phases[0].rests_on) == (44.5, "baseline")
    assert chart_of(FLAT).phases[0].rests_on == "all"


def test_a_rebase_begins_a_phase_that_no_run_crosses():
    values = FLAT + [95, 90, 94, 91] * 2
    chart = chart_of(values, rebase=[Rebase(date(2025, 1, 1), "a new form")])
    assert [phase.centre for phase in chart.phases] == [41.5, 92.5]
    assert [phase.cause for phase in chart.phases] == [None, "a new form"]
    assert chart.verdict.text == "8 points since 2025-01-01: enough to draw, not enough to call."
    assert (chart.centre, chart.variation, chart.points[12].follows) == (92.5, None, False)
    assert chart_of(values, rebase=[Rebase(date(2025, 6, 1), "a new form")]).verdict.code == "too_few_to_draw"


def test_an_old_series_is_drawn_but_not_called():
    chart = chart_of([1] * 6 + [9] * 6, today=date(2025, 4, 1))
    assert (chart.is_drawn, chart.is_called, chart.is_recent, chart.signals) == (True, False, False, ())
    assert chart.verdict.text == (
        "The last point is from 2024-12-01, more than 3 months ago: too old to call anything now."
    )
    assert chart_of([1] * 6 + [9] * 6, today=date(2025, 3, 31)).is_called


def test_small_figures_keep_three_digits():
    chart = chart_of([0.04567] * 10)
    assert "median 0.0457" in chart.verdict.text


@settings(deadline=None)
@given(st.lists(st.floats(-1e9, 1e9), max_size=30), st.randoms(use_true_random=False))
def test_the_order_of_rows_never_matters(values, random):
    pairs = list(zip(months(len(values)), values, strict=True))
    shuffled = random.sample(pairs, len(pairs))
    assert run_chart(*_columns(pairs), better="up") == run_chart(*_columns(shuffled), better="up")


@settings(deadline=None)
@given(st.lists(st.integers(0, 20), min_size=10, max_size=40))
def test_turning_the_chart_over_turns_every_signal(values):
    chart, turned = chart_of(values, better="up"), chart_of([-value for value in values], better="down")
    assert [(s.rule, s.from_, s.to, s.meaning) for s in chart.signals] == [
        (s.rule, s.from_, s.to, s.meaning) for s in turned.signals
    ]


def _columns(pairs):
    return [day for day, _ in pairs], [value for _, value in pairs]


def test_moments_and_exact_numbers_are_taken():
    chart = run_chart([datetime(2024, 1, 1, 9)], [Decimal("1.5")])  # noqa: DTZ001
    assert (chart.points[0].date, chart.points[0].value) == (date(2024, 1, 1), 1.5)


@pytest.mark.parametrize(
    ("dates", "values", "options", "message"),
    [
        (months(2), [1], {}, "There are 2 dates, 1 values and 2 quality marks"),
        (months(1) * 2, [1, 2], {}, "2024-01-01 is there twice: keep one value per date"),
        (["2024-01-01"], [1], {}, "At point 1 stands '2024-01-01', which is not a date"),
        (months(1), [float("nan")], {}, "value of point 1 .2024-01-01. is nan, not a finite number"),
        (months(1), [10**400], {}, "not a finite number"),
        (months(1), [None], {}, "leave the point out"),
        (months(1), [1], {"better": "left"}, "use 'up', 'down' or None"),
        (months(1), [1], {"baseline": 0}, "whole number of at least 1"),
        (months(1), [1], {"rebase": [Rebase(3, "new form")]}, "At rebase 3 stands 3"),
        (months(1), [1], {"rebase": [date(2024, 1, 1)]}, "has no cause: give Rebase"),
        (months(1), [1], {"unit": "moon"}, "Unknown period 'moon'"),
    ],
)
def test_bad_input_is_refused_with_place_and_remedy(dates, values, options, message):
    with pytest.raises(ValueError, match=message):
        run_chart(dates, values, **options)


def test_unit_of_the_chart_is_the_rhythm_found():
    assert chart_of(FLAT).unit == rhythm_of(months(12)).unit == "month"


def test_a_rebase_names_its_cause():
    with pytest.raises(ValueError, match="The rebase on 2024-01-01 names no cause"):
        Rebase(date(2024, 1, 1), " ")
    day = date(2024, 3, 1)
    chart = chart_of(FLAT, rebase=[Rebase(day, "b"), Rebase(day, "a"), Rebase(day, "b")])
    assert chart.rebases == (Rebase(day, "a; b"),)


def test_the_rule_is_told_in_a_sentence():
    assert chart_of(FLAT).rule == (
        "Median of all points; a shift is 6 points on one side, a trend 5 rising or falling, and runs are "
        "too few or too many at a chance of 1/40 a side. Drawn from 7 points, called from 10."
    )
    assert chart_of(FLAT, baseline=6).rule.startswith("Median of the first 6 points, frozen;")


def test_rare_events_never_pile_up_to_a_shift():
    """Mostly zeros, median 0: all the others lie above, in any order, which says nothing."""
    rare = [0, 3, 0, 0, 2, 0, 1, 0, 0, 4, 0, 0, 5, 0, 0, 1, 0, 0, 2, 0]
    chart = chart_of(rare, better="down")
    assert (chart.centre, chart.signals, chart.phases[0].on_line) == (0.0, (), 13)
    assert chart.verdict.code == "mostly_on_line"
    assert chart.verdict.text == (
        "13 of 20 months lie on the median 0: this chart cannot tell whether anything changed. Count over "
        "longer periods, or chart the time between events."
    )
    assert dict(chart.verdict.params) == {"n": 20, "on_line": 13, "unit": "month", "centre": 0.0}


def test_rare_events_that_become_common_are_a_shift():
    chart = chart_of([0] * 12 + [1, 2, 1, 3, 2, 1], better="down")
    assert found(chart) == [("shift", "above", 1, 6)]
    assert chart.verdict.text.startswith("Six months above the median 0: a shift, not noise.")
    ended = chart_of([0] * 12 + [1, 2, 1, 3, 2, 1, 0, 0])
    assert ended.verdict.text.endswith("Nothing is called since.")


def test_half_on_the_line_is_read_as_ever():
    chart = chart_of([5, 5, 5, 9, 9, 5, 9, 9, 5, 9, 9, 5], rules=RunRules(tail=0), baseline=3)
    assert [(s.rule, s.points) for s in chart.signals] == [("shift", 6)]
