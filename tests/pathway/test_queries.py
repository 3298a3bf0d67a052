"""The pathway as it stands, texts in the reader's language, and changes between editions."""

import pytest
from django.utils.translation import override

from cairn.engine.redline import Run
from cairn.pathway import actions, queries
from cairn.pathway.templatetags.pathway import first_sentence, language_name, newest_title
from tests.factories import AT
from tests.pathway.factories import make_component, make_edition, make_pathway, make_version


def link(cast, source, target, kind="guides"):
    actions.link_components(source=source, target=target, kind=kind, by=cast["steward"], at=AT)


def test_pathway_now_groups_methods_by_the_first_principle_that_guides_them(cast):
    first, second = make_component(cast, "principle"), make_component(cast, "principle")
    methods = [make_component(cast, "method") for _number in range(3)]
    link(cast, second, methods[0])
    link(cast, first, methods[0])
    link(cast, second, methods[2])
    groups = queries.pathway_now(cast.collective).method_groups
    assert [(group.principle, group.methods) for group in groups] == [
        (first, [methods[0]]),
        (second, [methods[2]]),
        (None, [methods[1]]),
    ]
    assert groups[0].methods[0].guided_by == [first, second]


def test_pathway_now_leaves_retired_ones_apart_and_unlinked(cast):
    principle, method = make_component(cast, "principle"), make_component(cast, "method")
    link(cast, principle, method)
    actions.retire_component(component=principle, by=cast["steward"], at=AT)
    pathway = queries.pathway_now(cast.collective)
    assert (pathway.principles, pathway.retired) == ([], [principle])
    assert [(group.principle, group.methods) for group in pathway.method_groups] == [(None, [method])]


def test_pathway_now_takes_four_queries(cast, django_assert_num_queries):
    make_pathway(cast)
    make_pathway_again = [make_version(cast, make_component(cast, "practice"), str(k)) for k in range(3)]
    with django_assert_num_queries(4):
        pathway = queries.pathway_now(cast.collective)
        titles = [component.newest.text.title for component in pathway.practices]
        addresses = [component.get_absolute_url() for component in pathway.practices]
    assert (titles, len(addresses)) == (["Kitchen-table talks", "0", "1", "2"], 1 + len(make_pathway_again))


def test_pathway_now_of_nothing_is_empty(cast):
    assert queries.pathway_now(cast.collective).is_empty


def test_component_without_text_says_so(cast):
    make_component(cast)
    component = queries.component_at(cast.collective, "principle", 1)
    assert (component.newest, newest_title(component), first_sentence(None)) == (None, "No text yet", "")


@pytest.mark.parametrize(
    ("asked", "reader", "title"),
    [
        ("qu", "es", "Yaku"),
        (None, "es", "Agua"),
        ("fr", "es", "Agua"),
        (None, "ar", "Water"),
        ("en", "es", "Water"),
    ],
)
def test_text_in_falls_back_to_the_reader_and_then_to_the_original(cast, asked, reader, title):
    version = make_version(cast, make_component(cast), "Water", also=[("es", "Agua"), ("qu", "Yaku")])
    with override(reader):
        assert queries.text_in(version, asked).title == title


def test_text_in_of_a_version_without_texts_is_nothing(cast):
    version = make_version(cast, make_component(cast))
    version.texts.all().delete()
    assert queries.text_in(version) is None


def test_edition_changes_are_told_in_a_language_that_both_have(cast):
    component = make_component(cast)
    first = make_version(cast, component, "Water first", also=[("es", "Agua primero")])
    second = make_version(cast, component, "Water always first")
    make_edition(cast, [first])
    edition = make_edition(cast, [second], days=2)
    with override("es"):
        changes = queries.edition_contents(edition).changes
    (revised,) = changes.revised
    assert (revised.text.language, revised.added, revised.dropped) == ("en", 1, 0)
    assert revised.title.runs == (Run("same", "Water "), Run("added", "always "), Run("same", "first"))


def test_edition_changes_between_equal_editions_are_empty(cast):
    versions = list(make_pathway(cast).values())
    make_edition(cast, versions)
    assert queries.edition_contents(make_edition(cast, versions, days=2)).changes.is_empty


def test_content_hash_changes_with_a_count_but_not_with_the_words_of_a_reservation(cast):
    edition = make_edition(cast)
    entries = queries.entries_of(edition)
    before = queries.content_hash(edition, entries)
    entries[0].standing = {**entries[0].standing, "reservations": []}
    assert queries.content_hash(edition, entries) == before
    entries[0].standing = {**entries[0].standing, "consent": 8}
    assert queries.content_hash(edition, entries) != before


@pytest.mark.parametrize(("code", "name"), [("es", "Español"), ("qu", "Runasimi"), ("xx", "xx")])
def test_language_is_named_as_its_speakers_write_it(code, name):
    assert language_name(code) == name
