"""Group-time effects equal the golden files, and a comparison made by hand."""

from dataclasses import replace

import numpy as np
import pytest

from cairn.engine.effect.effects import effects_of, effects_of_panel
from cairn.engine.effect.fit import Question
from cairn.engine.effect.panel import NEVER
from cairn.engine.effect.summary import PanelSummary
from tests.engine.effect.panels import compared, golden, made, shared

CONTROL = {"nevertreated": "never", "notyettreated": "not-yet"}
OPTIONS = [
    (x, control, adjust, base)
    for x in ("~1", "~lpop")
    for control in CONTROL
    for adjust in ("dr", "reg", "ipw")
    for base in ("varying", "universal")
]


@pytest.mark.shared
@pytest.mark.parametrize(("x", "control", "adjust", "base"), OPTIONS)
def test_effects_equal_golden(shared_data, x, control, adjust, base, monkeypatch):
    monkeypatch.setattr("cairn.engine.effect.effects._checked", lambda found, *rest: found)
    monkeypatch.setattr("cairn.engine.effect.effects.without_each_unit", lambda *rest: ())
    question = Question(control=CONTROL[control], base=base, adjust=adjust)
    found = effects_of_panel(shared(shared_data, covariate=x != "~1"), question)
    key = {"xformla": x, "control": control, "method": adjust, "base": base}
    cells = {(str(one.group), str(one.time)): one.estimate for one in found.att_gt}
    parts = {
        "simple": {"overall": found.simple},
        "group": {"overall": found.group} | {str(one.key): one.estimate for one in found.by_cohort},
        "calendar": {"overall": found.calendar} | {str(one.key): one.estimate for one in found.by_time},
        "dynamic": {"overall": found.dynamic_overall} | {str(one.key): one.estimate for one in found.dynamic},
    }
    expected = [(cells[row["g"], row["t"]], row) for row in golden(shared_data, "attgt") if _is(row, key)]
    expected += [(parts[row["type"]][row["e"]], row) for row in golden(shared_data, "aggte") if _is(row, key)]
    assert len(expected) == len(cells) + sum(map(len, parts.values()))
    for estimate, row in expected:
        assert estimate.att == pytest.approx(float(row["att"]), abs=1e-8)
        if row["se"] == "NA":
            assert estimate.se is None
        else:
            assert estimate.se == pytest.approx(float(row["se"]), abs=1e-6)


def _is(row, key):
    return all(row[name] == value for name, value in key.items())


@pytest.mark.parametrize("weighted", [False, True])
@pytest.mark.parametrize("not_yet", [False, True])
def test_effects_equal_a_comparison_by_hand(weighted, not_yet):
    panel = made(weighted=weighted)
    question = Question(control="not-yet" if not_yet else "never", base="universal")
    found = effects_of(PanelSummary.of_panel(panel), question, checks=False)
    for cell in found.att_gt:
        if cell.time != cell.group - 1:
            att, se = compared(panel, cell.group, cell.time, cell.group - 1, not_yet=not_yet)
            assert cell.estimate.att == pytest.approx(att, rel=1e-11, abs=1e-13)
            assert cell.estimate.se == pytest.approx(se, rel=1e-11)


def test_errors_of_averages_count_that_shares_of_cohorts_are_estimated():
    panel = made(each=25, seed=3)
    found = effects_of(PanelSummary.of_panel(panel), checks=False)
    chance, draws = np.random.default_rng(5), []
    for _ in range(100):
        rows = chance.integers(0, len(panel.units), len(panel.units))
        again = replace(panel, units=np.arange(len(rows)), adopted=panel.adopted[rows],
                        outcomes=panel.outcomes[rows], weights=panel.weights[rows],
                        covariates=panel.covariates[rows])  # fmt: skip
        draws.append(effects_of(PanelSummary.of_panel(again), checks=False).simple.att)
    assert found.simple.se == pytest.approx(np.std(draws), rel=0.2)


def test_weights_count_as_so_many_units_in_the_effect():
    light = made(each=4)
    heavy = replace(light, weights=np.full(16, 2.0))
    one, other = (effects_of(PanelSummary.of_panel(panel), checks=False) for panel in (light, heavy))
    assert one.simple.att == pytest.approx(other.simple.att, rel=1e-12)
    assert one.simple.se == pytest.approx(other.simple.se, rel=1e-12)
    assert NEVER not in [cell.group for cell in one.att_gt]
