"""Policies only tighten: whoever asks, in whatever order, nothing leaves that one of them would hold back."""

from fractions import Fraction
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cairn.engine.disclosure.policy import Policy, tightest

share = st.one_of(st.none(), st.integers(0, 10).map(lambda n: Fraction(n, 40)))
policies = st.builds(
    Policy,
    threshold=st.integers(0, 20),
    zero_allowed=st.booleans(),
    rounding=st.one_of(st.none(), st.integers(1, 10)),
    top=share.map(lambda bottom: None if bottom is None else 1 - bottom),
    bottom=share,
)


@settings(deadline=None)
@given(st.dictionaries(st.sampled_from(["definition", "member", "collective"]), policies, min_size=1))
def test_the_joined_policy_is_as_tight_as_each_and_no_tighter_than_needed(given_):
    found = tightest(given_).policy
    assert all(found.is_as_tight_as(policy) for policy in given_.values())
    assert found.threshold in {policy.threshold for policy in given_.values()}
    orders = {tightest(dict(order)) for order in permutations(given_.items())}
    assert len(orders) == 1
    assert tightest({"again": found}).policy == found


@settings(deadline=None)
@given(policies, policies, policies)
def test_being_as_tight_is_an_order(one, other, third):
    assert one.is_as_tight_as(one)
    if one.is_as_tight_as(other) and other.is_as_tight_as(third):
        assert one.is_as_tight_as(third)


@pytest.mark.parametrize(
    ("looser", "tighter"),
    [
        (Policy(5), Policy(6)),
        (Policy(5), Policy(5, zero_allowed=False)),
        (Policy(5), Policy(5, rounding=3)),
        (Policy(5, rounding=3), Policy(5, rounding=6)),
        (Policy(5), Policy(5, top=Fraction(95, 100))),
        (Policy(5), Policy(5, bottom=Fraction(5, 100))),
    ],
)
def test_a_member_can_tighten_and_never_loosen(looser, tighter):
    assert tighter.is_as_tight_as(looser)
    assert not looser.is_as_tight_as(tighter)
    assert tightest({"definition": looser, "member": tighter}).policy == tighter
    assert tightest({"definition": tighter, "member": looser}).policy == tighter


def test_the_answer_names_whose_wish_each_part_is():
    found = tightest(
        {
            "member": Policy(11, zero_allowed=False, rounding=4),
            "definition": Policy(5, rounding=6, top=Fraction(95, 100)),
            "collective": Policy(11, top=Fraction(95, 100), bottom=Fraction(5, 100)),
        }
    )
    assert found.binding == (
        ("threshold", ("collective", "member")), ("zero_allowed", ("member",)),
        ("rounding", ("definition", "member")), ("top", ("collective", "definition")),
        ("bottom", ("collective",)),
    )  # fmt: skip
    assert found.rule == (
        "Counts below 11 are held back (collective, member). Zero is held back too (member). Counts are "
        "rounded to 12 (definition, member). Shares above 95% are told as more than that (collective, "
        "definition). Shares below 5% are told as less than that (collective)."
    )


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"threshold": -1}, "threshold is -1"),
        ({"threshold": 5, "rounding": 0}, "Rounding is to 0"),
        ({"threshold": 5, "top": Fraction(2)}, "give shares from 0 to 1"),
        ({"threshold": 5, "top": Fraction(1, 4), "bottom": Fraction(1, 2)}, "bottom first"),
    ],
)
def test_policies_that_cannot_be_are_refused(options, message):
    with pytest.raises(ValueError, match=message):
        Policy(**options)


def test_no_policy_is_no_answer():
    with pytest.raises(ValueError, match="no policy to join"):
        tightest({})
