"""Adjusting for covariates: each way is right where it should be, and refuses what cannot be adjusted."""

from dataclasses import replace

import numpy as np
import pytest

from cairn.engine.effect.covariates import OVERLAP, _Comparison, _odds
from cairn.engine.effect.effects import effects_of_panel
from cairn.engine.effect.fit import Question
from tests.engine.effect.panels import made


def drifting(n=400, seed=4):
    """Adopters have a higher covariate, and outcomes drift with it: parallel only among like units."""
    chance = np.random.default_rng(seed)
    panel = made((3, 0), each=n // 2, times=4, seed=seed, covariates=1)
    x = panel.covariates + 0.5 * (panel.adopted == 3)[:, None]
    outcomes = panel.outcomes + 2 * x * np.arange(4) + chance.normal(size=panel.outcomes.shape) * 0.1
    return replace(panel, covariates=x, outcomes=outcomes)


@pytest.mark.parametrize("adjust", ["dr", "reg", "ipw"])
def test_adjusting_takes_out_the_drift_that_the_covariate_explains(adjust, monkeypatch):
    monkeypatch.setattr("cairn.engine.effect.effects._checked", lambda found, *rest: found)
    monkeypatch.setattr("cairn.engine.effect.effects.without_each_unit", lambda *rest: ())
    panel = drifting()
    found = effects_of_panel(panel, Question(adjust=adjust))
    plain = effects_of_panel(replace(panel, covariates=np.empty((400, 0))))
    assert abs(found.simple.att - 1) < 4 * found.simple.se < 1.2
    assert plain.simple.att - 1 > 1


@pytest.mark.parametrize("adjust", ["dr", "ipw"])
def test_covariates_that_say_who_adopts_leave_no_control(adjust):
    panel = made((3, 0), each=10, times=4, covariates=1)
    apart = replace(panel, covariates=panel.covariates * 0.01 + (panel.adopted == 3)[:, None])
    with pytest.raises(ValueError, match="Cohort 3 at 2: the covariates alone say who adopts"):
        effects_of_panel(apart, Question(adjust=adjust))


@pytest.mark.parametrize("adjust", ["dr", "reg", "ipw"])
@pytest.mark.parametrize("change", [lambda x: x * 0 + 5, lambda x: np.hstack([x, 2 * x]), lambda x: x * 0])
def test_covariates_that_cannot_be_told_apart_are_refused(adjust, change):
    panel = made((3, 0), each=10, times=4, covariates=1)
    with pytest.raises(ValueError, match="cannot be told apart"):
        effects_of_panel(replace(panel, covariates=change(panel.covariates)), Question(adjust=adjust))


def test_controls_that_would_surely_adopt_are_left_out():
    chance = np.random.default_rng(1)
    panel = made((3, 0), each=40, times=4, covariates=1)
    x = np.where(panel.adopted == 3, 3.0, -3.0)[:, None] + chance.normal(size=(80, 1)) * 1.8
    every = _Comparison(x[:, 0], np.ones(80), np.ones(80), x, "Cohort 3 at 2")
    with pytest.raises(ValueError, match="no control is comparable"):
        _odds(every, np.full(80, OVERLAP))
    assert effects_of_panel(replace(panel, covariates=x), Question(adjust="ipw")).simple is not None


def test_imputation_takes_no_covariates():
    with pytest.raises(ValueError, match="Imputation takes no covariates"):
        effects_of_panel(made(covariates=1), Question(method="imputation"))


def test_a_fit_that_does_not_settle_is_refused(monkeypatch):
    monkeypatch.setattr("cairn.engine.effect.covariates.STEPS", 1)
    with pytest.raises(ValueError, match="no control is comparable"):
        effects_of_panel(drifting(60))


def test_a_check_that_cannot_be_adjusted_is_left_out(monkeypatch):
    def refuse(*rest, **more):
        raise ValueError

    monkeypatch.setattr("cairn.engine.effect.effects.sensitivity_of", refuse)
    assert effects_of_panel(drifting(60)).sensitivity is None
