"""Inference for small networks: exact where all deals are tried, of the right size, or left out."""

from itertools import permutations

import numpy as np
import pytest

from cairn.engine.effect import few
from cairn.engine.effect.effects import effects_of
from cairn.engine.effect.few import few_units
from cairn.engine.effect.fit import Question
from cairn.engine.effect.panel import panel_of
from cairn.engine.effect.summary import PanelSummary
from tests.engine.effect.panels import made


def effect(panel, adopted):
    again = panel_of(
        np.repeat(panel.units, len(panel.times)), np.tile(panel.times, len(panel.units)),
        np.repeat(np.where(adopted > 100, 0, adopted), len(panel.times)), panel.outcomes.ravel(),
    )  # fmt: skip
    return effects_of(PanelSummary.of_panel(again), Question(method="imputation"), checks=False).simple.att


def test_all_deals_are_tried_where_they_are_few():
    panel = made((3, 4, 0), each=2, times=5)
    found = few_units(panel, seed=1)
    deals = {tuple(deal) for deal in permutations(panel.adopted.tolist())}
    all_effects = np.array([effect(panel, np.array(deal)) for deal in deals])
    att = effect(panel, panel.adopted)
    assert found.att == pytest.approx(att, rel=1e-9)
    assert (found.ways, found.is_exact) == (len(deals), True)
    assert found.randomisation_p == pytest.approx((np.abs(all_effects) >= abs(att) - 1e-9).mean())
    assert found.wild_p is None


def test_the_interval_holds_what_is_not_rejected():
    panel = made((3, 0), each=5, times=5, effect=3.0)
    found = few_units(panel, seed=1)
    for end, side in ((found.lower, -1), (found.upper, 1)):
        for shift, is_rejected in ((1e-3, True), (-1e-3, False)):
            taken = panel.outcomes - (end + side * shift) * (panel.times >= panel.adopted[:, None])
            again = few_units(
                panel_of(np.repeat(panel.units, 5), np.tile(panel.times, 10),
                         np.repeat(np.where(panel.adopted > 9, 0, panel.adopted), 5), taken.ravel()),
                seed=1,
            )  # fmt: skip
            assert (again.randomisation_p <= 0.05) == is_rejected


def test_too_few_deals_bound_nothing():
    found = few_units(made((3, 0), each=2, times=5), seed=1)
    assert found.ways == 6
    assert (found.lower, found.upper) == (None, None)


def test_random_deals_and_signs_reject_as_often_as_they_should():
    found = [
        few_units(made((3, 5, 0), each=8, times=6, seed=seed, effect=0.0), draws=199, seed=seed)
        for seed in range(120)
    ]
    assert not found[0].is_exact
    assert found[0].ways == 200
    assert 0.0 <= np.mean([one.randomisation_p <= 0.1 for one in found]) < 0.18
    assert 0.0 <= np.mean([one.wild_p <= 0.1 for one in found]) < 0.18
    strong = few_units(made((3, 5, 0), each=8, times=6, effect=9.0), draws=199, seed=1)
    assert strong.randomisation_p <= 0.01
    assert strong.wild_p <= 0.02
    assert strong == few_units(made((3, 5, 0), each=8, times=6, effect=9.0), draws=199, seed=1)


def test_early_and_late_adopters_are_taken_as_the_estimate_takes_them():
    found = few_units(made((1, 3, 9, 0), each=3, times=6), seed=2)
    assert found.ways == 84


def test_a_cohort_of_one_has_no_spread_of_its_own():
    panel = made((2, 3, 4, 5, 6, 7), each=1, times=8)
    more = made((0,), each=7, times=8, seed=2)
    both = panel_of(
        np.repeat(np.arange(13), 8), np.tile(panel.times, 13), np.repeat([2, 3, 4, 5, 6, 7, *[0] * 7], 8),
        np.vstack([panel.outcomes, more.outcomes]).ravel(),
    )  # fmt: skip
    assert 0 < few_units(both, draws=199, seed=1).wild_p <= 1


def test_it_is_not_made_where_it_does_not_fit(monkeypatch):
    assert few_units(made(weighted=True), seed=1) is None
    assert few_units(made(covariates=1), seed=1) is None
    with pytest.raises(ValueError, match="too few"):
        few_units(made(), draws=50, seed=1)
    monkeypatch.setattr(few, "MOST_UNITS", 3)
    assert few_units(made(), seed=1) is None
