"""Who is compared with whom, and what had to be left out, is said."""

import numpy as np
import pytest

from cairn.engine.effect.design import cells_of, pooled, usable
from cairn.engine.effect.moments import Moments, moments_of
from cairn.engine.effect.panel import NEVER
from cairn.engine.effect.summary import PanelSummary
from tests.engine.effect.panels import made


def moments(cohorts, **options):
    return moments_of(PanelSummary.of_panel(made(cohorts, **options)))


def test_those_that_adopted_before_or_adopt_after_are_told():
    m, notes = usable(moments((1, 4, 9, 12, 0)), control="never")
    assert m.cohorts.tolist() == [4, NEVER]
    assert m.counts.tolist() == [6, 18]
    assert [(note.code, note.params) for note in notes] == [
        ("already_adopted", (("n_units", 6),)),
        ("adopts_later", (("n_units", 12), ("last", 7))),
    ]


@pytest.mark.parametrize("weighted", [False, True])
def test_cohorts_put_together_have_the_moments_of_all_their_units(weighted):
    panel = made((4, 9, 0), weighted=weighted)
    m, _ = usable(moments_of(PanelSummary.of_panel(panel)), control="never")
    late = panel.adopted != 4
    panel.adopted[late] = NEVER
    whole = moments_of(PanelSummary.of_panel(panel))
    for name in ("counts", "weights", "squares", "means", "square_means", "scatter", "tilt"):
        assert np.allclose(getattr(m, name), getattr(whole, name), atol=1e-12)


def test_the_last_cohort_is_control_where_nobody_never_adopts():
    m, notes = usable(moments((3, 6)), control="not-yet")
    assert (m.cohorts.tolist(), m.times.tolist()) == ([3, NEVER], [1, 2, 3, 4, 5])
    assert [note.code for note in notes] == ["last_as_control"]
    assert usable(moments((3,)), control="not-yet")[0].cohorts.tolist() == [3]
    assert usable(moments((3, 6)), control="never")[1] == ()


def test_cells_name_base_and_controls():
    m = moments((3, 5, 0), times=5)
    cells, notes = cells_of(m, control="not-yet", base="universal")
    rows = list(zip(cells.group, cells.time, cells.base, cells.is_fixed, cells.pool.tolist(), strict=True))
    assert rows[0] == (0, 0, 1, False, [False, True, True])
    assert rows[1] == (0, 1, 1, True, [False, True, True])
    assert rows[4] == (0, 4, 1, False, [False, False, True])
    assert rows[5] == (1, 0, 3, False, [False, False, True])
    assert (len(rows), notes) == (10, ())
    varying, _ = cells_of(m, control="never", base="varying")
    assert [int(one) for one in varying.base] == [0, 1, 1, 1, 0, 1, 2, 3]
    assert not varying.is_fixed.any()


def test_cells_without_controls_are_counted():
    m = moments((3, 5), times=6)
    cells, notes = cells_of(m, control="not-yet", base="varying")
    assert sorted({int(m.times[one]) for one in cells.time}) == [2, 3, 4]
    assert [(note.code, note.params) for note in notes] == [("no_comparison", (("n_cells", 6),))]


def test_nothing_can_be_nothing():
    m = moments_of(PanelSummary.empty(times=()))
    assert isinstance(usable(m, control="never")[0], Moments)
    assert pooled(m, m.cohorts).cohorts.tolist() == []
