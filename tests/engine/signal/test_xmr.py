"""The XmR chart against the points, limits and labels of the reference code, point by point."""

import csv
from collections import defaultdict
from datetime import date, timedelta

import numpy as np
import pytest

from cairn.engine.signal.batch import xmr_charts
from cairn.engine.signal.readings import Rebase
from cairn.engine.signal.xmr import xmr_chart


def days(count):
    return [date(2024, 1, 1) + timedelta(days=number) for number in range(count)]


def labels(values, **options):
    return [point.label for point in xmr_chart(days(len(values)), values, **options).points]


def reference(shared_data, name):
    series = defaultdict(list)
    with (shared_data / "series" / f"ptd_{name}.csv").open(newline="") as file:
        for row in csv.DictReader(file):
            series[row["f"]].append(row)
    return series


CASES = [
    ("deviations_screen", {"better": "up"}), ("deviations_noscreen", {"better": "up", "screen": False}),
    ("snapshot_rnorm123", {"better": "up"}), ("snapshot_rnorm123_outlier_screen", {"better": "up"}),
    ("snapshot_rnorm123_outlier_noscreen", {"better": "up", "screen": False}),
    ("ae_RRK_stable", {"better": "down"}), ("ae_RRK_noscreen", {"better": "down", "screen": False}),
    ("ae_RRK_norebase", {"better": "down"}), ("ae_RRK_rebase", {"better": "down", "rebase": True}),
    ("ae_RRK_fix12", {"better": "down", "baseline": 12}), ("ae_total_attendances", {"better": None}),
    ("ae_total_attendances_rebase3", {"better": None, "rebase": True}),
    ("ae_england_perf_target95", {"better": "up"}), ("ae_facet6", {"better": "down"}),
    ("ae_all_type1_perf_target95", {"better": "up"}), ("trend7", {"better": "up"}),
    ("two_of_three_opposite_sides", {"better": "up"}),
]  # fmt: skip


@pytest.mark.shared
@pytest.mark.parametrize(("name", "options"), CASES)
def test_points_limits_and_labels_agree_with_the_reference(shared_data, name, options):
    for rows in reference(shared_data, name).values():
        dates = [date.fromisoformat(row["x"][:10]) for row in rows]
        given = dict(options)
        if given.pop("rebase", False):
            groups = [row["rebase_group"] for row in rows]
            given["rebase"] = [
                Rebase(dates[n], "as the reference")
                for n in range(1, len(rows))
                if groups[n] != groups[n - 1]
            ]
        chart = xmr_chart(dates, [float(row["y"]) for row in rows], **given)
        assert [point.label for point in chart.points] == [row["special_cause_type"] for row in rows]
        short = [row["short_group_warning"] == "TRUE" for row in rows]
        assert [point.limits.is_trial for point in chart.points] == short
        many = xmr_charts(dates, np.array([[float(row["y"]) for row in rows]]), **given)
        assert many.labels()[0].tolist() == [point.label for point in chart.points]
        if options["better"]:
            assert [point.kind for point in chart.points] == [row["point_type"] for row in rows]
        for key, line in (("mean_col", "mean"), ("lpl", "lower"), ("upl", "upper")):
            expected = [float(row[key]) for row in rows]
            assert [getattr(point.limits, line) for point in chart.points] == pytest.approx(
                expected, rel=1e-12
            )


@pytest.mark.shared
def test_icons_of_130_trusts_agree_with_the_reference(shared_data):
    with (shared_data / "series" / "ptd_ae_all_type1_icons.csv").open(newline="") as file:
        icons = {row["f"]: row for row in csv.DictReader(file)}
    for trust, rows in reference(shared_data, "ae_all_type1_perf_target95").items():
        dates = [date.fromisoformat(row["x"]) for row in rows]
        chart = xmr_chart(dates, [float(row["y"]) for row in rows], better="up", target=0.95)
        assert (chart.assurance or "") == icons[trust]["assurance_type"].removeprefix("consistent_")
        assert chart.points[-1].kind == icons[trust]["point_type"]


def test_a_tie_breaks_a_trend_and_a_point_on_the_mean_breaks_a_shift():
    wide = [1, 9, 1, 9, 1, 9]
    assert labels([*wide, 2, 3, 4, 5, 6, 7, 8])[6:] == ["7 Point Trend (Increasing)"] * 7
    assert set(labels([*wide, 2, 3, 4, 4, 5, 6, 7])) == {"Common Cause"}
    assert set(labels([0, 10, 0, 10, *[6] * 7, 0, 0, 10, 0, 1, 0])[4:11]) == {"7 Points Above CL"}
    assert set(labels([0, 12, 0, 12, *[7] * 3, 6, *[7] * 3, 0, 12, 0, 12, 0, 6])) == {"Common Cause"}


def test_order_never_matters():
    values = [3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 8, 9, 7]
    turned = xmr_chart(days(14)[::-1], values[::-1], better="up")
    assert xmr_chart(days(14), values, better="up") == turned


@pytest.mark.parametrize(
    ("better", "target", "assurance", "words"),
    [
        ("up", 9, "fail", "The target 9 will not be met unless something changes."),
        ("down", 9, "pass", "The target 9 will be met again and again."),
        ("up", -9, "pass", "The target -9 will be met again and again."),
        ("down", -9, "fail", "The target -9 will not be met unless something changes."),
        ("up", 1.5, "inconsistent", "The target 1.5 will be met at times and missed at times."),
        (None, 9, None, "ordinary variation."),
        ("up", None, None, "ordinary variation."),
    ],
)
def test_assurance_compares_the_limits_with_the_target(better, target, assurance, words):
    chart = xmr_chart(days(14), [1, 2] * 7, better=better, target=target)
    assert chart.assurance == assurance
    assert chart.verdict.text.endswith(words)
    assert chart.variation == "common_cause"


@pytest.mark.parametrize(
    ("better", "variation"), [("up", "improvement_high"), ("down", "concern_high"), (None, "neutral_high")]
)
def test_variation_speaks_of_the_last_point(better, variation):
    chart = xmr_chart(days(14), [1, 2] * 6 + [1, 20], better=better)
    assert chart.variation == variation
    meaning = {
        "up": " This is the direction hoped for.",
        "down": " This is not the direction hoped for.",
        None: "",
    }
    text = "The last point, 20, lies above the upper limit 5.45: a signal, not noise."
    assert (chart.verdict.code, chart.verdict.text) == ("outside", text + meaning[better])


def test_few_points_have_trial_limits_or_none():
    none = xmr_chart([], [])
    assert (none.verdict.code, none.verdict.text) == ("no_points", "No points yet: nothing to draw.")
    assert (none.variation, none.assurance) == (None, None)
    one = xmr_chart(days(1), [5], target=3, better="up")
    assert (one.points[0].limits.lower, one.assurance, one.verdict.code) == (None, None, "no_limits")
    assert one.verdict.text == ("1 point: nothing to draw limits from yet.")


def verdict(values, **options):
    return xmr_chart(days(len(values)), values, **options).verdict


def test_the_verdict_tells_what_the_last_point_belongs_to():
    wide = [1, 9, 1, 9, 1, 9, 1, 9]
    rising = verdict([*wide, 2, 3, 4, 5, 6, 7, 8], better="down")
    assert (rising.code, rising.text) == (
        "trend",
        "The last 7 points are rising in a row: a signal, not noise. This is not the direction hoped for.",
    )
    shifted = verdict([*[0, 4] * 6, 0, *[3, 4] * 4])
    assert (shifted.code, shifted.text) == (
        "shift", "The last 8 points lie above the mean 2.48: a signal, not noise.",
    )  # fmt: skip
    close = verdict([5, 6] * 10 + [8, 8.2])
    assert (close.code, close.text) == (
        "two_of_three", "Two of the last three points lie near the upper limit 8.42: a signal, not noise.",
    )  # fmt: skip
    below = verdict([6, 5] * 10 + [3, 2.8])
    assert below.text.startswith("Two of the last three points lie near the lower limit")
    assert dict(shifted.params) == {
        "n": 21, "centre": 52 / 21, "lower": shifted.params[2][1], "upper": shifted.params[3][1],
        "last": "2024-01-21", "value": 4.0, "is_trial": False, "side": "above", "points": 8,
        "meaning": "neutral",
    }  # fmt: skip


def test_the_verdict_counts_the_signals_before_the_last_point():
    assert verdict([1, 2] * 10 + [9, 1, 2]).text == (
        "The last point shows ordinary variation. Before it there was a signal."
    )
    two = verdict([1, 2] * 4 + [-20] + [1, 2] * 4 + [20, 1, 2])
    assert two.text.endswith("Before it there were 2 signals.")


def test_a_rebase_with_a_frozen_baseline_is_told_with_its_cause():
    first, second = [1, 2] * 10, [11, 12] * 8 + [30, 11, 12]
    rebase = [Rebase(days(40)[20], "a second building")]
    chart = xmr_chart(days(39), first + second, baseline=12, rebase=rebase)
    assert [(p.points, p.used, p.cause) for p in chart.phases] == [
        (20, 12, None), (19, 12, "a second building"),
    ]  # fmt: skip
    assert [point.limits.mean for point in chart.points] == [1.5] * 20 + [11.5] * 19
    assert chart.verdict.text.endswith("The lines begin anew on 2024-01-21: a second building.")
    assert [(signal.rule, signal.from_) for signal in chart.signals] == [("outside", days(40)[36])]
    assert (chart.rebases, chart.baseline) == (tuple(rebase), 12)


def test_a_baseline_of_fewer_than_twelve_points_is_refused():
    with pytest.raises(ValueError, match="The baseline is 11 points: give a whole number of at least 12"):
        xmr_chart(days(14), [1, 2] * 7, baseline=11)


def test_the_rule_says_whether_ranges_were_screened():
    assert "are left out once" in xmr_chart([], []).rule
    assert xmr_chart([], [], screen=False).rule.startswith(
        "Mean, and limits at 2.66 average moving ranges. First rule that holds"
    )


def test_two_windows_near_a_limit_are_one_signal_if_they_share_a_point():
    values = [5, 6] * 12 + [8, 8, 8, 6, 5] + [5, 6] * 6 + [8.2, 8.2]
    found = [s for s in xmr_chart(days(len(values)), values).signals if s.rule == "two_of_three"]
    assert [(signal.points, signal.is_current) for signal in found] == [(3, False), (2, True)]


def test_a_flat_series_has_no_spread_to_judge_by():
    flat = verdict([5] * 14)
    assert (flat.code, flat.text) == (
        "flat",
        "The 14 points that the lines rest on do not vary: 5. There is no spread to judge a change by.",
    )
    assert verdict([5] * 13 + [6], baseline=12).code == "outside"


def test_values_too_large_to_sum_are_refused():
    with pytest.raises(ValueError, match="not a finite number"):
        xmr_chart(days(2), [1.7e308, 1.7e308])


def test_a_flat_series_keeps_its_limits():
    limits = xmr_chart(days(3), [5, 5, 5]).points[0].limits
    assert (limits.lower, limits.upper) == (5.0, 5.0)


def test_a_target_is_judged_only_as_surely_as_the_limits_are():
    days = [date(2024, 1, day) for day in range(1, 15)]
    trial = xmr_chart(days[:3], [5, 6, 5], target=40, better="up")
    assert trial.verdict.text.endswith(
        "If they hold, the target 40 will not be met unless something changes."
    )
    settled = xmr_chart(days, [5, 6] * 7, target=40, better="up")
    assert settled.verdict.text.endswith("The target 40 will not be met unless something changes.")
    flat = xmr_chart(days, [5] * 14, target=5, better="up")
    assert flat.verdict.text.endswith("There is no spread to judge a change by.")
    assert flat.assurance == "inconsistent"
