"""Who may open each page, on a private and on a public collective."""

import pytest
from django.urls import reverse

from cairn.participation.actions import drafts
from cairn.participation.models import Theme
from tests.factories import AT
from tests.participation.factories import make_contribution, make_draft, make_thread

PEOPLE = (None, "outsider", "observer", "member", "facilitator", "steward")
# The answer for each of PEOPLE: a visitor without an account first.
READ = (404, 404, 200, 200, 200, 200)
WRITES = {
    "member": (302, 404, 403, 200, 200, 200),
    "facilitator": (302, 404, 403, 403, 200, 200),
    "steward": (302, 404, 403, 403, 403, 200),
}
PAGES = {
    "index": ((), READ),
    "process": (("process",), READ),
    "contributions": (("process",), READ),
    "gathering": (("gathering",), READ),
    "contribution": (("contribution",), READ),
    "theme": (("theme",), READ),
    "draft": (("draft",), READ),
    "draft_changes": (("draft",), READ),
    "consent": (("version",), READ),
    "contribution_add": (("process",), WRITES["member"]),
    "objection_add": (("open_draft",), WRITES["member"]),
    "consent_add": (("version",), WRITES["member"]),
    "consent_withdraw": (("version", "constituent"), WRITES["member"]),
    "objection_withdraw": (("objection",), WRITES["member"]),
    "gathering_add": ((), WRITES["facilitator"]),
    "round_add": (("process",), WRITES["facilitator"]),
    "contribution_ask": (("process",), WRITES["facilitator"]),
    "contribution_answer": (("contribution",), WRITES["facilitator"]),
    "theme_add": (("process",), WRITES["facilitator"]),
    "theme_weave": (("theme",), WRITES["facilitator"]),
    "draft_add": (("process",), WRITES["facilitator"]),
    "draft_revise": (("open_draft",), WRITES["facilitator"]),
    "objection_answer": (("objection",), WRITES["facilitator"]),
    "consent_ask": (("version",), WRITES["facilitator"]),
    "process_add": ((), WRITES["steward"]),
    "process_edit": (("process",), WRITES["steward"]),
    "contribution_take_down": (("contribution",), WRITES["steward"]),
    "publish": ((), WRITES["steward"]),
}


def rows_of(cast, *, published=True):
    """Make one row of everything, and name each by the word the table uses."""
    thread = make_thread(cast, published=published)
    open_draft = make_draft(cast, thread.process, title="Open one")
    objection = drafts.raise_objection(
        draft=open_draft, constituent=cast.upper_valley, reason="Unclear.", by=cast["member"], at=AT
    )
    return {
        **vars(thread),
        "open_draft": open_draft,
        "objection": objection,
        "theme": Theme.objects.get(),
        "constituent": cast.upper_valley,
    }


@pytest.mark.parametrize("name", PAGES)
def test_page_opens_for_those_who_may(client, cast, name):
    needs, expected = PAGES[name]
    rows = rows_of(cast)
    url = reverse(f"participation:{name}", args=[cast.collective.slug, *(rows[one].pk for one in needs)])
    got = []
    for who in PEOPLE:
        client.logout()
        got.append(cast.login(client, who).get(url).status_code)
    assert tuple(got) == expected


@pytest.mark.parametrize(
    ("who", "status"), list(zip(PEOPLE, (302, 404, 403, 403, 302, 302), strict=True)), ids=str
)
def test_draft_is_put_forward_by_those_who_may(client, cast, who, status):
    rows = rows_of(cast)
    url = reverse("participation:draft_put_forward", args=[cast.collective.slug, rows["open_draft"].pk])
    assert cast.login(client, who).post(url).status_code == status
    rows["open_draft"].refresh_from_db()
    assert (rows["open_draft"].version is not None) == (who in {"facilitator", "steward"})


def test_draft_is_not_put_forward_by_reading(client, cast):
    rows = rows_of(cast)
    url = reverse("participation:draft_put_forward", args=[cast.collective.slug, rows["open_draft"].pk])
    assert cast.login(client, "steward").get(url).status_code == 405


PUBLISHED = ("gathering", "contribution", "draft", "version")


@pytest.mark.parametrize(("published", "status"), [(True, 200), (False, 404)])
@pytest.mark.parametrize("what", PUBLISHED)
def test_visitor_of_a_public_collective_sees_what_is_published(client, public_cast, what, published, status):
    row = rows_of(public_cast, published=published)[what]
    name = {"version": "consent"}.get(what, what)
    url = reverse(f"participation:{name}", args=[public_cast.collective.slug, row.pk])
    assert client.get(url).status_code == status


@pytest.mark.parametrize("what", ["index", "process", "theme", "contributions", *PUBLISHED])
def test_visitor_reads_no_name_of_a_person(client, public_cast, what):
    rows = rows_of(public_cast)
    make_contribution(public_cast, rows["process"], text="Not for everybody.")
    row = {"contributions": rows["process"]}.get(what) or rows.get(what)
    name = {"version": "consent"}.get(what, what)
    args = [public_cast.collective.slug, *([row.pk] if row else [])]
    page = client.get(reverse(f"participation:{name}", args=args)).content.decode()
    for person in public_cast.people.values():
        assert person.name not in page.replace("Relayed by the facilitator", "")
    assert "Rosa Amaru" not in page
    assert "Not for everybody" not in page


def test_rows_of_another_collective_are_not_found(client, cast):
    from cairn.network.models import Membership
    from tests.factories import make_collective, make_person

    rows = rows_of(cast)
    other = make_collective("lakes", "Lakes")
    person = make_person("guest")
    Membership.objects.create(collective=other, person=person, role="steward", created_at=AT)
    client.force_login(person)
    for name, (needs, _expected) in PAGES.items():
        if needs:
            url = reverse(f"participation:{name}", args=["lakes", *(rows[one].pk for one in needs)])
            assert client.get(url).status_code == 404, name


FORMS = [name for name, (_needs, expected) in PAGES.items() if expected[0] == 302 and name != "theme_weave"]


@pytest.mark.parametrize("name", FORMS)
def test_form_left_empty_says_what_to_write(client, cast, name):
    rows = rows_of(cast)
    needs = PAGES[name][0]
    url = reverse(f"participation:{name}", args=[cast.collective.slug, *(rows[one].pk for one in needs)])
    sent = {f"{rows}-{part}_FORMS": "0" for rows in ("attendance", "voices") for part in ("TOTAL", "INITIAL")}
    page = cast.login(client, "steward").post(url, sent)
    if page.status_code == 200:  # a withdrawal needs no words
        assert "There is something to mend" in page.content.decode()
        assert "This field is required" not in page.content.decode()
    else:
        assert name == "objection_withdraw"
