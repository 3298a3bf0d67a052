"""Every page of the network: who gets in, what it shows, how many queries it costs."""

import csv
import io

import pytest
from django.urls import reverse

from cairn.network.models import Constituent, Mandate, Membership, Person, Place
from cairn.record.verify import verify
from tests.factories import AT
from tests.network.factories import add_constituent, record_mandate

PEOPLE = (None, "outsider", "observer", "member", "facilitator", "steward")
SEES = (404, 404, 200, 200, 200, 200)
FACILITATES = (302, 404, 403, 403, 200, 200)
STEWARDS = (302, 404, 403, 403, 403, 200)

PAGES = {
    "people": SEES,
    "role_give": STEWARDS,
    "constituents": SEES,
    "constituent": SEES,
    "constituent_add": FACILITATES,
    "constituent_change": FACILITATES,
    "mandate_add": FACILITATES,
    "places": SEES,
    "place_add": FACILITATES,
    "record": SEES,
    "receipt": SEES,
    "record_log": SEES,
    "record_table": SEES,
}
POSTS = {"role_end": (302, 404, 403, 403, 403, 302), "mandate_end": (302, 404, 403, 403, 302, 302)}


def address(cast, name):
    upper = cast.upper_valley
    with_pk = {
        "constituent": [upper.pk],
        "constituent_change": [upper.pk],
        "mandate_add": [upper.pk],
        "receipt": [0],
    }
    return reverse(f"network:{name}", args=[cast.collective.slug, *with_pk.get(name, [])])


@pytest.mark.parametrize(
    ("name", "who", "status"),
    [(name, who, status) for name, row in PAGES.items() for who, status in zip(PEOPLE, row, strict=True)],
)
def test_page_of_a_private_collective_opens_for_whom_it_should(cast, client, name, who, status):
    record_mandate(cast, cast.upper_valley)
    answer = cast.login(client, who).get(address(cast, name))
    assert answer.status_code == status
    if status == 302:
        assert answer.url.startswith("/account/login/code/")


@pytest.mark.parametrize(
    ("name", "who", "status"),
    [(name, who, status) for name, row in POSTS.items() for who, status in zip(PEOPLE, row, strict=True)],
)
def test_act_in_a_private_collective_is_open_to_whom_it_should(cast, client, name, who, status):
    mandate = record_mandate(cast, cast.upper_valley)
    role = Membership.objects.get(person=cast["neighbour"])
    args = [role.pk] if name == "role_end" else [cast.upper_valley.pk, mandate.pk]
    url = reverse(f"network:{name}", args=[cast.collective.slug, *args])
    assert cast.login(client, who).get(url).status_code in {302, 405}
    assert client.post(url).status_code == status
    mandate.refresh_from_db()
    role.refresh_from_db()
    done = who == "steward" or (who == "facilitator" and name == "mandate_end")
    assert bool(mandate.ended_at or role.ended_at) is done


@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("people", 403),
        ("constituents", 200),
        ("constituent", 200),
        ("places", 200),
        ("record", 200),
        ("receipt", 200),
        ("record_log", 403),
        ("record_table", 403),
    ],
)
def test_visitor_of_a_public_collective_sees_no_people(public_cast, client, name, status):
    record_mandate(public_cast, public_cast.upper_valley)
    add_constituent(public_cast, "Elder Manuel", kind="person")
    answer = client.get(address(public_cast, name))
    assert answer.status_code == status
    text = answer.getvalue().decode()
    assert "Rosa Tanguila" not in text
    assert "Elder Manuel" not in text
    assert "example.org" not in text


def test_visitor_does_not_find_a_constituent_that_is_a_person(public_cast, client):
    person = add_constituent(public_cast, "Elder Manuel", kind="person")
    assert client.get(person.get_absolute_url()).status_code == 404
    assert public_cast.login(client, "observer").get(person.get_absolute_url()).status_code == 200


def test_constituent_of_another_collective_is_not_found(cast, client):
    from tests.factories import make_collective, make_constituent

    other = make_constituent(make_collective("other", "Other"), "Far away")
    url = reverse("network:constituent", args=["rivers", other.pk])
    assert cast.login(client, "steward").get(url).status_code == 404


def test_steward_adds_a_constituent_with_two_parents(cast, client):
    parents = [cast.upper_valley.pk, cast.lower_delta.pk]
    url = reverse("network:constituent_add", args=["rivers"])
    answer = cast.login(client, "steward").post(
        url,
        {"name": "Weir village", "kind": "group", "parents": parents, "joined_on": "2026-03-01"},
        follow=True,
    )
    made = Constituent.objects.get(name="Weir village")
    assert sorted(made.parents.values_list("pk", flat=True)) == sorted(parents)
    assert "Weir village is a constituent now." in answer.content.decode()


def test_second_constituent_of_a_name_is_refused_in_words(cast, client):
    url = reverse("network:constituent_add", args=["rivers"])
    fields = {"name": "Upper valley", "kind": "group", "joined_on": "2026-03-01"}
    answer = cast.login(client, "steward").post(url, fields)
    assert answer.status_code == 422
    assert "There is a constituent of this name already" in answer.content.decode()


def test_circle_of_parents_is_refused_in_words(cast, client):
    village = add_constituent(cast, "Weir village", parents=[cast.upper_valley])
    url = reverse("network:constituent_change", args=["rivers", cast.upper_valley.pk])
    fields = {"name": "Upper valley", "kind": "group", "joined_on": "2024-01-01", "parents": [village.pk]}
    answer = cast.login(client, "steward").post(url, fields)
    assert answer.status_code == 422
    assert "Weir village is itself part of Upper valley" in answer.content.decode()
    assert list(cast.upper_valley.parents.all()) == []


def test_constituent_leaves(cast, client):
    url = reverse("network:constituent_change", args=["rivers", cast.upper_valley.pk])
    fields = {"name": "Upper valley", "kind": "group", "joined_on": "2024-01-01", "left_on": "2026-01-01"}
    assert cast.login(client, "steward").post(url, fields).status_code == 302
    assert "Upper valley was changed." in client.get(cast.upper_valley.get_absolute_url()).content.decode()
    page = client.get(reverse("network:constituents", args=["rivers"])).content.decode()
    assert "Upper valley" not in page
    fields["left_on"] = "2023-01-01"
    answer = client.post(url, fields)
    assert "A constituent cannot leave before it joined." in answer.content.decode()


def test_mandate_that_is_not_known_is_shown_as_such(cast, client):
    url = reverse("network:mandate_add", args=["rivers", cast.upper_valley.pk])
    fields = {"holder": "Rosa Tanguila", "basis": "unknown"}
    answer = cast.login(client, "facilitator").post(url, fields, follow=True)
    page = answer.content.decode()
    assert "Rosa Tanguila" in page
    assert "Mandate not known" in page
    assert "tag--ochre" in page


def test_known_mandate_says_who_gave_it(cast, client):
    url = reverse("network:mandate_add", args=["rivers", cast.upper_valley.pk])
    fields = {"holder": "Rosa Tanguila", "basis": "assembly"}
    answer = cast.login(client, "facilitator").post(url, fields)
    assert "Say who gave the mandate" in answer.content.decode()
    assert Mandate.objects.count() == 0


def test_facilitator_adds_a_place_within_another(cast, client):
    url = reverse("network:place_add", args=["rivers"])
    fields = {"name": "Upper weir", "kind": "site", "within": cast.place.pk}
    answer = cast.login(client, "facilitator").post(url, fields, follow=True)
    assert "Upper weir is among the places now." in answer.content.decode()
    assert Place.objects.get(name="Upper weir").within == cast.place
    assert client.post(url, fields).status_code == 422


def test_steward_gives_a_role_and_an_invitation_goes_out(
    cast, client, mailoutbox, django_capture_on_commit_callbacks
):
    url = reverse("network:role_give", args=["rivers"])
    fields = {
        "email": "Ana@Example.org",
        "name": "Ana",
        "role": "member",
        "constituent": cast.upper_valley.pk,
    }
    with django_capture_on_commit_callbacks(execute=True):
        answer = cast.login(client, "steward").post(url, fields)
    assert answer.status_code == 302
    assert Person.objects.get(email="ana@example.org").name == "Ana"
    assert [mail.to for mail in mailoutbox] == [["ana@example.org"]]
    assert "Ana now has a role here." in client.get(answer.url).content.decode()


def test_last_steward_stays(cast, client):
    role = Membership.objects.get(person=cast["steward"])
    url = reverse("network:role_end", args=["rivers", role.pk])
    answer = cast.login(client, "steward").post(url, follow=True)
    assert "A collective needs a steward" in answer.content.decode()
    url = reverse("network:role_give", args=["rivers"])
    answer = client.post(url, {"email": cast["steward"].email, "role": "member"})
    assert "A collective needs a steward" in answer.content.decode()


@pytest.mark.parametrize("name", ["constituents", "people", "places", "record"])
def test_list_costs_the_same_for_one_row_and_for_many(cast, client, name, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    record_mandate(cast, cast.upper_valley)
    cast.login(client, "steward")
    with CaptureQueriesContext(
        connection,
    ) as first:
        client.get(address(cast, name))
    for n in range(30):
        row = add_constituent(
            cast, f"Village {n}", parents=[cast.upper_valley, cast.lower_delta], place=cast.place
        )
        record_mandate(cast, row)
        Place.objects.create(collective=cast.collective, kind="site", name=f"Place {n}", within=cast.place)
        person = Person.objects.create_user(f"p{n}@example.org", f"Person {n}")
        Membership.objects.create(
            collective=cast.collective, person=person, role="member", constituent=row, created_at=AT
        )
    with django_assert_num_queries(len(first)):
        answer = client.get(address(cast, name))
    assert "Page 1 of" in answer.content.decode()


def test_list_is_searched(cast, client):
    cast.login(client, "steward")
    page = client.get(address(cast, "constituents"), {"q": "upper"}).content.decode()
    assert "Upper valley" in page
    assert "Lower delta" not in page
    page = client.get(address(cast, "people"), {"q": "facil"}).content.decode()
    assert "Facilitator@" not in page
    assert "neighbour@example.org" not in page
    assert "Nobody of this name" in client.get(address(cast, "people"), {"q": "zzz"}).content.decode()


def test_record_is_searched_by_subject_and_by_words(cast, client):
    mandate = record_mandate(cast, cast.upper_valley)
    add_constituent(cast, "Weir village")
    cast.login(client, "observer")
    page = client.get(address(cast, "record"), {"q": f"network.mandate:{mandate.pk}"}).content.decode()
    assert "A mandate was put on file" in page
    assert "A constituent joined" not in page
    page = client.get(address(cast, "record"), {"q": "constituent added"}).content.decode()
    assert "A constituent joined" in page
    assert "A mandate was put on file" not in page
    assert "No act is about this." in client.get(address(cast, "record"), {"q": "nothing"}).content.decode()


def test_receipt_and_whole_record_verify_as_they_are_downloaded(cast, client):
    for n in range(5):
        add_constituent(cast, f"Village {n}")
    cast.login(client, "observer")
    assert verify([client.get(address(cast, "receipt")).content]).size == 5
    assert verify(client.get(address(cast, "record_log")).getvalue().splitlines(keepends=True)).entries == 5
    rows = list(csv.reader(io.StringIO(client.get(address(cast, "record_table")).getvalue().decode())))
    assert [row[0] for row in rows] == ["index", "0", "1", "2", "3", "4"]
    assert client.get(reverse("network:receipt", args=["rivers", 5])).status_code == 404


def test_front_lists_what_a_person_may_see(cast, client):
    from tests.factories import make_collective

    make_collective("open", "Open Hills", visibility="public")
    page = client.get("/").content.decode()
    assert "Open Hills" in page
    assert "Two Rivers" not in page
    page = cast.login(client, "member").get("/").content.decode()
    assert "Open Hills" in page
    assert "Two Rivers" in page


def test_front_tells_a_person_without_a_role_what_to_do(cast, client):
    assert "You have no role in a collective yet" in cast.login(client, "outsider").get("/").content.decode()
