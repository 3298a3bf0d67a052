"""The map: exact, the same in any order, equal to production's, and honest about groups."""

import dataclasses
import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cairn.engine.opinion import components, groups, statements
from cairn.engine.opinion.map import draw
from cairn.engine.opinion.votes import votes_from_cells, votes_from_matrix
from tests.engine.opinion import reference
from tests.engine.opinion.conversations import NAMES, read, two_camps


def every_byte(value):
    """Return a result as nested tuples of plain values and bytes."""
    if dataclasses.is_dataclass(value):
        return tuple(every_byte(getattr(value, field.name)) for field in dataclasses.fields(value))
    if isinstance(value, np.ndarray):
        return value.dtype.str, value.shape, value.tobytes()
    if isinstance(value, tuple):
        return tuple(every_byte(one) for one in value)
    return value


def shuffled(votes, seed):
    """Make the same votes again from cells, participants and statements in another order."""
    chance = np.random.default_rng(seed)
    people, columns = chance.permutation(len(votes.participants)), chance.permutation(len(votes.statements))
    cells = chance.permutation(len(votes.values))
    return votes_from_cells(
        [votes.participants[i] for i in people],
        [votes.statements[j] for j in columns],
        (np.argsort(people)[votes.rows[cells]], np.argsort(columns)[votes.cols[cells]], votes.values[cells]),
        moderated=votes.moderated[columns],
        is_meta=votes.is_meta[columns],
    )


matrices = st.integers(0, 10_000).flatmap(
    lambda seed: st.tuples(
        st.just(seed), st.integers(1, 30), st.integers(1, 12), st.sampled_from([0.3, 0.7, 1.0])
    )
)


def random_votes(seed, n, m, density):
    """Return random votes as a dense matrix, and flags of moderation."""
    chance = np.random.default_rng(seed)
    matrix = chance.integers(-1, 2, (n, m)).astype(float)
    matrix[chance.random((n, m)) >= density] = np.nan
    matrix[0, 0] = 1.0
    return matrix, chance.integers(-1, 2, m)


@settings(max_examples=60, deadline=None)
@given(matrices, st.integers(0, 1000))
def test_the_map_is_the_same_in_any_order(given_, order):
    matrix, moderated = random_votes(*given_)
    votes = votes_from_matrix(matrix, moderated=moderated)
    assert every_byte(draw(shuffled(votes, order), n_splits=1)) == every_byte(draw(votes, n_splits=1))


@settings(max_examples=100, deadline=None)
@given(matrices)
def test_the_plane_agrees_with_a_dense_reference(given_):
    matrix, moderated = random_votes(*given_)
    matrix = matrix[~np.isnan(matrix).all(axis=1)]
    has_votes = ~np.isnan(matrix).all(axis=0)
    votes = votes_from_matrix(matrix, moderated=moderated)
    drawn = draw(votes, n_splits=0)
    centre, axes, positions, _ = reference.plane(matrix[:, has_votes], moderated[has_votes] == -1)
    assert np.allclose(drawn.directions.centre[has_votes], centre)
    spread = np.zeros(2)
    sizes = np.linalg.svd(
        np.where(np.isnan(matrix), 0, matrix - drawn.directions.centre) * (moderated != -1)
    )[1]
    spread[: len(sizes[:2])] = sizes[:2]
    ours = drawn.directions.components[:, has_votes]
    along = np.where(np.isnan(matrix), 0, matrix - drawn.directions.centre) * (moderated != -1)
    assert np.allclose(np.linalg.norm(along[:, has_votes] @ ours.T, axis=0), spread, atol=1e-6)
    gaps = np.append(sizes, [0, 0, 0])[:3]
    if gaps[0] - gaps[1] > 1e-3 and gaps[1] - gaps[2] > 1e-3:  # else the directions are not determined
        sign = np.sign((ours * axes).sum(axis=1))
        assert np.allclose(ours, axes * sign[:, None], atol=1e-6)
        assert np.allclose(drawn.positions, positions * sign, atol=1e-5)
        assert np.allclose(
            drawn.extremity[has_votes],
            reference.plane(matrix[:, has_votes], moderated[has_votes] == -1)[3],
            atol=1e-5,
        )
    assert np.isnan(drawn.extremity[~has_votes]).all()


def test_the_largest_loading_is_positive():
    for axis in draw(votes_from_matrix(two_camps()), n_splits=0).directions.components:
        assert axis[np.argmax(np.abs(axis))] > 0


def test_two_camps_are_two_groups_found_again():
    drawn = draw(votes_from_matrix(two_camps()))
    assert [(group.id, group.size) for group in drawn.groups] == [("A", 30), ("B", 30)]
    assert min(group.stability for group in drawn.groups) > 0.9
    assert len({drawn.labels[i] for i in range(0, 60, 2)}) == 1
    assert drawn.verdict.startswith(
        "Two groups of 30 and 30 people. Every group leans the same way on 0 of 20"
    )


def test_votes_by_chance_have_no_clear_groups():
    for seed in range(10):
        chance = np.random.default_rng(seed)
        drawn = draw(votes_from_matrix(chance.integers(-1, 2, (120, 30)).astype(float)))
        assert drawn.groups == ()
        assert (drawn.labels == -1).all()
        assert drawn.by_group.agree.shape == (0, 30)
        assert drawn.verdict.startswith("No clear groups: no division is wide, and found again both")


def test_three_camps_are_three_groups():
    chance = np.random.default_rng(3)
    lean = chance.choice([-1.0, 1.0], (3, 40))
    matrix = lean[np.arange(120) % 3] * np.where(chance.random((120, 40)) < 0.9, 1, -1)
    assert [group.size for group in draw(votes_from_matrix(matrix)).groups] == [40, 40, 40]


def test_a_few_people_make_no_groups():
    drawn = draw(votes_from_matrix([[1, -1], [-1, 1], [1, np.nan]]))
    assert drawn.verdict == (
        "No clear groups: 3 people can be grouped, too few or too alike for two groups of 5. "
        "Most people lean the same way on 0 of 2 statements; 0 are contested."
    )


def test_one_vote_makes_a_map():
    drawn = draw(votes_from_matrix([[1.0]]))
    assert drawn.positions.tolist() == [[0.0, 0.0]]
    assert drawn.directions.share == 0.0
    assert drawn.verdict.startswith("No clear groups: 1 person can be grouped")


def test_no_vote_makes_no_map():
    with pytest.raises(ValueError, match="There are no votes to draw a map from"):
        draw(votes_from_cells(["a"], ["s"], ([], [], [])))


def test_groups_asked_for_are_given():
    votes = votes_from_matrix(two_camps())
    assert [len(draw(votes, n_groups=k).groups) for k in (1, 2, 3, 4)] == [1, 2, 3, 4]
    alone = draw(votes, n_groups=1)
    assert alone.verdict.startswith("One group of 60 people. Most of them lean the same way on")
    assert alone.groups[0].stability == 0.0  # nothing to choose, so nothing beyond chance


def test_more_groups_than_letters_take_numbers():
    matrix = np.random.default_rng(0).choice([-1.0, 1.0], (60, 30))
    drawn = draw(votes_from_matrix(matrix), n_groups=27, n_splits=1)
    assert [group.id for group in drawn.groups][24:] == ["Y", "Z", "27"]
    assert drawn.verdict.startswith("27 groups of ")


@pytest.mark.parametrize(
    ("n_groups", "message"),
    [(0, "0 groups were asked for; ask for 1 or more."), (3, "do not fall into so many; ask for fewer.")],
)
def test_groups_that_cannot_be_are_refused(n_groups, message):
    with pytest.raises(ValueError, match=message):
        draw(votes_from_matrix([[1, 1], [-1, -1]] * 6), n_groups=n_groups)


def test_people_with_few_votes_are_placed_and_not_grouped():
    matrix = two_camps(density=1.0)
    matrix[0, 6:] = np.nan
    drawn = draw(votes_from_matrix(matrix))
    assert not drawn.is_clustered[0]
    assert drawn.labels[0] == -1
    assert np.abs(drawn.positions[0]).sum() > 0
    assert drawn.verdict.endswith("1 person voted on too few statements to be grouped.")


def test_the_seed_changes_the_test_and_not_the_map():
    votes = votes_from_matrix(two_camps(density=0.3))
    one, other = draw(votes, seed=1), draw(votes, seed=2)
    assert one.positions.tobytes() == other.positions.tobytes()
    assert [w.stability for w in one.tried] != [w.stability for w in other.tried]


def test_statements_left_out_do_not_shape_the_map():
    matrix = two_camps()
    drawn = draw(votes_from_matrix(matrix, moderated=[-1] + [1] * 19))
    assert drawn.directions.components[:, 0].tolist() == [0.0, 0.0]
    assert drawn.extremity[0] == 0.0
    assert 0 not in {one.statement for group in drawn.groups for one in group.representative}


def test_a_statement_only_one_half_could_see_is_no_fault():
    drawn = draw(votes_from_matrix([[1.0, np.nan]] * 10 + [[-1.0, 1.0]] * 10), n_groups=2, n_splits=2)
    assert [group.size for group in drawn.groups] == [10, 5]


@pytest.mark.shared
@pytest.mark.parametrize("name", NAMES)
def test_every_shared_conversation_has_one_map_in_any_order(shared_data, name):
    votes = read(shared_data / "conversations" / name).votes
    assert every_byte(draw(shuffled(votes, 1))) == every_byte(draw(votes))


GROUPS = {
    "american-assembly.bowling-green": [992, 587],
    "bg2050-volunteers": [],  # the smaller of 99 and 8 dissolves among people drawn anew
    "brexit-consensus": [99, 90],
    "canadian-electoral-reform": [264, 17],
    "london.youth.policing": [],
    "scoop-hivemind.biodiversity": [378, 63],
    "ssis.land-bank-farmland.2rumnecbeh.2021-08-01": [260, 94],
    "vtaiwan.uberx": [993, 225],
}


@pytest.mark.shared
@pytest.mark.parametrize("name", NAMES)
def test_the_groups_of_shared_conversations_stay(shared_data, name):
    drawn = draw(read(shared_data / "conversations" / name).votes)
    assert [group.size for group in drawn.groups] == GROUPS[name]


@pytest.fixture(scope="module")
def produced(shared_data, request):
    """Return production's own answer, our votes with its moderation, and the map drawn from them."""
    folder = shared_data / "conversations" / request.param
    maths = json.loads((folder / "production-maths.json").read_bytes())
    votes = read(folder).votes
    out = {str(one) for one in maths["mod-out"]}
    votes = dataclasses.replace(
        votes, moderated=np.array([-1 if one in out else 1 for one in votes.statements], np.int8)
    )
    return maths, votes, draw(votes, n_splits=0)


WITH_MATHS = ("scoop-hivemind.biodiversity", "ssis.land-bank-farmland.2rumnecbeh.2021-08-01")
EXACT = WITH_MATHS[:1]  # of the other the export lacks three people whom production had


def in_our_order(maths, votes, values):
    """Return production's values, by its statement ids, in the order of ours; NaN for those it lacks."""
    place = {str(one): at for at, one in enumerate(maths["tids"])}
    return np.array([values[place[one]] if one in place else np.nan for one in votes.statements], float)


def production_labels(maths, votes):
    """Return production's own groups for our participants, -1 for none."""
    base = dict(zip(maths["base-clusters"]["id"], maths["base-clusters"]["members"], strict=True))
    group = {
        str(person): one["id"]
        for one in maths["group-clusters"]
        for cluster in one["members"]
        for person in base[cluster]
    }
    return np.array([group.get(one, -1) for one in votes.participants])


@pytest.mark.shared
@pytest.mark.parametrize("produced", EXACT, indirect=True)
def test_the_plane_equals_productions(produced):
    maths, votes, drawn = produced
    seen = drawn.directions.is_in_matrix
    pca = maths["pca"]
    assert np.allclose(
        -in_our_order(maths, votes, pca["center"])[seen], drawn.directions.centre[seen], atol=1e-12
    )
    for loadings, ours in zip(pca["comps"], drawn.directions.components, strict=True):
        theirs = in_our_order(maths, votes, loadings)[seen]
        assert abs(theirs @ ours[seen]) / np.linalg.norm(theirs) == pytest.approx(1, abs=1e-6)
    extremity = in_our_order(maths, votes, pca["comment-extremity"])
    assert np.allclose(extremity[seen], drawn.extremity[seen], atol=1e-4)


@pytest.mark.shared
@pytest.mark.parametrize("produced", WITH_MATHS[1:], indirect=True)
def test_the_plane_is_productions_as_far_as_the_votes_are(produced):
    maths, votes, drawn = produced
    seen = drawn.directions.is_in_matrix
    for loadings, ours in zip(maths["pca"]["comps"], drawn.directions.components, strict=True):
        theirs = in_our_order(maths, votes, loadings)[seen]
        assert abs(theirs @ ours[seen]) / np.linalg.norm(theirs) > 0.99


@pytest.mark.shared
@pytest.mark.parametrize("produced", EXACT, indirect=True)
def test_who_is_clustered_equals_productions(produced):
    maths, votes, drawn = produced
    ours = {one for one, is_in in zip(votes.participants, drawn.is_clustered, strict=True) if is_in}
    theirs = {str(one) for one in maths["in-conv"]}
    assert ours <= theirs
    counts = {one: maths["user-vote-counts"][one] for one in theirs - ours}
    assert all(count < 7 for count in counts.values())  # once in, always in: from before there were so many


@pytest.mark.shared
@pytest.mark.parametrize("produced", EXACT, indirect=True)
def test_statistics_equal_productions_for_its_own_groups(produced):
    maths, votes, _ = produced
    _, by_group = statements.tally(votes, production_labels(maths, votes), len(maths["group-clusters"]))
    informed = statements.group_informed(by_group)
    for j, one in enumerate(votes.statements):
        if one not in maths["group-aware-consensus"]:
            continue
        assert informed[j] == pytest.approx(maths["group-aware-consensus"][one], rel=1e-12)
        for group in range(len(maths["group-clusters"])):
            theirs = maths["group-votes"][str(group)]["votes"][one]
            ours = (by_group.agree[group, j], by_group.disagree[group, j], by_group.seen[group, j])
            assert tuple(map(int, ours)) == (theirs["A"], theirs["D"], theirs["S"])


@pytest.mark.shared
@pytest.mark.parametrize("produced", EXACT, indirect=True)
def test_representative_statements_equal_productions(produced):
    maths, votes, _ = produced
    _, by_group = statements.tally(votes, production_labels(maths, votes), len(maths["group-clusters"]))
    for group in range(len(maths["group-clusters"])):
        ours = statements.representative(by_group, votes.is_left_out)[group]
        theirs = maths["repness"][str(group)]
        assert {(votes.statements[one.statement], one.direction) for one in ours} == {
            (str(one["tid"]), one["repful-for"]) for one in theirs
        }
        evidence = {votes.statements[one.statement]: one for one in ours}
        for one in theirs:
            match = evidence[str(one["tid"])]
            assert (match.n, match.seen) == (one["n-success"], one["n-trials"])
            assert match.share == pytest.approx(one["p-success"], rel=1e-6)
            assert match.z == pytest.approx(one["p-test"], rel=1e-6)
            assert match.ratio == pytest.approx(one["repness"], rel=1e-6)
            assert match.z_ratio == pytest.approx(one["repness-test"], rel=1e-6)


@pytest.mark.shared
@pytest.mark.parametrize("produced", EXACT, indirect=True)
def test_majority_statements_equal_productions(produced):
    maths, votes, drawn = produced
    for direction, ours in (("agree", drawn.majority_agree), ("disagree", drawn.majority_disagree)):
        assert [(votes.statements[one.statement], one.n, one.seen) for one in ours] == [
            (str(one["tid"]), one["n-success"], one["n-trials"]) for one in maths["consensus"][direction]
        ]


@pytest.mark.shared
@pytest.mark.parametrize("produced", EXACT, indirect=True)
def test_priorities_equal_productions(produced):
    maths, votes, drawn = produced
    _, by_group = statements.tally(votes, production_labels(maths, votes), len(maths["group-clusters"]))
    theirs = np.array([maths["comment-priorities"].get(one, 1.0) for one in votes.statements])
    about = {str(one) for one in maths["meta-tids"]}
    is_meta = np.array([one in about for one in votes.statements])
    extremity = in_our_order(maths, votes, maths["pca"]["comment-extremity"])
    exact = statements.priorities(by_group, extremity, is_meta)
    assert np.allclose(exact, theirs, rtol=1e-12, atol=0)
    assert (exact[is_meta] == 49).all()
    assert np.allclose(statements.priorities(by_group, drawn.extremity, is_meta), theirs, rtol=1e-4, atol=0)


@pytest.mark.shared
@pytest.mark.parametrize("produced", WITH_MATHS[1:], indirect=True)
def test_priorities_are_productions_as_far_as_the_votes_are(produced):
    maths, votes, _ = produced
    place = {str(one): at for at, one in enumerate(maths["tids"])}
    listed = [one for one in votes.statements if one in maths["comment-priorities"] and one in place]
    given_ = [[maths["group-votes"][g]["votes"][one] for one in listed] for g in maths["group-votes"]]
    counts = [np.array([[one[side] for one in group] for group in given_]) for side in "ADS"]
    extremity = np.array([maths["pca"]["comment-extremity"][place[one]] for one in listed])
    is_meta = np.array([int(one) in maths["meta-tids"] for one in listed])
    ours = statements.priorities(statements.Tally(*counts), extremity, is_meta)
    assert np.allclose(ours, [maths["comment-priorities"][one] for one in listed], rtol=1e-12, atol=0)


def test_a_statement_without_votes_has_the_priority_of_the_unknown():
    drawn = draw(votes_from_matrix([[1, np.nan], [-1, np.nan]]), n_splits=0)
    assert drawn.priority[1] == 1.0


def test_a_direction_the_votes_do_not_have_is_zero():
    votes = votes_from_matrix([[1, 1], [-1, -1], [1, 1]])
    found = components.find_directions(components.centred(votes))
    assert found.components[1].tolist() == [0.0, 0.0]
    assert found.share == pytest.approx(1.0)


def test_the_search_for_directions_gives_the_best_so_far():
    votes = votes_from_matrix(two_camps(200, 60, density=0.5))
    matrix = components.centred(votes).matrix
    total = float(matrix.data @ matrix.data)
    values, _ = components.leading_pairs(matrix, total)
    early, _ = components.leading_pairs(matrix, total, max_rounds=2)
    assert 0.8 * values[0] < early[0] < values[0]


def test_two_directions_of_equal_weight_are_both_found():
    one = two_camps(80, 60, density=1.0)
    matrix = np.full((160, 120), np.nan)
    matrix[:80, :60], matrix[80:, 60:] = one, one
    given_ = components.centred(votes_from_matrix(matrix))
    values, vectors = components.leading_pairs(given_.matrix, float(given_.matrix.data @ given_.matrix.data))
    exact = np.linalg.svd(given_.matrix.toarray())[1] ** 2
    assert values == pytest.approx(exact[:2], rel=1e-9)
    assert np.allclose(vectors.T @ vectors, np.eye(2), atol=1e-9)


def test_silhouettes_agree_with_a_plain_reference():
    points = np.random.default_rng(5).normal(size=(40, 2)) + np.repeat([[0, 0], [4, 0]], 20, axis=0)
    found = groups.divide(points, [2, 3])
    for one in found.values():
        assert one.silhouette == pytest.approx(reference.silhouette(points.tolist(), one.labels.tolist()))


def test_points_in_one_place_are_not_divided():
    assert groups.divide(np.zeros((9, 2)), [2]) == {}
    assert groups.divide(np.zeros((0, 2)), [2]) == {}


def test_equal_groups_are_named_by_their_first_person():
    assert groups.divide(np.array([[5.0, 0], [0, 0]]), [2])[2].labels.tolist() == [0, 1]


def test_kappa_is_zero_where_there_is_no_choice():
    assert groups.kappa(np.ones(4, bool), np.ones(4, bool)) == 0.0
