"""A conversation that is going on: after every vote the map is that of the whole."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cairn.engine.opinion import leading, statements
from cairn.engine.opinion import pairs as pairing
from cairn.engine.opinion.live import RULE, LiveMap
from cairn.engine.opinion.map import draw
from cairn.engine.opinion.pairs import Pairs, grown
from cairn.engine.opinion.summary import ConversationSummary
from cairn.engine.opinion.votes import votes_from_matrix
from tests.engine.opinion.conversations import read, two_camps
from tests.engine.opinion.test_map import every_byte

TOLERANCE = 1e-6  # of loadings and places, where the directions are apart


def begun(export, n_first, **options):
    """Begin a live map with the first votes of an export; return it and the votes still to come."""
    cast, known = export.cast, {one.id: one for one in export.statements}
    order = np.argsort(cast.times, kind="stable")
    first, rest = order[:n_first], order[n_first:]
    about = [known[one] for one in cast.statements]
    summary = ConversationSummary.from_rows(
        cast.participants,
        cast.statements,
        (cast.rows[first], cast.cols[first], cast.values[first]),
        times=cast.times[first],
        topic=export.topic,
        texts=[one.text for one in about],
        moderated=[one.moderated for one in about],
        is_meta=[one.is_meta for one in about],
    )
    stream = [
        (
            cast.participants[cast.rows[at]],
            cast.statements[cast.cols[at]],
            int(cast.values[at]),
            int(cast.times[at]),
        )
        for at in rest
    ]
    return LiveMap(summary, **options), stream


def assert_is_the_whole(live, refreshed):
    """See that what was refreshed is what a full drawing of all votes says."""
    votes = live.summary().votes
    whole = draw(votes, n_splits=0)
    order = [refreshed.statements.index(one) for one in votes.statements]
    assert refreshed.n_participants == len(votes.participants)
    for side in ("agree", "disagree", "seen"):
        assert getattr(refreshed.overall, side)[order].tolist() == getattr(whole.overall, side).tolist()
    assert np.allclose(refreshed.directions.centre[order], whole.directions.centre, rtol=0, atol=1e-14)
    assert refreshed.directions.share == pytest.approx(whole.directions.share, abs=1e-8)
    ours, theirs = refreshed.directions.components[:, order], whole.directions.components
    if not are_apart(votes):
        return
    assert np.allclose(ours, theirs, rtol=0, atol=TOLERANCE)
    assert np.allclose(refreshed.extremity[order], whole.extremity, rtol=0, atol=1e-4, equal_nan=True)
    names, places = live.places()
    rows = [names.index(one) for one in votes.participants]
    assert np.allclose(places[rows], whole.positions, rtol=0, atol=1e-4)
    assert refreshed.position == pytest.approx(tuple(places[names.index(refreshed.participant)]), abs=1e-12)


def are_apart(votes):
    """Say whether the two directions, and their signs, are determined well enough to be compared."""
    pairs = Pairs(votes)
    values, vectors = np.linalg.eigh(pairs.matrix(votes.is_left_out))
    top = np.append(values[::-1], [0.0, 0.0])[:3]
    largest = np.sort(np.abs(vectors[:, ::-1][:, :2]), axis=0)[::-1][:2]
    is_signed = len(values) < 2 or (largest[0] - largest[1] > 1e-5).all()
    return is_signed and min(top[0] - top[1], top[1] - top[2]) > 1e-3 * top[0]


@pytest.mark.shared
def test_a_conversation_replayed_from_nothing_is_the_whole_all_along(shared_data):
    export = read(shared_data / "conversations" / "london.youth.policing")
    live, stream = begun(export, 0)
    live = LiveMap(ConversationSummary.empty(topic=export.topic))
    for one in export.statements:
        live.ask(one.id, text=one.text, moderated=one.moderated, is_meta=one.is_meta)
    for at, (who, what, vote, time) in enumerate(stream):
        refreshed = live.take(who, what, vote, time=time)
        if at % 25 == 0:
            assert_is_the_whole(live, refreshed)
    assert live.summary().to_bytes() == ConversationSummary.from_export(export).to_bytes()
    assert every_byte(live.draw()) == every_byte(draw(export.votes))


@pytest.mark.shared
@pytest.mark.parametrize(
    ("name", "n_last", "every"),
    [("brexit-consensus", 300, 150), ("canadian-electoral-reform", 600, 200), ("vtaiwan.uberx", 200, 100)],
)
def test_the_last_votes_of_a_conversation_lead_to_the_whole(shared_data, name, n_last, every):
    export = read(shared_data / "conversations" / name)
    live, stream = begun(export, len(export.cast.rows) - n_last)
    live.draw(n_splits=0)
    for at, (who, what, vote, time) in enumerate(stream, start=1):
        refreshed = live.take(who, what, vote, time=time)
        if at % every == 0:
            assert_is_the_whole(live, refreshed)
    assert live.summary().to_bytes() == ConversationSummary.from_export(export).to_bytes()


STEPS = st.lists(
    st.tuples(st.integers(0, 6), st.integers(0, 5), st.integers(-1, 1), st.integers(0, 3)), max_size=40
)


@given(steps=STEPS, small=st.sampled_from([0, 96]), moderated=st.integers(-1, 1))
@settings(max_examples=60, deadline=None)
def test_any_stream_of_votes_leads_to_the_whole(steps, small, moderated):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(leading, "SMALL", small)
        live = LiveMap(ConversationSummary.empty())
        live.ask("s0", moderated=moderated)
        for who, what, vote, time in steps:
            refreshed = live.take(f"p{who}", f"s{what}", vote, time=time)
        if steps:
            assert_is_the_whole(live, refreshed)
    parts = [
        ConversationSummary.from_rows(
            [f"p{who}"],
            [f"s{what}"],
            ([0], [0], [vote]),
            times=[time],
            moderated=[moderated if what == 0 else 0],
        )
        for who, what, vote, time in steps
    ]
    whole = ConversationSummary.from_rows([], ["s0"], ([], [], []), moderated=[moderated])
    for part in parts:
        whole = whole.merge(part)
    assert live.summary().to_bytes() == whole.to_bytes()


def live_camps(**options):
    matrix = two_camps(60, 20)
    votes = votes_from_matrix(matrix)
    summary = ConversationSummary.from_rows(
        votes.participants, votes.statements, (votes.rows, votes.cols, votes.values)
    )
    return LiveMap(summary, **options), votes


def test_counts_by_group_follow_each_vote():
    _, votes = live_camps()
    drawn = draw(votes, n_splits=0)
    live, _ = live_camps(drawn=drawn)
    for who, what, vote in (("0", "1", 1), ("0", "1", -1), ("0", "1", 0), ("new", "1", 1), ("5", "t", -1)):
        refreshed = live.take(who, what, vote)
    now = live.summary().votes
    labels = dict(zip(votes.participants, drawn.labels.tolist(), strict=True))
    of = np.array([labels.get(one, -1) for one in now.participants])
    overall, by_group = statements.tally(now, of, 2)
    order = [refreshed.statements.index(one) for one in now.statements]
    for side in ("agree", "disagree", "seen"):
        assert (getattr(refreshed.by_group, side)[:, order] == getattr(by_group, side)).all()
    assert refreshed.group_informed[order].tolist() == statements.group_informed(by_group).tolist()
    left_out = now.is_left_out
    names = now.statements
    assert {
        tuple((refreshed.statements[one.statement], one.direction) for one in group)
        for group in refreshed.representative
    } == {
        tuple((names[one.statement], one.direction) for one in group)
        for group in statements.representative(by_group, left_out)
    }
    assert {refreshed.statements[one.statement] for one in refreshed.contested} == {
        names[one.statement] for one in statements.contested(overall, by_group, left_out)
    }
    assert refreshed.is_common[order].tolist() == statements.common_ground(by_group, left_out).tolist()
    expected = statements.priorities(by_group, refreshed.extremity[order], now.is_meta)
    assert refreshed.priority[order].tolist() == expected.tolist()
    for ours, direction in zip(refreshed.majorities, ("agree", "disagree"), strict=True):
        theirs = statements.majority(overall, left_out, direction)
        assert [(refreshed.statements[one.statement], one.n) for one in ours] == [
            (names[one.statement], one.n) for one in theirs
        ]
    assert (refreshed.participant, refreshed.rule) == ("5", RULE)
    assert refreshed.group == labels["5"]
    assert live.take("new", "2", 1).group == -1


def test_without_groups_everyone_informs_as_one():
    live, votes = live_camps()
    refreshed = live.take("new", "1", 1)
    assert refreshed.by_group.agree.shape == (0, 20)
    assert refreshed.informing.seen.sum() == len(votes.values) + 1
    assert refreshed.group == -1
    noise = np.random.default_rng(0).integers(-1, 2, (20, 6)).astype(float)
    noise_votes = votes_from_matrix(noise)
    drawn = draw(noise_votes)
    assert drawn.groups == ()
    live = LiveMap(
        ConversationSummary.from_rows(
            noise_votes.participants,
            noise_votes.statements,
            (noise_votes.rows, noise_votes.cols, noise_votes.values),
        ),
        drawn=drawn,
    )
    assert live.take("new", "1", 1).informing.seen.sum() == noise_votes.values.size


def test_an_earlier_vote_changes_nothing_but_the_votes_cast():
    live = LiveMap(ConversationSummary.empty())
    assert live.take("ann", "a", 1, time=5).is_counted
    for vote, time in ((-1, 4), (1, 5)):
        refreshed = live.take("ann", "a", vote, time=time)
        assert (refreshed.is_counted, refreshed.overall.agree.tolist()) == (False, [1])
    assert live.take("ann", "a", 0, time=5).is_counted  # at one time the lower
    assert live.take("ann", "a", 1).is_counted  # without a time it is the last
    assert (live.summary().n_cast, live.summary().times.tolist()) == (5, [6])


@pytest.mark.parametrize("arguments", [("ann", "a", 2), ("", "a", 1), ("ann", "", 1)])
def test_what_is_no_vote_is_refused_and_nothing_is_taken(arguments):
    live = LiveMap(ConversationSummary.empty())
    with pytest.raises(ValueError, match=r"a vote is 1, 0 or -1, by somebody|cannot be added: give it an id"):
        live.take(*arguments)
    assert live.summary().to_bytes() == ConversationSummary.empty().to_bytes()


def test_a_statement_is_asked_once():
    live = LiveMap(ConversationSummary.empty())
    live.ask("a", text="More trees")
    with pytest.raises(ValueError, match="Statement 'a'"):
        live.ask("a")
    with pytest.raises(ValueError, match="moderated 3"):
        live.ask("b", moderated=3)
    assert live.summary().text_of == {"a": "More trees"}


def test_a_map_of_other_votes_is_not_taken_over():
    summary = live_camps()[0].summary()
    with pytest.raises(ValueError, match="not one of these votes"):
        LiveMap(summary, drawn=draw(votes_from_matrix(two_camps(30, 20)), n_splits=0))
    other = two_camps(60, 20)
    other[0, 0] = np.nan if not np.isnan(other[0, 0]) else 1.0
    with pytest.raises(ValueError, match="not one of these votes"):
        LiveMap(summary, drawn=draw(votes_from_matrix(other), n_splits=0))


@given(seed=st.integers(0, 1000), n=st.integers(1, 12), m=st.integers(1, 6), busy=st.sampled_from([1, 2, 20]))
@settings(max_examples=60, deadline=None)
def test_pairs_agree_with_a_dense_reference(seed, n, m, busy):
    chance = np.random.default_rng(seed)
    matrix = chance.integers(-1, 2, (n, m)).astype(float)
    matrix[chance.random((n, m)) < 0.4] = np.nan
    left_out = chance.random(m) < 0.2
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pairing, "BUSY", busy)  # 1: nobody, 20: everybody
        patch.setattr(pairing, "BLOCK", 5)
        pairs = Pairs(votes_from_matrix(matrix, moderated=np.where(left_out, -1, 1)))
    seen = ~np.isnan(matrix)
    filled = np.where(seen, matrix, 0)
    assert (pairs.products == filled.T @ filled).all()
    assert (pairs.sums == filled.T @ seen).all()
    assert (pairs.seen == seen.T.astype(int) @ seen).all()
    mean = np.where(left_out, 0, filled.sum(axis=0) / np.maximum(seen.sum(axis=0), 1))
    apart = np.where(seen & ~left_out, matrix - mean, 0)
    assert np.allclose(pairs.matrix(left_out), apart.T @ apart)


def test_pairs_count_exactly_in_a_full_block_of_people():
    matrix = np.ones((pairing.BLOCK, 3))
    matrix[:, 1] = -1
    pairs = Pairs(votes_from_matrix(matrix))
    assert pairs.products[0].tolist() == [pairing.BLOCK, -pairing.BLOCK, pairing.BLOCK]
    assert pairs.sums[1].tolist() == [-pairing.BLOCK] * 3
    assert (pairs.seen == pairing.BLOCK).all()


def test_room_is_made_for_more_than_is_asked():
    square = grown(np.ones((4, 4)), 4)
    assert square.shape == (13, 13)
    assert square.sum() == 16
    assert grown(square, 5) is square


@pytest.mark.parametrize("seed", range(2))
def test_leading_directions_are_followed_through_many_changes(seed):
    chance = np.random.default_rng(seed)
    table = chance.normal(size=(200, 100)) * np.linspace(3, 1, 100)
    matrix = table.T @ table
    followed = leading.Leading(matrix.copy())
    for step in range(150):
        at = int(chance.integers(100))
        table[:, at] += chance.normal(size=200) * (2.0 if step % 50 == 0 else 0.05)
        matrix = table.T @ table
        followed.change(at, matrix[at])
        if step % 10 == 0:
            values, vectors = np.linalg.eigh(matrix)
            assert followed.values == pytest.approx(values[::-1][:2], rel=1e-9)
            assert np.abs(followed.vectors @ vectors[:, ::-1][:, :2]) == pytest.approx(np.eye(2), abs=1e-6)
    assert np.allclose(followed.matrix, matrix)
    assert followed.images == pytest.approx(followed.space @ matrix, abs=1e-9 * followed.values[0])


def test_leading_directions_come_out_of_nothing(monkeypatch):
    monkeypatch.setattr(leading, "SMALL", 2)
    followed = leading.Leading(np.zeros((3, 3)))
    followed.add()
    row = np.array([0.0, 2.0, 0.0, 1.0])
    followed.change(1, row)
    matrix = np.zeros((4, 4))
    matrix[1], matrix[:, 1] = row, row
    values, vectors = np.linalg.eigh(matrix)
    assert followed.values[0] == pytest.approx(values[-1])
    assert abs(followed.vectors[0] @ vectors[:, -1]) == pytest.approx(1)


def test_the_search_for_leading_directions_gives_the_best_so_far(monkeypatch):
    table = np.random.default_rng(4).normal(size=(150, 110))
    best = leading.Leading(table.T @ table).values
    monkeypatch.setattr(leading, "MAX_STEPS", 1)
    early = leading.Leading(table.T @ table).values
    assert 0.3 * best[0] < early[0] < best[0]
