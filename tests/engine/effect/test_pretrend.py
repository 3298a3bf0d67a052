"""The test of trends before adoption: its published p-value, what it misses, and when there is none."""

import json

import numpy as np
import pytest
from scipy.stats import chi2

from cairn.engine.effect.effects import effects_of
from cairn.engine.effect.fit import Question
from cairn.engine.effect.panel import panel_of
from cairn.engine.effect.summary import PanelSummary
from tests.engine.effect.panels import made, shared


@pytest.mark.shared
def test_pretrend_has_the_published_p_value(shared_data):
    published = json.loads((shared_data / "panels/golden/published.json").read_text())
    summary = PanelSummary.of_panel(shared(shared_data))
    for base in ("varying", "universal"):
        found = effects_of(summary, Question(base=base), checks=False).pretrend
        assert found.p == pytest.approx(published["mpdta_did_basics_vignette"]["pretest_p"], abs=5e-6)
        assert (found.df, found.over) == (5, "cells")


def drifted(slope, seed):
    panel = made((4, 0), each=200, times=6, seed=seed)
    panel.outcomes[panel.adopted == 4] += slope * np.arange(6)
    return effects_of(PanelSummary.of_panel(panel), checks=False).pretrend


def test_the_slope_it_names_is_found_four_times_in_five():
    slope = drifted(0.0, 1).slope
    found = [drifted(slope, seed).p < 0.05 for seed in range(100)]
    assert 0.68 < np.mean(found) < 0.92
    assert drifted(0.0, 1).missed == pytest.approx(2 * slope, rel=1e-9)  # mean of 1, 2, 3 periods on


def test_many_comparisons_are_tested_by_time_since_adoption():
    found = effects_of(PanelSummary.of_panel(made(each=12, times=9)), checks=False).pretrend
    assert found.over == "event_times"
    assert found.df == 4
    assert found.p == chi2.sf(found.statistic, found.df)


def test_one_time_before_adoption_shows_nothing():
    found = effects_of(PanelSummary.of_panel(made((2, 0), each=9, times=3)), checks=False)
    assert found.pretrend is None
    assert found.verdict.code == "no_past"


def test_units_that_are_all_alike_cannot_be_tested():
    rows = [(unit, time, 3 * (unit < 6), 1.0) for unit in range(12) for time in (1, 2, 3)]
    found = effects_of(PanelSummary.of_panel(panel_of(*zip(*rows, strict=True))), checks=False)
    assert found.pretrend is None
    assert found.verdict.code == "no_error"
