"""One-click sign-in exists in demo mode only, and cannot be switched on by accident."""

import pytest
from django.core.checks import run_checks
from django.core.management import call_command
from django.core.management.base import SystemCheckError

from cairn.network import demo_sign_in
from cairn.network.models import Membership
from tests.factories import make_collective
from tests.network.factories import make_invented

URL = "/demo/sign-in/"


@pytest.fixture
def demo(public_cast, settings):
    """Return an invented collective, in demo mode."""
    settings.DEMO = True
    make_invented(public_cast.collective)
    return public_cast


def role_of(cast, who):
    return {"role": Membership.objects.get(person=cast[who]).pk}


@pytest.mark.parametrize("who", ["steward", "facilitator", "member"])
def test_one_click_signs_in_as_an_invented_person(demo, client, who):
    answer = client.post(URL, role_of(demo, who))
    assert answer.url == "/c/rivers/"
    assert client.session["_auth_user_id"] == str(demo[who].pk)


def test_front_and_sign_in_offer_the_people_and_a_visit(demo, client):
    for page in (client.get("/"), client.get("/account/login/code/")):
        text = page.content.decode()
        assert [name in text for name in ("Go in as Steward", "Go in as Facilitator", "Go in as Member")] == [
            True
        ] * 3
        assert "Go in as a visitor" in text


def test_without_demo_mode_the_address_does_not_exist(demo, client, settings):
    settings.DEMO = False
    assert client.post(URL, role_of(demo, "steward")).status_code == 404
    assert "demo/sign-in" not in client.get("/").content.decode()
    assert demo_sign_in.people() == []


def test_beside_a_real_collective_the_address_does_not_exist(demo, client):
    make_collective("real", "Real")
    assert client.post(URL, role_of(demo, "steward")).status_code == 404
    assert "demo/sign-in" not in client.get("/").content.decode()
    assert "_auth_user_id" not in client.session


def test_person_who_is_not_invented_cannot_be_signed_in_as(demo, client):
    person = demo["steward"]
    person.is_invented = False
    person.save()
    assert client.post(URL, role_of(demo, "steward")).status_code == 404
    assert "Go in as Steward" not in client.get("/").content.decode()


@pytest.mark.parametrize("change", [{"is_active": False}])
def test_closed_account_cannot_be_signed_in_as(demo, client, change):
    type(demo["steward"]).objects.filter(pk=demo["steward"].pk).update(**change)
    assert client.post(URL, role_of(demo, "steward")).status_code == 404


@pytest.mark.parametrize("role", ["", "x", "-1", "0", "999999", "9" * 40, "1 OR 1=1"])
def test_nonsense_signs_nobody_in(demo, client, role):
    assert client.post(URL, {"role": role}).status_code == 404


def test_sign_in_takes_a_post_with_a_token(demo, client):
    assert client.get(URL).status_code == 405
    strict = type(client)(enforce_csrf_checks=True)
    assert strict.post(URL, role_of(demo, "steward")).status_code == 403


def test_demo_mode_beside_a_real_collective_refuses_to_start(demo, settings):
    assert run_checks() == []
    make_collective("real", "Real")
    assert [error.id for error in run_checks()] == ["network.E001"]
    with pytest.raises(SystemCheckError, match="CAIRN_DEMO is on, but “Real” is not an invented collective"):
        call_command("check")
    settings.DEMO = False
    assert run_checks() == []


@pytest.mark.parametrize(
    ("value", "is_on"), [("", False), ("0", False), ("no", False), ("maybe", False), ("1", True)]
)
def test_demo_mode_is_off_unless_it_is_said(monkeypatch, value, is_on):
    from cairn.config.settings import flag

    monkeypatch.setenv("CAIRN_DEMO", value)
    assert flag("CAIRN_DEMO") is is_on
