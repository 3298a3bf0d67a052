"""From panels to effects that can be judged together."""

import numpy as np
import pytest

from cairn.engine.effect.effects import effects_of
from cairn.engine.effect.fit import Question
from cairn.engine.effect.panel import panel_of
from cairn.engine.effect.summary import PanelSummary
from cairn.engine.effect.tried import spread_before, tried_of
from tests.engine.effect.panels import made


@pytest.mark.parametrize("each", [6, 20])
@pytest.mark.parametrize("level", [0.8, 0.95])
def test_the_estimate_and_its_interval_are_those_of_the_effect(each, level):
    question = Question(level=level)
    simple = effects_of(PanelSummary.of_panel(made(each=each)), question, checks=False).simple
    one = tried_of("a", "x", made(each=each), question, better="down", scale=2.0)
    assert (one.estimate, one.freedom, one.scale, one.better) == (simple.att, simple.freedom, 2.0, "down")
    assert (one.error > 1.01 * simple.se) == (each == 6)
    assert np.isfinite(one.freedom) == (each == 6)
    assert one.error == pytest.approx(tried_of("a", "x", made(each=each)).error)
    assert one.doubt is None


def test_a_panel_that_cannot_tell_says_why():
    rows = [(u, t, 2 * (u < 2), u + t) for u in range(4) for t in (1, 2, 3)]
    one = tried_of("a", "x", panel_of(*zip(*rows, strict=True)))
    assert one.doubt.startswith("2 units adopt and 2 are controls")
    assert not one.can_be_used
    never = tried_of("a", "x", panel_of(*zip(*[(u, t, 0, u) for u, t, _, _ in rows], strict=True)))
    assert never.doubt == "no unit adopts between the second and the last time"
    assert never.estimate is None


def test_a_measure_without_spread_before_cannot_be_compared():
    one = tried_of("a", "x", made(each=20), scale=0.0)
    assert one.doubt.startswith("the measure does not vary before adoption")
    assert one.scale == 1.0


def test_the_spread_is_that_before_adoption_about_each_panels_level():
    one = panel_of([1, 1, 2, 2], [1, 2, 1, 2], [2, 2, 0, 0], [1.0, 9.0, 3.0, 2.0])
    other = panel_of([1, 1, 2, 2], [1, 2, 1, 2], [2, 2, 0, 0], [101.0, 9.0, 103.0, 102.0])
    assert spread_before([one]) == spread_before([one, other]) == pytest.approx(np.std([1, 3, 2]))
    early = panel_of([1, 1], [1, 2], [1, 1], [1.0, 2.0])
    assert spread_before([early]) == 0.0
    assert spread_before([one, early]) == spread_before([one])
