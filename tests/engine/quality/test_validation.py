from fractions import Fraction

import pytest

from cairn.engine.quality.frame import frame_of
from cairn.engine.quality.validation import check, rule_of


def rule(operator="less_or_equal", **options):
    return rule_of(
        {"name": "r", "left": {"add": [{"measure": "a"}, {"measure": "b"}]}, "operator": operator,
         "right": {"measure": "c"}, **options}
    )  # fmt: skip


def finding(one, a, b, c):
    (found,) = check([one], frame_of(["May"], {"a": [a], "b": [b], "c": [c]}))
    return found


@pytest.mark.parametrize(
    ("operator", "statuses"),
    [
        ("equal", ("violated", "ok", "violated")), ("not_equal", ("ok", "violated", "ok")),
        ("greater", ("violated", "violated", "ok")), ("greater_or_equal", ("violated", "ok", "ok")),
        ("less", ("ok", "violated", "violated")), ("less_or_equal", ("ok", "ok", "violated")),
    ],
)  # fmt: skip
def test_operators_compare_the_sides(operator, statuses):
    assert tuple(finding(rule(operator), 1, b, 4).status for b in (2, 3, 4)) == statuses


@pytest.mark.parametrize(
    ("strategy", "a", "b", "status", "left"),
    [
        ("skip_if_any", None, 9, "skipped", None), ("skip_if_any", None, None, "skipped", None),
        ("skip_if_all", None, 9, "violated", 9), ("skip_if_all", None, None, "skipped", None),
        ("never_skip", None, 9, "violated", 9), ("never_skip", None, None, "ok", 0),
    ],
)  # fmt: skip
def test_missing_values_skip_or_count_as_the_rule_says(strategy, a, b, status, left):
    found = finding(rule(left_missing=strategy), a, b, 4)
    assert (found.status, found.left) == (status, left)
    assert found.missing[0] == "a (May)"


def test_a_missing_right_side_skips_unless_told_otherwise():
    assert finding(rule(), 1, 2, None).verdict.text == "r cannot be checked in May: c (May) is not known."
    assert finding(rule(right_missing="never_skip"), 1, 2, None).verdict.text == (
        "r is violated in May: a + b ≤ c, and it is 3 and 0."
    )


@pytest.mark.parametrize(
    ("operator", "statuses"),
    [
        ("compulsory_pair", ("ok", "violated", "violated", "ok")),
        ("exclusive_pair", ("violated", "ok", "ok", "ok")),
    ],
)
def test_pairs_ask_only_whether_both_are_there(operator, statuses):
    cases = [(1, 2, 3), (1, 2, None), (1, None, 3), (None, None, None)]
    assert tuple(finding(rule(operator), *case).status for case in cases) == statuses
    assert "and it is nothing known and 3" in finding(rule("compulsory_pair"), 1, None, 3).verdict.text


def test_zero_is_there_and_missing_is_not():
    assert finding(rule("compulsory_pair"), 0, 0, 0).status == "ok"


@pytest.mark.parametrize("strategy", ["skip_if_any", "skip_if_all", "never_skip"])
def test_a_suppressed_value_is_there_but_is_never_taken_as_zero(strategy):
    frame = frame_of(["May"], {"a": [None], "b": [9], "c": [4]}, suppressed={"a": ["May"]})
    (found,) = check([rule(left_missing=strategy)], frame)
    assert found.verdict.text == "r cannot be checked in May: a (May, suppressed) is not known."
    (pair,) = check([rule("compulsory_pair")], frame)
    assert (pair.status, pair.left, pair.missing) == ("ok", None, ("a (May, suppressed)",))
    assert check([rule("exclusive_pair")], frame)[0].status == "violated"


def test_a_rule_says_what_to_do_about_a_breach():
    assert finding(rule(), 1, 9, 4).remedy == "Correct a, b or c, or say why it is so."
    assert finding(rule(remedy="Ask Elm."), 1, 9, 4).remedy == "Ask Elm."
    numbers = rule_of({"name": "n", "left": 1, "operator": "less", "right": 2})
    assert (numbers.measures, numbers.remedy) == ((), "Correct the rule, or say why it is so.")
    with pytest.raises(ValueError, match="remedy is 3: give a text"):
        rule(remedy=3)


def test_a_product_that_fits_no_float_is_still_told():
    one = rule_of({"name": "r", "left": {"multiply": [{"measure": "a"}] * 9}, "operator": "less", "right": 2})
    (found,) = check([one], frame_of(["May"], {"a": ["1" + "0" * 38]}))
    assert "it is about 10^342 and 2." in found.verdict.text


def test_every_rule_is_checked_in_every_period():
    frame = frame_of(["1", "2"], {"a": [1, 5], "b": [1, 5], "c": [3, 3]})
    found = check([rule(), rule("greater")], frame)
    assert [(one.period, one.status) for one in found] == [
        ("1", "ok"), ("1", "violated"), ("2", "violated"), ("2", "ok"),
    ]  # fmt: skip
    assert (found[0].left, found[0].verdict.text) == (Fraction(2), "r is met in 1: a + b ≤ c.")


def test_a_division_by_nothing_cannot_be_checked():
    one = rule_of({"name": "r", "left": {"divide": [1, {"measure": "a"}]}, "operator": "less", "right": 2})
    (found,) = check([one], frame_of(["May"], {"a": [0]}))
    assert found.verdict.text == "r cannot be checked in May: a number divided by 0 is not known."


def test_every_problem_of_a_rule_is_told():
    with pytest.raises(ValueError, match="no JSON object"):
        rule_of(3)
    with pytest.raises(ValueError, match=r".") as caught:
        rule_of({"operator": "like", "left": {}, "left_missing": "guess", "colour": 1})
    assert [line.split(":")[0] for line in str(caught.value).splitlines()] == [
        "name is missing", "operator is 'like'",
        "left has none of measure, mean, median, sum, least, most, add, subtract, multiply, divide, largest, "
        "smallest",
        "left_missing is 'guess'", "right is missing", "colour is not known here",
    ]  # fmt: skip
    with pytest.raises(ValueError, match=r"r\.right\.measure names 'c', which is not there"):
        check([rule()], frame_of(["1"], {"a": [1], "b": [1]}))
