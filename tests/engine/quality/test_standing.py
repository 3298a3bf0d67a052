from datetime import date
from fractions import Fraction

import pytest

from cairn.engine.quality.completeness import completeness
from cairn.engine.quality.standing import standing


def states(marks, **options):
    table = {"y": True, "n": False, "?": None}
    return standing([str(k) for k in range(len(marks))], [table[mark] for mark in marks], **options)


@pytest.mark.parametrize(
    ("marks", "options", "earned", "lost", "state"),
    [
        ("yy", {}, (), (), "not_yet"), ("yyy", {}, ("2",), (), "earned"),
        ("yynyyy", {}, ("5",), (), "earned"), ("yy?yy", {}, (), (), "not_yet"),
        ("yyyn", {}, ("2",), ("3",), "lost"), ("yyy?", {}, ("2",), ("3",), "lost"),
        ("yyynyyy", {}, ("2", "6"), ("3",), "earned"),
        ("yyyny", {"lost_after": 2}, ("2",), (), "earned"),
        ("yyynn", {"lost_after": 2}, ("2",), ("4",), "lost"),
        ("y", {"earned_after": 1}, ("0",), (), "earned"), ("", {}, (), (), "not_yet"),
    ],
)  # fmt: skip
def test_a_status_is_earned_by_periods_in_a_row_and_lost_again(marks, options, earned, lost, state):
    found = states(marks, **options)
    assert (found.earned_in, found.lost_in, found.verdict.code) == (earned, lost, state)
    assert len(found.states) == len(marks)


def test_the_verdict_says_what_is_still_needed():
    assert states("yy").verdict.text == (
        "Not earned yet: it takes 3 good periods in a row, and there are 2 so far."
    )
    assert states("y").verdict.text.endswith("and there is 1 so far.")
    assert states("yyyny").verdict.text == (
        "Lost in 3, which is not good: 3 good periods in a row earn it again; 1 so far."
    )
    assert states("y?", earned_after=1).verdict.text == (
        "Lost in 1, which is not known: 1 good period earns it again; 0 so far."
    )
    assert states("yyy").rule == (
        "Earned by 3 good periods in a row; lost by the first period that is not good or not known."
    )
    assert states("y", earned_after=1, lost_after=2).rule == (
        "Earned by 1 good period; lost by 2 periods in a row that are not good or not known."
    )


def test_shapes_and_lengths_that_cannot_be_are_refused():
    with pytest.raises(ValueError, match="There are 1 periods and 0 marks"):
        standing(["1"], [])
    for options in ({"earned_after": 0}, {"lost_after": 0}):
        with pytest.raises(ValueError, match="after 1 period or more"):
            states("y", **options)


DUE = date(2024, 4, 10)


def test_reports_are_counted_and_those_in_time():
    due = dict.fromkeys(["Elm", "Oak", "Ash", "Fir"], DUE)
    received = {"Elm": DUE, "Oak": date(2024, 4, 13), "Ash": None, "Yew": DUE}
    found = completeness(due, received)
    assert (found.reported, found.on_time, found.share, found.share_on_time) == (
        2, 1, Fraction(1, 2), Fraction(1, 4),
    )  # fmt: skip
    assert (found.missing, found.late, found.unexpected) == (("Ash", "Fir"), (("Oak", 3),), ("Yew",))
    assert found.verdict.text == "2 of 4 reported (50%), 1 of them in time. Missing: Ash, Fir."


def test_each_kind_of_silence_is_told_apart():
    due = dict.fromkeys(["Elm", "Oak", "Ash", "Fir", "Yew"], DUE) | {"Ivy": date(2024, 4, 20)}
    found = completeness(
        due, {"Elm": DUE}, undated=["Oak", "Elm"], not_collected=["Ash", "Elm"], today=date(2024, 4, 15)
    )
    assert found.states == {
        "Ash": "not_collected", "Elm": "on_time", "Fir": "missing", "Ivy": "not_yet_due", "Oak": "undated",
        "Yew": "missing",
    }  # fmt: skip
    assert (found.undated, found.not_collected, found.not_yet_due) == (("Oak",), ("Ash",), ("Ivy",))
    assert (found.share, found.share_on_time) == (Fraction(1, 3), None)
    assert found.verdict.text == (
        "2 of 6 reported (33%), 1 of them in time. Of 1 more nobody knows whether in time. "
        "Missing: Fir, Yew. Not collected: Ash. Not yet due: Ivy."
    )


def test_without_days_nothing_is_said_of_time():
    assert completeness({"Elm": None}, {"Elm": DUE}).verdict.text == "1 of 1 reported (100%)."
    found = completeness({"Elm": DUE}, {}, undated=["Elm"])
    assert found.verdict.text == "1 of 1 reported (100%); whether in time, nobody knows."
    assert completeness({"Elm": DUE}, {}).verdict.text == "0 of 1 reported (0%). Missing: Elm."


@pytest.mark.parametrize(
    ("today", "code"), [(date(2024, 4, 10), "open"), (date(2024, 4, 11), "incomplete"), (None, "incomplete")]
)
def test_what_is_due_today_is_not_missing_yet(today, code):
    assert completeness({"Elm": DUE}, {}, today=today).verdict.code == code


def test_a_period_without_reporters_has_no_share():
    found = completeness({}, {"Elm": DUE})
    assert (found.share, found.share_on_time, found.verdict.code) == (None, None, "none_expected")
    assert (
        completeness({"Elm": DUE}, {"Elm": DUE}).verdict.text == "1 of 1 reported (100%), 1 of them in time."
    )
