"""What the votes say of each statement: by hand, by a plain reference, and by constituency."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binomtest

from cairn.engine.opinion import statements as says
from cairn.engine.opinion.votes import votes_from_matrix
from tests.engine.opinion import reference
from tests.engine.opinion.conversations import two_camps


def tally_of(*rows):
    """Make a tally from (agree, disagree, seen) for each group, each with one entry a statement."""
    parts = np.array(rows)
    return says.Tally(parts[:, 0], parts[:, 1], parts[:, 2])


@settings(deadline=None)
@given(st.integers(0, 10_000), st.integers(1, 4))
def test_counts_agree_with_a_plain_reference(seed, n_groups):
    chance = np.random.default_rng(seed)
    matrix = chance.integers(-1, 2, (12, 5)).astype(float)
    matrix[chance.random((12, 5)) < 0.4] = np.nan
    matrix[:, 0] = 1.0
    labels = chance.integers(-1, n_groups, 12)
    overall, by_group = says.tally(votes_from_matrix(matrix), labels, n_groups)
    everyone = reference.tallies(matrix, [0] * 12, 0)
    assert (
        list(zip(overall.agree.tolist(), overall.disagree.tolist(), overall.seen.tolist(), strict=True))
        == everyone
    )
    for g in range(n_groups):
        ours = zip(
            *(part[g].tolist() for part in (by_group.agree, by_group.disagree, by_group.seen)), strict=True
        )
        assert list(ours) == reference.tallies(matrix, labels.tolist(), g)
    assert np.allclose(
        says.group_informed(by_group), reference.group_informed(matrix, labels.tolist(), n_groups)
    )


def test_passes_and_the_mean_come_from_seen_votes():
    overall, _ = says.tally(votes_from_matrix([[1, 0], [1, np.nan], [-1, np.nan]]), np.full(3, -1), 0)
    assert overall.passed.tolist() == [0, 1]
    assert overall.mean.tolist() == [pytest.approx(1 / 3), 0.0]


def test_the_mean_of_no_votes_is_missing():
    assert np.isnan(tally_of([[0], [0], [0]]).mean).all()


@given(st.integers(0, 60), st.integers(0, 60))
def test_wilson_agrees_with_scipy(n, more):
    of = n + more
    low, high = says.wilson(np.array(n), np.array(of))
    if of == 0:
        assert (low, high) == (pytest.approx(0, abs=1e-12), 1.0)
        return
    theirs = binomtest(n, of).proportion_ci(0.95, "wilson")
    assert (low, high) == (pytest.approx(theirs.low, abs=1e-12), pytest.approx(theirs.high, abs=1e-12))


def test_known_weaknesses_of_the_published_test_stay_as_published():
    assert says.one_sample_z(np.array([0]), np.array([0])).tolist() == [1.0]
    assert says.one_sample_z(np.array([1]), np.array([1])).tolist() == [pytest.approx(2**0.5)]
    nothing = np.array([0])
    assert says.two_sample_z(nothing, nothing, nothing, nothing).tolist() == [0.0]


def names(found):
    """Return column, direction and whether it is the best agreed with."""
    return [(one.statement, one.direction, one.is_best_agree) for one in found]


def test_representative_statements_tell_groups_apart():
    by_group = tally_of(
        [[18, 1, 10, 1], [1, 18, 8, 0], [20, 20, 20, 1]],
        [[1, 19, 10, 0], [18, 1, 9, 0], [20, 20, 20, 0]],
    )
    left_out = np.zeros(4, bool)
    assert names(says.representative(by_group, left_out)[0]) == [(0, "agree", True), (1, "disagree", False)]
    assert names(says.representative(by_group, left_out)[1]) == [(1, "agree", True), (0, "disagree", False)]
    left_out[0] = True
    assert names(says.representative(by_group, left_out)[0]) == [(3, "agree", True), (1, "disagree", False)]


def test_at_most_five_statements_represent_a_group():
    by_group = tally_of([[18] * 8, [1] * 8, [20] * 8], [[1] * 8, [18] * 8, [20] * 8])
    assert names(says.representative(by_group, np.zeros(8, bool))[0]) == [
        (0, "agree", True),
        (1, "agree", False),
        (2, "agree", False),
        (3, "agree", False),
        (4, "agree", False),
    ]
    assert names(says.representative(by_group, np.zeros(8, bool))[1]) == [
        (j, "disagree", False) for j in range(5)
    ]


def test_a_better_agreed_statement_takes_the_lead():
    by_group = tally_of([[12, 19], [5, 0], [20, 20]], [[16, 19], [2, 0], [20, 20]])
    assert names(says.representative(by_group, np.zeros(2, bool))[0]) == [(1, "agree", True)]
    by_group = tally_of([[12, 19], [5, 0], [20, 20]], [[4, 2], [2, 0], [20, 20]])
    assert names(says.representative(by_group, np.zeros(2, bool))[0])[0] == (1, "agree", True)


def test_a_group_with_nothing_to_tell_gets_one_statement():
    by_group = tally_of([[5, 0], [5, 0], [20, 4]], [[5, 0], [5, 0], [20, 4]])
    assert names(says.representative(by_group, np.zeros(2, bool))[0]) == [(0, "disagree", False)]
    assert says.representative(by_group, np.ones(2, bool))[0] == ()


def test_a_group_that_only_disagrees_has_no_best_agreed():
    by_group = tally_of([[0, 0], [18, 0], [20, 0]], [[18, 0], [0, 0], [20, 0]])
    assert names(says.representative(by_group, np.zeros(2, bool))[0]) == [(0, "disagree", False)]


def test_majorities_in_both_directions():
    overall = tally_of([[90, 5, 50, 0], [5, 80, 45, 0], [100, 100, 100, 0]])
    overall = says.Tally(overall.agree[0], overall.disagree[0], overall.seen[0])
    none = np.zeros(4, bool)
    agree, disagree = (says.majority(overall, none, side) for side in ("agree", "disagree"))
    assert [(one.statement, one.n, one.seen) for one in agree] == [(0, 90, 100)]
    assert [(one.statement, one.n, one.seen) for one in disagree] == [(1, 80, 100)]
    assert agree[0].share == pytest.approx(91 / 102)
    assert (agree[0].ratio, agree[0].z_ratio) == (None, None)
    assert says.majority(overall, np.ones(4, bool), "agree") == ()


def test_common_ground_is_where_every_group_leans_one_way():
    by_group = tally_of(
        [[19, 1, 19, 11], [0, 19, 0, 9], [20, 20, 20, 20]], [[17, 0, 2, 19], [2, 18, 17, 0], [20, 20, 20, 20]]
    )
    assert says.common_ground(by_group, np.zeros(4, bool)).tolist() == [True, True, False, False]
    assert says.common_ground(by_group, np.array([1, 0, 0, 0], bool)).tolist() == [False, True, False, False]


def test_contested_statements_are_between_groups_or_even():
    by_group = tally_of(
        [[19, 10, 2, 4, 15], [0, 10, 1, 4, 1], [20, 20, 20, 8, 20]],
        [[1, 10, 2, 1, 1], [18, 10, 1, 1, 18], [20, 20, 20, 2, 20]],
    )
    overall = says.Tally(by_group.agree.sum(axis=0), by_group.disagree.sum(axis=0), by_group.seen.sum(axis=0))
    found = says.contested(overall, by_group, np.zeros(5, bool))
    assert [(one.statement, one.kind) for one in found] == [
        (0, "between groups"),
        (4, "between groups"),
        (1, "overall"),
        (3, "overall"),
    ]
    assert (found[0].agree, found[0].disagree, found[0].seen) == (20, 18, 40)
    assert says.contested(overall, by_group, np.ones(5, bool)) == ()


def test_contested_without_groups_are_even_overall():
    overall = says.Tally(np.array([10, 19]), np.array([10, 1]), np.array([20, 20]))
    no_group = says.Tally(*(np.zeros((0, 2), int),) * 3)
    assert [(one.statement, one.kind) for one in says.contested(overall, no_group, np.zeros(2, bool))] == [
        (0, "overall")
    ]


def constituencies(sizes, *, seen=None, min_size=5):
    """Return constituencies a, b, c… of so many people who all agree with one statement."""
    people = [f"{name}{i}" for name, size in zip("abcdef", sizes, strict=False) for i in range(size)]
    matrix = np.ones((len(people), 1))
    votes = votes_from_matrix(matrix, participants=people)
    return says.by_constituency(votes, {one: one[0] for one in people if one[0] != seen}, min_size=min_size)


def test_agreement_is_told_by_declared_constituency():
    matrix = two_camps(20, 4, density=1.0)
    votes = votes_from_matrix(matrix)
    declared = {str(i): "north" if i % 2 else "south" for i in range(20)} | {"999": "nowhere"}
    north, south = says.by_constituency(votes, declared)
    assert (north.name, south.name, north.size, south.size) == ("north", "south", 10, 10)
    assert north.tally.agree.tolist() == (matrix[1::2] == 1).sum(axis=0).tolist()
    assert north.tally.seen.tolist() == [10] * 4
    assert np.allclose(north.agreement, (matrix[1::2] == 1).mean(axis=0))
    assert (north.low < north.agreement).any()
    assert not south.is_suppressed.any()


def test_a_small_constituency_is_suppressed_with_the_next():
    big, middle, small = constituencies([9, 7, 3])
    assert [bool(one.is_suppressed[0]) for one in (big, middle, small)] == [False, True, True]
    assert (big.size, middle.size, small.size) == (9, None, None)  # or the total would tell
    assert (small.tally.agree[0], small.tally.seen[0]) == (-1, -1)
    assert np.isnan([small.agreement[0], small.low[0], small.high[0]]).all()


def test_two_small_constituencies_hide_each_other_if_they_are_enough():
    assert [bool(one.is_suppressed[0]) for one in constituencies([9, 3, 3])] == [False, True, True]
    assert [bool(one.is_suppressed[0]) for one in constituencies([9, 8, 1, 1])] == [False, True, True, True]


def test_undeclared_people_hide_a_small_constituency():
    assert [bool(one.is_suppressed[0]) for one in constituencies([9, 3, 6], seen="c")] == [False, True]


def test_a_constituency_nobody_of_which_voted_hides_nothing():
    votes = votes_from_matrix([[1, np.nan]] * 6 + [[np.nan, 1]] * 6)
    found = says.by_constituency(votes, {str(i): "a" if i < 6 else "b" for i in range(12)})
    assert not any(one.is_suppressed.any() for one in found)
    assert [one.tally.seen.tolist() for one in found] == [[6, 0], [0, 6]]
    assert np.isnan(found[0].agreement[1])


def test_every_constituency_may_be_too_small():
    assert [bool(one.is_suppressed[0]) for one in constituencies([3, 1])] == [True, True]


def test_a_threshold_below_one_is_refused():
    with pytest.raises(ValueError, match="min_size is 0; it must be 1 or more"):
        constituencies([9], min_size=0)
