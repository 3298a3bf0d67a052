"""The frame of every page, the error pages and the pages of sign-in."""

import re
from pathlib import Path

import pytest
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.urls import path, reverse

from tests.web import urls as base


def broken(request):
    raise RuntimeError


def frame(request):
    return HttpResponse(render_to_string("web/base.html", request=request))


urlpatterns = [*base.urlpatterns, path("broken/", broken), path("", frame)]
pytestmark = [pytest.mark.urls("tests.web.test_pages"), pytest.mark.django_db]
SIGN_IN = ("/account/login/code/", "/account/login/", "/account/signup/")


def heading(response):
    """Give the words of a page's first heading."""
    return re.search(r"<h1[^>]*>(.*?)</h1>", response.content.decode(), re.S).group(1).strip()


def test_style_page_shows_no_style_of_its_own(client):
    page = client.get(reverse("web:design")).content.decode()
    assert re.findall(r"style=|<style|onclick|<script(?! src)", page) == []


def test_style_page_reads_no_database(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        client.get("/design/")


@pytest.mark.parametrize(("language", "direction"), [("en", "ltr"), ("es", "ltr"), ("ar", "rtl")])
def test_frame_follows_the_reader(client, settings, language, direction):
    settings.LANGUAGES = [("en", "English"), ("es", "Spanish"), ("ar", "Arabic")]
    page = client.get("/", headers={"accept-language": language}).content.decode()
    assert f'<html lang="{language}" dir="{direction}">' in page


def test_language_is_changed_by_a_plain_form(client):
    answer = client.post("/language/setlang/", {"language": "es", "next": "/"}, follow=True)
    assert 'lang="es"' in answer.content.decode()


@pytest.mark.parametrize(("is_demo", "times"), [(True, 1), (False, 0)])
def test_demo_says_that_it_is_one(client, settings, is_demo, times):
    settings.DEMO = is_demo
    assert client.get("/").content.decode().count("This is a demonstration.") == times


def test_page_that_is_not_there_teaches_the_next_step(client):
    answer = client.get("/nowhere/")
    assert (answer.status_code, heading(answer)) == (404, "There is nothing here for you to see")


def test_page_that_breaks_says_so_in_our_look(client):
    client.raise_request_exception = False
    answer = client.get("/broken/")
    assert (answer.status_code, heading(answer)) == (500, "Something broke on our side")


def test_form_open_too_long_says_so(client):
    client.handler.enforce_csrf_checks = True
    answer = client.post("/language/setlang/", {"language": "es"})
    assert (answer.status_code, heading(answer)) == (403, "This page had been open too long")


@pytest.mark.parametrize("name", ["400.html", "403.html", "404.html", "403_csrf.html", "web/error.html"])
def test_error_page_renders_without_a_request(name):
    assert '<a class="button" href="/">' in render_to_string(name)


@pytest.mark.parametrize("address", SIGN_IN)
def test_sign_in_page_is_in_our_look(client, address):
    page = client.get(address, follow=True).content.decode()
    assert '<main class="site-main"' in page
    assert "web/components.css" in page


def test_code_mail_is_plain_and_calm():
    words = render_to_string("account/email/login_code_message.txt", {"code": "K7QX2M"})
    assert " ".join(words.split()) == (
        "Hello, type this code into the page you have open: K7QX2M It is good for ten minutes. "
        "If you did not ask for it, do nothing: nobody gets in without it. Cairn"
    )
    assert render_to_string("account/email/login_code_subject.txt").strip() == "Your code to sign in"


def test_spanish_reader_meets_spanish_words(client):
    answer = client.get("/account/login/code/", headers={"accept-language": "es"})
    assert heading(answer) == "Entrar"


def test_every_word_has_its_spanish():
    catalogue = (Path(__file__).parents[2] / "src/cairn/web/locale/es/LC_MESSAGES/django.po").read_text()
    entries = catalogue.split("\n\n")[1:]
    assert [entry for entry in entries if "fuzzy" in entry or entry.rstrip().endswith('msgstr ""')] == []
