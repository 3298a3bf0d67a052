"""Rows become a panel, whatever their order; all that is wrong is said at once."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cairn.engine.effect.panel import NEVER, Panel, PanelError, panel_of

ROWS = [
    ("a", 1, 2, 1.0),
    ("a", 2, 2, 2.0),
    ("b", 1, 0, 3.0),
    ("b", 2, 0, 4.0),
    ("c", 1, 2, 5.0),
    ("c", 2, 2, 6.0),
]


def columns(rows):
    return [list(column) for column in zip(*rows, strict=True)]


@given(st.permutations(ROWS))
@settings(deadline=None, max_examples=25)
def test_panel_is_the_same_for_any_order_of_rows(rows):
    panel = panel_of(*columns(rows))
    assert panel.units.tolist() == ["a", "b", "c"]
    assert panel.times.tolist() == [1, 2]
    assert panel.adopted.tolist() == [2, NEVER, 2]
    assert panel.outcomes.tolist() == [[1, 2], [3, 4], [5, 6]]
    assert not panel.is_weighted


def test_panel_keeps_weights_and_covariates_by_unit():
    rows = columns(ROWS)
    panel = panel_of(*rows, weights=[1, 1, 2, 2, 3, 3], covariates=[[7], [7], [8], [8], [9], [9]])
    assert panel.weights.tolist() == [1, 2, 3]
    assert panel.covariates.tolist() == [[7], [8], [9]]
    assert panel.is_weighted


def test_panel_takes_floats_and_scattered_numbers_that_are_whole():
    panel = panel_of([10**9, 10**9, 5, 5], [2.0, 1.0, 1.0, 2.0], [0.0, 0.0, 2.0, 2.0], [4.0, 3.0, 1.0, 2.0])
    assert panel.units.tolist() == [5, 10**9]
    assert panel.outcomes.tolist() == [[1, 2], [3, 4]]


def test_panel_of_one_unit_is_a_panel():
    assert panel_of([1, 1], [1, 2], [0, 0], [1.0, 2.0]).outcomes.tolist() == [[1, 2]]
    assert panel_of([1, 1], [2, 1], [0, 0], [2.0, 1.0]).outcomes.tolist() == [[1, 2]]


def test_panel_refuses_a_gap_by_name_or_drops_the_unit():
    rows = columns(ROWS[:-1])
    with pytest.raises(PanelError, match="unit c has no value at 2") as wrong:
        panel_of(*rows)
    assert [(fault.row, fault.role) for fault in wrong.value.faults] == [(4, "unit")]
    panel = panel_of(*rows, incomplete="drop")
    assert (panel.units.tolist(), panel.dropped) == (["a", "b"], 1)
    with pytest.raises(ValueError, match="No unit has a value at every time"):
        panel_of(["a", "b"], [1, 2], [0, 0], [1.0, 2.0], incomplete="drop")


def test_panel_names_every_fault_and_counts_the_rest():
    with pytest.raises(PanelError, match="unit a at time 1 is already in row 1"):
        panel_of(*columns([*ROWS, ("a", 1, 2, 9.0)]))
    with pytest.raises(PanelError) as wrong:
        panel_of(range(20), [1] * 20, [0] * 20, [np.nan] * 20, weights=[0.0] * 20, covariates=[[np.inf]] * 20)
    assert [fault.role for fault in wrong.value.faults] == ["outcome"] * 12 + ["weights"] * 12 + ["0"] * 12
    assert str(wrong.value).endswith("… and 24 more.")
    many = [(unit, time, 0, 1.0) for unit in range(20) for time in (1, 2)]
    with pytest.raises(PanelError, match="3 more"):
        panel_of(*columns([row for row in many if row[:2] not in {(unit, 2) for unit in range(15)}]))


def test_panel_refuses_what_changes_within_a_unit():
    rows = columns(ROWS)
    rows[2] = [2, 0, 0, 0, 2, 2]
    with pytest.raises(PanelError, match=r"Row 2, adopted: never differs from 2 in row 1 of the same unit"):
        panel_of(*rows)
    turned = columns(ROWS[::-1])
    with pytest.raises(PanelError, match=r"Row 5, weights: 1.0 differs from 2.0 in row 6"):
        panel_of(*turned, weights=[1, 1, 1, 1, 1, 2])
    many = [(unit, time, time, 1.0) for unit in range(9) for time in (1, 2, 3)]
    with pytest.raises(PanelError, match="6 more"):
        panel_of(*columns(many))


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        (([], [], [], []), "no rows"),
        ((["a"], [1, 2], [0], [1.0]), "differ in length"),
        ((["a"], [1.5], [0], [1.0]), "times must be whole"),
        ((["a"], [1], [1e300], [1.0]), "adoption times must be whole"),
        (([["a"]], [1], [0], [1.0]), "one list"),
    ],
)
def test_panel_refuses_columns_that_are_none(columns, message):
    with pytest.raises(ValueError, match=message):
        panel_of(*columns)


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"units": np.array([1])}, "differ in length"),
        ({"times": np.array([2, 1])}, "must rise"),
        ({"outcomes": np.array([[1.0, np.nan], [1.0, 1.0]])}, "finite"),
        ({"weights": np.array([1.0, -1.0])}, "positive"),
    ],
)
def test_a_panel_that_cannot_be_is_refused(changed, message):
    given = {
        "units": np.array([1, 2]), "times": np.array([1, 2]), "adopted": np.array([2, NEVER]),
        "outcomes": np.ones((2, 2)), "weights": np.ones(2), "covariates": np.empty((2, 0)),
    }  # fmt: skip
    with pytest.raises(ValueError, match=message):
        Panel(**given | changed)


@given(
    st.lists(st.tuples(st.integers(0, 4), st.integers(0, 3), st.integers(-1, 4), st.floats()), max_size=12)
)
@settings(deadline=None, max_examples=60)
def test_panel_of_any_rows_is_a_panel_or_a_refusal(rows):
    try:
        panel = panel_of(*(columns(rows) if rows else [[], [], [], []]))
    except ValueError:
        return
    assert panel.outcomes.size == len(rows)


@pytest.mark.parametrize(
    ("times", "adopted"), [([1, 2, 1, 2], [-1, -1, 0, 0]), ([-1, 0, -1, 0], [0, 0, NEVER, NEVER])]
)
def test_adoption_that_could_be_never_is_refused(times, adopted):
    with pytest.raises(PanelError, match="Count times from 1 on, and leave never blank") as told:
        panel_of([1, 1, 2, 2], times, adopted, [1.0, 2.0, 3.0, 4.0])
    assert {fault.role for fault in told.value.faults} == {"adopted"}


def test_outcomes_that_would_vanish_are_refused():
    with pytest.raises(ValueError, match="smaller than 1e-100"):
        panel_of([1, 1], [1, 2], [0, 0], [1e-150, 0.0])
    assert panel_of([1, 1], [1, 2], [0, 0], [0.0, 0.0]).outcomes.tolist() == [[0.0, 0.0]]
