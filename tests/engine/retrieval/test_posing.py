"""A question made ready: what its words weigh, what counts for them, and whether a number is there."""

import sqlite3

import pytest

from cairn.engine.retrieval import index
from cairn.engine.retrieval.documents.page import Document, Page
from cairn.engine.retrieval.posing import pose
from cairn.engine.retrieval.words import counted, is_mistyped, language, numbers_near, words


class OneKin:
    """Gives wages a salary."""

    def of(self, asked, language):
        return {word: {"salary": 0.8, "prince": 0.7} for word in asked if word == "wages"}


@pytest.fixture(scope="module")
def connection():
    connection = sqlite3.connect(":memory:")
    index.prepare(connection)
    texts = ("The salary is paid in May.", "The assembly has 40 members and meets in May.", "Roads wait.")
    pages = tuple(Page(number, "", text) for number, text in enumerate(texts, start=1))
    index.add(connection, Document("a.txt", "text", "page", pages), sha256="")
    yield connection
    connection.close()


def test_rare_words_weigh_more_and_unknown_ones_less_than_all(connection):
    weights = pose(connection, "Is May the month for roads?").weights
    assert list(weights) == ["may", "month", "roads"]
    assert weights["roads"] == 1.0
    assert weights["month"] == 0.6
    assert 0.6 < weights["may"] < 1.0


def test_kin_that_stands_in_the_index_is_looked_for_and_counts_less(connection):
    question = pose(connection, "What wages in May?", OneKin())
    assert question.kin == {"wages": {"salary": 0.8}}
    assert question.further() == {"salar"}
    assert question.credits(words("The salary of May")) == {"wages": pytest.approx(0.72), "may": 1.0}
    assert question.credits(words("A salad")) == {}
    assert question.credits(["wages", "salary"]) == {"wages": 1.0}


def test_a_slip_is_looked_for_and_counts_less(connection):
    question = pose(connection, "Where does the asembly meet?")
    assert question.mistyped == {"asembly": frozenset({"assem"})}
    assert question.further() == {"assem"}
    assert question.credits(["assembly"]) == {"asembly": 0.8}
    assert question.credits(["assemblage"]) == {}


def test_share_is_of_the_weight_that_some_texts_cover(connection):
    question = pose(connection, "May roads?")
    may, roads = question.weights["may"], question.weights["roads"]
    assert question.share({"may": 1.0}) == may / (may + roads)
    assert question.share({"may": 0.5}, {"roads": 1.0}, {"may": 1.0, "roads": 0.5}) == 1.0


@pytest.mark.parametrize(
    ("asked", "text", "lacking"),
    [
        ("How many members?", "The assembly has 40 members.", False),
        ("How many members?", "Members wait for years, and at long last for room number 40.", True),
        ("How many members?", "Since 1990 roads wait.", True),
        ("How much is paid?", "Paid are 40.", False),
        ("How much is paid?", "Nothing is said.", True),
        ("Who is a member?", "Nobody.", False),
    ],
)
def test_a_number_must_stand_near_what_is_counted(connection, asked, text, lacking):
    assert pose(connection, asked).wants_more(text) is lacking


@pytest.mark.parametrize(
    ("question", "word"),
    [
        ("Wie viele Häuser gibt es?", "hauser"), ("Combien de lieux ?", "lieux"),
        ("Сколько мостов?", "мостов"),
        ("How many more?", None), ("镇里有多少人？", None), ("How does it work?", None),
    ],
)  # fmt: skip
def test_the_word_that_is_counted(question, word):
    assert counted(question) == word


def test_numbers_count_in_words_too():
    assert numbers_near("Asistieron diecinueve o veinte vecinos.", {"vecinos"})


@pytest.mark.parametrize(
    ("one", "other", "slipped"),
    [
        ("bridge", "bridge", True), ("bridge", "bridges", True), ("bridge", "bridging", False),
        ("bridge", "brigde", True), ("bridge", "bride", True), ("bridge", "fridge", True),
        ("bridge", "fringe", False),
    ],
)  # fmt: skip
def test_one_slip_is_a_letter_more_less_other_or_two_exchanged(one, other, slipped):
    assert is_mistyped(one, other) is slipped


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("Quand commence le marché ?", "fr"),
        ("Quando começa?", None),
        ("水", None),
        ("Какие мосты есть у нас в селе?", "ru"),
    ],
)
def test_language_is_told_by_the_words_that_bind(question, told):
    assert language(question) == told
