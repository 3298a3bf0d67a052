"""Leaving out cohorts and units, and pretended dates, equal doing it by hand."""

from dataclasses import replace

import numpy as np
import pytest

from cairn.engine.effect import checks
from cairn.engine.effect.checks import placebos, without_each_cohort, without_each_unit
from cairn.engine.effect.effects import effects_of
from cairn.engine.effect.fit import Question, fit
from cairn.engine.effect.moments import moments_of
from cairn.engine.effect.panel import NEVER, Panel
from cairn.engine.effect.summary import PanelSummary
from tests.engine.effect.panels import compared, made


def part(panel, kept):
    return Panel(
        panel.units[kept], panel.times, panel.adopted[kept], panel.outcomes[kept], panel.weights[kept],
        panel.covariates[kept],
    )  # fmt: skip


def fitted(panel, **question):
    return fit(moments_of(PanelSummary.of_panel(panel)), Question(**question))


@pytest.mark.parametrize("question", [{}, {"control": "not-yet"}, {"method": "imputation"}])
def test_leaving_out_equals_a_panel_without_it(question):
    panel = made(each=3)
    one = fitted(panel, **question)
    asked = Question(**question)
    for left in without_each_cohort(one):
        others = part(panel, panel.adopted != int(left.what))
        assert left.att == effects_of(PanelSummary.of_panel(others), asked, checks=False).simple.att
    found = without_each_unit(panel, one)
    assert [left.what for left in found] == [str(i) for i in range(12)]
    others = part(panel, panel.units != 4)
    assert found[4].att == effects_of(PanelSummary.of_panel(others), asked, checks=False).simple.att


def test_leaving_out_what_all_rests_on_leaves_nothing(monkeypatch):
    panel = made((3, 0), each=1)
    assert [left.att for left in without_each_unit(panel, fitted(panel))] == [None, None]
    assert [left.att for left in without_each_cohort(fitted(panel))] == [None]
    monkeypatch.setattr(checks, "MOST_UNITS", 1)
    assert without_each_unit(panel, fitted(panel)) == ()


def test_placebos_compare_times_before_adoption_only():
    panel = made((4, 6, 0))
    found = placebos(fitted(panel))
    assert [(one.earlier, one.n_cohorts) for one in found] == [(1, 2), (2, 2), (3, 1)]
    by_hand = np.mean([compared(panel, cohort, cohort - 1, cohort - 2)[0] for cohort in (4, 6)])
    assert found[0].estimate.att == pytest.approx(by_hand, rel=1e-12)
    assert found[2].estimate.att == pytest.approx(
        np.mean([compared(panel, 6, time, 2)[0] for time in (3, 4, 5)]), rel=1e-12
    )
    assert placebos(fitted(made((2, 0)))) == ()


def test_placebos_with_later_adopters_as_controls():
    panel = made((4, 6, 0))
    (one, *_) = placebos(fitted(panel, method="imputation"))
    hand = [compared(panel, cohort, cohort - 1, cohort - 2, not_yet=True)[0] for cohort in (4, 6)]
    assert one.estimate.att == pytest.approx(np.mean(hand), rel=1e-12)
    apart = replace(panel, adopted=np.where(panel.adopted == NEVER, 6, panel.adopted))
    assert placebos(fitted(apart, control="not-yet"))[0].n_cohorts == 1
