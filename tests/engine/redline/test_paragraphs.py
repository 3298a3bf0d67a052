"""Who is who among the paragraphs of two versions."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cairn.engine.redline import Paragraph, changes, first_paragraphs, follow, text_of

BASE = first_paragraphs(
    "We fish the three rivers.\n\nWe meet each May in the long hall by the weir.\n\nElders open meetings."
)
FISH, MEET, ELDERS = (paragraph.id for paragraph in BASE)


def ids(paragraphs):
    return [paragraph.id for paragraph in paragraphs]


def told(before, after):
    return [(change.id, change.kind, change.moved) for change in changes(before, after)]


def test_equal_paragraphs_have_identities_of_their_own():
    twice = first_paragraphs("We fish.\n\nWe fish.")
    assert len(set(ids(twice))) == 2
    assert first_paragraphs("We fish.\n\nWe fish.") == twice
    assert first_paragraphs("") == ()
    once = first_paragraphs("We fish.")
    assert follow(once, "We fish.\n\nWe fish.")[0] == once[0]
    assert len(set(ids(follow(once, "We fish.\n\nWe fish.")))) == 2


def test_a_paragraph_keeps_its_identity_when_its_words_change():
    after = follow(BASE, text_of(BASE).replace("May", "June"))
    assert ids(after) == [FISH, MEET, ELDERS]
    (change,) = [one for one in changes(BASE, after) if one.kind == "revised"]
    assert [(run.change, run.text) for run in change.difference.runs if run.change != "same"] == [
        ("dropped", "May "),
        ("added", "June "),
    ]


def test_a_paragraph_keeps_its_identity_when_it_moves():
    after = follow(BASE, "\n\n".join(reversed([paragraph.text for paragraph in BASE])))
    assert ids(after) == [ELDERS, MEET, FISH]
    assert sum(moved for _id, _kind, moved in told(BASE, after)) == 2
    assert {kind for _id, kind, _moved in told(BASE, after)} == {"same"}


def test_what_is_new_and_what_went_is_told_where_it_stood():
    after = follow(BASE, f"{BASE[0].text}\n\nNew ground.\n\n{BASE[2].text}")
    new = after[1].id
    assert told(BASE, after) == [
        (FISH, "same", False),
        (MEET, "dropped", False),
        (new, "added", False),
        (ELDERS, "same", False),
    ]


def test_what_went_from_the_beginning_is_told_first():
    after = follow(BASE, f"{BASE[1].text}\n\n{BASE[2].text}")
    assert told(BASE, after)[0] == (FISH, "dropped", False)


def test_the_most_alike_keeps_the_identity_and_the_other_is_new():
    after = follow(
        BASE,
        f"{BASE[0].text}\n\nWe meet each May in a tent.\n\n"
        f"We meet each May in the long hall by the bridge.\n\n{BASE[2].text}",
    )
    assert ids(after)[2] == MEET
    assert ids(after)[1] not in ids(BASE)


def test_a_text_without_spaces_is_followed_by_its_characters():
    before = first_paragraphs("私たちは毎年五月に集まる。\n\nWe fish.")
    assert follow(before, "私たちは毎年六月に集まる。\n\nWe fish.")[0].id == before[0].id


def test_a_long_stretch_of_changed_paragraphs_is_paired_in_order():
    before = first_paragraphs("\n\n".join(f"Item {n} asks for a well near house {n}" for n in range(40)))
    after = follow(before, "\n\n".join(f"Item {n} asks for a tap near house {n}" for n in range(40)))
    assert ids(after) == ids(before)


def test_paragraphs_that_have_nothing_in_common_are_new():
    before = first_paragraphs("\n\n".join(f"old{n} ground{n}" for n in range(11)))
    after = follow(before, "\n\n".join(f"new{n} water{n}" for n in range(11)))
    assert not set(ids(before)) & set(ids(after))


def test_many_equal_paragraphs_are_followed_without_a_search():
    many = first_paragraphs("\n\n".join(["Same."] * 3_000))
    assert follow(many, "\n\n".join(["Other.", *["Same."] * 2_999]))[1:] == many[1:]


def test_an_identity_that_is_there_twice_is_refused():
    with pytest.raises(ValueError, match="have one identity"):
        changes((Paragraph("p1", "a"), Paragraph("p1", "b")), ())


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.integers(0, 10**6))
def test_changes_give_the_text_after_and_account_for_the_text_before(seed):
    chance = random.Random(seed)
    words = ["we", "fish", "meet", "in", "May", "June", "the", "hall"]
    before = first_paragraphs(
        "\n\n".join(
            " ".join(chance.choices(words, k=chance.randint(1, 9))) for _ in range(chance.randint(0, 8))
        )
    )
    parts = [paragraph.text for paragraph in before]
    chance.shuffle(parts)
    parts = [
        " ".join(chance.sample(part.split(), k=len(part.split()))) for part in parts[chance.randint(0, 2) :]
    ]
    after = follow(before, "\n\n".join([*parts, "wholly new ground"]))
    found = changes(before, after)
    assert [change.after for change in found if change.kind != "dropped"] == [p.text for p in after]
    assert sorted(change.before for change in found if change.kind != "added") == sorted(
        p.text for p in before
    )
    assert len(set(ids(after))) == len(after)
