"""The next statement: what is learned is counted rightly, all get a turn, reasons are true."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.special import ndtr
from scipy.stats import beta, norm

from cairn.engine.disclosure.columns import PROTECTING
from cairn.engine.opinion import routing
from cairn.engine.opinion.ideal.model import fit_ideal_map
from cairn.engine.opinion.routing import (
    EVERYONE,
    count_vote,
    expected_bits,
    next_statement,
    set_desk,
    share_bits,
)
from cairn.engine.opinion.votes import votes_from_cells
from tests.engine.opinion.ideal.planted import planted


def entropy(share):
    """Return the uncertainty of a yes or no, in bits."""
    share = min(max(share, 1e-15), 1 - 1e-15)
    return -(share * np.log2(share) + (1 - share) * np.log2(1 - share))


@pytest.fixture(scope="module")
def drawn():
    """Return a map of 80 people on 30 statements; 28 is moderated out, 29 is new."""
    votes = planted(n=80, m=30, density=0.6)[0]
    is_old = votes.cols != 29
    votes = votes_from_cells(
        votes.participants,
        votes.statements,
        (votes.rows[is_old], votes.cols[is_old], votes.values[is_old]),
        moderated=[1] * 28 + [-1, 0],
    )
    return fit_ideal_map(votes, dims=1, turns=200)


@pytest.fixture(scope="module")
def desk(drawn):
    return set_desk(drawn, {str(i): "North" if i % 8 else "South" for i in range(70)})


@pytest.mark.parametrize("mean", [-2.0, 0.0, 0.8])
@pytest.mark.parametrize("variance", [0.1, 1.0, 4.0])
def test_expected_bits_are_near_the_integral(mean, variance):
    width = np.sqrt(variance)
    inside = quad(lambda x: entropy(ndtr(x)) * norm.pdf(x, mean, width), -12, 12, limit=200)[0]
    whole = entropy(ndtr(mean / np.sqrt(1 + variance)))
    found = expected_bits(np.array([mean]), np.array([variance]))[0]
    assert found == pytest.approx(whole - inside, abs=0.02)


@pytest.mark.parametrize(("agree", "disagree"), [(0, 0), (3, 0), (2, 7), (40, 60)])
def test_share_bits_equal_the_integral(agree, disagree):
    shares = beta(agree + 1, disagree + 1)
    inside = quad(lambda x: entropy(x) * shares.pdf(x), 0, 1)[0]
    found = share_bits(np.array([agree]), np.array([disagree]))[0]
    assert found == pytest.approx(entropy(shares.mean()) - inside, abs=1e-7)


def test_votes_are_counted_by_constituency_and_of_everyone(desk, drawn):
    votes = drawn.votes
    assert desk.constituencies == ("North", "South", EVERYONE)
    assert desk.counts[-1].sum() == len(votes.values)
    is_south = np.array([int(one) < 70 and int(one) % 8 == 0 for one in votes.participants])[votes.rows]
    for row, value in enumerate((-1, 0, 1)):
        of_south = np.bincount(votes.cols[is_south & (votes.values == value)], minlength=30)
        assert desk.counts[1, row].tolist() == of_south.tolist()


def test_without_constituencies_everyone_is_one(drawn):
    desk = set_desk(drawn)
    assert desk.constituencies == (EVERYONE,)
    assert desk.counts.sum() == len(drawn.votes.values)


def test_a_vote_is_counted_without_changing_the_desk_it_came_to(desk):
    after = count_vote(desk, 3, -1, "South")
    assert (after.counts - desk.counts).sum(axis=2).tolist() == [[0, 0, 0], [1, 0, 0], [1, 0, 0]]
    assert (count_vote(desk, 3, 0).counts - desk.counts).sum(axis=2).tolist() == [[0] * 3, [0] * 3, [0, 1, 0]]


def test_the_new_statement_gets_its_chance(desk):
    seen = set()
    for seed in range(20):
        seen.add(next_statement(desk, [0, 1, 2], [1, -1, 1], seed=seed).statement)
    assert 29 in seen
    choice = next_statement(desk, list(range(28)), [1, -1] * 14)
    assert (choice.statement, choice.code, choice.params) == (29, "statement", {"votes": 0})
    assert choice.reason == "because it is new: nobody has voted on it so far"


def test_a_statement_few_of_a_constituency_have_seen_comes_up(drawn):
    declared = {one: "Isle" if int(one) < 4 else "Main" for one in drawn.votes.participants}
    desk = set_desk(drawn, declared)
    for _ in range(60):  # the new one is well known by now
        desk = count_vote(desk, 29, 1, "Main")
    first = next_statement(desk, [], [], constituency="Main")
    assert first.code == "position"
    assert first.reason.startswith(
        "because your answer says most about where you stand: people agree with it"
    )
    known = [j for j in range(28) if desk.counts[0, :, j].sum() > 1]
    choice = next_statement(desk, known, [1] * len(known), constituency="Isle")
    assert choice.code == "constituency"
    assert choice.params == {"constituency": "Isle", "votes_below": 5}
    assert choice.reason == "because few from Isle have seen it: fewer than 5 voted on it so far"


def test_reasons_change_with_the_counts(drawn):
    declared = {one: "Isle" if int(one) < 4 else "Main" for one in drawn.votes.participants}
    desk = set_desk(drawn, declared)
    cols, values = list(range(28)), [1] * 28
    said = []
    for n in range(14):
        said.append(next_statement(desk, cols, values, constituency="Isle").reason)
        desk = count_vote(desk, 29, 1 if n % 2 else -1, "Isle")
    assert said[1] == "because few from Isle have seen it: fewer than 5 voted on it so far"
    assert said[9] == "because it is new: 9 people have voted on it so far"
    of_everyone = next_statement(desk, cols, values)
    assert (of_everyone.code, of_everyone.params) == ("statement", {"votes": 14})
    assert of_everyone.reason == (
        "because it is not yet clear who agrees with it: 14 people have voted on it so far"
    )


@pytest.mark.parametrize(("n_seen", "is_told"), [((0, 20), True), ((3, 20), False), ((7, 20), True)])
def test_what_few_votes_would_teach_is_not_told(drawn, n_seen, is_told):
    desk = set_desk(drawn, {"0": "Isle", "1": "Main"})
    desk.counts[:, :, 29] = 0
    desk.counts[:2, 2, 29] = n_seen
    desk.counts[-1] = desk.counts[:-1].sum(axis=0)
    cols = list(range(28))
    for name in ("Isle", "Main"):  # where Isle is held back, Main and the total would give it away
        choice = next_statement(desk, cols, [1] * 28, constituency=name)
        assert (choice.bits["constituency"] is not None) is is_told
    assert next_statement(desk, cols, [1] * 28).bits["constituency"] is not None


def test_a_count_that_would_give_another_away_is_not_told(drawn):
    desk = set_desk(drawn, {"0": "Isle", "1": "Main"})
    desk.counts[:] = 0
    desk.counts[:2, 2, 29] = 3, 6
    desk.counts[-1] = desk.counts[:-1].sum(axis=0)
    cols = list(range(28))
    choice = next_statement(desk, cols, [1] * 28, constituency="Main")
    params, said = routing._reason(desk, (1, PROTECTING), 29, "constituency", (0.5, True))
    assert choice.bits["constituency"] is None
    assert (params, said) == ({"constituency": "Main"}, "because few from Main have seen it")


@pytest.mark.parametrize(
    ("n_votes", "said"),
    [
        (7, "because few from Isle have seen it: 7 people have voted on it so far"),
        (40, "because it is not yet clear what Isle thinks of it: 40 people have voted on it so far"),
    ],
)
def test_what_a_constituency_thinks_may_still_be_open(n_votes, said):
    chance = np.random.default_rng(0)  # everyone agrees with all: nothing tells people apart
    cells = np.nonzero(np.ones((400, 2)))
    votes = votes_from_cells([str(i) for i in range(400)], ["a", "b"], (*cells, np.ones(800)))
    drawn = fit_ideal_map(votes, dims=1, turns=60, seed=int(chance.integers(9)))
    desk = set_desk(drawn, {str(i): "Isle" for i in range(n_votes)})
    for one in range(n_votes):  # as many disagreed since the map was drawn
        desk = count_vote(desk, 0, -1, "Isle") if one % 2 else desk
    counts = desk.counts.copy()
    counts[0, :, 0] = [n_votes // 2, 0, n_votes - n_votes // 2]
    desk = type(desk)(desk.drawn, desk.constituencies, counts, desk.is_open)
    choice = next_statement(desk, [1], [1], constituency="Isle")
    assert choice.code == "constituency"
    assert choice.reason == said


def test_a_statement_people_pass_on_is_shown_less(desk):
    first = next_statement(desk, [], [])
    passed = desk
    for _ in range(500):
        passed = count_vote(passed, first.statement, 0)
    after = [next_statement(passed, [], [], seed=seed).statement for seed in range(10)]
    assert first.statement not in after


def test_when_all_is_seen_there_is_no_next(desk):
    cols = [j for j in range(30) if j != 28]
    assert next_statement(desk, cols, [1] * 29) is None


def test_a_constituency_nobody_declared_is_refused(desk):
    with pytest.raises(
        ValueError, match="Nobody declared the constituency 'West'; known are North, South, every"
    ):
        next_statement(desk, [], [], constituency="West")
    with pytest.raises(ValueError, match="Nobody declared the constituency 'West'"):
        count_vote(desk, 0, 1, "West")


def test_no_constituency_may_be_called_everyone(drawn):
    with pytest.raises(ValueError, match="A constituency is called 'everyone'"):
        set_desk(drawn, {"0": EVERYONE})


@settings(deadline=None, max_examples=40, derandomize=True)
@given(
    st.dictionaries(st.integers(0, 29), st.sampled_from([-1, 0, 1]), max_size=29),
    st.sampled_from(["North", "South", EVERYONE]),
    st.integers(0, 2**32),
    st.randoms(),
)
def test_any_choice_is_open_unseen_and_repeatable(desk, cast, constituency, seed, chance):
    mixed = list(cast.items())
    chance.shuffle(mixed)
    one, other = (
        next_statement(desk, [j for j, _ in part], [v for _, v in part], constituency=constituency, seed=seed)
        for part in (mixed, sorted(mixed))
    )
    assert one == other
    if set(range(30)) - {28} <= cast.keys():
        assert one is None
    else:
        assert one.statement not in {28, *cast}
        told = {code: gain for code, gain in one.bits.items() if gain is not None}
        assert all(gain >= 0 for gain in told.values())
        most = max(told, key=told.get)
        assert one.code in {most, "constituency"} or (most, one.code) == ("constituency", "statement")
        assert one.code != "constituency" or constituency != EVERYONE
        assert 0 < one.probability < 1
        assert 1 <= one.n_near_best <= 29
