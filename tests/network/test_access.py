"""The gate: who may see a collective, do what in it, and speak for whom."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.test import RequestFactory

from cairn.network import access
from cairn.network.access import Role
from cairn.network.models import Membership
from tests.factories import AT


def through_the_gate(cast, who):
    request = RequestFactory().get("/")
    request.user = cast[who] if who else AnonymousUser()
    collective = access.collective_for(request, cast.collective.slug)
    assert request.collective is collective
    return collective


@pytest.mark.parametrize("who", [None, "outsider"])
def test_private_collective_does_not_exist_for_those_outside(cast, who):
    with pytest.raises(Http404):
        through_the_gate(cast, who)


def test_address_without_a_collective_is_not_found(cast):
    cast.collective.slug = "elsewhere"
    with pytest.raises(Http404):
        through_the_gate(cast, "steward")


@pytest.mark.parametrize("who", [None, "outsider"])
def test_visitor_of_a_public_collective_has_no_membership(public_cast, who):
    collective = through_the_gate(public_cast, who)
    assert collective.membership is None
    assert not access.may(collective, Role.OBSERVER)


def test_ended_role_lets_nobody_in(cast):
    Membership.objects.filter(person=cast["member"]).update(ended_at=AT)
    with pytest.raises(Http404):
        through_the_gate(cast, "member")


def test_roles_include_the_ones_before_them(cast):
    order = ["observer", "member", "facilitator", "steward"]
    for place, who in enumerate(order):
        collective = through_the_gate(cast, who)
        assert [access.may(collective, role) for role in order] == [at <= place for at in range(4)]


def test_refusal_says_which_role_is_needed(cast):
    with pytest.raises(PermissionDenied, match="needs the role “Steward” in Two Rivers"):
        access.require(through_the_gate(cast, "member"), Role.STEWARD)


@pytest.mark.parametrize(
    ("who", "upper", "lower"),
    [
        ("observer", False, False),
        ("member", True, False),
        ("neighbour", False, True),
        ("facilitator", True, True),
        ("steward", True, True),
    ],
)
def test_member_speaks_for_the_own_constituent_and_facilitators_for_any(cast, who, upper, lower):
    collective = through_the_gate(cast, who)
    assert access.may_speak_for(collective, cast.upper_valley) is upper
    assert access.may_speak_for(collective, cast.lower_delta) is lower
    if not upper:
        with pytest.raises(PermissionDenied, match="You may not act for Upper valley"):
            access.require_to_speak_for(collective, cast.upper_valley)
    else:
        access.require_to_speak_for(collective, cast.upper_valley)


def test_observer_of_a_constituent_does_not_speak_for_it(cast):
    Membership.objects.filter(person=cast["observer"]).update(constituent=cast.upper_valley)
    assert not access.may_speak_for(through_the_gate(cast, "observer"), cast.upper_valley)
