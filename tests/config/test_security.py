"""What guards the whole site: headers, cookies, redirects, hosts, tokens, files, and what the log says."""

import logging
from io import StringIO

import pytest
from django.conf import settings
from django.core import mail
from django.core.cache import cache
from django.test import Client

from cairn.config.logs import WithoutWords
from tests.network.test_sign_in import code_in

ELSEWHERE = "https://elsewhere.example/"


def test_every_page_carries_its_guards(public_cast, client):
    answer = client.get("/c/rivers/")
    policy = answer["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    names = ("X-Frame-Options", "Referrer-Policy", "X-Content-Type-Options", "Cross-Origin-Opener-Policy")
    assert [answer[name] for name in names] == ["DENY", "same-origin", "nosniff", "same-origin"]


@pytest.mark.parametrize(("who", "kept"), [("member", "private, no-store"), (None, None)])
def test_pages_of_signed_in_people_are_not_kept(public_cast, client, who, kept):
    assert public_cast.login(client, who).get("/c/rivers/").get("Cache-Control") == kept


def test_cookies_are_closed_to_scripts_and_other_sites(db, client):
    answer = client.post("/language/setlang/", {"language": "es"})
    cookie = answer.cookies["django_language"]
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")
    assert (settings.SESSION_COOKIE_HTTPONLY, settings.SESSION_COOKIE_SAMESITE) == (True, "Lax")
    assert settings.CSRF_COOKIE_SAMESITE == "Lax"


@pytest.mark.parametrize("to", [ELSEWHERE, "//elsewhere.example/", "javascript:alert(1)"])
def test_choosing_a_language_leads_nowhere_else(db, client, to):
    assert client.post("/language/setlang/", {"language": "es", "next": to})["Location"] == "/"


@pytest.mark.parametrize("to", [ELSEWHERE, "//elsewhere.example/"])
def test_signing_in_leads_nowhere_else(cast, client, to):
    cache.clear()  # codes are sent seldom to one address
    client.post("/account/login/code/", {"email": "member@example.org", "next": to})
    code = code_in(mail.outbox[0])
    answer = client.post("/account/login/code/confirm/", {"code": code, "next": to})
    assert (answer.status_code, answer["Location"]) == (302, "/")


def test_another_host_is_refused(db, client):
    assert client.get("/", headers={"host": "elsewhere.example"}).status_code == 400


@pytest.mark.parametrize(
    "url", ["/c/rivers/places/add/", "/account/logout/", "/language/setlang/", "/account/login/code/"]
)
def test_nothing_is_taken_without_a_token(cast, url):
    client = cast.login(Client(enforce_csrf_checks=True), "steward")
    assert client.post(url, {"name": "x"}).status_code == 403


@pytest.mark.parametrize("url", ["/files/", "/files/evidence/x.pdf", "/files/submissions/x.csv", "/admin/"])
def test_kept_files_have_no_address_of_their_own(cast, client, url):
    assert cast.login(client, "steward").get(url).status_code == 404


def test_log_tells_where_a_fault_happened_and_not_what_was_written():
    written = StringIO()
    log, writer = logging.Logger("test"), logging.StreamHandler(written)
    writer.setFormatter(WithoutWords("{levelname} {message}", style="{"))
    log.addHandler(writer)
    try:
        try:
            raise ValueError("Rosa is ill.")
        except ValueError as fault:
            raise KeyError("of Rosa") from fault
    except KeyError:
        log.exception("Internal Server Error: /c/rivers/")
    told = written.getvalue()
    assert ("ValueError" in told, "KeyError" in told, "test_security.py" in told) == (True, True, True)
    assert "is ill" not in told.replace('raise ValueError("Rosa is ill.")', "")
