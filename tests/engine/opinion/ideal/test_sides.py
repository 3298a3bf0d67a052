"""Which votes count as evidence for a side."""

from cairn.engine.opinion.ideal.sides import sides_of
from cairn.engine.opinion.votes import votes_from_matrix

NAN = float("nan")


def test_passes_and_statements_left_out_are_no_evidence():
    votes = votes_from_matrix(
        [[1, 0, -1, 1], [NAN, -1, 1, 1]], moderated=[1, 0, -1, 1], is_meta=[False, False, False, True]
    )
    sides = sides_of(votes)
    assert (sides.rows.tolist(), sides.cols.tolist(), sides.signs.tolist()) == ([0, 1], [0, 1], [1, -1])


def test_a_table_lays_values_out_by_person_and_statement():
    sides = sides_of(votes_from_matrix([[1, NAN], [NAN, NAN], [-1, 1]], participants=["a", "b", "c"]))
    assert sides.table(sides.signs.astype(float)).toarray().tolist() == [[1, 0], [-1, 1]]  # "b" has no vote
