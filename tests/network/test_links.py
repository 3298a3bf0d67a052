"""Signed links: one act, one constituent, for a time."""

from datetime import timedelta

import pytest

from cairn.network import links
from tests.factories import AT, ON, make_collective

ACT = {"act": "consent", "slug": "rivers"}


@pytest.fixture
def token(cast):
    """Return the token of a link for the upper valley's consent to row 7."""
    return links.make_link(
        "network:link", act="consent", constituent=cast.upper_valley, subject_pk=7, at=AT
    ).split("/")[-2]


def test_link_is_read_back_as_it_was_made(cast, token):
    assert links.read_link(token, at=AT, **ACT) == links.Link(
        "consent", cast.upper_valley, 7, AT + timedelta(days=14)
    )


def test_link_works_until_its_end_and_not_after(cast, token):
    assert links.read_link(token, at=AT + timedelta(days=14, seconds=-1), **ACT).subject_pk == 7
    with pytest.raises(links.LinkRefused, match="ended"):
        links.read_link(token, at=AT + timedelta(days=14), **ACT)


def test_link_serves_one_act_only(cast, token):
    with pytest.raises(links.LinkRefused, match="changed"):
        links.read_link(token, act="reply", slug="rivers", at=AT)


@pytest.mark.parametrize(
    "change", [lambda t: t[:-1], lambda t: "x" + t, lambda t: t.replace(":", "."), lambda t: ""]
)
def test_changed_link_is_refused(cast, token, change):
    with pytest.raises(links.LinkRefused, match="not complete"):
        links.read_link(change(token), at=AT, **ACT)


def test_link_stays_in_its_collective(cast, token):
    make_collective("other", "Other")
    with pytest.raises(links.LinkRefused, match="no longer"):
        links.read_link(token, act="consent", slug="other", at=AT)


def test_link_ends_when_the_constituent_leaves(cast, token):
    cast.upper_valley.left_on = ON
    cast.upper_valley.save()
    with pytest.raises(links.LinkRefused, match="no longer"):
        links.read_link(token, at=AT, **ACT)


def test_refused_link_says_what_to_do(cast, client):
    page = client.get("/c/rivers/link/nonsense/")
    assert page.status_code == 410
    assert "ask whoever sent it for a new one" in page.content.decode()
