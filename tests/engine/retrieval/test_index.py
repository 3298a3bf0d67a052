"""The index: pages that go in come out, in any order; nothing else is taken for an index."""

import sqlite3
from itertools import permutations

import pytest

from cairn.engine.retrieval import index
from cairn.engine.retrieval.documents.page import Document, Page
from cairn.engine.retrieval.words import root


def document(name, *texts, notices=()):
    pages = tuple(Page(number, "Water", text) for number, text in enumerate(texts, start=1))
    return Document(name, "text", "page", pages, notices)


DOCUMENTS = (
    document("a.txt", "The well is deep.", "The well gives water to nine villages."),
    document("b.txt", "The well is deep.", notices=("One notice.", "Another.")),
    document("c.txt", "Roads are long."),
)


def opened(documents=DOCUMENTS):
    connection = sqlite3.connect(":memory:")
    index.prepare(connection)
    for one in documents:
        index.add(connection, one, sha256=f"hash of {one.name}")
    return connection


def found(connection, *asked, kin=(), most=60):
    counts = index.frequencies(connection, map(root, asked))
    return [(p.document, p.page, p.text) for p in index.candidates(connection, counts, kin, most=most)]


def test_index_gives_pages_that_hold_a_word_with_their_place():
    connection = opened()
    (page,) = index.candidates(connection, {"villa": 1})
    assert (page.document, page.page, page.opening) == ("a.txt", 2, "The well is deep.")
    (passage,) = page.passages()
    assert (passage.document, passage.page, passage.label, passage.unit) == ("a.txt", 2, "Water", "page")
    assert (passage.first, passage.last, passage.id) == (0, 38, "2:0-38")
    assert passage.text == "The well gives water to nine villages."
    assert found(connection, "bridge") == []
    assert index.count(connection) == {"documents": 3, "pages": 4}


@pytest.mark.parametrize("order", list(permutations(DOCUMENTS)))
def test_index_answers_the_same_in_any_order_of_documents(order):
    wanted = [
        ("a.txt", 1, "The well is deep."),
        ("a.txt", 2, "The well gives water to nine villages."),
        ("b.txt", 1, "The well is deep."),
    ]
    assert found(opened(order), "well") == wanted
    assert found(opened(order), "well", most=1) == wanted[:1]


def test_index_forgets_and_replaces_documents_wholly():
    connection = opened()
    index.add(connection, document("a.txt", "A bridge."), sha256="other")
    index.remove(connection, ["c.txt", "unknown.txt"])
    assert index.known(connection) == {"a.txt": "other", "b.txt": "hash of b.txt"}
    fresh = opened([DOCUMENTS[1], document("a.txt", "A bridge.")])
    for asked in (["well"], ["bridge"], ["roads"], ["deep", "bridge"]):
        assert found(connection, *asked) == found(fresh, *asked)
    assert index.frequencies(connection, ["well", "road"]) == {"well": 1, "road": 0}
    assert index.notices(connection) == {"b.txt": ("One notice.", "Another.")}


def test_index_looks_by_rare_words_where_there_are_enough():
    texts = [f"Common word {number}." for number in range(60)]
    connection = opened([document("a.txt", *texts, "Alpha here.", "Beta common here.")])
    assert [page for _, page, _ in found(connection, "common", "alpha", "beta")] == [61, 62]
    assert len(found(connection, "common", "alpha")) == 60


def test_index_finds_by_kin_for_half_as_much():
    connection = opened()
    assert [name for name, *_ in found(connection, "villages", kin=["road"])] == ["a.txt", "c.txt"]
    assert found(connection, kin=["road"]) == [("c.txt", 1, "Roads are long.")]
    (alone,) = index.candidates(connection, {"road": 1})
    (as_kin,) = index.candidates(connection, {}, ["road"])
    assert as_kin.weight == pytest.approx(alone.weight / 2)


def test_index_gives_how_a_document_begins_and_all_its_pages():
    connection = opened([document("a.txt", "First. " * 100, "Second.")])
    pages = list(index.every_page(connection))
    assert [page.page for page in pages] == [1, 2]
    assert pages[1].opening == ("First. " * 100)[:400]


def test_index_lists_roots_that_begin_alike():
    assert index.alike(opened(), "w") == ["water", "well"]


def test_index_stays_as_it_is_when_it_is_opened_again():
    connection = opened()
    index.prepare(connection)
    assert len(index.known(connection)) == 3


def test_nothing_else_is_taken_for_an_index(tmp_path):
    other = sqlite3.connect(":memory:")
    other.execute("CREATE TABLE people (name)")
    with pytest.raises(index.NotAnIndexError, match=r"It is a database, but no index of documents."):
        index.prepare(other)
    old = opened()
    old.execute("PRAGMA user_version = 999")
    with pytest.raises(index.NotAnIndexError, match=r"made by another version. Delete it"):
        index.prepare(old)
    path = tmp_path / "text"
    path.write_bytes(b"This is a text, and no database at all." * 100)
    broken = sqlite3.connect(path)
    with pytest.raises(index.NotAnIndexError, match=r"It is no index of documents \(file is not"):
        index.prepare(broken)
    for connection in (other, old, broken):
        connection.close()
