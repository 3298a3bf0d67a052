"""The pages: who may see and do what, what they say, and how many queries they take."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cairn.pathway import actions
from cairn.pathway.models import Component, ComponentLink, Edition, Signature
from tests.factories import AT, make_constituent
from tests.pathway.factories import STANDING, make_component, make_edition, make_pathway, make_version

WHO = (None, "outsider", "observer", "member", "facilitator", "steward")
READ = (404, 404, 200, 200, 200, 200)
WRITE_PRACTICE = (302, 404, 403, 200, 200, 200)
WRITE = (302, 404, 403, 403, 200, 200)
RETIRE = (302, 404, 403, 403, 403, 200)
GET = {
    "index": ((), READ),
    "component_add": ((), WRITE_PRACTICE),
    "version_add": (("principle", 1), WRITE),
    "version_add practice": (("practice", 1), WRITE_PRACTICE),
    "component_retire": (("principle", 1), RETIRE),
    "links": ((), READ),
    "editions": ((), READ),
    "edition": ((1,), READ),
    "edition_data": ((1,), READ),
    "sign": ((1,), WRITE_PRACTICE),
}
TABLE = [
    (name, args, who, status)
    for name, (args, statuses) in GET.items()
    for who, status in zip(WHO, statuses, strict=True)
]


def address(cast, name, *args):
    return reverse(f"pathway:{name.split()[0]}", args=[cast.collective.slug, *args])


@pytest.fixture(autouse=True)
def static_files_straight_from_the_packages(settings):
    """Serve style and fonts without collecting them first."""
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    settings.WHITENOISE_AUTOREFRESH = True


@pytest.mark.parametrize(("name", "args", "who", "status"), TABLE)
def test_page_of_a_private_collective_opens_for_its_people(client, cast, name, args, who, status):
    make_edition(cast)
    assert cast.login(client, who).get(address(cast, name, *args)).status_code == status


@pytest.mark.parametrize(("who", "status"), [(None, 404), ("outsider", 404), ("observer", 200)])
def test_pdf_of_a_private_collective_opens_for_its_people(client, cast, who, status):
    make_edition(cast)
    assert cast.login(client, who).get(address(cast, "edition_pdf", 1)).status_code == status


@pytest.mark.parametrize("name", ["index", "links", "editions"])
def test_page_is_there_for_a_visitor_of_a_public_collective(client, public_cast, name):
    assert client.get(address(public_cast, name)).status_code == 200


@pytest.mark.parametrize(
    ("name", "args"),
    [("edition", (7,)), ("version_add", ("principle", 7)), ("sign", (7,)), ("edition_pdf", (7,))],
)
def test_page_of_what_is_not_there_is_not_found(client, cast, name, args):
    assert cast.login(client, "steward").get(address(cast, name, *args)).status_code == 404


def test_index_teaches_the_next_step_where_nothing_is(client, cast):
    page = cast.login(client, "facilitator").get(address(cast, "index")).content.decode()
    assert f"{address(cast, 'component_add')}?kind=vision" in page
    page = cast.login(client, "member").get(address(cast, "index")).content.decode()
    assert "Something your group does may help others." in page


def test_index_shows_a_visitor_only_what_is_published(client, public_cast):
    versions = make_pathway(public_cast)
    assert "The river runs clear" not in client.get(address(public_cast, "index")).content.decode()
    make_edition(public_cast, versions.values())
    make_version(public_cast, versions["vision"].component, "A vision still being agreed")
    page = client.get(address(public_cast, "index")).content.decode()
    assert ("The river runs clear" in page, "still being agreed" in page) == (True, False)
    page = public_cast.login(client, "member").get(address(public_cast, "index")).content.decode()
    assert "still being agreed" in page


def test_index_shows_the_status_of_practices_and_what_was_retired(client, cast):
    versions = make_pathway(cast)
    lone = make_version(cast, make_component(cast, "practice", owner=cast.upper_valley), "Lone practice")
    ends = {"source": versions["practice"].component, "target": versions["method"].component}
    page = cast.login(client, "member").get(address(cast, "index")).content.decode()
    assert (page.count("tried as part of a method"), page.count("stands on its own")) == (1, 1)
    assert "looked after by Upper valley" in page
    actions.link_components(**ends, kind="grew_into", by=cast["steward"], at=AT)
    actions.retire_component(component=lone.component, by=cast["steward"], at=AT)
    page = client.get(address(cast, "index")).content.decode()
    assert (page.count("grew into a method"), page.count("stands on its own")) == (1, 0)
    assert "Practice 2: Lone practice" in page


def test_component_add_opens_a_place_and_goes_on_to_its_text(client, cast):
    given = {"kind": "practice", "origin": "emergent", "owner": cast.upper_valley.pk}
    answer = cast.login(client, "member").post(address(cast, "component_add"), given)
    component = Component.objects.get()
    assert (component.kind, component.origin, component.owner) == ("practice", "emergent", cast.upper_valley)
    assert answer.headers["Location"] == address(cast, "version_add", "practice", 1)


def test_component_add_lets_a_member_add_practices_only(client, cast):
    cast.login(client, "member").post(
        address(cast, "component_add"), {"kind": "principle", "origin": "emergent"}
    )
    assert Component.objects.count() == 0


def test_component_add_shows_a_refusal_beside_the_form(client, cast):
    make_component(cast, "vision")
    answer = cast.login(client, "steward").post(
        address(cast, "component_add"), {"kind": "vision", "origin": "intentional"}
    )
    assert "A collective has one vision" in answer.content.decode()


def texts(**fields):
    return {
        "builds_on": 0,
        "original": "en",
        "title_en": "Water first",
        "body_en": "We share it.",
        "title_es": "",
        "body_es": "",
        "status_es": "translated",
        "reason": "",
        **fields,
    }


def test_version_add_keeps_the_texts_with_the_original_first(client, cast):
    component = make_component(cast)
    given = texts(original="es", title_es="El agua primero", status_en="reviewed")
    answer = cast.login(client, "facilitator").post(address(cast, "version_add", "principle", 1), given)
    version = component.versions.get()
    assert answer.headers["Location"] == version.get_absolute_url()
    assert list(version.texts.order_by("pk").values_list("language", "title", "status")) == [
        ("es", "El agua primero", "original"),
        ("en", "Water first", "reviewed"),
    ]


def test_version_add_says_what_is_missing_and_keeps_what_was_typed(client, cast):
    make_component(cast)
    given = texts(title_en="", body_en="Kept words", body_es="Sin título")
    page = cast.login(client, "facilitator").post(address(cast, "version_add", "principle", 1), given)
    written = page.content.decode()
    assert written.count("Give the text a title in English.") == 2  # in the summary, and at the box
    assert written.count("Give the text a title in Español.") == 2
    assert "Kept words" in written


def test_version_add_refuses_a_retired_component_in_words(client, cast):
    component = make_component(cast)
    actions.retire_component(component=component, by=cast["steward"], at=AT)
    page = cast.login(client, "steward").post(address(cast, "version_add", "principle", 1), texts())
    assert "Principle 1 was retired" in page.content.decode()


def test_two_people_writing_at_once_lose_nothing(client, cast):
    component = make_component(cast)
    make_version(cast, component, "Water first", "We share it.")
    url = address(cast, "version_add", "principle", 1)
    theirs = texts(builds_on=1, body_en="We share it fairly.", reason="Fairness")
    mine = texts(builds_on=1, body_en="We share it and count it.", reason="Counting")
    assert cast.login(client, "facilitator").post(url, theirs).status_code == 302
    answer = cast.login(client, "steward").post(url, mine)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Somebody added version 2 meanwhile. Your text is kept below, beside theirs." in page
    assert ("We share it fairly." in page, "We share it and count it." in page) == (True, True)
    assert '<ins><span class="unseen">[added: </span>and count it' in page
    assert 'name="builds_on" value="2"' in page
    assert component.versions.count() == 2
    assert client.post(url, {**mine, "builds_on": 2}).status_code == 302
    assert component.versions.count() == 3


def test_component_retire_asks_first_and_then_retires_once(client, cast):
    component = make_component(cast)
    url = address(cast, "component_retire", "principle", 1)
    cast.login(client, "steward").get(url)
    component.refresh_from_db()
    assert component.retired_on is None
    assert client.post(url).headers["Location"] == address(cast, "index")
    assert "Principle 1 was retired" in client.post(url).content.decode()


def test_links_page_links_two_components(client, cast):
    versions = make_pathway(cast)
    ComponentLink.objects.all().delete()
    ends = {"source": versions["principle"].component.pk, "target": versions["method"].component.pk}
    url = address(cast, "links")
    answer = cast.login(client, "facilitator").post(url, {**ends, "kind": "guides"})
    assert (answer.status_code, ComponentLink.objects.get().kind) == (302, "guides")
    page = client.post(url, {**ends, "kind": "tried_as"}).content.decode()
    assert "A principle guides a method, a method is tried as a practice" in page
    assert cast.login(client, "member").post(url, {**ends, "kind": "guides"}).status_code == 403


def test_edition_stands_at_its_address_with_standing_reservations_and_hash(client, cast):
    edition = make_edition(cast)
    page = cast.login(client, "member").get(edition.get_absolute_url()).content.decode()
    assert edition.get_absolute_url() == "/c/rivers/pathway/editions/1/"
    assert page.count("11 of 12 constituents stand behind it.") == 8  # in words, and as the bar's name
    assert page.count("Reservation of Upper valley") == 4
    entry = cast.collective.log.entries.get(act="edition_published")
    assert entry.facts["content"] in page
    assert reverse("network:receipt", args=["rivers", entry.index]) in page


def test_edition_is_read_in_the_language_asked_for(client, cast):
    edition = make_edition(cast)
    page = cast.login(client, "member").get(f"{edition.get_absolute_url()}?language=es").content.decode()
    assert '<p class="vision" lang="es" dir="ltr">El río corre limpio</p>' in page
    page = client.get(f"{edition.get_absolute_url()}?language=xx").content.decode()
    assert '<p class="vision" lang="en" dir="ltr">The river runs clear</p>' in page


def test_edition_says_what_changed_since_the_last_one(client, cast):
    versions = make_pathway(cast)
    make_edition(cast, versions.values())
    revised = make_version(
        cast, versions["principle"].component, "Those who live with it take part", "It is so."
    )
    new = make_version(cast, make_component(cast, "practice"), "Shade rows")
    second = make_edition(cast, [versions["vision"], revised, versions["method"], new], days=9)
    page = cast.login(client, "member").get(second.get_absolute_url()).content.decode()
    changes = page[page.index("What changed since edition 1") :]
    assert '<del><span class="unseen">[dropped: </span>a decision <span' in changes
    assert '<ins><span class="unseen">[added: </span>it <span' in changes
    assert '<del lang="en" dir="ltr">Kitchen-table talks</del>' in changes
    assert '<span lang="en" dir="ltr">Shade rows</span>' in changes
    first = client.get(address(cast, "edition", 1)).content.decode()
    assert "A later edition has taken its place." in first


def test_edition_hides_names_of_people_from_visitors(client, public_cast):
    cast = public_cast
    person = make_constituent(cast.collective, "Ana Quispe", kind="person")
    reservations = [{"constituent": name, "text": "Slower."} for name in ("Ana Quispe", "Lower delta")]
    edition = make_edition(cast, standing={**STANDING, "reservations": reservations})
    for constituent in (person, cast.upper_valley):
        actions.sign_edition(
            edition=edition, constituent=constituent, signatory="Rosa Amaru", by=cast["steward"], at=AT
        )
    for name in ("edition", "edition_data"):
        page = client.get(address(cast, name, 1)).content.decode()
        assert ("Ana Quispe" in page, "Rosa Amaru" in page, "Upper valley" in page) == (False, False, True)
        assert page.count("a person") == 4
    for name in ("edition", "edition_data"):
        page = cast.login(client, "observer").get(address(cast, name, 1)).content.decode()
        assert ("Ana Quispe" in page, "Rosa Amaru" in page) == (True, True)


def test_edition_as_data_says_what_the_page_says(client, cast):
    versions = make_pathway(cast)
    make_edition(cast, versions.values())
    revised = make_version(cast, versions["principle"].component, "Those who live with it take part", "So.")
    make_edition(cast, [versions["vision"], revised], days=9)
    answer = cast.login(client, "member").get(address(cast, "edition_data", 2)).json()
    assert answer["entries"][1]["texts"] == [
        {
            "language": "en",
            "status": "original",
            "title": "Those who live with it take part",
            "body": "So.",
        }
    ]
    assert answer["entries"][1]["standing"] == STANDING
    assert answer["changes_since"] == {
        "edition": 1,
        "added": [],
        "revised": [{"kind": "principle", "number": 1, "version": 2, "words_added": 2, "words_dropped": 13}],
        "dropped": [
            {"kind": "method", "number": 1, "version": 1},
            {"kind": "practice", "number": 1, "version": 1},
        ],
    }
    assert client.get(address(cast, "edition_data", 1)).json()["changes_since"] is None


def test_sign_lets_a_member_sign_for_their_own_constituent(client, cast):
    edition = make_edition(cast)
    url = address(cast, "sign", 1)
    given = {"constituent": cast.upper_valley.pk, "signatory": "Rosa Amaru"}
    answer = cast.login(client, "member").post(url, given)
    assert answer.headers["Location"] == edition.get_absolute_url()
    signature = Signature.objects.get()
    assert (signature.constituent, signature.signatory) == (cast.upper_valley, "Rosa Amaru")
    assert "Nobody is left to sign for" in client.get(url).content.decode()


def test_sign_for_another_constituent_is_for_facilitators(client, cast):
    make_edition(cast)
    given = {"constituent": cast.lower_delta.pk, "signatory": "Tomás"}
    cast.login(client, "member").post(address(cast, "sign", 1), given)
    assert Signature.objects.count() == 0
    cast.login(client, "facilitator").post(address(cast, "sign", 1), given)
    assert Signature.objects.get().constituent == cast.lower_delta


def test_sign_asks_in_whose_name(client, cast):
    make_edition(cast)
    page = cast.login(client, "facilitator").post(
        address(cast, "sign", 1), {"constituent": "", "signatory": ""}
    )
    assert "Write who signs, as it stands on the act." in page.content.decode()


def more(cast, count):
    """Add components, links, editions and signatures."""
    for k in range(count):
        versions = {
            kind: make_version(cast, make_component(cast, kind), f"{kind} {k}", also=[("es", f"{k} es")])
            for kind in ("principle", "method", "practice")
        }
        for source, target, kind in [("principle", "method", "guides"), ("method", "practice", "tried_as")]:
            actions.link_components(
                source=versions[source].component,
                target=versions[target].component,
                kind=kind,
                by=cast["steward"],
                at=AT,
            )
        constituent = make_constituent(cast.collective, f"Constituent {Signature.objects.count()} {k}")
        actions.sign_edition(
            edition=Edition.objects.order_by("number").last(),
            constituent=constituent,
            signatory="R.",
            by=cast["steward"],
            at=AT,
        )
    newest = [component.versions.order_by("number").last() for component in Component.objects.all()]
    make_edition(cast, newest, days=10)


@pytest.mark.parametrize("name", ["index", "links", "editions", "edition", "edition_data", "sign"])
def test_page_takes_as_many_queries_for_many_rows_as_for_few(
    client, cast, django_assert_num_queries, name, settings
):
    make_edition(cast)
    more(cast, 1)
    cast.login(client, "steward")
    args = [2] if name in {"edition", "edition_data", "sign"} else []
    url = address(cast, name, *args)
    client.get(url)
    with CaptureQueriesContext(connection) as few:
        client.get(url)
    more(cast, 3)
    url = address(cast, name, *[3 for _arg in args])
    with django_assert_num_queries(len(few)):
        client.get(url)
