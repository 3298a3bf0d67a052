"""Pages of activities: who sees and does what, what they say, and how much they ask of the database."""

from datetime import date

import pytest
from django.urls import reverse

from cairn.activities.models import Activity
from tests.activities.factories import WHO, make_activity, make_principle, queries_of
from tests.factories import make_constituent

ADDRESSES = [
    # name, more arguments, and what a visitor, outsider, observer, member, facilitator and steward get
    ("index", [], (404, 404, 200, 200, 200, 200)),
    ("activity", ["pk"], (404, 404, 200, 200, 200, 200)),
    ("activity_add", [], (302, 404, 403, 403, 200, 200)),
    ("activity_add_plain", ["movement"], (302, 404, 403, 403, 200, 200)),
    ("activity_add_plain", ["dancing"], (302, 404, 403, 403, 404, 404)),
    ("outcome", ["pk"], (302, 404, 403, 403, 200, 200)),
]


@pytest.mark.parametrize(("name", "more", "statuses"), ADDRESSES)
def test_addresses_open_to_whom_they_should(client, cast, name, more, statuses):
    activity = make_activity(cast)
    url = reverse(f"activities:{name}", args=["rivers", *(activity.pk if m == "pk" else m for m in more)])
    answers = []
    for who in WHO:
        client.logout()
        answers.append(cast.login(client, who).get(url).status_code)
    assert tuple(answers) == statuses


@pytest.mark.parametrize("name", ["index", "activity"])
def test_a_visitor_reads_a_public_collective(client, public_cast, name):
    activity = make_activity(public_cast)
    args = ["rivers"] if name == "index" else ["rivers", activity.pk]
    assert client.get(reverse(f"activities:{name}", args=args)).status_code == 200


def test_an_activity_of_another_collective_is_not_found(client, cast):
    url = reverse("activities:activity", args=["rivers", 4711])
    assert cast.login(client, "steward").get(url).status_code == 404


def test_index_names_whom_nothing_serves(client, cast):
    make_activity(cast, served=[cast.upper_valley])
    page = cast.login(client, "member").get(reverse("activities:index", args=["rivers"]))
    assert page.context["unserved"] == ["Lower delta"]
    assert "1 of 2 constituents is served by no activity under way." in page.content.decode()


def test_index_hides_a_persons_name_from_visitors(client, public_cast):
    make_constituent(public_cast.collective, "Amina R.", kind="person")
    page = client.get(reverse("activities:index", args=["rivers"]))
    assert "Amina" not in page.content.decode()


def test_index_filters_by_kind_and_state(client, cast):
    make_activity(cast, title="Old count", kind="data", ends_on=date(2026, 2, 20))
    kept = make_activity(cast, title="New count", kind="data")
    make_activity(cast, title="A march")
    client = cast.login(client, "member")
    page = client.get(reverse("activities:index", args=["rivers"]), {"kind": "data", "state": "under_way"})
    assert [a.pk for a in page.context["page"]] == [kept.pk]


def test_index_is_paged_by_25(client, cast):
    for number in range(27):
        make_activity(cast, title=f"Meeting {number}")
    page = cast.login(client, "member").get(reverse("activities:index", args=["rivers"]), {"page": 2})
    assert len(page.context["page"]) == 2


def test_index_asks_the_database_as_often_for_1_and_3_rows(client, cast):
    url = reverse("activities:index", args=["rivers"])
    cast.login(client, "member")
    counts = []
    for numbers in ([1], [2, 3]):
        for number in numbers:
            make_activity(cast, served=[cast.upper_valley], advances=make_principle(cast, number=number))
        counts.append(queries_of(client, url))
    assert counts[0] == counts[1]


@pytest.mark.parametrize(
    ("added", "leads_to"),
    [("learning:session_add", "/activities/learning/add/"), ("learning", "/activities/add/learning/")],
)
def test_the_first_question_leads_to_the_form_of_the_kind(client, cast, added, leads_to):
    url = reverse("activities:activity_add", args=["rivers"])
    answer = cast.login(client, "facilitator").post(url, {"added": added})
    assert answer.url == f"/c/rivers{leads_to}"


def test_the_first_question_must_be_answered(client, cast):
    page = cast.login(client, "facilitator").post(
        reverse("activities:activity_add", args=["rivers"]), {"added": ""}
    )
    assert page.context["form"].errors == {"added": ["Choose what you want to add."]}


def test_facilitator_adds_an_activity(client, cast):
    principle = make_principle(cast)
    url = reverse("activities:activity_add_plain", args=["rivers", "influence"])
    typed = {
        "title": "A brief on flows",
        "type": "brief",
        "purpose": "momentum",
        "starts_on": "2026-03-01",
        "served": [cast.upper_valley.pk],
        "advances": principle.pk,
    }
    answer = cast.login(client, "facilitator").post(url, typed, follow=True)
    added = Activity.objects.get()
    assert (added.kind, added.advances, list(added.served.all())) == (
        "influence",
        principle,
        [cast.upper_valley],
    )
    assert [str(m) for m in answer.context["messages"]] == ["“A brief on flows” is added."]
    assert "Principle 4: Those who live with it take part" in answer.content.decode()


def test_an_activity_that_ends_before_it_starts_is_sent_back(client, cast):
    url = reverse("activities:activity_add_plain", args=["rivers", "influence"])
    typed = {"title": "Backwards", "starts_on": "2026-03-02", "ends_on": "2026-03-01"}
    page = cast.login(client, "facilitator").post(url, typed)
    assert page.context["form"].non_field_errors() == ["An activity cannot end before it starts."]


def test_facilitator_records_an_outcome(client, cast):
    activity = make_activity(cast)
    url = reverse("activities:outcome", args=["rivers", activity.pk])
    client = cast.login(client, "facilitator")
    early = client.post(url, {"outcome": "Nothing yet", "ends_on": "2020-01-01"})
    assert early.context["form"].errors == {"ends_on": ["It cannot end before it starts. Give a later day."]}
    client.post(url, {"outcome": "The law is passed.", "ends_on": "2026-03-01"})
    assert Activity.objects.get().outcome == "The law is passed."
