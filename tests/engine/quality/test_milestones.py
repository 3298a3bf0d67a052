import copy
import json

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cairn.engine.quality.frame import frame_of
from cairn.engine.quality.known_milestones import FUNCTIONAL_ZERO
from cairn.engine.quality.milestones import SCHEMA, course, milestone_of, reached

KNOWN = {(one["milestone"].split(", ")[1], one["version"]): milestone_of(one) for one in FUNCTIONAL_ZERO}


def answer(rule, quality=None, at=-1, **values):
    periods = [str(number) for number in range(len(next(iter(values.values()))))]
    one = milestone_of({"milestone": "m", "version": "1", "rule": rule})
    return reached(one, frame_of(periods, values, quality=quality), at=at)


@pytest.mark.parametrize(
    ("group", "version", "active", "answer_"),
    [
        ("veterans", "below-routine", 29, True), ("veterans", "below-routine", 30, False),
        ("veterans", "at-most-routine", 30, True), ("veterans", "at-most-routine", 31, False),
        ("veterans", "at-most-routine", 2, True),
        ("chronic", "at-most-greater", 0, True), ("chronic", "at-most-greater", 3, True),
        ("chronic", "at-most-greater", 5, True), ("chronic", "at-most-greater", 6, False),
        ("chronic", "below", 3, True), ("chronic", "below", 5, False), ("chronic", "below", 2, True),
    ],
)  # fmt: skip
def test_two_published_wordings_of_functional_zero_differ_at_the_edge(group, version, active, answer_):
    """30 are housed in a routine month; 5,000 were counted, so that a thousandth are 5."""
    frame = frame_of(
        [str(n) for n in range(6)],
        {"active": [*[99] * 5, active], "housed": [25, 35, 30, 30, 30, 30], "counted": [None] * 5 + [5000]},
    )
    assert reached(KNOWN[group, version], frame).answer is answer_


def test_the_greater_of_three_and_a_thousandth_holds_in_a_small_place():
    frame = frame_of(["1"], {"active": [3], "counted": [400]})
    assert reached(KNOWN["chronic", "at-most-greater"], frame).answer is True
    assert reached(KNOWN["chronic", "below"], frame).answer is False


def test_functional_zero_is_told_in_words_with_its_figures():
    frame = frame_of([f"0{n}" for n in range(1, 7)], {"active": [50] * 5 + [28], "housed": [30] * 6})
    found = reached(KNOWN["veterans", "below-routine"], frame)
    assert found.rule == "active is below the mean of housed over 6 periods"
    assert found.verdict.code == "true"
    assert found.verdict.text.startswith(
        "functional zero, veterans holds in 06: active is below the mean of housed over 6 periods (active "
        "28, "
    )
    assert len(found.content_hash) == 64
    lost = reached(KNOWN["veterans", "below-routine"], frame, at=0)
    assert (lost.answer, lost.verdict.code) == (None, "unknown")
    assert "housed (1 period before 01)" in lost.verdict.text
    assert [one.answer for one in course(KNOWN["veterans", "below-routine"], frame)] == [None] * 5 + [True]
    high = frame_of([f"0{n}" for n in range(1, 7)], {"active": [50] * 6, "housed": [30] * 6})
    assert reached(KNOWN["veterans", "below-routine"], high).verdict.text.startswith(
        "functional zero, veterans does not hold in 06: it is not so that active is below the mean"
    )


LOW = {"compare": [{"measure": "n"}, "<", 3]}
OTHER = {"compare": [{"measure": "m"}, "<", 3]}


@pytest.mark.parametrize(("n", "m", "all_", "any_", "not_"), [
    (1, 1, True, True, False), (1, 9, False, True, False), (9, 9, False, False, True),
    (None, 1, None, True, None), (None, 9, False, None, None), (None, None, None, None, None),
])  # fmt: skip
def test_what_is_not_known_stays_unknown_unless_the_rest_decides(n, m, all_, any_, not_):
    assert answer({"all": [LOW, OTHER]}, n=[n], m=[m]).answer is all_
    assert answer({"any": [LOW, OTHER]}, n=[n], m=[m]).answer is any_
    assert answer({"not": LOW}, n=[n]).answer is not_


def test_a_rule_may_ask_for_periods_in_a_row():
    rule = {"for": 3, "rule": LOW}
    assert answer(rule, n=[1, 2, 1]).answer is True
    assert answer(rule, n=[1, 5, 1]).answer is False
    assert answer(rule, n=[1, None, 1]).answer is None
    assert answer(rule, n=[1, 1]).answer is None
    assert "2 periods before 1" in answer(rule, n=[1, 1]).verdict.text


def test_a_rule_may_ask_for_quality():
    rule = {"all": [LOW, {"quality": 2}]}
    assert answer(rule, n=[1, 1], quality=[True, True]).answer is True
    assert answer(rule, n=[1, 1], quality=[False, True]).answer is False
    assert answer(rule, n=[1, 1]).answer is None
    assert answer(rule, n=[1], quality=[True]).answer is None
    assert answer({"quality": 1}, n=[9], quality=[True]).verdict.text == (
        "m holds in 0: the data of the last 1 period are of quality."
    )


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ({"add": [{"measure": "n"}, 1]}, 7), ({"subtract": [{"measure": "n"}, 1]}, 5),
        ({"multiply": [{"measure": "n"}, "50%"]}, 3), ({"divide": [{"measure": "n"}, 4]}, "3/2"),
        ({"largest": [{"measure": "n"}, 9]}, 9), ({"smallest": [{"measure": "n"}, 9]}, 6),
        ({"mean": "n", "last": 3}, 4), ({"median": "n", "last": 3}, 4), ({"sum": "n", "last": 2}, 10),
        ({"least": "n", "last": 3}, 2), ({"most": "n", "last": 2, "ago": 1}, 4),
        ({"measure": "n", "ago": 2}, 2),
    ],
)  # fmt: skip
def test_expressions_are_worked_out_exactly(expression, expected):
    found = answer({"compare": [expression, "=", expected]}, n=[2, 4, 6])
    assert (found.answer, found.verdict.code) == (True, "true")


@pytest.mark.parametrize(("sign", "answers"), [
    ("<", (True, False, False)), ("<=", (True, True, False)), ("=", (False, True, False)),
    ("!=", (True, False, True)), (">=", (False, True, True)), (">", (False, False, True)),
])  # fmt: skip
def test_comparisons_are_exact(sign, answers):
    rule = {"compare": [{"measure": "n"}, sign, 0.3]}
    assert tuple(answer(rule, n=[n]).answer for n in ("0.29", "0.3", "0.31")) == answers


def test_a_number_divided_by_nothing_is_not_known():
    rule = {"compare": [{"divide": [1, {"measure": "n"}]}, "<", 3]}
    found = answer(rule, n=[0])
    assert found.answer is None
    assert found.verdict.text == "Nobody can say whether m holds in 0: a number divided by 0 is not known."


def test_words_tell_every_kind_of_rule():
    rule = {
        "any": [
            {"not": {"compare": [{"subtract": [{"measure": "n", "ago": 2}, 1]}, ">=", {"divide": [1, 3]}]}},
            {"for": 2, "rule": {"compare": [{"sum": "n", "last": 3, "ago": 1}, "!=", 4]}},
        ]
    }
    assert milestone_of({"milestone": "m", "version": "1", "rule": rule}).words == (
        "it is not so that n, 2 periods before − 1 is at least 1 ÷ 3; or for 2 periods in a row the sum of n "
        "over 3 periods, 1 period before is other than 4"
    )


@pytest.mark.parametrize(
    ("document", "lines"),
    [
        ([], ["The milestone is no JSON object: begin with milestone, version and rule."]),
        (
            {"milestone": "", "rule": {}, "colour": 1},
            [
                "milestone is '': give a text.", "version is None: give a text.",
                "colour is not known here: leave it out.",
                "rule has none of compare, all, any, not, for, quality: give exactly one.",
            ],
        ),
        (
            {"milestone": "m", "version": "1", "rule": {"all": [
                {"any": []},
                {"compare": [1, 2]},
                {"compare": [{"measure": "x"}, "=<", {"mean": "y"}]},
                {"compare": [{"measure": 3, "ago": -1}, "<", {"add": []}]},
                {"compare": [{"subtract": [1], "last": 2}, "<", {"measure": "n", "mean": "n"}]},
                {"compare": [True, "<", [1]]},
                {"for": 0, "rule": {"quality": 500}},
                {"for": 2}, {"not": LOW, "all": []}, {"quality": 1, "extra": 2},
            ]}},
            [
                "rule.all[0].any needs a list of rules, at least one.",
                "rule.all[1].compare needs three things: an expression, a comparison, an expression.",
                "rule.all[2].compare[0].measure names 'x', which is not there. The measures are n.",
                "rule.all[2].compare[2].mean names 'y', which is not there. The measures are n.",
                "rule.all[2].compare[2].last is missing: say over how many periods.",
                "rule.all[2].compare[1] is '=<': use one of < <= = != >= >.",
                "rule.all[3].compare[0].measure is 3: give the name of a measure.",
                "rule.all[3].compare[0].ago is -1: give a whole number of periods from 0 to 120.",
                "rule.all[3].compare[2].add needs a list of 1 to 50 expressions.",
                "rule.all[4].compare[0].last is not known here: leave it out.",
                "rule.all[4].compare[0].subtract needs a list of 2 expressions.",
                "rule.all[4].compare[2] has ['measure', 'mean'] of measure, mean, median, sum, least, most, "
                "add, subtract, multiply, divide, largest, smallest: give exactly one.",
                "rule.all[5].compare[0] is True, no number: write figures such as 12, 0.5, 1/3 or 0.1%.",
                "rule.all[5].compare[2] is [1], no number: write figures such as 12, 0.5, 1/3 or 0.1%.",
                "rule.all[6].for is 0: give a whole number of periods from 1 to 120.",
                "rule.all[6].rule.quality is 500: give a whole number of periods from 1 to 120.",
                "rule.all[7].rule has none of compare, all, any, not, for, quality: give exactly one.",
                "rule.all[8] has ['all', 'not'] of compare, all, any, not, for, quality: give exactly one.",
                "rule.all[9].extra is not known here: leave it out.",
            ],
        ),
    ],
)  # fmt: skip
def test_every_problem_of_a_document_is_told_with_its_place(document, lines):
    with pytest.raises(ValueError, match=r".") as caught:
        milestone_of(document, measures=["n"])
    assert str(caught.value).splitlines() == lines


def test_rules_that_go_too_deep_are_refused():
    rule, expression = copy.deepcopy(LOW), 1
    for _ in range(30):
        rule, expression = {"not": rule}, {"add": [expression]}
    for deep in (rule, {"compare": [expression, "<", 1]}):
        with pytest.raises(ValueError, match="is more than 20 deep: make the rule simpler"):
            milestone_of({"milestone": "m", "version": "1", "rule": deep})


def test_a_measure_or_period_that_is_not_there_is_refused():
    with pytest.raises(ValueError, match=r"rule.compare.0..measure names 'n', which is not there"):
        answer(LOW, m=[1])
    for at in (1, -2):
        with pytest.raises(ValueError, match="There is no period"):
            answer(LOW, n=[1], at=at)


def test_the_published_milestones_meet_their_schema_and_have_hashes_of_their_own():
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    for document in FUNCTIONAL_ZERO:
        jsonschema.validate(document, SCHEMA)
    assert len({one.content_hash for one in KNOWN.values()}) == len(FUNCTIONAL_ZERO)
    turned = json.loads(json.dumps(FUNCTIONAL_ZERO[0], sort_keys=True))
    assert milestone_of(turned).content_hash == milestone_of(FUNCTIONAL_ZERO[0]).content_hash


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4)
    | st.dictionaries(
        st.sampled_from(["compare", "all", "any", "not", "for", "rule", "quality", "measure", "mean", "last",
                         "add", "divide", "ago", "milestone", "version"]) | st.text(max_size=4),
        inner, max_size=4,
    ),
    max_leaves=12,
)  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(anything)
def test_no_document_does_more_than_be_refused(rule):
    try:
        one = milestone_of({"milestone": "m", "version": "1", "rule": rule}, measures=["n"])
    except ValueError:
        return
    reached(one, frame_of(["1", "2"], {"n": [1, 0]}))
