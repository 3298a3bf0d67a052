"""Intervals under trends that part: the published ones, coverage, and what must always hold."""

from itertools import pairwise

import numpy as np
import pytest

from cairn.engine.effect.magnitudes import Event, magnitude_breakdown, magnitude_interval
from tests.engine.effect.medicaid import AFTER, BEFORE, COVARIANCE

EVENT = Event(BEFORE, AFTER, COVARIANCE)
FIRST = np.array([1.0, 0.0])
PUBLISHED = {0.5: (0.0240, 0.0672), 1.0: (0.0170, 0.0720), 1.5: (0.00824, 0.0797), 2.0: (-0.000916, 0.0881)}


@pytest.mark.parametrize("times_worst", PUBLISHED)
def test_magnitude_interval_equals_the_published_one(times_worst):
    found = magnitude_interval(EVENT, FIRST, times_worst=times_worst)
    assert found == pytest.approx(PUBLISHED[times_worst], abs=6e-4)  # published on a grid of 0.00037


def test_at_twice_the_worst_step_no_effect_is_not_ruled_out():
    low, high = magnitude_interval(EVENT, FIRST, times_worst=2.0)
    assert low < 0 < high
    assert 1.9 < magnitude_breakdown(EVENT, FIRST) < 2.0


def test_the_interval_covers_whatever_the_drift_is(monkeypatch):
    monkeypatch.setattr("cairn.engine.effect.magnitudes.DRAWS", 500)
    monkeypatch.setattr("cairn.engine.effect.magnitudes.GRID", 101)
    chance = np.random.default_rng(7)
    drift = np.array(
        [0.1, -0.1, 0.0, 0.2, 0.3]
    )  # steps before: 0.2, 0.1, and 0.1 to the base; after: 0.2 at most
    spread = np.eye(5) * 0.05**2 + 0.05**2
    covered = []
    for _ in range(40):
        drawn = drift + chance.multivariate_normal(np.zeros(5), spread)
        event = Event(drawn[:3], drawn[3:] + 1.0, spread)
        low, high = magnitude_interval(event, FIRST, times_worst=1.0)
        covered.append(low <= 1.0 <= high)
    assert np.mean(covered) > 0.88


def test_a_larger_violation_never_narrows_and_the_average_may_be_asked():
    ends = [magnitude_interval(EVENT, np.array([0.5, 0.5]), times_worst=m) for m in (0.0, 0.5, 1.0, 2.0)]
    assert all(a[0] > b[0] and a[1] < b[1] for a, b in pairwise(ends))


def test_breakdown_is_nothing_or_more_than_asked():
    assert magnitude_breakdown(Event(BEFORE, AFTER * 0, COVARIANCE), FIRST) == 0.0
    assert magnitude_breakdown(Event(BEFORE, AFTER * 1000, COVARIANCE), FIRST) == 10.0


def test_an_unbounded_side_is_infinite(monkeypatch):
    monkeypatch.setattr("cairn.engine.effect.magnitudes.WIDENINGS", 0)
    assert magnitude_interval(EVENT, FIRST, times_worst=1.0) == (-np.inf, np.inf)


def test_a_wide_interval_is_found_by_widening():
    event = Event(np.array([0.0, 5.0]), np.array([1.0]), np.eye(3) * 0.01)
    low, high = magnitude_interval(event, np.ones(1), times_worst=40.0)
    assert low < -180
    assert high > 180


@pytest.mark.parametrize(
    ("before", "after", "times_worst"),
    [([], [1.0], 1.0), ([0.0], [], 1.0), ([0.0], [1.0] * 7, 1.0), ([0.0], [1.0], -1)],
)
def test_what_cannot_be_asked_is_refused(before, after, times_worst):
    size = len(before) + len(after)
    event = Event(np.array(before), np.array(after), np.eye(size))
    with pytest.raises(ValueError, match="from 1 to 6 after it"):
        magnitude_interval(event, np.ones(len(after)) / max(len(after), 1), times_worst=times_worst)
