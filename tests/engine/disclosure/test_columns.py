"""Small counts in many columns, held back as in a released table."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from cairn.engine.disclosure import Leaves, release_table
from cairn.engine.disclosure.columns import held_back

COLUMN = st.lists(st.integers(0, 12), min_size=1, max_size=7)


@settings(deadline=None, max_examples=150, derandomize=True)
@given(COLUMN, st.integers(1, 6))
def test_cells_are_held_back_as_in_a_released_table(counts, min_size):
    """Where cells enough protect them; else that table withholds its total, and ours is public."""
    release = release_table({(f"{i:02}", "seen"): n for i, n in enumerate(counts)}, threshold=min_size)
    status = {cell.row: cell.status for cell in release.cells if cell.column == "seen"}
    if status[""] is not Leaves.SHOWN:
        return
    names = [Leaves.SHOWN, Leaves.SMALL, Leaves.PROTECTING]
    found = held_back(np.array(counts)[:, None], min_size)[:, 0]
    assert [names[one] for one in found] == [status[f"{i:02}"] for i in range(len(counts))]


@settings(deadline=None, max_examples=150, derandomize=True)
@given(COLUMN, st.integers(1, 6))
def test_what_is_missing_is_two_cells_that_reach_the_threshold(counts, min_size):
    column = np.array(counts)
    status = held_back(column[:, None], min_size)[:, 0]
    is_small = (column > 0) & (column < min_size)
    assert (status[is_small] == 1).all()
    missing = column[status > 0]
    everything = (column > 0).sum() == len(missing)
    assert not missing.size or everything or (len(missing) >= 2 and missing.sum() >= min_size)
