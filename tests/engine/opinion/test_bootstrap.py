"""Groups among people drawn anew: found again where they are there, dissolved where they are not."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cairn.engine.opinion import bootstrap
from cairn.engine.opinion.components import centred, find_directions, reach_of
from cairn.engine.opinion.groups import Grouping, divide
from cairn.engine.opinion.map import draw
from cairn.engine.opinion.votes import votes_from_matrix
from tests.engine.opinion.conversations import two_camps


def recurrences(matrix, sizes, **options):
    """Divide a map of everyone in a matrix, and say how far its groups are found again."""
    given_ = centred(votes_from_matrix(matrix))
    plane, reach = find_directions(given_), reach_of(given_)
    found = divide(given_.matrix @ plane.components.T * reach[:, None], sizes)
    found = {size: found.get(size, Grouping(size, np.arange(len(reach)) % size, 0.0, ())) for size in sizes}
    return bootstrap.recurrences(found, given_.matrix, plane.components, reach, **options)


def test_camps_are_found_again_and_chance_is_not():
    assert min(recurrences(two_camps(), [2], seed=0, n_draws=12)[2]) > 0.95
    noise = np.random.default_rng(0).integers(-1, 2, (120, 30)).astype(float)
    assert max(recurrences(noise, [4], seed=0, n_draws=12)[4]) < 0.6


def test_the_seed_fixes_who_is_drawn():
    one = two_camps(density=0.3)
    assert recurrences(one, [2], seed=1, n_draws=3) == recurrences(one, [2], seed=1, n_draws=3)
    assert recurrences(one, [2], seed=1, n_draws=3) != recurrences(one, [2], seed=2, n_draws=3)


def test_a_division_that_no_draw_has_is_not_found_again():
    assert recurrences(np.array([[1.0], [-1.0]] * 12), [3], seed=0, n_draws=2) == {3: (0.0, 0.0, 0.0)}


@given(
    labels=st.lists(st.tuples(st.integers(0, 2), st.integers(-1, 2)), min_size=1, max_size=20),
)
@settings(max_examples=80, deadline=None)
def test_overlaps_are_those_of_sets(labels):
    whole, here = (np.array(side) for side in zip(*labels, strict=True))
    expected = []
    for group in range(3):
        own = set(np.flatnonzero(whole == group))
        others = [set(np.flatnonzero(here == one)) for one in range(3)]
        expected.append(max(len(own & one) / max(1, len(own | one)) for one in others))
    if (here < 0).any() and not (here < 0).all():
        return  # a draw is divided whole or not at all
    assert bootstrap._overlaps(whole, here, 3) == pytest.approx(expected)


def test_the_mean_of_those_drawn_is_subtracted():
    given_ = centred(votes_from_matrix(two_camps(30, 8)))
    rows = np.sort(np.random.default_rng(0).integers(0, 30, 30))
    part = bootstrap._centred_anew(given_.matrix[rows])
    assert np.allclose(part.sum(axis=0), 0)


def test_a_group_that_dissolves_is_not_clear():
    made = {"n_groups": 2, "labels": np.arange(20) % 2, "silhouette": 0.9, "stability": (0.9, 0.9)}
    assert Grouping(**made, bootstrap=(0.9, 0.6)).is_clear
    assert not Grouping(**made, bootstrap=(0.9, 0.59)).is_clear


def test_groups_and_ways_tried_carry_the_evidence():
    drawn = draw(votes_from_matrix(two_camps()))
    tried = {one.n_groups: one.bootstrap for one in drawn.tried}
    assert tuple(group.bootstrap for group in drawn.groups) == tried[2]
    untested = draw(votes_from_matrix(two_camps()), n_splits=0)
    assert {group.bootstrap for group in untested.groups} == {None}
