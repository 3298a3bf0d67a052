import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cairn.engine.quality.gaps import Estimate, Share, best_off, gap, gap_change

# Newcombe (1998), table II: 56/70 and 48/80; 9/10 and 3/10; 10/10 and 0/20; method 10 (hybrid score).
PUBLISHED = [
    ((56, 70), (48, 80), (0.2, 0.0524, 0.3339)), ((9, 10), (3, 10), (0.6, 0.1705, 0.8090)),
    ((10, 10), (0, 20), (1.0, 0.6791, 1.0)), ((10, 10), (0, 10), (1.0, 0.6075, 1.0)),
    ((5, 56), (0, 29), (0.0893, -0.0381, 0.1926)), ((0, 10), (0, 20), (0.0, -0.1611, 0.2775)),
]  # fmt: skip


@pytest.mark.parametrize(("one", "other", "expected"), PUBLISHED)
def test_intervals_of_differences_are_as_published(one, other, expected):
    found = gap("one", {"one": Share(*one), "other": Share(*other)}, better="down").behind
    assert (found.value, found.lower, found.upper) == pytest.approx(expected, abs=6e-5)


GROUPS = {"a": Share(30, 100), "b": Share(60, 100), "c": Share(50, 100)}


def test_the_reference_is_the_best_off_a_group_all_others_or_a_standard():
    assert gap("a", GROUPS, better="up").reference == "b"
    assert gap("b", GROUPS, better="down").reference == "a"
    assert gap("a", GROUPS, better="up", reference="c").behind.value == pytest.approx(0.2)
    others = gap("a", GROUPS, better="up", reference="others")
    assert (others.reference, others.behind.value) == ("all others", pytest.approx(0.25))
    fixed = gap("a", GROUPS, better="up", reference=Estimate(0.8))
    assert (fixed.reference, fixed.behind.value) == ("the standard 0.8", pytest.approx(0.5))
    a = GROUPS["a"].figure(1.959963984540054)
    assert (fixed.behind.lower, fixed.behind.upper) == pytest.approx((0.8 - a.upper, 0.8 - a.lower))


@pytest.mark.parametrize(
    ("then", "now", "code", "words"),
    [
        ((300, 600), (450, 610), "closing", "closes: 0.3 then, 0.16 now"),
        ((450, 610), (300, 600), "widening", "widens: 0.16 then, 0.3 now"),
        ((300, 600), (310, 600), "cannot_tell", "Whether the gap between a and b closes or widens, nobody"),
        ((600, 300), (450, 440), "not_behind", "a was not behind b, and no gap opened: -0.3 then, -0.01 now"),
        ((600, 300), (450, 610), "opened", "A gap between a and b opened: -0.3 then, 0.16 now"),
        ((500, 500), (500, 501), "not_behind", "a was not behind b, and no gap opened: 0 then, 0.001 now"),
        ((300, 600), (700, 600), "overtaken", "is gone: 0.3 then, -0.1 now"),
    ],
)
def test_a_gap_closes_widens_or_nobody_can_tell(then, now, code, words):
    tables = [dict(zip("ab", (Share(n, 1000) for n in pair), strict=True)) for pair in (then, now)]
    found = gap_change("a", *tables, better="up", reference="b")
    assert (found.code, found.verdict.code) == (code, code)
    assert words in found.verdict.text
    assert found.change.lower <= found.change.value <= found.change.upper


@pytest.mark.parametrize(
    ("values", "code", "words"),
    [
        ((30, 60), "behind", "a is behind b by 0.3, between 0.163 and 0.422."),
        ((60, 30), "ahead", "a is ahead of b by 0.3, between 0.163 and 0.422."),
        ((50, 52), "cannot_tell", "Whether a is behind b, nobody can tell: 0.02, between -0.116 and 0.155."),
    ],
)
def test_a_gap_says_whether_there_is_one(values, code, words):
    found = gap("a", dict(zip("ab", (Share(n, 100) for n in values), strict=True)), better="up")
    assert (found.code, found.verdict.code, found.verdict.text) == (code, code, words)


def test_values_without_errors_have_no_interval_and_no_verdict():
    then, now = ({"a": Estimate(x, None), "b": Estimate(y, None)} for x, y in ((30, 60), (50, 60)))
    found = gap_change("a", then, now, better="up")
    assert (found.code, found.change.value, found.change.upper) == ("no_interval", -20, float("inf"))
    assert "give what each value is out of, or its error" in found.verdict.text
    assert "lower" not in dict(found.verdict.params)
    assert found.now.verdict.text == ("a is behind b by 10; whether by more than chance, nobody can tell.")
    assert gap("b", now, better="up").verdict.text.startswith("b is ahead of a by 10;")


def test_the_average_is_of_everybody_and_the_group_is_part_of_it():
    found = gap("a", GROUPS, better="up", reference="average")
    others = gap("a", GROUPS, better="up", reference="others").behind
    assert (found.reference, found.behind.value) == ("the average", pytest.approx(140 / 300 - 0.3))
    assert (found.behind.lower, found.behind.upper) == pytest.approx(
        (others.lower * 2 / 3, others.upper * 2 / 3)
    )
    named = GROUPS | {"average": Share(90, 100)}
    assert gap("a", named, better="up", reference="average").behind.value == pytest.approx(0.6)


def test_the_interval_of_the_gap_to_the_average_holds_the_truth_about_as_often_as_it_says():
    random = np.random.default_rng(6)
    held = 0
    for a, b in random.binomial([80, 120], [0.3, 0.5], size=(600, 2)).tolist():
        behind = gap("a", {"a": Share(a, 80), "b": Share(b, 120)}, better="up", reference="average").behind
        held += behind.lower <= 0.42 - 0.3 <= behind.upper
    assert held / 600 > 0.93


def test_a_tie_for_the_best_goes_to_the_first_by_name():
    assert best_off({"b": Share(1, 2), "a": Share(2, 4), "c": Share(0, 1)}, better="up") == "a"
    assert best_off({"b": Estimate(1), "a": Estimate(2)}, better="down") == "b"


def test_huge_numbers_are_compared_or_refused_and_never_crash():
    huge = 10**308
    assert gap("a", {"a": Share(0, huge), "b": Share(huge, huge)}, better="up").behind.value == 1
    assert gap("a", {"a": Estimate(0, 1e200), "b": Estimate(1, 1e200)}, better="up").code == "cannot_tell"
    with pytest.raises(ValueError, match="too far apart to compare"):
        gap("a", {"a": Estimate(-1e308), "b": Estimate(1e308)}, better="up")


def test_the_best_off_group_is_that_of_the_first_period():
    now = GROUPS | {"c": Share(99, 100)}
    assert gap_change("a", GROUPS, now, better="up").now.reference == "b"
    assert gap_change("a", GROUPS, now, better="up", reference=Estimate(0.8)).now.reference.startswith("the")


def test_means_have_the_usual_interval():
    values = {"a": Estimate(10, 1), "b": Estimate(14, 2)}
    found = gap("a", values, better="up", level=0.95).behind
    half = 1.959963984540054 * 5**0.5
    assert (found.value, found.lower, found.upper) == pytest.approx((4, 4 - half, 4 + half))


@settings(deadline=None)
@given(st.integers(1, 60), st.integers(1, 60), st.data())
def test_turning_the_measure_over_changes_no_gap(n, m, data):
    x, y = data.draw(st.integers(0, n)), data.draw(st.integers(0, m))
    up = gap("a", {"a": Share(x, n), "b": Share(y, m)}, better="up").behind
    down = gap("a", {"a": Share(n - x, n), "b": Share(m - y, m)}, better="down").behind
    assert (up.value, up.lower, up.upper) == pytest.approx((down.value, down.lower, down.upper), abs=1e-12)


def test_the_interval_of_a_change_holds_the_truth_about_as_often_as_it_says():
    random = np.random.default_rng(5)
    draws = random.binomial([80, 120, 80, 120], [0.3, 0.5, 0.4, 0.5], size=(600, 4))
    held = 0
    for a, b, c, d in draws.tolist():
        then = {"a": Share(a, 80), "b": Share(b, 120)}
        now = {"a": Share(c, 80), "b": Share(d, 120)}
        change = gap_change("a", then, now, better="up", reference="b").change
        held += change.lower <= -0.1 <= change.upper
    assert held / 600 > 0.93


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"group": "x"}, "There is no group 'x': the groups are a, b, c."),
        ({"better": "left"}, "use 'up' or 'down'"), ({"level": 1}, "give a chance between 0 and 1"),
        ({"reference": "x"}, "There is no reference 'x' besides 'a'"),
        ({"reference": "a"}, "There is no reference 'a' besides 'a'"),
        ({"values": {"a": Share(1, 2)}}, "There is no reference 'best' besides 'a'"),
        ({"values": {"a": Share(1, 2), "b": Estimate(1)}, "reference": "others"}, "for shares only"),
        ({"values": {"a": Estimate(1), "b": Share(1, 2)}, "reference": "average"}, "for shares only"),
    ],
)  # fmt: skip
def test_questions_that_cannot_be_are_refused(arguments, message):
    with pytest.raises(ValueError, match=message):
        gap(**{"group": "a", "values": GROUPS, "better": "up", **arguments})


@pytest.mark.parametrize("numbers", [(3, 2), (-1, 2), (0, 0)])
def test_counts_that_are_no_share_are_refused(numbers):
    with pytest.raises(ValueError, match="is no share: correct the counts"):
        Share(*numbers)


@pytest.mark.parametrize("numbers", [(1, -1), (1, float("inf")), (1, float("nan")), (float("nan"), 1)])
def test_an_estimate_that_cannot_be_is_refused(numbers):
    with pytest.raises(ValueError, match=r"The (error|value) is (-1|inf|nan)"):
        Estimate(*numbers)
