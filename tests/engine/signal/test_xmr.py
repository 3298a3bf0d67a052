"""The XmR chart against the points, limits and labels of the reference code, point by point."""

import csv
from collections import defaultdict
from datetime import date, timedelta

import pytest

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
            given["rebase"] = [dates[n] for n in range(1, len(rows)) if groups[n] != groups[n - 1]]
        chart = xmr_chart(dates, [float(row["y"]) for row in rows], **given)
        assert [point.label for point in chart.points] == [row["special_cause_type"] for row in rows]
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
    assert chart.verdict.endswith(words)
    assert chart.variation == "common_cause"


@pytest.mark.parametrize(
    ("better", "variation"), [("up", "improvement_high"), ("down", "concern_high"), (None, "neutral_high")]
)
def test_variation_speaks_of_the_last_point(better, variation):
    chart = xmr_chart(days(14), [1, 2] * 6 + [1, 20], better=better)
    assert chart.variation == variation
    assert chart.verdict == "The last point is a signal: Above UCL."


def test_few_points_have_trial_limits_or_none():
    assert xmr_chart([], []).verdict == "No points yet: nothing to draw."
    one = xmr_chart(days(1), [5], target=3, better="up")
    assert (one.points[0].limits.lower, one.assurance) == (None, None)
    assert one.verdict.endswith("The limits rest on fewer than 13 points and are a trial.")


def test_values_too_large_to_sum_are_refused():
    with pytest.raises(ValueError, match="not a finite number"):
        xmr_chart(days(2), [1.7e308, 1.7e308])


def test_a_flat_series_keeps_its_limits():
    limits = xmr_chart(days(3), [5, 5, 5]).points[0].limits
    assert (limits.lower, limits.upper) == (5.0, 5.0)
