"""The comparison step: greedy is taken only if strictly more voters are better off."""

from hypothesis import given, settings
from hypothesis import strategies as st

from cairn.engine.allocation import Comparison, Shares, by_equal_shares, greedy
from tests.engine.allocation.elections import Drawn, elections


def test_greedy_is_taken_where_more_voters_have_more_projects():
    # Equal Shares funds the projects of small groups; six of nine want the dear one
    drawn = Drawn([18, 2, 2, 2], [{0: 1}] * 6 + [{1: 1}, {2: 1}, {3: 1}], 20)
    plain = by_equal_shares(drawn.build())
    assert plain.winners == ("b", "c", "d")
    taken = by_equal_shares(drawn.build(), Shares(comparison="projects"))
    assert taken.winners == ("a", "b")
    assert taken.comparison == Comparison("projects", 2, 6)
    assert taken.comparison.taken == "greedy"
    assert taken.rule.startswith("Method of Equal Shares; ")
    assert "if more voters have more approved projects under greedy by votes, that is taken" in taken.rule


def test_equal_shares_stands_where_as_many_are_better_off():
    drawn = Drawn([10, 6], [{0: 1}, {0: 1}, {1: 1}], 13)
    kept = by_equal_shares(drawn.build(), Shares(comparison="covered", completion="add1"))
    assert kept.comparison.taken == "equal-shares"
    assert "if greedy by votes leaves fewer voters without a project, that is taken" in kept.rule


@settings(max_examples=200, deadline=None)
@given(elections(), st.sampled_from(["projects", "covered"]))
def test_both_numbers_are_counted_ballot_by_ballot(drawn, by):
    shares, votes = by_equal_shares(drawn.build()), greedy(drawn.build())
    found = by_equal_shares(drawn.build(), Shares(comparison=by))

    def gain(ballot, winners):
        count = sum(chr(97 + c) in winners for c in ballot)
        return min(count, 1) if by == "covered" else count

    pairs = [(gain(ballot, shares.winners), gain(ballot, votes.winners)) for ballot in drawn.ballots]
    more, fewer = sum(one > other for one, other in pairs), sum(one < other for one, other in pairs)
    assert (found.comparison.prefer_shares, found.comparison.prefer_greedy) == (more, fewer)
    assert found.winners == (votes.winners if fewer > more else shares.winners)
    assert found.certificate == (votes if fewer > more else shares).certificate
