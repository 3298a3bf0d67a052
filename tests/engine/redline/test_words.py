"""Differences in any script, against a slow reference, and in bounded time."""

import random
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cairn.engine.redline.alignment import Effort, alignment
from cairn.engine.redline.tokens import words_of
from cairn.engine.redline.words import Run, difference

TEXTS = st.text(alphabet="ab c.\n'水é", max_size=40)


def shown(before, after, **options):
    marks = {"same": "{}", "added": "[+{}]", "dropped": "[-{}]"}
    return "".join(marks[run.change].format(run.text) for run in difference(before, after, **options).runs)


def longest_common(a, b):
    """Return the length of the longest common subsequence, by the table."""
    row = [0] * (len(b) + 1)
    for x in a:
        before = 0
        for j, y in enumerate(b):
            before, row[j + 1] = row[j + 1], before + 1 if x == y else max(row[j + 1], row[j])
    return row[-1]


@pytest.mark.parametrize(
    ("before", "after", "marked"),
    [
        ("", "", ""),
        ("", "All new.", "[+All new.]"),
        ("All gone.", "", "[-All gone.]"),
        ("We meet in May.", "We meet in June.", "We meet in [-May][+June]."),
        ("Los ríos son vida.", "Los ríos vivos son vida.", "Los ríos [+vivos ]son vida."),
        ("नदी माँ है।", "नदी जीवन है।", "नदी [-माँ ][+जीवन ]है।"),
        ("الماء حياة لنا", "الماء حياة للجميع", "الماء حياة [-لنا][+للجميع]"),
        ("水は命。", "水は心。", "水は[-命][+心]。"),
        (
            "the red house of the elder",
            "a blue barn of an owl",
            "[-the red house of the elder][+a blue barn of an owl]",
        ),
        ("We meet. We go.", "We meet. We sing. We go.", "We meet. [+We sing. ]We go."),
        ("at a pace they choose. So.", "at a pace. So.", "at a pace[- they choose]. So."),
        ("We meet. Yes.\n\nEnd.", "We meet. Yes. We sing.\n\nEnd.", "We meet. Yes. [+We sing.]\n\nEnd."),
        ("a b. a c. a d.", "a b. a d.", "a b. [-a c. ]a d."),
        ("x a a b", "x a a a c", "x a a [-b][+a c]"),
        ("a b a b", "b a", "[-a ]b a[- b]"),
        ("One.\r\n\r\nTwo.", "One.\n\nTwo.", "One.\n\nTwo."),
    ],
)
def test_difference_marks_words_that_came_and_went(before, after, marked):
    assert shown(before, after) == marked


def test_difference_counts_words_without_marks():
    found = difference("We meet, often.", "We sing and meet, often!")
    assert (found.added, found.dropped, found.is_empty) == (2, 0, False)
    assert difference("Same.", "Same.").is_empty


def test_difference_shows_paragraphs_of_the_text_after():
    assert difference("One.\n\nTwo.\n\nThree.", "One. Two.\n\nThree.\n\nFour.").paragraphs == [
        [Run("same", "One. "), Run("dropped", " ¶ "), Run("same", "Two.")],
        [Run("same", "Three.")],
        [Run("added", "Four.")],
    ]


@given(TEXTS)
def test_words_joined_are_the_text(text):
    assert "".join("".join(words_of(text)).split()) == "".join(text.split())


@given(TEXTS, TEXTS)
def test_difference_rebuilds_both_texts(before, after):
    runs = difference(before, after).runs
    kept = "".join(run.text for run in runs if run.change != "dropped")
    gone = "".join(run.text for run in runs if run.change != "added")
    assert kept == "".join(words_of(after))
    assert gone.split() == "".join(words_of(before)).split() or "".join(gone.split()) == "".join(
        before.split()
    )


@given(st.text(alphabet="abc", max_size=12), st.text(alphabet="abc", max_size=12))
def test_alignment_is_as_long_as_the_slow_reference(a, b):
    pairs = alignment(a, b, effort=Effort(100_000))
    assert len(pairs) == longest_common(a, b)
    assert all(a[i] == b[j] for i, j in pairs)
    assert pairs == sorted(pairs)


@given(st.lists(st.integers(0, 30), max_size=30), st.lists(st.integers(0, 30), max_size=30))
def test_alignment_without_effort_still_pairs_equal_elements_in_order(a, b):
    pairs = alignment(a, b, effort=Effort(0))
    assert all(a[i] == b[j] for i, j in pairs)
    assert all(i < k and j < m for (i, j), (k, m) in pairwise(pairs))


def test_difference_cuts_at_paragraphs_that_stayed_when_effort_is_short():
    before, after = "one two one\n\nsame again same\n\nfour", "two one two\n\nsame again same\n\nfive"
    assert shown(before, after, effort=8) == (
        "[-one two one][+two one two]\n\nsame again same\n\n[-four][+five]"
    )


def test_difference_refuses_a_negative_effort():
    with pytest.raises(ValueError, match=r"The effort is -1: give a number of steps of 0 or more\."):
        difference("a", "b", effort=-1)


def spoken(seed, count, vocabulary, paragraph):
    chance = random.Random(seed)
    words = [f"w{chance.randrange(vocabulary)}" for _ in range(count)]
    return "\n\n".join(" ".join(words[k : k + paragraph]) for k in range(0, count, paragraph))


@pytest.mark.parametrize(("vocabulary", "paragraph"), [(2, 20_000), (300, 100), (10**9, 20_000), (3, 1)])
def test_difference_of_twenty_thousand_unlike_words_ends_and_keeps_every_word(vocabulary, paragraph):
    before, after = (spoken(seed, 20_000, vocabulary, paragraph) for seed in (1, 2))
    found = difference(before, after)
    assert "".join(run.text for run in found.runs if run.change != "dropped") == after


def test_difference_of_a_long_text_with_many_small_changes_stays_readable():
    words = spoken(1, 20_000, 10**9, 100).split(" ")
    changed = [f"x{k}" if k % 50 == 7 else word for k, word in enumerate(words)]
    found = difference(" ".join(words), " ".join(changed))
    assert found.added < 450
