"""A waterfall conserves every minor unit, of cash and of losses."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cairn.engine.finance import Guarantee, Layer, Tranche, bear, distribute


@st.composite
def waterfalls(draw):
    periods = draw(st.integers(1, 5))
    dues = st.none() | st.lists(st.integers(0, 50), min_size=periods, max_size=periods).map(tuple)
    tranches = [
        Tranche(f"t{k}", draw(st.integers(1, 3)), draw(dues), draw(st.booleans()))
        for k in range(draw(st.integers(1, 5)))
    ]
    return tranches, draw(st.lists(st.integers(0, 200), min_size=periods, max_size=periods))


@given(waterfalls())
def test_every_minor_unit_is_paid_or_left(drawn):
    tranches, cash = drawn
    arrears = [0] * len(tranches)
    for number, period in enumerate(distribute(tranches, cash)):
        assert sum(period.paid) + period.undistributed == period.cash == cash[number]
        for k, one in enumerate(tranches):
            if one.due is None:
                assert period.short[k] == 0
                continue
            owed = one.due[number] + arrears[k]
            assert 0 <= period.paid[k] <= owed
            assert period.short[k] == owed - period.paid[k]
            arrears[k] = period.short[k] if one.cumulative else 0
        for k, one in enumerate(tranches):  # nobody below is paid while somebody above is short
            if period.short[k]:
                assert all(period.paid[j] == 0 for j, o in enumerate(tranches) if o.rank > one.rank)


def test_a_rank_shares_in_proportion_to_what_each_is_due():
    told = distribute([Tranche("a", 1, (30,)), Tranche("b", 1, (10,)), Tranche("rest", 2)], [20])
    assert told[0].paid == (15, 5, 0)


def test_what_is_not_cumulative_is_forgotten():
    forgetful = distribute([Tranche("a", 1, (10, 10), cumulative=False)], [4, 30])
    assert [period.paid for period in forgetful] == [(4,), (10,)]
    assert forgetful[1].undistributed == 20


@pytest.mark.parametrize(
    ("tranches", "cash"),
    [([], [-1]), ([Tranche("a", 1, (1,))], [1, 2]), ([Tranche("a", 1, (-1,))], [1])],
)
def test_cash_and_dues_that_cannot_be_are_refused(tranches, cash):
    with pytest.raises(ValueError, match=r"negative|give what is due"):
        distribute(tranches, cash)


@given(st.lists(st.tuples(st.integers(1, 3), st.integers(0, 100)), max_size=5), st.integers(0, 600))
def test_every_loss_is_borne_or_uncovered(drawn, loss):
    layers = [Layer(f"l{k}", rank, size) for k, (rank, size) in enumerate(drawn)]
    found = bear(layers, loss)
    assert sum(found.borne) + found.uncovered == loss
    for k, one in enumerate(layers):
        assert 0 <= found.borne[k] <= one.size
        if found.borne[k]:  # whoever comes first is used up
            assert all(found.borne[j] == o.size for j, o in enumerate(layers) if o.rank < one.rank)
    assert not found.uncovered or sum(found.borne) == sum(one.size for one in layers)


def test_a_first_loss_layer_absorbs_losses_up_to_its_size():
    layers = [Layer("senior", 3, 100), Layer("first loss", 1, 20), Layer("mezzanine", 2, 30)]
    assert bear(layers, 15).borne == (0, 15, 0)
    assert bear(layers, 60).borne == (10, 20, 30)
    assert bear(layers, 170).uncovered == 20


def test_negative_losses_are_refused():
    with pytest.raises(ValueError, match="negative"):
        bear([], -1)
    with pytest.raises(ValueError, match="negative"):
        bear([Layer("a", 1, -1)], 1)


def test_a_guarantee_pays_its_part_up_to_a_limit():
    guarantee = Guarantee(Fraction(1, 3), 40)
    assert [guarantee.called(loss) for loss in (0, 10, 100, 1000)] == [0, 3, 33, 40]
    assert guarantee.exposure(1000, Fraction(1, 20)) == (40, Fraction(2))
