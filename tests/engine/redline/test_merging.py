"""Amendments brought together: what joins, what conflicts, and that nothing is ever lost silently."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cairn.engine.redline import first_paragraphs, follow, merge, text_of
from cairn.engine.redline.words import edits_of

TEXT = (
    "We fish the three rivers.\n\nWe meet each May in the long hall by the weir.\n\n"
    "Elders open every meeting.\n\nChildren close it with a song."
)
BASE = first_paragraphs(TEXT)
FISH, MEET, ELDERS, CHILDREN = (paragraph.text for paragraph in BASE)


def merged(**texts):
    return merge(BASE, {name: follow(BASE, text) for name, text in texts.items()})


def joined(*paragraphs):
    return "\n\n".join(paragraphs)


def test_without_amendments_the_text_stays():
    assert merged() == merge(BASE, {"Ash": BASE})
    assert merged().paragraphs == BASE


def test_changes_to_different_paragraphs_are_both_taken():
    found = merged(Ash=TEXT.replace("fish", "tend"), Fir=TEXT.replace("a song", "a dance"))
    assert text_of(found.paragraphs) == TEXT.replace("fish", "tend").replace("a song", "a dance")
    assert found.conflicts == ()
    assert found.taken == {BASE[0].id: ("Ash",), BASE[3].id: ("Fir",)}


def test_changes_to_different_words_of_one_paragraph_are_joined():
    found = merged(Ash=TEXT.replace("May", "June"), Fir=TEXT.replace("by the weir", "by the bridge"))
    assert found.paragraphs[1].text == "We meet each June in the long hall by the bridge."
    assert found.taken == {BASE[1].id: ("Ash", "Fir")}


def test_one_change_that_two_make_is_taken_once():
    text = joined(FISH, MEET, "Guests are welcome.", ELDERS, CHILDREN).replace("May", "June")
    found = merged(Ash=text, Fir=text)
    assert text_of(found.paragraphs) == text
    assert found.conflicts == ()


def test_the_same_words_changed_differently_conflict_and_stay():
    found = merged(Ash=TEXT.replace("May", "June"), Fir=TEXT.replace("May", "April"))
    (conflict,) = found.conflicts
    assert text_of(found.paragraphs) == TEXT
    assert (conflict.kind, conflict.paragraph) == ("words", BASE[1].id)
    assert [one.text for one in conflict.proposals] == [
        MEET.replace("May", "June"),
        MEET.replace("May", "April"),
    ]
    assert conflict.text == (
        "Ash, Fir change the same words of a paragraph: “We meet each May in the long hall by the weir.”"
    )


def test_changes_to_words_side_by_side_conflict():
    assert (
        merged(Ash=TEXT.replace("long", "old"), Fir=TEXT.replace("hall", "barn")).conflicts[0].kind == "words"
    )


def test_dropping_what_another_changes_conflicts():
    found = merged(Ash=joined(FISH, ELDERS, CHILDREN), Fir=TEXT.replace("May", "June"))
    assert [one.kind for one in found.conflicts] == ["drop"]
    assert found.conflicts[0].text.startswith("Ash, Fir disagree whether to drop a paragraph: “We meet each")
    assert text_of(found.paragraphs) == TEXT
    assert {one.amendment: one.text for one in found.conflicts[0].proposals}["Ash"] is None


def test_dropping_what_another_moves_conflicts_and_the_move_is_made():
    found = merged(Ash=joined(MEET, ELDERS, CHILDREN), Fir=joined(MEET, ELDERS, CHILDREN, FISH))
    assert [one.kind for one in found.conflicts] == ["drop"]
    assert [one.amendment for one in found.conflicts[0].proposals] == ["Ash", "Fir"]
    assert text_of(found.paragraphs) == joined(MEET, ELDERS, CHILDREN, FISH)


def test_dropping_what_the_others_leave_is_taken():
    assert text_of(merged(Ash=joined(FISH, ELDERS, CHILDREN), Fir=TEXT).paragraphs) == joined(
        FISH, ELDERS, CHILDREN
    )


def test_additions_in_different_places_are_both_taken():
    found = merged(
        Ash=joined("First words.", FISH, MEET, ELDERS, CHILDREN), Fir=joined(TEXT, "Last words here.")
    )
    assert text_of(found.paragraphs) == joined("First words.", TEXT, "Last words here.")
    assert set(found.taken.values()) == {("Ash",), ("Fir",)}


def test_different_additions_in_one_place_conflict_and_stay_out():
    found = merged(Ash=joined(TEXT, "One more."), Fir=joined(TEXT, "Another thing."))
    (conflict,) = found.conflicts
    assert text_of(found.paragraphs) == TEXT
    assert (conflict.kind, conflict.before) == ("place", CHILDREN)
    assert [one.text for one in conflict.proposals] == ["One more.", "Another thing."]
    at_start = merged(Ash=joined("One more.", TEXT), Fir=joined("Another thing.", TEXT)).conflicts[0]
    assert conflict.text == f"Ash, Fir put different paragraphs after “{CHILDREN}”"
    assert at_start.text == "Ash, Fir put different paragraphs at the beginning"
    assert [one.after for one in at_start.proposals] == ["", ""]


def test_a_move_and_a_change_of_one_paragraph_are_both_taken():
    found = merged(Ash=joined(MEET, ELDERS, CHILDREN, FISH), Fir=TEXT.replace("three", "four"))
    assert text_of(found.paragraphs) == joined(MEET, ELDERS, CHILDREN, FISH.replace("three", "four"))
    assert found.conflicts == ()


def test_one_paragraph_moved_to_two_places_conflicts():
    found = merged(Ash=joined(MEET, FISH, ELDERS, CHILDREN), Fir=joined(MEET, ELDERS, CHILDREN, FISH))
    (conflict,) = found.conflicts
    assert (conflict.kind, conflict.paragraph) == ("move", BASE[0].id)
    assert conflict.text == f"Ash, Fir move a paragraph to different places: “{FISH}”"
    assert [(one.text, one.after) for one in conflict.proposals] == [(FISH, MEET), (FISH, CHILDREN)]
    assert text_of(found.paragraphs) == TEXT


def test_two_paragraphs_that_would_each_follow_the_other_conflict():
    five = first_paragraphs(
        joined("One stands.", "Two stands.", "Three stands.", "Four stands.", "Five stands.")
    )
    one, two, three, four, five_ = (paragraph.text for paragraph in five)
    ash = follow(five, joined(two, three, four, one, five_))  # one after four
    fir = follow(five, joined(one, four, two, three, five_))  # four after one
    found = merge(five, {"Ash": ash, "Fir": fir})
    assert {conflict.kind for conflict in found.conflicts} == {"move"}
    assert found.paragraphs == five


def test_what_is_added_after_a_dropped_paragraph_stands_where_that_stood():
    found = merged(
        Ash=joined(FISH, ELDERS, CHILDREN), Fir=joined(FISH, MEET, "Guests are welcome.", ELDERS, CHILDREN)
    )
    assert text_of(found.paragraphs) == joined(FISH, "Guests are welcome.", ELDERS, CHILDREN)


# What must hold whatever is amended -----------------------------------------------------------------------


def amended(chance, base, mark):
    """Return a random amendment in which every new word names its amendment and stands once."""
    parts = [paragraph.text.split() for paragraph in base]
    for number in range(chance.randint(1, 5)):
        act = chance.choice(["add", "drop", "word", "cut", "move"])
        at = chance.randrange(len(parts)) if parts else None
        if act == "add" or at is None:
            parts.insert(chance.randint(0, len(parts)), [f"{mark}{number}{letter}" for letter in "abcd"])
        elif act == "drop":
            del parts[at]
        elif act == "word":
            parts[at].insert(chance.randint(0, len(parts[at])), f"{mark}{number}")
        elif act == "cut":
            del parts[at][chance.randrange(len(parts[at])) :][1:]
        else:
            parts.insert(chance.randint(0, len(parts) - 1), parts.pop(at))
    return "\n\n".join(" ".join(part) for part in parts)


@settings(max_examples=250, deadline=None, derandomize=True)
@given(st.integers(0, 10**9))
def test_every_new_word_is_in_the_text_or_in_a_conflict(seed):
    chance = random.Random(seed)
    base = first_paragraphs("\n\n".join(" ".join(f"w{n}{k}" for k in range(8)) for n in range(6)))
    texts = {name: amended(chance, base, name) for name in ("ash", "fir", "oak")}
    amendments = {name: follow(base, text) for name, text in texts.items()}
    found = merge(base, amendments)
    kept = set(text_of(found.paragraphs).split())
    told = {word for one in found.conflicts for p in one.proposals for word in (p.text or "").split()}
    known = set(text_of(base).split())
    for text in texts.values():
        assert set(text.split()) - known <= kept | told
    renamed = merge(
        base, {{"ash": "oak", "oak": "ash", "fir": "fir"}[name]: one for name, one in amendments.items()}
    )
    assert renamed.paragraphs == found.paragraphs


@settings(max_examples=100, deadline=None, derandomize=True)
@given(st.integers(0, 10**9))
def test_one_amendment_alone_is_taken_whole(seed):
    base = first_paragraphs("\n\n".join(" ".join(f"w{n}{k}" for k in range(8)) for n in range(6)))
    amendment = follow(base, amended(random.Random(seed), base, "x"))
    found = merge(base, {"Ash": amendment, "Fir": amendment})
    assert (found.paragraphs, found.conflicts) == (amendment, ())


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", "all new"),
        ("all old", ""),
        ("a  b", "a b"),
        ("hall.", "hall and school."),
        ("水は青い", "水は深い青"),
    ],
)
def test_edits_make_the_text_after(before, after):
    from cairn.engine.redline.tokens import words_of

    words, made, at = words_of(before), [], 0
    for edit in edits_of(before, after):
        made += [*words[at : edit.low], edit.text]
        at = edit.high
    assert "".join([*made, *words[at:]]) == after
