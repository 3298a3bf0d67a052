"""Cohort statistics merge to the last bit, travel as bytes, and leave only where cohorts are large enough."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cairn.engine.effect.panel import NEVER, Panel, panel_of
from cairn.engine.effect.summary import PanelSummary
from cairn.engine.summary import pack, summarise, unpack
from tests.engine.effect.panels import made, shared


def part(panel, rows):
    rows = np.asarray(rows, np.int64)
    return Panel(
        panel.units[rows], panel.times, panel.adopted[rows], panel.outcomes[rows], panel.weights[rows],
        panel.covariates[rows],
    )  # fmt: skip


@given(st.data())
@settings(deadline=None, max_examples=40)
def test_parts_merged_equal_the_whole_to_the_last_bit(data):
    panel = made(each=3, times=4, weighted=data.draw(st.booleans()), seed=data.draw(st.integers(0, 99)))
    site = np.array(data.draw(st.lists(st.integers(0, 3), min_size=12, max_size=12)))
    order = data.draw(st.permutations(range(12)))
    parts = [
        PanelSummary.from_rows(part(panel, [i for i in order if site[i] == number])) for number in range(4)
    ]
    merged = PanelSummary.empty(times=panel.times)
    for number in data.draw(st.permutations(range(4))):
        merged = merged.merge(parts[number])
    whole = PanelSummary.of_panel(panel)
    assert merged == whole
    assert merged.to_bytes() == whole.to_bytes()
    assert (parts[0].merge(parts[1])).merge(parts[2]) == parts[0].merge(parts[1].merge(parts[2]))


def test_moments_are_the_sums_they_say_they_are():
    panel = panel_of([1, 1, 2, 2], [1, 2] * 2, [0] * 4, [1.0, 2.0, 3.0, 5.0], weights=[1.0, 1.0, 2.0, 2.0])
    summary = PanelSummary.of_panel(panel)
    assert summary.totals.floats().tolist() == [[3.0, 7.0, 12.0]]
    assert summary.products.floats().tolist() == [[5.0, 13.0, 22.0, 37.0, 62.0, 104.0]]
    assert summary != 3


@pytest.mark.shared
def test_summary_goes_through_bytes_and_processes_unchanged(shared_data):
    panel = shared(shared_data)
    whole = PanelSummary.of_panel(panel)
    assert PanelSummary.from_bytes(whole.to_bytes()) == whole
    halves = [part(panel, range(0, 500, 2)), part(panel, range(1, 500, 2))]
    assert summarise(halves, PanelSummary.of_panel).to_bytes() == whole.to_bytes()
    assert sum(whole.counts) == 500
    assert whole.cohorts == (2004, 2006, 2007, NEVER)


def test_merge_refuses_other_times_and_periods():
    one = PanelSummary.empty(times=(1, 2))
    with pytest.raises(ValueError, match="1 to 2, 2 of them, by number; 1 to 3, 3 of them, by number"):
        one.merge(PanelSummary.empty(times=(1, 2, 3)))
    with pytest.raises(ValueError, match="by month; none"):
        PanelSummary.empty(times=(1, 2), period="month").merge(PanelSummary.empty(times=()))
    with pytest.raises(ValueError, match="choose number, quarter"):
        PanelSummary.empty(times=(1,), period="week")


def test_a_small_cohort_does_not_leave():
    summary = PanelSummary.of_panel(made((3, 0), each=5)).merge(PanelSummary.of_panel(made((4,), each=4)))
    assert summary.small() == ((4, 4),)
    with pytest.raises(ValueError, match=r"cohort 4 \(4\); the minimum is 5"):
        summary.for_release()
    with pytest.raises(ValueError, match="never"):
        summary.for_release(10)
    left = summary.for_release(5, withhold=True)
    assert (left.cohorts, left.withheld) == ((3, NEVER), 1)
    assert left.for_release(5) is left
    assert left.merge(left).withheld == 2
    assert PanelSummary.from_bytes(left.to_bytes()) == left
    with pytest.raises(ValueError, match="below 3 units"):
        summary.for_release(2)


@given(st.data())
@settings(deadline=None, max_examples=60)
def test_damaged_bytes_are_refused(data):
    whole = PanelSummary.of_panel(made((3, 0), each=3, times=3)).to_bytes()
    at = data.draw(st.integers(0, len(whole) - 1))
    cut = data.draw(st.sampled_from(["flip", "cut", "random"]))
    broken = {
        "flip": whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :],
        "cut": whole[:at],
        "random": data.draw(st.binary(max_size=60)),
    }[cut]
    with pytest.raises(ValueError, match="summary"):
        PanelSummary.from_bytes(broken)


@pytest.mark.parametrize(
    "change",
    [
        lambda header, arrays: header.update(times=[2, 1, 3]),
        lambda header, arrays: header.update(times=[1, 2, "3"]),
        lambda header, arrays: header.update(times=[]),
        lambda header, arrays: header.update(withheld=-1),
        lambda header, arrays: header.update(exponents=[99999, 0]),
        lambda header, arrays: header.update(exponents=5),
        lambda header, arrays: header.update(period="week"),
        lambda header, arrays: header.pop("period"),
        lambda header, arrays: arrays.update(counts=arrays["counts"] * 0),
        lambda header, arrays: arrays.update(counts=arrays["counts"][:1]),
        lambda header, arrays: arrays.update(cohorts=arrays["cohorts"][::-1].copy()),
        lambda header, arrays: arrays.update(cohorts=-arrays["cohorts"][::-1]),
        lambda header, arrays: arrays.update(totals=arrays["totals"].astype(np.int64)),
        lambda header, arrays: arrays.update(totals=arrays["totals"][:, :0].copy()),
        lambda header, arrays: arrays.update(totals=arrays["totals"][:-1].copy()),
        lambda header, arrays: arrays.update(totals=arrays["totals"] * 0),
        lambda header, arrays: arrays.update(products=np.zeros((20, 700), np.uint8)),
        lambda header, arrays: arrays.update(more=arrays["counts"]),
    ],
)
def test_a_container_that_is_no_panel_is_refused(change):
    whole = PanelSummary.of_panel(made((3, 0), each=3, times=3)).to_bytes()
    header, arrays = unpack(whole, kind="panel", version=1)
    change(header, arrays)
    with pytest.raises(ValueError, match="not as it is written"):
        PanelSummary.from_bytes(pack("panel", 1, header, arrays))


def test_schema_names_every_field():
    assert set(PanelSummary.SCHEMA) == {
        "times", "cohorts", "counts", "totals", "products", "withheld", "period",
    }  # fmt: skip
