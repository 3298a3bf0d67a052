"""The summary of a conversation: parts in any order are the whole, and little of it may leave."""

import dataclasses

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cairn.engine.opinion.asked import Asked
from cairn.engine.opinion.export import read_export
from cairn.engine.opinion.map import draw
from cairn.engine.opinion.released import StatementCounts
from cairn.engine.opinion.summary import ConversationSummary
from cairn.engine.summary import merge_all, pack, unpack
from tests.engine.opinion.conversations import NAMES, read, streams
from tests.engine.opinion.test_map import every_byte

PEOPLE = ("ann", "ben", "p2", "p10")
STATEMENTS = {"9": ("Fewer cars", 1, False), "10": ("More trees", -1, False), "2": ("Hello", 0, True)}
TIMES = st.integers(-2, 3) | st.none()
TRIPLES = st.tuples(st.sampled_from(PEOPLE), st.sampled_from(list(STATEMENTS)), st.integers(-1, 1))
ROWS = st.lists(st.tuples(TRIPLES, TIMES).map(lambda row: (*row[0], row[1])), max_size=25)


def summary_of(rows, *, people=None, statements=STATEMENTS, topic="Parks"):
    """Summarise rows one at a time where some have a time and some none, else at once."""
    if rows and len({row[3] is None for row in rows}) == 2:
        return merge_all(summary_of([row], people=people, statements=statements) for row in rows)
    people = list(people or dict.fromkeys(row[0] for row in rows))
    ids = list(statements)
    cells = (
        [people.index(row[0]) for row in rows],
        [ids.index(row[1]) for row in rows],
        [row[2] for row in rows],
    )
    times = [row[3] for row in rows] if rows and rows[0][3] is not None else None
    texts, moderated, is_meta = zip(*statements.values(), strict=True) if statements else ((), (), ())
    about = {"texts": texts, "moderated": list(moderated), "is_meta": list(is_meta)}
    return ConversationSummary.from_rows(
        people, ids, tuple(np.array(c, int) for c in cells), times=times, topic=topic, **about
    )


def last_votes(rows):
    """Find the last vote of each pair, plainly."""
    last = {}
    for who, what, vote, time in rows:
        key = (-99 if time is None else time, -vote)
        if (who, what) not in last or key > last[who, what][0]:
            last[who, what] = (key, vote)
    return {pair: vote for pair, (_, vote) in last.items()}


def cells_of(summary):
    votes = summary.votes
    return {
        (votes.participants[i], votes.statements[j]): v
        for i, j, v in zip(votes.rows.tolist(), votes.cols.tolist(), votes.values.tolist(), strict=True)
    }


@given(rows=ROWS, data=st.data())
@settings(max_examples=120, deadline=None)
def test_one_pass_a_stream_and_parts_in_any_order_are_the_same_bytes(rows, data):
    whole = summary_of(rows)
    assert cells_of(whole) == last_votes(rows)
    mixed = data.draw(st.permutations(rows))
    stream = ConversationSummary.empty(topic="Parks")
    for row in mixed:
        stream = stream.merge(summary_of([row], statements={row[1]: STATEMENTS[row[1]]}))
    stream = stream.merge(summary_of([]))
    cuts = sorted(data.draw(st.lists(st.integers(0, len(rows)), max_size=3)))
    parts = [mixed[a:b] for a, b in zip([0, *cuts], [*cuts, len(rows)], strict=True)]
    merged = merge_all(data.draw(st.permutations([summary_of(part) for part in parts])))
    assert stream.to_bytes() == merged.to_bytes() == whole.to_bytes()
    assert ConversationSummary.from_bytes(whole.to_bytes()).to_bytes() == whole.to_bytes()


@given(rows=st.lists(TRIPLES, max_size=9))
@settings(max_examples=30, deadline=None)
def test_merging_is_associative_and_commutative(rows):
    a, b, c = (summary_of([(*row, at % 2) for row in rows[at::3]]) for at in range(3))
    assert a.merge(b).merge(c).to_bytes() == a.merge(b.merge(c)).to_bytes()
    assert a.merge(b).to_bytes() == b.merge(a).to_bytes()
    assert a.merge(summary_of([])).to_bytes() == a.to_bytes()


@pytest.mark.shared
@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("by", ["people", "statements", "time"])
def test_the_map_of_merged_parts_is_that_of_the_whole(shared_data, name, by):
    export = read(shared_data / "conversations" / name)
    cast, chance = export.cast, np.random.default_rng(1)
    key = {
        "people": cast.rows % 3,
        "statements": cast.cols % 3,
        "time": np.arange(len(cast.rows)) * 3 // len(cast.rows),
    }[by]
    parts = []
    for at in chance.permutation(3):
        rows = chance.permutation(np.flatnonzero(key == at))
        part = dataclasses.replace(
            cast,
            rows=cast.rows[rows],
            cols=cast.cols[rows],
            values=cast.values[rows],
            times=None if cast.times is None else cast.times[rows],
        )
        parts.append(ConversationSummary.from_export(dataclasses.replace(export, cast=part)).to_bytes())
    merged = merge_all(ConversationSummary.from_bytes(part) for part in parts)
    assert merged.to_bytes() == ConversationSummary.from_export(export).to_bytes()
    assert every_byte(merged.votes) == every_byte(export.votes)
    assert (merged.n_cast, merged.topic) == (export.n_cast, export.topic)
    assert (merged.text_of, merged.warnings) == (export.text_of, ())


@pytest.mark.shared
def test_the_map_drawn_from_a_summary_is_that_of_the_export(shared_data):
    export = read(shared_data / "conversations" / "brexit-consensus")
    summary = ConversationSummary.from_bytes(ConversationSummary.from_export(export).to_bytes())
    assert every_byte(draw(summary.votes)) == every_byte(draw(export.votes))


def test_parts_about_something_else_do_not_merge():
    with pytest.raises(ValueError, match="about 'Parks' and 'Rivers': merge parts of one conversation"):
        summary_of([]).merge(summary_of([], topic="Rivers"))


@pytest.mark.parametrize(
    "changed", [("Fewer cars!", 1, False), ("Fewer cars", 0, False), ("Fewer cars", 1, True)]
)
def test_parts_that_differ_about_a_statement_do_not_merge(changed):
    with pytest.raises(ValueError, match="Statement 9 differs between the parts"):
        summary_of([]).merge(summary_of([], statements={"9": changed}))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"times": [1]}, "There are 2 votes; give each one time, a whole number"),
        ({"times": [0.5, 1.0]}, "There are 2 votes; give each one time, a whole number"),
        ({"texts": ["one"]}, "There are 1 texts of 2 statements"),
        ({"moderated": [2, 0]}, "`moderated` must hold -1, 0 or 1"),
    ],
)
def test_rows_that_do_not_fit_are_refused(change, message):
    with pytest.raises(ValueError, match=message):
        ConversationSummary.from_rows(["a"], ["s", "t"], ([0, 0], [0, 1], [1, 1]), **change)


def test_an_id_there_twice_is_refused():
    with pytest.raises(ValueError, match="participant id 'a' is there twice"):
        ConversationSummary.from_rows(["a", "a"], ["s"], ([0], [0], [1]))
    with pytest.raises(ValueError, match="statement id 's' is there twice"):
        ConversationSummary.from_rows(["a"], ["s", "s"], ([0], [0], [1]))


SMALL = summary_of([("ann", "9", 1, 5), ("p2", "10", -1, 6)])


def changed(data, kind, header=(), arrays=()):
    """Pack a summary again with some of it changed, as one who wishes ill would."""
    old_header, old_arrays = unpack(data, kind=kind, version=1)
    new = {name: value for name, value in (old_header | dict(header)).items() if value is not Ellipsis}
    return pack(kind, 1, new, old_arrays | {name: np.asarray(value) for name, value in dict(arrays).items()})


@pytest.mark.parametrize(
    ("header", "arrays"),
    [
        ({"participants": ["ann", 2]}, {}),
        ({"participants": "ann"}, {}),
        ({"participants": ["p2", "ann"]}, {}),
        ({"participants": ["ann", "p2", "p9"]}, {}),
        ({"participants": ...}, {}),
        ({"texts": ["one"]}, {}),
        ({"topic": 3}, {}),
        ({"more": 3}, {}),
        ({"n_cast": 1}, {}),
        ({"n_cast": -1}, {}),
        ({"n_cast": True}, {}),
        ({}, {"row": np.array([1, 0], np.int32)}),
        ({}, {"row": np.array([0, 7], np.int32)}),
        ({}, {"row": np.array([0.0, np.nan])}),
        ({}, {"vote": np.array([1, 2], np.int8)}),
        ({}, {"vote": np.array([1], np.int8)}),
        ({}, {"moderated": np.array([1, 2, 1], np.int8)}),
        ({}, {"more": np.array([1])}),
    ],
)
def test_a_summary_that_no_summary_wrote_is_refused(header, arrays):
    with pytest.raises(ValueError, match=r"The conversation summary (holds what no|is not as it)"):
        ConversationSummary.from_bytes(changed(SMALL.to_bytes(), "conversation", header, arrays))


def many(n_people=9):
    """Return votes of some people on 9, of whom only three saw 2."""
    rows = [(f"p{i}", "9", (1, 1, 0)[i % 3], 1) for i in range(n_people)]
    return summary_of([*rows, *[(f"p{i}", "2", -1, 1) for i in range(3)], ("p0", "10", 1, 1)])


def test_what_leaves_is_counts_of_enough_people():
    released = many().for_release(5)
    assert released.asked.ids == ("2", "9")  # 10 is moderated out, and its words stay
    assert released.asked.texts == ("Hello", "Fewer cars")
    assert [released.agree.tolist(), released.passed.tolist(), released.disagree.tolist()] == [
        [0, 6],
        [0, 3],
        [0, 0],
    ]
    assert released.n_withheld.tolist() == [1, 0]
    assert b"p1" not in released.to_bytes()
    share, low, high = released.agreement
    assert np.isnan(share[0])
    assert (share[1], released.overall.seen.tolist()) == (6 / 9, [0, 9])
    assert 0 < low[1] < share[1] < high[1] < 1


def test_too_few_people_let_nothing_leave():
    with pytest.raises(ValueError, match="9 people voted, and at least 10 must have"):
        many().for_release(10)
    with pytest.raises(ValueError, match="The minimum is 0; it must be 1 or more"):
        many().for_release(0)


def test_counts_of_parts_add_up_in_any_order():
    parts = [many(5).for_release(4), many(9).for_release(4), StatementCounts.empty(minimum=4, topic="Parks")]
    merged = merge_all(parts)
    assert (merged.agree.tolist(), merged.n_withheld.tolist()) == ([0, 10], [2, 0])
    assert merged.to_bytes() == merge_all(parts[::-1]).to_bytes()
    assert StatementCounts.from_bytes(merged.to_bytes()).to_bytes() == merged.to_bytes()


def test_the_minimum_of_counts_can_only_rise():
    counts = many(9).for_release(3)
    assert counts.n_withheld.tolist() == [0, 0]
    assert counts.for_release(2).to_bytes() == counts.to_bytes()
    raised = counts.for_release(8)
    assert (raised.minimum, raised.n_withheld.tolist(), raised.seen.tolist()) == (8, [1, 0], [0, 9])


def test_counts_of_another_kind_do_not_merge():
    counts = many(9).for_release(3)
    with pytest.raises(ValueError, match="with minimums 3 and 4: merge parts"):
        counts.merge(many(9).for_release(4))


@pytest.mark.parametrize(
    ("header", "arrays"),
    [
        ({"minimum": 0}, {}),
        ({"minimum": ...}, {}),
        ({"topic": None}, {}),
        ({}, {"agree": np.array([1, -1])}),
        ({}, {"agree": np.array([1, 1], np.int32)}),
        ({}, {"agree": np.array([1])}),
        ({}, {"moderated": np.array([-1, 1], np.int8)}),
    ],
)
def test_counts_that_nobody_wrote_are_refused(header, arrays):
    data = many(9).for_release(3).to_bytes()
    with pytest.raises(ValueError, match=r"The counts (hold what no|are not as they)"):
        StatementCounts.from_bytes(changed(data, "statement counts", header, arrays))


def test_equal_lists_of_statements_are_not_made_again():
    one = Asked.from_columns(["a", "b"])
    assert one.merge(Asked.from_columns(["b", "a"])) is one


def test_an_export_without_times_has_votes_without_times():
    wide = b"participant,group-id,0,1,10\nann,0,1,-1,\n"
    summary = ConversationSummary.from_export(read_export(streams(votes=None, wide=wide)))
    assert set(summary.times.tolist()) == {np.iinfo(np.int64).min}
    later = ConversationSummary.from_export(read_export(streams()))
    assert cells_of(summary.merge(later))[("ann", "0")] == 1
    assert summary.merge(later).n_cast == 7
