"""Co-financing ramps: their shapes, their claims, and what is released."""

from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cairn.engine.finance import Ramp, co_finance, incentive, shares

YEARS = range(2026, 2032)


@pytest.mark.parametrize(
    ("ramp", "expected"),
    [
        (Ramp("flat", Fraction(1, 5)), ["1/5"] * 6),
        (
            Ramp("compound", Fraction(1, 2), growth=Fraction(3, 20)),
            ["1/2", "23/40", "529/800", "12167/16000", "279841/320000", "1"],
        ),
        (Ramp("linear", Fraction(1, 5), full_by=2030), ["1/5", "2/5", "3/5", "4/5", "1", "1"]),
        (
            Ramp("stepped", Fraction(1, 10), steps={2028: Fraction(1, 2), 2031: Fraction(1)}),
            ["1/10", "1/10", "1/2", "1/2", "1/2", "1"],
        ),
        (Ramp("linear", Fraction(1, 5), full_by=2026), ["1"] * 6),
    ],
)
def test_every_shape_gives_the_shares_of_its_formula(ramp, expected):
    assert [str(share) for share in shares(ramp, YEARS).values()] == expected


def test_a_ramp_said_to_reach_all_must():
    assert shares(Ramp("linear", full_by=2031, reaches_full=True), YEARS)[2031] == 1
    with pytest.raises(ValueError, match=r"said to reach 100 %, but in 2031 it stands at 20\.0%"):
        shares(Ramp("flat", Fraction(1, 5), reaches_full=True), YEARS)
    with pytest.raises(ValueError, match="full by 2020, before its first year 2026"):
        shares(Ramp("linear", full_by=2020), YEARS)


@given(st.integers(2026, 2040), st.fractions(0, 1))
def test_a_linear_ramp_rises_by_equal_steps_to_all(full_by, start):
    told = list(shares(Ramp("linear", start, full_by=full_by), range(2026, full_by + 3)).values())
    assert told[full_by - 2026 :] == [1, 1, 1]
    steps = {after - before for before, after in pairwise(told[: full_by - 2025])}
    assert len(steps) <= 1
    assert all(0 <= share <= 1 for share in told)


@pytest.mark.parametrize(
    "options",
    [
        {"shape": "wavy"},
        {"shape": "flat", "start": Fraction(2)},
        {"shape": "compound", "growth": Fraction(-1)},
        {"shape": "linear"},
        {"shape": "flat", "full_by": 2030},
        {"shape": "stepped"},
        {"shape": "stepped", "steps": {2026: Fraction(3)}},
    ],
)
def test_a_ramp_that_cannot_be_drawn_is_refused(options):
    with pytest.raises(ValueError, match=r"unknown|share|ramp"):
        Ramp(**options)


def test_what_is_due_came_and_is_affordable():
    ramp = Ramp("linear", Fraction(1, 2), full_by=2027)
    first, second = co_finance(
        ramp,
        {2026: 1001, 2027: 1000},
        realised={2026: 600, 2027: 400},
        revenue={2026: 5000},
        most=Fraction(1, 10),
    )
    assert (first.due, first.realised, first.short, first.affordable) == (500, 600, 0, True)
    assert (second.due, second.short, second.affordable) == (1000, 600, None)
    # 500 of 500 and 400 of 1,000 came: 900 of 1,500
    assert incentive([first, second], 300) == 180
    assert incentive([], 300) == 300
