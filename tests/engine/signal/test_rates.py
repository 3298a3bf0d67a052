"""P, P' and U charts: known answers, the gates of their assumptions, and counts that cannot be."""

import csv
import math
from datetime import date, timedelta
from itertools import pairwise

import pytest

from cairn.engine.signal.rates import p_chart, pprime_chart, u_chart

# Weekly attendances at emergency departments of England, and those seen within four hours
# (Mohammed, Panesar, Laney and Wilson, BMJ Quality and Safety 22:362-368, 2013).
SEEN = [266501, 264225, 276532, 281461, 269071, 261215, 270409, 279778, 270483, 270320, 267923, 271478,
        255353, 256820, 261835, 259144, 255910, 260863, 264465, 260989]  # fmt: skip
CAME = [280443, 276823, 291681, 296155, 282343, 275888, 283867, 295251, 284468, 282529, 279618, 283932,
        266629, 268091, 276803, 271578, 266005, 273520, 278574, 273772]  # fmt: skip


def weeks(count):
    return [date(2024, 1, 1) + timedelta(weeks=number) for number in range(count)]


def lines(chart, place):
    limits = chart.points[place].limits
    return limits.mean, limits.lower, limits.upper


def test_large_denominators_call_16_of_20_on_a_p_chart_and_none_on_a_p_prime_chart():
    chart = p_chart(weeks(20), SEEN, CAME, better="up")
    assert sum(point.rule == "outside" for point in chart.points) == 16
    assert chart.dispersion > 3
    assert f"spread {chart.dispersion:.2f}" in chart.verdict.text
    assert "a P′ chart allows for that" in chart.verdict.text
    prime = pprime_chart(weeks(20), SEEN, CAME, better="up")
    assert {point.rule for point in prime.points} == {None}
    assert prime.points[0].limits.upper == pytest.approx(0.96567, abs=5e-6)  # as published
    assert prime.verdict.text == "The last point shows ordinary variation."
    assert (prime.chart, prime.dispersion) == ("pprime", chart.dispersion)


def test_the_limits_follow_the_formula_point_by_point():
    tops, bottoms = [5, 9, 2, 7], [50, 60, 40, 90]
    p = sum(tops) / sum(bottoms)
    chart = p_chart(weeks(4), tops, bottoms)
    for place, n in enumerate(bottoms):
        width = 3 * math.sqrt(p * (1 - p) / n)
        assert lines(chart, place) == pytest.approx((p, max(p - width, 0), p + width), rel=1e-12)
    rate = u_chart(weeks(4), tops, bottoms)
    for place, n in enumerate(bottoms):
        width = 3 * math.sqrt(p / n)
        assert lines(rate, place) == pytest.approx((p, max(p - width, 0), p + width), rel=1e-12)
    scores = [(x / n - p) / math.sqrt(p * (1 - p) / n) for x, n in zip(tops, bottoms, strict=True)]
    spread = sum(abs(b - a) for a, b in pairwise(scores)) / 3 / 1.128
    prime = pprime_chart(weeks(4), tops, bottoms)
    assert prime.dispersion == pytest.approx(spread, rel=1e-12)
    width = 3 * math.sqrt(p * (1 - p) / 60) * spread
    assert lines(prime, 1) == pytest.approx((p, max(p - width, 0), p + width), rel=1e-12)


def test_limits_stay_within_what_is_possible():
    chart = p_chart(weeks(3), [9, 10, 10], [10, 10, 10])
    assert lines(chart, 0)[2] == 1.0
    low = u_chart(weeks(3), [0, 1, 0], [1, 1, 1])
    assert (lines(low, 0)[1], lines(low, 0)[2] > 1) == (0.0, True)


def test_events_may_outnumber_what_they_are_counted_in_on_a_u_chart_only():
    assert u_chart(weeks(2), [3, 4], [1.5, 1.5]).points[0].value == 2.0
    with pytest.raises(ValueError, match="numerator of 2024-01-01 is 3, more than its denominator"):
        p_chart(weeks(2), [3, 4], [1.5, 1.5])


@pytest.mark.parametrize(
    ("tops", "bottoms", "message"),
    [
        ([0.85], [200], "this chart counts, so give the whole number that was counted"),
        ([-1], [200], "this chart counts"),
        ([1], [0], "The denominator of 2024-01-01 is 0: correct it"),
        ([1], [-2], "The denominator of 2024-01-01 is -2"),
        ([1], [float("nan")], "not a finite number"),
        ([1, 2], [3], "There are 2 dates, 1 values"),
    ],
)
def test_counts_that_cannot_be_are_refused_with_place_and_remedy(tops, bottoms, message):
    with pytest.raises(ValueError, match=message):
        p_chart(weeks(len(tops)), tops, bottoms)


def test_few_expected_events_make_rough_limits_and_are_told():
    chart = u_chart(weeks(14), [0, 1] * 7, [10] * 14)
    assert "At 14 of 14 points fewer than 5 are expected, so the limits are rough" in chart.verdict.text
    assert dict(chart.verdict.params)["rough"] == 14


def test_a_wide_u_chart_points_to_an_xmr_chart_of_the_rate():
    chart = u_chart(weeks(14), [100, 500] * 7, [10] * 14)
    assert "an XmR chart of the rate allows for that" in chart.verdict.text


def test_nobody_and_everybody_have_lines_without_width():
    for chart in (p_chart, pprime_chart, u_chart):
        none = chart(weeks(14), [0] * 14, [50] * 14)
        assert lines(none, 0) == (0.0, 0.0, 0.0)
        assert none.verdict.code == "flat"
    assert lines(p_chart(weeks(2), [50, 50], [50, 50]), 0) == (1.0, 1.0, 1.0)


def test_a_single_point_has_a_p_chart_and_no_p_prime_limits():
    assert lines(p_chart(weeks(1), [5], [50]), 0)[1] == 0.0
    one = pprime_chart(weeks(1), [5], [50], better="up", target=0.2)
    assert (lines(one, 0), one.assurance, one.verdict.code) == ((0.1, None, None), None, "no_limits")
    assert p_chart([], [], []).verdict.code == "no_points"
    assert p_chart([], [], []).variation is None


def test_the_target_is_compared_with_the_limits_of_the_last_point():
    tops, bottoms = [10] * 13 + [1000], [100] * 13 + [10000]
    chart = p_chart(weeks(14), tops, bottoms, better="down", target=0.12)
    assert (chart.assurance, chart.points[0].limits.upper > 0.12) == ("pass", True)
    assert chart.verdict.text.endswith("The target 0.12 will be met again and again.")


@pytest.mark.shared
def test_hospitals_of_england_are_spread_wider_than_chance(shared_data):
    with (shared_data / "series" / "nhs_ae_attendances.csv").open(newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["org_code"] == "RRK" and row["type"] == "1"]
    dates = [date.fromisoformat(row["period"]) for row in rows]
    breaches, attendances = ([float(row[name]) for row in rows] for name in ("breaches", "attendances"))
    chart = p_chart(dates, breaches, attendances, better="down")
    prime = pprime_chart(dates, breaches, attendances, better="down")
    outside = [sum(point.rule == "outside" for point in one.points) for one in (chart, prime)]
    assert outside[1] < outside[0]
    assert chart.points[0].denominator == attendances[dates.index(min(dates))]
