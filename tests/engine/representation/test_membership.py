"""Rows of constituencies: small ones together, and cells held back as the table release does."""

import pytest

from cairn.engine.opinion.votes import votes_from_matrix
from cairn.engine.representation.membership import membership


def rows_of(sizes, *, undeclared=0, min_size=5):
    """Return the membership of constituencies of these sizes."""
    names = [name for name, size in sizes.items() for _ in range(size)]
    votes = votes_from_matrix([[1]] * (len(names) + undeclared))
    return membership(votes, {str(i): name for i, name in enumerate(names)}, min_size=min_size)


def test_large_constituencies_stand_alone_in_order_of_name():
    rows = rows_of({"West": 5, "East": 9}, undeclared=2, min_size=1)
    assert (rows.names, rows.sizes.tolist(), rows.together) == (("East", "West"), [9, 5], ())
    assert (rows.n_undeclared, rows.includes_undeclared) == (2, False)
    assert rows.labels.tolist() == [1] * 5 + [0] * 9 + [-1] * 2


def test_a_small_one_stands_with_the_next_smallest():
    rows = rows_of({"A": 20, "B": 3, "C": 9})
    assert (rows.names, rows.sizes.tolist()) == (("A", "Smaller ones together"), [20, 12])
    assert (rows.together, rows.includes_undeclared) == (("B", "C"), False)
    assert rows.declared.tolist() == [0] * 20 + [1] * 3 + [2] * 9


def test_a_small_one_may_stand_with_those_who_declared_none():
    rows = rows_of({"A": 20, "B": 3}, undeclared=6)
    assert (rows.names, rows.sizes.tolist(), rows.together) == (
        ("A", "Smaller ones together"),
        [20, 9],
        ("B",),
    )
    assert (rows.includes_undeclared, rows.n_undeclared) == (True, 0)


def test_the_name_of_those_together_is_nobodys():
    rows = rows_of({"Smaller ones together": 7, "B": 3, "C": 4})
    assert rows.names == ("Smaller ones together", "Smaller ones together (here)")


def test_nobody_declared_makes_no_row():
    rows = rows_of({}, undeclared=3)
    assert (rows.names, rows.sizes.tolist(), rows.n_undeclared) == ((), [], 3)


def test_a_size_below_one_is_refused():
    with pytest.raises(ValueError, match="min_size is 0; it must be 1 or more"):
        rows_of({"A": 3}, min_size=0)
