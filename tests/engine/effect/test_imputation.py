"""Imputation from cohort statistics equals a dense regression on units' and times' dummies."""

import numpy as np
import pytest

from cairn.engine.effect.aggregates import Estimates
from cairn.engine.effect.imputation import imputation
from cairn.engine.effect.moments import moments_of
from cairn.engine.effect.summary import PanelSummary
from tests.engine.effect.panels import imputed, made


def fitted(panel):
    m = moments_of(PanelSummary.of_panel(panel))
    group, time, att, influence, notes = imputation(m)
    return m, group, time, att, influence, notes


@pytest.mark.parametrize("weighted", [False, True])
@pytest.mark.parametrize("cohorts", [(3, 5, 6, 0), (2, 4), (3, 5, 7)])
def test_imputation_equals_the_regression_with_its_conservative_error(weighted, cohorts):
    panel = made(cohorts, each=4, weighted=weighted)
    m, group, time, att, influence, _ = fitted(panel)
    targets = []
    for g, t in zip(group, time, strict=True):
        w = np.where(panel.adopted == m.cohorts[g], panel.weights, 0.0)
        targets.append(np.outer(w / w.sum(), np.arange(len(panel.times)) == t))
    errors = np.sqrt(influence.by_cohort().sum(axis=0))
    expected = imputed(panel, targets)
    assert np.allclose(att, [one for one, _ in expected], atol=1e-12)
    assert np.allclose(errors, [error for _, error in expected], atol=1e-12)
    assert np.allclose(np.diag(influence.covariance()), errors**2, atol=1e-14)
    estimates = Estimates(m.cohorts[group], m.times[time], group, att, influence, m.weights, False)
    simple = estimates.simple()
    total = np.sum([m.weights[g] * one for g, one in zip(group, targets, strict=True)], axis=0)
    ((effect, error),) = imputed(panel, [total / total.sum()])
    assert simple.att[0] == pytest.approx(effect, abs=1e-12)
    assert np.sqrt(simple.influence.by_cohort().sum()) == pytest.approx(error, abs=1e-12)


def test_times_when_all_have_adopted_are_not_imputed():
    *_, notes = fitted(made((2, 4), each=4))
    assert [note.code for note in notes] == ["no_comparison"]
    assert notes[0].params == (("n_cells", 8),)
    assert fitted(made((3, 0)))[5] == ()
