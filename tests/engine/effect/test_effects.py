"""The whole answer: from rows, from merged statistics, in any order, and when there is none."""

import json
from dataclasses import replace

import numpy as np
import pytest

from cairn.engine.effect.effects import effects_of, effects_of_panel
from cairn.engine.effect.fit import Question
from cairn.engine.effect.panel import Panel, panel_of
from cairn.engine.effect.summary import PanelSummary
from tests.engine.effect.panels import made, shared


def part(panel, kept):
    return Panel(
        panel.units[kept], panel.times, panel.adopted[kept], panel.outcomes[kept], panel.weights[kept],
        panel.covariates[kept],
    )  # fmt: skip


@pytest.mark.shared
@pytest.mark.parametrize("method", ["cs", "imputation"])
def test_two_sites_merged_equal_the_whole_in_everything(shared_data, method):
    panel = shared(shared_data)
    sites = [PanelSummary.of_panel(part(panel, panel.units % 3 == k)) for k in range(3)]
    merged = effects_of(sites[2].merge(sites[0]).merge(sites[1]), Question(method=method), seed=4)
    assert merged == effects_of(PanelSummary.of_panel(panel), Question(method=method), seed=4)
    assert merged.verdict.code == "decrease"


@pytest.mark.shared
def test_effects_have_the_published_errors_within_chance(shared_data):
    found = effects_of(PanelSummary.of_panel(shared(shared_data)), seed=1)
    published = json.loads((shared_data / "panels/golden/published.json").read_text())[
        "mpdta_did_basics_vignette"
    ]
    for one in found.dynamic:
        att, se = published["dynamic"][str(one.key)]
        assert one.estimate.att == pytest.approx(att, abs=5e-5)
        assert one.estimate.se == pytest.approx(se, rel=0.15)
    assert found.sensitivity.event_times == (-4, -3, -2, 0, 1, 2, 3)
    assert found.leave_out_units is None


def test_rows_add_what_needs_rows_and_change_nothing_else():
    panel = made((3, 5, 0), each=6)
    rows, summary = effects_of_panel(panel, seed=2), effects_of(PanelSummary.of_panel(panel), seed=2)
    assert len(rows.leave_out_units) == 18
    assert rows.few.seed == 2
    assert replace(rows, leave_out_units=None, few=None) == summary


def test_rows_in_another_order_give_the_same_answer():
    panel = made((3, 5, 0), each=6)
    order = np.random.default_rng(1).permutation(panel.outcomes.size)
    rows = [
        np.repeat(panel.units, 7), np.tile(panel.times, 18),
        np.repeat(np.where(panel.adopted > 9, 0, panel.adopted), 7), panel.outcomes.ravel(),
    ]  # fmt: skip
    assert effects_of_panel(panel_of(*(row[order] for row in rows))) == effects_of_panel(panel)


def test_covariates_are_adjusted_for_everywhere_but_in_the_sites_checks():
    found = effects_of_panel(made((3, 5, 0), each=25, covariates=1))
    assert found.few is None
    assert found.leave_out_cohorts == ()
    assert found.sensitivity is not None
    assert found.pretrend is not None


def test_what_was_left_out_is_told():
    panel = made((1, 3, 0), each=8)
    found = effects_of_panel(replace(panel, dropped=2))
    assert [note.code for note in found.notes] == ["dropped", "already_adopted"]
    summary = PanelSummary.of_panel(panel).merge(PanelSummary.of_panel(made((4,), each=3)))
    assert effects_of(summary.for_release(5, withhold=True)).notes[0].code == "withheld"
    alone = PanelSummary.of_panel(made((3, 0), each=8)).merge(PanelSummary.of_panel(made((5,), each=1)))
    assert [note.code for note in effects_of(alone, checks=False).notes] == ["single_unit"]


@pytest.mark.parametrize("rows", [False, True])
def test_no_comparison_is_an_answer(rows):
    panel = made((3, 5), each=8)
    found = effects_of_panel(panel) if rows else effects_of(PanelSummary.of_panel(panel))
    assert found.verdict.text == "Cannot tell: there are no controls. Try those that adopt later (not-yet)."
    assert (found.simple, found.att_gt, found.sensitivity) == (None, (), None)
    assert found.cohorts == ((3, 8), (5, 8))
    assert found.n_units == 16


def test_imputation_without_comparisons_has_no_test_of_trends():
    panel = made((3, 4), each=8, times=4)
    kept = part(panel, np.ones(16, bool))
    found = effects_of(PanelSummary.of_panel(kept), Question(method="imputation"))
    assert found.simple is not None
    assert found.pretrend is not None


def test_gates_count_controls_as_the_question_has_them():
    panel = PanelSummary.of_panel(made((4, 6, 0), each=5))
    more = panel.merge(PanelSummary.of_panel(made((0,), each=1)))
    few = PanelSummary.of_panel(made((4, 6), each=8)).merge(PanelSummary.of_panel(made((0,), each=3)))
    assert effects_of(more, checks=False).verdict.code != "too_few"
    assert effects_of(few, checks=False).verdict.code == "too_few"
    assert effects_of(few, Question(control="not-yet"), checks=False).verdict.code != "too_few"


@pytest.mark.parametrize("scale", [1e-95, 1e95])
def test_outcomes_of_any_size_give_the_same_answer(scale):
    panel = made(each=10)
    plain = effects_of_panel(panel)
    scaled = effects_of_panel(replace(panel, outcomes=panel.outcomes * scale))
    assert scaled.sensitivity.breakdown == pytest.approx(plain.sensitivity.breakdown, abs=0.01)
    assert scaled.verdict.code == plain.verdict.code
    for key in ("att", "se", "lower", "upper"):
        assert getattr(scaled.simple, key) == pytest.approx(scale * getattr(plain.simple, key), rel=1e-9)


def test_rounding_is_not_taken_for_chance():
    rows = [(u, t, 5 * (u < 20), 0.1 * u + 0.3 * t + 0.7 * (u < 20 and t >= 5))
            for u in range(40) for t in range(1, 9)]  # fmt: skip
    found = effects_of_panel(panel_of(*zip(*rows, strict=True)))
    assert found.verdict.code == "no_error"
    assert found.simple.att == pytest.approx(0.7)
    assert found.simple.se is None


def test_units_are_counted_by_weight_where_a_few_weigh_nearly_all():
    panel = made(each=10)
    heavy = replace(panel, weights=np.where(np.arange(len(panel.units)) == len(panel.units) - 1, 1e6, 1.0))
    assert effects_of(PanelSummary.of_panel(panel), checks=False).verdict.code != "too_few"
    told = effects_of(PanelSummary.of_panel(heavy), checks=False).verdict
    assert told.code == "too_few"
    assert "by weight, a few count for nearly all" in told.text
