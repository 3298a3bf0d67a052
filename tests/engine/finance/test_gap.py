"""The gap: a maximum flow that another library finds too, with the binding earmarks named."""

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_array
from scipy.sparse.csgraph import maximum_flow

from cairn.engine.finance import cost, gap
from cairn.engine.finance.flow import send
from cairn.engine.finance.gap import available, shortfall
from cairn.engine.finance.plan import SIGNED, Scenario, Spending
from tests.engine.finance.plans import commitment, line, plan, plans

VIEWS = st.sampled_from(["weighted", "signed", "nominal"])


def by_scipy(supply, needs, allowed):
    """Return the greatest flow, by another library."""
    givers, takers = list(supply), list(needs)
    size = len(givers) + len(takers) + 2
    table = np.zeros((size, size), np.int32)
    for k, giver in enumerate(givers, start=1):
        table[0, k] = supply[giver]
        for taker in allowed[giver]:
            table[k, 1 + len(givers) + takers.index(taker)] = 10**6
    for k, taker in enumerate(takers):
        table[1 + len(givers) + k, size - 1] = needs[taker]
    return maximum_flow(csr_array(table), 0, size - 1).flow_value


def permitted(drawn, name, year):
    one = next(one for one in drawn.commitments if one.id == name)
    lines = [each.id for each in drawn.lines if one.lines is None or each.id in one.lines]
    years = [later for later in drawn.years if later == year or (one.carry_over and later > year)]
    return [(each, later) for each in lines for later in years]


@settings(max_examples=100, deadline=None)
@given(plans(), VIEWS)
def test_the_gap_is_what_a_maximum_flow_leaves(drawn, view):
    found = gap(drawn, view)
    supply = available(drawn, view)
    allowed = {key: permitted(drawn, *key) for key in supply}
    most = by_scipy(supply, cost(drawn).cells, allowed)
    assert sum(found.funded.values()) == sum(found.used.values()) == most
    assert found.total == cost(drawn).total - most
    assert found.idle == sum(supply.values()) - most


@settings(max_examples=100, deadline=None)
@given(plans(), VIEWS, st.integers(0, 2))
def test_the_gap_alone_is_found_without_asking_who_pays_what(drawn, view, years):
    late = Scenario(delay={drawn.sources[0].id: years} if drawn.sources else {})
    assert shortfall(drawn, view, late) == gap(drawn, view, late).total


def test_money_that_may_wait_closes_a_later_gap_through_a_year_without_any():
    years = (2026, 2028, 2031)
    waiting = commitment("grant", {2026: 9}, carry_over=True)
    short = plan([line("pay", 4, (2026, 2031))], [waiting], years)
    assert (shortfall(short, "signed"), gap(short, "signed").idle) == (0, 1)


@settings(max_examples=100, deadline=None)
@given(plans(), VIEWS)
def test_nobody_gives_beyond_a_commitment_and_every_earmark_is_kept(drawn, view):
    found = gap(drawn, view)
    given_ = available(drawn, view)
    for one in drawn.commitments:
        used = {key: amount for key, amount in found.used.items() if key[0] == one.id}
        own = {year: amount for (name, year), amount in given_.items() if name == one.id}
        assert sum(used.values()) <= sum(own.values()) <= sum(one.amounts.values())
        for (_, name, year), amount in used.items():
            assert one.lines is None or name in one.lines
            assert amount > 0
            until = sum(amount for given_year, amount in own.items() if given_year <= year)
            assert amount <= (until if one.carry_over else own.get(year, 0))
    for cell, funded in found.funded.items():
        assert 0 <= funded <= found.costs.cells[cell]
        assert funded == sum(amount for key, amount in found.used.items() if key[1:] == cell)


@settings(max_examples=80, deadline=None)
@given(plans(), VIEWS)
def test_an_earmark_binds_exactly_where_lifting_it_closes_some_of_the_gap(drawn, view):
    found = gap(drawn, view)
    expected = {}
    for one in drawn.commitments:
        freed = tuple(replace(o, lines=None) if o.id == one.id else o for o in drawn.commitments)
        closes = found.total - gap(replace(drawn, commitments=freed), view).total
        if closes:
            expected[one.id] = closes
    assert {earmark.commitment: earmark.closes for earmark in found.earmarks} == expected


@settings(max_examples=80, deadline=None)
@given(plans())
def test_first_priorities_get_as_much_as_if_they_stood_alone(drawn):
    found = gap(drawn, "nominal")
    first = [one for one in drawn.lines if one.priority == 1]
    if not first:
        return
    ids = frozenset(one.id for one in first)
    kept = tuple(
        replace(one, lines=(ids if one.lines is None else one.lines & ids)) for one in drawn.commitments
    )
    alone = gap(replace(drawn, lines=tuple(first), commitments=kept), "nominal")
    assert sum(found.by_line()[name] for name in ids) == alone.total


@settings(max_examples=100, deadline=None)
@given(plans(), st.randoms(use_true_random=False))
def test_signed_and_weighted_money_never_exceeds_what_is_named(drawn, chance):
    nominal, weighted, signed = (available(drawn, view) for view in ("nominal", "weighted", "signed"))
    assert all(0 <= amount <= nominal[key] for key, amount in weighted.items())
    assert set(weighted) == set(nominal)
    of = {one.id: one.status for one in drawn.commitments}
    assert signed == {key: amount for key, amount in nominal.items() if of[key[0]] in SIGNED}
    shuffled = list(drawn.commitments)
    chance.shuffle(shuffled)
    again = gap(replace(drawn, commitments=tuple(shuffled)), "weighted")
    assert (again.total, again.idle) == (gap(drawn).total, gap(drawn).idle)


def test_the_binding_earmark_is_named_with_what_it_keeps_back():
    lines = [line("training", 50), line("pay", 100), line("supplies", 30)]
    given_ = [
        commitment("grant", {2026: 80}, ["training"]),
        commitment("budget", {2026: 40}, ["pay", "supplies"]),
    ]
    found = gap(plan(lines, given_), "signed")
    assert (found.total, found.idle, found.by_year()) == (90, 30, {2026: 90})
    (earmark,) = found.earmarks
    assert (earmark.commitment, earmark.source, earmark.allowed) == ("grant", "of-grant", ("training",))
    assert (earmark.unused, earmark.closes) == (30, 30)
    assert found.by_source(plan(lines, given_)) == {"of-budget": 40, "of-grant": 50}


def test_an_earmark_further_off_binds_too():
    # free money is all used on training, which the grant could pay; the grant cannot go elsewhere
    lines = [line("training", 50), line("pay", 100)]
    given_ = [commitment("grant", {2026: 80}, ["training"]), commitment("both", {2026: 20}, ["training"])]
    found = gap(plan(lines, given_), "nominal")
    assert [(one.commitment, one.closes) for one in found.earmarks] == [("grant", 50), ("both", 20)]


def test_money_is_moved_along_so_that_all_of_it_fits():
    flow = send(
        {("a", 1): 5, ("b", 1): 5},
        {("x", 1): 5, ("y", 1): 5},
        {("a", 1): [("x", 1), ("y", 1)], ("b", 1): [("x", 1)]},
    )
    assert flow.sent == {(("a", 1), ("y", 1)): 5, (("b", 1), ("x", 1)): 5}
    moved = send(
        {("a", 1): 5, ("b", 1): 4, ("c", 1): 1},
        {("x", 1): 5, ("y", 1): 5},
        {("a", 1): [("x", 1), ("y", 1)], ("b", 1): [("x", 1), ("y", 1)], ("c", 1): [("x", 1), ("y", 1)]},
        priority={("y", 1): 2},
    )
    assert moved.total == 10


def test_what_comes_later_is_missing_until_then():
    lines = [line("pay", 10, years=(2026, 2027))]
    given_ = [commitment("k", {2026: 10, 2027: 10}, carry_over=True)]
    asked = plan(lines, given_, (2026, 2027))
    assert gap(asked, "signed").total == 0
    late = gap(asked, "signed", Scenario(delay={"of-k": 1}))
    assert late.by_year() == {2026: 10, 2027: 0}
    assert gap(asked, "signed", Scenario(delay={"of-k": 5})).total == 20


def test_amounts_beyond_machine_numbers_stay_exact():
    many = 10**30
    found = gap(plan([line("pay", many + 1)], [commitment("k", {2026: many})]), "signed")
    assert found.total == 1


def test_an_unknown_view_is_refused():
    with pytest.raises(ValueError, match="view 'rosy' is unknown"):
        gap(plan([line("pay", 1)]), "rosy")


def test_spending_is_no_part_of_the_gap():
    asked = plan([line("pay", 9)], [commitment("k", {2026: 9})], spending=(Spending("k", "pay", 2026, 4),))
    assert gap(asked).total == 0
    assert Fraction(gap(asked).idle) == 0
