"""Who stood behind a text, in words."""

import pytest

from cairn.pathway.standing import standing_of
from cairn.web.charts.bars import Segment


def test_standing_says_who_stands_behind_a_text():
    standing = standing_of(
        {"consent": 9, "reservation": 2, "not_reached": 1, "rule": "Three in four.", "reason": "Holds."}
    )
    assert standing.verdict == "11 of 12 constituents stand behind it."
    assert standing.judged == "Three in four. Holds."
    assert standing.segments == [
        Segment("consent", 9, "solid"),
        Segment("consent with a reservation", 2, "hatched"),
        Segment("is not yet reached", 1, "open"),
    ]


def test_standing_of_one_constituent_is_singular():
    standing = standing_of({"withheld": 1})
    assert standing.verdict == "0 of 1 constituent stands behind it."
    assert standing.segments == [Segment("withholds consent", 1, "refusal")]


@pytest.mark.parametrize("kept", [{}, {"consent": None}])
def test_standing_of_a_text_that_nobody_was_asked_about_says_so(kept):
    standing = standing_of(kept)
    assert (standing.asked, standing.segments, standing.judged) == (0, [], "")
    assert standing.verdict == "Nobody was asked for consent to this text."
