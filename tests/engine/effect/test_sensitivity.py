"""Which event studies can be asked how robust they are, and what is then said."""

import numpy as np
import pytest

from cairn.engine.effect.fit import Question, fit
from cairn.engine.effect.moments import moments_of
from cairn.engine.effect.panel import panel_of
from cairn.engine.effect.sensitivity import event_study, sensitivity_of
from cairn.engine.effect.smoothness import smooth_interval
from cairn.engine.effect.summary import PanelSummary
from tests.engine.effect.panels import made


def fitted(panel, base="universal"):
    return fit(moments_of(PanelSummary.of_panel(panel)), Question(base=base))


def test_sensitivity_is_about_the_mean_of_the_event_times_at_hand():
    one = fitted(made((5, 0), each=60, times=8, effect=6.0))
    found = sensitivity_of(one, seed=1)
    assert (found.event_times, found.until) == ((-4, -3, -2, 0, 1, 2, 3), 3)
    assert [part.allowed for part in found.magnitudes] == [0.0, 0.5, 1.0, 1.5, 2.0]
    assert found == sensitivity_of(one, seed=1)
    keys, event = event_study(one)
    bend = found.smoothness[1].allowed
    expected = smooth_interval(event.before, event.after, event.covariance, np.full(4, 0.25), bend=bend)
    assert (found.smoothness[1].lower, found.smoothness[1].upper) == expected
    at = smooth_interval(
        event.before, event.after, event.covariance, np.full(4, 0.25), bend=found.breakdown_bend
    )
    assert found.breakdown_bend > 0
    assert abs(min(at, key=abs)) < 0.05
    assert keys == found.event_times


def test_no_effect_breaks_down_at_once():
    found = sensitivity_of(fitted(made((5, 0), each=60, times=8, effect=0.0)))
    assert (found.breakdown, found.breakdown_bend) == (0.0, 0.0)


def test_nothing_is_said_without_regular_times_around_one_base():
    assert sensitivity_of(fitted(made((5, 0)), base="varying")) is None
    assert sensitivity_of(fitted(made((2, 0), times=3))) is None
    panel = made((5, 0), each=6, times=7)
    apart = panel_of(
        np.repeat(panel.units, 7), np.tile(np.array([1, 2, 3, 4, 5, 6, 7]) * 3, len(panel.units)),
        np.repeat(np.where(panel.adopted == 5, 15, 0), 7), panel.outcomes.ravel(),
    )  # fmt: skip
    assert sensitivity_of(fitted(apart)) is None
    gap = panel_of(
        np.repeat(panel.units, 7), np.tile([1, 2, 4, 5, 6, 7, 8], len(panel.units)),
        np.repeat(np.where(panel.adopted == 5, 5, 0), 7), panel.outcomes.ravel(),
    )  # fmt: skip
    assert sensitivity_of(fitted(gap)) is None


def test_units_that_are_all_alike_have_no_sensitivity():
    rows = [(unit, time, 4 * (unit < 6), 1.0) for unit in range(12) for time in range(1, 6)]
    assert sensitivity_of(fitted(panel_of(*zip(*rows, strict=True)))) is None


@pytest.mark.parametrize("end", [np.inf, -np.inf])
def test_an_end_that_nothing_bounds_is_none(end, monkeypatch):
    monkeypatch.setattr(
        "cairn.engine.effect.sensitivity.magnitude_interval", lambda *rest, **more: (end, end)
    )
    found = sensitivity_of(fitted(made((5, 0), each=9)))
    assert (found.magnitudes[0].lower, found.magnitudes[0].upper) == (None, None)
