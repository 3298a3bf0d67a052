"""Sentences in several scripts, their anchors, and the passages that touch them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cairn.pathway.sentences import Sentence, anchors, mark, plain, split


@pytest.mark.parametrize(
    ("paragraph", "sentences"),
    [
        ("One. Two! Three? Four… Five", ["One.", "Two!", "Three?", "Four…", "Five"]),
        ("“Why now?” she asked. We wait.", ["“Why now?” she asked.", "We wait."]),
        ("He said “No.” Then he left.", ["He said “No.”", "Then he left."]),
        ("By Dr. M. Amaru, e.g. Here. So.", ["By Dr. M. Amaru, e.g. Here.", "So."]),
        ("It costs 3.50 a head. It is paid.", ["It costs 3.50 a head.", "It is paid."]),
        ("See Art. 5 and p. 7. We said no. Then yes.", ["See Art. 5 and p. 7.", "We said no.", "Then yes."]),
        ("3. We meet first.", ["3. We meet first."]),
        ("We wait ... until spring. Then we go.", ["We wait ... until spring.", "Then we go."]),
        ("¿Quién decide? ¡Todas! La Sra. Paz.", ["¿Quién decide?", "¡Todas!", "La Sra. Paz."]),
        ("水は命。川を守る。", ["水は命。", "川を守る。"]),
        ("「行こう。」彼は言った。", ["「行こう。」", "彼は言った。"]),
        ("नदी माँ है। हम साथ हैं॥", ["नदी माँ है।", "हम साथ हैं॥"]),
        ("من يقرر؟ نحن جميعا. معا", ["من يقرر؟", "نحن جميعا.", "معا"]),
        ("ውሃ ሕይወት ነው። እንጠብቀው።", ["ውሃ ሕይወት ነው።", "እንጠብቀው።"]),
        ("a line\nand another", ["a line", "and another"]),
        ("  \n ", []),
        ("...", ["..."]),
        (". Lone", [".", "Lone"]),
    ],
)
def test_split_knows_the_ends_of_several_scripts(paragraph, sentences):
    assert split(paragraph) == sentences


@given(st.text(alphabet="aB1 .!?。।\n؟“”e", max_size=80))
def test_split_loses_nothing_but_white_space(paragraph):
    assert "".join("".join(split(paragraph)).split()) == "".join(plain(paragraph).split())


def test_anchor_stays_when_other_sentences_change():
    before, after = anchors(["One.", "Two."]), anchors(["A new one.", "Two.", "Three."])
    assert before[1] == after[1]


def test_anchor_of_a_repeated_sentence_carries_its_count():
    first, second = anchors(["Again.", "Again."])
    assert second == f"{first}-2"


def test_mark_puts_each_passage_on_the_sentences_it_touches():
    body = "No dam is built\nwithout us. We decide.\r\n\r\nWe return."
    whole = [[s.text for s in paragraph] for paragraph in mark(body)]
    assert whole == [["No dam is built", "without us.", "We decide."], ["We return."]]
    passages = ["built  without us.", "We decide.\n\nWe return.", "", "not there", "We"]
    assert [[s.passages for s in paragraph] for paragraph in mark(body, passages)] == [
        [("built  without us.",), ("built  without us.",), ("We decide.\n\nWe return.", "We")],
        [("We decide.\n\nWe return.", "We")],
    ]


def test_mark_of_an_empty_body_is_empty():
    assert mark("") == []


def test_sentence_without_a_trace_has_no_passages():
    assert mark("One.") == [[Sentence(anchors(["One."])[0], "One.")]]
