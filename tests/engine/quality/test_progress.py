import pytest

from cairn.engine.quality.progress import Outcome, progress


@pytest.mark.parametrize(
    ("outcome", "state"),
    [
        (Outcome(40, 42, "up", 1), "improving"), (Outcome(40, 41, "up", 1), "maintained"),
        (Outcome(40, 39, "up", 1), "maintained"), (Outcome(40, 38.9, "up", 1), "worsening"),
        (Outcome(40, 38, "down", 1), "improving"), (Outcome(40, 42, "down", 1), "worsening"),
        (Outcome(40, 40, "up"), "maintained"), (Outcome("0.1", 0.3, "up", "0.2"), "maintained"),
        (Outcome(40, 41, "up", "5%", is_relative=True), "maintained"),
        (Outcome(40, 43, "up", "5%", is_relative=True), "improving"),
        (Outcome(-40, -43, "up", "5%", is_relative=True), "worsening"),
        (Outcome(0, 43, "up", "5%", is_relative=True), "unknown"),
        (Outcome(0, 43, "up"), "improving"),
        (Outcome(None, 43, "up"), "unknown"), (Outcome(40, None, "up"), "unknown"),
        (Outcome(40, 50, "up", is_quality=False), "unknown"),
    ],
)  # fmt: skip
def test_each_state_has_its_exact_rule(outcome, state):
    found = progress({"one": outcome})
    assert found.states == {"one": state}
    assert set(found.why) == ({"one"} if state == "unknown" else set())


def test_why_an_outcome_is_not_known_is_told():
    found = progress(
        {
            "a": Outcome(None, None, "up"), "b": Outcome(1, None, "up"),
            "c": Outcome(1, 2, "up", is_quality=False), "d": Outcome(0, 2, "up", "5%", is_relative=True),
        }
    )  # fmt: skip
    assert found.why == {
        "a": "no_baseline", "b": "no_latest", "c": "not_of_quality", "d": "share_of_zero",
    }  # fmt: skip
    assert found.verdict.text.endswith("Of 4 more nobody knows.")


def test_one_outcome_is_told_in_the_singular():
    assert progress({"a": Outcome(1, 0, "up")}).verdict.text == (
        "0 of 1 outcome is improving (0) or maintained (0); 1 is worsening."
    )


def test_five_of_seven_is_counted_as_racine_counted():
    outcomes = {str(n): Outcome(10, 12, "up") for n in range(3)}
    outcomes |= {str(n): Outcome(10, 10, "up") for n in range(3, 5)}
    outcomes |= {str(n): Outcome(10, 8, "up") for n in range(5, 7)}
    found = progress(outcomes)
    assert (found.k, found.n, found.unknown, found.verdict.code) == (5, 7, 0, "majority")
    assert found.verdict.text == ("5 of 7 outcomes are improving (3) or maintained (2); 2 are worsening.")


@pytest.mark.parametrize(
    ("latest", "code"), [([], "none_known"), ([None], "none_known"), ([2, 2], "all"), ([2, 0], "minority")]
)
def test_the_verdict_names_the_majority(latest, code):
    found = progress({str(k): Outcome(1, value, "up") for k, value in enumerate(latest)})
    assert found.verdict.code == code
    if code == "none_known":
        assert found.verdict.text.startswith("No outcome has a baseline and a latest value of quality.")


@pytest.mark.parametrize(
    ("outcome", "message"),
    [
        (Outcome(1, 2, "left"), "Better for one is 'left'"),
        (Outcome(1, 2, "up", -1), "tolerance of one is -1"),
        (Outcome("x", 2, "up"), "the baseline of one is 'x', no number"),
    ],
)  # fmt: skip
def test_outcomes_that_cannot_be_are_refused(outcome, message):
    with pytest.raises(ValueError, match=message):
        progress({"one": outcome})
