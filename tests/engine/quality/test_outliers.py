import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cairn.engine.quality.outliers import outliers

USUAL = [10, 11, 9, 10, 12, 11, 10]


@pytest.mark.parametrize("method", ["modified_z", "fences"])
def test_a_wild_value_is_found(method):
    found = outliers([*USUAL, None, 98], method=method)
    assert (found.places, found.scores[7], found.scores[8] > 3) == ((8,), None, True)
    assert found.verdict.text == (
        "1 of 8 values lies far out: 98. Ask about them before anybody corrects them."
    )
    assert outliers(USUAL, method=method).verdict.text == "None of 7 values lies far from the others."


def test_the_modified_z_score_is_as_published():
    """Iglewicz and Hoaglin: 0.6745 times the distance from the median, over the median of distances."""
    scores = outliers([1, 2, 3, 4, 5, 6, 70], method="modified_z").scores
    assert scores[6] == pytest.approx(0.6745 * 66 / 2)
    assert scores[0] == pytest.approx(-0.6745 * 3 / 2)


def test_values_on_both_sides_are_found_with_the_z_score():
    found = outliers([*USUAL * 4, 60, -40], method="z")
    assert found.places == (28, 29)
    assert found.verdict.text.startswith("2 of 30 values lie far out: 60, -40.")


@pytest.mark.parametrize(
    ("values", "method", "words"),
    [
        ([1, 2, 900], "z", "3 values are too few"),
        ([*USUAL, 98], "z", "Among 8 values no z-score can pass 3, whatever they are"),
        ([5] * 8 + [98], "modified_z", "Too many of the values are equal"),
        ([5] * 8 + [98], "fences", "Too many of the values are equal"),
        ([5] * 20, "z", "Too many of the values are equal"),
    ],
)
def test_nothing_is_told_where_nothing_can_be(values, method, words):
    found = outliers(values, method=method)
    assert (found.places, found.scores, found.verdict.code) == ((), None, "cannot_tell")
    assert words in found.verdict.text


@settings(deadline=None)
@given(
    st.lists(st.integers(-1000, 1000), min_size=7, max_size=30),
    st.sampled_from(["z", "modified_z", "fences"]),
)
def test_moving_and_turning_values_changes_no_finding(values, method):
    one = outliers(values, method=method).places
    assert outliers([4096 - value for value in values], method=method).places == one


@settings(deadline=None)
@given(st.lists(st.integers(-1000, 1000), min_size=11, max_size=30))
def test_no_z_score_is_beyond_the_largest_there_can_be(values):
    scores = outliers(values, method="z").scores
    n = len(values)
    assert scores is None or max(map(abs, scores)) <= (n - 1) / n**0.5 + 1e-9


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"method": "guess"}, "The method is 'guess'"), ({"cut": 0}, "The cut is 0"),
        ({"cut": float("nan")}, "The cut is nan"),
    ],
)  # fmt: skip
def test_options_that_cannot_be_are_refused(options, message):
    with pytest.raises(ValueError, match=message):
        outliers(USUAL, **options)


def test_a_value_that_is_no_number_is_refused_with_its_place():
    with pytest.raises(ValueError, match="Value 2 is inf"):
        outliers([1, float("inf")])
    assert outliers(USUAL, cut=9).rule.endswith("above 9.")
