"""Sentences and passages stand where they say."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cairn.engine.retrieval.passages import LONGEST, MOST, passages, sentences

TEXTS = st.text(st.sampled_from("aB1.?!。 \n|-é"), max_size=400)


def cut(text):
    return [text[start:end] for start, end in sentences(text)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("One. Two? Three! four. Five", ["One.", "Two?", "Three! four.", "Five"]),
        ("He said “Stop.” Then went.", ["He said “Stop.”", "Then went."]),
        ("Art. 5 holds. See p. 7 and A. Lee.", ["Art. 5 holds.", "See p. 7 and A. Lee."]),
        ("第一句。第二句！（第三句）", ["第一句。", "第二句！", "（第三句）"]),
        ("यह पहला है। यह दूसरा है।", ["यह पहला है।", "यह दूसरा है।"]),
        ("አንድ ነው። ሁለት ነው።", ["አንድ ነው።", "ሁለት ነው።"]),
        ("هل هذا؟ نعم.", ["هل هذا؟", "نعم."]),
        ("A line that goes on over\nthe end of the line. Next.",
         ["A line that goes on over\nthe end of the line.", "Next."]),
        ("Heading\nThe text below it is longer.", ["Heading", "The text below it is longer."]),
        ("Year | Cost\n2025 | 300", ["Year | Cost", "2025 | 300"]),
        ("(a) one thing and more\n(b) another thing", ["(a) one thing and more", "(b) another thing"]),
        ("One\n\nTwo", ["One", "Two"]),
        ("  ", []),
    ],
)  # fmt: skip
def test_text_is_cut_into_sentences(text, found):
    assert cut(text) == found


def test_a_run_without_end_is_cut_at_a_space_or_where_it_must():
    assert [len(piece) for piece in cut("word " * 250)] == [499, 499, 249]
    assert [len(piece) for piece in cut("x" * 1200)] == [500, 500, 200]


@given(TEXTS)
def test_sentences_hold_all_that_is_written_in_its_order(text):
    spans = sentences(text)
    assert "".join("".join(text[start:end].split()) for start, end in spans) == "".join(text.split())
    assert all(before[1] <= after[0] for before, after in pairwise(spans))
    assert all(
        text[start:end].strip() == text[start:end] != "" and end - start <= LONGEST for start, end in spans
    )


@given(TEXTS)
def test_passages_are_whole_sentences_and_together_the_page(text):
    found = passages(text)
    assert [span for spans in found for span in spans] == sentences(text)
    assert all(spans[-1][1] - spans[0][0] <= MOST for spans in found)


def test_a_heading_stays_with_what_follows():
    text = "A sentence about the river. " * 12 + "\n\nMoney\n\nThe fund holds 300."
    assert [text[start:end].split("\n", maxsplit=1)[0][:5] for (start, end), *_ in passages(text)] == [
        "A sen",
        "Money",
    ]
