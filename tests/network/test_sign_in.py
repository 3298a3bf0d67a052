"""Signing in by a code sent to an e-mail address, and nothing else."""

import re

import pytest
from django.core.cache import cache
from django.urls import NoReverseMatch, Resolver404, resolve, reverse

ASK, CONFIRM = "/account/login/code/", "/account/login/code/confirm/"


@pytest.fixture(autouse=True)
def nobody_has_tried_yet():
    """Forget the attempts that are counted for the rate limits."""
    cache.clear()


def code_in(mail):
    return re.search(r"^\s{4}(\S+)$", mail.body, re.MULTILINE)[1]


def test_code_signs_in(cast, client, mailoutbox):
    answer = client.post(ASK, {"email": "Member@example.org"})
    assert (answer.status_code, answer.url) == (302, CONFIRM)
    (mail,) = mailoutbox
    assert mail.to == ["member@example.org"]
    assert mail.subject == "Your code to sign in"
    answer = client.post(CONFIRM, {"code": code_in(mail)})
    assert (answer.status_code, answer.url) == (302, "/")
    assert client.session["_auth_user_id"] == str(cast["member"].pk)


def test_code_leads_on_to_the_page_that_was_asked_for(cast, client, mailoutbox):
    wanted = "/c/rivers/places/add/"
    answer = client.get(wanted)
    assert answer.url == f"{ASK}?next={wanted}"
    answer = client.post(answer.url, {"email": "steward@example.org", "next": wanted})
    answer = client.post(answer.url, {"code": code_in(mailoutbox[0]), "next": wanted})
    assert answer.url == wanted
    assert client.get(wanted).status_code == 200


def test_code_leads_to_no_other_site(cast, client, mailoutbox):
    answer = client.post(f"{ASK}?next=https://elsewhere.example/", {"email": "steward@example.org"})
    answer = client.post(answer.url, {"code": code_in(mailoutbox[0]), "next": "https://elsewhere.example/"})
    assert answer.url == "/"


def test_unknown_address_gets_the_same_answer_and_no_mail(cast, client, mailoutbox):
    known = client.post(ASK, {"email": "member@example.org"}, follow=True)
    other = type(client)().post(ASK, {"email": "nobody@example.org"}, follow=True)

    def comparable(answer):
        text = answer.content.decode().replace("nobody@example.org", "member@example.org")
        return re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", text)

    assert comparable(known) == comparable(other)
    assert (known.status_code, known.redirect_chain) == (other.status_code, other.redirect_chain)
    assert [mail.to for mail in mailoutbox] == [["member@example.org"]]


def test_wrong_code_does_not_sign_in_and_ends_after_three_tries(cast, client, mailoutbox):
    client.post(ASK, {"email": "member@example.org"})
    right = code_in(mailoutbox[0])
    assert [client.post(CONFIRM, {"code": "WRONG-1"}).status_code for _try in range(3)] == [200, 200, 302]
    assert client.post(CONFIRM, {"code": right}).url.startswith("/account/login/")
    assert "_auth_user_id" not in client.session


def test_codes_for_one_address_are_limited(cast, client, mailoutbox):
    statuses = [client.post(ASK, {"email": "member@example.org"}).status_code for _try in range(5)]
    assert statuses == [302, 302, 302, 200, 200]
    assert len(mailoutbox) == 3


def test_mistyped_address_is_given_again(cast, client, mailoutbox):
    client.post(ASK, {"email": "menber@example.org"})
    assert client.get(ASK).url == CONFIRM
    assert f"{ASK}?again=1" in client.get(CONFIRM).content.decode()
    assert client.get(f"{ASK}?again=1").status_code == 200
    client.post(ASK, {"email": "member@example.org"})
    assert client.post(CONFIRM, {"code": code_in(mailoutbox[0])}).url == "/"


def test_new_code_is_sent_on_demand(cast, client, mailoutbox):
    client.post(ASK, {"email": "member@example.org"})
    client.post(CONFIRM, {"action": "resend"})
    first, second = map(code_in, mailoutbox)
    assert first != second
    assert client.post(CONFIRM, {"code": first}).status_code == 200
    assert client.post(CONFIRM, {"code": second}).url == "/"


def test_closed_account_does_not_get_in(cast, client, mailoutbox):
    cast["member"].is_active = False
    cast["member"].save()
    client.post(ASK, {"email": "member@example.org"})
    if mailoutbox:
        client.post(CONFIRM, {"code": code_in(mailoutbox[0])})
    assert "_auth_user_id" not in client.session


def test_signing_out_takes_a_post(cast, client):
    cast.login(client, "member")
    assert client.get("/account/logout/").status_code == 200
    assert "_auth_user_id" in client.session
    assert client.post("/account/logout/").url == "/"
    assert "_auth_user_id" not in client.session


def test_login_page_leads_to_the_code(db, client):
    assert client.get("/account/login/?next=/x/").url == f"{ASK}?next=/x/"


@pytest.mark.parametrize(
    "path", ["signup", "email", "password/reset", "password/change", "password/set", "confirm-email", ""]
)
def test_nothing_else_of_an_account_is_offered(db, client, path):
    with pytest.raises(Resolver404):
        resolve(f"/account/{path}/".replace("//", "/"))
    with pytest.raises(NoReverseMatch):
        reverse("account_signup")


def test_page_shows_no_demo_people_outside_demo_mode(cast, client):
    assert "demo/sign-in" not in client.get(ASK).content.decode()
