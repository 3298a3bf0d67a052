"""Pages of sessions and debriefs."""

from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from cairn.activities.learning.actions import give_debrief
from cairn.activities.learning.models import Debrief, Session
from cairn.network.links import make_link
from tests.activities.factories import WHO, queries_of
from tests.activities.learning.factories import make_session
from tests.factories import AT, make_constituent

ADDRESSES = [
    ("session", (404, 404, 200, 200, 200, 200)),
    ("session_add", (302, 404, 403, 403, 200, 200)),
    ("notes", (302, 404, 403, 403, 200, 200)),
    ("debrief", (302, 404, 403, 200, 200, 200)),
    ("debrief_ask", (302, 404, 403, 403, 200, 200)),
]


def address(name, *more):
    return reverse(f"learning:{name}", args=["rivers", *more])


@pytest.mark.parametrize(("name", "statuses"), ADDRESSES)
def test_addresses_open_to_whom_they_should(client, cast, name, statuses):
    session = make_session(cast)
    url = address(name, *([] if name == "session_add" else [session.pk]))
    answers = []
    for who in WHO:
        client.logout()
        answers.append(cast.login(client, who).get(url).status_code)
    assert tuple(answers) == statuses


def test_facilitator_holds_a_session_and_records_it(client, cast):
    client = cast.login(client, "facilitator")
    today = timezone.localdate().isoformat()
    client.post(
        address("session_add"), {"title": "Reading", "question": "What tells us?", "starts_on": today}
    )
    session = Session.objects.get()
    attended = {"notes": "Shrimps.", "attended": [cast.upper_valley.pk]}
    answer = client.post(address("notes", session.pk), attended)
    assert (answer.url, list(session.attended.all())) == (session.get_absolute_url(), [cast.upper_valley])


def test_notes_before_the_session_are_refused_on_the_page(client, cast):
    tomorrow = timezone.localdate() + timedelta(days=1)
    session = make_session(cast, on=tomorrow, days_ago=0)
    page = cast.login(client, "facilitator").post(address("notes", session.pk), {"notes": "Early"})
    assert page.context["form"].non_field_errors() == [
        "The session has not been held yet. Come back after it."
    ]


def test_member_debriefs_for_the_own_constituent_only(client, cast):
    session = make_session(cast)
    client, url = cast.login(client, "member"), address("debrief", session.pk)
    other = client.post(url, {"constituent": cast.lower_delta.pk, "learned": "Much"})
    assert list(other.context["form"].errors) == ["constituent"]
    client.post(url, {"constituent": cast.upper_valley.pk, "learned": "Much"})
    kept = Debrief.objects.get()
    assert (kept.constituent, kept.learned, kept.given_by) == (cast.upper_valley, "Much", cast["member"])


def test_a_link_lets_a_constituent_debrief_without_an_account(client, cast):
    session, now = make_session(cast), timezone.now()
    whole = make_link(
        "learning:debrief_link", act="debrief", constituent=cast.upper_valley, subject_pk=session.pk, at=now
    )
    url = whole[whole.index("/c/") :]
    assert client.get(url).status_code == 200
    answer = client.post(url, {"learned": "Shrimps tell first."}, follow=True)
    kept = Debrief.objects.get()
    assert (kept.constituent, kept.given_by, answer.redirect_chain) == (cast.upper_valley, None, [(url, 302)])


def test_a_broken_link_says_why_it_does_not_work(client, cast):
    assert client.get(address("debrief_link", "nonsense")).status_code == 410


def test_facilitator_asks_who_attended_by_email(client, cast, django_capture_on_commit_callbacks):
    session = make_session(cast, attended=[cast.upper_valley])
    client, url = cast.login(client, "facilitator"), address("debrief_ask", session.pk)
    assert [field.label for field in client.get(url).context["form"]] == ["Upper valley"]
    with django_capture_on_commit_callbacks(execute=True):
        client.post(url, {f"email_{cast.upper_valley.pk}": "chief@example.org"})
    assert [letter.to for letter in mail.outbox] == [["chief@example.org"]]


def test_a_visitor_reads_how_many_debriefs_but_not_what_they_say(client, public_cast):
    session = make_session(public_cast)
    fields = {"learned": "I was wrong about my brother"}
    give_debrief(session=session, constituent=public_cast.upper_valley, fields=fields, by=None, at=AT)
    page = client.get(address("session", session.pk)).content.decode()
    assert ("brother" in page, "1 debrief is given." in page) == (False, True)


def test_a_session_asks_the_database_as_often_for_1_and_3_debriefs(client, cast):
    session = make_session(cast)
    cast.login(client, "member")
    counts = []
    for names in (["A"], ["B", "C"]):
        for name in names:
            one = make_constituent(cast.collective, name)
            give_debrief(session=session, constituent=one, fields={"learned": "Much"}, by=None, at=AT)
        counts.append(queries_of(client, address("session", session.pk)))
    assert counts[0] == counts[1]
