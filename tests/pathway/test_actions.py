"""Each action: done, refused, recorded."""

import hashlib
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cairn.network.models import Constituent
from cairn.pathway import actions, queries
from cairn.pathway.models import Component, ComponentLink, Edition, Signature, Text, Version
from tests.factories import AT, make_collective, make_constituent
from tests.pathway.factories import STANDING, make_component, make_edition, make_pathway, make_version


def last_entry(collective):
    return collective.log.entries.order_by("index").last()


def test_add_component_numbers_each_kind_by_itself(cast):
    numbers = [make_component(cast, kind).number for kind in ("principle", "principle", "method")]
    assert numbers == [1, 2, 1]


def test_add_component_is_recorded(cast):
    component = make_component(cast, "practice", origin="emergent", owner=cast.upper_valley)
    entry = last_entry(cast.collective)
    assert (entry.act, entry.subject) == ("component_added", f"pathway.component:{component.pk}")
    assert entry.facts == {
        "kind": "practice",
        "number": 1,
        "origin": "emergent",
        "owner": cast.upper_valley.pk,
    }


def test_add_component_refuses_a_second_vision_until_the_first_is_retired(cast):
    vision = make_component(cast, "vision")
    with pytest.raises(actions.VisionStands, match="A collective has one vision"):
        make_component(cast, "vision")
    actions.retire_component(component=vision, by=cast["steward"], at=AT)
    assert make_component(cast, "vision").number == 2


def test_add_version_keeps_the_texts_and_numbers_them(cast):
    component = make_component(cast)
    make_version(cast, component, "One", also=[("es", "Uno")])
    second = make_version(cast, component, "  Two\n words ", "a\r\n\r\n \r\nb\r\nc  ")
    assert second.number == 2
    assert list(second.texts.values_list("language", "status", "title", "body")) == [
        ("en", "original", "Two words", "a\n\nb\nc")
    ]
    first = component.versions.get(number=1)
    assert list(first.texts.order_by("pk").values_list("language", "status")) == [
        ("en", "original"),
        ("es", "translated"),
    ]


def test_add_version_records_the_hash_of_each_text_and_commits_to_the_reason(cast):
    make_version(cast, make_component(cast), "One", "Body.")
    entry = last_entry(cast.collective)
    assert entry.act == "version_added"
    assert entry.facts == {
        "component": ["principle", 1],
        "version": 1,
        "languages": ["en"],
        "texts": {"en": hashlib.sha256(b"One\n\nBody.").hexdigest()},
    }
    assert list(entry.commitments) == ["reason"]


@pytest.mark.parametrize(
    ("texts", "message"),
    [
        ([], "Write the text in at least one language"),
        ([{"language": "en", "title": " ", "body": "x"}], "Give the text a title in each language"),
        (
            [{"language": "en", "title": "a", "body": ""}, {"language": "en", "title": "b", "body": ""}],
            "Each language has one text",
        ),
    ],
)
def test_add_version_refuses_incomplete_texts(cast, texts, message):
    with pytest.raises(actions.TextsRefused, match=message):
        actions.add_version(component=make_component(cast), texts=texts, reason="", by=cast["steward"], at=AT)
    assert Version.objects.count() == 0


def test_add_version_on_an_older_one_is_refused_and_carries_the_newer(cast):
    component = make_component(cast)
    make_version(cast, component)
    newer = make_version(cast, component, "Newer")
    with pytest.raises(actions.NewerVersion) as refusal:
        actions.add_version(
            component=component,
            texts=[{"language": "en", "title": "Mine", "body": ""}],
            reason="",
            by=cast["member"],
            at=AT,
            builds_on=1,
        )
    assert refusal.value.newer == newer
    assert component.versions.count() == 2


def test_retired_component_takes_no_version_and_no_second_retirement(cast):
    component = make_component(cast)
    actions.retire_component(component=component, by=cast["steward"], at=AT)
    assert last_entry(cast.collective).act == "component_retired"
    for act in (
        lambda: make_version(cast, component),
        lambda: actions.retire_component(component=component, by=cast["steward"], at=AT),
    ):
        with pytest.raises(actions.ComponentRetired, match="Principle 1 was retired"):
            act()


@pytest.mark.parametrize(
    ("source", "target", "kind"),
    [
        ("principle", "method", "guides"),
        ("method", "practice", "tried_as"),
        ("practice", "method", "grew_into"),
    ],
)
def test_link_components_allows_what_hangs_together(cast, source, target, kind):
    ends = {"source": make_component(cast, source), "target": make_component(cast, target)}
    link = actions.link_components(**ends, kind=kind, by=cast["member"], at=AT)
    assert (link.kind, last_entry(cast.collective).act) == (kind, "components_linked")
    assert last_entry(cast.collective).facts == {"kind": kind, "source": [source, 1], "target": [target, 1]}


@pytest.mark.parametrize(
    ("source", "target", "kind"),
    [
        ("method", "principle", "guides"),
        ("principle", "practice", "tried_as"),
        ("vision", "principle", "guides"),
        ("principle", "method", "grew_into"),
        ("principle", "method", "nonsense"),
    ],
)
def test_link_components_refuses_other_pairs_in_words(cast, source, target, kind):
    ends = {"source": make_component(cast, source), "target": make_component(cast, target)}
    with pytest.raises(actions.LinkRefused, match="A principle guides a method"):
        actions.link_components(**ends, kind=kind, by=cast["member"], at=AT)
    assert ComponentLink.objects.count() == 0


def test_link_components_refuses_a_link_said_twice_retired_ones_and_other_collectives(cast):
    principle, method = make_component(cast, "principle"), make_component(cast, "method")
    link = {"source": principle, "target": method, "kind": "guides", "by": cast["member"], "at": AT}
    actions.link_components(**link)
    with pytest.raises(actions.LinkRefused, match="there already"):
        actions.link_components(**link)
    elsewhere = Component.objects.create(
        collective=make_collective("hills", "Hills"),
        kind="method",
        number=1,
        origin="emergent",
        created_at=AT,
    )
    with pytest.raises(actions.LinkRefused, match="one collective"):
        actions.link_components(**{**link, "target": elsewhere})
    actions.retire_component(component=method, by=cast["steward"], at=AT)
    method.refresh_from_db()
    with pytest.raises(actions.ComponentRetired):
        actions.link_components(**link)


def test_publish_edition_holds_the_versions_and_is_recorded_by_its_hash(cast):
    edition = make_edition(cast)
    entry = last_entry(cast.collective)
    assert (edition.number, edition.entries.count(), entry.act) == (1, 4, "edition_published")
    assert entry.facts == {
        "edition": 1,
        "content": queries.content_hash(edition, queries.entries_of(edition)),
        "versions": [["vision", 1, 1], ["principle", 1, 1], ["method", 1, 1], ["practice", 1, 1]],
    }


def test_publish_edition_refuses_what_does_not_belong_in_it(cast):
    versions = make_pathway(cast)
    principle = versions["principle"]
    second = make_version(cast, principle.component, "Second")
    elsewhere = make_collective("hills", "Hills")
    given = {"foreword": "", "by": cast["steward"], "at": AT}
    for collective, title, held, message in [
        (cast.collective, " ", [principle], "Give the edition a title"),
        (cast.collective, "T", [], "Nothing is ready to publish"),
        (cast.collective, "T", [principle, second], "one version of each component"),
        (elsewhere, "T", [principle], "versions of one collective"),
    ]:
        with pytest.raises(actions.EditionRefused, match=message):
            actions.publish_edition(
                collective=collective, title=title, standings=[(one, STANDING) for one in held], **given
            )
    actions.retire_component(component=principle.component, by=cast["steward"], at=AT)
    principle.component.refresh_from_db()
    with pytest.raises(actions.ComponentRetired):
        make_edition(cast, [principle])
    assert Edition.objects.count() == 0


def test_sign_edition_is_recorded_without_the_signatory_in_clear(cast):
    edition = make_edition(cast)
    signature = actions.sign_edition(
        edition=edition, constituent=cast.upper_valley, signatory=" Rosa Amaru ", by=cast["member"], at=AT
    )
    entry = last_entry(cast.collective)
    assert signature.signatory == "Rosa Amaru"
    assert (entry.act, entry.facts) == ("edition_signed", {"edition": 1, "constituent": cast.upper_valley.pk})
    assert list(entry.commitments) == ["signatory"]


def test_sign_edition_refuses_twice_gone_and_foreign_constituents(cast):
    edition = make_edition(cast)
    given = {"edition": edition, "signatory": "R. A.", "by": cast["member"], "at": AT}
    actions.sign_edition(constituent=cast.upper_valley, **given)
    gone = make_constituent(cast.collective, "Gone", left_on=date(2025, 1, 1))
    foreign = make_constituent(make_collective("hills", "Hills"), "Hill")
    for constituent, message in [
        (cast.upper_valley, "Upper valley has signed this edition already"),
        (gone, "Gone has left the collective"),
        (foreign, "Only a constituent of the collective"),
    ]:
        with pytest.raises(actions.SignatureRefused, match=message):
            actions.sign_edition(constituent=constituent, **given)
    assert Signature.objects.count() == 1


def test_no_action_changes_a_version_a_text_or_an_edition(cast):
    """Run every action a second time over what is there, and look at each statement sent to the database."""
    versions = make_pathway(cast)
    edition = make_edition(cast, versions.values())
    kept = [list(model.objects.order_by("pk").values()) for model in (Version, Text, Edition)]
    with CaptureQueriesContext(
        connection,
    ) as sent:
        make_version(cast, versions["principle"].component, "Second")
        actions.sign_edition(
            edition=edition, constituent=cast.lower_delta, signatory="D.", by=cast["neighbour"], at=AT
        )
        actions.retire_component(component=versions["practice"].component, by=cast["steward"], at=AT)
        make_edition(cast, [versions["vision"]], days=2)
    changing = [one["sql"] for one in sent if one["sql"].lstrip('"( ').startswith(("UPDATE", "DELETE"))]
    tables = {Version._meta.db_table, Text._meta.db_table, Edition._meta.db_table}
    assert not [sql for sql in changing if any(f'"{table}"' in sql for table in tables)]
    for model, rows in zip((Version, Text, Edition), kept, strict=True):
        assert [row for row in model.objects.order_by("pk").values() if row in rows] == rows


def test_an_edition_keeps_its_hash_while_the_pathway_goes_on(cast):
    versions = make_pathway(cast)
    edition = make_edition(cast, versions.values())
    before = queries.edition_contents(edition).content
    make_version(cast, versions["principle"].component, "Second")
    make_edition(cast, list(versions.values())[:2], days=2)
    assert queries.edition_contents(edition).content == before
    assert Constituent.objects.count() == 2
    assert edition.published_at == AT + timedelta(days=1)
