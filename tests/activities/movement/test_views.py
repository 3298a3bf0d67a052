"""Pages of convenings."""

from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from cairn.activities.movement.actions import invite, reply
from cairn.activities.movement.models import Convening, Reply
from cairn.network.links import make_link
from tests.activities.factories import WHO, queries_of
from tests.activities.movement.factories import make_convening
from tests.factories import AT, make_constituent

ADDRESSES = [
    ("convening", ["pk"], (404, 404, 200, 200, 200, 200)),
    ("calendar", ["pk"], (404, 404, 200, 200, 200, 200)),
    ("convening_add", [], (302, 404, 403, 403, 200, 200)),
    ("invite", ["pk"], (302, 404, 403, 403, 200, 200)),
    ("reply", ["pk"], (302, 404, 403, 200, 200, 200)),
    ("story", ["pk"], (302, 404, 403, 403, 200, 200)),
]
SOON = timezone.localdate() + timedelta(days=5)


def address(name, *more):
    return reverse(f"movement:{name}", args=["rivers", *more])


@pytest.mark.parametrize(("name", "more", "statuses"), ADDRESSES)
def test_addresses_open_to_whom_they_should(client, cast, name, more, statuses):
    convening = make_convening(cast, starts_on=SOON)
    url = address(name, *(convening.pk for _ in more))
    answers = []
    for who in WHO:
        client.logout()
        answers.append(cast.login(client, who).get(url).status_code)
    assert tuple(answers) == statuses


def test_facilitator_calls_a_convening_and_invites(client, cast, django_capture_on_commit_callbacks):
    client = cast.login(client, "facilitator")
    typed = {"title": "Assembly", "starts_on": SOON.isoformat(), "agenda": "Bread"}
    called = client.post(address("convening_add"), typed)
    convening = Convening.objects.get()
    assert (called.url, convening.agenda) == (address("invite", convening.pk), "Bread")
    form = client.get(called.url).context["form"]
    assert {field.label: field.value() for field in form} == {
        "Lower delta": "neighbour@example.org",
        "Upper valley": "member@example.org",
    }
    with django_capture_on_commit_callbacks(execute=True):
        client.post(called.url, {f"email_{cast.upper_valley.pk}": "chief@example.org"})
    assert [letter.to for letter in mail.outbox] == [["chief@example.org"]]


def test_who_was_invited_and_is_silent_can_be_asked_again_but_only_on_purpose(client, cast):
    convening = make_convening(cast, starts_on=SOON)
    invite(convening=convening, emails={cast.upper_valley: "a@example.org"}, by=cast["steward"], at=AT)
    fields = {"answer": "coming", "people": 1, "note": ""}
    reply(convening=convening, constituent=cast.lower_delta, fields=fields, by=None, at=AT)
    form = cast.login(client, "facilitator").get(address("invite", convening.pk)).context["form"]
    assert [(field.label, field.value(), field.help_text) for field in form] == [
        ("Upper valley", "", "Invited already; no reply yet.")
    ]


def test_invitations_need_one_good_address(client, cast):
    url = address("invite", make_convening(cast, starts_on=SOON).pk)
    client = cast.login(client, "facilitator")
    name = f"email_{cast.upper_valley.pk}"
    wrong = client.post(url, {name: "chief"}).context["form"].errors
    none = client.post(url, {name: ""}).context["form"].errors
    assert (wrong, none) == (
        {name: ["Write an e-mail address such as name@example.org."]},
        {"__all__": ["Give the e-mail address of at least one constituent."]},
    )


def test_member_replies_for_the_own_constituent_only(client, cast):
    convening = make_convening(cast, starts_on=SOON)
    client, url = cast.login(client, "member"), address("reply", convening.pk)
    typed = {"answer": "coming", "people": 3, "constituent": cast.lower_delta.pk}
    assert list(client.post(url, typed).context["form"].errors) == ["constituent"]
    client.post(url, {**typed, "constituent": cast.upper_valley.pk})
    kept = Reply.objects.get()
    assert (kept.constituent, kept.people, kept.given_by) == (cast.upper_valley, 3, cast["member"])


def link_to(cast, convening, at):
    whole = make_link(
        "movement:reply_link", act="reply", constituent=cast.upper_valley, subject_pk=convening.pk, at=at
    )
    return whole[whole.index("/c/") :]


def test_a_link_lets_a_constituent_reply_without_an_account(client, cast):
    convening = make_convening(cast, starts_on=SOON)
    url = link_to(cast, convening, timezone.now())
    assert client.get(url).status_code == 200
    client.post(url, {"answer": "perhaps", "people": 2, "note": "By boat"})
    kept = Reply.objects.get()
    assert (kept.constituent, kept.answer, kept.note, kept.given_by) == (
        cast.upper_valley,
        "perhaps",
        "By boat",
        None,
    )


def test_an_old_or_changed_link_says_why_it_does_not_work(client, cast):
    convening = make_convening(cast, starts_on=SOON)
    old = link_to(cast, convening, timezone.now() - timedelta(days=30))
    assert [client.get(old).status_code, client.get(old[:-3] + "x/").status_code] == [410, 410]


def test_a_link_to_something_else_does_not_reply(client, cast):
    other = make_link(
        "movement:reply_link",
        act="debrief",
        constituent=cast.upper_valley,
        subject_pk=make_convening(cast).pk,
        at=timezone.now(),
    )
    assert client.get(other[other.index("/c/") :]).status_code == 410


def test_a_visitor_reads_counts_but_not_who_replied(client, public_cast):
    cast, convening = public_cast, make_convening(public_cast)
    fields = {"answer": "coming", "people": 3, "note": "My hip hurts"}
    reply(convening=convening, constituent=cast.upper_valley, fields=fields, by=None, at=AT)
    page = client.get(address("convening", convening.pk)).content.decode()
    assert ("My hip hurts" in page, "Upper valley" in page, "3 people" in page) == (False, False, True)


def test_facilitator_tells_the_story(client, cast):
    convening = make_convening(cast, starts_on=timezone.localdate() - timedelta(days=1))
    client = cast.login(client, "facilitator")
    answer = client.post(address("story", convening.pk), {"story": "We came by boat.", "people_reached": ""})
    assert answer.url == convening.get_absolute_url()
    page = client.get(answer.url).content.decode()
    assert "How many people it reached is not known." in page


def test_the_calendar_is_a_file_to_keep(client, cast):
    convening = make_convening(cast)
    answer = cast.login(client, "observer").get(address("calendar", convening.pk))
    assert (answer["Content-Type"], answer["Content-Disposition"]) == (
        "text/calendar; charset=utf-8",
        f'attachment; filename="convening-{convening.pk}.ics"',
    )


def test_a_convening_asks_the_database_as_often_for_1_and_3_replies(client, cast):
    convening = make_convening(cast)
    cast.login(client, "member")
    counts = []
    for names in (["A"], ["B", "C"]):
        for name in names:
            one = make_constituent(cast.collective, name)
            invite(convening=convening, emails={one: "x@example.org"}, by=cast["steward"], at=AT)
            fields = {"answer": "coming", "people": 1, "note": ""}
            reply(convening=convening, constituent=one, fields=fields, by=None, at=AT)
        counts.append(queries_of(client, address("convening", convening.pk)))
    assert counts[0] == counts[1]
