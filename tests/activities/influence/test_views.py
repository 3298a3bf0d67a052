"""Pages of policy asks and institutions."""

import pytest
from django.urls import reverse

from cairn.activities.influence.actions import record_step, sign_ask
from cairn.activities.influence.models import Institution, PolicyAsk, Step
from tests.activities.factories import WHO, queries_of
from tests.activities.influence.factories import make_ask, make_institution
from tests.factories import AT, ON

ADDRESSES = [
    ("ask", (404, 404, 200, 200, 200, 200)),
    ("institution", (404, 404, 200, 200, 200, 200)),
    ("ask_add", (302, 404, 403, 403, 200, 200)),
    ("step_add", (302, 404, 403, 403, 200, 200)),
    ("sign", (302, 404, 403, 200, 200, 200)),
    ("withdraw", (302, 405, 405, 405, 405, 405)),
]
TYPED = {"ask": "Give the rivers a voice.", "title": "A law", "starts_on": "2026-02-01"}


def address(name, *more):
    return reverse(f"influence:{name}", args=["rivers", *more])


@pytest.mark.parametrize(("name", "statuses"), ADDRESSES)
def test_addresses_open_to_whom_they_should(client, cast, name, statuses):
    ask = make_ask(cast)
    more = {"ask_add": [], "institution": [ask.institution.pk]}.get(name, [ask.pk])
    answers = []
    for who in WHO:
        client.logout()
        answers.append(cast.login(client, who).get(address(name, *more)).status_code)
    assert tuple(answers) == statuses


def test_facilitator_asks_a_new_institution(client, cast):
    client = cast.login(client, "facilitator")
    answer = client.post(address("ask_add"), {**TYPED, "new_name": "River Council", "new_level": "state"})
    made = PolicyAsk.objects.get()
    assert (answer.url, made.institution.name, made.institution.level) == (
        made.get_absolute_url(),
        "River Council",
        "state",
    )


def test_facilitator_asks_a_known_institution(client, cast):
    known = make_institution(cast)
    cast.login(client, "facilitator").post(address("ask_add"), {**TYPED, "institution": known.pk})
    assert PolicyAsk.objects.get().institution == known


@pytest.mark.parametrize(
    ("more", "errors"),
    [
        ({}, {"institution": ["Choose the institution, or name a new one below."]}),
        ({"new_name": "River Council"}, {"new_level": ["Choose where the institution decides."]}),
        (
            {"new_name": "Ministry of Water", "new_level": "state"},
            {"new_name": ["“Ministry of Water” is in the list already. Choose it there."]},
        ),
    ],
)
def test_an_ask_without_a_clear_institution_is_sent_back(client, cast, more, errors):
    make_institution(cast)
    page = cast.login(client, "facilitator").post(address("ask_add"), {**TYPED, **more})
    assert page.context["form"].errors == errors
    assert (Institution.objects.count(), PolicyAsk.objects.count()) == (1, 0)


def test_facilitator_records_a_stage(client, cast):
    ask = make_ask(cast)
    client, url = cast.login(client, "facilitator"), address("step_add", ask.pk)
    late = client.post(url, {"stage": "raised", "reached_on": "2999-01-01"})
    assert list(late.context["form"].errors) == ["reached_on"]
    client.post(url, {"stage": "raised", "reached_on": "2026-03-01", "note": "By letter"})
    assert Step.objects.order_by("pk").last().note == "By letter"


def test_member_signs_and_withdraws_for_the_own_constituent(client, cast):
    ask = make_ask(cast)
    client = cast.login(client, "member")
    other = client.post(address("sign", ask.pk), {"constituent": cast.lower_delta.pk})
    assert list(other.context["form"].errors) == ["constituent"]
    client.post(address("sign", ask.pk), {"constituent": cast.upper_valley.pk})
    assert list(ask.signatories.all()) == [cast.upper_valley]
    client.post(address("withdraw", ask.pk), {"constituent": cast.upper_valley.pk})
    assert ask.signatories.count() == 0


def test_member_cannot_withdraw_the_signature_of_another(client, cast):
    ask = make_ask(cast)
    sign_ask(ask=ask, constituent=cast.lower_delta, by=cast["neighbour"], at=AT)
    answer = cast.login(client, "member").post(
        address("withdraw", ask.pk), {"constituent": cast.lower_delta.pk}
    )
    assert (answer.status_code, ask.signatories.count()) == (403, 1)


def test_a_refusal_to_sign_is_said_on_the_page(client, cast):
    ask = make_ask(cast)
    record_step(ask=ask, stage="refused", reached_on=ON, by=cast["steward"], at=AT)
    page = cast.login(client, "member").post(address("sign", ask.pk), {"constituent": cast.upper_valley.pk})
    assert page.context["form"].errors == {"constituent": ["This ask is settled: “Refused”."]}


def test_a_visitor_reads_no_notes(client, public_cast):
    ask = make_ask(public_cast)
    note = {"note": "The minister told Ana", "by": public_cast["steward"], "at": AT}
    record_step(ask=ask, stage="raised", reached_on=ON, **note)
    page = client.get(address("ask", ask.pk)).content.decode()
    assert ("Raised with the institution" in page, "told Ana" in page) == (True, False)


def test_an_institution_asks_the_database_as_often_for_1_and_3_asks(client, cast):
    institution = make_institution(cast)
    cast.login(client, "member")
    counts = []
    for titles in (["A"], ["B", "C"]):
        for title in titles:
            made = make_ask(cast, institution=institution, title=title)
            sign_ask(ask=made, constituent=cast.upper_valley, by=cast["member"], at=AT)
        counts.append(queries_of(client, address("institution", institution.pk)))
    assert counts[0] == counts[1]
