"""Words in many scripts, and what a question is about."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cairn.engine.retrieval import words as words_module
from cairn.engine.retrieval.words import (
    asked_words,
    asks_for_number,
    comparable,
    has_number,
    index_text,
    kinship,
    names,
    root,
    words,
)  # fmt: skip


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Ærø, Łódź, STRASSE/Straße", ["aero", "lodz", "strasse", "strasse"]),
        ("L'école n'a_pas", ["l", "ecole", "n", "a", "pas"]),
        ("Ёлка и ёж", ["елка", "и", "еж"]),
        ("الميزانيّةُ إلى ٢٠٢٥", ["الميزانيه", "الي", "2025"]),
        ("योजना में ३ गाँव", ["योजना", "में", "3", "गाँव"]),
        ("水利计划2025", ["水利", "利计", "计划", "水", "利", "计", "划", "2025"]),
        ("ひらがな ﾊﾝｶｸ 中", ["ひら", "らが", "がな", "ハン", "ンカ", "カク", "中"]),
        ("한국어", ["한국", "국어"]),
        ("น้ำดื่ม", ["น้ํ", "้ํา", "ําด", "าดื", "ดื่", "ื่ม"]),
        ("1,350,000 or 1.350.000 or 1 350 000 but 2025 300", ["1350000", "or", "1350000", "or", "1350000",
                                                            "but", "2025", "300"]),
        ("1.40 and 12,5", ["1", "40", "and", "12", "5"]),
        ("", []),
    ],
)  # fmt: skip
def test_words_are_made_comparable(text, found):
    assert words(text) == found


@given(st.text())
def test_comparing_twice_changes_no_word(text):
    assert words(comparable(text)) == words(text)


@pytest.mark.parametrize(
    ("forms", "shared"),
    [
        (("city", "cities"), "city"),
        (("gathering", "gatherings", "gathered"), "gathe"),
        (("glass",), "glass"),
        (("bus",), "bus"),
        (("مدارس", "المدارس", "والمدارس"), "مدارس"),
        (("школа", "школы", "школой"), "школ"),
        (("мост", "моста", "мосту", "мосты"), "мост"),
        (("log", "logs", "logged", "logging"), "log"),
        (("casa", "casas"), "casa"),
        (("अंडा", "अंडे", "अंडों"), "अंड"),
    ],
)
def test_forms_of_a_word_share_a_root(forms, shared):
    assert {root(comparable(form)) for form in forms} == {shared}


def test_kinship_of_words():
    assert [
        kinship(*pair)
        for pair in [("plan", "plan"), ("plan", "road"), ("planned", "planning"), ("2025", "2026"),
                     ("المدرسه", "مدرسه"), ("community", "commuters")]
    ] == [1.0, 0.0, 0.9, 0.0, 0.9, 0.5]  # fmt: skip


def test_index_holds_roots_without_empty_words():
    assert index_text("The gatherings of the valleys, 2025") == "gathe valle 2025"


def test_roots_are_forgotten_before_they_fill_the_memory(monkeypatch):
    monkeypatch.setattr(words_module, "REMEMBERED", len(words_module.INDEXED) - 1)
    assert index_text("Zebras the graze") == "zebr graz"
    assert len(words_module.INDEXED) <= 3


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("What does the plan say about water?", ("plan", "water")),
        ("¿Cuándo se reúne la asamblea?", ("reune", "asamblea")),
        ("Когда открыта библиотека?", ("открыта", "библиотека")),
        ("灌溉渠道什么时候清淤？", ("灌溉", "溉渠", "渠道", "灌", "溉", "渠", "道", "清淤", "清", "淤")),
        ("to be or not to be", ("to", "be", "or", "not")),
        ("What is it?", ("is", "it")),
        ("What? Why?", ()),
        ("?", ()),
    ],
)
def test_asked_words_are_those_that_tell_something(question, asked):
    assert asked_words(question) == asked


@pytest.mark.parametrize(
    ("question", "wanted"),
    [
        ("How many wells?", True), ("¿Cuánto cuesta?", True), ("Сколько жителей?", True),
        ("预算是多少？", True),
        ("เดือนละกี่ครั้ง", True), ("Wie viele Häuser?", True), ("How does it work?", False),
        ("Milestones?", False),
    ],
)  # fmt: skip
def test_a_question_for_a_number_is_recognised(question, wanted):
    assert asks_for_number(question) is wanted


@pytest.mark.parametrize(
    ("text", "numbered"),
    [("It costs 3.", True), ("seventeen wells", True), ("معلما", False),
     ("तीन दिन", True), ("两百升", True),
     ("पाँच", True), ("none at all", True), ("a few", False)],
)  # fmt: skip
def test_a_number_is_recognised_in_figures_and_words(text, numbered):
    assert has_number(text) is numbered


@pytest.mark.parametrize(
    ("question", "named"),
    [
        ("Who is Ines Okafor?", ("Ines", "Okafor")),
        ("Is it The plan of 2031?", ("2031",)),
        ("Linden lost 3,900 trees", ("3900",)),
        ("Wie hoch ist die Steuer in Auental im Jahr 2025?", ("2025",)),
        ("जल योजना", ()),
    ],
)
def test_names_are_figures_and_capitals(question, named):
    assert names(question) == named
