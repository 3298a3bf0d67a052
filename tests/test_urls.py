"""Whoever is outside sees nothing of a private collective: every address of the project, one by one."""

import re

import pytest
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.urls.converters import IntConverter, SlugConverter, StringConverter

PREFIX = "c/<slug:slug>/"
VALUES = {IntConverter: 1, SlugConverter: "dummy", StringConverter: "dummy"}

# Signed links are keys: whoever holds one comes in. With a nonsense token they say so and nothing else.
KEYS = {"token"}


def patterns(resolver, prefix="", namespace="", above=()):
    """Walk all patterns and yield each one's name, route, and what its address takes."""
    for one in resolver.url_patterns:
        route, takes = prefix + str(one.pattern), {**dict(above), **one.pattern.converters}
        if isinstance(one, URLResolver):
            inner = f"{namespace}{one.namespace}:" if one.namespace else namespace
            yield from patterns(one, route, inner, takes.items())
        elif isinstance(one, URLPattern):
            yield f"{namespace}{one.name}", route, takes


def below_a_collective():
    """Return every address below /c/SLUG/: its route, with its name and what it takes."""
    return {
        route: (name, takes) for name, route, takes in patterns(get_resolver()) if route.startswith(PREFIX)
    }


ROUTES = below_a_collective()


def dummy(route, slug):
    """Return an address with dummy values for whatever it takes; the slug is given."""
    name, takes = ROUTES[route]
    return reverse(name, kwargs={key: slug if key == "slug" else _value(takes[key]) for key in takes})


def _value(converter):
    given = VALUES.get(type(converter))
    if given is None:  # a converter of our own: take the first choice of its expression
        return converter.regex.strip("()").split("|")[0]
    return given


def test_addresses_of_every_package_are_walked():
    assert {name.split(":")[0] for name, _takes in ROUTES.values()} >= {
        "network", "loop", "pathway", "participation", "activities", "movement", "influence", "learning",
        "investment", "data", "results",
    }  # fmt: skip


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("who", [None, "outsider"])
@pytest.mark.parametrize("route", sorted(ROUTES))
def test_private_collective_does_not_exist_for_those_outside(cast, client, route, who, method):
    answers = [
        _ask(cast, client, who, method, dummy(route, slug)) for slug in ("rivers", "no-such-collective")
    ]
    # The same answer as for an address that leads nowhere: nothing says that the collective exists.
    assert answers[0] == answers[1]
    status, location, body = answers[0]
    assert "Two Rivers" not in body
    if status == 302:
        assert who is None
        assert location.startswith("/account/login/code/?next=")
    elif status == 410:
        assert KEYS & set(ROUTES[route][1])
    elif status == 405:
        assert body == ""
    else:
        assert status == 404


def _ask(cast, client, who, method, url):
    client.logout()
    cast.login(client, who)
    answer = getattr(client, method)(url)
    body = b"" if answer.streaming else answer.content
    slug = url.split("/")[2]
    return answer.status_code, answer.get("Location", "").replace(slug, "SLUG"), _plain(body.decode(), slug)


def _plain(body, slug):
    """Take away what differs between any two answers: the address itself and the form's token."""
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", body).replace(slug, "SLUG")
