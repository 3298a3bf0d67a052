"""Bridging: the lowest sure agreement decides, and little evidence anywhere is not agreement."""

import numpy as np
import pytest

from cairn.engine.opinion.statements import Tally
from cairn.engine.representation.bridging import EVERYONE, Block, bridging, evidence, told
from cairn.engine.representation.pooling import lower_bound
from tests.engine.representation.test_agreement import NAN, found_for, matrix_of


def tally(agree, seen):
    """Return counts without disagreement told apart."""
    agree, seen = np.array(agree), np.array(seen)
    return Tally(agree, seen - agree, seen)


def ranked(agree, seen, groups="AB"):
    """Rank statements by the agreement of groups."""
    given = evidence(None, None, groups, tally(agree, seen))
    return bridging(given, np.zeros(len(agree[0]), bool))


def test_the_lowest_agreement_decides():
    """The second is agreed with more in all, but not in B; the third everywhere a little."""
    found = ranked([[60, 99, 40], [60, 10, 42]], [[70, 100, 70], [70, 40, 70]])
    assert [(one.statement, one.standing) for one in found.ranked] == [
        (0, "bridges"),
        (2, "does not bridge"),
        (1, "does not bridge"),
    ]
    first, _, last = found.ranked
    assert first.score == pytest.approx(float(lower_bound(np.array(60), np.array(70))))
    assert first.geometric == pytest.approx(first.score)
    assert (last.weakest, last.share) == (Block("B", "group"), 0.25)
    assert first.in_words == (
        "Agreed in both groups; least in group A, where 86% of those who saw it agree, surely at least 78%."
    )
    assert last.in_words == (
        "Does not bridge: in group B, where 25% of those who saw it agree, surely at least 15%."
    )
    assert found.verdict == "On 1 of 3 statements more than half surely agree in both groups."


def test_little_evidence_does_not_bridge():
    """Four of four in B, and nobody in B; forty of forty does."""
    found = ranked([[90, 90, 90], [4, 0, 40]], [[100, 100, 100], [4, 0, 40]])
    assert [(one.statement, one.standing) for one in found.ranked] == [
        (2, "bridges"),
        (0, "not yet known"),
        (1, "not yet known"),
    ]
    assert found.ranked[1].short == (Block("B", "group"),)
    assert found.ranked[1].in_words.endswith("Not yet known: fewer than 5 votes in group B.")
    assert found.ranked[1].in_words.startswith(
        "Agreed wherever enough have voted; least in group A, where 90%"
    )
    assert found.verdict.endswith("On 2 more they do, wherever enough people have voted.")


def test_what_nobody_saw_is_not_known():
    found = ranked([[0], [0]], [[0], [0]])
    assert (found.ranked[0].standing, found.ranked[0].score, found.ranked[0].weakest) == (
        "not yet known",
        0,
        None,
    )
    assert found.ranked[0].in_words == "Not yet known: fewer than 5 votes in group A, group B."


def test_statements_known_in_more_places_stand_first():
    found = ranked([[90, 90], [0, 60], [0, 0]], [[90, 90], [0, 90], [0, 0]], "ABC")
    assert [one.statement for one in found.ranked] == [1, 0]


def test_equal_scores_go_by_the_geometric_mean_then_the_column():
    found = ranked([[60, 60, 60], [60, 69, 60]], [[70, 70, 70], [70, 70, 70]])
    assert [one.statement for one in found.ranked] == [1, 0, 2]


def test_without_groups_and_constituencies_everyone_is_one():
    found = ranked([[60]], [[70]], "")
    assert (found.blocks, found.ranked[0].is_bridging) == ((EVERYONE,), True)
    assert found.ranked[0].in_words == "86% of those who saw it agree, surely at least 78%."
    assert ranked([[20]], [[70]], "").ranked[0].in_words == (
        "Does not bridge: 29% of those who saw it agree, surely at least 20%."
    )
    assert ranked([[2]], [[3]], "").ranked[0].in_words == "Not yet known: fewer than 5 have voted on it."
    assert found.verdict == "On 1 of 1 statements more than half surely agree among everyone."


def test_constituencies_and_groups_count_alike():
    column = [1] * 9 + [-1] * 1 + [1] * 8 + [-1] * 2
    rows, found = found_for(matrix_of(column), ["N"] * 10 + ["S"] * 10)
    given = evidence(rows, found, "A", tally([[17]], [[20]]))
    result = bridging(given, np.zeros(1, bool))
    assert [told(block) for block in result.blocks] == ["N", "S", "group A"]
    assert result.ranked[0].weakest == Block("S", "constituency")
    assert "both constituencies and the one group" in result.verdict


def test_cells_held_back_are_told_together():
    column = [1] * 9 + [NAN] + [1] * 2 + [NAN] * 8 + [1] * 4 + [-1] * 3
    rows, found = found_for(matrix_of(column, [1] * 27), ["N"] * 10 + ["S"] * 10 + ["W"] * 7)
    result = bridging(evidence(rows, found, "", tally([[15, 27]], [[18, 27]])), np.array([False, True]))
    one = result.ranked[0]
    assert one.short == (Block("S", "constituency"),)  # two votes
    assert one.weakest == Block("W", "constituency")
    assert one.share is None
    assert one.score == pytest.approx(float(lower_bound(np.array(6), np.array(9))))  # of S and W together
    assert "in W, told together with others held back" in one.in_words


def test_statements_left_out_are_not_ranked():
    given = evidence(None, None, "A", tally([[9, 9]], [[9, 9]]))
    assert [one.statement for one in bridging(given, np.array([True, False])).ranked] == [1]
